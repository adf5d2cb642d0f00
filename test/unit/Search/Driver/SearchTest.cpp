//===- SearchTest.cpp -----------------------------------------------------===//

#include "fovea/Search/Search.h"

#include "fovea/Search/Algorithms.h"

#include "llvm/Support/FileSystem.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <deque>
#include <set>

using namespace fovea;
using testing::HasSubstr;

namespace {
/// The latency is the sum of the choices; odd sums fail.
class SumRunner : public TrialRunner {
public:
  unsigned getCapacity() const override { return 2; }
  void start(TrialRequest request) override {
    requests.push_back(std::move(request));
    EXPECT_LE(requests.size(), getCapacity());
  }
  llvm::Expected<std::optional<Trial>> wait(double) override {
    if (numTrials == failAfter)
      return llvm::createStringError("the runner is broken");
    Trial trial;
    trial.number = requests.front().number;
    trial.seed = requests.front().seed;
    trial.architecture = requests.front().architecture;
    requests.pop_front();
    unsigned sum = 0;
    for (unsigned choice : trial.architecture)
      sum += choice;
    if (sum % 2)
      trial.failure = "odd";
    else
      trial.metrics.latency = Measurement::exact(1 + sum);
    ++numTrials;
    return trial;
  }

  unsigned numTrials = 0;
  unsigned failAfter = ~0u;

private:
  std::deque<TrialRequest> requests;
};

class SearchTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> folder;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("search", folder));
    directory = folder.str();
    path = directory + "/study.db";
  }
  void TearDown() override { llvm::sys::fs::remove_directories(directory); }

  std::unique_ptr<Study> openStudy() {
    StudyHeader header;
    header.space = "space";
    auto study = Study::openOrCreate(path, header);
    EXPECT_TRUE(bool(study)) << toString(study.takeError());
    return std::move(*study);
  }

  /// Search with a new algorithm, as a new process does.
  llvm::Error search(TrialRunner &runner, const SearchOptions &options) {
    SearchDomain domain{{5, 5, 5}, [](auto) { return true; }};
    auto algorithm = createAlgorithm("evolution", domain, {});
    EXPECT_TRUE(bool(algorithm)) << toString(algorithm.takeError());
    Objective objective = llvm::cantFail(
        Objective::create({MetricKind::Latency}, RewardForm::soft()));
    std::unique_ptr<Study> study = openStudy();
    return runSearch(*study, **algorithm, objective, runner, options);
  }

  std::set<int64_t> getNumbers() {
    std::set<int64_t> numbers;
    for (const Trial &trial : llvm::cantFail(openStudy()->getTrials()))
      EXPECT_TRUE(numbers.insert(trial.number).second);
    return numbers;
  }

  std::string directory;
  std::string path;
};
} // namespace

TEST_F(SearchTest, RunsSoManyTrials) {
  SumRunner runner;
  SearchOptions options;
  options.trials = 30;
  options.first = {4, 4, 4};
  unsigned own = 0, failures = 0;
  options.onTrial = [&](const Trial &trial, const Outcome &outcome,
                        bool isOwn) {
    own += isOwn;
    failures += trial.hasFailed();
    EXPECT_EQ(trial.hasFailed(), outcome.hasFailed());
    if (trial.number == 0)
      EXPECT_EQ(trial.architecture, options.first);
  };
  ASSERT_FALSE(bool(search(runner, options)));
  EXPECT_EQ(own, 30u);
  EXPECT_GT(failures, 0u);
  EXPECT_LT(failures, 30u);
  std::set<int64_t> numbers = getNumbers();
  EXPECT_EQ(numbers.size(), 30u);
  EXPECT_EQ(*numbers.rbegin(), 29);
}

TEST_F(SearchTest, GoesOn) {
  SumRunner runner;
  SearchOptions options;
  options.trials = 10;
  ASSERT_FALSE(bool(search(runner, options)));
  options.trials = 16;
  unsigned known = 0;
  options.onTrial = [&](const Trial &, const Outcome &, bool isOwn) {
    known += !isOwn;
  };
  ASSERT_FALSE(bool(search(runner, options)));
  EXPECT_EQ(known, 10u);
  EXPECT_EQ(runner.numTrials, 16u);
  // It is complete already.
  ASSERT_FALSE(bool(search(runner, options)));
  EXPECT_EQ(runner.numTrials, 16u);
}

TEST_F(SearchTest, GivesBackWhatIsUnderWay) {
  SearchOptions options;
  options.trials = 20;
  {
    SumRunner broken;
    broken.failAfter = 7;
    llvm::Error error = search(broken, options);
    EXPECT_THAT(toString(std::move(error)), HasSubstr("broken"));
  }
  EXPECT_EQ(getNumbers().size(), 7u);
  {
    SumRunner runner;
    SearchOptions stopped = options;
    stopped.shouldStop = [&] { return runner.numTrials == 5; };
    ASSERT_FALSE(bool(search(runner, stopped)));
  }
  EXPECT_EQ(getNumbers().size(), 12u);
  SumRunner runner;
  ASSERT_FALSE(bool(search(runner, options)));
  EXPECT_EQ(runner.numTrials, 8u);
  EXPECT_EQ(getNumbers().size(), 20u);
}
