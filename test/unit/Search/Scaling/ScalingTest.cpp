//===- ScalingTest.cpp - Latency-aware compound scaling -------------------===//
//
// On functions whose optima are known.
//
//===----------------------------------------------------------------------===//

#include "fovea/Search/Scaling.h"

#include "llvm/Support/FormatVariadic.h"

#include "gmock/gmock.h"

#include <cmath>
#include <random>
#include <set>

using namespace llvm;
using namespace fovea;
using testing::HasSubstr;

namespace {

/// Seconds of the base model.
constexpr double kBase = 10e-3;

/// As multiply-adds grow.
double growth(const ScalingPoint &p) {
  return p.depth * p.width * p.width * p.resolution * p.resolution;
}

/// Counts its calls, which are to be once for each model.
struct Machine {
  std::function<double(const ScalingPoint &)> latency =
      [](const ScalingPoint &point) { return kBase * growth(point); };
  std::function<double(const ScalingPoint &)> quality =
      [](const ScalingPoint &) { return 1; };
  /// The model that a point rounds to.
  std::function<ScalingPoint(ScalingPoint)> round = [](ScalingPoint point) {
    return point;
  };
  std::function<bool(const ScalingPoint &)> fails = [](const ScalingPoint &) {
    return false;
  };

  std::multiset<std::string> measured;
  std::multiset<std::string> evaluated;

  static std::string print(const ScalingPoint &point) {
    return formatv("{0:f9} {1:f9} {2:f9}", point.depth, point.width,
                   point.resolution);
  }

  ScalingCallbacks getCallbacks() {
    ScalingCallbacks callbacks;
    callbacks.latency =
        [this](const ScalingPoint &asked) -> Expected<Measurement> {
      ScalingPoint point = round(asked);
      measured.insert(print(point));
      if (fails(point))
        return createStringError("the compiler crashed");
      double seconds = latency(point);
      return Measurement{seconds, seconds * 0.99, seconds * 1.01};
    };
    callbacks.quality = [this](const ScalingPoint &asked) -> Expected<double> {
      evaluated.insert(print(round(asked)));
      return quality(round(asked));
    };
    callbacks.identity =
        [this](const ScalingPoint &point) -> Expected<std::string> {
      return print(round(point));
    };
    return callbacks;
  }

  /// Each model was measured and evaluated once at most.
  void expectNoRepeats() const {
    for (const auto &calls : {measured, evaluated})
      for (const std::string &point : calls)
        EXPECT_EQ(calls.count(point), 1u) << point;
  }
};

/// Rounds as a network of stages with 1, 2 and 3 repeats, 32 channels and 224
/// pixels does: only the resolution is fine.
ScalingPoint roundModel(ScalingPoint point) {
  double repeats = 0;
  for (double stage : {1, 2, 3})
    repeats += std::ceil(stage * point.depth - 1e-9);
  return {repeats / 6, std::round(point.width * 4) / 4,
          std::round(point.resolution * 224) / 224};
}

/// Best where the logarithms of the multipliers are those of `best`.
std::function<double(const ScalingPoint &)> peakAt(ScalingPoint best) {
  return [=](const ScalingPoint &point) {
    double distance = std::pow(std::log(point.depth / best.depth), 2) +
                      std::pow(std::log(point.width / best.width), 2) +
                      std::pow(std::log(point.resolution / best.resolution), 2);
    return std::exp(-distance);
  };
}

ScaledFamily getFamily(Expected<ScaledFamily> family) {
  if (family)
    return std::move(*family);
  ADD_FAILURE() << toString(family.takeError());
  return {};
}

std::string getError(Expected<ScaledFamily> family) {
  if (!family)
    return toString(family.takeError());
  ADD_FAILURE() << "expected an error";
  return "";
}

} // namespace

//===----------------------------------------------------------------------===//
// Splits
//===----------------------------------------------------------------------===//

