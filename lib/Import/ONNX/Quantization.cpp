//===- Quantization.cpp - ONNX quantized operators ------------------------===//
//
// A quantized element q stands for (q - zero point) * scale. Products of
// quantized tensors are exact in i32.
//
//===----------------------------------------------------------------------===//

#include "MatMul.h"
#include "Registry.h"
#include "Windows.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// A scale or zero point in a shape that broadcasts to `rank` dimensions: one
/// for all elements, or one for each element along `axis`.
static Value alongAxisOrScalar(NodeContext &ctx, Value parameter, int64_t axis,
                               int64_t rank) {
  if (ctx.hasError())
    return {};
  if (getTensorTypeOf(parameter).getNumElements() == 1)
    return ctx.reshape(parameter, {});
  if (getRank(parameter) == 1)
    return ctx.alongAxis(parameter, axis, rank);
  return parameter;
}

static Value toI32(NodeContext &ctx, Value value) {
  return ctx.cast(value, ctx.getBuilder().getI32Type());
}

static Value toF32(NodeContext &ctx, Value value) {
  return ctx.cast(value, ctx.getBuilder().getF32Type());
}

/// `value` less its zero point (which may be absent), as i32.
static Value subtractZeroPoint(NodeContext &ctx, Value value, Value zeroPoint) {
  value = toI32(ctx, value);
  return zeroPoint ? ctx.sub(value, toI32(ctx, zeroPoint)) : value;
}

