//===- AlgorithmComparisonTest.cpp - Algorithms at equal trials -----------===//

#include "fovea/Search/AlgorithmComparison.h"

#include "TestSpace.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

#include "gmock/gmock.h"

using namespace fovea;
using testing::Each;
using testing::HasSubstr;

static double getMedian(std::vector<double> values) {
  llvm::sort(values);
  return values[values.size() / 2];
}

static llvm::Expected<Metrics> lookUp(llvm::ArrayRef<unsigned> architecture) {
  return getTestMetrics(architecture);
}

TEST(AlgorithmComparison, RandomIsWorst) {
  ComparisonOptions options;
  options.algorithms = {"random", "evolution", "nsga2", "reinforce"};
  options.seeds = {1, 2, 3, 4, 5};
  options.trials = 250;
  auto scores = compareAlgorithms(createTestDomain(), createTestObjective(),
                                  lookUp, options);
  ASSERT_TRUE(bool(scores)) << toString(scores.takeError());
  ASSERT_EQ(scores->size(), 4u);
  for (const AlgorithmScore &score : *scores) {
    EXPECT_EQ(score.bestRewards.size(), 5u);
    EXPECT_THAT(score.hypervolumes,
                Each(testing::AllOf(testing::Gt(0), testing::Lt(1))));
  }
  double random = getMedian(scores->front().bestRewards);
  for (const AlgorithmScore &score : llvm::drop_begin(*scores))
    EXPECT_GT(getMedian(score.bestRewards), random) << score.algorithm;
  // This one looks for a front.
  EXPECT_GT(getMedian((*scores)[2].hypervolumes),
            getMedian((*scores)[0].hypervolumes));
}

/// The table of docs/RationaleSearch.md, and the one with a limit on latency.
TEST(AlgorithmComparison, ExhaustiveTable) {
  ComparisonOptions options;
  options.algorithms = {"random", "evolution", "nsga2", "reinforce"};
  options.seeds = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  options.trials = 300;
  for (llvm::StringRef text : {"latency,quality reward=-0.07 target=0.004",
                               "latency,quality reward=0:-1 target=0.012"}) {
    Objective objective = llvm::cantFail(Objective::parse(text));
    auto scores =
        compareAlgorithms(createTestDomain(), objective, lookUp, options);
    ASSERT_TRUE(bool(scores)) << toString(scores.takeError());
    llvm::outs() << text << "\n";
    printComparison(*scores, llvm::outs());
    double random = getMedian(scores->front().bestRewards);
    for (const AlgorithmScore &score : llvm::drop_begin(*scores))
      EXPECT_GT(getMedian(score.bestRewards), random) << score.algorithm;
  }
}

TEST(AlgorithmComparison, SaysThatAllFailed) {
  ComparisonOptions options;
  options.algorithms = {"random"};
  options.seeds = {3};
  options.trials = 4;
  auto scores = compareAlgorithms(
      createTestDomain(), createTestObjective(),
      [](llvm::ArrayRef<unsigned>) -> llvm::Expected<Metrics> {
        return llvm::createStringError("not in the table");
      },
      options);
  ASSERT_FALSE(bool(scores));
  EXPECT_EQ(toString(scores.takeError()),
            "all 4 trials of random with seed 3 failed");
}

TEST(AlgorithmComparison, NamesUnknownAlgorithms) {
  ComparisonOptions options;
  options.algorithms = {"luck"};
  options.seeds = {1};
  auto scores = compareAlgorithms(createTestDomain(), createTestObjective(),
                                  lookUp, options);
  ASSERT_FALSE(bool(scores));
  EXPECT_THAT(toString(scores.takeError()), HasSubstr("'luck'"));
}

TEST(AlgorithmComparison, IsPrinted) {
  std::vector<AlgorithmScore> scores = {
      {"random", {0.5, 0.6, 0.7}, {0.1, 0.2, 0.3}},
      {"nsga2", {0.6, 0.8, 0.9}, {0.4, 0.5, 0.6}}};
  std::string text;
  llvm::raw_string_ostream os(text);
  printComparison(scores, os);
  EXPECT_EQ(text, "  algorithm                best reward  better than random"
                  "                hypervolume  better than random\n"
                  "     random  0.6000 (0.5000 to 0.7000)                50 %"
                  "  0.2000 (0.1000 to 0.3000)                50 %\n"
                  "      nsga2  0.8000 (0.6000 to 0.9000)                83 %"
                  "  0.5000 (0.4000 to 0.6000)               100 %\n");
  EXPECT_EQ(
      llvm::formatv("{0}", toJSON(scores[0])).str(),
      "{\"algorithm\":\"random\",\"best-rewards\":[0.5,0.59999999999999998,"
      "0.69999999999999996],\"hypervolumes\":[0.10000000000000001,"
      "0.20000000000000001,0.29999999999999999]}");
}
