//===- Taps.cpp - Reading feature maps at computed positions --------------===//

#include "Taps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

Value onnximport::toF32Scalar(NodeContext &ctx, double value) {
  return ctx.scalar(value, ctx.getBuilder().getF32Type());
}

Value onnximport::clamp(NodeContext &ctx, Value value, double low,
                        double high) {
  return ctx.activation(ActivationKind::clip, value, low, high);
}

static Value combineValid(NodeContext &ctx, Value lhs, Value rhs) {
  if (!lhs || !rhs)
    return lhs ? lhs : rhs;
  return ctx.binary(BinaryKind::logical_and, lhs, rhs);
}

static Value addLastDimension(NodeContext &ctx, Value value) {
  if (ctx.hasError())
    return {};
  SmallVector<int64_t> shape(getShape(value));
  shape.push_back(1);
  return ctx.reshape(value, shape);
}

/// One pixel `[batch, points, channels]` for each point, times its weight.
/// `image` is channels last. The leading `indices` may name the batch.
static Value gatherTap(NodeContext &ctx, Value image, ArrayRef<Value> indices,
                       ArrayRef<Tap> taps) {
  SmallVector<Value> tuple;
  for (Value index : indices)
    tuple.push_back(addLastDimension(ctx, index));
  Value weight, isValid;
  for (const Tap &tap : taps) {
    tuple.push_back(addLastDimension(ctx, tap.index));
    if (tap.weight)
      weight = weight ? ctx.mul(weight, tap.weight) : tap.weight;
    isValid = combineValid(ctx, isValid, tap.isValid);
  }
  if (ctx.hasError())
    return {};
  Value result = ctx.create<GatherNDOp>(
      {image, ctx.concat(tuple, /*axis=*/2)},
      ctx.attributes().setInt("batch_dims", indices.empty() ? 1 : 0));
  if (ctx.hasError())
    return {};
  Type type = getElementTypeOf(image);
  if (weight)
    result = ctx.mul(result, addLastDimension(ctx, ctx.cast(weight, type)));
  if (isValid)
    result =
        ctx.select(addLastDimension(ctx, isValid), result, ctx.scalar(0, type));
  return result;
}

Value onnximport::gatherTaps(NodeContext &ctx, Value image,
                             ArrayRef<Value> indices,
                             ArrayRef<SmallVector<Tap>> taps, BinaryKind kind) {
  Value result;
  SmallVector<size_t> choice(taps.size(), 0);
  while (!ctx.hasError()) {
    SmallVector<Tap> chosen;
    for (auto [list, i] : llvm::zip_equal(taps, choice))
      chosen.push_back(list[i]);
    Value pixels = gatherTap(ctx, image, indices, chosen);
    result = result ? ctx.binary(kind, result, pixels) : pixels;

    size_t dim = 0;
    while (dim < taps.size() && ++choice[dim] == taps[dim].size())
      choice[dim++] = 0;
    if (dim == taps.size())
      return result;
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

Value onnximport::reflect(NodeContext &ctx, Value position,
                          const SampledDimension &dimension) {
  double low = dimension.getLow(), extent = dimension.getHigh() - low;
  if (extent <= 0)
    return clamp(ctx, position, 0, 0);
  Value phase =
      ctx.binary(BinaryKind::mod, ctx.sub(position, toF32Scalar(ctx, low)),
                 toF32Scalar(ctx, 2 * extent));
  Value distance =
      ctx.unary(UnaryKind::abs, ctx.sub(phase, toF32Scalar(ctx, extent)));
  return ctx.sub(toF32Scalar(ctx, low + extent), distance);
}

/// The pixel at `index` (whole numbers, as f32), by the padding.
static Tap makeTap(NodeContext &ctx, Value index, Value weight,
                   const SampledDimension &dimension) {
  Tap tap{index, weight, Value()};
  double last = dimension.size - 1;
  if (dimension.padding == SamplePadding::zeros)
    tap.isValid = ctx.binary(
        BinaryKind::logical_and,
        ctx.compare(ComparePredicate::ge, index, toF32Scalar(ctx, 0)),
        ctx.compare(ComparePredicate::le, index, toF32Scalar(ctx, last)));
  else if (dimension.padding == SamplePadding::reflection)
    index = reflect(ctx, index, dimension);
  tap.index =
      ctx.cast(clamp(ctx, index, 0, last), ctx.getBuilder().getI64Type());
  return tap;
}

/// a + x (b + x (c + x d)).
static Value evaluateCubic(NodeContext &ctx, Value x,
                           ArrayRef<double> coefficients) {
  Value result = toF32Scalar(ctx, coefficients.back());
  for (double coefficient : llvm::reverse(coefficients.drop_back()))
    result = ctx.add(ctx.mul(result, x), toF32Scalar(ctx, coefficient));
  return result;
}

/// Cubic convolution is that of Keys (1981)
/// with a = -3/4, multiplied out for the four pixels around a position.
SmallVector<Tap> onnximport::makeTaps(NodeContext &ctx, Value position,
                                      const SampledDimension &dimension) {
  if (dimension.mode == SampleMode::nearest)
    return {makeTap(ctx, position, Value(), dimension)};
  Value first = ctx.unary(UnaryKind::floor, position);
  Value fraction = ctx.sub(position, first);
  SmallVector<Value> weights;
  int64_t offset = 0;
  if (dimension.mode == SampleMode::linear) {
    weights = {ctx.sub(toF32Scalar(ctx, 1), fraction), fraction};
  } else {
    constexpr double a = -0.75;
    weights = {evaluateCubic(ctx, fraction, {0, a, -2 * a, a}),
               evaluateCubic(ctx, fraction, {1, 0, -(a + 3), a + 2}),
               evaluateCubic(ctx, fraction, {0, -a, 2 * a + 3, -(a + 2)}),
               evaluateCubic(ctx, fraction, {0, 0, a, -a})};
    offset = -1;
  }
  SmallVector<Tap> taps;
  for (Value weight : weights) {
    Value index = ctx.add(first, toF32Scalar(ctx, offset++));
    taps.push_back(makeTap(ctx, index, weight, dimension));
  }
  return taps;
}
