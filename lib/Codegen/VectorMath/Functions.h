//===- Functions.h - One function of f32 at a time --------------*- C++ -*-===//
//
// Each builds the value of a function at `x`, of f32 scalars or vectors, with
// the special cases of C's math.h.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_CODEGEN_VECTORMATH_FUNCTIONS_H
#define FOVEA_LIB_CODEGEN_VECTORMATH_FUNCTIONS_H

#include "FloatBuilder.h"

#include "fovea/Codegen/VectorMath.h"

namespace fovea {

mlir::Value buildExp(const FloatBuilder &f, mlir::Value x);
mlir::Value buildExp2(const FloatBuilder &f, mlir::Value x);
mlir::Value buildExpM1(const FloatBuilder &f, mlir::Value x);
/// expm1(x) / 2 for -20 <= x <= 89 and NaN, without the sign of -0. Half,
/// because 2^128 is no f32.
mlir::Value buildHalfExpM1(const FloatBuilder &f, mlir::Value x);

/// 1 / (1 + exp(-x)), except that below -87 it stays what it is there, 1.6e-38.
mlir::Value buildLogistic(const FloatBuilder &f, mlir::Value x);

/// numerator / (1 + 2^(factor * x)), with a relative error of the power of
/// 2^-18.4.
mlir::Value buildGate(const FloatBuilder &f, mlir::Value numerator,
                      mlir::Value x, double factor);
/// x times the normal distribution at x.
mlir::Value buildGelu(const FloatBuilder &f, mlir::Value x);

mlir::Value buildLog(const FloatBuilder &f, mlir::Value x);
mlir::Value buildLog2(const FloatBuilder &f, mlir::Value x);
mlir::Value buildLog1p(const FloatBuilder &f, mlir::Value x);

mlir::Value buildTanh(const FloatBuilder &f, mlir::Value x);
mlir::Value buildErf(const FloatBuilder &f, mlir::Value x);

mlir::Value buildSin(const FloatBuilder &f, mlir::Value x);
mlir::Value buildCos(const FloatBuilder &f, mlir::Value x);

mlir::Value buildPow(const FloatBuilder &f, mlir::Value x, mlir::Value y);

/// What is recognized as a whole.
void populateActivationPatterns(mlir::RewritePatternSet &patterns,
                                const ExpandMathOptions &options);

/// ln(2) = kLn2High + kLn2Low; the product of the former with an integer below
/// 256 is exact.
inline constexpr double kLn2High = 0x1.62e4p-1;
inline constexpr double kLn2Low = 0x1.7f7d1cf79abcap-20;
inline constexpr double kLog2E = 0x1.71547652b82fep+0;

} // namespace fovea

#endif // FOVEA_LIB_CODEGEN_VECTORMATH_FUNCTIONS_H
