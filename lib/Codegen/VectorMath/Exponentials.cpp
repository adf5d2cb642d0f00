//===- Exponentials.cpp - exp, exp2, expm1 --------------------------------===//
//
// exp(x) = 2^n exp(r) with the integer n next to x / ln(2), so that a short
// polynomial gives exp(r).
//
//===----------------------------------------------------------------------===//

#include "Coefficients.h"
#include "Functions.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

static constexpr double kExponentBias = 127;

namespace {
/// An integer n near x * factor, as a number, and a power of two 2^(n + shift).
struct PowerOfTwo {
  Value n;
  Value power;
};
} // namespace

/// `rounder` is the builder's plus the bias plus `shift`, so that the low bits
/// of the rounded sum are the exponent of the power.
static PowerOfTwo roundToPower(const FloatBuilder &f, Value x, double factor,
                               Value rounder) {
  Value sum = f.fma(x, factor, rounder);
  Value power = f.fromBits(f.shiftToExponent(f.toBits(sum)));
  return {f.sub(sum, rounder), power};
}

/// 2^n mantissa(n), where n is the integer next to x * factor. The exponents of
/// results, denormal ones included, are more than fit into one power of two;
/// hence two, the second of which depends on the sign of x alone.
static Value scalePowers(const FloatBuilder &f, Value x, double factor,
                         llvm::function_ref<Value(Value n)> buildMantissa) {
  constexpr int kShift = 64;
  double rounder = f.getRounder() + kExponentBias;
  Value isNegative = f.isLess(x, 0);
  Value chosen = f.select(isNegative, f.constant(rounder + kShift),
                          f.constant(rounder - kShift));
  Value correction = f.select(isNegative, f.constant(std::ldexp(1, -kShift)),
                              f.constant(std::ldexp(1, kShift)));
  auto [n, power] = roundToPower(f, x, factor, chosen);
  return f.mul(f.mul(buildMantissa(n), power), correction);
}

Value fovea::buildExp(const FloatBuilder &f, Value x) {
  // Beyond these bounds the result is 0 or infinity, as it is at them.
  x = f.atMost(f.atLeast(x, -104), 89);
  return scalePowers(f, x, kLog2E, [&](Value n) {
    Value r = f.fma(n, -kLn2High, x);
    r = f.fma(n, -kLn2Low, r);
    Value curve = f.fma(f.mul(r, r), f.polynomial(r, kExp), r);
    return f.add(curve, f.constant(1));
  });
}

Value fovea::buildExp2(const FloatBuilder &f, Value x) {
  x = f.atMost(f.atLeast(x, -151), 129);
  return scalePowers(f, x, 1, [&](Value n) {
    Value r = f.sub(x, n);
    return f.fma(f.polynomial(r, kExp2), r, f.constant(1));
  });
}

/// 2^n (1 + expm1(r)) - 1, halved, summed from the small to the large.
Value fovea::buildHalfExpM1(const FloatBuilder &f, Value x) {
  Value rounder = f.constant(f.getRounder() + kExponentBias - 1);
  auto [n, half] = roundToPower(f, x, kLog2E, rounder);
  Value high = f.fma(n, -kLn2High, x);
  Value low = f.mul(n, -kLn2Low);
  Value r = f.add(high, low);
  Value curve = f.fma(f.mul(r, r), f.polynomial(r, kExpM1), low);
  Value base = f.fma(half, high, f.sub(half, f.constant(0.5)));
  return f.fma(half, curve, base);
}

Value fovea::buildExpM1(const FloatBuilder &f, Value x) {
  Value half = buildHalfExpM1(f, f.atMost(f.atLeast(x, -20), 89));
  // The half of a denormal number loses a digit, that of -0 its sign.
  Value isTiny = f.isLess(f.abs(x), 0x1p-26);
  return f.select(isTiny, x, f.add(half, half));
}

Value fovea::buildGate(const FloatBuilder &f, Value numerator, Value x,
                       double factor) {
  // Beyond these bounds the power is 0 and infinity, as it is at them.
  auto [low, high] =
      std::minmax({-kExponentBias / factor, (kExponentBias + 1) / factor});
  x = f.atMost(f.atLeast(x, low), high);
  Value rounder = f.constant(f.getRounder() + kExponentBias);
  auto [n, power] = roundToPower(f, x, factor, rounder);
  Value r = f.fma(x, factor, f.neg(n));
  Value one = f.constant(1);
  Value mantissa = f.fma(f.polynomial(r, kShortExp2), r, one);
  return f.div(numerator, f.fma(power, mantissa, one));
}

/// 1 / (1 + 2^n exp(r)), with both ends of the range cut such that the sum is
/// finite and one power of two enough.
Value fovea::buildLogistic(const FloatBuilder &f, Value x) {
  x = f.neg(f.atMost(f.atLeast(x, -87), 87));
  Value rounder = f.constant(f.getRounder() + kExponentBias);
  auto [n, power] = roundToPower(f, x, kLog2E, rounder);
  Value r = f.fma(n, -kLn2High, x);
  r = f.fma(n, -kLn2Low, r);
  Value curve = f.fma(f.mul(r, r), f.polynomial(r, kExp), r);
  Value one = f.constant(1);
  Value sum = f.fma(power, curve, f.add(power, one));
  return f.div(one, sum);
}
