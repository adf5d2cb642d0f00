//===- ScalarFunction.cpp - Computing elements inside the compiler --------===//

#include "ScalarFunction.h"

#include "FloatFunction.h"
#include "Inference.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Scalar functions
//===----------------------------------------------------------------------===//

ScalarFunction::ScalarFunction(MLIRContext *context, TypeRange argumentTypes,
                               Body body) {
  Location loc = UnknownLoc::get(context);
  for (Type type : argumentTypes)
    block.addArgument(type, loc);
  OpBuilder builder(context);
  builder.setInsertionPointToEnd(&block);
  result = body(builder, loc, block.getArguments());
}

/// arith folds exact truncations only; compiled code rounds.
static Attribute foldTruncation(Operation &op, Attribute operand) {
  auto value = dyn_cast_if_present<FloatAttr>(operand);
  if (!isa<arith::TruncFOp>(op) || !value)
    return {};
  APFloat rounded = value.getValue();
  auto type = cast<FloatType>(op.getResult(0).getType());
  bool losesInfo;
  rounded.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
  return FloatAttr::get(type, rounded);
}

LogicalResult ScalarFunction::fold(Operation &op) {
  SmallVector<Attribute> operands = llvm::map_to_vector(
      op.getOperands(), [&](Value operand) { return values.lookup(operand); });
  SmallVector<OpFoldResult> results;
  if (failed(op.fold(operands, results)) || results.size() != 1) {
    Attribute truncated =
        operands.size() == 1 ? foldTruncation(op, operands[0]) : Attribute();
    if (!truncated)
      return failure();
    results.assign(1, truncated);
  }
  auto value = dyn_cast<Value>(results[0]);
  Attribute attribute =
      value ? values.lookup(value) : cast<Attribute>(results[0]);
  values[op.getResult(0)] = attribute;
  return success(isa_and_present<FloatAttr, IntegerAttr>(attribute));
}

Attribute ScalarFunction::operator()(ArrayRef<Attribute> arguments) {
  for (auto [argument, value] :
       llvm::zip_equal(block.getArguments(), arguments))
    values[argument] = value;
  for (Operation &op : block)
    if (failed(fold(op)))
      return {};
  return values.lookup(result);
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

Attribute fovea::getElement(const HostTensor &tensor, int64_t index) {
  Type type = getSignlessType(tensor.getElementType());
  if (isa<FloatType>(type))
    return FloatAttr::get(type, tensor.getFloat(index));
  APInt value(type.getIntOrFloatBitWidth(), tensor.getInt(index),
              /*isSigned=*/true, /*implicitTrunc=*/true);
  return IntegerAttr::get(type, value);
}

void fovea::setElement(HostTensor &tensor, int64_t index, Attribute value) {
  if (auto number = dyn_cast<FloatAttr>(value))
    return tensor.setFloat(index, number.getValueAsDouble());
  const APInt &integer = cast<IntegerAttr>(value).getValue();
  Type type = tensor.getElementType();
  bool isUnsigned = type.isUnsignedInteger() || type.isInteger(1);
  tensor.setInt(index,
                isUnsigned ? integer.getZExtValue() : integer.getSExtValue());
}

SmallVector<int64_t> fovea::getBroadcastIndices(ArrayRef<int64_t> from,
                                                ArrayRef<int64_t> to) {
  SmallVector<int64_t> indices = {0};
  for (auto [dimension, size] : llvm::enumerate(to)) {
    size_t missing = to.size() - from.size();
    int64_t fromSize = dimension < missing ? 1 : from[dimension - missing];
    SmallVector<int64_t> inner;
    inner.reserve(indices.size() * size);
    for (int64_t index : indices)
      for (int64_t i = 0; i < size; ++i)
        inner.push_back(index * fromSize + (fromSize == 1 ? 0 : i));
    indices = std::move(inner);
  }
  return indices;
}

/// The elements of `operands` at `indices`, through a function of f32.
static LogicalResult evaluateFloats(ScalarFunction &scalarFunction,
                                    ArrayRef<HostTensor> operands,
                                    ArrayRef<SmallVector<int64_t>> indices,
                                    HostTensor &result) {
  FailureOr<FloatFunction> function = FloatFunction::create(
      scalarFunction.getBlock(), scalarFunction.getResult());
  if (failed(function) || !result.getElementType().isF32())
    return failure();
  SmallVector<float> arguments(operands.size());
  auto *values = reinterpret_cast<float *>(result.getMutableBytes().data());
  for (int64_t i = 0, e = result.getNumElements(); i < e; ++i) {
    for (auto [argument, operand, from] :
         llvm::zip_equal(arguments, operands, indices))
      argument =
          reinterpret_cast<const float *>(operand.getBytes().data())[from[i]];
    values[i] = (*function)(arguments);
  }
  return success();
}

LogicalResult fovea::evaluateElementwise(ElementwiseOpInterface op,
                                         ArrayRef<HostTensor> operands,
                                         MutableArrayRef<HostTensor> results) {
  HostTensor &result = results.front();
  SmallVector<Type> types;
  SmallVector<SmallVector<int64_t>> indices;
  for (const HostTensor &operand : operands) {
    types.push_back(getSignlessType(operand.getElementType()));
    indices.push_back(
        getBroadcastIndices(operand.getShape(), result.getShape()));
  }
  ScalarFunction function(
      op.getContext(), types,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return op.buildElement(builder, loc, args);
      });
  if (result.getNumElements() > kMaxEvaluatedElements)
    return evaluateFloats(function, operands, indices, result);
  SmallVector<Attribute> arguments(operands.size());
  for (int64_t i = 0, e = result.getNumElements(); i < e; ++i) {
    for (auto [argument, operand, from] :
         llvm::zip_equal(arguments, operands, indices))
      argument = getElement(operand, from[i]);
    Attribute value = function(arguments);
    if (!value)
      return failure();
    setElement(result, i, value);
  }
  return success();
}
