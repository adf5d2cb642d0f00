//===- Indexing.cpp - ONNX operators with indices -------------------------===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Gather and scatter
//===----------------------------------------------------------------------===//

static int64_t getAxis(NodeContext &ctx, int64_t otherwise) {
  return ctx.normalizeAxis(ctx.getInt("axis", otherwise),
                           getRank(ctx.input(0)));
}

/// Check indices that are known at compile time: `sizes` are those of the
/// dimensions that they select from, in turn. Others are not checked at all,
/// what is outside then selects the nearest element.
static void checkIndices(NodeContext &ctx, Value indices,
                         ArrayRef<int64_t> sizes) {
  if (ctx.hasError() || sizes.empty())
    return;
  FailureOr<SmallVector<int64_t>> known = getConstantInts(indices);
  if (failed(known))
    return;
  for (auto [i, index] : llvm::enumerate(*known)) {
    int64_t size = sizes[i % sizes.size()];
    if (index >= -size && index < size)
      continue;
    ctx.emitError() << "index " << index
                    << " is outside of a dimension of size " << size << " of "
                    << ctx.input(0).getType();
    return;
  }
}

/// The same for tuples of indices after `batchDims` common dimensions.
static void checkIndexTuples(NodeContext &ctx, int64_t batchDims) {
  if (ctx.hasError())
    return;
  ArrayRef<int64_t> shape = getShape(ctx.input(0)),
                    indexShape = getShape(ctx.input(1));
  // The verifier reports what does not fit.
  int64_t rank = shape.size(),
          length = indexShape.empty() ? 0 : indexShape.back();
  if (batchDims >= 0 && batchDims <= rank && length <= rank - batchDims)
    checkIndices(ctx, ctx.input(1), shape.slice(batchDims, length));
}

/// A known index makes a slice, which costs nothing later on.
static Value importGather(NodeContext &ctx) {
  int64_t axis = getAxis(ctx, 0);
  Value input = ctx.input(0), indices = ctx.input(1);
  if (ctx.hasError())
    return {};
  SmallVector<int64_t> shape(getShape(input));
  checkIndices(ctx, indices, shape[axis]);
  FailureOr<SmallVector<int64_t>> known = getConstantInts(indices);
  if (ctx.hasError() || failed(known) || known->size() != 1)
    return ctx.gather(input, indices, axis);

  int64_t index = known->front();
  ArrayRef<int64_t> indexShape = getShape(indices);
  Value slice =
      ctx.sliceAxis(input, axis, index < 0 ? index + shape[axis] : index, 1);
  shape.erase(shape.begin() + axis);
  shape.insert(shape.begin() + axis, indexShape.begin(), indexShape.end());
  return ctx.reshape(slice, shape);
}

static Value importGatherElements(NodeContext &ctx) {
  int64_t axis = getAxis(ctx, 0);
  if (ctx.hasError())
    return {};
  checkIndices(ctx, ctx.input(1), getShape(ctx.input(0))[axis]);
  return ctx.create<GatherElementsOp>({ctx.input(0), ctx.input(1)},
                                      ctx.attributes().setInt("axis", axis));
}

static Value importGatherND(NodeContext &ctx) {
  int64_t batchDims = ctx.getInt("batch_dims", 0);
  checkIndexTuples(ctx, batchDims);
  return ctx.create<GatherNDOp>(
      {ctx.input(0), ctx.input(1)},
      ctx.attributes().setInt("batch_dims", batchDims));
}

static Attribute getScatterKind(NodeContext &ctx) {
  StringRef name = ctx.getString("reduction", "none");
  auto kind =
      name == "none" ? ScatterKind::replace : symbolizeScatterKind(name);
  if (!kind)
    ctx.emitError() << "attribute 'reduction' must be 'none', 'add', 'mul', "
                       "'min' or 'max', but is '"
                    << name << "'";
  return ScatterKindAttr::get(ctx.getContext(),
                              kind.value_or(ScatterKind::replace));
}

static Value importScatterElements(NodeContext &ctx) {
  int64_t axis = getAxis(ctx, 0);
  Attribute kind = getScatterKind(ctx);
  if (ctx.hasError())
    return {};
  checkIndices(ctx, ctx.input(1), getShape(ctx.input(0))[axis]);
  return ctx.create<ScatterElementsOp>(
      {ctx.input(0), ctx.input(1), ctx.input(2)},
      ctx.attributes().setInt("axis", axis).set("kind", kind));
}

static Value importScatterND(NodeContext &ctx) {
  Attribute kind = getScatterKind(ctx);
  checkIndexTuples(ctx, /*batchDims=*/0);
  return ctx.create<ScatterNDOp>({ctx.input(0), ctx.input(1), ctx.input(2)},
                                 ctx.attributes().set("kind", kind));
}

