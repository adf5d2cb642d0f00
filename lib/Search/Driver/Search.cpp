//===- Search.cpp - The loop of a search ----------------------------------===//

#include "fovea/Search/Search.h"

#include "fovea/Support/Clock.h"

#include "llvm/ADT/DenseSet.h"

#include <chrono>
#include <thread>

using namespace llvm;
using namespace fovea;

/// How long nothing is looked at but the runner.
static constexpr double kWaitSeconds = 0.2;
/// Well below the time after which others take over what was claimed.
static constexpr double kRenewalSeconds = 30;

namespace {
class SearchLoop {
public:
  SearchLoop(Study &study, Algorithm &algorithm, const Objective &objective,
             TrialRunner &runner, const SearchOptions &options)
      : study(study), algorithm(algorithm), objective(objective),
        runner(runner), options(options) {}

  Error run();

private:
  Error follow();
  Error startTrials();
  Error finishTrial();
  Error renewClaims();
  Error abandonAll();
  Expected<bool> isComplete();
  bool shouldStop() const { return options.shouldStop && options.shouldStop(); }

  Study &study;
  Algorithm &algorithm;
  const Objective &objective;
  TrialRunner &runner;
  const SearchOptions &options;

  /// Numbers of trials that the runner has.
  DenseSet<int64_t> underWay;
  DenseSet<int64_t> own;
  /// Up to where the study was read.
  int64_t position = 0;
  std::optional<double> bestReward;
  Stopwatch sinceRenewal;
};
} // namespace

/// Tell the algorithm of the trials that ended since the last time, in whatever
/// process.
Error SearchLoop::follow() {
  Expected<std::vector<Trial>> trials = study.getTrialsAfter(position);
  if (!trials)
    return trials.takeError();
  for (const Trial &trial : *trials) {
    Outcome outcome = objective.evaluate(trial);
    algorithm.observe(trial.number, trial.architecture, outcome);
    if (outcome.reward)
      bestReward =
          std::max(bestReward.value_or(*outcome.reward), *outcome.reward);
    if (options.onTrial)
      options.onTrial(trial, outcome, own.contains(trial.number));
  }
  return Error::success();
}

Error SearchLoop::startTrials() {
  while (underWay.size() < runner.getCapacity()) {
    Expected<std::optional<int64_t>> number = study.claim(options.trials);
    if (!number)
      return number.takeError();
    if (!*number)
      return Error::success();
    TrialRequest request;
    request.number = **number;
    request.seed = options.seed;
    bool isFirst = **number == 0 && !options.first.empty();
    request.architecture =
        isFirst ? options.first : algorithm.propose(**number);
    request.rewardToBeat = bestReward;
    underWay.insert(**number);
    runner.start(std::move(request));
  }
  return Error::success();
}

Error SearchLoop::finishTrial() {
  if (underWay.empty()) {
    // The rest is with other processes.
    std::this_thread::sleep_for(std::chrono::duration<double>(kWaitSeconds));
    return Error::success();
  }
  Expected<std::optional<Trial>> trial = runner.wait(kWaitSeconds);
  if (!trial)
    return trial.takeError();
  if (!*trial)
    return Error::success();
  underWay.erase((*trial)->number);
  Expected<bool> written = study.finish(**trial);
  if (!written)
    return written.takeError();
  if (*written)
    own.insert((*trial)->number);
  return Error::success();
}

Error SearchLoop::renewClaims() {
  if (sinceRenewal.getSeconds() < kRenewalSeconds)
    return Error::success();
  sinceRenewal = Stopwatch();
  return study.renewClaims();
}

Error SearchLoop::abandonAll() {
  Error all = Error::success();
  for (int64_t number : underWay)
    all = joinErrors(std::move(all), study.abandon(number));
  return all;
}

Expected<bool> SearchLoop::isComplete() {
  Expected<int64_t> count = study.countTrials();
  if (!count)
    return count.takeError();
  return *count >= options.trials;
}

Error SearchLoop::run() {
  while (true) {
    if (Error error = follow())
      return error;
    Expected<bool> complete = isComplete();
    if (!complete)
      return complete.takeError();
    if (*complete || shouldStop())
      return abandonAll();
    for (auto step : {&SearchLoop::startTrials, &SearchLoop::finishTrial,
                      &SearchLoop::renewClaims})
      if (Error error = (this->*step)())
        return joinErrors(std::move(error), abandonAll());
  }
}

Error fovea::runSearch(Study &study, Algorithm &algorithm,
                       const Objective &objective, TrialRunner &runner,
                       const SearchOptions &options) {
  return SearchLoop(study, algorithm, objective, runner, options).run();
}
