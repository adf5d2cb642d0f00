//===- Power.cpp - powf ---------------------------------------------------===//
//
// x^y = 2^(y log2(x)) in f64: an error of the logarithm grows with the exponent
// by up to eight bits, which f32 does not have.
//
//===----------------------------------------------------------------------===//

#include "Coefficients.h"
#include "Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

static constexpr uint64_t kOne = 0x3FF0000000000000;
static constexpr uint64_t kExponentMask = 0x7FF0000000000000;

/// log2(x) of an f64 that was a finite f32 > 0, hence is normal.
static Value buildLog2Normal(const FloatBuilder &f, Value x) {
  // As in `getExponent` of logarithms, but biased: the shift is logical, which
  // AVX2 has for 64 bits.
  Value bits = f.toBits(x);
  Value distance = f.create<arith::AddIOp>(
      f.create<arith::SubIOp>(bits, f.bitsOf(2.0 / 3.0)), f.bitConstant(kOne));
  Value power = f.create<arith::AndIOp>(distance, f.bitConstant(kExponentMask));
  Value mantissa = f.fromBits(f.create<arith::AddIOp>(
      f.create<arith::SubIOp>(bits, power), f.bitConstant(kOne)));
  // An integer in the low bits of 2^52 turns into a number by a subtraction.
  Value biased =
      f.create<arith::ShRUIOp>(power, f.bitConstant(f.getMantissaWidth()));
  Value number = f.fromBits(f.create<arith::OrIOp>(biased, f.bitsOf(0x1p52)));
  Value exponent = f.sub(number, f.constant(0x1p52 + 1023));

  Value fraction = f.sub(mantissa, f.constant(1));
  return f.fma(f.polynomial(fraction, kWideLog2), fraction, exponent);
}

/// 2^x as f64, where x is cut to where an f32 becomes 0 or infinity.
static Value buildExp2Wide(const FloatBuilder &f, Value x) {
  x = f.atMost(f.atLeast(x, -160), 130);
  Value rounder = f.constant(f.getRounder() + 1023);
  Value sum = f.add(x, rounder);
  Value power = f.fromBits(f.shiftToExponent(f.toBits(sum)));
  Value r = f.sub(x, f.sub(sum, rounder));
  return f.mul(f.fma(f.polynomial(r, kWideExp2), r, f.constant(1)), power);
}

/// |x|^y for numbers, infinities included.
static Value buildMagnitude(const FloatBuilder &f, Value magnitude, Value y) {
  FloatBuilder wide = f.inF64();
  Value base = f.widen(magnitude);
  Value log2 = buildLog2Normal(wide, base);
  log2 = wide.select(wide.isEqual(base, 0), wide.lowest(), log2);
  Value isInfinite = wide.compare(ComparePredicate::eq, base, wide.infinity());
  log2 = wide.select(isInfinite, base, log2);
  Value product = wide.mul(log2, f.widen(y));
  // 1 to an infinite power is 1.
  product = wide.select(wide.isEqual(log2, 0), log2, product);
  return wide.narrow(buildExp2Wide(wide, product));
}

static Value isInteger(const FloatBuilder &f, Value y) {
  return f.compare(ComparePredicate::eq, f.create<math::TruncOp>(y), y);
}

Value fovea::buildPow(const FloatBuilder &f, Value x, Value y) {
  Value result = buildMagnitude(f, f.abs(x), y);

  // The sign of x is kept by odd powers. A negative number has no power but
  // integer ones.
  Value isWhole = isInteger(f, y);
  Value isEven = isInteger(f, f.mul(y, 0.5));
  Value sign =
      f.select(isEven, f.constant(1), f.select(isWhole, x, f.constant(1)));
  result = f.copySign(result, sign);
  Value isNegative = f.create<arith::AndIOp>(
      f.isLess(x, 0), f.compare(ComparePredicate::gt, x, f.lowest()));
  Value realPower = f.select(isNegative, f.nan(), result);
  result = f.select(isWhole, result, realPower);

  Value hasNaN = f.create<arith::CmpFOp>(arith::CmpFPredicate::UNO, x, y);
  result = f.select(hasNaN, f.add(x, y), result);
  Value isOne = f.create<arith::OrIOp>(f.isEqual(x, 1), f.isEqual(y, 0));
  return f.select(isOne, f.constant(1), result);
}
