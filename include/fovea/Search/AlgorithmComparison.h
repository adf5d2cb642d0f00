//===- AlgorithmComparison.h - Algorithms at equal trials -------*- C++ -*-===//

#ifndef FOVEA_SEARCH_ALGORITHMCOMPARISON_H
#define FOVEA_SEARCH_ALGORITHMCOMPARISON_H

#include "fovea/Search/Algorithms.h"
#include "fovea/Search/Objective.h"

#include "llvm/Support/JSON.h"

namespace fovea {

struct ComparisonOptions {
  /// Names, as createAlgorithm knows them.
  std::vector<std::string> algorithms;
  std::vector<uint64_t> seeds;
  /// Of each run.
  unsigned trials = 0;
  /// As in AlgorithmOptions.
  unsigned population = 0;
};

/// The runs of one algorithm, one for each seed.
struct AlgorithmScore {
  std::string algorithm;
  /// Of all trials of a run, the greatest reward.
  std::vector<double> bestRewards;
  /// Of all trials of a run, as a share of the box between the best and the
  /// reference point of the costs of all runs together: between 0 and 1.
  std::vector<double> hypervolumes;
};

/// What is known of an architecture without a trial: a recorded table or a
/// surrogate.
using MetricsFunction =
    llvm::function_ref<llvm::Expected<Metrics>(llvm::ArrayRef<unsigned>)>;

/// Run each algorithm with each seed, one trial after the other. A trial for
/// which `getMetrics` returns an error has failed. It is an error if an
/// algorithm or the domain is none, or if a run has no successful trial.
llvm::Expected<std::vector<AlgorithmScore>>
compareAlgorithms(const SearchDomain &domain, const Objective &objective,
                  MetricsFunction getMetrics, const ComparisonOptions &options);

/// A table: for each algorithm the median, least and greatest over the seeds,
/// and in how many of the pairs of seeds it is better than the first algorithm.
void printComparison(llvm::ArrayRef<AlgorithmScore> scores,
                     llvm::raw_ostream &os);

llvm::json::Value toJSON(const AlgorithmScore &score);

} // namespace fovea

#endif // FOVEA_SEARCH_ALGORITHMCOMPARISON_H
