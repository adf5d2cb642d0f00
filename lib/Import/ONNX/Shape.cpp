//===- Shape.cpp - ONNX operators that move elements ----------------------===//

#include "Registry.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static Value importShape(NodeContext &ctx) {
  int64_t rank = getRank(ctx.input(0));
  auto clamp = [&](int64_t index) {
    return std::clamp<int64_t>(index < 0 ? index + rank : index, 0, rank);
  };
  int64_t start = clamp(ctx.getInt("start", 0));
  int64_t end = clamp(ctx.getInt("end", rank));
  return ctx.constantInts(
      getShape(ctx.input(0)).slice(start, std::max<int64_t>(end - start, 0)));
}

static Value importSize(NodeContext &ctx) {
  return ctx.scalarInt(getTensorTypeOf(ctx.input(0)).getNumElements(),
                       ctx.getBuilder().getI64Type());
}

static Value importReshape(NodeContext &ctx) {
  ArrayRef<int64_t> inputShape = getShape(ctx.input(0));
  SmallVector<int64_t> shape = ctx.constantInts(1, "shape");
  bool allowZero = ctx.getBool("allowzero", false);
  std::optional<size_t> inferred;
  int64_t known = 1;
  for (auto [i, size] : llvm::enumerate(shape)) {
    if (size == 0 && !allowZero) {
      if (i >= inputShape.size()) {
        ctx.emitError() << "shape [" << ArrayRef(shape)
                        << "] copies dimension #" << i << ", but the input is "
                        << ctx.input(0).getType();
        return {};
      }
      size = inputShape[i];
    }
    if (size < -1 || (size == -1 && inferred)) {
      ctx.emitError() << "shape [" << ArrayRef(shape)
                      << "] must have at most one size of -1 and no other "
                         "negative one";
      return {};
    }
    if (size == -1)
      inferred = i;
    else if (llvm::MulOverflow(known, size, known))
      known = -1; // Caught below: no tensor has that many elements.
    if (known < 0)
      break;
  }
  int64_t count = getTensorTypeOf(ctx.input(0)).getNumElements();
  if (inferred && known > 0 && count % known == 0)
    shape[*inferred] = count / known;
  else if (inferred || known != count) {
    ctx.emitError() << "cannot reshape " << ctx.input(0).getType() << " to ["
                    << ArrayRef(shape) << "]";
    return {};
  }
  return ctx.reshape(ctx.input(0), shape);
}

static int64_t getProduct(ArrayRef<int64_t> sizes) {
  int64_t result = 1;
  for (int64_t size : sizes)
    result *= size;
  return result;
}

static Value importFlatten(NodeContext &ctx) {
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  int64_t rank = shape.size();
  int64_t axis = ctx.getInt("axis", 1);
  if (axis != rank)
    axis = ctx.normalizeAxis(axis, rank);
  if (ctx.hasError())
    return {};
  return ctx.reshape(ctx.input(0), {getProduct(shape.take_front(axis)),
                                    getProduct(shape.drop_front(axis))});
}

/// Axes that came as an attribute before they became an operand.
static SmallVector<int64_t> getAxes(NodeContext &ctx, int64_t operandSince) {
  if (ctx.getOpset() < operandSince)
    return ctx.getInts("axes");
  return ctx.hasInput(1) ? ctx.constantInts(1, "axes") : SmallVector<int64_t>();
}

static Value importSqueeze(NodeContext &ctx) {
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  bool hasAxes = ctx.hasInput(1) || ctx.hasAttribute("axes");
  SmallVector<int64_t> axes =
      ctx.normalizeAxes(getAxes(ctx, /*operandSince=*/13), shape.size());
  SmallVector<int64_t> result;
  for (auto [i, size] : llvm::enumerate(shape)) {
    bool removed = hasAxes ? llvm::is_contained(axes, int64_t(i)) : size == 1;
    if (removed && size != 1) {
      ctx.emitError() << "cannot remove dimension #" << i << " of "
                      << ctx.input(0).getType() << ": its size is not 1";
      return {};
    }
    if (!removed)
      result.push_back(size);
  }
  return ctx.reshape(ctx.input(0), result);
}