TEST(ScalingSplit, IsTheRatioOfLogarithms) {
  Expected<ScalingSplit> split = ScalingSplit::create(4, 2, 2);
  ASSERT_TRUE(bool(split)) << toString(split.takeError());
  EXPECT_DOUBLE_EQ(split->depth, 0.5);
  EXPECT_DOUBLE_EQ(split->width, 0.25);
  EXPECT_DOUBLE_EQ(split->resolution, 0.25);

  // The same shares for another unit of phi.
  Expected<ScalingSplit> squares = ScalingSplit::create(16, 4, 4);
  ASSERT_TRUE(bool(squares)) << toString(squares.takeError());
  EXPECT_NEAR(squares->depth, 0.5, 1e-12);

  ScalingPoint grown = split->grow({1, 1, 2}, std::log(16.0));
  EXPECT_NEAR(grown.depth, 4, 1e-12);
  EXPECT_NEAR(grown.width, 2, 1e-12);
  EXPECT_NEAR(grown.resolution, 4, 1e-12);
}

TEST(ScalingSplit, RefusesWhatDoesNotGrow) {
  for (auto [alpha, beta, gamma] : {std::tuple(1.0, 1.0, 1.0),
                                    {0.9, 1.5, 1.5},
                                    {1.2, NAN, 1.1},
                                    {1.2, INFINITY, 1.1}}) {
    Expected<ScalingSplit> split = ScalingSplit::create(alpha, beta, gamma);
    ASSERT_FALSE(bool(split));
    EXPECT_THAT(toString(split.takeError()), HasSubstr("at least 1"));
  }
}

TEST(ScalingSplit, OfTheSingleObjective) {
  Expected<ScalingSplit> split = ScalingSplit::create(1.2, 1.1, 1.15);
  ASSERT_TRUE(bool(split)) << toString(split.takeError());
  EXPECT_EQ(*split, ScalingSplit::getSingleObjective());
  // One unit of phi is about twice the multiply-adds.
  double t = std::log(1.2 * 1.1 * 1.15);
  EXPECT_NEAR(growth(split->grow({}, t)), 1.2 * 1.1 * 1.1 * 1.15 * 1.15, 1e-9);
}

//===----------------------------------------------------------------------===//
// Latency-aware scaling
//===----------------------------------------------------------------------===//

TEST(CompoundScaling, FindsTheKnownOptimum) {
  // Shares of 8, 5 and 3 sixteenths, twice the latency.
  double t = std::log(2.0) / (8 + 2 * 5 + 2 * 3) * 16;
  ScalingPoint best = ScalingSplit{0.5, 5.0 / 16, 3.0 / 16}.grow({}, t);
  ASSERT_NEAR(growth(best), 2, 1e-9);

  Machine machine;
  machine.quality = peakAt(best);
  ScalingOptions options;
  options.tolerance = 1e-3;
  CompoundScaling scaling(machine.getCallbacks(), options);
  ScaledFamily family = getFamily(scaling.search({2 * kBase}));

  ASSERT_EQ(family.members.size(), 1u);
  const ScaledModel &member = family.members.front();
  EXPECT_TRUE(member.meetsTarget);
  EXPECT_NEAR(member.split->depth, 0.5, 1e-9);
  EXPECT_NEAR(member.split->width, 5.0 / 16, 1e-9);
  EXPECT_NEAR(member.point.depth, best.depth, 1e-3);
  EXPECT_NEAR(member.point.width, best.width, 1e-3);
  EXPECT_NEAR(member.point.resolution, best.resolution, 1e-3);
  EXPECT_NEAR(*member.quality, 1, 1e-5);
  EXPECT_LE(std::abs(member.getDeviation()), 1e-3);
  EXPECT_NEAR(member.latency.low, member.latency.value * 0.99, 1e-9);
  machine.expectNoRepeats();
}

