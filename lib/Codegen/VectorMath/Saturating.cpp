//===- Saturating.cpp - tanh, erf -----------------------------------------===//
//
// Odd functions that become 1. Both are computed from expm1, which keeps all
// digits near 0 as well as where they saturate, so that neither needs a second
// formula and a choice between the two.
//
//===----------------------------------------------------------------------===//

#include "Coefficients.h"
#include "Functions.h"

using namespace mlir;
using namespace fovea;

/// h / (h + 1) with h = expm1(2 |x|) / 2.
Value fovea::buildTanh(const FloatBuilder &f, Value x) {
  Value magnitude = f.atMost(f.abs(x), 9.02);
  Value half = buildHalfExpM1(f, f.add(magnitude, magnitude));
  return f.copySign(f.div(half, f.add(half, f.constant(1))), x);
}

/// -expm1(log(erfc(|x|))), where a polynomial gives the logarithm: erfc is so
/// near to a Gaussian that this one polynomial serves for all x.
Value fovea::buildErf(const FloatBuilder &f, Value x) {
  Value magnitude = f.atMost(f.abs(x), 3.93);
  Value curve = f.mul(magnitude, f.polynomial(magnitude, kErf));
  Value logarithm = f.fma(magnitude, -kErfSlope, curve);
  Value half = buildHalfExpM1(f, logarithm);
  return f.copySign(f.add(half, half), x);
}
