//===- Reinforce.cpp - A policy that follows the gradient of the reward ---===//
//
// The controller of Tan et al., MnasNet, 2019, without recurrence: knobs are
// drawn independently of each other, each by a softmax of its logits. With
// hundreds of trials there is not enough to learn more of. The policy follows
// REINFORCE (Williams 1992): for each trial in the order of numbers,
//
//   logits += rate * (A * d log p(choice) / d logits + bonus * dH / d logits)
//
// where A = (R - baseline) / deviation, both moving averages, so that neither
// the unit nor the level of the reward matters, and H is the entropy.
//
//===----------------------------------------------------------------------===//

#include "AlgorithmBase.h"

#include "llvm/ADT/STLExtras.h"

#include <Eigen/Core>

#include <cmath>

using namespace fovea;

namespace {
class Reinforce : public AlgorithmBase {
public:
  Reinforce(SearchDomain domain, const AlgorithmOptions &options,
            Architecture allowed)
      : AlgorithmBase(std::move(domain), options.seed, std::move(allowed)),
        warmup(options.population ? options.population : kDefaultWarmup) {}

private:
  static constexpr unsigned kDefaultWarmup = 16;
  static constexpr double kRate = 0.15;
  static constexpr double kEntropyBonus = 0.02;
  /// Weight of what is new in moving averages.
  static constexpr double kMoving = 0.05;

  void prepare(int64_t number) override;
  Architecture draw(Random &random) override;

  void reset();
  std::vector<double> getRewards() const;
  double getAdvantage(double reward);
  void update(const Architecture &architecture, double advantage);

  const unsigned warmup;
  /// Of each knob.
  std::vector<Eigen::ArrayXd> logits;
  double baseline = 0;
  double variance = 0;
  /// Of how many trials the policy is made.
  size_t numLearned = 0;
};
} // namespace

static Eigen::ArrayXd computeSoftmax(const Eigen::ArrayXd &logits) {
  Eigen::ArrayXd exponentials = (logits - logits.maxCoeff()).exp();
  return exponentials / exponentials.sum();
}

void Reinforce::reset() {
  logits.clear();
  for (unsigned size : domain.sizes)
    logits.push_back(Eigen::ArrayXd::Zero(size));
}

/// By number. What failed is worth the least of the others.
std::vector<double> Reinforce::getRewards() const {
  double least = std::numeric_limits<double>::infinity();
  for (const auto &[number, observation] : observations)
    if (!observation.outcome.hasFailed())
      least = std::min(least, *observation.outcome.reward);
  std::vector<double> rewards;
  for (const auto &[number, observation] : observations)
    rewards.push_back(observation.outcome.reward.value_or(least));
  return rewards;
}

/// How good a reward is against those before, and take it into their averages.
double Reinforce::getAdvantage(double reward) {
  double difference = reward - baseline;
  double deviation = std::sqrt(variance);
  baseline += kMoving * difference;
  variance += kMoving * (difference * difference - variance);
  if (deviation == 0)
    return 0;
  // One outlier must not decide a knob.
  return std::clamp(difference / deviation, -3.0, 3.0);
}

void Reinforce::update(const Architecture &architecture, double advantage) {
  for (auto [knob, choice] : llvm::zip_equal(logits, architecture)) {
    Eigen::ArrayXd probabilities = computeSoftmax(knob);
    Eigen::ArrayXd logs = probabilities.max(1e-300).log();
    double entropy = -(probabilities * logs).sum();
    Eigen::ArrayXd gradient = -advantage * probabilities -
                              kEntropyBonus * probabilities * (logs + entropy);
    gradient[choice] += advantage;
    knob += kRate * gradient;
  }
}

void Reinforce::prepare(int64_t number) {
  if (!logits.empty() && numLearned == observations.size())
    return;
  reset();
  numLearned = observations.size();
  if (numLearned < warmup)
    return;
  std::vector<double> rewards = getRewards();
  if (!std::isfinite(rewards.front()))
    return;
  Eigen::Map<const Eigen::ArrayXd> first(rewards.data(), warmup);
  baseline = first.mean();
  variance = (first - baseline).square().mean();
  for (auto [entry, reward] : llvm::zip_equal(observations, rewards))
    update(entry.second.architecture, getAdvantage(reward));
}

Architecture Reinforce::draw(Random &random) {
  Architecture architecture;
  for (const Eigen::ArrayXd &knob : logits) {
    Eigen::ArrayXd probabilities = computeSoftmax(knob);
    double rest = random.getUniform();
    unsigned choice = 0;
    while (choice + 1 < probabilities.size() && rest >= probabilities[choice])
      rest -= probabilities[choice++];
    architecture.push_back(choice);
  }
  return architecture;
}

std::unique_ptr<Algorithm>
fovea::createReinforce(SearchDomain domain, const AlgorithmOptions &options,
                       Architecture allowed) {
  return std::make_unique<Reinforce>(std::move(domain), options,
                                     std::move(allowed));
}