/// Of a machine on which the resolution costs more than elsewhere, LACS makes
/// less use of it, for a quality that is the same.
TEST(CompoundScaling, FollowsTheMachine) {
  auto findShare = [](double power) {
    Machine machine;
    machine.latency = [=](const ScalingPoint &p) {
      return kBase * p.depth * std::pow(p.width, 2) *
             std::pow(p.resolution, power);
    };
    machine.quality = [](const ScalingPoint &p) {
      return std::sqrt(0.1 + std::log(p.depth)) +
             std::sqrt(0.1 + std::log(p.width)) +
             std::sqrt(0.1 + std::log(p.resolution));
    };
    CompoundScaling scaling(machine.getCallbacks(), {});
    return getFamily(scaling.search({3 * kBase})).members.front().split;
  };
  EXPECT_LT(findShare(4)->resolution + 0.1, findShare(1)->resolution);
}

TEST(CompoundScaling, ScalesEachMemberFromTheOneBefore) {
  Machine machine;
  machine.round = roundModel;
  machine.quality = [](const ScalingPoint &p) { return growth(p); };
  CompoundScaling scaling(machine.getCallbacks(), {});
  ScaledFamily family =
      getFamily(scaling.search({1.5 * kBase, 3 * kBase, 6 * kBase}));
  EXPECT_EQ(family.method, "lacs");
  EXPECT_EQ(family.baseLatency.value, kBase);
  ASSERT_EQ(family.members.size(), 3u);
  ScalingPoint last;
  for (const ScaledModel &member : family.members) {
    EXPECT_TRUE(member.meetsTarget) << member.getDeviation();
    EXPECT_GE(member.point.depth, last.depth);
    EXPECT_GE(member.point.width, last.width);
    EXPECT_GE(member.point.resolution, last.resolution);
    last = member.point;
  }
  machine.expectNoRepeats();
  EXPECT_EQ(family.latencyMeasurements, machine.measured.size());
  EXPECT_EQ(family.qualityEvaluations, machine.evaluated.size());
}

TEST(CompoundScaling, ReusesTheSplit) {
  Machine machine;
  machine.quality = peakAt({2, 1, 1});
  ScalingOptions options;
  options.reuseSplit = true;
  CompoundScaling scaling(machine.getCallbacks(), options);
  ScaledFamily family = getFamily(scaling.search({2 * kBase, 4 * kBase}));
  ASSERT_EQ(family.members.size(), 2u);
  EXPECT_GT(family.members[0].splits, 15u);
  EXPECT_EQ(family.members[1].splits, 1u);
  EXPECT_NEAR(family.members[1].split->depth, family.members[0].split->depth,
              1e-9);
  // From the base model.
  EXPECT_NEAR(family.members[1].point.depth, 4, 0.1);
}

TEST(CompoundScaling, GivesTheSameTwice) {
  auto run = [] {
    Machine machine;
    machine.round = roundModel;
    machine.quality = peakAt({1.4, 1.25, 1.1});
    machine.fails = [](const ScalingPoint &p) { return p.width == 1.5; };
    CompoundScaling scaling(machine.getCallbacks(), {});
    return formatv("{0:2}", json::Value(toJSON(getFamily(
                                scaling.search({2 * kBase, 4 * kBase})))))
        .str();
  };
  EXPECT_EQ(run(), run());
}

//===----------------------------------------------------------------------===//
// Single-objective scaling, and points that are given
//===----------------------------------------------------------------------===//

TEST(CompoundScaling, SolvesForThePublishedShares) {
  Machine machine;
  ScalingOptions options;
  options.tolerance = 1e-4;
  CompoundScaling scaling(machine.getCallbacks(), options);
  // Two units of phi.
  double target = kBase * std::pow(1.2 * 1.1 * 1.1 * 1.15 * 1.15, 2);
  ScaledFamily family = getFamily(
      scaling.scaleAlong(ScalingSplit::getSingleObjective(), {target}));
  EXPECT_EQ(family.method, "single-objective");
  ASSERT_EQ(family.members.size(), 1u);
  EXPECT_NEAR(family.members[0].point.depth, 1.44, 1e-3);
  EXPECT_NEAR(family.members[0].point.width, 1.21, 1e-3);
  EXPECT_NEAR(family.members[0].point.resolution, 1.3225, 1e-3);
  // The latency is what is expected of multiply-adds, so the first guess holds.
  EXPECT_EQ(family.latencyMeasurements, 2u);
  EXPECT_EQ(family.qualityEvaluations, 1u);
}

