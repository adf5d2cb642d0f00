//===- Lowerings.h - One lowering for each kernel op ------------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_LOWERINGS_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_LOWERINGS_H

#include "fovea/Dialect/Kernel/IR/Kernel.h"

namespace fovea {

/// Build the loops of a kernel on buffers in front of it. Fail with an error if
/// it is not ready: without a schedule, or on buffers whose channels are not
/// contiguous. `hasBF16`: the CPU has AVX512_BF16.
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::AttentionOp op,
                          bool hasBF16);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::ContractOp op,
                          bool hasBF16);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::DepthwiseOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::NormalizeOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::PackOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::PoolOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::FillBorderOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder, kernel::WinogradInputOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder,
                          kernel::WinogradWeightsOp op);
llvm::LogicalResult lower(mlir::OpBuilder &builder,
                          kernel::WinogradOutputOp op);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_LOWERINGS_H
