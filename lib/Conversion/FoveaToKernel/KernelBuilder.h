//===- KernelBuilder.h - What conversions to kernels build ------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOKERNEL_KERNELBUILDER_H
#define FOVEA_LIB_CONVERSION_FOVEATOKERNEL_KERNELBUILDER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fovea {

/// A destination for a kernel.
mlir::Value buildEmpty(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::RankedTensorType type);

/// Rows times one matrix, or in each of `groups` parts of the channels.
mlir::Value buildProduct(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value rows, mlir::Value weights,
                         mlir::RankedTensorType type, int64_t groups);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOKERNEL_KERNELBUILDER_H
