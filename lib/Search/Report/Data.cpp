//===- Data.cpp - What the page of a report draws -------------------------===//

#include "Data.h"

#include "fovea/Search/Agreement.h"
#include "fovea/Search/Pareto.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>
#include <map>

using namespace llvm;
using namespace fovea;

/// How many architectures are shown unless the input says which.
static constexpr size_t kMaxChosen = 8;

//===----------------------------------------------------------------------===//
// Numbers and texts
//===----------------------------------------------------------------------===//

static std::optional<double> keepFinite(std::optional<double> value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

static std::optional<double> valueOf(const std::optional<Measurement> &m) {
  return m ? keepFinite(m->value) : std::nullopt;
}

static json::Value number(std::optional<double> value) {
  value = keepFinite(value);
  return value ? json::Value(*value) : json::Value(nullptr);
}

static json::Value count(std::optional<uint64_t> value) {
  return value ? json::Value(*value) : json::Value(nullptr);
}

static json::Value measurement(const std::optional<Measurement> &m) {
  if (!valueOf(m))
    return nullptr;
  // An interval without a bound is drawn as none.
  bool isBounded = std::isfinite(m->low) && std::isfinite(m->high) &&
                   m->low <= m->value && m->value <= m->high;
  if (!isBounded)
    return json::Array{m->value, m->value, m->value};
  return json::Array{m->value, m->low, m->high};
}

static std::string text(StringRef text) { return json::fixUTF8(text); }

static json::Array pairs(ArrayRef<std::pair<std::string, std::string>> pairs) {
  json::Array result;
  for (const auto &[name, value] : pairs)
    result.push_back(json::Array{text(name), text(value)});
  return result;
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

/// The name in the YAML of a machine, or the first line of something else.
static std::string getHostName(StringRef host) {
  if (host.empty())
    return "";
  Expected<HardwareModel> model = parseHardwareModel(host, "host");
  if (model)
    return text(model->name);
  consumeError(model.takeError());
  return text(host.split('\n').first.trim());
}

static json::Array indices(ArrayRef<unsigned> architecture) {
  return json::Array(architecture);
}

/// None where it did not come to that.
static std::optional<double> getCompileSeconds(const Trial &trial) {
  return trial.compileSeconds > 0 ? std::optional(trial.compileSeconds)
                                  : std::nullopt;
}

static json::Object describeTrial(const ReportTrial &trial,
                                  std::map<std::string, std::string> &hosts) {
  const Metrics &metrics = trial.trial.metrics;
  auto [host, isNew] = hosts.try_emplace(trial.trial.host);
  if (isNew)
    host->second = getHostName(trial.trial.host);
  return json::Object{{"number", trial.trial.number},
                      {"architecture", indices(trial.trial.architecture)},
                      {"failure", text(trial.trial.failure)},
                      {"host", host->second},
                      {"latency", measurement(metrics.latency)},
                      {"predicted", measurement(metrics.predictedLatency)},
                      {"quality", measurement(metrics.quality)},
                      {"reward", number(trial.reward)},
                      {"end", number(trial.endSeconds)},
                      {"compile", number(getCompileSeconds(trial.trial))},
                      {"macs", count(metrics.macs)},
                      {"parameters", count(metrics.parameters)},
                      {"memory", count(metrics.peakMemory)},
                      {"flops", number(trial.flops)},
                      {"bytes", number(trial.bytes)}};
}

static json::Array describeStages(ArrayRef<ReportStage> stages) {
  json::Array result;
  for (const ReportStage &stage : stages)
    result.push_back(json::Object{{"name", text(stage.name)},
                                  {"settings", pairs(stage.settings)}});
  return result;
}

static json::Array describeKnobs(ArrayRef<Knob> knobs) {
  json::Array result;
  for (const Knob &knob : knobs) {
    auto [stage, name] = StringRef(knob.name).rsplit('.');
    if (name.empty())
      std::swap(stage, name);
    json::Array choices;
    for (const std::string &choice : knob.choices)
      choices.push_back(text(choice));
    result.push_back(json::Object{{"stage", text(stage)},
                                  {"name", text(name)},
                                  {"choices", std::move(choices)}});
  }
  return result;
}

//===----------------------------------------------------------------------===//
// What stands out
//===----------------------------------------------------------------------===//

namespace {
/// What is found by looking at all trials.
struct Findings {
  /// "quality" or "reward", whichever there is; empty if there is neither.
  StringRef merit;
  std::vector<unsigned> front;
  std::optional<unsigned> best;
  std::vector<unsigned> chosen;
};
} // namespace

static std::optional<double> getReward(const ReportTrial &trial) {
  return trial.trial.hasFailed() ? std::nullopt : keepFinite(trial.reward);
}

static std::optional<double> getQuality(const ReportTrial &trial) {
  return trial.trial.hasFailed() ? std::nullopt
                                 : valueOf(trial.trial.metrics.quality);
}

static std::optional<double> getLatency(const ReportTrial &trial) {
  return trial.trial.hasFailed() ? std::nullopt
                                 : valueOf(trial.trial.metrics.latency);
}

/// The place of the trials with these numbers; those that are not there are
/// left out.
static std::vector<unsigned> findTrials(const ReportInput &input,
                                        ArrayRef<int64_t> numbers) {
  std::map<int64_t, unsigned> places;
  for (auto [index, trial] : llvm::enumerate(input.trials))
    places.try_emplace(trial.trial.number, index);
  std::vector<unsigned> result;
  for (int64_t number : numbers)
    if (auto place = places.find(number); place != places.end())
      result.push_back(place->second);
  return result;
}

/// The least of all trials by `key`, which says none for trials that do not
/// count.
static std::optional<unsigned>
findLeast(ArrayRef<ReportTrial> trials,
          function_ref<std::optional<double>(const ReportTrial &)> key) {
  std::optional<unsigned> best;
  double least = 0;
  for (auto [index, trial] : llvm::enumerate(trials)) {
    std::optional<double> value = key(trial);
    if (value && (!best || *value < least)) {
      best = index;
      least = *value;
    }
  }
  return best;
}

/// The trials that no other one beats in both latency and merit, by latency.
static std::vector<unsigned>
findFront(ArrayRef<ReportTrial> trials,
          function_ref<std::optional<double>(const ReportTrial &)> getMerit) {
  std::vector<unsigned> places;
  std::vector<Costs> costs;
  for (auto [index, trial] : llvm::enumerate(trials)) {
    std::optional<double> merit = getMerit(trial);
    std::optional<double> latency = getLatency(trial);
    if (!merit || !latency)
      continue;
    places.push_back(index);
    costs.push_back({*latency, -*merit});
  }
  std::vector<unsigned> front;
  for (size_t index : getParetoFront(costs))
    front.push_back(places[index]);
  return front;
}

/// The best trial, then members of the front at equal distances, with its ends.
static std::vector<unsigned> choose(const Findings &findings) {
  std::vector<unsigned> chosen;
  if (findings.best)
    chosen.push_back(*findings.best);
  std::vector<unsigned> others;
  for (unsigned index : findings.front)
    if (index != findings.best)
      others.push_back(index);
  size_t places = std::min(kMaxChosen - chosen.size(), others.size());
  for (size_t i = 0; i < places; ++i)
    chosen.push_back(
        others[places == 1 ? 0 : i * (others.size() - 1) / (places - 1)]);
  return chosen;
}

static Findings findWhatStandsOut(const ReportInput &input) {
  Findings findings;
  bool hasQuality = llvm::any_of(
      input.trials, [](const ReportTrial &t) { return !!getQuality(t); });
  bool hasReward = llvm::any_of(
      input.trials, [](const ReportTrial &t) { return !!getReward(t); });
  findings.merit = hasQuality ? "quality" : hasReward ? "reward" : "";

  auto getMerit = hasQuality ? getQuality : getReward;
  findings.front = input.front.empty() ? findFront(input.trials, getMerit)
                                       : findTrials(input, input.front);

  auto getLoss = [](const ReportTrial &trial) -> std::optional<double> {
    std::optional<double> reward = getReward(trial);
    return reward ? std::optional(-*reward) : std::nullopt;
  };
  findings.best = findLeast(input.trials, getLoss);
  findings.chosen =
      input.chosen.empty() ? choose(findings) : findTrials(input, input.chosen);
  // Without anything to trade latency for, the fastest one is of interest.
  if (findings.chosen.empty())
    if (auto fastest = findLeast(input.trials, getLatency))
      findings.chosen.push_back(*fastest);
  return findings;
}

//===----------------------------------------------------------------------===//
// What stands for the latency
//===----------------------------------------------------------------------===//

/// How well what `estimate` says agrees with the latency, over the trials that
/// have both.
static json::Value
describeFit(ArrayRef<ReportTrial> trials,
            function_ref<std::optional<double>(const Metrics &)> estimate) {
  std::vector<double> estimates, latencies;
  for (const ReportTrial &trial : trials) {
    std::optional<double> x = keepFinite(estimate(trial.trial.metrics));
    std::optional<double> y = getLatency(trial);
    if (!x || !y || *x <= 0 || *y <= 0)
      continue;
    estimates.push_back(*x);
    latencies.push_back(*y);
  }
  std::optional<ProportionalFit> fit = fitProportional(estimates, latencies);
  if (!fit)
    return nullptr;
  return json::Object{
      {"count", estimates.size()},
      {"factor", number(fit->factor)},
      {"largestError", number(fit->largestError)},
      {"meanError", number(fit->meanError)},
      {"spread", number(fit->spread)},
      {"correlation", number(computeCorrelation(estimates, latencies))},
      {"tau", number(computeKendallTau(estimates, latencies))},
      {"within10",
       number(computeShareWithin(estimates, latencies, /*tolerance=*/0.1))}};
}

static json::Object describeFits(ArrayRef<ReportTrial> trials) {
  return json::Object{
      {"macs", describeFit(trials,
                           [](const Metrics &m) -> std::optional<double> {
                             return m.macs ? std::optional<double>(*m.macs)
                                           : std::nullopt;
                           })},
      {"predicted", describeFit(trials, [](const Metrics &m) {
         return valueOf(m.predictedLatency);
       })}};
}

json::Object fovea::describeStudy(const ReportInput &input) {
  json::Array trials, chosen, machines;
  std::map<std::string, std::string> hosts;
  for (const ReportTrial &trial : input.trials)
    trials.push_back(describeTrial(trial, hosts));
  Findings findings = findWhatStandsOut(input);
  for (unsigned index : findings.chosen)
    chosen.push_back(
        json::Object{{"trial", index},
                     {"stages", describeStages(input.trials[index].stages)}});
  for (const ReportMachine &machine : input.machines)
    machines.push_back(describeMachine(machine));

  auto orNull = [](bool has, json::Value value) {
    return has ? std::move(value) : json::Value(nullptr);
  };
  return json::Object{
      {"title", text(input.title)},
      {"facts", pairs(input.facts)},
      {"objective", text(input.objective)},
      {"targetLatency", number(input.targetLatency)},
      {"qualityName", text(input.qualityName)},
      {"merit", orNull(!findings.merit.empty(), findings.merit)},
      {"knobs", describeKnobs(input.knobs)},
      {"base", orNull(!input.base.empty(), indices(input.base))},
      {"baseStages", describeStages(input.baseStages)},
      {"trials", std::move(trials)},
      {"front", indices(findings.front)},
      {"best", number(findings.best ? std::optional<double>(*findings.best)
                                    : std::nullopt)},
      {"chosen", std::move(chosen)},
      {"fits", describeFits(input.trials)},
      {"machines", std::move(machines)}};
}
