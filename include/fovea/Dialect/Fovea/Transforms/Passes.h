//===- Passes.h - Passes on the fovea dialect -------------------*- C++ -*-===//

#ifndef FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H
#define FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace fovea {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H
