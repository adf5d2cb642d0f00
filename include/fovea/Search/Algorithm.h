//===- Algorithm.h - Which architecture to try next -------------*- C++ -*-===//
//
// Search algorithms, driven from outside: they propose architectures, and are
// told what came of them, in any order and number. What an algorithm proposes
// is a function of its seed, the number of the trial, and the set of what it
// observed: not of the order in which it observed, nor of what it proposed
// before. So a search that was killed goes on as if it had not been: once all
// that was observed is observed again, it gives the same proposals.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_ALGORITHM_H
#define FOVEA_SEARCH_ALGORITHM_H

#include "fovea/Search/Architecture.h"

#include <cstdint>
#include <optional>

namespace fovea {

/// What an algorithm is told of a trial.
struct Outcome {
  /// To be maximized. None if the trial failed.
  std::optional<double> reward;
  /// One for each objective, to be minimized. Empty if the trial failed.
  std::vector<double> costs;

  bool hasFailed() const { return !reward; }

  bool operator==(const Outcome &) const = default;
};

class Algorithm {
public:
  virtual ~Algorithm();

  /// The architecture of trial `number`. It satisfies the constraints, and none
  /// that was observed is equal, if a few hundred tries find such a one.
  virtual Architecture propose(int64_t number) = 0;

  /// What came of trial `number`. A number that was observed before is not
  /// observed again. Failed trials are to be told, too.
  virtual void observe(int64_t number, const Architecture &architecture,
                       const Outcome &outcome) = 0;
};

} // namespace fovea

#endif // FOVEA_SEARCH_ALGORITHM_H
