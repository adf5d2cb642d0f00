//===- ScalarFunction.cpp - Computing elements inside the compiler --------===//

#include "ScalarFunction.h"

#include "FloatFunction.h"
#include "Inference.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/bit.h"

#include <cmath>

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

namespace {
/// How operands are broadcast to the shape of a result, as rows: in each, an
/// operand has either as many elements as the result or a single one.
struct BroadcastRows {
  BroadcastRows(ArrayRef<HostTensor> operands, ArrayRef<int64_t> shape);

  struct Operand {
    bool isRepeated = false;
    /// Where each row begins.
    SmallVector<int64_t> begins;
  };
  SmallVector<Operand> operands;
  int64_t rowSize = 1;
};
} // namespace

BroadcastRows::BroadcastRows(ArrayRef<HostTensor> tensors,
                             ArrayRef<int64_t> shape) {
  SmallVector<SmallVector<int64_t>> shapes;
  for (const HostTensor &tensor : tensors) {
    shapes.emplace_back(shape.size() - tensor.getShape().size(), 1);
    llvm::append_range(shapes.back(), tensor.getShape());
  }
  // A row is as many of the last dimensions as each operand treats alike.
  auto isLike = [&](ArrayRef<int64_t> from, size_t one, size_t other) {
    return shape[one] == 1 || shape[other] == 1 ||
           (from[one] == 1) == (from[other] == 1);
  };
  size_t first = shape.size();
  while (first > 0 && llvm::all_of(shapes, [&](ArrayRef<int64_t> from) {
           return llvm::all_of(
               llvm::seq(first, shape.size()),
               [&](size_t other) { return isLike(from, first - 1, other); });
         }))
    rowSize *= shape[--first];
  for (ArrayRef<int64_t> from : shapes) {
    int64_t size = ShapedType::getNumElements(from.drop_front(first));
    Operand &operand = operands.emplace_back();
    operand.isRepeated = size != rowSize;
    operand.begins =
        getBroadcastIndices(from.take_front(first), shape.take_front(first));
    for (int64_t &begin : operand.begins)
      begin *= size;
  }
}

/// The broadcast elements of `operands`, through a function of f32.
static LogicalResult evaluateFloats(ScalarFunction &scalarFunction,
                                    ArrayRef<HostTensor> operands,
                                    HostTensor &result) {
  FailureOr<FloatFunction> function = FloatFunction::create(
      scalarFunction.getBlock(), scalarFunction.getResult());
  if (failed(function) || !result.getElementType().isF32())
    return failure();
  BroadcastRows rows(operands, result.getShape());
  SmallVector<const float *> arguments(operands.size());
  std::vector<FloatFunction::Block> repeated(operands.size());
  auto *values = reinterpret_cast<float *>(result.getMutableBytes().data());
  int64_t numRows =
      rows.rowSize == 0 ? 0 : result.getNumElements() / rows.rowSize;
  for (int64_t row = 0; row < numRows; ++row) {
    for (auto [i, operand] : llvm::enumerate(rows.operands)) {
      arguments[i] =
          reinterpret_cast<const float *>(operands[i].getBytes().data()) +
          operand.begins[row];
      if (!operand.isRepeated)
        continue;
      repeated[i].fill(*arguments[i]);
      arguments[i] = repeated[i].data();
    }
    for (int64_t begin = 0; begin < rows.rowSize;
         begin += FloatFunction::kBlockSize) {
      int64_t count = std::min(FloatFunction::kBlockSize, rows.rowSize - begin);
      (*function)(arguments, values + row * rows.rowSize + begin, count);
      for (auto [argument, operand] : llvm::zip_equal(arguments, rows.operands))
        argument += operand.isRepeated ? 0 : count;
    }
  }
  return success();
}

/// Whether `block` does nothing but round its argument, of f32, to bf16.
static bool isRoundingToBF16(Block &block) {
  if (!llvm::hasSingleElement(block))
    return false;
  auto round = dyn_cast<arith::TruncFOp>(block.front());
  return round && round.getIn().getType().isF32() && round.getType().isBF16();
}

/// To the nearest, of two equally near ones the even one; NaN stays NaN.
static uint16_t roundToBF16(float value) {
  auto bits = llvm::bit_cast<uint32_t>(value);
  if (std::isnan(value))
    return bits >> 16 | 0x40;
  return (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
}

static void evaluateRounding(const HostTensor &operand, HostTensor &result) {
  ArrayRef<float> from(
      reinterpret_cast<const float *>(operand.getBytes().data()),
      operand.getNumElements());
  llvm::transform(from,
                  reinterpret_cast<uint16_t *>(result.getMutableBytes().data()),
                  roundToBF16);
}

LogicalResult fovea::evaluateElementwise(ElementwiseOpInterface op,
                                         ArrayRef<HostTensor> operands,
                                         MutableArrayRef<HostTensor> results) {
  HostTensor &result = results.front();
  SmallVector<Type> types;
  for (const HostTensor &operand : operands)
    types.push_back(getSignlessType(operand.getElementType()));
  ScalarFunction function(
      op.getContext(), types,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return op.buildElement(builder, loc, args);
      });
  // Weights may have many millions of elements.
  if (isRoundingToBF16(function.getBlock())) {
    evaluateRounding(operands.front(), result);
    return success();
  }
  if (succeeded(evaluateFloats(function, operands, result)))
    return success();
  // All the rest, which is much slower.
  if (result.getNumElements() > kMaxEvaluatedElements)
    return failure();
  SmallVector<SmallVector<int64_t>> indices;
  for (const HostTensor &operand : operands)
    indices.push_back(
        getBroadcastIndices(operand.getShape(), result.getShape()));
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
