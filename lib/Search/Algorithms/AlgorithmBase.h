//===- AlgorithmBase.h - What search algorithms share -----------*- C++ -*-===//

#ifndef FOVEA_SEARCH_ALGORITHMS_ALGORITHMBASE_H
#define FOVEA_SEARCH_ALGORITHMS_ALGORITHMBASE_H

#include "Random.h"

#include "fovea/Search/Algorithms.h"

#include <map>
#include <set>

namespace fovea {

/// Keeps what was observed, and draws until an architecture is allowed and new.
class AlgorithmBase : public Algorithm {
public:
  /// `allowed` is any architecture that satisfies the constraints.
  AlgorithmBase(SearchDomain domain, uint64_t seed, Architecture allowed)
      : domain(std::move(domain)), seed(seed), allowed(std::move(allowed)) {}

  Architecture propose(int64_t number) final;
  void observe(int64_t number, const Architecture &architecture,
               const Outcome &outcome) final;

protected:
  struct Observation {
    Architecture architecture;
    Outcome outcome;
  };

  /// Compute anew, from `observations` and `number` alone, what `draw` needs.
  virtual void prepare(int64_t number) {}
  /// An architecture that need be neither allowed nor new.
  virtual Architecture draw(Random &random) = 0;

  /// Each choice of each knob as probable as each other.
  Architecture drawUniformly(Random &random) const;
  /// Another choice for a knob that has several; else nothing.
  void mutateKnob(Architecture &architecture, size_t knob,
                  Random &random) const;

  const SearchDomain domain;
  /// By number.
  std::map<int64_t, Observation> observations;

private:
  bool isAllowed(const Architecture &architecture) const;

  const uint64_t seed;
  const Architecture allowed;
  std::set<Architecture> tried;
};

std::unique_ptr<Algorithm> createRandomSearch(SearchDomain domain,
                                              const AlgorithmOptions &options,
                                              Architecture allowed);
std::unique_ptr<Algorithm> createEvolution(SearchDomain domain,
                                           const AlgorithmOptions &options,
                                           Architecture allowed);
std::unique_ptr<Algorithm> createNSGA2(SearchDomain domain,
                                       const AlgorithmOptions &options,
                                       Architecture allowed);
std::unique_ptr<Algorithm> createReinforce(SearchDomain domain,
                                           const AlgorithmOptions &options,
                                           Architecture allowed);

} // namespace fovea

#endif // FOVEA_SEARCH_ALGORITHMS_ALGORITHMBASE_H
