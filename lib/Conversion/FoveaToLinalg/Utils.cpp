//===- Utils.cpp - Building blocks of the reference lowering --------------===//

#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fovea;

Value fovea::buildElements(OpBuilder &builder, Location loc,
                           RankedTensorType type, ValueRange inputs,
                           ArrayRef<AffineMap> maps, ElementBody body) {
  SmallVector<AffineMap> allMaps(maps);
  allMaps.push_back(builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(),
                                             utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, type, inputs, buildEmptyTensor(builder, loc, type), allMaps,
      iterators, [&](OpBuilder &builder, Location loc, ValueRange args) {
        Value element = body(builder, loc, args.drop_back());
        linalg::YieldOp::create(builder, loc, element);
      });
  return generic.getResult(0);
}

SmallVector<Value> fovea::buildReduction(OpBuilder &builder, Location loc,
                                         ValueRange inputs,
                                         ArrayRef<AffineMap> maps,
                                         ValueRange inits, AffineMap initMap,
                                         ReductionBody body) {
  SmallVector<AffineMap> allMaps(maps);
  allMaps.append(inits.size(), initMap);
  SmallVector<utils::IteratorType> iterators(initMap.getNumDims(),
                                             utils::IteratorType::reduction);
  for (AffineExpr result : initMap.getResults())
    iterators[cast<AffineDimExpr>(result).getPosition()] =
        utils::IteratorType::parallel;
  auto generic = linalg::GenericOp::create(
      builder, loc, TypeRange(inits), inputs, inits, allMaps, iterators,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        linalg::YieldOp::create(builder, loc, body(builder, loc, args));
      });
  return SmallVector<Value>(generic.getResults());
}

Value fovea::buildReduction(OpBuilder &builder, Location loc, ValueRange inputs,
                            ArrayRef<AffineMap> maps, Value init,
                            AffineMap initMap, ElementBody body) {
  return buildReduction(builder, loc, inputs, maps, ValueRange(init), initMap,
                        [&](OpBuilder &builder, Location loc, ValueRange args) {
                          return SmallVector<Value>{body(builder, loc, args)};
                        })
      .front();
}

Value fovea::buildContraction(OpBuilder &builder, Location loc, Value lhs,
                              Value rhs, Value init, ArrayRef<AffineMap> maps) {
  return buildReduction(
      builder, loc, {lhs, rhs}, maps.drop_back(), init, maps.back(),
      [](OpBuilder &builder, Location loc, ValueRange args) {
        ElementBuilder e(builder, loc, args[2].getType());
        return e.add(args[2], e.mul(e.convert(args[0], args[0].getType()),
                                    e.convert(args[1], args[1].getType())));
      });
}

Value fovea::buildConverted(OpBuilder &builder, Location loc, Value tensor,
                            Type from, Type to) {
  if (from == to)
    return tensor;
  RankedTensorType type = getTensorType(tensor);
  return buildElements(
      builder, loc, type.clone(getSignlessType(to)), tensor,
      builder.getMultiDimIdentityMap(type.getRank()),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return ElementBuilder(builder, loc, to).convert(args[0], from);
      });
}

AffineMap fovea::getBroadcastMap(MLIRContext *context, ArrayRef<int64_t> from,
                                 ArrayRef<int64_t> to) {
  size_t missing = to.size() - from.size();
  SmallVector<AffineExpr> reads;
  for (auto [dim, size] : llvm::enumerate(from))
    reads.push_back(size == to[missing + dim]
                        ? getAffineDimExpr(missing + dim, context)
                        : getAffineConstantExpr(0, context));
  return AffineMap::get(to.size(), /*symbolCount=*/0, reads, context);
}

AffineMap fovea::getDroppingMap(MLIRContext *context, int64_t rank,
                                ArrayRef<int64_t> dropped) {
  SmallVector<AffineExpr> kept;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(dropped, dim))
      kept.push_back(getAffineDimExpr(dim, context));
  return AffineMap::get(rank, /*symbolCount=*/0, kept, context);
}

Value fovea::buildEmptyTensor(OpBuilder &builder, Location loc,
                              RankedTensorType type) {
  return tensor::EmptyOp::create(builder, loc, type.getShape(),
                                 type.getElementType());
}

Value fovea::buildFilledTensor(OpBuilder &builder, Location loc,
                               RankedTensorType type, Value value) {
  Value empty = buildEmptyTensor(builder, loc, type);
  return linalg::FillOp::create(builder, loc, value, empty).getResult(0);
}

Value fovea::buildZeros(OpBuilder &builder, Location loc,
                        ArrayRef<int64_t> shape, Type elementType) {
  return buildFilledTensor(
      builder, loc, RankedTensorType::get(shape, getSignlessType(elementType)),
      ElementBuilder(builder, loc, elementType).constant(0));
}

/// One group of all dimensions, or no group where a side has rank 0.
static SmallVector<ReassociationIndices> groupAll(int64_t rank) {
  if (rank == 0)
    return {};
  return {llvm::to_vector<2>(llvm::seq<int64_t>(rank))};
}

Value fovea::buildReshape(OpBuilder &builder, Location loc, Value tensor,
                          ArrayRef<int64_t> shape) {
  RankedTensorType type = getTensorType(tensor);
  RankedTensorType newType = type.clone(shape);
  if (newType == type)
    return tensor;
  int64_t count = type.getNumElements();
  if (count > 0 && type.getRank() > 0 && newType.getRank() > 0)
    if (auto groups = getReassociationIndicesForReshape(type, newType)) {
      if (newType.getRank() < type.getRank())
        return tensor::CollapseShapeOp::create(builder, loc, newType, tensor,
                                               *groups);
      return tensor::ExpandShapeOp::create(builder, loc, newType, tensor,
                                           *groups);
    }
  // Through one dimension, or through none if one side has none.
  bool isScalar = type.getRank() == 0 || newType.getRank() == 0;
  SmallVector<int64_t> flat(isScalar ? 0 : 1, count);
  RankedTensorType flatType = type.clone(flat);
  if (type != flatType)
    tensor = tensor::CollapseShapeOp::create(
        builder, loc, flatType, tensor,
        groupAll(isScalar ? 0 : type.getRank()));
  if (newType != flatType)
    tensor = tensor::ExpandShapeOp::create(
        builder, loc, newType, tensor,
        groupAll(isScalar ? 0 : newType.getRank()));
  return tensor;
}

Value fovea::buildIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}
