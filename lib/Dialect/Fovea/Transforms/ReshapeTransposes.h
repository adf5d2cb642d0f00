//===- ReshapeTransposes.h - Transposes beside reshapes ---------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_RESHAPETRANSPOSES_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_RESHAPETRANSPOSES_H

#include "mlir/IR/PatternMatch.h"

namespace fovea {

/// Move transposes down through reshapes (that split and merge dimensions which
/// the transpose keeps together), and up where they meet another transpose.
void populateReshapeTransposePatterns(mlir::RewritePatternSet &patterns);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_RESHAPETRANSPOSES_H
