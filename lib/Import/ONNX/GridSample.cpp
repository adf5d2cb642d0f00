//===- GridSample.cpp - ONNX sampling on a grid ---------------------------===//

#include "Registry.h"
#include "Taps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// GridSample
//===----------------------------------------------------------------------===//

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
// AffineGrid
//===----------------------------------------------------------------------===//

/// The pixels of a dimension, in [-1, 1] over the image.
static Value buildPixelPositions(NodeContext &ctx, int64_t size,
                                 bool alignCorners, Type type) {
  double step = 2.0 / size, start = step / 2 - 1;
  if (alignCorners) {
    step = size > 1 ? 2.0 / (size - 1) : 0.0;
    start = size > 1 ? -1.0 : 0.0;
  }
  return ctx.add(
      ctx.mul(ctx.cast(ctx.iota(size), type), ctx.scalar(step, type)),
      ctx.scalar(start, type));
}

/// `theta` times each position, with a 1 after its coordinates.
static Value importAffineGrid(NodeContext &ctx) {
  bool alignCorners = ctx.getBool("align_corners", false);
  SmallVector<int64_t> size = ctx.constantInts(1, "size");
  if (!ctx.checkRank(0, 3, 3))
    return {};
  Value theta = ctx.input(0);
  ArrayRef<int64_t> shape = getShape(theta);
  int64_t rank = int64_t(size.size()) - 2;
  if (rank < 2 || rank > 3 ||
      llvm::any_of(size, [](int64_t size) { return size < 1; }) ||
      shape != ArrayRef<int64_t>({size[0], rank, rank + 1})) {
    ctx.emitError() << "transforms " << theta.getType()
                    << " do not fit images of size [" << ArrayRef(size) << "]";
    return {};
  }
  SmallVector<int64_t> columnShape(rank + 2, 1);
  columnShape.front() = size[0];
  columnShape.back() = rank;
  auto getColumn = [&](int64_t i) {
    return ctx.reshape(ctx.sliceAxis(theta, 2, i, 1), columnShape);
  };
  Value result = getColumn(rank);
  for (int64_t i : llvm::seq(rank)) {
    // Coordinates go from the last dimension to the first.
    int64_t dim = rank - i;
    Value positions = buildPixelPositions(ctx, size[1 + dim], alignCorners,
                                          getElementTypeOf(theta));
    result = ctx.add(
        result, ctx.mul(getColumn(i), ctx.alongAxis(positions, dim, rank + 2)));
  }
  return result;
}

void onnximport::registerGridSampleOps(OpRegistry &registry) {
  registry.add("AffineGrid", {20}, {2, 2}, importAffineGrid);
  registry.add("GridSample", {16}, {2, 2}, importGridSample);
}
