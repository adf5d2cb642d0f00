//===- DeformConv.cpp - ONNX deformable convolution -----------------------===//
//
// A convolution that reads every pixel of its window at an offset (Dai et al.,
// "Deformable Convolutional Networks", 2017) and, with a mask, weighs it (Zhu
// et al., "Deformable ConvNets v2", 2019). The pixels of all windows are
// gathered as `[batch, channels, window, outputs]`; a convolution with the
// window as its first dimension makes the result of them.
//
//===----------------------------------------------------------------------===//

#include "Registry.h"
#include "Taps.h"
#include "Windows.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// `start + step i` of dimension `axis`, for all elements of `shape` in row
/// major order: a vector of f32.
static Value buildCoordinates(NodeContext &ctx, ArrayRef<int64_t> shape,
                              int64_t axis, int64_t start, int64_t step) {
  Value index = ctx.cast(ctx.iota(shape[axis]), ctx.getBuilder().getF32Type());
  Value coordinate =
      ctx.add(ctx.mul(index, toF32Scalar(ctx, step)), toF32Scalar(ctx, start));
  Value all =
      ctx.broadcast(ctx.alongAxis(coordinate, axis, shape.size()), shape);
  return ctx.reshape(all, llvm::product_of(shape));
}

/// Sizes of the output. Empty after an error.
static SmallVector<int64_t> getOutputShape(NodeContext &ctx,
                                           ArrayRef<int64_t> spatialShape,
                                           const WindowParameters &attributes) {
  SmallVector<int64_t> result;
  for (int64_t i : llvm::seq(attributes.getSpatialRank())) {
    int64_t rest = spatialShape[i] + attributes.pads[i] +
                   attributes.pads[attributes.getSpatialRank() + i] -
                   attributes.getExtent(i);
    if (rest < 0) {
      ctx.emitError() << "the window does not fit into dimension #" << i + 2
                      << " of " << ctx.input(0).getType();
      return {};
    }
    result.push_back(rest / attributes.strides[i] + 1);
  }
  return result;
}

/// Require an operand to be `[batch, channels, output...]`.
static void checkShape(NodeContext &ctx, unsigned index, int64_t channels,
                       ArrayRef<int64_t> outputShape) {
  SmallVector<int64_t> expected{getShape(ctx.input(0))[0], channels};
  llvm::append_range(expected, outputShape);
  if (!ctx.hasError() && getShape(ctx.input(index)) != ArrayRef(expected))
    ctx.emitError() << "input #" << index << " '" << ctx.getNode().input(index)
                    << "' must have shape [" << ArrayRef(expected)
                    << "], but is " << ctx.input(index).getType();
}

/// The taps of all pixels, `[batch, window * outputs]`, along each dimension.
/// `offsets` is `[batch, window, spatial rank, outputs]`.
static SmallVector<SmallVector<Tap>>
buildTaps(NodeContext &ctx, Value offsets, ArrayRef<int64_t> spatialShape,
          ArrayRef<int64_t> outputShape, const WindowParameters &attributes) {
  SmallVector<SmallVector<Tap>> taps;
  ArrayRef<int64_t> shape = getShape(offsets);
  for (auto [i, size] : llvm::enumerate(spatialShape)) {
    Value begins = buildCoordinates(ctx, outputShape, i, -attributes.pads[i],
                                    attributes.strides[i]);
    Value inWindow =
        buildCoordinates(ctx, attributes.window, i, 0, attributes.dilations[i]);
    Value position =
        ctx.add(ctx.sliceAxis(offsets, 2, i, 1), ctx.alongAxis(inWindow, 0, 3));
    position =
        ctx.reshape(ctx.add(position, begins), {shape[0], shape[1] * shape[3]});
    taps.push_back(makeTaps(ctx, position,
                            {size, SampleMode::linear, SamplePadding::zeros,
                             /*alignCorners=*/true}));
  }
  return taps;
}

static Value importDeformConv(NodeContext &ctx) {
  int64_t groups = ctx.getInt("group", 1);
  int64_t offsetGroups = ctx.getInt("offset_group", 1);
  if (!ctx.checkRank(0, 3, 5))
    return {};
  int64_t rank = getRank(ctx.input(0));
  if (!ctx.checkRank(1, rank, rank))
    return {};
  ArrayRef<int64_t> shape = getShape(ctx.input(0)),
                    weightShape = getShape(ctx.input(1)),
                    spatialShape = shape.drop_front(2);
  auto attributes =
      readWindowParameters(ctx, spatialShape, weightShape.drop_front(2));
  if (!attributes)
    return {};
  if (attributes->autoPad != AutoPad::notset)
    ctx.emitUnsupported() << "attribute 'auto_pad' is not supported";
  if (llvm::is_contained(shape, 0) || llvm::is_contained(weightShape, 0))
    ctx.emitError() << "cannot convolve " << ctx.input(0).getType() << " with "
                    << ctx.input(1).getType();
  if (offsetGroups < 1 || shape[1] % offsetGroups != 0)
    ctx.emitError() << "cannot divide " << shape[1] << " channels into "
                    << offsetGroups << " groups of offsets";
  SmallVector<int64_t> outputShape =
      getOutputShape(ctx, spatialShape, *attributes);
  if (ctx.hasError())
    return {};
  int64_t window = llvm::product_of(attributes->window), pixels = 0;
  if (llvm::MulOverflow(offsetGroups, window * (rank - 2), pixels))
    pixels = std::numeric_limits<int64_t>::max();
  checkShape(ctx, 2, pixels, outputShape);
  if (ctx.hasInput(4))
    checkShape(ctx, 4, pixels / (rank - 2), outputShape);
  if (ctx.hasError())
    return {};

  // Each group of offsets is an image of its own.
  int64_t images = shape[0] * offsetGroups, channels = shape[1] / offsetGroups;
  SmallVector<int64_t> imageShape{images, channels};
  llvm::append_range(imageShape, spatialShape);
  Value image = ctx.toChannelsLast(ctx.reshape(ctx.input(0), imageShape));
  int64_t outputs = llvm::product_of(outputShape);
  Value offsets =
      ctx.reshape(ctx.cast(ctx.input(2), ctx.getBuilder().getF32Type()),
                  {images, window, rank - 2, outputs});
  if (ctx.hasError())
    return {};
  Value columns = gatherTaps(
      ctx, image, /*indices=*/{},
      buildTaps(ctx, offsets, spatialShape, outputShape, *attributes),
      BinaryKind::add);
  if (ctx.hasInput(4))
    columns = ctx.mul(columns,
                      ctx.reshape(ctx.input(4), {images, window * outputs, 1}));
  columns =
      ctx.reshape(columns, {shape[0], offsetGroups, window, outputs, channels});
  columns = ctx.reshape(ctx.transpose(columns, {0, 1, 4, 2, 3}),
                        {shape[0], shape[1], window, outputs});

  WindowParameters overWindow;
  overWindow.window = {window, 1};
  overWindow.strides = overWindow.dilations = {1, 1};
  overWindow.pads = {0, 0, 0, 0};
  Value weight =
      ctx.reshape(ctx.input(1), {weightShape[0], weightShape[1], window, 1});
  Value result =
      buildConv(ctx, columns, weight, ctx.input(3), overWindow, groups);
  SmallVector<int64_t> resultShape{shape[0], weightShape[0]};
  llvm::append_range(resultShape, outputShape);
  return ctx.reshape(result, resultShape);
}

void onnximport::registerDeformConvOps(OpRegistry &registry) {
  registry.add("DeformConv", {19}, {3, 5}, importDeformConv);
}
