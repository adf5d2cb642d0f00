//===- Sampling.cpp - ONNX operators that sample feature maps -------------===//
//
// GridSample and RoiAlign read feature maps at computed positions. Each element
// of the result is a weighted sum of a few pixels, its taps; for each dimension
// a tap has an index and a weight, and all taps of a kind are gathered at once.
//
//===----------------------------------------------------------------------===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

namespace {

/// A pixel to read along one dimension, for each of `[batch, points]`.
struct Tap {
  Value index;
  /// Null for 1.
  Value weight;
  /// Whether the pixel exists; it counts as 0 if not. Null if it always does.
  Value isValid;
};

} // namespace

static Value toF32Scalar(NodeContext &ctx, double value) {
  return ctx.scalar(value, ctx.getBuilder().getF32Type());
}

static Value clamp(NodeContext &ctx, Value value, double low, double high) {
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

/// Gather every combination of one tap for each dimension, and combine the
/// results by `kind`.
static Value gatherTaps(NodeContext &ctx, Value image, ArrayRef<Value> indices,
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
// GridSample
//===----------------------------------------------------------------------===//

namespace {

enum class SampleMode { nearest, linear, cubic };
enum class SamplePadding { zeros, border, reflection };

/// How one spatial dimension is sampled.
struct SampledDimension {
  int64_t size;
  SampleMode mode;
  SamplePadding padding;
  bool alignCorners;

  /// The ends of the image, in pixels.
  double getLow() const { return alignCorners ? 0.0 : -0.5; }
  double getHigh() const { return size - (alignCorners ? 1.0 : 0.5); }
};

} // namespace

/// Fold positions outside of the image back into it, as often as needed.
static Value reflect(NodeContext &ctx, Value position,
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

/// From [-1, 1] over the image to pixels.
static Value toPixels(NodeContext &ctx, Value position,
                      const SampledDimension &dimension) {
  double scale =
      (dimension.alignCorners ? dimension.size - 1 : dimension.size) / 2.0;
  Value shifted = ctx.add(position, toF32Scalar(ctx, 1));
  Value pixels = ctx.mul(shifted, toF32Scalar(ctx, scale));
  if (!dimension.alignCorners)
    pixels = ctx.sub(pixels, toF32Scalar(ctx, 0.5));
  if (dimension.mode == SampleMode::nearest)
    pixels = ctx.unary(UnaryKind::round_even, pixels);
  if (dimension.padding == SamplePadding::zeros)
    return pixels;
  Value below = ctx.compare(ComparePredicate::lt, pixels,
                            toF32Scalar(ctx, dimension.getLow()));
  Value above = ctx.compare(ComparePredicate::gt, pixels,
                            toF32Scalar(ctx, dimension.getHigh()));
  Value inside = dimension.padding == SamplePadding::border
                     ? clamp(ctx, pixels, 0, dimension.size - 1)
                     : reflect(ctx, pixels, dimension);
  return ctx.select(ctx.binary(BinaryKind::logical_or, below, above), inside,
                    pixels);
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

/// The taps of positions in pixels. Cubic convolution is that of Keys (1981)
/// with a = -3/4, multiplied out for the four pixels around a position.
static SmallVector<Tap> makeTaps(NodeContext &ctx, Value position,
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

static SampleMode readSampleMode(NodeContext &ctx) {
  // Version 20 renamed the modes when it added further dimensions.
  StringRef name = ctx.getString("mode", "linear");
  if (name == "nearest")
    return SampleMode::nearest;
  if (name == "cubic" || name == "bicubic")
    return SampleMode::cubic;
  if (name != "linear" && name != "bilinear")
    ctx.emitError() << "attribute 'mode' has unknown value '" << name << "'";
  return SampleMode::linear;
}

static SamplePadding readSamplePadding(NodeContext &ctx) {
  StringRef name = ctx.getString("padding_mode", "zeros");
  if (name == "border")
    return SamplePadding::border;
  if (name == "reflection")
    return SamplePadding::reflection;
  if (name != "zeros")
    ctx.emitError() << "attribute 'padding_mode' has unknown value '" << name
                    << "'";
  return SamplePadding::zeros;
}

static Value importGridSample(NodeContext &ctx) {
  SampleMode mode = readSampleMode(ctx);
  SamplePadding padding = readSamplePadding(ctx);
  bool alignCorners = ctx.getBool("align_corners", false);
  if (!ctx.checkRank(0, 3, 5))
    return {};
  Value image = ctx.input(0), grid = ctx.input(1);
  int64_t rank = getRank(image), spatialRank = rank - 2;
  if (!ctx.checkRank(1, rank, rank))
    return {};
  ArrayRef<int64_t> shape = getShape(image), gridShape = getShape(grid);
  if (gridShape.back() != spatialRank || gridShape[0] != shape[0] ||
      llvm::is_contained(shape, 0)) {
    ctx.emitError() << "grid " << grid.getType() << " does not fit image "
                    << image.getType();
    return {};
  }
  if (mode != SampleMode::nearest && !isa<FloatType>(getElementTypeOf(image))) {
    ctx.emitError() << "cannot interpolate " << image.getType();
    return {};
  }

  int64_t points = 1;
  for (int64_t size : gridShape.drop_front().drop_back())
    points *= size;
  Value positions = ctx.reshape(ctx.cast(grid, ctx.getBuilder().getF32Type()),
                                {shape[0], points, spatialRank});
  SmallVector<SmallVector<Tap>> taps;
  for (int64_t i : llvm::seq(spatialRank)) {
    SampledDimension dimension{shape[2 + i], mode, padding, alignCorners};
    // The grid lists coordinates from the last dimension to the first.
    Value position =
        ctx.reshape(ctx.sliceAxis(positions, 2, spatialRank - 1 - i, 1),
                    {shape[0], points});
    taps.push_back(
        makeTaps(ctx, toPixels(ctx, position, dimension), dimension));
  }
  Value result = gatherTaps(ctx, ctx.toChannelsLast(image), /*indices=*/{},
                            taps, BinaryKind::add);
  SmallVector<int64_t> resultShape(gridShape);
  resultShape.back() = shape[1];
  return ctx.toChannelsFirst(ctx.reshape(result, resultShape));
}

//===----------------------------------------------------------------------===//
// RoiAlign
//===----------------------------------------------------------------------===//

namespace {

/// One spatial dimension of regions of interest.
struct RegionDimension {
  int64_t size;
  int64_t bins;
  int64_t samples;
  double scale;
  bool halfPixel;
};

} // namespace

/// The two taps of each sample along a dimension, `[regions, bins * samples]`.
/// `begin` and `end` are the bounds of the regions, `[regions, 1]`.
static SmallVector<Tap> makeRegionTaps(NodeContext &ctx, Value begin, Value end,
                                       const RegionDimension &dimension) {
  Type f32 = ctx.getBuilder().getF32Type();
  auto toImage = [&](Value bound) {
    Value scaled =
        ctx.mul(ctx.cast(bound, f32), toF32Scalar(ctx, dimension.scale));
    return dimension.halfPixel ? ctx.sub(scaled, toF32Scalar(ctx, 0.5))
                               : scaled;
  };
  begin = toImage(begin);
  Value extent = ctx.sub(toImage(end), begin);
  // Regions had at least one pixel before half pixels came.
  if (!dimension.halfPixel)
    extent = ctx.binary(BinaryKind::max, extent, toF32Scalar(ctx, 1));

  // Samples are at the centers of equal parts of each bin.
  int64_t count = dimension.bins * dimension.samples;
  Value centers =
      ctx.add(ctx.cast(ctx.iota(count), f32), toF32Scalar(ctx, 0.5));
  Value position = ctx.add(
      begin, ctx.mul(extent, ctx.div(centers, toF32Scalar(ctx, count))));
  Value isValid = ctx.binary(
      BinaryKind::logical_and,
      ctx.compare(ComparePredicate::ge, position, toF32Scalar(ctx, -1)),
      ctx.compare(ComparePredicate::le, position,
                  toF32Scalar(ctx, dimension.size)));
  double last = dimension.size - 1;
  position = clamp(ctx, position, 0, last);
  Value low = ctx.unary(UnaryKind::floor, position);
  Value high = clamp(ctx, ctx.add(low, toF32Scalar(ctx, 1)), 0, last);
  Value fraction = ctx.sub(position, low);
  Type i64 = ctx.getBuilder().getI64Type();
  return {{ctx.cast(low, i64), ctx.sub(toF32Scalar(ctx, 1), fraction), isValid},
          {ctx.cast(high, i64), fraction, isValid}};
}

static Value importRoiAlign(NodeContext &ctx) {
  int64_t height = ctx.getInt("output_height", 1);
  int64_t width = ctx.getInt("output_width", 1);
  int64_t samples = ctx.getInt("sampling_ratio", 0);
  double scale = ctx.getFloat("spatial_scale", 1.0);
  StringRef mode = ctx.getString("mode", "avg");
  StringRef coordinates =
      ctx.getOpset() >= 16
          ? ctx.getString("coordinate_transformation_mode", "half_pixel")
          : "output_half_pixel";
  if (mode != "avg" && mode != "max")
    ctx.emitError() << "attribute 'mode' has unknown value '" << mode << "'";
  if (coordinates != "half_pixel" && coordinates != "output_half_pixel")
    ctx.emitError() << "attribute 'coordinate_transformation_mode' has unknown "
                       "value '"
                    << coordinates << "'";
  constexpr int64_t maxBins = 1 << 12;
  if (height < 1 || width < 1 || height > maxBins || width > maxBins ||
      samples > maxBins)
    ctx.emitError() << "output of " << height << " x " << width << " bins with "
                    << samples << " samples is not possible";
  if (samples <= 0)
    ctx.emitUnsupported() << "attribute 'sampling_ratio' 0 (as many samples as "
                             "the size of a region asks for) is not supported";
  if (!ctx.checkRank(0, 4, 4) || !ctx.checkRank(1, 2, 2) ||
      !ctx.checkRank(2, 1, 1))
    return {};
  Value image = ctx.input(0), regions = ctx.input(1), batches = ctx.input(2);
  ArrayRef<int64_t> shape = getShape(image);
  int64_t count = getShape(regions)[0];
  if (getShape(regions)[1] != 4 || getShape(batches)[0] != count ||
      llvm::is_contained(shape, 0)) {
    ctx.emitError() << "regions " << regions.getType() << " of images "
                    << batches.getType() << " do not fit " << image.getType();
    return {};
  }

  // Bounds are x and y of the begin, then of the end.
  bool halfPixel = coordinates == "half_pixel";
  auto getBound = [&](int64_t i) { return ctx.sliceAxis(regions, 1, i, 1); };
  SmallVector<SmallVector<Tap>> taps = {
      makeRegionTaps(ctx, getBound(1), getBound(3),
                     {shape[2], height, samples, scale, halfPixel}),
      makeRegionTaps(ctx, getBound(0), getBound(2),
                     {shape[3], width, samples, scale, halfPixel})};
  int64_t rows = height * samples, columns = width * samples;
  auto toPoints = [&](Value value, ArrayRef<int64_t> unit) {
    Value grid =
        ctx.broadcast(ctx.reshape(value, unit), {count, rows, columns});
    return ctx.reshape(grid, {count, rows * columns});
  };
  SmallVector<int64_t> units[] = {{count, rows, 1}, {count, 1, columns}};
  for (auto [list, unit] : llvm::zip_equal(taps, units))
    for (Tap &tap : list)
      tap = {toPoints(tap.index, unit), toPoints(tap.weight, unit),
             toPoints(tap.isValid, unit)};
  Value batchIndices =
      toPoints(ctx.cast(batches, ctx.getBuilder().getI64Type()), {count, 1, 1});

  bool isMax = mode == "max";
  Value sampled = gatherTaps(ctx, ctx.toChannelsLast(image), batchIndices, taps,
                             isMax ? BinaryKind::max : BinaryKind::add);
  Value binned =
      ctx.reshape(sampled, {count, height, samples, width, samples, shape[1]});
  return ctx.toChannelsFirst(
      ctx.reduce(isMax ? ReduceKind::max : ReduceKind::mean, binned, {2, 4},
                 /*keepDims=*/false));
}

void onnximport::registerSamplingOps(OpRegistry &registry) {
  registry.add("GridSample", {16}, {2, 2}, importGridSample);
  registry.add("RoiAlign", {10}, {3, 3}, importRoiAlign);
}