TEST(CompoundScaling, KnowsWhatItMeasured) {
  Machine machine;
  machine.round = roundModel;
  CompoundScaling scaling(machine.getCallbacks(), {});
  getFamily(scaling.search({2 * kBase}));
  // The grid holds this split.
  ScaledFamily family =
      getFamily(scaling.scaleAlong({0.25, 0.25, 0.5}, {2 * kBase}));
  EXPECT_EQ(family.latencyMeasurements, 0u);
  machine.expectNoRepeats();
}

TEST(CompoundScaling, MeasuresPoints) {
  Machine machine;
  machine.fails = [](const ScalingPoint &p) { return p.width > 1.95; };
  CompoundScaling scaling(machine.getCallbacks(), {});
  ScaledFamily family = getFamily(scaling.measure(getEfficientNetPoints()));
  EXPECT_EQ(family.method, "published");
  ASSERT_EQ(family.members.size(), 6u);
  EXPECT_EQ(family.members[0].point.depth, 1.1);
  EXPECT_NEAR(family.members[0].latency.value,
              kBase * 1.1 * std::pow(240.0 / 224, 2), 1e-9);
  EXPECT_FALSE(family.members[0].target);
  EXPECT_EQ(family.members[0].getDeviation(), 0);
  ASSERT_EQ(family.failures.size(), 1u);
  EXPECT_EQ(family.failures[0].point, getEfficientNetPoints().back());
  EXPECT_EQ(family.failures[0].message, "the compiler crashed");
}

//===----------------------------------------------------------------------===//
// Plateaus
//===----------------------------------------------------------------------===//

TEST(CompoundScaling, ClosesJumpsByResolution) {
  Machine machine;
  machine.round = roundModel;
  CompoundScaling scaling(machine.getCallbacks(), {});
  // Repeats go from 6 to 9 at once, which is 15 ms.
  ScaledFamily family = getFamily(scaling.scaleAlong({1, 0, 0}, {13e-3}));
  ASSERT_EQ(family.members.size(), 1u);
  const ScaledModel &member = family.members[0];
  EXPECT_TRUE(member.meetsTarget);
  EXPECT_NEAR(member.point.resolution, std::sqrt(1.3), 0.02);
  EXPECT_GT(member.split->resolution, 0.5);
}

TEST(CompoundScaling, SaysHowMuchATargetIsMissed) {
  Machine machine;
  machine.round = [](ScalingPoint point) {
    return ScalingPoint{std::round(point.depth), std::round(point.width),
                        std::round(point.resolution)};
  };
  CompoundScaling scaling(machine.getCallbacks(), {});
  // There are models of 10, 20, 30 and 40 ms.
  ScaledFamily family = getFamily(scaling.search({22e-3}));
  ASSERT_EQ(family.members.size(), 1u);
  EXPECT_FALSE(family.members[0].meetsTarget);
  EXPECT_NEAR(family.members[0].latency.value, 20e-3, 1e-9);
  EXPECT_NEAR(family.members[0].getDeviation(), -1.0 / 11, 1e-9);
  // Asked for the member alone.
  EXPECT_EQ(family.qualityEvaluations, 1u);
  machine.expectNoRepeats();
}

