//===- Accumulation.cpp - Sums of products and other folds ----------------===//

#include "Accumulation.h"

using namespace mlir;
using namespace fovea;

Value fovea::buildConverted(OpBuilder &builder, Location loc, Value tensor,
                            Type from, Type to) {
  if (from == to)
    return tensor;
  auto type = cast<RankedTensorType>(tensor.getType());
  return buildElements(
      builder, loc, type.clone(getSignlessType(to)), tensor,
      builder.getMultiDimIdentityMap(type.getRank()),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return ElementBuilder(builder, loc, to).convert(args[0], from);
      });
}

Value fovea::buildZeros(OpBuilder &builder, Location loc,
                        ArrayRef<int64_t> shape, Type elementType) {
  return buildFilledTensor(
      builder, loc, RankedTensorType::get(shape, getSignlessType(elementType)),
      ElementBuilder(builder, loc, elementType).constant(0));
}

Value fovea::buildAccumulation(OpBuilder &builder, Location loc,
                               ValueRange inputs, Value init,
                               ArrayRef<AffineMap> maps, ElementBody body) {
  return buildReduction(builder, loc, inputs, maps.drop_back(), init,
                        maps.back(),
                        [&](OpBuilder &builder, Location loc, ValueRange args) {
                          return SmallVector<Value>{body(builder, loc, args)};
                        })
      .front();
}

Value fovea::buildContraction(OpBuilder &builder, Location loc, Value lhs,
                              Value rhs, Value init, ArrayRef<AffineMap> maps) {
  return buildAccumulation(
      builder, loc, {lhs, rhs}, init, maps,
      [](OpBuilder &builder, Location loc, ValueRange args) {
        ElementBuilder e(builder, loc, args[2].getType());
        return e.add(args[2], e.mul(e.convert(args[0], args[0].getType()),
                                    e.convert(args[1], args[1].getType())));
      });
}
