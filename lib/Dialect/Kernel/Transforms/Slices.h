//===- Slices.h - Parts of tensors ------------------------------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_KERNEL_TRANSFORMS_SLICES_H
#define FOVEA_LIB_DIALECT_KERNEL_TRANSFORMS_SLICES_H

#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace fovea::kernel {

/// The neighbouring elements of `value` from `offsets` on, `sizes` in each
/// dimension.
mlir::Value buildSlice(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value value, llvm::ArrayRef<int64_t> offsets,
                       llvm::ArrayRef<int64_t> sizes);

/// `into` with `value` in the place of its elements from `offsets` on.
mlir::Value buildInsertion(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value value, mlir::Value into,
                           llvm::ArrayRef<int64_t> offsets);

} // namespace fovea::kernel

#endif // FOVEA_LIB_DIALECT_KERNEL_TRANSFORMS_SLICES_H