/// The nearest quantized element to `value` (f32) that has no scale any more.
static Value roundToQuantized(NodeContext &ctx, Value value, Value zeroPoint,
                              Type type) {
  Value rounded = ctx.unary(UnaryKind::round_even, value);
  if (zeroPoint)
    rounded = ctx.add(rounded, toF32(ctx, zeroPoint));
  return ctx.cast(rounded, type);
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

/// A parameter of an element, of elements along an axis, or of blocks of
/// `blockSize` along it, as something that broadcasts to the input.
static Value expandParameter(NodeContext &ctx, unsigned index, int64_t axis,
                             int64_t blockSize) {
  Value parameter = ctx.input(index), input = ctx.input(0);
  if (!parameter || ctx.hasError())
    return {};
  int64_t rank = getRank(input);
  if (blockSize == 0 || getTensorTypeOf(parameter).getNumElements() == 1)
    return alongAxisOrScalar(ctx, parameter, axis, rank);
  SmallVector<int64_t> shape(getShape(parameter));
  int64_t size = getShape(input)[axis];
  if (blockSize < 0 || int64_t(shape.size()) != rank ||
      shape[axis] != int64_t(llvm::divideCeil(size, blockSize))) {
    ctx.emitError() << "blocks of " << blockSize
                    << " elements along dimension #" << axis << " of "
                    << input.getType() << " do not fit parameters of "
                    << parameter.getType();
    return {};
  }
  SmallVector<int64_t> unit(shape), repeated(shape), merged(shape);
  unit.insert(unit.begin() + axis + 1, 1);
  repeated.insert(repeated.begin() + axis + 1, blockSize);
  merged[axis] *= blockSize;
  Value blocks = ctx.broadcast(ctx.reshape(parameter, unit), repeated);
  return ctx.sliceAxis(ctx.reshape(blocks, merged), axis, 0, size);
}

/// The axis of parameters that are not for the whole tensor.
static int64_t readAxis(NodeContext &ctx) {
  int64_t axis = ctx.getInt("axis", 1);
  // Without meaning, and possibly too large, for one scale.
  if (getTensorTypeOf(ctx.input(1)).getNumElements() == 1)
    return 0;
  return ctx.normalizeAxis(axis, getRank(ctx.input(0)));
}

static Value importQuantizeLinear(NodeContext &ctx) {
  ctx.ignoreAttributes({"saturate", "precision"});
  int64_t axis = readAxis(ctx);
  int64_t blockSize = ctx.getInt("block_size", 0);
  Type type = ctx.getBuilder().getIntegerType(8, /*isSigned=*/false);
  if (ctx.getInt("output_dtype", 0) != 0)
    type = ctx.getElementType("output_dtype", type);
  if (ctx.hasInput(2))
    type = getElementTypeOf(ctx.input(2));
  if (!ctx.hasError() && !isa<IntegerType>(type))
    ctx.emitError() << "quantized elements must be integers, but are " << type;
  Value scale = expandParameter(ctx, 1, axis, blockSize);
  Value zeroPoint = expandParameter(ctx, 2, axis, blockSize);
  Value quotient = ctx.div(toF32(ctx, ctx.input(0)), toF32(ctx, scale));
  return roundToQuantized(ctx, quotient, zeroPoint, type);
}

static Value importDequantizeLinear(NodeContext &ctx) {
  int64_t axis = readAxis(ctx);
  int64_t blockSize = ctx.getInt("block_size", 0);
  Type type = getElementTypeOf(ctx.input(1));
  if (ctx.getInt("output_dtype", 0) != 0)
    type = ctx.getElementType("output_dtype", type);
  Value scale = expandParameter(ctx, 1, axis, blockSize);
  Value zeroPoint = expandParameter(ctx, 2, axis, blockSize);
  Value difference = subtractZeroPoint(ctx, ctx.input(0), zeroPoint);
  return ctx.cast(ctx.mul(toF32(ctx, difference), toF32(ctx, scale)), type);
}

/// Quantize to u8 with the range of the input, in which 0 is exact.
static void importDynamicQuantizeLinear(NodeContext &ctx) {
  Value input = ctx.input(0);
  Type type = getElementTypeOf(input);
  Type u8 = ctx.getBuilder().getIntegerType(8, /*isSigned=*/false);
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(getRank(input)));
  Value zero = ctx.scalar(0, type);
  auto getBound = [&](ReduceKind reduction, BinaryKind bound) {
    return ctx.binary(
        bound, ctx.reduce(reduction, input, axes, /*keepDims=*/false), zero);
  };
  Value low = getBound(ReduceKind::min, BinaryKind::min);
  Value high = getBound(ReduceKind::max, BinaryKind::max);
  Value scale = ctx.div(ctx.sub(high, low), ctx.scalar(255, type));
  Value offset = ctx.unary(UnaryKind::neg, ctx.div(low, scale));
  Value zeroPoint = ctx.cast(ctx.unary(UnaryKind::round_even, offset), u8);
  ctx.setOutputs({roundToQuantized(ctx, ctx.div(input, scale), zeroPoint, u8),
                  scale, zeroPoint});
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// A parameter of the rows of a matrix: a vector has one for each row.
static Value toRows(NodeContext &ctx, Value parameter) {
  if (!parameter || ctx.hasError())
    return {};
  return alongAxisOrScalar(ctx, parameter, 0, 2);
}

/// Product of the matrices at operands `lhs` and `rhs`, as i32.
static Value buildIntegerMatMul(NodeContext &ctx, unsigned lhs, unsigned rhs,
                                Value lhsZeroPoint, Value rhsZeroPoint) {
  return buildMatMul(
      ctx, subtractZeroPoint(ctx, ctx.input(lhs), toRows(ctx, lhsZeroPoint)),
      subtractZeroPoint(ctx, ctx.input(rhs), rhsZeroPoint));
}

static Value importMatMulInteger(NodeContext &ctx) {
  return buildIntegerMatMul(ctx, 0, 1, ctx.input(2), ctx.input(3));
}

static Value importQLinearMatMul(NodeContext &ctx) {
  Value product = buildIntegerMatMul(ctx, 0, 3, ctx.input(2), ctx.input(5));
  Value scale =
      ctx.mul(toRows(ctx, toF32(ctx, ctx.input(1))), toF32(ctx, ctx.input(4)));
  scale = ctx.div(scale, toF32(ctx, ctx.input(6)));
  Value scaled = ctx.mul(toF32(ctx, product), scale);
  return roundToQuantized(ctx, scaled, ctx.input(7),
                          getElementTypeOf(ctx.input(7)));
}

/// Convolution as i32 of the tensors at operands `input` and `weight`.
static Value buildIntegerConv(NodeContext &ctx, unsigned input, unsigned weight,
                              Value inputZeroPoint, Value weightZeroPoint,
                              Value bias) {
  if (!ctx.checkRank(input, 3, 5))
    return {};
  int64_t rank = getRank(ctx.input(input));
  if (!ctx.checkRank(weight, rank, rank))
    return {};
  ArrayRef<int64_t> spatialShape = getSpatialShape(ctx.input(input));
  auto parameters = readWindowParameters(ctx, spatialShape,
                                         getSpatialShape(ctx.input(weight)));
  int64_t groups = ctx.getInt("group", 1);
  if (!parameters)
    return {};
  resolveAutoPad(*parameters, spatialShape);
  // Zero points of the weight are for output channels.
  if (weightZeroPoint)
    weightZeroPoint = alongAxisOrScalar(ctx, weightZeroPoint, 0, rank);
  if (inputZeroPoint)
    inputZeroPoint = alongAxisOrScalar(ctx, inputZeroPoint, 1, rank);
  return buildConv(ctx,
                   subtractZeroPoint(ctx, ctx.input(input), inputZeroPoint),
                   subtractZeroPoint(ctx, ctx.input(weight), weightZeroPoint),
                   bias, *parameters, groups);
}

static Value importConvInteger(NodeContext &ctx) {
  return buildIntegerConv(ctx, 0, 1, ctx.input(2), ctx.input(3), Value());
}

static Value importQLinearConv(NodeContext &ctx) {
  // The bias is quantized with the product of the scales, as is the result.
  Value product =
      buildIntegerConv(ctx, 0, 3, ctx.input(2), ctx.input(5), ctx.input(8));
  if (ctx.hasError())
    return {};
  Value weightScale =
      alongAxisOrScalar(ctx, ctx.input(4), /*axis=*/1, getRank(product));
  Value scale = ctx.div(ctx.mul(ctx.input(1), weightScale), ctx.input(6));
  Value scaled = ctx.mul(toF32(ctx, product), scale);
  return roundToQuantized(ctx, scaled, ctx.input(7),
                          getElementTypeOf(ctx.input(7)));
}

void onnximport::registerQuantizationOps(OpRegistry &registry) {
  registry.add("ConvInteger", {10}, {2, 4}, importConvInteger);
  registry.add("DequantizeLinear", {10}, {2, 3}, importDequantizeLinear);
  registry.add("DynamicQuantizeLinear", {11}, {1, 1},
               importDynamicQuantizeLinear);
  registry.add("MatMulInteger", {10}, {2, 4}, importMatMulInteger);
  registry.add("QLinearConv", {10}, {8, 9}, importQLinearConv);
  registry.add("QLinearMatMul", {10}, {8, 8}, importQLinearMatMul);
  registry.add("QuantizeLinear", {10}, {2, 3}, importQuantizeLinear);
}
