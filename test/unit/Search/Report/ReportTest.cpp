//===- ReportTest.cpp - Tests of the report's page and its data -----------===//

#include "ExampleStudies.h"

#include "llvm/Support/JSON.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <limits>

using namespace llvm;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

static std::string write(const ReportInput &input) {
  std::string page;
  raw_string_ostream os(page);
  writeReport(input, os);
  return page;
}

/// What the page's scripts read.
static json::Object readData(const ReportInput &input) {
  std::string page = write(input);
  StringRef data = StringRef(page)
                       .split("<script type=\"application/json\" id=\"study\">")
                       .second.split("</script>")
                       .first;
  Expected<json::Value> value = json::parse(data);
  EXPECT_TRUE(bool(value)) << toString(value.takeError()) << data.str();
  return value ? std::move(*value->getAsObject()) : json::Object();
}

static json::Value parse(StringRef text) { return cantFail(json::parse(text)); }

static std::vector<int64_t> getIntegers(const json::Object &object,
                                        StringRef key) {
  std::vector<int64_t> result;
  for (const json::Value &value : *object.getArray(key))
    result.push_back(*value.getAsInteger());
  return result;
}

static const json::Object &getTrial(const json::Object &data, size_t index) {
  return *(*data.getArray("trials"))[index].getAsObject();
}

/// A study without knobs, of trials with these latencies and qualities.
static ReportInput
makeStudy(ArrayRef<std::pair<double, std::optional<double>>> trials) {
  ReportInput input;
  input.title = "study";
  for (auto [latency, quality] : trials) {
    Trial &trial = input.trials.emplace_back().trial;
    trial.number = input.trials.size() + 100;
    trial.metrics.latency = Measurement::exact(latency);
    if (quality)
      trial.metrics.quality = Measurement::exact(*quality);
  }
  return input;
}

//===----------------------------------------------------------------------===//
// The page
//===----------------------------------------------------------------------===//

TEST(ReportPage, NeedsNothingElse) {
  std::string page = write(makeExampleStudy(5));
  EXPECT_THAT(page, testing::StartsWith("<!doctype html>"));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  for (const char *reference : {"src=", "href=", "@import", "fetch("})
    EXPECT_THAT(page, Not(HasSubstr(reference)));
  // All that the style refers to is in the page.
  EXPECT_EQ(StringRef(page).count("url("), StringRef(page).count("url(#"));
}

TEST(ReportPage, EndsItsScriptsOnlyWhereTheyEnd) {
  for (const ExampleStudy &study : getExampleStudies()) {
    std::string page = write(study.make());
    // The data, and the scripts.
    EXPECT_EQ(StringRef(page).count("</script>"), 2u) << study.name.str();
    EXPECT_EQ(StringRef(page).count("<!--"), 0u) << study.name.str();
    EXPECT_TRUE(json::isUTF8(page)) << study.name.str();
  }
}

TEST(ReportPage, EscapesItsTitle) {
  ReportInput input;
  input.title = "<b>\"a\" & b</b>";
  EXPECT_THAT(
      write(input),
      HasSubstr("<title>&lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;</title>"));
}

TEST(ReportPage, IsTheSameForTheSameStudy) {
  EXPECT_EQ(write(makeExampleStudy(20)), write(makeExampleStudy(20)));
}

//===----------------------------------------------------------------------===//
// Its data
//===----------------------------------------------------------------------===//

TEST(ReportData, KeepsTextsOfAnyKind) {
  ReportInput input;
  input.title = "</script> \xff µ \"q\" \\";
  input.facts = {{"a\xc3", "<b>"}};
  json::Object data = readData(input);
  EXPECT_EQ(data.getString("title"), "</script> \xEF\xBF\xBD µ \"q\" \\");
  const json::Array &fact = *(*data.getArray("facts"))[0].getAsArray();
  EXPECT_EQ(fact[0].getAsString(), "a\xEF\xBF\xBD");
  EXPECT_EQ(fact[1].getAsString(), "<b>");
}

TEST(ReportData, CountsWhatIsNoNumberAsMissing) {
  double infinity = std::numeric_limits<double>::infinity();
  double nan = std::numeric_limits<double>::quiet_NaN();
  ReportInput input = makeStudy({{infinity, 1}, {1, nan}, {2, 0.5}});
  input.trials[2].reward = nan;
  input.trials[2].trial.metrics.latency = Measurement{2, -infinity, 3};
  json::Object data = readData(input);
  EXPECT_EQ(*getTrial(data, 0).get("latency"), json::Value(nullptr));
  EXPECT_EQ(*getTrial(data, 1).get("quality"), json::Value(nullptr));
  EXPECT_EQ(*getTrial(data, 2).get("reward"), json::Value(nullptr));
  EXPECT_EQ(*getTrial(data, 2).get("latency"), parse("[2.0, 2.0, 2.0]"));
  EXPECT_THAT(getIntegers(data, "front"), ElementsAre(2));
}

TEST(ReportData, SplitsKnobsByStage) {
  ReportInput input;
  input.knobs = {{"resolution", {"192"}}, {"stages.2.kernel", {"3", "5"}}};
  json::Object data = readData(input);
  const json::Array &knobs = *data.getArray("knobs");
  EXPECT_EQ(knobs[0], parse(R"({"stage": "", "name": "resolution",
                                "choices": ["192"]})"));
  EXPECT_EQ(knobs[1], parse(R"({"stage": "stages.2", "name": "kernel",
                                "choices": ["3", "5"]})"));
}