static Value importUnsqueeze(NodeContext &ctx) {
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  SmallVector<int64_t> axes = getAxes(ctx, /*operandSince=*/13);
  int64_t rank = shape.size() + axes.size();
  axes = ctx.normalizeAxes(axes, rank);
  if (ctx.hasError())
    return {};
  SmallVector<int64_t> result;
  for (int64_t i : llvm::seq(rank)) {
    if (llvm::is_contained(axes, i)) {
      result.push_back(1);
    } else {
      result.push_back(shape.front());
      shape = shape.drop_front();
    }
  }
  return ctx.reshape(ctx.input(0), result);
}

static Value importExpand(NodeContext &ctx) {
  SmallVector<int64_t> target = ctx.constantInts(1, "shape");
  if (ctx.hasError())
    return {};
  // Sizes may be smaller than those of the input: both broadcast.
  auto shape = broadcastShapes({getShape(ctx.input(0)), target});
  if (failed(shape)) {
    ctx.emitError() << "cannot broadcast " << ctx.input(0).getType() << " to ["
                    << ArrayRef(target) << "]";
    return {};
  }
  return ctx.broadcast(ctx.input(0), *shape);
}

static Value importTranspose(NodeContext &ctx) {
  SmallVector<int64_t> permutation = ctx.getInts("perm");
  if (!ctx.hasAttribute("perm"))
    permutation = llvm::to_vector(
        llvm::reverse(llvm::seq<int64_t>(getRank(ctx.input(0)))));
  return ctx.transpose(ctx.input(0), permutation);
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

static Value importConcat(NodeContext &ctx) {
  int64_t axis =
      ctx.normalizeAxis(ctx.requireInt("axis"), getRank(ctx.input(0)));
  return ctx.concat(ctx.getInputs(), axis);
}

/// Sizes of equal parts; only the last may be smaller, where that is allowed.
static SmallVector<int64_t> getPartSizes(NodeContext &ctx, int64_t size,
                                         int64_t count, bool allowRemainder) {
  if (count <= 0 || (!allowRemainder && size % count != 0)) {
    ctx.emitError() << "cannot split a dimension of size " << size << " into "
                    << count << " equal parts";
    return {};
  }
  int64_t part = llvm::divideCeil(size, count);
  SmallVector<int64_t> sizes(count, part);
  sizes.back() = size - part * (count - 1);
  if (sizes.back() < 0) {
    ctx.emitError() << "cannot split a dimension of size " << size << " into "
                    << count << " parts";
    return {};
  }
  return sizes;
}

static void importSplit(NodeContext &ctx) {
  Value input = ctx.input(0);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", 0), getRank(input));
  bool isOperand = ctx.getOpset() >= 13;
  int64_t count = ctx.getNumOutputs();
  bool hasCount = ctx.getOpset() >= 18 && ctx.hasAttribute("num_outputs");
  if (hasCount && ctx.requireInt("num_outputs") != count)
    ctx.emitError() << "attribute 'num_outputs' is "
                    << ctx.requireInt("num_outputs") << ", but the node has "
                    << count << " outputs";
  if (ctx.hasError())
    return;

  SmallVector<int64_t> sizes;
  if (isOperand && ctx.hasInput(1))
    sizes = ctx.constantInts(1, "split");
  else if (!isOperand && ctx.hasAttribute("split"))
    sizes = ctx.getInts("split");
  else
    sizes = getPartSizes(ctx, getShape(input)[axis], count,
                         /*allowRemainder=*/hasCount);
  if (!ctx.hasError() && int64_t(sizes.size()) != count)
    ctx.emitError() << "has " << count << " outputs, but " << sizes.size()
                    << " sizes";
  ctx.setOutputs(ctx.createAll<SplitOp>(
      input, ctx.attributes().setInt("axis", axis).setInts("sizes", sizes)));
}

namespace {

/// Elements along one dimension, as `fovea.slice` names them.
struct SliceRange {
  int64_t start;
  int64_t size;
  int64_t step;
};

} // namespace

/// Resolve the bounds of ONNX, which may be negative (from the end) or outside
/// (clamped), for a dimension of `size` elements. `step` is not 0.
static SliceRange resolveSlice(int64_t start, int64_t end, int64_t step,
                               int64_t size) {
  if (size == 0)
    return {0, 0, 1};
  // Steps beyond the size all name just the first element.
  step = std::clamp(step, -size - 1, size + 1);
  auto resolve = [&](int64_t index, int64_t min, int64_t max) {
    if (index < 0)
      index = index < -size ? -1 : index + size;
    return std::clamp(index, min, max);
  };
  // Going down, -1 (before the first) is a valid end.
  start = resolve(start, 0, step > 0 ? size : size - 1);
  end = resolve(end, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
  int64_t distance = step > 0 ? end - start : start - end;
  int64_t count = distance > 0 ? llvm::divideCeil(distance, std::abs(step)) : 0;
  return {count > 0 ? start : 0, count, step};
}

static Value importSlice(NodeContext &ctx) {
  ArrayRef<int64_t> shape = getShape(ctx.input(0));
  SmallVector<int64_t> starts, ends, axes, steps;
  if (ctx.getOpset() < 10) {
    starts = ctx.getInts("starts");
    ends = ctx.getInts("ends");
    axes = ctx.getInts("axes");
  } else {
    starts = ctx.constantInts(1, "starts");
    ends = ctx.constantInts(2, "ends");
    if (ctx.hasInput(3))
      axes = ctx.constantInts(3, "axes");
    if (ctx.hasInput(4))
      steps = ctx.constantInts(4, "steps");
  }
  if (axes.empty())
    axes = llvm::to_vector(llvm::seq<int64_t>(starts.size()));
  if (steps.empty())
    steps.assign(starts.size(), 1);
  axes = ctx.normalizeAxes(axes, shape.size());
  if (ctx.hasError())
    return {};
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size()) {
    ctx.emitError() << "has " << starts.size() << " starts, " << ends.size()
                    << " ends, " << axes.size() << " axes and " << steps.size()
                    << " steps";
    return {};
  }

  SmallVector<int64_t> firsts(shape.size(), 0), sizes(shape),
      allSteps(shape.size(), 1);
  for (auto [start, end, axis, step] :
       llvm::zip_equal(starts, ends, axes, steps)) {
    if (step == 0) {
      ctx.emitError() << "step of dimension #" << axis << " is 0";
      return {};
    }
    SliceRange range = resolveSlice(start, end, step, shape[axis]);
    firsts[axis] = range.start;
    sizes[axis] = range.size;
    allSteps[axis] = range.step;
  }
  return ctx.slice(ctx.input(0), firsts, sizes, allSteps);
}

void onnximport::registerShapeOps(OpRegistry &registry) {
  registry.add("Concat", {4}, {1, Arity::kVariadic}, importConcat);
  registry.add("Expand", {8}, {2, 2}, importExpand);
  registry.add("Flatten", {1}, {1, 1}, importFlatten);
  registry.add("Reshape", {5}, {2, 2}, importReshape);
  registry.add("Shape", {1}, {1, 1}, importShape);
  registry.add("Size", {1}, {1, 1}, importSize);
  registry.add("Slice", {1, 9}, {1, 1}, importSlice);
  registry.add("Slice", {10}, {3, 5}, importSlice);
  registry.add("Split", {2, 12}, {1, 1}, importSplit);
  registry.add("Split", {13}, {1, 2}, importSplit);
  registry.add("Squeeze", {1, 12}, {1, 1}, importSqueeze);
  registry.add("Squeeze", {13}, {1, 2}, importSqueeze);
  registry.add("Transpose", {1}, {1, 1}, importTranspose);
  registry.add("Unsqueeze", {1, 12}, {1, 1}, importUnsqueeze);
  registry.add("Unsqueeze", {13}, {2, 2}, importUnsqueeze);
}
