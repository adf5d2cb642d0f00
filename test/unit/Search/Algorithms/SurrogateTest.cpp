//===- SurrogateTest.cpp - Predictions from few values --------------------===//

#include "fovea/Search/Surrogate.h"

#include "TestSpace.h"

#include "gmock/gmock.h"

#include <random>

using namespace fovea;
using testing::HasSubstr;

static std::vector<Architecture> sample(const SearchDomain &domain,
                                        size_t count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Architecture> architectures(count);
  for (Architecture &architecture : architectures)
    for (unsigned size : domain.sizes)
      architecture.push_back(random() % size);
  return architectures;
}

static RidgeSurrogate fit(const SearchDomain &domain,
                          llvm::ArrayRef<Architecture> architectures,
                          llvm::ArrayRef<double> values) {
  auto surrogate = RidgeSurrogate::fit(domain, architectures, values);
  if (!surrogate)
    llvm::report_fatal_error(surrogate.takeError());
  return std::move(*surrogate);
}

TEST(RidgeSurrogate, FindsWhatEachChoiceAdds) {
  SearchDomain domain;
  domain.sizes = {3, 2, 4};
  auto getValue = [](const Architecture &a) {
    return -5.0 + 3.0 * a[0] * a[0] - 2.0 * a[1] + 0.5 * (a[2] == 3);
  };
  std::vector<Architecture> architectures = sample(domain, 60, /*seed=*/1);
  std::vector<double> values;
  for (const Architecture &architecture : architectures)
    values.push_back(getValue(architecture));
  RidgeSurrogate surrogate = fit(domain, architectures, values);
  for (const Architecture &architecture : sample(domain, 30, /*seed=*/2))
    EXPECT_NEAR(surrogate.predict(architecture), getValue(architecture), 1e-2);
  EXPECT_LT(surrogate.getHeldOutError().rms, 1e-2);
  EXPECT_GT(surrogate.getHeldOutError().explained, 0.9999);
}

TEST(RidgeSurrogate, FindsByWhatEachChoiceMultiplies) {
  SearchDomain domain;
  domain.sizes = {4, 3, 3};
  auto getValue = [](const Architecture &a) {
    return 1e-3 * (1 + a[0]) * std::pow(2.0, a[1]) * (a[2] == 0 ? 0.3 : 1);
  };
  std::vector<Architecture> architectures = sample(domain, 80, /*seed=*/1);
  std::vector<double> values;
  for (const Architecture &architecture : architectures)
    values.push_back(getValue(architecture));
  RidgeSurrogate surrogate = fit(domain, architectures, values);
  for (const Architecture &architecture : sample(domain, 30, /*seed=*/2))
    EXPECT_NEAR(surrogate.predict(architecture) / getValue(architecture), 1,
                1e-3);
}

/// The error by leverage is that of fits that truly leave a value out, and what
/// it says of new architectures holds.
TEST(RidgeSurrogate, StatesItsErrorForNewArchitectures) {
  SearchDomain domain = createTestDomain();
  std::vector<Architecture> architectures = sample(domain, 200, /*seed=*/1);
  std::vector<double> values;
  for (const Architecture &architecture : architectures)
    values.push_back(getTestMetrics(architecture).latency->value);
  RidgeSurrogate surrogate = fit(domain, architectures, values);

  double squares = 0;
  std::vector<Architecture> fresh = sample(domain, 2000, /*seed=*/2);
  for (const Architecture &architecture : fresh) {
    double value = getTestMetrics(architecture).latency->value;
    squares += std::pow(surrogate.predict(architecture) - value, 2);
  }
  double rms = std::sqrt(squares / fresh.size());
  EXPECT_NEAR(surrogate.getHeldOutError().rms / rms, 1, 0.2);
  EXPECT_GT(surrogate.getHeldOutError().explained, 0.5);
  EXPECT_LT(surrogate.getHeldOutError().medianRelative, 0.1);
}

TEST(RidgeSurrogate, DoesNotClaimToKnowNoise) {
  SearchDomain domain = createTestDomain();
  std::vector<Architecture> architectures = sample(domain, 100, /*seed=*/1);
  std::mt19937_64 random(3);
  std::normal_distribution<double> noise;
  std::vector<double> values;
  for (size_t i = 0; i < architectures.size(); ++i)
    values.push_back(noise(random));
  EXPECT_LT(fit(domain, architectures, values).getHeldOutError().explained,
            0.15);
}

TEST(RidgeSurrogate, NamesWhatDoesNotFit) {
  SearchDomain domain;
  domain.sizes = {2, 2};
  auto getError = [&](std::vector<Architecture> architectures,
                      std::vector<double> values) {
    auto surrogate = RidgeSurrogate::fit(domain, architectures, values);
    return surrogate ? "no error" : toString(surrogate.takeError());
  };
  EXPECT_THAT(getError({{0, 0}, {0, 1}}, {1, 2}), HasSubstr("not 2"));
  EXPECT_EQ(getError({{0, 0}, {0, 1}, {1, 0}}, {1, 2, INFINITY}),
            "value 2 is not finite");
  EXPECT_EQ(getError({{0, 0}, {0}, {1, 0}}, {1, 2, 3}),
            "architecture 1 has 1 knobs, not 2");
  EXPECT_EQ(getError({{0, 0}, {0, 1}, {2, 0}}, {1, 2, 3}),
            "choice 2 of knob 0 in architecture 2 is not below 2");
  // Equal values and architectures are fine.
  EXPECT_EQ(getError({{0, 0}, {0, 0}, {0, 0}}, {1, 1, 1}), "no error");
}

TEST(MetricsSurrogate, PredictsTheMetricsOfTrials) {
  SearchDomain domain = createTestDomain();
  std::vector<Trial> trials;
  for (Architecture &architecture : sample(domain, 300, /*seed=*/4)) {
    Trial &trial = trials.emplace_back();
    trial.number = static_cast<int64_t>(trials.size());
    trial.metrics = getTestMetrics(architecture);
    trial.architecture = std::move(architecture);
  }
  trials[7].failure = "no time";
  trials[7].metrics = {};
  auto surrogate = MetricsSurrogate::fit(
      domain, trials, {MetricKind::MACs, MetricKind::Quality});
  ASSERT_TRUE(bool(surrogate)) << toString(surrogate.takeError());
  ASSERT_EQ(surrogate->getFits().size(), 2u);
  Metrics predicted = surrogate->predict(trials[0].architecture);
  EXPECT_FALSE(predicted.latency);
  EXPECT_NEAR(static_cast<double>(*predicted.macs) /
                  static_cast<double>(*trials[0].metrics.macs),
              1, 0.4);
  EXPECT_NEAR(predicted.quality->value, trials[0].metrics.quality->value, 0.1);

  auto missing =
      MetricsSurrogate::fit(domain, trials, {MetricKind::PeakMemory});
  ASSERT_FALSE(bool(missing));
  EXPECT_EQ(toString(missing.takeError()), "trial 1 has no peak-memory");
}