TEST(ReportData, NamesHostsByTheirModel) {
  ReportInput input = makeStudy({{1, 1}, {2, 2}, {3, 3}});
  input.trials[0].trial.host = makeExampleStudy(1).trials[0].trial.host;
  input.trials[1].trial.host = "worker-3\nsomething else";
  json::Object data = readData(input);
  EXPECT_EQ(getTrial(data, 0).getString("host"), "example-cpu");
  EXPECT_EQ(getTrial(data, 1).getString("host"), "worker-3");
  EXPECT_EQ(getTrial(data, 2).getString("host"), "");
}

//===----------------------------------------------------------------------===//
// What stands out
//===----------------------------------------------------------------------===//

TEST(ReportFindings, FrontIsOverQualityAndLatency) {
  ReportInput input =
      makeStudy({{3, 0.9}, {1, 0.5}, {2, 0.4}, {2.5, 0.7}, {4, 0.9}});
  json::Object data = readData(input);
  EXPECT_EQ(data.getString("merit"), "quality");
  EXPECT_THAT(getIntegers(data, "front"), ElementsAre(1, 3, 0));

  // Failures are not on it, whatever was measured before.
  input.trials[3].trial.failure = "out of memory";
  EXPECT_THAT(getIntegers(readData(input), "front"), ElementsAre(1, 0));

  // One that is given stays.
  input.front = {105, 7};
  EXPECT_THAT(getIntegers(readData(input), "front"), ElementsAre(4));
}

TEST(ReportFindings, FrontIsOverRewardWithoutQualities) {
  ReportInput input =
      makeStudy({{1, std::nullopt}, {2, std::nullopt}, {3, std::nullopt}});
  EXPECT_EQ(*readData(input).get("merit"), json::Value(nullptr));
  EXPECT_THAT(getIntegers(readData(input), "front"), ElementsAre());
  input.trials[1].reward = 4;
  input.trials[2].reward = 3;
  json::Object data = readData(input);
  EXPECT_EQ(data.getString("merit"), "reward");
  EXPECT_THAT(getIntegers(data, "front"), ElementsAre(1));
  EXPECT_EQ(data.getNumber("best"), 1);
}

static std::vector<int64_t> getChosen(const json::Object &data) {
  std::vector<int64_t> chosen;
  for (const json::Value &entry : *data.getArray("chosen"))
    chosen.push_back(*entry.getAsObject()->getInteger("trial"));
  return chosen;
}

TEST(ReportFindings, ChoosesTheBestAndTheFront) {
  ReportInput input = makeStudy({{1, 1}, {2, 2}, {3, 3}, {4, 2}});
  input.trials[1].reward = 5;
  EXPECT_THAT(getChosen(readData(input)), ElementsAre(1, 0, 2));
  input.chosen = {104, 101};
  EXPECT_THAT(getChosen(readData(input)), ElementsAre(3, 0));
}

TEST(ReportFindings, ChoosesAtMostEightWithTheEndsOfTheFront) {
  std::vector<std::pair<double, std::optional<double>>> trials;
  for (int i = 0; i < 30; ++i)
    trials.emplace_back(i + 1, i);
  ReportInput input = makeStudy(trials);
  input.trials[12].reward = 1;
  std::vector<int64_t> chosen = getChosen(readData(input));
  EXPECT_THAT(chosen, testing::SizeIs(8));
  EXPECT_EQ(chosen[0], 12);
  EXPECT_EQ(chosen[1], 0);
  EXPECT_EQ(chosen.back(), 29);
}

TEST(ReportFindings, ChoosesTheFastestWhereNothingElseIsKnown) {
  ReportInput input = makeStudy({{3, std::nullopt}, {2, std::nullopt}});
  EXPECT_THAT(getChosen(readData(input)), ElementsAre(1));
  EXPECT_THAT(getChosen(readData(ReportInput())), ElementsAre());
}

TEST(ReportFindings, FitsLatencyToMultiplyAdds) {
  ReportInput input = makeStudy({{2, 1}, {8, 1}, {1, 1}});
  input.trials[0].trial.metrics.macs = 1;
  input.trials[1].trial.metrics.macs = 1;
  json::Object data = readData(input);
  const json::Object &fit = *data.getObject("fits")->getObject("macs");
  EXPECT_EQ(fit.getInteger("count"), 2);
  EXPECT_DOUBLE_EQ(*fit.getNumber("factor"), 4);
  EXPECT_DOUBLE_EQ(*fit.getNumber("largestError"), 1);
  EXPECT_DOUBLE_EQ(*fit.getNumber("spread"), 4);
  // All multiply-adds are alike.
  EXPECT_EQ(*fit.get("correlation"), json::Value(nullptr));
  EXPECT_EQ(*data.getObject("fits")->get("predicted"), json::Value(nullptr));
}

TEST(ReportFindings, MachinesHaveTheRoofsOfTheirThreads) {
  json::Object data = readData(makeExampleStudy(0));
  EXPECT_EQ((*data.getArray("machines"))[0], parse(R"({
      "name": "example-cpu", "type": "f32", "threads": 2,
      "compute": [{"name": "f32", "rate": 224e9}],
      "memory": [{"name": "L1", "rate": 380e9}, {"name": "L2", "rate": 180e9},
                 {"name": "L3", "rate": 120e9},
                 {"name": "memory", "rate": 48e9}]})"));
}
