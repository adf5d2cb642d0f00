//===- Statistics.h - Size of a model ---------------------------*- C++ -*-===//

#ifndef FOVEA_MODEL_STATISTICS_H
#define FOVEA_MODEL_STATISTICS_H

#include "mlir/IR/Operation.h"

#include <cstdint>

namespace fovea {

/// The numbers that papers state about a model. All saturate.
struct ModelStatistics {
  /// Elements of all weights.
  uint64_t parameters = 0;
  /// The same without the running statistics of batch normalizations, which
  /// are measured, not trained.
  uint64_t trainableParameters = 0;
  /// Multiply-accumulates of one inference, as `CostOpInterface` counts them.
  uint64_t macs = 0;
};

/// Of everything inside of `root`. Imported graphs keep their parameters as
/// weights too, so this holds for them as well, unless constants were folded.
ModelStatistics computeStatistics(mlir::Operation *root);

} // namespace fovea

#endif // FOVEA_MODEL_STATISTICS_H
