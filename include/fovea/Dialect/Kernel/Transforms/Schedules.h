//===- Schedules.h - The schedules that a kernel may have -------*- C++ -*-===//

#ifndef FOVEA_DIALECT_KERNEL_TRANSFORMS_SCHEDULES_H
#define FOVEA_DIALECT_KERNEL_TRANSFORMS_SCHEDULES_H

#include "fovea/Hardware/HardwareModel.h"

#include "mlir/IR/Attributes.h"
#include "mlir/IR/Operation.h"

namespace fovea::kernel {

/// On a module: a dictionary from keys of kernels to the schedules that
/// `kernel-select-schedules` gives them.
inline constexpr llvm::StringLiteral kSchedulesAttr = "kernel.schedules";

/// What a kernel computes but for its epilogue, on tensors as on buffers, such
/// as "kernel.contract 196x64xf32 -> 196x256xf32 {groups = 1 : i64}".
std::string getScheduleKey(mlir::Operation *op);

/// Schedules of `op` that are worth measuring on `machine`, the default first;
/// none if `op` has no schedule. Neither the weights nor the schedule that `op`
/// may have matter.
llvm::SmallVector<mlir::Attribute>
getScheduleCandidates(mlir::Operation *op, const HardwareModel &machine);

} // namespace fovea::kernel

#endif // FOVEA_DIALECT_KERNEL_TRANSFORMS_SCHEDULES_H
