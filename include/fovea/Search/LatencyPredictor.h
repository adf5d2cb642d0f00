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

#include <optional>

namespace fovea {

class LatencyPredictor {
public:
  /// Predicts by `records`, which must live as long and may grow meanwhile.
  explicit LatencyPredictor(const KernelRecords &records) : records(records) {}

  /// Note that a model with these kernels took `seconds`, which must be
  /// positive, for one inference.
  void observe(llvm::ArrayRef<KernelCall> calls, double seconds);
  size_t getNumObserved() const { return observations.size(); }

  /// Seconds of one inference, with an interval of 95 % from how far off the
  /// observed models are. None before `kMinObserved` models were observed, and
  /// where a kernel has neither a record nor records of its kind.
  std::optional<Measurement> predict(llvm::ArrayRef<KernelCall> calls) const;

  /// The share of the predicted time that kernels with a record of their own
  /// have, from 0 to 1.
  double getMeasuredShare(llvm::ArrayRef<KernelCall> calls) const;

  static constexpr size_t kMinObserved = 3;

private:
  struct Observation {
    std::vector<KernelCall> calls;
    double seconds;
  };
  /// Sums over the kernels of a model.
  struct Sums {
    double measured = 0;  ///< Seconds of those with a record.
    double estimated = 0; ///< Seconds of the others, by their kind.
    double calls = 0;
  };
  /// `latency = measured * s.measured + estimated * s.estimated + call *
  /// s.calls`.
  struct Fit {
    size_t numObservations = 0;
    size_t numRecords = 0;
    double measured = 1;
    double estimated = 1;
    double call = 0;
    /// Of the relative errors.
    double deviation = 0;

    double apply(const Sums &sums) const {
      return measured * sums.measured + estimated * sums.estimated +
             call * sums.calls;
    }
  };

  /// None where a kernel is of an unknown kind.
  std::optional<Sums> sum(llvm::ArrayRef<KernelCall> calls) const;
  void updateFit() const;

  const KernelRecords &records;
  std::vector<Observation> observations;
  /// Made anew when it is asked for after `observe`, or when records grew.
  mutable Fit fit;
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

/// Compares predictions with measurements of the same models. None with less
/// than two different ones.
std::optional<PredictionAccuracy>
computeAccuracy(llvm::ArrayRef<double> predicted,
                llvm::ArrayRef<double> measured);

} // namespace fovea

#endif // FOVEA_SEARCH_LATENCYPREDICTOR_H
