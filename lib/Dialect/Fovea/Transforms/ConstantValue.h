//===- ConstantValue.h - What constant folding will compute -----*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_CONSTANTVALUE_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_CONSTANTVALUE_H

#include "mlir/IR/Value.h"

namespace fovea {

/// The value is, or is computed from, weights and constants, whether or not
/// the weights have a value yet.
bool isConstant(mlir::Value value);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_CONSTANTVALUE_H
