//===- Accumulation.cpp - Sums and other folds as linalg ------------------===//

#include "Accumulation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace fovea;

Type fovea::getAccumulatorType(Type type) {
  if (isa<FloatType>(type) && type.getIntOrFloatBitWidth() < 32)
    return Float32Type::get(type.getContext());
  return type;
}

Value fovea::buildFloatCast(OpBuilder &builder, Location loc, Value value,
                            Type type) {
  if (value.getType() == type)
    return value;
  if (value.getType().getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, loc, type, value);
  return arith::TruncFOp::create(builder, loc, type, value);
}

Value fovea::buildFloatTensorCast(OpBuilder &builder, Location loc,
                                  Value tensor, Type elementType) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (type.getElementType() == elementType)
    return tensor;
  return buildElements(builder, loc, type.clone(elementType), tensor,
                       builder.getMultiDimIdentityMap(type.getRank()),
                       [&](OpBuilder &builder, Location loc, ValueRange args) {
                         return buildFloatCast(builder, loc, args[0],
                                               elementType);
                       });
}

Value fovea::buildZero(OpBuilder &builder, Location loc, Type type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

Value fovea::buildMultiplyAdd(OpBuilder &builder, Location loc, Value lhs,
                              Value rhs, Value accumulator) {
  Type type = accumulator.getType();
  if (isa<IntegerType>(type)) {
    Value product = arith::MulIOp::create(builder, loc, lhs, rhs);
    return arith::AddIOp::create(builder, loc, accumulator, product);
  }
  Value product = arith::MulFOp::create(
      builder, loc, buildFloatCast(builder, loc, lhs, type),
      buildFloatCast(builder, loc, rhs, type));
  return arith::AddFOp::create(builder, loc, accumulator, product);
}

Value fovea::buildAccumulation(OpBuilder &builder, Location loc,
                               ValueRange inputs, Value init,
                               ArrayRef<AffineMap> maps, ElementBody body) {
  AffineMap initMap = maps.back();
  SmallVector<utils::IteratorType> iterators;
  for (unsigned dim = 0; dim < initMap.getNumDims(); ++dim)
    iterators.push_back(initMap.isFunctionOfDim(dim)
                            ? utils::IteratorType::parallel
                            : utils::IteratorType::reduction);
  auto generic = linalg::GenericOp::create(
      builder, loc, init.getType(), inputs, init, maps, iterators,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        linalg::YieldOp::create(builder, loc, body(builder, loc, args));
      });
  return generic.getResult(0);
}

Value fovea::buildContraction(OpBuilder &builder, Location loc, Value lhs,
                              Value rhs, Value init, ArrayRef<AffineMap> maps) {
  return buildAccumulation(
      builder, loc, {lhs, rhs}, init, maps,
      [](OpBuilder &builder, Location loc, ValueRange args) {
        return buildMultiplyAdd(builder, loc, args[0], args[1], args[2]);
      });
}
