//===- Profile.h - Reports about the time of runs ---------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_PROFILE_H
#define FOVEA_RUNTIME_APP_PROFILE_H

#include "fovea/fovea.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// Order statistics of latencies, in milliseconds.
struct Latency {
  double median, p5, p95, min;
};

/// Percentiles are interpolated linearly between the two samples around them.
/// `samples` is not empty and is sorted by the call.
Latency summarizeLatency(std::vector<double> &samples);

/// Peak GFLOP/s and GB/s.
using Peak = std::optional<std::array<double, 2>>;

/// Median time, share and rates of each kernel, the longest first. The roofline
/// is that of `peak`, else of the machine that `model` was compiled for.
std::string profileTable(const fovea_model &model, const fovea_context *context,
                         const Peak &peak);

/// The events in Chrome's trace format, for chrome://tracing or Perfetto.
std::string chromeTrace(const fovea_model &model, const fovea_context *context,
                        const Peak &peak);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_PROFILE_H
