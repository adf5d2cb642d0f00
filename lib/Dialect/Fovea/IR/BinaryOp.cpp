//===- BinaryOp.cpp - Elementwise functions of two tensors ----------------===//

#include "Elementwise.h"
#include "Inference.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

template <Value (ElementBuilder::*method)(Value, Value) const>
static Value buildArith(const ElementBuilder &e, Value lhs, Value rhs) {
  return (e.*method)(lhs, rhs);
}

template <typename OpTy>
static Value buildOp(const ElementBuilder &e, Value lhs, Value rhs) {
  return e.create<OpTy>(lhs, rhs);
}

/// Moves a remainder that has not the sign of the divisor by one divisor.
static Value buildMod(const ElementBuilder &e, Value lhs, Value rhs) {
  Value remainder = e.rem(lhs, rhs);
  if (e.isUnsigned())
    return remainder;
  Value zero = e.constant(0);
  Value isInexact = e.compare(ComparePredicate::ne, remainder, zero);
  Value signsDiffer =
      e.create<arith::XOrIOp>(e.compare(ComparePredicate::lt, remainder, zero),
                              e.compare(ComparePredicate::lt, rhs, zero));
  return e.select(e.create<arith::AndIOp>(isInexact, signsDiffer),
                  e.add(remainder, rhs), remainder);
}

/// Whether the shift amount is less than the width of the element.
static Value isShiftInRange(const ElementBuilder &e, Value amount) {
  Value width = e.constant(APInt(e.getWidth(), e.getWidth()));
  return e.create<arith::CmpIOp>(arith::CmpIPredicate::ult, amount, width);
}

static Value buildShiftLeft(const ElementBuilder &e, Value lhs, Value rhs) {
  Value zero = e.constant(0);
  Value inRange = isShiftInRange(e, rhs);
  Value amount = e.select(inRange, rhs, zero);
  return e.select(inRange, e.create<arith::ShLIOp>(lhs, amount), zero);
}

static Value buildShiftRight(const ElementBuilder &e, Value lhs, Value rhs) {
  Value inRange = isShiftInRange(e, rhs);
  if (!e.isUnsigned()) {
    // What the largest possible shift leaves is what larger ones would.
    Value most = e.constant(e.getWidth() - 1);
    return e.create<arith::ShRSIOp>(lhs, e.select(inRange, rhs, most));
  }
  Value zero = e.constant(0);
  Value amount = e.select(inRange, rhs, zero);
  return e.select(inRange, e.create<arith::ShRUIOp>(lhs, amount), zero);
}

namespace {
struct BinaryRule {
  Value (*build)(const ElementBuilder &e, Value lhs, Value rhs);
  Domain domain = Domain::numbers;
  bool viaFloat = false;
};
} // namespace

static BinaryRule getRule(BinaryKind kind) {
  switch (kind) {
  case BinaryKind::add:
    return {buildArith<&ElementBuilder::add>};
  case BinaryKind::sub:
    return {buildArith<&ElementBuilder::sub>};
  case BinaryKind::mul:
    return {buildArith<&ElementBuilder::mul>};
  case BinaryKind::div:
    return {buildArith<&ElementBuilder::div>};
  case BinaryKind::mod:
    return {buildMod};
  case BinaryKind::rem:
    return {buildArith<&ElementBuilder::rem>};
  case BinaryKind::pow:
    return {buildOp<math::PowFOp>, Domain::numbers, /*viaFloat=*/true};
  case BinaryKind::min:
    return {buildArith<&ElementBuilder::min>};
  case BinaryKind::max:
    return {buildArith<&ElementBuilder::max>};
  case BinaryKind::logical_and:
    return {buildOp<arith::AndIOp>, Domain::bits};
  case BinaryKind::logical_or:
    return {buildOp<arith::OrIOp>, Domain::bits};
  case BinaryKind::logical_xor:
    return {buildOp<arith::XOrIOp>, Domain::bits};
  case BinaryKind::shift_left:
    return {buildShiftLeft, Domain::bits};
  case BinaryKind::shift_right:
    return {buildShiftRight, Domain::bits};
  }
  llvm_unreachable("unknown binary kind");
}

//===----------------------------------------------------------------------===//
// BinaryOp
//===----------------------------------------------------------------------===//

LogicalResult BinaryOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType lhs = getTensorType(adaptor.getLhs());
  RankedTensorType rhs = getTensorType(adaptor.getRhs());
  if (adaptor.getKind() != BinaryKind::pow &&
      lhs.getElementType() != rhs.getElementType())
    return inferenceError<BinaryOp>(
        loc, "expects lhs and rhs of one element type, got ", lhs, " and ",
        rhs);
  FailureOr<SmallVector<int64_t>> shape =
      broadcastShapes({lhs.getShape(), rhs.getShape()});
  if (failed(shape))
    return inferenceError<BinaryOp>(
        loc, "expects lhs and rhs of shapes that broadcast, got ", lhs, " and ",
        rhs);
  return appendTensorType(loc, *shape, lhs.getElementType(), types);
}

LogicalResult BinaryOp::verify() {
  StringRef kind = stringifyBinaryKind(getKind());
  Domain domain = getRule(getKind()).domain;
  if (failed(verifyDomain(*this, kind, domain, getLhs().getType())))
    return failure();
  return verifyDomain(*this, kind, domain, getRhs().getType());
}

Value BinaryOp::buildElement(OpBuilder &builder, Location loc,
                             ValueRange args) {
  BinaryRule rule = getRule(getKind());
  Type type = getLhs().getType().getElementType();
  ElementBuilder element(builder, loc, type, args[0].getType());
  ElementBuilder compute =
      element.withType(getComputeType(type, rule.viaFloat));
  Value result =
      rule.build(compute, compute.convert(args[0], type),
                 compute.convert(args[1], getRhs().getType().getElementType()));
  return element.convert(result, compute.getElementType());
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

/// Whether all elements are `value`, with its sign.
static bool isSplatOf(Attribute attribute, double value) {
  auto dense = dyn_cast_if_present<DenseElementsAttr>(attribute);
  if (!dense || !dense.isSplat())
    return false;
  if (isa<FloatType>(dense.getElementType())) {
    APFloat splat = dense.getSplatValue<APFloat>();
    return splat.convertToDouble() == value &&
           splat.isNegative() == std::signbit(value);
  }
  APInt splat = dense.getSplatValue<APInt>();
  return value == 0 ? splat.isZero() : value == 1 && splat.isOne();
}

/// The value e for which `x op e` is x, bit by bit.
static std::optional<double> getRightIdentity(BinaryKind kind, bool isFloat) {
  switch (kind) {
  case BinaryKind::add:
    // -0.0 + 0.0 is 0.0.
    return isFloat ? -0.0 : 0.0;
  case BinaryKind::sub:
  case BinaryKind::shift_left:
  case BinaryKind::shift_right:
    return 0.0;
  case BinaryKind::mul:
  case BinaryKind::div:
  case BinaryKind::pow:
    return 1.0;
  default:
    return std::nullopt;
  }
}

OpFoldResult BinaryOp::fold(FoldAdaptor adaptor) {
  bool isFloat = isa<FloatType>(getType().getElementType());
  std::optional<double> identity = getRightIdentity(getKind(), isFloat);
  bool commutes = getKind() == BinaryKind::add || getKind() == BinaryKind::mul;
  if (identity && getLhs().getType() == getType() &&
      isSplatOf(adaptor.getRhs(), *identity))
    return getLhs();
  if (identity && commutes && getRhs().getType() == getType() &&
      isSplatOf(adaptor.getLhs(), *identity))
    return getRhs();
  return nullptr;
}