namespace {

double draw(std::mt19937_64 &random, double low, double high) {
  return low + (high - low) * (random() >> 11) * 0x1p-53;
}

/// A staircase with an optimum anywhere. A pixel more of resolution is less
/// than the usual tolerance.
Machine drawMachine(std::mt19937_64 &random) {
  double depthStep = draw(random, 0.01, 0.4);
  double widthStep = draw(random, 0.01, 0.3);
  double depthPower = draw(random, 0.5, 1.2);
  double widthPower = draw(random, 0.8, 2.5);
  double resolutionPower = draw(random, 0.8, 2.5);
  double overhead = draw(random, 0, 0.5);
  Machine machine;
  machine.round = [=](ScalingPoint p) {
    return ScalingPoint{1 + std::ceil((p.depth - 1) / depthStep) * depthStep,
                        1 + std::round((p.width - 1) / widthStep) * widthStep,
                        std::round(p.resolution * 224) / 224};
  };
  machine.latency = [=](const ScalingPoint &p) {
    return kBase * (overhead + (1 - overhead) * std::pow(p.depth, depthPower) *
                                   std::pow(p.width, widthPower) *
                                   std::pow(p.resolution, resolutionPower));
  };
  machine.quality =
      peakAt({draw(random, 1, 2), draw(random, 1, 2), draw(random, 1, 2)});
  return machine;
}

using Estimate = std::function<Expected<double>(const Machine &, ScalingPoint)>;

/// LACS on 100 of them; all targets are met. The number of measurements.
unsigned searchOnRandomMachines(Estimate estimate) {
  std::mt19937_64 random(7);
  unsigned numMeasurements = 0;
  for (int run = 0; run < 100; ++run) {
    Machine machine = drawMachine(random);
    double target = kBase * draw(random, 1.05, 4);
    ScalingCallbacks callbacks = machine.getCallbacks();
    if (estimate)
      callbacks.estimate = [&](const ScalingPoint &point) {
        return estimate(machine, machine.round(point));
      };
    ScalingOptions options;
    CompoundScaling scaling(callbacks, options);
    ScaledFamily family = getFamily(scaling.search({target}));
    if (family.members.empty())
      continue;
    const ScaledModel &member = family.members[0];
    EXPECT_DOUBLE_EQ(member.latency.value,
                     machine.latency(machine.round(member.point)));
    EXPECT_TRUE(member.meetsTarget);
    EXPECT_LE(std::abs(member.getDeviation()), options.tolerance);
    EXPECT_LE(machine.measured.size(),
              1 + member.splits * options.maxMeasurements);
    machine.expectNoRepeats();
    numMeasurements += machine.measured.size();
  }
  return numMeasurements;
}

} // namespace

TEST(CompoundScaling, MeetsTargetsOnRandomMachines) {
  unsigned numBlind = searchOnRandomMachines(nullptr);
  unsigned numExact = searchOnRandomMachines(
      [](const Machine &machine, ScalingPoint p) -> Expected<double> {
        return machine.latency(p);
      });
  EXPECT_LT(numExact, numBlind / 2);
  unsigned numRough = searchOnRandomMachines(
      [](const Machine &, ScalingPoint p) -> Expected<double> {
        return growth(p);
      });
  EXPECT_LT(numRough, numBlind);
}

TEST(CompoundScaling, MeetsTargetsInSpiteOfEstimates) {
  searchOnRandomMachines(
      [](const Machine &, ScalingPoint p) -> Expected<double> {
        return 1 / growth(p);
      });
  searchOnRandomMachines(
      [](const Machine &, ScalingPoint) -> Expected<double> { return 1; });
  searchOnRandomMachines(
      [](const Machine &, ScalingPoint) -> Expected<double> { return NAN; });
  searchOnRandomMachines(
      [](const Machine &, ScalingPoint p) -> Expected<double> {
        if (p.width > 1.1)
          return createStringError("no estimate");
        return growth(p);
      });
}

TEST(CompoundScaling, MeasuresWhereTheEstimateLeads) {
  Machine machine;
  machine.round = roundModel;
  // Most of the latency is overhead, so it grows slower than expected.
  machine.latency = [](const ScalingPoint &p) {
    return kBase * (0.7 + 0.3 * growth(p));
  };
  ScalingCallbacks callbacks = machine.getCallbacks();
  auto count = [&] {
    CompoundScaling scaling(callbacks, {});
    ScaledFamily family = getFamily(scaling.scaleAlong({0, 0, 1}, {2 * kBase}));
    EXPECT_TRUE(family.members.size() == 1 && family.members[0].meetsTarget);
    return family.latencyMeasurements;
  };
  EXPECT_GT(count(), 2u);
  callbacks.estimate = [&](const ScalingPoint &p) -> Expected<double> {
    return 100 * machine.latency(roundModel(p));
  };
  EXPECT_EQ(count(), 2u);
}

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

