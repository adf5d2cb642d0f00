//===- ReductionOps.cpp - Orderings and running sums ----------------------===//

#include "Elementwise.h"
#include "Inference.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// ArgReduceOp
//===----------------------------------------------------------------------===//

LogicalResult ArgReduceOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis(loc, axis, input)))
    return failure();
  if (input.getDimSize(axis) == 0)
    return inferenceError<ArgReduceOp>(loc, "expects elements along axis ",
                                       axis, ", got ", input);
  SmallVector<int64_t> shape(input.getShape());
  if (adaptor.getKeepDims())
    shape[axis] = 1;
  else
    shape.erase(shape.begin() + axis);
  types.push_back(RankedTensorType::get(shape, IntegerType::get(context, 64)));
  return success();
}

FailureOr<SmallVector<Value>>
ArgReduceOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                             ArrayRef<int64_t> permutation) {
  FailureOr<RankedTensorType> type =
      getTransposedReductionType(getType(), getAxis(), permutation);
  if (failed(type))
    return failure();
  return SmallVector<Value>{ArgReduceOp::create(
      builder, getLoc(), *type, getKind(), operands[0], permutation[getAxis()],
      getKeepDims(), getSelectLast())};
}

//===----------------------------------------------------------------------===//
// TopKOp
//===----------------------------------------------------------------------===//

LogicalResult TopKOp::inferReturnTypes(MLIRContext *context,
                                       std::optional<Location> loc,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  int64_t axis = adaptor.getAxis();
  int64_t k = adaptor.getK();
  if (failed(checkAxis(loc, axis, input)))
    return failure();
  if (k < 0 || k > input.getDimSize(axis))
    return inferenceError<TopKOp>(loc, "expects k in [0, ",
                                  input.getDimSize(axis), "] for axis ", axis,
                                  " of ", input, ", got ", k);
  SmallVector<int64_t> shape(input.getShape());
  shape[axis] = k;
  types.push_back(input.clone(shape));
  types.push_back(RankedTensorType::get(shape, IntegerType::get(context, 64)));
  return success();
}

//===----------------------------------------------------------------------===//
// CumulativeOp
//===----------------------------------------------------------------------===//

LogicalResult CumulativeOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> loc,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkAxis(loc, adaptor.getAxis(), input)))
    return failure();
  types.push_back(input);
  return success();
}

FailureOr<SmallVector<Value>>
CumulativeOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                              ArrayRef<int64_t> permutation) {
  return SmallVector<Value>{CumulativeOp::create(
      builder, getLoc(), operands[0].getType(), getKind(), operands[0],
      permutation[getAxis()], getExclusive(), getReverse())};
}
