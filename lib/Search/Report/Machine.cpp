//===- Machine.cpp - The roofs of a machine -------------------------------===//

#include "Data.h"

#include <limits>

using namespace llvm;
using namespace fovea;

static json::Object roof(const Twine &name, double rate) {
  return json::Object{{"name", name.str()}, {"rate", rate}};
}

static json::Array describeCompute(const ReportMachine &machine) {
  json::Array roofs;
  double peak = getPeakRate(machine.model, machine.type, machine.threads);
  if (std::isfinite(peak) && peak > 0)
    roofs.push_back(roof(getName(machine.type), peak));
  if (machine.model.accelerator && machine.model.accelerator->vectorPeak)
    roofs.push_back(
        roof("vector units", *machine.model.accelerator->vectorPeak * 1e9));
  return roofs;
}

static json::Array describeMemory(const ReportMachine &machine) {
  json::Array roofs;
  const HardwareModel &model = machine.model;
  int level = 0;
  for (const CacheLevel &cache : model.caches) {
    ++level;
    // What one cache holds, no nearer one holds.
    if (cache.bandwidth)
      roofs.push_back(
          roof("L" + Twine(level),
               getReadBandwidth(model, cache.bytes, machine.threads)));
  }
  double memory = getReadBandwidth(
      model, std::numeric_limits<double>::infinity(), machine.threads);
  if (std::isfinite(memory) && memory > 0)
    roofs.push_back(roof("memory", memory));
  return roofs;
}

json::Object fovea::describeMachine(const ReportMachine &machine) {
  return json::Object{{"name", json::fixUTF8(machine.model.name)},
                      {"type", getName(machine.type)},
                      {"threads", machine.threads},
                      {"compute", describeCompute(machine)},
                      {"memory", describeMemory(machine)}};
}
