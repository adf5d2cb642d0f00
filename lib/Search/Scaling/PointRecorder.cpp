//===- PointRecorder.cpp - What is known of points of scaling -------------===//

#include "PointRecorder.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// A number that one can take the logarithm of.
static bool isPositive(double value) {
  return std::isfinite(value) && value > 0;
}

PointRecorder::PointRecorder(ScalingCallbacks callbacks,
                             std::function<bool()> shouldStop)
    : callbacks(std::move(callbacks)), shouldStop(std::move(shouldStop)) {}

Error PointRecorder::checkStop() const {
  if (shouldStop && shouldStop())
    return createStringError("scaling was interrupted");
  return Error::success();
}

void PointRecorder::noteFailure(const ScalingPoint &point,
                                const Twine &message) {
  failures.push_back({point, message.str()});
}

PointRecorder::Record *PointRecorder::findRecord(const ScalingPoint &point) {
  auto [entry, isNew] = recordsOfPoints.try_emplace(
      {point.depth, point.width, point.resolution}, nullptr);
  if (!isNew)
    return entry->second;
  // All digits: what differs at all is another point.
  std::string identity;
  raw_string_ostream(identity)
      << format("%a %a %a", point.depth, point.width, point.resolution);
  if (callbacks.identity) {
    Expected<std::string> asked = callbacks.identity(point);
    if (!asked) {
      noteFailure(point, toString(asked.takeError()));
      return nullptr;
    }
    identity = std::move(*asked);
  }
  return entry->second = &records[identity];
}

Expected<std::optional<Measurement>>
PointRecorder::measureLatency(const ScalingPoint &point) {
  Record *record = findRecord(point);
  if (!record || record->latencyFailed)
    return std::nullopt;
  if (record->latency)
    return record->latency;
  if (Error error = checkStop())
    return error;
  ++latencyMeasurements;
  Expected<Measurement> latency = callbacks.latency(point);
  if (latency && isPositive(latency->value))
    return record->latency = *latency;
  record->latencyFailed = true;
  noteFailure(point, latency ? formatv("expected a positive latency, got {0}",
                                       latency->value)
                                   .str()
                             : toString(latency.takeError()));
  return std::nullopt;
}

Expected<std::optional<double>>
PointRecorder::evaluateQuality(const ScalingPoint &point) {
  Record *record = findRecord(point);
  if (!record || record->qualityFailed)
    return std::nullopt;
  if (record->quality)
    return record->quality;
  if (Error error = checkStop())
    return error;
  ++qualityEvaluations;
  Expected<double> quality = callbacks.quality(point);
  if (quality && std::isfinite(*quality) && *quality >= 0)
    return record->quality = *quality;
  record->qualityFailed = true;
  noteFailure(
      point,
      quality
          ? formatv("expected a quality of at least 0, got {0}", *quality).str()
          : toString(quality.takeError()));
  return std::nullopt;
}

std::optional<double> PointRecorder::estimate(const ScalingPoint &point) const {
  if (!callbacks.estimate)
    return std::nullopt;
  Expected<double> estimate = callbacks.estimate(point);
  if (estimate && isPositive(*estimate))
    return *estimate;
  // Without it, measurements decide.
  if (!estimate)
    consumeError(estimate.takeError());
  return std::nullopt;
}
