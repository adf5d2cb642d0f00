//===- FloatBuilder.h - Arithmetic on numbers and their bits ----*- C++ -*-===//

#ifndef FOVEA_LIB_CODEGEN_VECTORMATH_FLOATBUILDER_H
#define FOVEA_LIB_CODEGEN_VECTORMATH_FLOATBUILDER_H

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"

namespace fovea {

/// Builds arithmetic on f32 or f64, scalars or vectors, as math functions need
/// it: multiply-adds, polynomials, and integer operations on the bits. Nothing
/// it builds is undefined for any input, NaN included.
class FloatBuilder : public ElementBuilder {
public:
  /// Values have the type of `like`.
  FloatBuilder(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type like,
               bool useFMA);

  /// The same place and shape in f64 or f32, and the conversions there.
  FloatBuilder inF64() const;
  FloatBuilder inF32() const;
  mlir::Value widen(mlir::Value value) const;
  mlir::Value narrow(mlir::Value value) const;

  /// a * b + c, rounded once if the machine can. Formulas must not depend on
  /// that.
  mlir::Value fma(mlir::Value a, mlir::Value b, mlir::Value c) const;
  mlir::Value fma(mlir::Value a, double b, mlir::Value c) const;
  mlir::Value mul(mlir::Value a, double b) const;
  using ElementBuilder::mul;

  /// coefficients[0] + x * (coefficients[1] + x * ...).
  template <typename T>
  mlir::Value polynomial(mlir::Value x, llvm::ArrayRef<T> coefficients) const {
    mlir::Value result = constant(coefficients.back());
    for (T coefficient : llvm::reverse(coefficients.drop_back()))
      result = fma(result, x, constant(coefficient));
    return result;
  }
  template <typename T, size_t size>
  mlir::Value polynomial(mlir::Value x, const T (&coefficients)[size]) const {
    return polynomial(x, llvm::ArrayRef<T>(coefficients));
  }

  /// The smaller of value and bound, or value if that is NaN: one instruction
  /// on x86, unlike arith.minimumf. `atLeast` likewise.
  mlir::Value atMost(mlir::Value value, double bound) const;
  mlir::Value atLeast(mlir::Value value, double bound) const;

  mlir::Value isLess(mlir::Value lhs, double rhs) const;
  mlir::Value isGreater(mlir::Value lhs, double rhs) const;
  mlir::Value isEqual(mlir::Value lhs, double rhs) const;
  /// |magnitude| with the sign of `sign`.
  mlir::Value copySign(mlir::Value magnitude, mlir::Value sign) const;
  mlir::Value infinity() const { return highest(); }
  mlir::Value nan() const;

  /// The bits as integers of the same width, and back.
  mlir::Value toBits(mlir::Value value) const;
  mlir::Value fromBits(mlir::Value bits) const;
  mlir::Value bitConstant(uint64_t bits) const;
  mlir::Value bitsOf(double value) const { return toBits(constant(value)); }
  /// The type of the bits.
  mlir::Type getBitsType() const;
  unsigned getMantissaWidth() const;
  /// Moves an integer in the low bits to where the exponent stands.
  mlir::Value shiftToExponent(mlir::Value bits) const;

  /// A number that is large enough that adding it rounds to an integer; the
  /// low bits of such a sum are those of the integer.
  double getRounder() const;

private:
  bool useFMA;
};

} // namespace fovea

#endif // FOVEA_LIB_CODEGEN_VECTORMATH_FLOATBUILDER_H
