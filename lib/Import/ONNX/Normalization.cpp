//===- Normalization.cpp - ONNX normalizations and softmax ----------------===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

static SmallVector<int64_t> getAxesFrom(int64_t axis, Value value) {
  return llvm::to_vector(llvm::seq<int64_t>(axis, getRank(value)));
}

//===----------------------------------------------------------------------===//
// Batch, instance and group normalization
//===----------------------------------------------------------------------===//

static Value importBatchNorm(NodeContext &ctx) {
  double epsilon = ctx.getFloat("epsilon", 1e-5f);
  ctx.ignoreAttributes({"momentum"});
  if (ctx.getBool("training_mode", false))
    ctx.emitUnsupported() << "training mode is not supported";
  else if (!ctx.getBool("spatial", true))
    ctx.emitUnsupported() << "statistics for each position (attribute "
                             "'spatial' 0) are not supported";
  if (!ctx.checkRank(0, 2))
    return {};

  // Parameters may be of a wider type than the input.
  Type type = getElementTypeOf(ctx.input(0));
  Type wide = type;
  for (Value input : ctx.getInputs())
    if (getElementSize(getElementTypeOf(input)) > getElementSize(wide))
      wide = getElementTypeOf(input);
  SmallVector<Value> operands{ctx.cast(ctx.toChannelsLast(ctx.input(0)), wide)};
  for (unsigned i : llvm::seq(1, 5))
    operands.push_back(ctx.cast(ctx.input(i), wide));
  if (ctx.hasError())
    return {};
  Value result = ctx.create<BatchNormOp>(
      operands, ctx.attributes().setFloat("epsilon", epsilon));
  return ctx.toChannelsFirst(ctx.cast(result, type));
}

/// `scale` and `offset` have one element for each channel.
static Value buildGroupNorm(NodeContext &ctx, Value scale, Value offset,
                            int64_t groups, double epsilon) {
  if (ctx.hasError())
    return {};
  Value input = ctx.toChannelsLast(ctx.input(0));
  if (ctx.hasError())
    return {};
  Value result = ctx.create<GroupNormOp>(
      {input, scale, offset},
      ctx.attributes()
          .setInt("groups", groups)
          .setFloat("epsilon", epsilon)
          .set("operandSegmentSizes",
               ctx.getBuilder().getDenseI32ArrayAttr({1, 1, 1})));
  return ctx.toChannelsFirst(result);
}

static Value importInstanceNorm(NodeContext &ctx) {
  double epsilon = ctx.getFloat("epsilon", 1e-5f);
  if (!ctx.checkRank(0, 3))
    return {};
  return buildGroupNorm(ctx, ctx.input(1), ctx.input(2),
                        /*groups=*/getShape(ctx.input(0))[1], epsilon);
}

static Value importGroupNorm(NodeContext &ctx) {
  double epsilon = ctx.getFloat("epsilon", 1e-5f);
  // The precision of the statistics, which are never below f32.
  ctx.ignoreAttributes({"stash_type"});
  int64_t groups = ctx.requireInt("num_groups");
  if (!ctx.checkRank(0, 3))
    return {};
  int64_t channels = getShape(ctx.input(0))[1];
  if (groups <= 0 || channels % groups != 0) {
    ctx.emitError() << "cannot divide " << channels << " channels into "
                    << groups << " groups";
    return {};
  }

  // At first, scale and offset had one element for each group.
  auto expand = [&](Value parameter) {
    if (ctx.getOpset() >= 21)
      return parameter;
    Value columns = ctx.reshape(parameter, {groups, 1});
    return ctx.reshape(ctx.broadcast(columns, {groups, channels / groups}),
                       channels);
  };
  return buildGroupNorm(ctx, expand(ctx.input(1)), expand(ctx.input(2)), groups,
                        epsilon);
}

//===----------------------------------------------------------------------===//
// Layer and RMS normalization
//===----------------------------------------------------------------------===//

/// Whether a parameter fits the dimensions from `axis` on, so that the
/// normalization itself can apply it.
static bool fitsNormalized(Value parameter, Value input, int64_t axis) {
  return getRank(parameter) <= getRank(input) - axis;
}

