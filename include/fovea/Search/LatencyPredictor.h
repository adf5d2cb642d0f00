//===- LatencyPredictor.h - Latency before measuring it ---------*- C++ -*-===//
//
// The latency of a model as the sum of the times of its kernels, so that a
// search need not measure what is hopeless. Kernels that were measured in other
// models have these times; the others are estimated from those of their kind.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_LATENCYPREDICTOR_H
#define FOVEA_SEARCH_LATENCYPREDICTOR_H

#include "fovea/Search/KernelRecords.h"
#include "fovea/Search/Trial.h"

#include <memory>
#include <optional>

namespace fovea {

class LatencyPredictor {
public:
  /// Predicts by `records`, which must live as long and may grow meanwhile.
  explicit LatencyPredictor(const KernelRecords &records);
  ~LatencyPredictor();

  /// Note that a model with these kernels took `seconds` for one inference. To
  /// be called before the times of its kernels are added to the records, or
  /// after: what is fitted uses the records as they are when it is fitted.
  void observe(llvm::ArrayRef<KernelCall> calls, double seconds);
  size_t getNumObserved() const;

  /// Seconds of one inference, with an interval of 95 % from how far off the
  /// observed models are. None before `kMinObserved` models were observed, and
  /// where no kernel of the model has a record of its kind.
  std::optional<Measurement> predict(llvm::ArrayRef<KernelCall> calls) const;

  /// The share of the predicted time that kernels with a record of their own
  /// have, from 0 to 1.
  double getMeasuredShare(llvm::ArrayRef<KernelCall> calls) const;

  static constexpr size_t kMinObserved = 3;

private:
  class Fit;

  const KernelRecords &records;
  struct Observation {
    std::vector<KernelCall> calls;
    double seconds;
  };
  std::vector<Observation> observations;
  /// Made when it is asked for; stale after `observe` or when records grew.
  mutable std::unique_ptr<Fit> fit;
};

/// How good predictions of models are that were not observed.
struct PredictionAccuracy {
  size_t numModels = 0;
  /// Of the models, those that are predicted within 10 %.
  double shareWithin10Percent = 0;
  double kendallTau = 0;
  /// Mean of `|predicted - measured| / measured`.
  double meanError = 0;
};

} // namespace fovea

#endif // FOVEA_SEARCH_LATENCYPREDICTOR_H
