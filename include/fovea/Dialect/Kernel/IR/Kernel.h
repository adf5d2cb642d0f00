//===- Kernel.h - The kernel dialect ----------------------------*- C++ -*-===//

#ifndef FOVEA_DIALECT_KERNEL_IR_KERNEL_H
#define FOVEA_DIALECT_KERNEL_IR_KERNEL_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Kernel/IR/Winograd.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <optional>

namespace fovea::kernel {

/// `values`, or as many ones as there are dimensions.
llvm::SmallVector<int64_t>
getOrOnes(std::optional<llvm::ArrayRef<int64_t>> values, size_t count);

/// What a kernel does to memory once its operands are buffers: it writes its
/// destination, and reads the rest.
void getKernelEffects(mlir::DestinationStyleOpInterface op,
                      llvm::SmallVectorImpl<mlir::SideEffects::EffectInstance<
                          mlir::MemoryEffects::Effect>> &effects);

/// Whether `type` has the rank of `result`, and in each dimension its size
/// or 1.
bool isBroadcastTo(mlir::ShapedType type, llvm::ArrayRef<int64_t> result);

class EpilogueOpInterface;
llvm::LogicalResult verifyEpilogue(EpilogueOpInterface op);

} // namespace fovea::kernel

#include "fovea/Dialect/Kernel/IR/KernelDialect.h.inc"
#include "fovea/Dialect/Kernel/IR/KernelInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "fovea/Dialect/Kernel/IR/KernelAttributes.h.inc"

#define GET_OP_CLASSES
#include "fovea/Dialect/Kernel/IR/KernelOps.h.inc"

namespace fovea::kernel {

/// The element that the epilogue of `op` stores.
mlir::Value getYieldedValue(EpilogueOpInterface op);

/// Add a block to the (empty) `epilogue` that stores what the kernel computed.
void buildEmptyEpilogue(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Region &epilogue);

/// How many terms of a sum packed weights of this type hold side by side, since
/// they are multiplied at once.
int64_t getTermsPerStep(mlir::Type elementType);

/// Elements of the weights of a contraction after `kernel.pack`.
int64_t getPackedSize(llvm::ArrayRef<int64_t> weights, int64_t groups,
                      ContractScheduleAttr schedule);

} // namespace fovea::kernel

#endif // FOVEA_DIALECT_KERNEL_IR_KERNEL_H
