//===- RoiAlign.cpp - ONNX pooling of regions of interest -----------------===//

#include "Registry.h"
#include "Taps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

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

void onnximport::registerRoiAlignOps(OpRegistry &registry) {
  registry.add("RoiAlign", {10}, {3, 3}, importRoiAlign);
}
