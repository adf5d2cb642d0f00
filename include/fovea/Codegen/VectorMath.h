//===- VectorMath.h - Math functions as vectorizable arithmetic -*- C++ -*-===//

#ifndef FOVEA_CODEGEN_VECTORMATH_H
#define FOVEA_CODEGEN_VECTORMATH_H

#include "mlir/IR/PatternMatch.h"

namespace fovea {

struct ExpandMathOptions {
  /// Use fused multiply-adds; a machine without them would call a function for
  /// each.
  bool fma = true;
};

/// What silu and gelu are off at most, relative to the larger of 1 and the
/// magnitude of the argument, where their function has the fast-math flag
/// `afn`. Everything else has all digits.
inline constexpr double kApproximationError = 1e-6;

/// Patterns that rewrite exp, exp2, expm1, log, log2, log1p, tanh, erf, sin,
/// cos and powf of the math dialect on f32, f16 and bf16, scalars and vectors
/// of any shape, into arithmetic without branches and calls.
/// docs/RationaleVectorMath.md states the errors.
void populateExpandMathPatterns(mlir::RewritePatternSet &patterns,
                                const ExpandMathOptions &options);

} // namespace fovea

#endif // FOVEA_CODEGEN_VECTORMATH_H
