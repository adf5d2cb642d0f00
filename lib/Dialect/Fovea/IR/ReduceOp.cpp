//===- ReduceOp.cpp - Reductions over dimensions --------------------------===//

#include "Elementwise.h"
#include "Inference.h"
#include "ScalarFunction.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

static Value mapIdentity(const ElementBuilder &e, Value x) { return x; }
static Value mapAbs(const ElementBuilder &e, Value x) { return e.abs(x); }
static Value mapSquare(const ElementBuilder &e, Value x) { return e.mul(x, x); }
static Value mapExp(const ElementBuilder &e, Value x) {
  return e.create<math::ExpOp>(x);
}

template <Value (ElementBuilder::*method)(Value, Value) const>
static Value combine(const ElementBuilder &e, Value lhs, Value rhs) {
  return (e.*method)(lhs, rhs);
}
constexpr auto combineSum = combine<&ElementBuilder::add>;

static Value initZero(const ElementBuilder &e) { return e.constant(0); }
static Value initOne(const ElementBuilder &e) { return e.constant(1); }
static Value initLowest(const ElementBuilder &e) { return e.lowest(); }
static Value initHighest(const ElementBuilder &e) { return e.highest(); }

static Value finishMean(const ElementBuilder &e, Value sum, int64_t count) {
  return e.div(sum, e.constant(count));
}
template <typename OpTy>
static Value finishMath(const ElementBuilder &e, Value sum, int64_t) {
  return e.create<OpTy>(sum);
}

namespace {
/// A reduction is `finish(init combine map(x0) combine map(x1) ...)`.
struct ReduceRule {
  Value (*init)(const ElementBuilder &e);
  Value (*map)(const ElementBuilder &e, Value x);
  Value (*combine)(const ElementBuilder &e, Value lhs, Value rhs);
  Value (*finish)(const ElementBuilder &e, Value x, int64_t count) = nullptr;
  bool viaFloat = false;
};
} // namespace

static ReduceRule getRule(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::sum:
    return {initZero, mapIdentity, combineSum};
  case ReduceKind::mean:
    return {initZero, mapIdentity, combineSum, finishMean};
  case ReduceKind::prod:
    return {initOne, mapIdentity, combine<&ElementBuilder::mul>};
  case ReduceKind::min:
    return {initHighest, mapIdentity, combine<&ElementBuilder::min>};
  case ReduceKind::max:
    return {initLowest, mapIdentity, combine<&ElementBuilder::max>};
  case ReduceKind::l1:
    return {initZero, mapAbs, combineSum};
  case ReduceKind::l2:
    return {initZero, mapSquare, combineSum, finishMath<math::SqrtOp>, true};
  case ReduceKind::log_sum:
    return {initZero, mapIdentity, combineSum, finishMath<math::LogOp>, true};
  case ReduceKind::log_sum_exp:
    return {initZero, mapExp, combineSum, finishMath<math::LogOp>, true};
  case ReduceKind::sum_square:
    return {initZero, mapSquare, combineSum};
  }
  llvm_unreachable("unknown reduce kind");
}

static bool isExtremum(ReduceKind kind) {
  return kind == ReduceKind::min || kind == ReduceKind::max;
}

//===----------------------------------------------------------------------===//
// The computation
//===----------------------------------------------------------------------===//

Type ReduceOp::getAccumulatorType() {
  Type type = getInput().getType().getElementType();
  bool viaFloat = getRule(getKind()).viaFloat;
  if (isa<FloatType>(type) || viaFloat)
    return getComputeType(type, viaFloat);
  if (isExtremum(getKind()))
    return type;
  // The sum of a mean must not overflow.
  return IntegerType::get(getContext(), 64,
                          type.isUnsignedInteger() ? IntegerType::Unsigned
                                                   : IntegerType::Signless);
}

int64_t ReduceOp::getReducedCount() {
  int64_t count = 1;
  for (int64_t axis : getAxes())
    count *= getInput().getType().getDimSize(axis);
  return count;
}

Value ReduceOp::buildInit(OpBuilder &builder, Location loc) {
  ElementBuilder e(builder, loc, getAccumulatorType());
  return getRule(getKind()).init(e);
}

Value ReduceOp::buildStep(OpBuilder &builder, Location loc, Value element,
                          Value accumulator, Value shift) {
  ReduceRule rule = getRule(getKind());
  ElementBuilder e(builder, loc, getAccumulatorType(), accumulator.getType());
  Value x = e.convert(element, getInput().getType().getElementType());
  if (shift)
    x = e.sub(x, shift);
  return rule.combine(e, accumulator, rule.map(e, x));
}

