//===- CompareCommand.cpp - fovea-nas compare -----------------------------===//

#include "Commands.h"
#include "Options.h"
#include "Setup.h"

#include "fovea/Search/AlgorithmComparison.h"
#include "fovea/Search/Surrogate.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace llvm;
using namespace fovea;

static ComparisonOptions getComparisonOptions() {
  ComparisonOptions comparison;
  comparison.algorithms = options::algorithms;
  if (comparison.algorithms.empty())
    for (StringRef name : getAlgorithmNames())
      comparison.algorithms.push_back(name.str());
  for (uint64_t i = 0; i != options::seeds; ++i)
    comparison.seeds.push_back(options::seed + i);
  comparison.trials = options::comparedTrials;
  comparison.population = options::population;
  return comparison;
}

static void printSurrogate(const MetricsSurrogate &surrogate, size_t count) {
  outs() << "surrogate of " << count << " trials; held out:";
  for (const MetricsSurrogate::Fit &fit : surrogate.getFits()) {
    const HeldOutError &error = fit.surrogate.getHeldOutError();
    outs() << formatv(" {0} median error {1:P1}, explained {2:P1};",
                      getName(fit.kind), error.medianRelative, error.explained);
  }
  outs() << "\n";
}

Expected<int> fovea::runCompare() {
  Expected<OpenedStudy> opened = openStudy();
  if (!opened)
    return opened.takeError();
  bool asStudy = options::objectives.empty() && options::targetLatency.empty();
  Expected<Objective> objective =
      asStudy ? Expected<Objective>(opened->objective) : getObjective();
  if (!objective)
    return objective.takeError();
  auto surrogate = MetricsSurrogate::fit(opened->space->getDomain(),
                                         opened->trials, objective->getTerms());
  if (!surrogate)
    return surrogate.takeError();
  // What was measured counts as measured.
  std::map<Architecture, Metrics> measured;
  for (const Trial &trial : opened->trials)
    if (!trial.hasFailed())
      measured[trial.architecture] = trial.metrics;
  auto getMetrics = [&](ArrayRef<unsigned> architecture) -> Expected<Metrics> {
    auto entry = measured.find(architecture.vec());
    return entry == measured.end() ? surrogate->predict(architecture)
                                   : entry->second;
  };
  auto scores = compareAlgorithms(opened->space->getDomain(), *objective,
                                  getMetrics, getComparisonOptions());
  if (!scores)
    return scores.takeError();
  if (options::json) {
    json::Array array;
    for (const AlgorithmScore &score : *scores)
      array.push_back(toJSON(score));
    outs() << formatv("{0:2}\n", json::Value(std::move(array)));
    return EXIT_SUCCESS;
  }
  printSurrogate(*surrogate, measured.size());
  printComparison(*scores, outs());
  return EXIT_SUCCESS;
}
