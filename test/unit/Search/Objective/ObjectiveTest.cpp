//===- ObjectiveTest.cpp - Rewards and costs ------------------------------===//

#include "fovea/Search/Objective.h"

#include "gmock/gmock.h"

using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;

static Objective createObjective(llvm::ArrayRef<MetricKind> terms,
                                 RewardForm form,
                                 std::optional<double> target) {
  auto objective = Objective::create(terms, form, target);
  EXPECT_TRUE(bool(objective)) << toString(objective.takeError());
  return *objective;
}

template <typename T> static std::string getError(llvm::Expected<T> result) {
  return result ? "no error" : toString(result.takeError());
}

static Metrics createMetrics(double latency, double quality) {
  Metrics metrics;
  metrics.latency = {latency, 0.9 * latency, 1.1 * latency};
  metrics.quality = Measurement::exact(quality);
  return metrics;
}

TEST(RewardForm, FactorsAsPublished) {
  auto getFactor = [](RewardForm form, double latency) {
    return createObjective({MetricKind::Latency}, form, /*target=*/0.004)
        .getRewardFactor(latency);
  };
  EXPECT_NEAR(getFactor(RewardForm::soft(), 0.008), 0.95264, 5e-6);
  EXPECT_NEAR(getFactor({-0.09, -0.09}, 0.008), 0.93952, 5e-6);
  EXPECT_DOUBLE_EQ(getFactor(RewardForm::hard(), 0.008), 0.5);
  EXPECT_DOUBLE_EQ(getFactor(RewardForm::hard(), 0.002), 1);
  EXPECT_DOUBLE_EQ(getFactor(RewardForm::hard(), 0.004), 1);
}

TEST(RewardForm, ParsesWhatItPrints) {
  for (llvm::StringRef text : {"soft", "hard", "-0.09", "-0.1:-2", "0"}) {
    auto form = RewardForm::parse(text);
    ASSERT_TRUE(bool(form)) << toString(form.takeError());
    auto again = RewardForm::parse(form->print());
    ASSERT_TRUE(bool(again)) << toString(again.takeError());
    EXPECT_EQ(*again, *form);
  }
  EXPECT_EQ(*RewardForm::parse("-0.1:-2"), (RewardForm{-0.1, -2}));
  EXPECT_EQ(*RewardForm::parse("soft"), RewardForm::soft());
}

TEST(RewardForm, RefusesWhatIsNone) {
  for (llvm::StringRef text : {"", "medium", "0:", ":-1", "0:-1:2", "nan"})
    EXPECT_THAT(getError(RewardForm::parse(text)),
                HasSubstr("is no form of reward"))
        << text.str();
  EXPECT_THAT(getError(RewardForm::parse("0:0.5")),
              HasSubstr("exponent '0.5' of the reward is above 0"));
}

TEST(Objective, MakesRewardAndCosts) {
  Objective objective =
      createObjective({MetricKind::Latency, MetricKind::Quality},
                      RewardForm::hard(), /*target=*/0.004);
  auto outcome = objective.evaluate(createMetrics(0.008, 0.75));
  ASSERT_TRUE(bool(outcome)) << toString(outcome.takeError());
  EXPECT_DOUBLE_EQ(*outcome->reward, 0.375);
  EXPECT_THAT(outcome->costs, ElementsAre(0.008, -0.75));
}

TEST(Objective, HasQualityOneWithoutThatTerm) {
  Objective objective =
      createObjective({MetricKind::MACs, MetricKind::Parameters},
                      RewardForm::soft(), /*target=*/400e6);
  Metrics metrics = createMetrics(0.008, 0.75);
  metrics.macs = 800'000'000;
  metrics.parameters = 5'288'548;
  auto outcome = objective.evaluate(metrics);
  ASSERT_TRUE(bool(outcome)) << toString(outcome.takeError());
  EXPECT_NEAR(*outcome->reward, 0.95264, 5e-6);
  EXPECT_THAT(outcome->costs, ElementsAre(8e8, 5288548));
}

