//===- Metrics.cpp - Names of metrics, and access to them -----------------===//

#include "fovea/Search/Objective.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>
#include <limits>

using namespace fovea;
using llvm::StringRef;

namespace {
struct MetricInfo {
  MetricKind kind;
  llvm::StringLiteral name;
  StringRef unit;
};
} // namespace

/// By kind.
static constexpr MetricInfo kMetrics[] = {
    {MetricKind::Latency, "latency", "s"},
    {MetricKind::PredictedLatency, "predicted-latency", "s"},
    {MetricKind::Parameters, "parameters", ""},
    {MetricKind::MACs, "macs", ""},
    {MetricKind::PeakMemory, "peak-memory", "bytes"},
    {MetricKind::Quality, "quality", ""},
};

llvm::ArrayRef<MetricKind> fovea::getMetricKinds() {
  static constexpr MetricKind kKinds[] = {
      MetricKind::Latency, MetricKind::PredictedLatency, MetricKind::Parameters,
      MetricKind::MACs,    MetricKind::PeakMemory,       MetricKind::Quality};
  return kKinds;
}

llvm::StringLiteral fovea::getName(MetricKind kind) {
  return kMetrics[static_cast<size_t>(kind)].name;
}

StringRef fovea::getUnit(MetricKind kind) {
  return kMetrics[static_cast<size_t>(kind)].unit;
}

bool fovea::isMaximized(MetricKind kind) { return kind == MetricKind::Quality; }

llvm::Expected<MetricKind> fovea::parseMetricKind(StringRef name) {
  for (const MetricInfo &info : kMetrics)
    if (info.name == name)
      return info.kind;
  return llvm::createStringError(
      "'" + name + "' is no metric; there are " +
      llvm::join(
          llvm::map_range(kMetrics, [](const MetricInfo &i) { return i.name; }),
          ", "));
}

static std::optional<Measurement>
asMeasurement(const std::optional<uint64_t> &count) {
  if (!count)
    return std::nullopt;
  return Measurement::exact(static_cast<double>(*count));
}

std::optional<Measurement> fovea::getMetric(const Metrics &metrics,
                                            MetricKind kind) {
  switch (kind) {
  case MetricKind::Latency:
    return metrics.latency;
  case MetricKind::PredictedLatency:
    return metrics.predictedLatency;
  case MetricKind::Parameters:
    return asMeasurement(metrics.parameters);
  case MetricKind::MACs:
    return asMeasurement(metrics.macs);
  case MetricKind::PeakMemory:
    return asMeasurement(metrics.peakMemory);
  case MetricKind::Quality:
    return metrics.quality;
  }
  llvm_unreachable("all kinds are above");
}

static uint64_t asCount(double value) {
  if (!(value > 0))
    return 0;
  return value < 0x1p64 ? static_cast<uint64_t>(std::round(value))
                        : std::numeric_limits<uint64_t>::max();
}

void fovea::setMetric(Metrics &metrics, MetricKind kind,
                      const Measurement &measurement) {
  switch (kind) {
  case MetricKind::Latency:
    metrics.latency = measurement;
    return;
  case MetricKind::PredictedLatency:
    metrics.predictedLatency = measurement;
    return;
  case MetricKind::Parameters:
    metrics.parameters = asCount(measurement.value);
    return;
  case MetricKind::MACs:
    metrics.macs = asCount(measurement.value);
    return;
  case MetricKind::PeakMemory:
    metrics.peakMemory = asCount(measurement.value);
    return;
  case MetricKind::Quality:
    metrics.quality = measurement;
    return;
  }
}
