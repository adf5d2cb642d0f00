//===- RandomSearch.cpp - Any architecture, as probable as each other -----===//

#include "AlgorithmBase.h"

using namespace fovea;

namespace {
class RandomSearch : public AlgorithmBase {
public:
  using AlgorithmBase::AlgorithmBase;

private:
  Architecture draw(Random &random) override { return drawUniformly(random); }
};
} // namespace

std::unique_ptr<Algorithm>
fovea::createRandomSearch(SearchDomain domain, const AlgorithmOptions &options,
                          Architecture allowed) {
  return std::make_unique<RandomSearch>(std::move(domain), options.seed,
                                        std::move(allowed));
}
