//===- TrialJSON.cpp - Trials as JSON -------------------------------------===//

#include "fovea/Search/TrialJSON.h"

#include "fovea/Search/Objective.h"

using namespace fovea;
using namespace llvm;

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

json::Value fovea::toJSON(const Measurement &measurement) {
  if (measurement == Measurement::exact(measurement.value))
    return measurement.value;
  return json::Object{{"value", measurement.value},
                      {"low", measurement.low},
                      {"high", measurement.high}};
}

template <typename T>
static void add(json::Object &object, MetricKind kind,
                const std::optional<T> &metric) {
  if (metric)
    object[getName(kind)] = json::Value(*metric);
}

json::Value fovea::toJSON(const Metrics &metrics) {
  json::Object object;
  add(object, MetricKind::Latency, metrics.latency);
  add(object, MetricKind::PredictedLatency, metrics.predictedLatency);
  add(object, MetricKind::Parameters, metrics.parameters);
  add(object, MetricKind::MACs, metrics.macs);
  add(object, MetricKind::PeakMemory, metrics.peakMemory);
  add(object, MetricKind::Quality, metrics.quality);
  return object;
}

/// JSON has no text that is not UTF-8, which messages of other programs may be.
static std::string makeUTF8(StringRef text) { return json::fixUTF8(text); }

static json::Value makeConfig(StringRef text) {
  std::string config = makeUTF8(text);
  Expected<json::Value> parsed = json::parse(config);
  if (parsed && parsed->getAsObject())
    return std::move(*parsed);
  consumeError(parsed.takeError());
  return config;
}

json::Value fovea::toJSON(const Trial &trial) {
  json::Object object{
      {"number", trial.number},
      {"seed", trial.seed},
      {"architecture", json::Array(trial.architecture)},
      {"config", makeConfig(trial.config)},
      {"metrics", toJSON(trial.metrics)},
      {"compile-seconds", trial.compileSeconds},
      {"host", makeUTF8(trial.host)},
      {"compiler", makeUTF8(trial.compiler)},
  };
  if (trial.hasFailed())
    object["failure"] = makeUTF8(trial.failure);
  return object;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

bool fovea::fromJSON(const json::Value &json, Measurement &measurement,
                     json::Path path) {
  if (std::optional<double> value = json.getAsNumber()) {
    measurement = Measurement::exact(*value);
    return true;
  }
  json::ObjectMapper mapper(json, path);
  return mapper && mapper.map("value", measurement.value) &&
         mapper.map("low", measurement.low) &&
         mapper.map("high", measurement.high);
}

bool fovea::fromJSON(const json::Value &json, Metrics &metrics,
                     json::Path path) {
  json::ObjectMapper mapper(json, path);
  auto map = [&](MetricKind kind, auto &metric) {
    return mapper.map(getName(kind), metric);
  };
  return mapper && map(MetricKind::Latency, metrics.latency) &&
         map(MetricKind::PredictedLatency, metrics.predictedLatency) &&
         map(MetricKind::Parameters, metrics.parameters) &&
         map(MetricKind::MACs, metrics.macs) &&
         map(MetricKind::PeakMemory, metrics.peakMemory) &&
         map(MetricKind::Quality, metrics.quality);
}

/// The inverse of makeConfig.
static bool readConfig(const json::Object &object, std::string &config,
                       json::Path path) {
  const json::Value *value = object.get("config");
  if (!value) {
    path.field("config").report("missing value");
    return false;
  }
  std::optional<StringRef> text = value->getAsString();
  config = text ? text->str() : formatv("{0}", *value).str();
  return true;
}

bool fovea::fromJSON(const json::Value &json, Trial &trial, json::Path path) {
  json::ObjectMapper mapper(json, path);
  return mapper && mapper.map("number", trial.number) &&
         mapper.map("seed", trial.seed) &&
         mapper.map("architecture", trial.architecture) &&
         readConfig(*json.getAsObject(), trial.config, path) &&
         mapper.map("metrics", trial.metrics) &&
         mapper.map("compile-seconds", trial.compileSeconds) &&
         mapper.map("host", trial.host) &&
         mapper.map("compiler", trial.compiler) &&
         mapper.mapOptional("failure", trial.failure);
}
