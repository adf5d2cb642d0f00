//===- Search.h - The loop of a search --------------------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_SEARCH_H
#define FOVEA_SEARCH_SEARCH_H

#include "fovea/Search/Algorithm.h"
#include "fovea/Search/Objective.h"
#include "fovea/Search/Study.h"
#include "fovea/Search/TrialRunner.h"

#include <functional>

namespace fovea {

struct SearchOptions {
  /// The search ends when the study has so many trials, by whom ever.
  int64_t trials = 0;
  /// Noted in the rows of trials.
  uint64_t seed = 0;
  /// The architecture of trial 0; if empty, what the algorithm proposes.
  Architecture first;
  /// Asked several times a second. When true, the search ends at once; what is
  /// under way is given back to the study.
  std::function<bool()> shouldStop;
  /// Called for each trial of the study, those of earlier searches first.
  /// `isOwn` says whether this search ran it.
  std::function<void(const Trial &trial, const Outcome &outcome, bool isOwn)>
      onTrial;
};

/// Let `runner` run what `algorithm` proposes until the study is complete. An
/// error is one of the study or of the runner, not of a trial.
llvm::Error runSearch(Study &study, Algorithm &algorithm,
                      const Objective &objective, TrialRunner &runner,
                      const SearchOptions &options);

} // namespace fovea

#endif // FOVEA_SEARCH_SEARCH_H
