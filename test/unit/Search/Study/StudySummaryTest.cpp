//===- StudySummaryTest.cpp - Counts, fronts, and JSON --------------------===//

#include "fovea/Search/StudySummary.h"
#include "fovea/Search/TrialJSON.h"

#include "llvm/Support/raw_ostream.h"

#include "gmock/gmock.h"

using namespace fovea;
using namespace llvm;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

static Trial createTrial(int64_t number, double latency, double quality) {
  Trial trial;
  trial.number = number;
  trial.config = "{\"width\":1.1}";
  trial.metrics.latency = {latency, 0.99 * latency, 1.01 * latency};
  trial.metrics.quality = Measurement::exact(quality);
  return trial;
}

static std::vector<Trial> createTrials() {
  std::vector<Trial> trials = {
      createTrial(0, 0.004, 0.5), createTrial(1, 0.008, 0.8),
      createTrial(2, 0.004, 0.6), createTrial(3, 0.016, 0.7),
      createTrial(4, 0.002, 0.1), createTrial(5, 0.002, 0.1),
      createTrial(6, 0.001, 0.9), createTrial(7, 0.001, 0.9)};
  trials[4].failure = "no register is left\nin kernel 3";
  trials[5].failure = "quality: no answer within 10 s";
  trials[6].failure = "no register is left\nin kernel 8";
  trials[7].metrics.quality = std::nullopt;
  return trials;
}

static Objective createObjective() {
  return cantFail(Objective::parse("latency,quality reward=0:-1 target=0.008"));
}

static std::vector<int64_t> getNumbers(ArrayRef<StudySummary::Entry> entries) {
  std::vector<int64_t> numbers;
  for (const StudySummary::Entry &entry : entries)
    numbers.push_back(entry.trial.number);
  return numbers;
}

TEST(StudySummary, CountsAndRanks) {
  StudySummary summary =
      summarize(createTrials(), createObjective(), /*numBest=*/3);
  EXPECT_EQ(summary.trials, 8u);
  EXPECT_EQ(summary.failed, 3u);
  EXPECT_EQ(summary.incomplete, 1u);
  EXPECT_THAT(summary.failures,
              ElementsAre(Pair("no register is left", 2),
                          Pair("quality: no answer within 10 s", 1)));
  EXPECT_THAT(getNumbers(summary.best), ElementsAre(1, 2, 0));
  EXPECT_THAT(getNumbers(summary.front), ElementsAre(2, 1));
}

TEST(StudySummary, IsPrinted) {
  Objective objective = createObjective();
  std::string text;
  raw_string_ostream os(text);
  printSummary(summarize(createTrials(), objective, /*numBest=*/2), objective,
               os);
  EXPECT_EQ(text, R"(8 trials, 3 failed, 1 without all of latency, quality
  2 x no register is left
  1 x quality: no answer within 10 s

Best by reward:
  trial  reward          latency  quality
      1     0.8  8.00 ms ± 1.0 %      0.8
      2     0.6  4.00 ms ± 1.0 %      0.6

Pareto front:
  trial  reward          latency  quality
      2     0.6  4.00 ms ± 1.0 %      0.6
      1     0.8  8.00 ms ± 1.0 %      0.8
)");
}

TEST(StudySummary, OfNothingIsPrinted) {
  Objective objective = createObjective();
  std::string text;
  raw_string_ostream os(text);
  printSummary(summarize({}, objective), objective, os);
  EXPECT_EQ(text, "0 trials, 0 failed\n");
}

TEST(StudySummary, BecomesJSON) {
  json::Value json = toJSON(summarize(createTrials(), createObjective()));
  const json::Object &object = *json.getAsObject();
  EXPECT_EQ(object.getInteger("trials"), 8);
  EXPECT_EQ(object.getInteger("failed"), 3);
  EXPECT_EQ(object.getInteger("incomplete"), 1);
  const json::Object &best = *(*object.getArray("best"))[0].getAsObject();
  EXPECT_EQ(best.getInteger("number"), 1);
  EXPECT_EQ(best.getNumber("reward"), 0.8);
  EXPECT_EQ(best.getObject("config")->getNumber("width"), 1.1);
  EXPECT_EQ(object.getArray("front")->size(), 2u);
}

TEST(FormatMetric, HasUnitsAndDigits) {
  auto format = [](MetricKind kind, double value) {
    return formatMetric(kind, Measurement::exact(value));
  };
  EXPECT_EQ(format(MetricKind::Latency, 0.00321), "3.21 ms");
  EXPECT_EQ(format(MetricKind::Latency, 12.34), "12.3 s");
  EXPECT_EQ(format(MetricKind::PredictedLatency, 123.4e-6), "123 us");
  EXPECT_EQ(format(MetricKind::Parameters, 5'288'548), "5.29 M");
  EXPECT_EQ(format(MetricKind::MACs, 0), "0.00");
  EXPECT_EQ(format(MetricKind::PeakMemory, 20.1 * 1024 * 1024), "20.1 MiB");
  EXPECT_EQ(format(MetricKind::Quality, 0.77319), "0.7732");
  EXPECT_EQ(formatMetric(MetricKind::Latency, {2, 1.9, 2.2}), "2.00 s ± 7.5 %");
}

//===----------------------------------------------------------------------===//
// TrialJSON
//===----------------------------------------------------------------------===//

static Expected<Trial> parseTrial(StringRef text) {
  return json::parse<Trial>(text, "trial");
}

TEST(TrialJSON, LosesNothing) {
  Trial trial = createTrial(12, 1.0 / 3, 0.1);
  trial.seed = ~uint64_t(0);
  trial.architecture = {1, 0, 7};
  trial.metrics.macs = ~uint64_t(0) - 1;
  trial.metrics.parameters = 0;
  trial.metrics.peakMemory = 1;
  trial.metrics.predictedLatency = {0.2, 0.1, 0.3};
  trial.compileSeconds = 0.7;
  trial.failure = "a reason";
  trial.host = "name: zen4\n";
  trial.compiler = "22.1";
  for (StringRef config : {"{\"width\":1.5}", "no json"}) {
    trial.config = config.str();
    auto read = parseTrial(formatv("{0}", toJSON(trial)).str());
    ASSERT_TRUE(bool(read)) << toString(read.takeError());
    EXPECT_TRUE(*read == trial);
  }
}

TEST(TrialJSON, LeavesOutWhatIsNotKnown) {
  EXPECT_THAT(*toJSON(Metrics()).getAsObject(), IsEmpty());
  auto read = parseTrial(formatv("{0}", toJSON(Trial())).str());
  ASSERT_TRUE(bool(read)) << toString(read.takeError());
  EXPECT_EQ(read->metrics, Metrics());
}

TEST(TrialJSON, NamesWhatIsWrong) {
  json::Value json = toJSON(createTrial(1, 1, 1));
  (*json.getAsObject()->getObject("metrics"))["latency"] = "fast";
  auto read = parseTrial(formatv("{0}", json).str());
  ASSERT_FALSE(bool(read));
  EXPECT_THAT(toString(read.takeError()),
              HasSubstr("expected object at trial.metrics.latency"));
}

TEST(TrialJSON, TakesTextThatIsNotUTF8) {
  Trial trial = createTrial(1, 1, 1);
  trial.failure = "crashed: \xff\xfe";
  auto read = parseTrial(formatv("{0}", toJSON(trial)).str());
  ASSERT_TRUE(bool(read)) << toString(read.takeError());
  EXPECT_THAT(read->failure, HasSubstr("crashed: "));
}
