//===- ScalarFactors.h - Products with single numbers -----------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_SCALARFACTORS_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_SCALARFACTORS_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include <optional>

namespace fovea {

/// The number in `value`, if it is a constant with all elements equal.
std::optional<double> getScalar(mlir::Value value);

/// If `value` is a product with, or a quotient by, a single number, and has the
/// type of the other operand: multiply `factor` and return the other operand.
/// Null otherwise.
mlir::Value matchScaled(mlir::Value value, double &factor);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_SCALARFACTORS_H
