//===- SampleStatisticsTest.cpp - Quantiles with confidence ---------------===//

#include "fovea/Search/SampleStatistics.h"

#include "gtest/gtest.h"

#include <cmath>
#include <random>

using namespace fovea;

TEST(SampleStatistics, QuantilesOfDefinition8) {
  // By R's quantile(type = 8).
  std::vector<double> samples = {15, 20, 35, 40, 50};
  EXPECT_DOUBLE_EQ(computeMedian(samples), 35);
  EXPECT_NEAR(computeQuantile(samples, 0.25), 18.3333333, 1e-6);
  EXPECT_NEAR(computeQuantile(samples, 0.75), 43.3333333, 1e-6);
  EXPECT_NEAR(computeQuantile(samples, 0.4), 27, 1e-9);
  EXPECT_DOUBLE_EQ(computeQuantile(samples, 0.001), 15);
  EXPECT_DOUBLE_EQ(computeQuantile(samples, 0.999), 50);
  EXPECT_DOUBLE_EQ(computeMedian({1, 2}), 1.5);
  EXPECT_DOUBLE_EQ(computeMedian({7}), 7);
}

TEST(SampleStatistics, OrderDoesNotMatter) {
  EXPECT_DOUBLE_EQ(computeMedian({50, 15, 40, 20, 35}), 35);
}

TEST(SampleStatistics, RanksOfTheInterval) {
  // Tables of the sign test: for 9 samples from the second to the eighth, for
  // 15 from the fourth to the twelfth, for 6 from the first to the last.
  auto estimate = [](unsigned count, double quantile) {
    std::vector<double> samples(count);
    for (unsigned i = 0; i < count; ++i)
      samples[i] = i + 1;
    return estimateQuantile(samples, quantile);
  };
  EXPECT_EQ(estimate(9, 0.5), (Measurement{5, 2, 8}));
  EXPECT_EQ(estimate(15, 0.5), (Measurement{8, 4, 12}));
  EXPECT_EQ(estimate(6, 0.5), (Measurement{3.5, 1, 6}));
  // Too few for the upper end.
  EXPECT_EQ(estimate(20, 0.9).high, 20);
}

TEST(SampleStatistics, SamplesThatAnIntervalNeeds) {
  EXPECT_EQ(getMinimumSamples(0.5), 6u);
  EXPECT_EQ(getMinimumSamples(0.9), 36u);
  EXPECT_EQ(getMinimumSamples(0.1), 36u);
  EXPECT_EQ(getMinimumSamples(0.99), 368u);
  EXPECT_EQ(getMinimumSamples(0.5, 0.99), 8u);
}

/// How often the interval contains the quantile `truth` of `draw`.
template <typename Draw>
static double measureCoverage(unsigned count, double quantile, double truth,
                              Draw draw) {
  constexpr unsigned repeats = 4000;
  unsigned covered = 0;
  std::vector<double> samples(count);
  for (unsigned i = 0; i < repeats; ++i) {
    for (double &sample : samples)
      sample = draw();
    Measurement estimate = estimateQuantile(samples, quantile);
    covered += estimate.low <= truth && truth <= estimate.high;
  }
  return double(covered) / repeats;
}

TEST(SampleStatistics, IntervalsOfTheMedianCoverIt) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> skewed(0, 1);
  for (unsigned count : {6, 9, 10, 25, 100}) {
    double coverage =
        measureCoverage(count, 0.5, 1, [&] { return skewed(random); });
    // 0.95 less three deviations of the simulation; not wider than discrete
    // ranks make it.
    EXPECT_GT(coverage, 0.94) << count;
    EXPECT_LT(coverage, 0.985) << count;
  }
}

TEST(SampleStatistics, IntervalsOfATailCoverIt) {
  std::mt19937_64 random(2);
  std::exponential_distribution<double> times(1);
  for (unsigned count : {36, 100, 400}) {
    double coverage = measureCoverage(count, 0.9, std::log(10),
                                      [&] { return times(random); });
    EXPECT_GT(coverage, 0.94) << count;
    EXPECT_LT(coverage, 0.98) << count;
  }
}
