//===- PrepareTrial.h - The first stage of a trial --------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_DRIVER_PREPARETRIAL_H
#define FOVEA_LIB_SEARCH_DRIVER_PREPARETRIAL_H

#include "LatencyHistory.h"

#include "fovea/Search/Candidate.h"
#include "fovea/Search/LocalRunner.h"

namespace fovea {

/// A trial between its two stages.
struct PreparedTrial {
  Trial trial;
  std::optional<double> rewardToBeat;
  /// Null if the trial has failed.
  std::unique_ptr<Candidate> candidate;
  CompiledCandidate compiled;
  std::vector<KernelCall> calls;
};

/// Builds and compiles candidates, and finds all there is to know of one
/// without running it on the cores for measurements.
class TrialPreparer {
public:
  TrialPreparer(const SearchSpace &space, const Objective &objective,
                const LocalRunnerOptions &options, LatencyHistory &history,
                std::unique_ptr<QualityEvaluator> quality,
                llvm::ThreadPoolInterface &threads)
      : space(space), objective(objective), options(options), history(history),
        quality(std::move(quality)), threads(threads) {}

  PreparedTrial prepare(const TrialRequest &request);

private:
  llvm::Error fill(PreparedTrial &prepared);
  llvm::Error build(PreparedTrial &prepared);
  llvm::Error predictOn(PreparedTrial &prepared, const AnalysisTarget &target);
  llvm::Error predictUncompiled(PreparedTrial &prepared);
  llvm::Error filter(const PreparedTrial &prepared) const;
  llvm::Error compile(PreparedTrial &prepared);
  void predictCompiled(PreparedTrial &prepared);
  llvm::Error evaluateQuality(PreparedTrial &prepared);

  const SearchSpace &space;
  const Objective &objective;
  const LocalRunnerOptions &options;
  LatencyHistory &history;
  /// Null if nobody asks for it.
  std::unique_ptr<QualityEvaluator> quality;
  /// That compile.
  llvm::ThreadPoolInterface &threads;
};

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_DRIVER_PREPARETRIAL_H