/// Write `update` into a cache from an element on that each batch has of its
/// own.
static Value importTensorScatter(NodeContext &ctx) {
  StringRef mode = ctx.getString("mode", "linear");
  if (mode != "linear" && mode != "circular")
    ctx.emitError() << "attribute 'mode' has unknown value '" << mode << "'";
  Value cache = ctx.input(0), update = ctx.input(1);
  int64_t rank = getRank(cache), axis = getAxis(ctx, -2);
  if (!ctx.checkRank(0, 2) || !ctx.checkRank(1, rank, rank))
    return {};
  SmallVector<int64_t> shape(getShape(cache)), updateShape(getShape(update));
  int64_t size = shape[axis];
  Value indices = ctx.alongAxis(ctx.iota(updateShape[axis]), axis, rank);
  if (ctx.hasInput(2)) {
    if (axis == 0 || !ctx.checkRank(2, 1, 1) ||
        getShape(ctx.input(2))[0] != shape[0]) {
      if (!ctx.hasError())
        ctx.emitError() << "indices " << ctx.input(2).getType()
                        << " are not one for each batch of " << cache.getType();
      return {};
    }
    checkIndices(ctx, ctx.input(2), size);
    Type type = ctx.getBuilder().getI64Type();
    indices =
        ctx.add(indices, ctx.alongAxis(ctx.cast(ctx.input(2), type), 0, rank));
    if (mode == "circular" && size > 0)
      indices = ctx.binary(BinaryKind::mod, indices, ctx.scalarInt(size, type));
  }
  shape[axis] = updateShape[axis];
  if (!ctx.hasError() && (shape != updateShape || shape[axis] > size))
    ctx.emitError() << "update " << update.getType() << " does not fit cache "
                    << cache.getType();
  indices = ctx.broadcast(indices, updateShape);
  if (ctx.hasError())
    return {};
  return ctx.create<ScatterElementsOp>({cache, indices, update},
                                       ctx.attributes().setInt("axis", axis));
}

//===----------------------------------------------------------------------===//
// Selections
//===----------------------------------------------------------------------===//

/// The positions of elements of a constant that are not zero.
static SmallVector<int64_t> findNonZero(const HostTensor &tensor) {
  SmallVector<int64_t> result;
  for (int64_t i : llvm::seq(tensor.getNumElements()))
    if (tensor.getFloat(i) != 0)
      result.push_back(i);
  return result;
}

/// Index tuples, one column for each element that is not zero.
static Value importNonZero(NodeContext &ctx) {
  std::optional<HostTensor> tensor = ctx.constant(0, "input");
  if (!tensor)
    return {};
  SmallVector<int64_t> positions = findNonZero(*tensor);
  int64_t count = positions.size();
  ArrayRef<int64_t> shape = tensor->getShape();
  SmallVector<int64_t> tuples(shape.size() * count);
  for (auto [i, position] : llvm::enumerate(positions)) {
    for (int64_t dim = shape.size() - 1; dim >= 0; --dim) {
      tuples[dim * count + i] = position % shape[dim];
      position /= shape[dim];
    }
  }
  return ctx.reshape(ctx.constantInts(tuples), {int64_t(shape.size()), count});
}

static Value importCompress(NodeContext &ctx) {
  Value input = ctx.input(0);
  int64_t axis = 0;
  if (ctx.hasAttribute("axis"))
    axis = getAxis(ctx, 0);
  else
    input = ctx.reshape(input, getTensorTypeOf(input).getNumElements());
  std::optional<HostTensor> condition = ctx.constant(1, "condition");
  if (!condition || ctx.hasError())
    return {};
  SmallVector<int64_t> positions = findNonZero(*condition);
  if (!positions.empty() && positions.back() >= getShape(input)[axis]) {
    ctx.emitError() << "condition selects element " << positions.back()
                    << " of a dimension of size " << getShape(input)[axis];
    return {};
  }
  return ctx.gather(input, ctx.constantInts(positions), axis);
}

/// Indices are of any number type, also floats.
static Value importOneHot(NodeContext &ctx) {
  Value indices = ctx.input(0);
  int64_t rank = getRank(indices);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", -1), rank + 1);
  double depth = ctx.constantFloat(1, "depth");
  if (!ctx.hasError() && !(depth >= 0 && depth < 1e9))
    ctx.emitError() << "depth " << depth << " is not a size";
  Type type = getElementTypeOf(indices);
  if (!type.isInteger(32) && !type.isInteger(64))
    indices = ctx.cast(indices, ctx.getBuilder().getI64Type());
  if (ctx.hasError())
    return {};
  return ctx.create<OneHotOp>(
      {indices, ctx.input(2)},
      ctx.attributes().setInt("depth", int64_t(depth)).setInt("axis", axis));
}

