//===- AlgorithmComparison.cpp - Algorithms at equal trials ---------------===//

#include "fovea/Search/AlgorithmComparison.h"

#include "fovea/Search/Pareto.h"
#include "fovea/Search/SampleStatistics.h"
#include "fovea/Search/TextTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace fovea;
using llvm::ArrayRef;

namespace {
/// What came of the trials of one algorithm with one seed.
struct Run {
  std::vector<Costs> costs;
  std::optional<double> bestReward;
};
} // namespace

static Outcome getOutcome(const Objective &objective,
                          MetricsFunction getMetrics,
                          const Architecture &architecture) {
  auto metrics = getMetrics(architecture);
  if (!metrics) {
    llvm::consumeError(metrics.takeError());
    return {};
  }
  auto outcome = objective.evaluate(*metrics);
  if (outcome)
    return *outcome;
  llvm::consumeError(outcome.takeError());
  return {};
}

static Run runTrials(Algorithm &algorithm, const Objective &objective,
                     MetricsFunction getMetrics, unsigned trials) {
  Run run;
  for (unsigned number = 0; number < trials; ++number) {
    Architecture architecture = algorithm.propose(number);
    Outcome outcome = getOutcome(objective, getMetrics, architecture);
    algorithm.observe(number, architecture, outcome);
    if (outcome.hasFailed())
      continue;
    run.bestReward =
        std::max(run.bestReward.value_or(*outcome.reward), *outcome.reward);
    run.costs.push_back(std::move(outcome.costs));
  }
  return run;
}

/// Each volume as a share of the box that holds the points of all runs.
static std::vector<double> computeShares(ArrayRef<Run> runs) {
  std::vector<Costs> all;
  for (const Run &run : runs)
    llvm::append_range(all, run.costs);
  Costs reference = getReferencePoint(all);
  Costs least = all.front();
  for (const Costs &costs : all)
    for (auto [low, cost] : llvm::zip_equal(least, costs))
      low = std::min(low, cost);
  double box = 1;
  for (auto [low, high] : llvm::zip_equal(least, reference))
    box *= high - low;
  std::vector<double> shares;
  for (const Run &run : runs)
    shares.push_back(box > 0 ? computeHypervolume(run.costs, reference) / box
                             : 0);
  return shares;
}

llvm::Expected<std::vector<AlgorithmScore>>
fovea::compareAlgorithms(const SearchDomain &domain, const Objective &objective,
                         MetricsFunction getMetrics,
                         const ComparisonOptions &options) {
  std::vector<Run> runs;
  for (const std::string &name : options.algorithms)
    for (uint64_t seed : options.seeds) {
      auto algorithm =
          createAlgorithm(name, domain, {seed, options.population});
      if (!algorithm)
        return algorithm.takeError();
      runs.push_back(
          runTrials(**algorithm, objective, getMetrics, options.trials));
      if (!runs.back().bestReward)
        return llvm::createStringError("all " + llvm::Twine(options.trials) +
                                       " trials of " + name + " with seed " +
                                       llvm::Twine(seed) + " failed");
    }
  std::vector<AlgorithmScore> scores;
  if (runs.empty())
    return scores;
  std::vector<double> shares = computeShares(runs);
  for (auto [i, name] : llvm::enumerate(options.algorithms)) {
    AlgorithmScore &score = scores.emplace_back();
    score.algorithm = name;
    for (size_t j = 0; j < options.seeds.size(); ++j) {
      size_t run = i * options.seeds.size() + j;
      score.bestRewards.push_back(*runs[run].bestReward);
      score.hypervolumes.push_back(shares[run]);
    }
  }
  return scores;
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// `0.7123 (0.7001 to 0.7240)`.
static std::string formatSpread(ArrayRef<double> values) {
  return llvm::formatv("{0:f4} ({1:f4} to {2:f4})", computeMedian(values),
                       *llvm::min_element(values), *llvm::max_element(values));
}

/// In how many of the pairs the first is greater; equal ones count half.
static std::string formatSuperiority(ArrayRef<double> values,
                                     ArrayRef<double> others) {
  double greater = 0;
  for (double value : values)
    for (double other : others)
      greater += value > other ? 1 : value == other ? 0.5 : 0;
  double pairs = static_cast<double>(values.size() * others.size());
  return llvm::formatv("{0:f0} %", 100 * greater / pairs);
}

void fovea::printComparison(ArrayRef<AlgorithmScore> scores,
                            llvm::raw_ostream &os) {
  if (scores.empty() || scores.front().bestRewards.empty())
    return;
  const AlgorithmScore &first = scores.front();
  std::string better = "better than " + first.algorithm;
  std::vector<std::vector<std::string>> rows = {
      {"algorithm", "best reward", better, "hypervolume", better}};
  for (const AlgorithmScore &score : scores)
    rows.push_back({score.algorithm, formatSpread(score.bestRewards),
                    formatSuperiority(score.bestRewards, first.bestRewards),
                    formatSpread(score.hypervolumes),
                    formatSuperiority(score.hypervolumes, first.hypervolumes)});
  printTable(rows, os);
}

llvm::json::Value fovea::toJSON(const AlgorithmScore &score) {
  return llvm::json::Object{
      {"algorithm", score.algorithm},
      {"best-rewards", llvm::json::Array(score.bestRewards)},
      {"hypervolumes", llvm::json::Array(score.hypervolumes)}};
}
