//===- ActivationOp.cpp - Activation functions ----------------------------===//

#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

namespace {
/// The parameters of an op; 0 where its kind has none. The flags are those of
/// functions that an approximation may replace.
struct Parameters {
  double alpha, beta;
  arith::FastMathFlags flags;
};

struct ActivationRule {
  Value (*build)(const ElementBuilder &e, Value x, Parameters parameters);
  unsigned numParameters = 0;
  Domain domain = Domain::floats;
  bool viaFloat = false;
};
} // namespace

static Value isNegative(const ElementBuilder &e, Value x) {
  return e.compare(ComparePredicate::lt, x, e.constant(0));
}

static Value clamp(const ElementBuilder &e, Value x, double low, double high) {
  return e.min(e.max(x, e.constant(low)), e.constant(high));
}

static Value scale(const ElementBuilder &e, double factor, Value x) {
  return e.mul(e.constant(factor), x);
}

/// `numerator / (1 + exp(-x))`
static Value gate(const ElementBuilder &e, Value numerator, Value x,
                  arith::FastMathFlags flags = arith::FastMathFlags::none) {
  Value decay = e.create<math::ExpOp>(e.neg(x), flags);
  return e.div(numerator, e.add(e.constant(1), decay));
}

/// log(1 + exp(x)) as max(x, 0) + log(1 + exp(-|x|)), which cannot overflow.
static Value softplus(const ElementBuilder &e, Value x) {
  Value decay = e.create<math::ExpOp>(e.neg(e.abs(x)));
  return e.add(e.max(x, e.constant(0)), e.create<math::Log1pOp>(decay));
}

static Value buildRelu(const ElementBuilder &e, Value x, Parameters) {
  return e.max(x, e.constant(0));
}

static Value buildLeakyRelu(const ElementBuilder &e, Value x, Parameters p) {
  return e.select(isNegative(e, x), scale(e, p.alpha, x), x);
}

static Value buildClip(const ElementBuilder &e, Value x, Parameters p) {
  return clamp(e, x, p.alpha, p.beta);
}

static Value buildSilu(const ElementBuilder &e, Value x, Parameters p) {
  return gate(e, x, x, p.flags);
}

static Value buildQuickGelu(const ElementBuilder &e, Value x, Parameters p) {
  return gate(e, x, scale(e, p.alpha, x), p.flags);
}

static Value buildSigmoid(const ElementBuilder &e, Value x, Parameters) {
  return gate(e, e.constant(1), x);
}

static Value buildHardSigmoid(const ElementBuilder &e, Value x, Parameters p) {
  return clamp(e, e.add(scale(e, p.alpha, x), e.constant(p.beta)), 0, 1);
}

static Value buildHardSwish(const ElementBuilder &e, Value x, Parameters) {
  return e.mul(x, buildHardSigmoid(e, x, {1.0 / 6.0, 0.5, {}}));
}

static Value buildGelu(const ElementBuilder &e, Value x, Parameters p) {
  Value erf =
      e.create<math::ErfOp>(scale(e, 1.0 / llvm::numbers::sqrt2, x), p.flags);
  return e.mul(scale(e, 0.5, x), e.add(e.constant(1), erf));
}

static Value buildGeluTanh(const ElementBuilder &e, Value x, Parameters) {
  Value cubic = scale(e, 0.044715, e.mul(e.mul(x, x), x));
  double factor = llvm::numbers::sqrt2 * llvm::numbers::inv_sqrtpi;
  Value tanh = e.create<math::TanhOp>(scale(e, factor, e.add(x, cubic)));
  return e.mul(scale(e, 0.5, x), e.add(e.constant(1), tanh));
}

static Value buildElu(const ElementBuilder &e, Value x, Parameters p) {
  Value curve = scale(e, p.alpha, e.create<math::ExpM1Op>(x));
  return e.select(isNegative(e, x), curve, x);
}

static Value buildSelu(const ElementBuilder &e, Value x, Parameters p) {
  return scale(e, p.beta, buildElu(e, x, p));
}

static Value buildCelu(const ElementBuilder &e, Value x, Parameters p) {
  Value zero = e.constant(0);
  Value ratio = e.div(x, e.constant(p.alpha));
  Value curve = scale(e, p.alpha, e.create<math::ExpM1Op>(ratio));
  return e.add(e.max(x, zero), e.min(curve, zero));
}

static Value buildSoftplus(const ElementBuilder &e, Value x, Parameters) {
  return softplus(e, x);
}

static Value buildSoftsign(const ElementBuilder &e, Value x, Parameters) {
  return e.div(x, e.add(e.constant(1), e.abs(x)));
}

