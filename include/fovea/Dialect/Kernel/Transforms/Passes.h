//===- Passes.h - Passes on the kernel dialect ------------------*- C++ -*-===//

#ifndef FOVEA_DIALECT_KERNEL_TRANSFORMS_PASSES_H
#define FOVEA_DIALECT_KERNEL_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace fovea::kernel {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"

} // namespace fovea::kernel

#endif // FOVEA_DIALECT_KERNEL_TRANSFORMS_PASSES_H
