//===- LatencySolver.cpp - Growth until a latency is met ------------------===//

#include "LatencySolver.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// Growth by so little is none: a tenth of a pixel of a thousand.
static constexpr double kMinInterval = 1e-4;

double fovea::getDeviation(const Measurement &latency, double target) {
  return latency.value / target - 1;
}

namespace {

/// An end of the interval that the solution is in.
struct End {
  double t;
  /// log(latency / target).
  double excess;
  /// log(latency / estimate), if there is an estimate.
  std::optional<double> calibration = std::nullopt;
};

class LatencySolver {
public:
  LatencySolver(PointRecorder &recorder, const GrowthPath &path, double target,
                double tolerance, unsigned maxMeasurements)
      : recorder(recorder), path(path), target(target), tolerance(tolerance),
        limit(recorder.getLatencyMeasurements() + maxMeasurements) {}

  Expected<LatencySolution> solve(const MeasuredPoint &start);

private:
  double guess() const;
  double extrapolate() const;
  double interpolate() const;
  std::optional<double> guessByEstimate() const;
  std::optional<double> estimateExcess(double t) const;
  /// Measure at `t`, or near it if that fails. False if nothing new is known.
  Expected<bool> step(double t);
  Expected<bool> tryPoint(double t);
  void take(double t, const MeasuredPoint &measured);
  bool isDone() const;

  PointRecorder &recorder;
  const GrowthPath &path;
  double target, tolerance;
  /// Of the recorder's count of measurements.
  unsigned limit;
  LatencySolution solution;
  End below;
  std::optional<End> above;
  /// The interval was not halved by the last step.
  bool isSlow = false;
};

} // namespace

void LatencySolver::take(double t, const MeasuredPoint &measured) {
  auto getError = [&](const MeasuredPoint &point) {
    return std::abs(getDeviation(point.latency, target));
  };
  if (getError(measured) < getError(solution.closest))
    solution.closest = measured;
  End end{t, std::log(measured.latency.value / target)};
  if (std::optional<double> estimate = recorder.estimate(measured.point))
    end.calibration = std::log(measured.latency.value / *estimate);
  if (end.excess > 0) {
    above = end;
    return;
  }
  below = end;
  solution.below = measured;
}

bool LatencySolver::isDone() const {
  if (std::abs(getDeviation(solution.closest.latency, target)) <= tolerance)
    return true;
  if (recorder.getLatencyMeasurements() >= limit)
    return true;
  double end = above ? above->t : path.maxT;
  return end - below.t < kMinInterval;
}

/// While no point is above: where the expected slope leads. It is at least as
/// far as half of the way so far, lest steps become ever smaller.
double LatencySolver::extrapolate() const {
  double step = std::max({-below.excess / path.slope, below.t / 2, 1e-3});
  double t = below.t + step;
  // What would remain after it is not worth another step.
  return path.maxT - t < step / 4 ? path.maxT : t;
}

double LatencySolver::interpolate() const {
  double width = above->t - below.t;
  double part = isSlow ? 0.5 : -below.excess / (above->excess - below.excess);
  return below.t + std::clamp(part, 0.05, 0.95) * width;
}

/// Estimates are off by about as much as they are at the ends of the interval.
std::optional<double> LatencySolver::estimateExcess(double t) const {
  std::optional<double> estimate = recorder.estimate(path.getPoint(t));
  if (!estimate)
    return std::nullopt;
  double calibration = *below.calibration;
  if (above && above->calibration)
    calibration = std::lerp(calibration, *above->calibration,
                            (t - below.t) / (above->t - below.t));
  return std::log(*estimate / target) + calibration;
}

/// Where the estimate is closest to the target.
std::optional<double> LatencySolver::guessByEstimate() const {
  if (!below.calibration)
    return std::nullopt;
  double low = below.t, lowExcess = below.excess;
  double high = above ? above->t : extrapolate();
  std::optional<double> highExcess =
      above ? above->excess : estimateExcess(high);
  while (!above && highExcess && *highExcess < 0 && high < path.maxT) {
    low = high;
    lowExcess = *highExcess;
    high = std::min(path.maxT, high + (high - below.t));
    highExcess = estimateExcess(high);
  }
  while (highExcess && high - low > kMinInterval) {
    double middle = (low + high) / 2;
    std::optional<double> excess = estimateExcess(middle);
    if (!excess)
      return std::nullopt;
    if (*excess > 0) {
      high = middle;
      highExcess = excess;
    } else {
      low = middle;
      lowExcess = *excess;
    }
  }
  if (!highExcess)
    return std::nullopt;
  // The ends are known.
  bool isLowNew = low > below.t, isHighNew = !above || high < above->t;
  if (isLowNew && (!isHighNew || -lowExcess < *highExcess))
    return low;
  return isHighNew ? std::optional(high) : std::nullopt;
}

double LatencySolver::guess() const {
  if (!isSlow)
    if (std::optional<double> t = guessByEstimate())
      return *t;
  return above ? interpolate() : extrapolate();
}

Expected<bool> LatencySolver::tryPoint(double t) {
  ScalingPoint point = path.getPoint(t);
  Expected<std::optional<Measurement>> latency = recorder.measureLatency(point);
  if (!latency)
    return latency.takeError();
  if (!*latency)
    return false;
  take(t, {point, **latency});
  return true;
}

Expected<bool> LatencySolver::step(double t) {
  // Not further beyond `t` than it is away: models there may be huge.
  double end = above ? above->t : std::min(path.maxT, 2 * t - below.t);
  for (double near : {t, (below.t + t) / 2, (t + end) / 2}) {
    Expected<bool> isMeasured = tryPoint(near);
    if (!isMeasured || *isMeasured)
      return isMeasured;
    if (recorder.getLatencyMeasurements() >= limit)
      break;
  }
  return false;
}

Expected<LatencySolution> LatencySolver::solve(const MeasuredPoint &start) {
  solution.closest = solution.below = start;
  take(0, start);
  while (!isDone()) {
    double width = above ? above->t - below.t : INFINITY;
    Expected<bool> isNew = step(guess());
    if (!isNew)
      return isNew.takeError();
    if (!*isNew)
      break;
    isSlow = !isSlow && above && above->t - below.t > width / 2;
  }
  solution.isReached = above || std::abs(getDeviation(solution.closest.latency,
                                                      target)) <= tolerance;
  return solution;
}

Expected<LatencySolution> fovea::solveLatency(PointRecorder &recorder,
                                              const GrowthPath &path,
                                              const MeasuredPoint &start,
                                              double target, double tolerance,
                                              unsigned maxMeasurements) {
  return LatencySolver(recorder, path, target, tolerance, maxMeasurements)
      .solve(start);
}
