//===- UnaryOp.cpp - Elementwise functions of one tensor ------------------===//

#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

template <typename OpTy>
static Value buildMath(const ElementBuilder &e, Value x) {
  return e.create<OpTy>(x);
}

static Value buildAbs(const ElementBuilder &e, Value x) { return e.abs(x); }
static Value buildNeg(const ElementBuilder &e, Value x) { return e.neg(x); }

/// Keeps zeros and NaN.
static Value buildSign(const ElementBuilder &e, Value x) {
  Value zero = e.constant(0);
  Value isPositive = e.compare(ComparePredicate::gt, x, zero);
  Value sign = e.select(isPositive, e.constant(1), x);
  if (e.isUnsigned())
    return sign;
  Value isNegative = e.compare(ComparePredicate::lt, x, zero);
  return e.select(isNegative, e.constant(-1), sign);
}

static Value buildReciprocal(const ElementBuilder &e, Value x) {
  return e.div(e.constant(1), x);
}

static Value buildRsqrt(const ElementBuilder &e, Value x) {
  return buildReciprocal(e, e.create<math::SqrtOp>(x));
}

static Value buildNot(const ElementBuilder &e, Value x) {
  Value ones = e.constant(APInt::getAllOnes(e.getWidth()));
  return e.create<arith::XOrIOp>(x, ones);
}

namespace {
struct UnaryRule {
  Value (*build)(const ElementBuilder &e, Value x);
  Domain domain = Domain::floats;
};
} // namespace

static UnaryRule getRule(UnaryKind kind) {
  switch (kind) {
  case UnaryKind::abs:
    return {buildAbs, Domain::numbers};
  case UnaryKind::neg:
    return {buildNeg, Domain::numbers};
  case UnaryKind::sign:
    return {buildSign, Domain::numbers};
  case UnaryKind::exp:
    return {buildMath<math::ExpOp>};
  case UnaryKind::log:
    return {buildMath<math::LogOp>};
  case UnaryKind::sqrt:
    return {buildMath<math::SqrtOp>};
  case UnaryKind::rsqrt:
    return {buildRsqrt};
  case UnaryKind::reciprocal:
    return {buildReciprocal};
  case UnaryKind::erf:
    return {buildMath<math::ErfOp>};
  case UnaryKind::sin:
    return {buildMath<math::SinOp>};
  case UnaryKind::cos:
    return {buildMath<math::CosOp>};
  case UnaryKind::tan:
    return {buildMath<math::TanOp>};
  case UnaryKind::asin:
    return {buildMath<math::AsinOp>};
  case UnaryKind::acos:
    return {buildMath<math::AcosOp>};
  case UnaryKind::atan:
    return {buildMath<math::AtanOp>};
  case UnaryKind::sinh:
    return {buildMath<math::SinhOp>};
  case UnaryKind::cosh:
    return {buildMath<math::CoshOp>};
  case UnaryKind::tanh:
    return {buildMath<math::TanhOp>};
  case UnaryKind::asinh:
    return {buildMath<math::AsinhOp>};
  case UnaryKind::acosh:
    return {buildMath<math::AcoshOp>};
  case UnaryKind::atanh:
    return {buildMath<math::AtanhOp>};
  case UnaryKind::floor:
    return {buildMath<math::FloorOp>};
  case UnaryKind::ceil:
    return {buildMath<math::CeilOp>};
  case UnaryKind::round_even:
    return {buildMath<math::RoundEvenOp>};
  case UnaryKind::logical_not:
    return {buildNot, Domain::bits};
  }
  llvm_unreachable("unknown unary kind");
}

//===----------------------------------------------------------------------===//
// UnaryOp
//===----------------------------------------------------------------------===//

LogicalResult UnaryOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getInput().getType());
  return success();
}

LogicalResult UnaryOp::verify() {
  return verifyDomain(*this, stringifyUnaryKind(getKind()),
                      getRule(getKind()).domain, getInput().getType());
}

Value UnaryOp::buildElement(OpBuilder &builder, Location loc, ValueRange args) {
  Type type = getInput().getType().getElementType();
  ElementBuilder element(builder, loc, type, args[0].getType());
  ElementBuilder compute = element.withType(getComputeType(type));
  Value result =
      getRule(getKind()).build(compute, compute.convert(args[0], type));
  return element.convert(result, compute.getElementType());
}
