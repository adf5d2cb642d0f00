//===- Pooling.cpp - ONNX pooling -----------------------------------------===//

#include "Registry.h"
#include "Windows.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// The attributes of pooling over a `[batch, channels, spatial...]` input.
static std::optional<WindowParameters> readPoolAttributes(NodeContext &ctx) {
  if (!ctx.checkRank(0, 3, 5))
    return std::nullopt;
  ArrayRef<int64_t> spatialShape = getSpatialShape(ctx.input(0));
  auto attributes = readWindowParameters(ctx, spatialShape);
  if (attributes)
    resolveAutoPad(*attributes, spatialShape);
  return attributes;
}

static AttributeList toPoolAttributes(NodeContext &ctx,
                                      const WindowParameters &attributes) {
  bool ceilMode = ctx.getBool("ceil_mode", false);
  return ctx.attributes()
      .setInts("window", attributes.window)
      .setInts("strides", attributes.strides)
      .setInts("dilations", attributes.dilations)
      .setInts("pads", attributes.pads)
      .setUnit("ceil_mode", ceilMode);
}

static Value importAveragePool(NodeContext &ctx) {
  auto attributes = readPoolAttributes(ctx);
  if (!attributes)
    return {};
  bool countPads = ctx.getBool("count_include_pad", false);
  Value result =
      ctx.create<AvgPoolOp>(ctx.toChannelsLast(ctx.input(0)),
                            toPoolAttributes(ctx, *attributes)
                                .setUnit("count_include_pad", countPads));
  return ctx.toChannelsFirst(result);
}

static Value importLpPool(NodeContext &ctx) {
  auto attributes = readPoolAttributes(ctx);
  if (!attributes)
    return {};
  int64_t p = ctx.getInt("p", 2);
  Value result =
      ctx.create<LpPoolOp>(ctx.toChannelsLast(ctx.input(0)),
                           toPoolAttributes(ctx, *attributes).setInt("p", p));
  return ctx.toChannelsFirst(result);
}

//===----------------------------------------------------------------------===//
// Maxima
//===----------------------------------------------------------------------===//

/// Turn positions in a spatial plane, row major, into such that count the
/// dimensions the other way round.
static Value toColumnMajor(NodeContext &ctx, Value indices,
                           ArrayRef<int64_t> spatialShape) {
  Type type = ctx.getBuilder().getI64Type();
  int64_t count = 1;
  for (int64_t size : spatialShape)
    count *= std::max<int64_t>(size, 1);
  Value result;
  int64_t rowStride = count, columnStride = 1;
  for (int64_t size : spatialShape) {
    size = std::max<int64_t>(size, 1);
    rowStride /= size;
    Value position = ctx.binary(
        BinaryKind::rem, ctx.div(indices, ctx.scalarInt(rowStride, type)),
        ctx.scalarInt(size, type));
    Value part = ctx.mul(position, ctx.scalarInt(columnStride, type));
    result = result ? ctx.add(result, part) : part;
    columnStride *= size;
  }
  return result;
}

/// ONNX counts positions over the whole tensor: add where the plane of each
/// batch and channel begins.
static Value addPlaneOffsets(NodeContext &ctx, Value indices,
                             ArrayRef<int64_t> inputShape) {
  if (ctx.hasError())
    return {};
  Type type = ctx.getBuilder().getI64Type();
  int64_t planeSize = 1;
  for (int64_t size : inputShape.drop_front(2))
    planeSize *= size;
  int64_t planes = inputShape[0] * inputShape[1];
  SmallVector<int64_t> shape(inputShape.size(), 1);
  shape[0] = inputShape[0];
  shape[1] = inputShape[1];
  Value offsets = ctx.mul(ctx.iota(planes), ctx.scalarInt(planeSize, type));
  return ctx.add(indices, ctx.reshape(offsets, shape));
}

static void importMaxPool(NodeContext &ctx) {
  bool columnMajor = ctx.getBool("storage_order", false);
  auto attributes = readPoolAttributes(ctx);
  if (!attributes)
    return;
  AttributeList list = toPoolAttributes(ctx, *attributes);
  Value input = ctx.toChannelsLast(ctx.input(0));
  ctx.setOutput(0, ctx.toChannelsFirst(ctx.create<MaxPoolOp>(input, list)));
  if (!ctx.hasOutput(1))
    return;
  Value indices = ctx.create<MaxPoolIndicesOp>(input, list);
  if (!ctx.hasError())
    indices = ctx.cast(indices, ctx.getBuilder().getI64Type());
  ArrayRef<int64_t> inputShape = getShape(ctx.input(0));
  if (columnMajor)
    indices = toColumnMajor(ctx, indices, inputShape.drop_front(2));
  ctx.setOutput(1,
                addPlaneOffsets(ctx, ctx.toChannelsFirst(indices), inputShape));
}

