//===- Evolution.cpp - Regularized evolution ------------------------------===//
//
// Real et al., Regularized Evolution for Image Classifier Architecture Search,
// 2019, algorithm 1. The population is those trials that were begun last, so it
// follows from what was observed. A lucky measurement dies of age.
//
//===----------------------------------------------------------------------===//

#include "AlgorithmBase.h"

using namespace fovea;

namespace {
class Evolution : public AlgorithmBase {
public:
  Evolution(SearchDomain domain, const AlgorithmOptions &options,
            Architecture allowed)
      : AlgorithmBase(std::move(domain), options.seed, std::move(allowed)),
        size(options.population ? options.population : kDefaultSize) {}

private:
  /// The paper has 100 for tens of thousands of trials, and searches here have
  /// hundreds.
  static constexpr unsigned kDefaultSize = 32;
  /// The paper draws 25 of 100.
  size_t getNumDrawn() const { return std::max(2u, size / 4); }

  void prepare(int64_t number) override;
  Architecture draw(Random &random) override;

  const unsigned size;
  /// Empty while it is filled. The map that it points into keeps its elements.
  std::vector<const Observation *> population;
};
} // namespace

void Evolution::prepare(int64_t number) {
  population.clear();
  if (number < size)
    return;
  for (auto it = observations.rbegin();
       it != observations.rend() && population.size() < size; ++it)
    if (!it->second.outcome.hasFailed())
      population.push_back(&it->second);
}

Architecture Evolution::draw(Random &random) {
  if (population.empty() || domain.sizes.empty())
    return drawUniformly(random);
  const Observation *parent = nullptr;
  for (size_t i = 0; i < getNumDrawn(); ++i) {
    const Observation *drawn = population[random.getIndex(population.size())];
    if (!parent || *parent->outcome.reward < *drawn->outcome.reward)
      parent = drawn;
  }
  Architecture child = parent->architecture;
  mutateKnob(child, random.getIndex(child.size()), random);
  return child;
}

std::unique_ptr<Algorithm>
fovea::createEvolution(SearchDomain domain, const AlgorithmOptions &options,
                       Architecture allowed) {
  return std::make_unique<Evolution>(std::move(domain), options,
                                     std::move(allowed));
}
