//===- Trial.h - One architecture and what came of it -----------*- C++ -*-===//

#ifndef FOVEA_SEARCH_TRIAL_H
#define FOVEA_SEARCH_TRIAL_H

#include "fovea/Search/Architecture.h"

#include <cstdint>
#include <optional>
#include <string>

namespace fovea {

/// A number with its confidence interval of 95 %; an exact one is all three.
struct Measurement {
  double value = 0;
  double low = 0;
  double high = 0;

  static Measurement exact(double value) { return {value, value, value}; }

  bool operator==(const Measurement &) const = default;
};

/// What is known of the architecture of a trial.
struct Metrics {
  /// Seconds of one inference.
  std::optional<Measurement> latency;
  /// Seconds of one inference, from a model of the machine.
  std::optional<Measurement> predictedLatency;
  /// Without the running statistics of batch normalizations.
  std::optional<uint64_t> parameters;
  /// Of one inference.
  std::optional<uint64_t> macs;
  /// Bytes of weights and of the arena.
  std::optional<uint64_t> peakMemory;
  /// The greater, the better.
  std::optional<Measurement> quality;

  bool operator==(const Metrics &) const = default;
};

struct Trial {
  /// From 0, in the order in which the trials of a study were begun.
  int64_t number = 0;
  /// Of the search that began it.
  uint64_t seed = 0;
  Architecture architecture;
  /// All settings of the model, as JSON.
  std::string config;
  /// Why there is no result; empty if there is one.
  std::string failure;
  Metrics metrics;
  /// What compilation took.
  double compileSeconds = 0;
  /// The machine that measured, as YAML of its hardware model.
  std::string host;
  std::string compiler;

  bool hasFailed() const { return !failure.empty(); }

  bool operator==(const Trial &) const = default;
};

} // namespace fovea

#endif // FOVEA_SEARCH_TRIAL_H
