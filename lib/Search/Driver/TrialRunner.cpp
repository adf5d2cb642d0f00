//===- TrialRunner.cpp - Who runs the trials of a search ------------------===//

#include "fovea/Search/TrialRunner.h"

using namespace llvm;
using namespace fovea;

TrialRunner::~TrialRunner() = default;

json::Value fovea::toJSON(const TrialRequest &request) {
  json::Array choices;
  for (unsigned choice : request.architecture)
    choices.push_back(choice);
  return json::Object{{"number", request.number},
                      {"seed", request.seed},
                      {"architecture", std::move(choices)},
                      {"reward_to_beat", request.rewardToBeat}};
}

bool fovea::fromJSON(const json::Value &value, TrialRequest &request,
                     json::Path path) {
  std::vector<uint64_t> choices;
  json::ObjectMapper map(value, path);
  if (!map || !map.map("number", request.number) ||
      !map.map("seed", request.seed) || !map.map("architecture", choices) ||
      !map.mapOptional("reward_to_beat", request.rewardToBeat))
    return false;
  request.architecture.assign(choices.begin(), choices.end());
  return true;
}
