//===- AgreementTest.cpp - How well one number stands for another ---------===//

#include "fovea/Search/Agreement.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace fovea;

static const double kUp[] = {1, 2, 3, 4};
static const double kDown[] = {8, 6, 4, 2};
static const double kEqual[] = {5, 5, 5, 5};

TEST(Agreement, KendallTauOfOrders) {
  EXPECT_DOUBLE_EQ(*computeKendallTau(kUp, kUp), 1);
  EXPECT_DOUBLE_EQ(*computeKendallTau(kUp, kDown), -1);
  // One of six pairs is out of order.
  EXPECT_DOUBLE_EQ(*computeKendallTau(kUp, {1.0, 3.0, 2.0, 4.0}), 4.0 / 6);
}

TEST(Agreement, KendallTauWithTies) {
  // Of the six pairs five are ordered in y, and all five alike:
  // 5 / sqrt(6 * 5).
  EXPECT_NEAR(*computeKendallTau(kUp, {1.0, 2.0, 2.0, 3.0}), 0.912870929, 1e-9);
  // Two pairs are ordered alike, of three that are ordered in x and two in y.
  EXPECT_NEAR(*computeKendallTau({1.0, 2.0, 3.0}, {1.0, 1.0, 2.0}),
              2 / std::sqrt(6.0), 1e-12);
}

TEST(Agreement, UndefinedIsNone) {
  EXPECT_FALSE(computeKendallTau(kUp, kEqual));
  EXPECT_FALSE(computeKendallTau({}, {}));
  EXPECT_FALSE(computeCorrelation(kEqual, kUp));
  EXPECT_FALSE(computeCorrelation({1.0}, {1.0}));
  EXPECT_FALSE(fitProportional({}, {}));
  EXPECT_FALSE(computeShareWithin({}, {}, 0.1));
}

TEST(Agreement, Correlation) {
  EXPECT_DOUBLE_EQ(*computeCorrelation(kUp, kUp), 1);
  EXPECT_DOUBLE_EQ(*computeCorrelation(kUp, kDown), -1);
  EXPECT_NEAR(*computeCorrelation(kUp, {1.0, 3.0, 2.0, 4.0}), 0.8, 1e-12);
}

TEST(Agreement, ProportionalFit) {
  // y / x is 1 and 4: the factor is 2, which is 2 for 1 (off by 100 %) and 2
  // for 4 (off by 50 %).
  auto fit = fitProportional({1.0, 1.0}, {1.0, 4.0});
  EXPECT_DOUBLE_EQ(fit->factor, 2);
  EXPECT_DOUBLE_EQ(fit->largestError, 1);
  EXPECT_DOUBLE_EQ(fit->meanError, 0.75);
  EXPECT_DOUBLE_EQ(fit->spread, 4);
}

TEST(Agreement, ExactlyProportional) {
  auto fit = fitProportional({1.0, 2.0, 10.0}, {3.0, 6.0, 30.0});
  EXPECT_DOUBLE_EQ(fit->factor, 3);
  EXPECT_NEAR(fit->largestError, 0, 1e-12);
  EXPECT_DOUBLE_EQ(fit->spread, 1);
}

TEST(Agreement, ShareWithin) {
  EXPECT_DOUBLE_EQ(
      *computeShareWithin({1.0, 1.09, 0.85, 2.0}, {1.0, 1.0, 1.0, 1.0}, 0.1),
      0.5);
}