/// Put values back to the positions that MaxPool took them from, and zeros
/// elsewhere.
static Value importMaxUnpool(NodeContext &ctx) {
  if (!ctx.checkRank(0, 3, 5))
    return {};
  Value input = ctx.input(0), indices = ctx.input(1);
  ArrayRef<int64_t> inputShape = getShape(input);
  auto attributes = readWindowParameters(ctx, getSpatialShape(input));
  if (!attributes)
    return {};
  if (getShape(indices) != inputShape) {
    ctx.emitError() << "values are " << input.getType() << ", but indices are "
                    << indices.getType();
    return {};
  }

  // Positions count in the tensor of this shape; an output shape that is asked
  // for only adds zeros at its ends.
  SmallVector<int64_t> shape(inputShape);
  int64_t rank = attributes->getSpatialRank();
  for (int64_t i : llvm::seq(rank))
    shape[2 + i] = (inputShape[2 + i] - 1) * attributes->strides[i] +
                   attributes->window[i] - attributes->pads[i] -
                   attributes->pads[rank + i];
  RankedTensorType type = ctx.getTensorType(shape, getElementTypeOf(input));
  if (!type)
    return {};
  int64_t inputCount = getTensorTypeOf(input).getNumElements();
  Value zeros = ctx.splat(0, type.getNumElements(), type.getElementType());
  Value result = ctx.create<ScatterElementsOp>(
      {zeros, ctx.reshape(indices, inputCount), ctx.reshape(input, inputCount)},
      ctx.attributes().setInt("axis", 0));
  result = ctx.reshape(result, shape);
  if (!ctx.hasInput(2))
    return result;

  SmallVector<int64_t> outputShape = ctx.constantInts(2, "output shape");
  if (!ctx.hasError() && outputShape.size() != shape.size())
    ctx.emitError() << "output shape [" << ArrayRef(outputShape)
                    << "] must have " << shape.size() << " sizes";
  if (ctx.hasError())
    return {};
  SmallVector<int64_t> high;
  for (auto [asked, size] : llvm::zip_equal(outputShape, shape)) {
    if (asked < size || !ctx.getTensorType(asked, type.getElementType())) {
      ctx.emitError() << "output shape [" << ArrayRef(outputShape)
                      << "] must be at least [" << ArrayRef(shape) << "]";
      return {};
    }
    high.push_back(asked - size);
  }
  return ctx.pad(result, SmallVector<int64_t>(shape.size(), 0), high);
}

//===----------------------------------------------------------------------===//
// Global pooling
//===----------------------------------------------------------------------===//

static Value reduceSpatial(NodeContext &ctx, ReduceKind kind, Value input) {
  if (ctx.hasError())
    return {};
  return ctx.reduce(kind, input,
                    llvm::to_vector(llvm::seq<int64_t>(2, getRank(input))),
                    /*keepDims=*/true);
}

static Value importGlobalPool(NodeContext &ctx, ReduceKind kind) {
  if (!ctx.checkRank(0, 2))
    return {};
  return reduceSpatial(ctx, kind, ctx.input(0));
}

static Value importGlobalLpPool(NodeContext &ctx) {
  int64_t p = ctx.getInt("p", 2);
  if (!ctx.checkRank(0, 2))
    return {};
  Value input = ctx.input(0);
  if (p == 1 || p == 2)
    return reduceSpatial(ctx, p == 1 ? ReduceKind::l1 : ReduceKind::l2, input);
  if (p < 1) {
    ctx.emitError() << "attribute 'p' must be positive, but is " << p;
    return {};
  }
  Type type = getElementTypeOf(input);
  Value power = ctx.binary(BinaryKind::pow, ctx.unary(UnaryKind::abs, input),
                           ctx.scalar(p, type));
  return ctx.binary(BinaryKind::pow, reduceSpatial(ctx, ReduceKind::sum, power),
                    ctx.scalar(1.0 / p, type));
}

void onnximport::registerPoolingOps(OpRegistry &registry) {
  registry.add("AveragePool", {7}, {1, 1}, importAveragePool);
  registry.add("GlobalAveragePool", {1}, {1, 1}, [](NodeContext &ctx) {
    return importGlobalPool(ctx, ReduceKind::mean);
  });
  registry.add("GlobalLpPool", {2}, {1, 1}, importGlobalLpPool);
  registry.add("GlobalMaxPool", {1}, {1, 1}, [](NodeContext &ctx) {
    return importGlobalPool(ctx, ReduceKind::max);
  });
  registry.add("LpPool", {2}, {1, 1}, importLpPool);
  registry.add("MaxPool", {1}, {1, 1}, importMaxPool);
  registry.add("MaxUnpool", {9}, {2, 3}, importMaxUnpool);
}
