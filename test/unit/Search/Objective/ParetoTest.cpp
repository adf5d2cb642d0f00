//===- ParetoTest.cpp - Fronts and volumes --------------------------------===//

#include "fovea/Search/Pareto.h"

#include "gmock/gmock.h"

#include <cmath>
#include <random>

using namespace fovea;
using testing::ElementsAre;
using testing::IsEmpty;

static bool dominates(const Costs &a, const Costs &b) {
  bool less = false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i])
      return false;
    less |= a[i] < b[i];
  }
  return less;
}

static std::vector<Costs> createRandomPoints(size_t count, size_t dimensions,
                                             uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Costs> points(count, Costs(dimensions));
  // Few values, so that some are equal.
  for (Costs &point : points)
    for (double &cost : point)
      cost = static_cast<double>(random() % 20);
  return points;
}

TEST(Pareto, SortsByDominance) {
  std::vector<Costs> points = {{1, 5}, {2, 2}, {5, 1}, {3, 3}, {2, 2}, {6, 6}};
  EXPECT_THAT(
      sortByDominance(points),
      ElementsAre(ElementsAre(0, 1, 2, 4), ElementsAre(3), ElementsAre(5)));
  EXPECT_THAT(getParetoFront(points), ElementsAre(0, 1, 2));
}

TEST(Pareto, FrontIsWhatNoneDominates) {
  for (size_t dimensions : {1, 2, 3, 4}) {
    std::vector<Costs> points = createRandomPoints(60, dimensions, dimensions);
    std::vector<std::vector<size_t>> fronts = sortByDominance(points);
    size_t sum = 0;
    for (size_t rank = 0; rank < fronts.size(); ++rank) {
      sum += fronts[rank].size();
      for (size_t a : fronts[rank]) {
        for (size_t b : fronts[rank])
          EXPECT_FALSE(dominates(points[a], points[b]));
        if (rank > 0) {
          EXPECT_TRUE(llvm::any_of(fronts[rank - 1], [&](size_t b) {
            return dominates(points[b], points[a]);
          }));
        }
      }
    }
    EXPECT_EQ(sum, points.size());
  }
}

TEST(Pareto, TakesFewPoints) {
  EXPECT_THAT(sortByDominance({}), IsEmpty());
  EXPECT_THAT(getParetoFront(llvm::ArrayRef<Costs>()), IsEmpty());
  EXPECT_THAT(sortByDominance(Costs{1, 2}), ElementsAre(ElementsAre(0)));
  EXPECT_THAT(getParetoFront({Costs{3}, Costs{2}, Costs{2}}), ElementsAre(1));
}

TEST(Pareto, MeasuresCrowding) {
  std::vector<double> distances =
      getCrowdingDistances({{0, 10}, {1, 6}, {4, 5}, {10, 0}});
  EXPECT_TRUE(std::isinf(distances[0]));
  EXPECT_DOUBLE_EQ(distances[1], 0.4 + 0.5);
  EXPECT_DOUBLE_EQ(distances[2], 0.9 + 0.6);
  EXPECT_TRUE(std::isinf(distances[3]));
  // Equal points have no extent to be a share of.
  for (double distance : getCrowdingDistances({{1, 1}, {1, 1}, {1, 1}}))
    EXPECT_FALSE(std::isnan(distance));
  EXPECT_THAT(getCrowdingDistances({{2}, {2}, {2}}), ElementsAre(0, 0, 0));
}

TEST(Pareto, MeasuresVolume) {
  EXPECT_DOUBLE_EQ(computeHypervolume({{1, 3}, {2, 2}, {3, 1}}, {4, 4}), 6);
  EXPECT_DOUBLE_EQ(computeHypervolume({{0, 0, 0}, {1, 1, 1}}, {2, 3, 4}), 24);
  EXPECT_DOUBLE_EQ(computeHypervolume({{3}, {1}}, {4}), 3);
  EXPECT_EQ(computeHypervolume(llvm::ArrayRef<Costs>(), {4, 4}), 0);
  // What lies beyond the reference counts nothing.
  EXPECT_DOUBLE_EQ(computeHypervolume({{1, 5}, {2, 2}, {4, 0}}, {4, 4}), 4);
}

TEST(Pareto, VolumeIsAShareOfRandomPoints) {
  std::vector<Costs> points = createRandomPoints(12, 3, /*seed=*/1);
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> distribution(0, 20);
  constexpr int kSamples = 200'000;
  int dominated = 0;
  for (int i = 0; i < kSamples; ++i) {
    Costs sample = {distribution(random), distribution(random),
                    distribution(random)};
    dominated += llvm::any_of(
        points, [&](const Costs &point) { return dominates(point, sample); });
  }
  EXPECT_NEAR(computeHypervolume(points, {20, 20, 20}) / 8000,
              static_cast<double>(dominated) / kSamples, 0.005);
}

TEST(Pareto, ReferenceIsWorseThanAll) {
  EXPECT_THAT(getReferencePoint({{1, -8}, {3, -10}, {2, -9}}),
              ElementsAre(3.2, -7.8));
  EXPECT_THAT(getReferencePoint({}), IsEmpty());
}

TEST(Pareto, LeavesOutFailedTrials) {
  auto objective = Objective::create({MetricKind::Latency, MetricKind::Quality},
                                     RewardForm::soft());
  ASSERT_TRUE(bool(objective)) << toString(objective.takeError());
  std::vector<Trial> trials(4);
  for (auto [i, trial] : llvm::enumerate(trials)) {
    trial.metrics.latency = Measurement::exact(4.0 - i);
    trial.metrics.quality = Measurement::exact(1);
  }
  trials[3].failure = "out of memory";
  trials[1].metrics.quality->value = 2;
  EXPECT_THAT(getParetoFront(trials, *objective), ElementsAre(2, 1));
  EXPECT_DOUBLE_EQ(computeHypervolume(trials, *objective, {5, 0}), 3 + 2);
}
