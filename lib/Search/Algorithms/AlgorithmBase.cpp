//===- AlgorithmBase.cpp - What search algorithms share -------------------===//

#include "AlgorithmBase.h"

using namespace fovea;

Random::Random(uint64_t seed, int64_t number) {
  auto low = [](uint64_t bits) { return static_cast<uint32_t>(bits); };
  auto high = [](uint64_t bits) { return static_cast<uint32_t>(bits >> 32); };
  std::seed_seq sequence = {low(seed), high(seed), low(number), high(number)};
  generator.seed(sequence);
}

Algorithm::~Algorithm() = default;

Architecture AlgorithmBase::propose(int64_t number) {
  // Near the end of a small space, or where a policy is sure of itself, all
  // that is drawn was tried before. Then something new from anywhere is worth
  // more.
  constexpr int kTries = 300;
  Random random(seed, number);
  prepare(number);
  Architecture repeat = allowed;
  for (int i = 0; i < 2 * kTries; ++i) {
    Architecture architecture =
        i < kTries ? draw(random) : drawUniformly(random);
    if (!isAllowed(architecture))
      continue;
    if (!tried.count(architecture))
      return architecture;
    repeat = std::move(architecture);
  }
  return repeat;
}

void AlgorithmBase::observe(int64_t number, const Architecture &architecture,
                            const Outcome &outcome) {
  tried.insert(architecture);
  observations.try_emplace(number, Observation{architecture, outcome});
}

Architecture AlgorithmBase::drawUniformly(Random &random) const {
  Architecture architecture;
  for (unsigned size : domain.sizes)
    architecture.push_back(random.getIndex(size));
  return architecture;
}

void AlgorithmBase::mutateKnob(Architecture &architecture, size_t knob,
                               Random &random) const {
  unsigned size = domain.sizes[knob];
  if (size > 1)
    architecture[knob] =
        (architecture[knob] + 1 + random.getIndex(size - 1)) % size;
}

bool AlgorithmBase::isAllowed(const Architecture &architecture) const {
  return !domain.isAllowed || domain.isAllowed(architecture);
}