TEST(CompoundScaling, GoesAroundPointsThatFail) {
  Machine machine;
  machine.fails = [](const ScalingPoint &p) {
    return p.width > 1.05 && p.width < 1.2;
  };
  machine.quality = peakAt({1.1, 1.15, 1.1});
  CompoundScaling scaling(machine.getCallbacks(), {});
  ScaledFamily family = getFamily(scaling.search({2 * kBase}));
  ASSERT_EQ(family.members.size(), 1u);
  EXPECT_TRUE(family.members[0].meetsTarget);
  EXPECT_FALSE(machine.fails(family.members[0].point));
  EXPECT_FALSE(family.failures.empty());
  for (const FailedPoint &failure : family.failures)
    EXPECT_TRUE(machine.fails(failure.point));
  machine.expectNoRepeats();
}

TEST(CompoundScaling, RefusesLatenciesThatAreNone) {
  for (double nonsense : {0.0, -1.0, double(NAN), double(INFINITY)}) {
    Machine machine;
    machine.latency = [=](const ScalingPoint &p) {
      return p.depth > 1.01 ? nonsense : kBase * growth(p);
    };
    CompoundScaling scaling(machine.getCallbacks(), {});
    ScaledFamily family = getFamily(scaling.search({2 * kBase}));
    ASSERT_EQ(family.members.size(), 1u);
    EXPECT_TRUE(family.members[0].meetsTarget);
    ASSERT_FALSE(family.failures.empty());
    EXPECT_THAT(family.failures[0].message,
                HasSubstr("expected a positive latency"));
  }
}

TEST(CompoundScaling, GoesOnWithoutQuality) {
  Machine machine;
  machine.quality = [](const ScalingPoint &) { return NAN; };
  CompoundScaling scaling(machine.getCallbacks(), {});
  ScaledFamily family = getFamily(scaling.search({2 * kBase}));
  ASSERT_EQ(family.members.size(), 1u);
  EXPECT_TRUE(family.members[0].meetsTarget);
  EXPECT_FALSE(family.members[0].quality);
  EXPECT_EQ(family.failures.size(), machine.evaluated.size());
  machine.expectNoRepeats();
}

TEST(CompoundScaling, PrefersMembersWithQuality) {
  Machine machine;
  machine.quality = [](const ScalingPoint &p) {
    return p.width > 1 ? double(NAN) : 0.5;
  };
  CompoundScaling scaling(machine.getCallbacks(), {});
  ScaledFamily family = getFamily(scaling.search({2 * kBase}));
  ASSERT_EQ(family.members.size(), 1u);
  EXPECT_EQ(family.members[0].quality, 0.5);
}

TEST(CompoundScaling, NeedsAnIdentity) {
  Machine machine;
  ScalingCallbacks callbacks = machine.getCallbacks();
  callbacks.identity = [](const ScalingPoint &) -> Expected<std::string> {
    return createStringError("no such setting");
  };
  CompoundScaling scaling(callbacks, {});
  EXPECT_EQ(getError(scaling.search({2 * kBase})),
            "the base model: no such setting");
}

TEST(CompoundScaling, NeedsTheBaseModel) {
  Machine machine;
  machine.fails = [](const ScalingPoint &) { return true; };
  CompoundScaling scaling(machine.getCallbacks(), {});
  EXPECT_EQ(getError(scaling.search({2 * kBase})),
            "the base model: the compiler crashed");
}

TEST(CompoundScaling, NeedsLargerModels) {
  Machine machine;
  machine.fails = [](const ScalingPoint &p) { return growth(p) > 1.001; };
  CompoundScaling scaling(machine.getCallbacks(), {});
  std::string error = getError(scaling.search({2 * kBase}));
  EXPECT_THAT(error, HasSubstr("target of 20.000 ms"));
  EXPECT_THAT(error, HasSubstr("the compiler crashed"));
}

//===----------------------------------------------------------------------===//
// Impossible targets, bad options
//===----------------------------------------------------------------------===//

