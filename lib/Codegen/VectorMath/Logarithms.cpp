//===- Logarithms.cpp - log, log2, log1p ----------------------------------===//
//
// log(x) = e log(2) + log(1 + f) with an integer e and
// sqrt(1/2) <= 1 + f < sqrt(2), so that |log2(1 + f)| is never larger than the
// result, and neither is the error.
//
//===----------------------------------------------------------------------===//

#include "Coefficients.h"
#include "Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

static constexpr double kLowestMantissa = 1 / llvm::numbers::sqrt2;

/// The integer e with sqrt(1/2) <= x / 2^e < sqrt(2), for normal x > 0, as an
/// integer.
static Value getExponent(const FloatBuilder &f, Value bits) {
  Value distance = f.create<arith::SubIOp>(bits, f.bitsOf(kLowestMantissa));
  return f.create<arith::ShRSIOp>(distance,
                                  f.bitConstant(f.getMantissaWidth()));
}

namespace {
/// x = 2^exponent (1 + fraction).
struct Split {
  Value exponent;
  Value fraction;
};
} // namespace

/// For x > 0, denormal numbers included.
static Split split(const FloatBuilder &f, Value x) {
  constexpr int kShift = 23;
  Value isDenormal = f.isLess(x, 0x1p-126);
  Value normal = f.select(isDenormal, f.mul(x, std::ldexp(1, kShift)), x);
  Value shift = f.select(isDenormal, f.constant(-kShift), f.constant(0));

  Value bits = f.toBits(normal);
  Value exponent = getExponent(f, bits);
  Value mantissa =
      f.fromBits(f.create<arith::SubIOp>(bits, f.shiftToExponent(exponent)));
  Value number = f.create<arith::SIToFPOp>(f.getType(), exponent);
  return {f.add(number, shift), f.sub(mantissa, f.constant(1))};
}

/// log(1 + f) - f.
static Value buildCurve(const FloatBuilder &f, Value fraction) {
  return f.mul(f.mul(fraction, fraction), f.polynomial(fraction, kLog));
}

/// e log(2) + log(1 + f), summed from the small to the large.
static Value combine(const FloatBuilder &f, const Split &parts, Value curve) {
  Value small = f.fma(parts.exponent, kLn2Low, curve);
  return f.fma(parts.exponent, kLn2High, f.add(parts.fraction, small));
}

/// `result` where x > `pole`, minus infinity at it, and NaN below.
static Value selectSpecial(const FloatBuilder &f, Value x, double pole,
                           Value result) {
  Value isInfinite = f.compare(ComparePredicate::eq, x, f.infinity());
  result = f.select(isInfinite, x, result);
  Value special = f.select(f.isEqual(x, pole), f.lowest(), f.nan());
  return f.select(f.isGreater(x, pole), result, special);
}

Value fovea::buildLog(const FloatBuilder &f, Value x) {
  Split parts = split(f, x);
  Value curve = buildCurve(f, parts.fraction);
  return selectSpecial(f, x, 0, combine(f, parts, curve));
}

Value fovea::buildLog2(const FloatBuilder &f, Value x) {
  // The f32 nearest to log2(e), and what is missing.
  constexpr float kHigh = kLog2E;
  constexpr double kLow = kLog2E - kHigh;
  Split parts = split(f, x);
  Value curve = f.mul(buildCurve(f, parts.fraction), kLog2E);
  Value small = f.fma(parts.fraction, kLow, curve);
  Value result = f.fma(parts.fraction, kHigh, small);
  return selectSpecial(f, x, 0, f.add(parts.exponent, result));
}

Value fovea::buildLog1p(const FloatBuilder &f, Value x) {
  // e comes from the rounded 1 + x, f from x itself: (1 + x) / 2^e - 1.
  Value exponent = getExponent(f, f.toBits(f.add(x, f.constant(1))));
  // 4 / 2^e, which is a normal number for all e.
  Value scale = f.fromBits(
      f.create<arith::SubIOp>(f.bitsOf(4), f.shiftToExponent(exponent)));
  Value base = f.fma(scale, 0.25, f.constant(-1));
  Value product = f.mul(f.mul(scale, x), 0.25);
  Value fraction = f.add(base, product);
  // What rounding this sum loses.
  Value rest = f.add(f.sub(base, fraction), product);
  Value curve = f.add(buildCurve(f, fraction), rest);
  Value number = f.create<arith::SIToFPOp>(f.getType(), exponent);
  Value result = f.copySign(combine(f, {number, fraction}, curve), x);
  return selectSpecial(f, x, -1, result);
}