/// Mean and the inverse of the standard deviation, as ONNX gives them out: in
/// f32 at least, with the normalized dimensions kept as 1.
static void setStatistics(NodeContext &ctx, Value input, int64_t axis,
                          double epsilon) {
  Type type = getElementTypeOf(input);
  if (getElementSize(type) < 4)
    type = ctx.getBuilder().getF32Type();
  input = ctx.cast(input, type);
  if (ctx.hasError())
    return;
  SmallVector<int64_t> axes = getAxesFrom(axis, input);
  Value mean = ctx.reduce(ReduceKind::mean, input, axes, /*keepDims=*/true);
  Value centered = ctx.sub(input, mean);
  Value variance = ctx.reduce(ReduceKind::mean, ctx.mul(centered, centered),
                              axes, /*keepDims=*/true);
  ctx.setOutput(1, mean);
  ctx.setOutput(2, ctx.unary(UnaryKind::rsqrt,
                             ctx.add(variance, ctx.scalar(epsilon, type))));
}

static void importLayerNorm(NodeContext &ctx) {
  double epsilon = ctx.getFloat("epsilon", 1e-5f);
  ctx.ignoreAttributes({"stash_type"});
  Value input = ctx.input(0), scale = ctx.input(1), offset = ctx.input(2);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", -1), getRank(input));
  if (ctx.hasError())
    return;

  SmallVector<Value> operands{input};
  bool scaleFits = fitsNormalized(scale, input, axis);
  bool offsetFits = scaleFits && offset && fitsNormalized(offset, input, axis);
  if (scaleFits)
    operands.push_back(scale);
  if (offsetFits)
    operands.push_back(offset);
  Value result = ctx.create<LayerNormOp>(
      operands,
      ctx.attributes()
          .setInt("axis", axis)
          .setFloat("epsilon", epsilon)
          .set("operandSegmentSizes", ctx.getBuilder().getDenseI32ArrayAttr(
                                          {1, scaleFits, offsetFits})));
  if (!scaleFits)
    result = ctx.mul(result, scale);
  if (offset && !offsetFits)
    result = ctx.add(result, offset);
  ctx.setOutput(0, result);
  if (ctx.hasOutput(1) || ctx.hasOutput(2))
    setStatistics(ctx, input, axis, epsilon);
}

static Value importRMSNorm(NodeContext &ctx) {
  double epsilon = ctx.getFloat("epsilon", 1e-5f);
  ctx.ignoreAttributes({"stash_type"});
  Value input = ctx.input(0), scale = ctx.input(1);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", -1), getRank(input));
  if (ctx.hasError())
    return {};
  AttributeList list = ctx.attributes();
  list.setInt("axis", axis).setFloat("epsilon", epsilon);
  if (fitsNormalized(scale, input, axis))
    return ctx.create<RMSNormOp>({input, scale}, list);
  return ctx.mul(ctx.create<RMSNormOp>(input, list), scale);
}

//===----------------------------------------------------------------------===//
// Other normalizations
//===----------------------------------------------------------------------===//

/// x / (bias + alpha / size * sum of x² over a window of channels) ^ beta.
static Value importLRN(NodeContext &ctx) {
  double alpha = ctx.getFloat("alpha", 1e-4f);
  double beta = ctx.getFloat("beta", 0.75);
  double bias = ctx.getFloat("bias", 1.0);
  int64_t size = ctx.requireInt("size");
  if (!ctx.checkRank(0, 3))
    return {};
  Value input = ctx.input(0);
  Type type = getElementTypeOf(input);
  ArrayRef<int64_t> shape = getShape(input);
  if (size < 1 || size > 2 * shape[1] + 1) {
    ctx.emitError() << "attribute 'size' must be from 1 to about twice the "
                    << shape[1] << " channels, but is " << size;
    return {};
  }

  // With all positions as channels, the mean over a window of channels is
  // average pooling along the only spatial dimension.
  int64_t positions = 1;
  for (int64_t extent : shape.drop_front(2))
    positions *= extent;
  Value squares =
      ctx.reshape(ctx.mul(input, input), {shape[0], shape[1], positions});
  Value means = ctx.create<AvgPoolOp>(
      squares, ctx.attributes()
                   .setInts("window", size)
                   .setInts("pads", {(size - 1) / 2, size / 2})
                   .setUnit("count_include_pad"));
  Value base =
      ctx.add(ctx.mul(ctx.reshape(means, shape), ctx.scalar(alpha, type)),
              ctx.scalar(bias, type));
  return ctx.div(input,
                 ctx.binary(BinaryKind::pow, base, ctx.scalar(beta, type)));
}

