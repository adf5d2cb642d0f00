//===- MeasureTrial.cpp - The second stage of a trial ---------------------===//

#include "MeasureTrial.h"

using namespace llvm;
using namespace fovea;

std::optional<double> fovea::findTargetThreshold(const Objective &objective) {
  RewardForm form = objective.getForm();
  if (objective.getRewardTerm() != MetricKind::Latency ||
      form.within == form.beyond)
    return std::nullopt;
  return objective.getTarget();
}

/// The reward if the latency were `seconds`.
static std::optional<double> getRewardAt(const Objective &objective,
                                         Metrics metrics, double seconds) {
  metrics.latency = Measurement::exact(seconds);
  Expected<Outcome> outcome = objective.evaluate(metrics);
  if (outcome)
    return outcome->reward;
  consumeError(outcome.takeError());
  return std::nullopt;
}

std::optional<double> fovea::findRewardThreshold(const Objective &objective,
                                                 const Trial &trial,
                                                 double rewardToBeat) {
  if (objective.getRewardTerm() != MetricKind::Latency ||
      !trial.metrics.latency)
    return std::nullopt;
  // The slower, the less the reward.
  double low = trial.metrics.latency->low;
  double high = trial.metrics.latency->high;
  auto beats = [&](double seconds) {
    return getRewardAt(objective, trial.metrics, seconds).value_or(-HUGE_VAL) >
           rewardToBeat;
  };
  if (!beats(low) || beats(high))
    return std::nullopt;
  while (high - low > 1e-6 * high) {
    double middle = (low + high) / 2;
    (beats(middle) ? low : high) = middle;
  }
  return low;
}

Error TrialMeasurer::refineAt(LoadedModel &model, Trial &trial,
                              std::optional<double> threshold) {
  if (!threshold)
    return Error::success();
  Expected<Measurement> refined = meter.refine(model, *threshold);
  if (!refined)
    return refined.takeError();
  trial.metrics.latency = *refined;
  return Error::success();
}

Error TrialMeasurer::fill(PreparedTrial &prepared) {
  auto model = meter.load(prepared.compiled.model);
  if (!model)
    return model.takeError();
  Trial &trial = prepared.trial;
  Expected<Measurement> latency = meter.measure(**model);
  if (!latency)
    return latency.takeError();
  trial.metrics.latency = *latency;
  if (Error error = refineAt(**model, trial, findTargetThreshold(objective)))
    return error;
  if (prepared.rewardToBeat)
    if (Error error = refineAt(
            **model, trial,
            findRewardThreshold(objective, trial, *prepared.rewardToBeat)))
      return error;
  if (prepared.calls.empty())
    return Error::success();
  auto times = meter.measureKernels(**model);
  if (!times)
    return times.takeError();
  return history.add(prepared.calls, trial.metrics.latency->value, *times);
}

Trial TrialMeasurer::measure(PreparedTrial prepared) {
  if (Error error = fill(prepared))
    prepared.trial.failure =
        StringRef(toString(std::move(error))).rtrim().str();
  return std::move(prepared.trial);
}
