//===- Trigonometry.cpp - sin, cos ----------------------------------------===//
//
// x = (q + t) quarters of a turn with an integer q, which selects the sine or
// cosine of the small rest, and the sign.
//
//===----------------------------------------------------------------------===//

#include "Coefficients.h"
#include "Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

static constexpr double kTurn = 2 * llvm::numbers::pi;

namespace {
struct Angle {
  /// Quarter turns; only the two lowest bits are meaningful.
  Value quarters;
  /// The rest in radians, at most pi / 4.
  Value rest;
};
} // namespace

/// `value` less the integer next to it. Sound for numbers beyond the rounder
/// too, which are integers.
static Value getFraction(const FloatBuilder &f, Value value) {
  return f.sub(value, f.create<math::RoundEvenOp>(value));
}

/// Reduces any x, however large, by multiplying it in f64 with as many digits
/// of 1 / (2 pi) as matter: each product is exact, and so is its fraction.
static Angle reduce(const FloatBuilder &f, Value x) {
  FloatBuilder wide = f.inF64();
  Value wideX = f.widen(x);
  SmallVector<Value> fractions;
  for (double chunk : kTurnsPerRadian)
    fractions.push_back(getFraction(wide, wide.mul(wideX, chunk)));
  Value turns = fractions[0];
  for (Value fraction : ArrayRef(fractions).drop_front())
    turns = wide.add(turns, fraction);

  Value rounder = wide.constant(wide.getRounder());
  Value sum = wide.fma(turns, 4, rounder);
  Value whole = wide.mul(wide.sub(sum, rounder), -0.25);
  // Begins with the subtraction, so that no digit of a small rest is lost.
  Value rest = whole;
  for (Value fraction : fractions)
    rest = wide.add(rest, fraction);
  Value quarters = f.create<arith::TruncIOp>(f.getBitsType(), wide.toBits(sum));
  return {quarters, wide.narrow(wide.mul(rest, kTurn))};
}

/// The sine at `angle`, with the bit `signBits` of its sign flipped.
static Value buildSine(const FloatBuilder &f, Angle angle, Value signBits) {
  Value r = angle.rest;
  Value square = f.mul(r, r);
  Value sine = f.fma(f.mul(r, square), f.polynomial(square, kSin), r);
  Value parabola = f.fma(square, -0.5, f.constant(1));
  Value cosine =
      f.fma(f.mul(square, square), f.polynomial(square, kCos), parabola);

  Value one = f.bitConstant(1);
  Value isOdd = f.create<arith::CmpIOp>(
      arith::CmpIPredicate::eq, f.create<arith::AndIOp>(angle.quarters, one),
      one);
  Value result = f.select(isOdd, cosine, sine);
  // The second bit of the quarters is the sign.
  Value half = f.create<arith::AndIOp>(angle.quarters, f.bitConstant(2));
  Value flip = f.create<arith::ShLIOp>(half, f.bitConstant(30));
  Value bits = f.create<arith::XOrIOp>(f.toBits(result), flip);
  return f.fromBits(f.create<arith::XOrIOp>(bits, signBits));
}

Value fovea::buildSin(const FloatBuilder &f, Value x) {
  Value sign = f.create<arith::AndIOp>(f.toBits(x), f.bitsOf(-0.0));
  return buildSine(f, reduce(f, f.abs(x)), sign);
}

Value fovea::buildCos(const FloatBuilder &f, Value x) {
  Angle angle = reduce(f, x);
  angle.quarters = f.create<arith::AddIOp>(angle.quarters, f.bitConstant(1));
  return buildSine(f, angle, f.bitConstant(0));
}
