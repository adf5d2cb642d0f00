//===- FusionReport.h - What was fused, and what it saves -------*- C++ -*-===//

#ifndef FOVEA_DRIVER_FUSIONREPORT_H
#define FOVEA_DRIVER_FUSIONREPORT_H

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"

#include "mlir/IR/MLIRContext.h"

#include <mutex>
#include <string>
#include <vector>

namespace fovea {

/// Collects the decisions of fusion passes while models are compiled.
class FusionReport {
public:
  struct Decision {
    std::string node; ///< Of the graph, as the profile names it.
    std::string fusion;
    bool isFused;
    FusionCost before, after;
  };

  /// Collect what passes in `context` decide from now on. The report must live
  /// as long as the context.
  llvm::LogicalResult attach(mlir::MLIRContext &context);

  llvm::ArrayRef<Decision> getDecisions() const { return decisions; }

  /// A table of all decisions, and the sums of those that were fused.
  void print(llvm::raw_ostream &os) const;

private:
  class Streamer;

  std::vector<Decision> decisions;
  std::mutex mutex; ///< Passes run in parallel.
};

} // namespace fovea

#endif // FOVEA_DRIVER_FUSIONREPORT_H
