//===- StudySummary.h - What came of a study --------------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_STUDYSUMMARY_H
#define FOVEA_SEARCH_STUDYSUMMARY_H

#include "fovea/Search/Objective.h"

#include "llvm/Support/JSON.h"

namespace fovea {

struct StudySummary {
  size_t trials = 0;
  size_t failed = 0;
  /// How many failed for each reason, the most frequent first. Of a reason, the
  /// first line.
  std::vector<std::pair<std::string, size_t>> failures;
  /// Succeeded, but lack a term of the objective.
  size_t incomplete = 0;

  struct Entry {
    Trial trial;
    Outcome outcome;
  };
  /// Those with the greatest rewards, the greatest first; of equal ones, the
  /// first tried.
  std::vector<Entry> best;
  /// By the first term of the objective. Empty if that is the only term.
  std::vector<Entry> front;
};

StudySummary summarize(llvm::ArrayRef<Trial> trials, const Objective &objective,
                       size_t numBest = 5);

/// Counts, failures, and a table of trials with the terms of the objective.
void printSummary(const StudySummary &summary, const Objective &objective,
                  llvm::raw_ostream &os);

llvm::json::Value toJSON(const StudySummary &summary);

/// Of a latency `3.21 ms`, of a count `5.29 M`, of memory `20.1 MiB`, of
/// quality four digits. With an interval, `± 1.2 %` after it, half its width.
std::string formatMetric(MetricKind kind, const Measurement &measurement);

} // namespace fovea

#endif // FOVEA_SEARCH_STUDYSUMMARY_H
