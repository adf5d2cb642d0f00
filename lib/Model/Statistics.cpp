//===- Statistics.cpp - Size of a model -----------------------------------===//

#include "fovea/Model/Statistics.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

/// Whether a weight is only ever the mean or variance of batch normalizations.
static bool isRunningStatistic(WeightOp weight) {
  return !weight->use_empty() &&
         llvm::all_of(weight->getUses(), [](OpOperand &use) {
           auto norm = dyn_cast<BatchNormOp>(use.getOwner());
           return norm &&
                  (use.get() == norm.getMean() ||
                   use.get() == norm.getVariance()) &&
                  use.get() != norm.getScale() && use.get() != norm.getOffset();
         });
}

ModelStatistics fovea::computeStatistics(Operation *root) {
  ModelStatistics statistics;
  root->walk([&](Operation *op) {
    if (auto cost = dyn_cast<CostOpInterface>(op))
      statistics.macs = llvm::SaturatingAdd(statistics.macs, cost.getMACs());
    auto weight = dyn_cast<WeightOp>(op);
    if (!weight)
      return;
    uint64_t elements = weight.getType().getNumElements();
    statistics.parameters =
        llvm::SaturatingAdd(statistics.parameters, elements);
    if (!isRunningStatistic(weight))
      statistics.trainableParameters =
          llvm::SaturatingAdd(statistics.trainableParameters, elements);
  });
  return statistics;
}
