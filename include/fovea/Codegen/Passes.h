//===- Passes.h - From tensors to kernels and memory ------------*- C++ -*-===//

#ifndef FOVEA_CODEGEN_PASSES_H
#define FOVEA_CODEGEN_PASSES_H

#include "mlir/Pass/Pass.h"

namespace fovea {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Codegen/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_CODEGEN_PASSES_H
