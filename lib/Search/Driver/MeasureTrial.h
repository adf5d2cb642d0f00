//===- MeasureTrial.h - The second stage of a trial -------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_DRIVER_MEASURETRIAL_H
#define FOVEA_LIB_SEARCH_DRIVER_MEASURETRIAL_H

#include "PrepareTrial.h"

namespace fovea {

/// Measures what was prepared, for longer where a decision depends on it.
class TrialMeasurer {
public:
  TrialMeasurer(const Objective &objective, LatencyMeter &meter,
                LatencyHistory &history)
      : objective(objective), meter(meter), history(history) {}

  Trial measure(PreparedTrial prepared);

private:
  llvm::Error fill(PreparedTrial &prepared);
  llvm::Error refineAt(LoadedModel &model, Trial &trial,
                       std::optional<double> threshold);

  const Objective &objective;
  LatencyMeter &meter;
  LatencyHistory &history;
};

/// The latency at which a reward jumps: the target of a form that is hard.
std::optional<double> findTargetThreshold(const Objective &objective);

/// The latency within the interval that was measured at which the reward of
/// `trial` is `rewardToBeat`; none if the whole interval is on one side of it.
std::optional<double> findRewardThreshold(const Objective &objective,
                                          const Trial &trial,
                                          double rewardToBeat);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_DRIVER_MEASURETRIAL_H