/// x tanh(log(1 + exp(x))), where the hyperbolic tangent of a logarithm is a
/// quotient: n / (n + 2) with n = exp(x) (exp(x) + 2). For x > 0 it is reduced
/// by exp(2 x), so that nothing but exp(-|x|) is needed, which cannot overflow.
static Value buildMish(const ElementBuilder &e, Value x, Parameters) {
  Value one = e.constant(1);
  Value decay = e.create<math::ExpOp>(e.neg(e.abs(x)));
  Value square = e.mul(decay, decay);
  Value isBelowZero = isNegative(e, x);
  Value numerator =
      e.add(scale(e, 2, decay), e.select(isBelowZero, square, one));
  Value rest = scale(e, 2, e.select(isBelowZero, one, square));
  return e.mul(x, e.div(numerator, e.add(numerator, rest)));
}

static Value buildThresholdedRelu(const ElementBuilder &e, Value x,
                                  Parameters p) {
  Value isAbove = e.compare(ComparePredicate::gt, x, e.constant(p.alpha));
  return e.select(isAbove, x, e.constant(0));
}

static Value buildShrink(const ElementBuilder &e, Value x, Parameters p) {
  Value isBelow = e.compare(ComparePredicate::lt, x, e.constant(-p.alpha));
  Value isAbove = e.compare(ComparePredicate::gt, x, e.constant(p.alpha));
  Value bias = e.constant(p.beta);
  Value shrunk = e.select(isAbove, e.sub(x, bias), e.constant(0));
  return e.select(isBelow, e.add(x, bias), shrunk);
}

static ActivationRule getRule(ActivationKind kind) {
  switch (kind) {
  case ActivationKind::relu:
    return {buildRelu, 0, Domain::numbers};
  case ActivationKind::leaky_relu:
    return {buildLeakyRelu, 1};
  case ActivationKind::clip:
    return {buildClip, 2, Domain::numbers};
  case ActivationKind::silu:
    return {buildSilu};
  case ActivationKind::quick_gelu:
    return {buildQuickGelu, 1};
  case ActivationKind::hard_swish:
    return {buildHardSwish};
  case ActivationKind::sigmoid:
    return {buildSigmoid};
  case ActivationKind::hard_sigmoid:
    return {buildHardSigmoid, 2};
  case ActivationKind::gelu:
    return {buildGelu};
  case ActivationKind::gelu_tanh:
    return {buildGeluTanh};
  case ActivationKind::elu:
    return {buildElu, 1};
  case ActivationKind::selu:
    return {buildSelu, 2};
  case ActivationKind::celu:
    return {buildCelu, 1};
  case ActivationKind::softplus:
    return {buildSoftplus};
  case ActivationKind::softsign:
    return {buildSoftsign};
  case ActivationKind::mish:
    return {buildMish};
  case ActivationKind::thresholded_relu:
    return {buildThresholdedRelu, 1};
  case ActivationKind::shrink:
    return {buildShrink, 2, Domain::numbers, /*viaFloat=*/true};
  }
  llvm_unreachable("unknown activation kind");
}

//===----------------------------------------------------------------------===//
// ActivationOp
//===----------------------------------------------------------------------===//

LogicalResult ActivationOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location>,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getInput().getType());
  return success();
}

LogicalResult ActivationOp::verify() {
  ActivationRule rule = getRule(getKind());
  StringRef kind = stringifyActivationKind(getKind());
  std::pair<StringRef, bool> given[] = {{"alpha", getAlpha().has_value()},
                                        {"beta", getBeta().has_value()}};
  for (auto [index, parameter] : llvm::enumerate(given)) {
    auto [name, isGiven] = parameter;
    bool isNeeded = index < rule.numParameters;
    if (isNeeded != isGiven)
      return emitOpError() << kind << (isNeeded ? " needs " : " takes no ")
                           << name;
  }
  if (std::optional<APFloat> error = getError();
      error && !(error->convertToDouble() > 0 && error->isFinite()))
    return emitOpError("expected a positive error, found ")
           << error->convertToDouble();
  return verifyDomain(*this, kind, rule.domain, getInput().getType());
}

Value ActivationOp::buildElement(OpBuilder &builder, Location loc,
                                 ValueRange args) {
  ActivationRule rule = getRule(getKind());
  Type type = getInput().getType().getElementType();
  ElementBuilder element(builder, loc, type, args[0].getType());
  ElementBuilder compute =
      element.withType(getComputeType(type, rule.viaFloat));
  Parameters parameters = {getAlpha().value_or(APFloat(0.0)).convertToDouble(),
                           getBeta().value_or(APFloat(0.0)).convertToDouble(),
                           getError() ? arith::FastMathFlags::afn
                                      : arith::FastMathFlags::none};
  Value result =
      rule.build(compute, compute.convert(args[0], type), parameters);
  return element.convert(result, compute.getElementType());
}
