//===- Algorithms.h - The search algorithms that there are ------*- C++ -*-===//

#ifndef FOVEA_SEARCH_ALGORITHMS_H
#define FOVEA_SEARCH_ALGORITHMS_H

#include "fovea/Search/Algorithm.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace fovea {

struct AlgorithmOptions {
  uint64_t seed = 0;
  /// Of evolution: how many of the youngest trials live. Of nsga2: parents, and
  /// trials of a generation. Of reinforce: trials before the first update of
  /// the policy. 0: as the algorithm has it.
  unsigned population = 0;
};

/// `random`, `evolution`, `nsga2`, `reinforce`.
llvm::ArrayRef<llvm::StringRef> getAlgorithmNames();

/// An error lists all names if `name` is none, or says that the domain has a
/// knob without choices, or that no architecture satisfies its constraints, as
/// far as many random tries tell.
///
/// - `random`: each allowed architecture is as probable as each other.
/// - `evolution`: regularized evolution (Real et al. 2019): the best in reward
///   of a few random ones of the youngest trials is mutated in one knob.
/// - `nsga2`: Deb et al. 2002, on all costs: parents by front and crowding,
///   uniform crossover, mutation of one knob on average.
/// - `reinforce`: a policy with probabilities for the choices of each knob,
///   moved along the gradient of the expected reward (Williams 1992), with a
///   moving baseline and an entropy bonus, as the controller of Tan et al.
///   2019, but without recurrence.
llvm::Expected<std::unique_ptr<Algorithm>>
createAlgorithm(llvm::StringRef name, SearchDomain domain,
                const AlgorithmOptions &options = {});

} // namespace fovea

#endif // FOVEA_SEARCH_ALGORITHMS_H
