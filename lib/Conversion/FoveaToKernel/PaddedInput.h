//===- PaddedInput.h - Feature maps with their padding ----------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOKERNEL_PADDEDINPUT_H
#define FOVEA_LIB_CONVERSION_FOVEATOKERNEL_PADDEDINPUT_H

#include "mlir/IR/Builders.h"

namespace fovea {

/// `input` with `low` and `high` times `padding` around each dimension, made
/// such that whoever computes `input` can write into the padded buffer: that
/// buffer and its border come before the op that defines `input`. Two users of
/// the same padding share it.
mlir::Value buildPaddedInput(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value input, llvm::ArrayRef<int64_t> low,
                             llvm::ArrayRef<int64_t> high,
                             mlir::FloatAttr padding);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOKERNEL_PADDEDINPUT_H