static Value importMeanVarianceNorm(NodeContext &ctx) {
  SmallVector<int64_t> axes = ctx.getInts("axes");
  if (!ctx.hasAttribute("axes"))
    axes = {0, 2, 3};
  Value input = ctx.input(0);
  axes = ctx.normalizeAxes(axes, getRank(input), "axes");
  if (ctx.hasError())
    return {};
  Value centered = ctx.sub(
      input, ctx.reduce(ReduceKind::mean, input, axes, /*keepDims=*/true));
  Value variance = ctx.reduce(ReduceKind::mean, ctx.mul(centered, centered),
                              axes, /*keepDims=*/true);
  Value deviation = ctx.add(ctx.unary(UnaryKind::sqrt, variance),
                            ctx.scalar(1e-9, getElementTypeOf(input)));
  return ctx.div(centered, deviation);
}

static Value importLpNorm(NodeContext &ctx) {
  int64_t p = ctx.getInt("p", 2);
  Value input = ctx.input(0);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", -1), getRank(input));
  if (p != 1 && p != 2)
    ctx.emitError() << "attribute 'p' must be 1 or 2, but is " << p;
  if (ctx.hasError())
    return {};
  Value norm = ctx.reduce(p == 1 ? ReduceKind::l1 : ReduceKind::l2, input, axis,
                          /*keepDims=*/true);
  // What is all zeros stays so.
  Value zero = ctx.scalar(0, getElementTypeOf(input));
  Value isZero = ctx.compare(ComparePredicate::eq, norm, zero);
  return ctx.select(isZero, zero, ctx.div(input, norm));
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// Apply `build(input, axis)`. Before version 13 these operators worked on the
/// input as a matrix, with the dimensions from `axis` on as the columns.
static Value
importSoftmaxLike(NodeContext &ctx,
                  llvm::function_ref<Value(Value input, int64_t axis)> build) {
  Value input = ctx.input(0);
  bool isMatrix = ctx.getOpset() < 13;
  int64_t rank = getRank(input);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", isMatrix ? 1 : -1), rank);
  if (ctx.hasError())
    return {};
  if (!isMatrix || axis == rank - 1)
    return build(input, axis);
  ArrayRef<int64_t> shape = getShape(input);
  int64_t rows = 1, columns = 1;
  for (int64_t size : shape.take_front(axis))
    rows *= size;
  for (int64_t size : shape.drop_front(axis))
    columns *= size;
  Value matrix = ctx.reshape(input, {rows, columns});
  if (ctx.hasError())
    return {};
  return ctx.reshape(build(matrix, 1), shape);
}

static Value importSoftmax(NodeContext &ctx) {
  return importSoftmaxLike(ctx, [&](Value input, int64_t axis) {
    return ctx.create<SoftmaxOp>(input, ctx.attributes().setInt("axis", axis));
  });
}

static Value importLogSoftmax(NodeContext &ctx) {
  return importSoftmaxLike(ctx, [&](Value input, int64_t axis) {
    return ctx.create<LogSoftmaxOp>(input,
                                    ctx.attributes().setInt("axis", axis));
  });
}

/// 1 at the first maximum, and 0 elsewhere.
static Value importHardmax(NodeContext &ctx) {
  return importSoftmaxLike(ctx, [&](Value input, int64_t axis) {
    Value index = ctx.create<ArgReduceOp>(
        input,
        ctx.attributes()
            .set("kind", ArgKindAttr::get(ctx.getContext(), ArgKind::max))
            .setInt("axis", axis));
    Type type = getElementTypeOf(input);
    Value values = ctx.concat({ctx.reshape(ctx.scalar(0, type), 1),
                               ctx.reshape(ctx.scalar(1, type), 1)},
                              /*axis=*/0);
    if (ctx.hasError())
      return Value();
    return ctx.create<OneHotOp>({index, values},
                                ctx.attributes()
                                    .setInt("depth", getShape(input)[axis])
                                    .setInt("axis", axis));
  });
}

void onnximport::registerNormalizationOps(OpRegistry &registry) {
  registry.add("BatchNormalization", {7}, {5, 5}, importBatchNorm);
  registry.add("GroupNormalization", {18}, {3, 3}, importGroupNorm);
  registry.add("Hardmax", {1}, {1, 1}, importHardmax);
  registry.add("InstanceNormalization", {6}, {3, 3}, importInstanceNorm);
  registry.add("LRN", {1}, {1, 1}, importLRN);
  registry.add("LayerNormalization", {17}, {2, 3}, importLayerNorm);
  registry.add("LogSoftmax", {1}, {1, 1}, importLogSoftmax);
  registry.add("LpNormalization", {1}, {1, 1}, importLpNorm);
  registry.add("MeanVarianceNormalization", {9}, {1, 1},
               importMeanVarianceNorm);
  registry.add("RMSNormalization", {23}, {2, 2}, importRMSNorm);
  registry.add("Softmax", {1}, {1, 1}, importSoftmax);
}
