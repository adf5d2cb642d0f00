//===- ScaledFamily.cpp - Families as JSON --------------------------------===//

#include "fovea/Search/Scaling.h"

using namespace llvm;
using namespace fovea;

double ScaledModel::getDeviation() const {
  return target ? latency.value / *target - 1 : 0;
}

static json::Object pointToJSON(const ScalingPoint &point) {
  return json::Object{{"depth", point.depth},
                      {"width", point.width},
                      {"resolution", point.resolution}};
}

static json::Object latencyToJSON(const Measurement &latency) {
  return json::Object{
      {"value", latency.value}, {"low", latency.low}, {"high", latency.high}};
}

static json::Object memberToJSON(const ScaledModel &member) {
  json::Object object = pointToJSON(member.point);
  object["latency"] = latencyToJSON(member.latency);
  if (member.target) {
    object["target"] = *member.target;
    object["deviation"] = member.getDeviation();
    object["meets_target"] = member.meetsTarget;
    object["splits"] = member.splits;
  }
  if (member.split)
    object["split"] = json::Object{{"depth", member.split->depth},
                                   {"width", member.split->width},
                                   {"resolution", member.split->resolution}};
  if (member.quality)
    object["quality"] = *member.quality;
  return object;
}

json::Object fovea::toJSON(const ScaledFamily &family) {
  json::Array members, failures;
  for (const ScaledModel &member : family.members)
    members.push_back(memberToJSON(member));
  for (const FailedPoint &failure : family.failures) {
    json::Object object = pointToJSON(failure.point);
    // Messages hold what commands print, which may be anything.
    object["message"] = json::fixUTF8(failure.message);
    failures.push_back(std::move(object));
  }
  return json::Object{{"method", family.method},
                      {"base_latency", latencyToJSON(family.baseLatency)},
                      {"members", std::move(members)},
                      {"failures", std::move(failures)},
                      {"latency_measurements", family.latencyMeasurements},
                      {"quality_evaluations", family.qualityEvaluations}};
}