/// Reverse the first `lengths[i]` elements of each sequence.
static Value importReverseSequence(NodeContext &ctx) {
  Value input = ctx.input(0), lengths = ctx.input(1);
  int64_t rank = getRank(input);
  int64_t batchAxis =
      ctx.normalizeAxis(ctx.getInt("batch_axis", 1), rank, "batch_axis");
  int64_t timeAxis =
      ctx.normalizeAxis(ctx.getInt("time_axis", 0), rank, "time_axis");
  if (!ctx.checkRank(0, 2) || !ctx.checkRank(1, 1, 1))
    return {};
  ArrayRef<int64_t> shape = getShape(input);
  if (getShape(lengths)[0] != shape[batchAxis]) {
    ctx.emitError() << "has " << getShape(lengths)[0] << " lengths for "
                    << shape[batchAxis] << " sequences";
    return {};
  }
  Value times = ctx.alongAxis(ctx.iota(shape[timeAxis]), timeAxis, rank);
  Type type = ctx.getBuilder().getI64Type();
  Value ends = ctx.alongAxis(ctx.cast(lengths, type), batchAxis, rank);
  Value reversed = ctx.sub(ctx.sub(ends, ctx.scalarInt(1, type)), times);
  Value isInside = ctx.compare(ComparePredicate::lt, times, ends);
  Value indices = ctx.broadcast(ctx.select(isInside, reversed, times), shape);
  if (ctx.hasError())
    return {};
  return ctx.create<GatherElementsOp>(
      {input, indices}, ctx.attributes().setInt("axis", timeAxis));
}

//===----------------------------------------------------------------------===//
// Triangles and diagonals
//===----------------------------------------------------------------------===//

/// Column minus row for each element of a matrix.
static Value buildDiagonalIndices(NodeContext &ctx, int64_t rows,
                                  int64_t columns) {
  return ctx.sub(ctx.iota(columns), ctx.alongAxis(ctx.iota(rows), 0, 2));
}

static Value importTrilu(NodeContext &ctx) {
  bool upper = ctx.getBool("upper", true);
  if (!ctx.checkRank(0, 2))
    return {};
  Value input = ctx.input(0);
  ArrayRef<int64_t> matrix = getShape(input).take_back(2);
  Value diagonal = ctx.scalarInt(0, ctx.getBuilder().getI64Type());
  if (ctx.hasInput(1))
    diagonal = ctx.reshape(ctx.input(1), {});
  Value isKept =
      ctx.compare(upper ? ComparePredicate::ge : ComparePredicate::le,
                  buildDiagonalIndices(ctx, matrix[0], matrix[1]), diagonal);
  return ctx.select(isKept, input, ctx.scalar(0, getElementTypeOf(input)));
}

static Value importEyeLike(NodeContext &ctx) {
  Value input = ctx.input(0);
  Type type = ctx.getElementType("dtype", getElementTypeOf(input));
  int64_t diagonal = ctx.getInt("k", 0);
  if (!ctx.checkRank(0, 2, 2))
    return {};
  ArrayRef<int64_t> shape = getShape(input);
  Value indices = buildDiagonalIndices(ctx, shape[0], shape[1]);
  Value isOne =
      ctx.compare(ComparePredicate::eq, indices,
                  ctx.scalarInt(diagonal, ctx.getBuilder().getI64Type()));
  return ctx.cast(isOne, type);
}

void onnximport::registerIndexingOps(OpRegistry &registry) {
  registry.add("Compress", {9}, {2, 2}, importCompress);
  registry.add("EyeLike", {9}, {1, 1}, importEyeLike);
  registry.add("Gather", {1}, {2, 2}, importGather);
  registry.add("GatherElements", {11}, {2, 2}, importGatherElements);
  registry.add("GatherND", {11}, {2, 2}, importGatherND);
  registry.add("NonZero", {9}, {1, 1}, importNonZero);
  registry.add("OneHot", {9}, {3, 3}, importOneHot);
  registry.add("ReverseSequence", {10}, {2, 2}, importReverseSequence);
  registry.add("Scatter", {9, 10}, {3, 3}, importScatterElements);
  registry.add("ScatterElements", {11}, {3, 3}, importScatterElements);
  registry.add("ScatterND", {11}, {3, 3}, importScatterND);
  registry.add("TensorScatter", {24}, {2, 3}, importTensorScatter);
  registry.add("Trilu", {14}, {1, 2}, importTrilu);
}