TEST(Objective, RewardsQualityAloneIfThatIsAll) {
  Objective objective =
      createObjective({MetricKind::Quality}, RewardForm::hard(), std::nullopt);
  auto outcome = objective.evaluate(createMetrics(1, 0.75));
  ASSERT_TRUE(bool(outcome)) << toString(outcome.takeError());
  EXPECT_EQ(outcome->reward, 0.75);
  EXPECT_THAT(outcome->costs, ElementsAre(-0.75));
}

TEST(Objective, NamesWhatIsMissing) {
  Objective objective =
      createObjective({MetricKind::PredictedLatency, MetricKind::Quality},
                      RewardForm::soft(), std::nullopt);
  EXPECT_EQ(getError(objective.evaluate(createMetrics(1, 1))),
            "there is no predicted-latency");
  Metrics metrics = createMetrics(1, -3);
  metrics.predictedLatency = Measurement::exact(1);
  EXPECT_THAT(getError(objective.evaluate(metrics)),
              HasSubstr("quality -3 is below 0"));
  metrics.quality->value = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(getError(objective.evaluate(metrics)), "quality is not finite");
  metrics.quality->value = 1;
  metrics.predictedLatency->value = 0;
  EXPECT_THAT(getError(objective.evaluate(metrics)),
              HasSubstr("predicted-latency is 0"));
}

TEST(Objective, HasNoOutcomeOfFailures) {
  Objective objective =
      createObjective({MetricKind::Latency}, RewardForm::soft(), std::nullopt);
  Trial trial;
  EXPECT_TRUE(objective.evaluate(trial).hasFailed());
  trial.metrics = createMetrics(0.5, 1);
  EXPECT_FALSE(objective.evaluate(trial).hasFailed());
  trial.failure = "no memory";
  EXPECT_EQ(objective.evaluate(trial), Outcome());
}

TEST(Objective, RefusesWhatMakesNoSense) {
  auto getCreateError = [](llvm::ArrayRef<MetricKind> terms, RewardForm form,
                           std::optional<double> target) {
    return getError(Objective::create(terms, form, target));
  };
  EXPECT_THAT(getCreateError({}, RewardForm::soft(), 1),
              HasSubstr("at least one metric"));
  EXPECT_THAT(getCreateError({MetricKind::MACs, MetricKind::MACs},
                             RewardForm::soft(), 1),
              HasSubstr("macs stands twice"));
  EXPECT_THAT(getCreateError({MetricKind::MACs}, RewardForm::soft(), 0),
              HasSubstr("target 0 is not above 0"));
  EXPECT_THAT(
      getCreateError({MetricKind::MACs}, RewardForm::hard(), std::nullopt),
      HasSubstr("reward 0:-1 needs a target for macs"));
}

TEST(Objective, ParsesWhatItPrints) {
  for (llvm::StringRef text :
       {"latency,quality reward=-0.07 target=0.005", "macs reward=-0.07",
        "quality,peak-memory,parameters reward=0:-1 target=1e+06"}) {
    auto objective = Objective::parse(text);
    ASSERT_TRUE(bool(objective)) << toString(objective.takeError());
    EXPECT_EQ(objective->print(), text);
  }
  EXPECT_EQ(Objective::parse("latency")->print(), "latency reward=-0.07");
}

TEST(Objective, SaysWhatItCannotParse) {
  EXPECT_EQ(getError(Objective::parse("latency,flops")),
            "'flops' is no metric; there are latency, predicted-latency, "
            "parameters, macs, peak-memory, quality");
  EXPECT_THAT(getError(Objective::parse("latency goal=1")),
              HasSubstr("'goal=1' in objective 'latency goal=1'"));
  EXPECT_THAT(getError(Objective::parse("latency target=fast")),
              HasSubstr("neither reward=FORM nor target=NUMBER"));
}

TEST(Metric, HasNameUnitAndValue) {
  Metrics metrics;
  metrics.parameters = 7;
  for (MetricKind kind : getMetricKinds()) {
    EXPECT_EQ(*parseMetricKind(getName(kind)), kind);
    EXPECT_EQ(getMetric(metrics, kind).has_value(),
              kind == MetricKind::Parameters);
  }
  EXPECT_EQ(getMetric(metrics, MetricKind::Parameters), Measurement::exact(7));
  EXPECT_EQ(getUnit(MetricKind::Latency), "s");
  EXPECT_EQ(getUnit(MetricKind::PeakMemory), "bytes");
}