TEST(CompoundScaling, RefusesTargetsBelowTheBase) {
  Machine machine;
  CompoundScaling scaling(machine.getCallbacks(), {});
  EXPECT_THAT(getError(scaling.search({9e-3})),
              HasSubstr("9.000 ms is below the 10.000 ms of the base model"));
  EXPECT_THAT(getError(scaling.scaleAlong({}, {9e-3})),
              HasSubstr("below the 10.000 ms"));
  EXPECT_TRUE(machine.evaluated.empty());
}

TEST(CompoundScaling, RefusesTargetsOutOfReach) {
  Machine machine;
  machine.latency = [](const ScalingPoint &p) {
    return kBase * std::min(growth(p), 3.0);
  };
  CompoundScaling scaling(machine.getCallbacks(), {});
  EXPECT_THAT(getError(scaling.search({50e-3})),
              HasSubstr("target of 50.000 ms is out of reach: with all "
                        "multipliers of at most 8.00, and 12 measurements for "
                        "a split, 30.000 ms is the closest"));
}

TEST(CompoundScaling, RefusesTargetsThatDoNotGrow) {
  Machine machine;
  CompoundScaling scaling(machine.getCallbacks(), {});
  for (std::vector<double> targets : {std::vector<double>{20e-3, 20e-3},
                                      {20e-3, 15e-3},
                                      {-1.0},
                                      {NAN},
                                      {INFINITY}})
    EXPECT_THAT(getError(scaling.search(targets)),
                HasSubstr("expected targets that are positive and grow"));
  EXPECT_TRUE(machine.measured.empty());
}

TEST(CompoundScaling, ChecksOptions) {
  auto expectError = [](auto change, StringRef text) {
    Machine machine;
    ScalingOptions options;
    change(options);
    CompoundScaling scaling(machine.getCallbacks(), options);
    EXPECT_THAT(getError(scaling.search({2 * kBase})), HasSubstr(text.str()));
  };
  expectError([](auto &o) { o.tolerance = NAN; }, "tolerance");
  expectError([](auto &o) { o.tolerance = 0; }, "tolerance");
  expectError([](auto &o) { o.exponent = NAN; }, "exponent");
  expectError([](auto &o) { o.gridSteps = 0; }, "grid steps");
  expectError([](auto &o) { o.refinements = 40; }, "refinements");
  expectError([](auto &o) { o.maxFactor = 1; }, "largest multiplier");
  expectError([](auto &o) { o.maxMeasurements = 0; }, "measurements");
}

TEST(CompoundScaling, Stops) {
  Machine machine;
  ScalingOptions options;
  options.shouldStop = [&] { return machine.measured.size() == 5; };
  CompoundScaling scaling(machine.getCallbacks(), options);
  EXPECT_EQ(getError(scaling.search({2 * kBase})), "scaling was interrupted");
  EXPECT_EQ(machine.measured.size(), 5u);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

TEST(ScaledFamily, IsWrittenAsJSON) {
  Machine machine;
  machine.fails = [](const ScalingPoint &p) { return p.depth > 1.15; };
  CompoundScaling scaling(machine.getCallbacks(), {});
  json::Object object =
      toJSON(getFamily(scaling.scaleAlong({0, 0, 1}, {2 * kBase})));
  EXPECT_EQ(object.getString("method"), "single-objective");
  EXPECT_EQ(object.getObject("base_latency")->getNumber("value"), kBase);
  const json::Object *member = (*object.getArray("members"))[0].getAsObject();
  ASSERT_TRUE(member);
  EXPECT_EQ(member->getNumber("depth"), 1.0);
  EXPECT_NEAR(*member->getNumber("resolution"), std::sqrt(2.0), 0.01);
  EXPECT_EQ(member->getNumber("target"), 2 * kBase);
  EXPECT_EQ(member->getBoolean("meets_target"), true);
  EXPECT_EQ(member->getNumber("quality"), 1.0);
  EXPECT_EQ(object.getInteger("latency_measurements"), 2);
}
