//===- ConstantValue.h - What constant folding will compute -----*- C++ -*-===//

#ifndef FOVEA_DIALECT_FOVEA_IR_CONSTANTVALUE_H
#define FOVEA_DIALECT_FOVEA_IR_CONSTANTVALUE_H

#include "mlir/IR/Value.h"

namespace fovea {

/// The value is, or is computed from, weights and constants, whether or not
/// the weights have a value yet.
bool isConstant(mlir::Value value);

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_CONSTANTVALUE_H
