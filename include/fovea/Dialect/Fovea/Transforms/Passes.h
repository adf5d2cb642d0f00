//===- Passes.h - Passes on the fovea dialect -------------------*- C++ -*-===//

#ifndef FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H
#define FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace fovea {

/// When a strided convolution is computed over blocks of pixels: where it takes
/// less time, wherever it is possible, or nowhere.
enum class SpaceToDepthUse { Auto, Always, Never };

/// When images of a batch are computed one after the other: as far as that
/// takes less time, as far as it is possible, or never.
enum class SplitBatchUse { Auto, Always, Never };

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H