Value ReduceOp::buildResult(OpBuilder &builder, Location loc, Value accumulator,
                            Value shift) {
  ReduceRule rule = getRule(getKind());
  ElementBuilder e(builder, loc, getAccumulatorType(), accumulator.getType());
  Value result = accumulator;
  if (rule.finish)
    result = rule.finish(e, result, getReducedCount());
  if (shift)
    result = e.add(result, shift);
  return e.withType(getType().getElementType())
      .convert(result, e.getElementType());
}

bool ReduceOp::isPartialResultFinal() {
  return !getRule(getKind()).finish &&
         getAccumulatorType() == getType().getElementType();
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  llvm::SmallBitVector isReduced(input.getRank());
  for (int64_t axis : adaptor.getAxes()) {
    if (failed(checkAxis(loc, axis, input)))
      return failure();
    if (isReduced.test(axis))
      return inferenceError<ReduceOp>(loc, "names axis ", axis, " twice");
    isReduced.set(axis);
  }
  SmallVector<int64_t> shape;
  for (auto [axis, size] : llvm::enumerate(input.getShape())) {
    if (!isReduced.test(axis))
      shape.push_back(size);
    else if (adaptor.getKeepDims())
      shape.push_back(1);
  }
  return appendTensorType(loc, shape, input.getElementType(), types);
}

LogicalResult ReduceOp::verify() {
  if (isExtremum(getKind()))
    return success();
  return verifyDomain(*this, stringifyReduceKind(getKind()), Domain::numbers,
                      getInput().getType());
}

//===----------------------------------------------------------------------===//
// Folding, transposition
//===----------------------------------------------------------------------===//

/// The shape of the result if it kept the reduced dimensions.
static SmallVector<int64_t> getKeptShape(ReduceOp op) {
  SmallVector<int64_t> shape(op.getInput().getType().getShape());
  for (int64_t axis : op.getAxes())
    shape[axis] = 1;
  return shape;
}

LogicalResult ReduceOp::evaluate(ArrayRef<HostTensor> operands,
                                 MutableArrayRef<HostTensor> results) {
  const HostTensor &input = operands.front();
  HostTensor &result = results.front();
  // What is evaluated here would overflow where compiled code does not.
  if (getKind() == ReduceKind::log_sum_exp)
    return failure();
  if (input.getNumElements() > kMaxEvaluatedElements ||
      result.getNumElements() > kMaxEvaluatedElements)
    return failure();
  Type element = getSignlessType(input.getElementType());
  Type accumulator = getSignlessType(getAccumulatorType());
  ScalarFunction init(getContext(), {},
                      [&](OpBuilder &builder, Location loc, ValueRange) {
                        return buildInit(builder, loc);
                      });
  ScalarFunction step(getContext(), {element, accumulator},
                      [&](OpBuilder &builder, Location loc, ValueRange args) {
                        return buildStep(builder, loc, args[0], args[1]);
                      });
  ScalarFunction finish(getContext(), accumulator,
                        [&](OpBuilder &builder, Location loc, ValueRange args) {
                          return buildResult(builder, loc, args[0]);
                        });

  SmallVector<Attribute> partial(result.getNumElements(), init({}));
  SmallVector<int64_t> targets =
      getBroadcastIndices(getKeptShape(*this), input.getShape());
  for (auto [index, target] : llvm::enumerate(targets)) {
    partial[target] = step({getElement(input, index), partial[target]});
    if (!partial[target])
      return failure();
  }
  for (auto [index, value] : llvm::enumerate(partial)) {
    Attribute finished = finish(value);
    if (!finished)
      return failure();
    setElement(result, index, finished);
  }
  return success();
}

/// Whether the reduction of a single element is that element.
static bool keepsSingleElement(ReduceKind kind) {
  return isExtremum(kind) || kind == ReduceKind::sum ||
         kind == ReduceKind::mean || kind == ReduceKind::prod;
}

OpFoldResult ReduceOp::fold(FoldAdaptor adaptor) {
  if (keepsSingleElement(getKind()) && getReducedCount() == 1 &&
      getInput().getType() == getType())
    return getInput();
  return nullptr;
}

FailureOr<SmallVector<Value>>
ReduceOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                          ArrayRef<int64_t> permutation) {
  SmallVector<int64_t> axes = llvm::map_to_vector(
      getAxes(), [&](int64_t axis) { return permutation[axis]; });
  llvm::sort(axes);
  FailureOr<RankedTensorType> type =
      getTransposedReductionType(getType(), getAxes(), permutation);
  if (failed(type))
    return failure();
  return SmallVector<Value>{ReduceOp::create(
      builder, getLoc(), *type, getKind(), operands[0], axes, getKeepDims())};
}
