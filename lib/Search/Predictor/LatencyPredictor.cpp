//===- LatencyPredictor.cpp - Latency before measuring it -----------------===//

#include "fovea/Search/LatencyPredictor.h"

#include "fovea/Search/Agreement.h"

#include <Eigen/Cholesky>

#include <cassert>
#include <cmath>

using namespace llvm;
using namespace fovea;

/// How much is believed that the times of kernels add up to the latency: as
/// much as so many models that say so to the digit.
static constexpr double kPriorModels = 1;

void LatencyPredictor::observe(ArrayRef<KernelCall> calls, double seconds) {
  assert(seconds > 0 && "expected a time");
  observations.push_back({calls.vec(), seconds});
}

std::optional<LatencyPredictor::Sums>
LatencyPredictor::sum(ArrayRef<KernelCall> calls) const {
  Sums sums;
  sums.calls = static_cast<double>(calls.size());
  for (const KernelCall &call : calls) {
    if (const KernelRecord *record = records.find(call.identity)) {
      sums.measured += record->getMedian();
      continue;
    }
    std::optional<double> estimate = records.estimate(call);
    if (!estimate)
      return std::nullopt;
    sums.estimated += *estimate;
  }
  return sums;
}

/// Least squares of relative errors, with a prior: the factors are 1 and calls
/// cost nothing.
void LatencyPredictor::updateFit() const {
  if (fit.numObservations == observations.size() &&
      fit.numRecords == records.size())
    return;
  fit = Fit();
  fit.numObservations = observations.size();
  fit.numRecords = records.size();
  std::vector<std::pair<Sums, double>> rows;
  for (const Observation &observation : observations)
    if (auto sums = sum(observation.calls))
      rows.push_back({*sums, observation.seconds});

  // The unknown cost of a call is in units of what a call usually costs.
  Eigen::Vector3d prior(1, 1, 0), right = kPriorModels * prior;
  Eigen::Matrix3d normal = kPriorModels * Eigen::Matrix3d::Identity();
  for (const auto &[sums, seconds] : rows) {
    Eigen::Vector3d row(sums.measured / seconds, sums.estimated / seconds,
                        sums.calls * kSecondsPerKernel / seconds);
    normal += row * row.transpose();
    right += row;
  }
  Eigen::Vector3d solution = normal.ldlt().solve(right);
  fit.measured = solution[0];
  fit.estimated = solution[1];
  fit.call = solution[2] * kSecondsPerKernel;
  double squares = 0;
  for (const auto &[sums, seconds] : rows)
    squares += std::pow(fit.apply(sums) / seconds - 1, 2);
  if (rows.size() > 1)
    fit.deviation = std::sqrt(squares / static_cast<double>(rows.size() - 1));
}

std::optional<Measurement>
LatencyPredictor::predict(ArrayRef<KernelCall> calls) const {
  if (observations.size() < kMinObserved)
    return std::nullopt;
  std::optional<Sums> sums = sum(calls);
  if (!sums)
    return std::nullopt;
  updateFit();
  double seconds = fit.apply(*sums);
  if (!(seconds > 0))
    return std::nullopt;
  double margin = std::min(1.0, 1.96 * fit.deviation);
  return Measurement{seconds, seconds * (1 - margin), seconds * (1 + margin)};
}

double LatencyPredictor::getMeasuredShare(ArrayRef<KernelCall> calls) const {
  std::optional<Sums> sums = sum(calls);
  return sums && sums->measured > 0
             ? sums->measured / (sums->measured + sums->estimated)
             : 0;
}

std::optional<PredictionAccuracy>
fovea::computeAccuracy(ArrayRef<double> predicted, ArrayRef<double> measured) {
  auto tau = computeKendallTau(predicted, measured);
  auto share = computeShareWithin(predicted, measured, 0.1);
  if (!tau || !share)
    return std::nullopt;
  PredictionAccuracy accuracy;
  accuracy.numModels = predicted.size();
  accuracy.shareWithin10Percent = *share;
  accuracy.kendallTau = *tau;
  for (auto [prediction, truth] : zip_equal(predicted, measured))
    accuracy.meanError += std::abs(prediction / truth - 1) /
                          static_cast<double>(predicted.size());
  return accuracy;
}
