//===- NSGA2.cpp - Evolution towards a Pareto front -----------------------===//
//
// Deb et al., A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II,
// 2002. A generation is the trials whose numbers begin with a multiple of its
// size, so it is known from a number. Those that were not observed are left
// out.
//
//===----------------------------------------------------------------------===//

#include "AlgorithmBase.h"

#include "fovea/Search/Pareto.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace fovea;

namespace {
class NSGA2 : public AlgorithmBase {
public:
  NSGA2(SearchDomain domain, const AlgorithmOptions &options,
        Architecture allowed)
      : AlgorithmBase(std::move(domain), options.seed, std::move(allowed)),
        size(options.population ? options.population : kDefaultSize) {}

private:
  static constexpr unsigned kDefaultSize = 24;
  static constexpr double kCrossover = 0.9;

  /// One of the parents of a generation.
  struct Parent {
    const Observation *observation;
    /// Which front it is on, from 0.
    size_t rank;
    double crowding;
  };

  void prepare(int64_t number) override;
  Architecture draw(Random &random) override;

  std::vector<Parent>
  select(llvm::ArrayRef<const Observation *> candidates) const;
  const Architecture &drawParent(Random &random) const;

  const unsigned size;
  std::vector<Parent> parents;
};
} // namespace

/// Indices of a front with how far they are from others, the farthest first.
static std::vector<std::pair<double, size_t>>
sortByCrowding(llvm::ArrayRef<size_t> front, llvm::ArrayRef<Costs> costs) {
  std::vector<Costs> frontCosts;
  for (size_t index : front)
    frontCosts.push_back(costs[index]);
  std::vector<std::pair<double, size_t>> sorted;
  for (auto [crowding, index] :
       llvm::zip_equal(getCrowdingDistances(frontCosts), front))
    sorted.emplace_back(crowding, index);
  // Equally crowded ones by index, so that no order is left to chance.
  llvm::sort(sorted, [](const auto &a, const auto &b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  return sorted;
}

/// The best by front; of the last front that has place, the least crowded.
std::vector<NSGA2::Parent>
NSGA2::select(llvm::ArrayRef<const Observation *> candidates) const {
  std::vector<Costs> costs;
  for (const Observation *candidate : candidates)
    costs.push_back(candidate->outcome.costs);
  std::vector<Parent> selected;
  for (auto [rank, front] : llvm::enumerate(sortByDominance(costs)))
    for (auto [crowding, index] : sortByCrowding(front, costs))
      if (selected.size() < size)
        selected.push_back({candidates[index], rank, crowding});
  return selected;
}

void NSGA2::prepare(int64_t number) {
  // From the first generation on, since each selects of its parents and its own
  // trials.
  parents.clear();
  int64_t end = number - number % size;
  std::vector<const Observation *> candidates;
  auto it = observations.begin();
  for (int64_t next = size; next <= end; next += size) {
    for (; it != observations.end() && it->first < next; ++it)
      if (!it->second.outcome.hasFailed())
        candidates.push_back(&it->second);
    parents = select(candidates);
    candidates.clear();
    for (const Parent &parent : parents)
      candidates.push_back(parent.observation);
  }
}

/// The better one of two.
const Architecture &NSGA2::drawParent(Random &random) const {
  const Parent &a = parents[random.getIndex(parents.size())];
  const Parent &b = parents[random.getIndex(parents.size())];
  bool isBetter =
      a.rank < b.rank || (a.rank == b.rank && a.crowding > b.crowding);
  return (isBetter ? a : b).observation->architecture;
}

Architecture NSGA2::draw(Random &random) {
  if (parents.empty())
    return drawUniformly(random);
  Architecture child = drawParent(random);
  const Architecture &other = drawParent(random);
  if (random.getBool(kCrossover))
    for (auto [choice, otherChoice] : llvm::zip_equal(child, other))
      if (random.getBool(0.5))
        choice = otherChoice;
  for (size_t knob = 0; knob < child.size(); ++knob)
    if (random.getBool(1.0 / child.size()))
      mutateKnob(child, knob, random);
  return child;
}

std::unique_ptr<Algorithm> fovea::createNSGA2(SearchDomain domain,
                                              const AlgorithmOptions &options,
                                              Architecture allowed) {
  return std::make_unique<NSGA2>(std::move(domain), options,
                                 std::move(allowed));
}
