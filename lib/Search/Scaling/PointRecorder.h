//===- PointRecorder.h - What is known of points of scaling -----*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_SCALING_POINTRECORDER_H
#define FOVEA_LIB_SEARCH_SCALING_POINTRECORDER_H

#include "fovea/Search/Scaling.h"

#include <map>
#include <tuple>

namespace fovea {

/// Asks the callbacks, each question about a model once, and keeps the answers.
class PointRecorder {
public:
  PointRecorder(ScalingCallbacks callbacks, std::function<bool()> shouldStop);

  /// None if the point fails. An error only if the search is to stop.
  llvm::Expected<std::optional<Measurement>>
  measureLatency(const ScalingPoint &point);
  llvm::Expected<std::optional<double>>
  evaluateQuality(const ScalingPoint &point);

  /// None if it fails, or if nobody estimates.
  std::optional<double> estimate(const ScalingPoint &point) const;

  unsigned getLatencyMeasurements() const { return latencyMeasurements; }
  unsigned getQualityEvaluations() const { return qualityEvaluations; }
  llvm::ArrayRef<FailedPoint> getFailures() const { return failures; }

private:
  /// What is known of the models with one identity.
  struct Record {
    std::optional<Measurement> latency;
    std::optional<double> quality;
    bool latencyFailed = false;
    bool qualityFailed = false;
  };

  /// Null if the point has no identity.
  Record *findRecord(const ScalingPoint &point);
  void noteFailure(const ScalingPoint &point, const llvm::Twine &message);
  llvm::Error checkStop() const;

  ScalingCallbacks callbacks;
  std::function<bool()> shouldStop;
  std::map<std::string, Record> records;
  /// Of each point that was asked for; null if it has none.
  std::map<std::tuple<double, double, double>, Record *> recordsOfPoints;
  std::vector<FailedPoint> failures;
  unsigned latencyMeasurements = 0;
  unsigned qualityEvaluations = 0;
};

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_SCALING_POINTRECORDER_H
