//===- AlgorithmsTest.cpp - What algorithms propose -----------------------===//

#include "fovea/Search/Algorithms.h"

#include "TestSpace.h"

#include "llvm/ADT/STLExtras.h"

#include "gmock/gmock.h"

#include <algorithm>
#include <random>
#include <set>

using namespace fovea;
using testing::HasSubstr;

namespace {
struct Observed {
  int64_t number;
  Architecture architecture;
  Outcome outcome;
};

class AlgorithmsTest : public testing::TestWithParam<llvm::StringRef> {
protected:
  static std::unique_ptr<Algorithm>
  create(const SearchDomain &domain, const AlgorithmOptions &options = {}) {
    auto algorithm = createAlgorithm(GetParam(), domain, options);
    if (!algorithm)
      llvm::report_fatal_error(algorithm.takeError());
    return std::move(*algorithm);
  }

  /// Every seventh trial fails.
  static Outcome getOutcome(int64_t number, const Architecture &architecture) {
    if (number % 7 == 3)
      return {};
    return llvm::cantFail(
        createTestObjective().evaluate(getTestMetrics(architecture)));
  }

  static std::vector<Observed> run(Algorithm &algorithm, int64_t begin,
                                   int64_t end) {
    std::vector<Observed> observed;
    for (int64_t number = begin; number < end; ++number) {
      Architecture architecture = algorithm.propose(number);
      Outcome outcome = getOutcome(number, architecture);
      algorithm.observe(number, architecture, outcome);
      observed.push_back({number, architecture, outcome});
    }
    return observed;
  }

  static std::vector<Architecture>
  getArchitectures(llvm::ArrayRef<Observed> observed) {
    std::vector<Architecture> architectures;
    for (const Observed &trial : observed)
      architectures.push_back(trial.architecture);
    return architectures;
  }
};
} // namespace

INSTANTIATE_TEST_SUITE_P(, AlgorithmsTest,
                         testing::ValuesIn(getAlgorithmNames().vec()),
                         [](const auto &info) { return info.param.str(); });

TEST_P(AlgorithmsTest, ProposesTheSameForASeed) {
  SearchDomain domain = createTestDomain();
  auto first = getArchitectures(run(*create(domain, {.seed = 5}), 0, 120));
  auto again = getArchitectures(run(*create(domain, {.seed = 5}), 0, 120));
  auto other = getArchitectures(run(*create(domain, {.seed = 6}), 0, 120));
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
}

TEST_P(AlgorithmsTest, GoesOnAsIfItHadNotBeenInterrupted) {
  SearchDomain domain = createTestDomain();
  std::vector<Observed> whole = run(*create(domain), 0, 150);
  for (int64_t interrupted : {1, 20, 67, 120}) {
    // Observe in any order, and ask for what is not followed by a trial.
    std::vector<Observed> before(whole.begin(), whole.begin() + interrupted);
    std::shuffle(before.begin(), before.end(), std::mt19937(interrupted));
    auto algorithm = create(domain);
    for (const Observed &trial : before) {
      algorithm->propose(trial.number + 1);
      algorithm->observe(trial.number, trial.architecture, trial.outcome);
    }
    auto rest = getArchitectures(run(*algorithm, interrupted, 150));
    EXPECT_EQ(rest,
              getArchitectures(llvm::ArrayRef(whole).drop_front(interrupted)))
        << "interrupted at " << interrupted;
  }
}

TEST_P(AlgorithmsTest, ObservesATrialOnce) {
  SearchDomain domain = createTestDomain();
  auto once = create(domain), twice = create(domain);
  std::vector<Observed> observed = run(*once, 0, 60);
  for (const Observed &trial : observed)
    for (int i = 0; i < 2; ++i)
      twice->observe(trial.number, trial.architecture, trial.outcome);
  EXPECT_EQ(twice->propose(60), once->propose(60));
}

TEST_P(AlgorithmsTest, KeepsConstraintsAndAvoidsRepeats) {
  SearchDomain domain = createTestDomain();
  // About 3 % of the space.
  domain.isAllowed = [](llvm::ArrayRef<unsigned> architecture) {
    unsigned sum = 0;
    for (unsigned choice : architecture)
      sum += choice;
    return sum % 3 == 0 && architecture[0] == 1 && architecture[1] == 2 &&
           architecture[2] > 1;
  };
  std::set<Architecture> distinct;
  for (const Observed &trial : run(*create(domain), 0, 200)) {
    EXPECT_TRUE(domain.isAllowed(trial.architecture));
    for (auto [choice, size] :
         llvm::zip_equal(trial.architecture, domain.sizes))
      EXPECT_LT(choice, size);
    distinct.insert(trial.architecture);
  }
  EXPECT_EQ(distinct.size(), 200u);
}

TEST_P(AlgorithmsTest, FindsAllOfASmallSpace) {
  SearchDomain domain;
  domain.sizes = {2, 1, 3, 2};
  domain.isAllowed = [](llvm::ArrayRef<unsigned> architecture) {
    return architecture[0] == 0 || architecture[2] != 1;
  };
  auto algorithm = create(domain, {.seed = 1, .population = 4});
  std::set<Architecture> distinct;
  for (int64_t number = 0; number < 15; ++number) {
    Architecture architecture = algorithm->propose(number);
    EXPECT_TRUE(domain.isAllowed(architecture));
    distinct.insert(architecture);
    double cost = architecture[0] + architecture[2] + 1;
    algorithm->observe(number, architecture, {1 / cost, {cost}});
  }
  // 2 * 3 with the first choice 0, 2 * 2 with 1: then it repeats itself.
  EXPECT_EQ(distinct.size(), 10u);
}

TEST_P(AlgorithmsTest, GoesOnWhenAllFails) {
  auto algorithm = create(createTestDomain());
  std::set<Architecture> distinct;
  for (int64_t number = 0; number < 80; ++number) {
    Architecture architecture = algorithm->propose(number);
    algorithm->observe(number, architecture, {});
    distinct.insert(architecture);
  }
  EXPECT_EQ(distinct.size(), 80u);
}

TEST_P(AlgorithmsTest, TakesEqualRewards) {
  auto algorithm = create(createTestDomain());
  std::set<Architecture> distinct;
  for (int64_t number = 0; number < 80; ++number) {
    Architecture architecture = algorithm->propose(number);
    algorithm->observe(number, architecture, {1.0, {1.0, -1.0}});
    distinct.insert(architecture);
  }
  EXPECT_EQ(distinct.size(), 80u);
}

TEST_P(AlgorithmsTest, HasNothingToSearchWithoutKnobs) {
  auto algorithm = create(SearchDomain());
  for (int64_t number = 0; number < 60; ++number) {
    EXPECT_EQ(algorithm->propose(number), Architecture());
    algorithm->observe(number, {}, {1.0, {1.0, 2.0}});
  }
}

/// A knob that decides all is found by whoever looks at rewards.
TEST_P(AlgorithmsTest, LearnsFromRewards) {
  SearchDomain domain;
  domain.sizes.assign(12, 4);
  auto algorithm = create(domain);
  auto getMean = [&](int64_t begin, int64_t end) {
    double sum = 0;
    for (int64_t number = begin; number < end; ++number) {
      Architecture architecture = algorithm->propose(number);
      double reward = llvm::count(architecture, 2u);
      algorithm->observe(number, architecture, {reward, {-reward}});
      sum += reward;
    }
    return sum / static_cast<double>(end - begin);
  };
  double early = getMean(0, 16);
  getMean(16, 200);
  double late = getMean(200, 240);
  EXPECT_NEAR(early, 3, 1.5);
  if (GetParam() == "random")
    EXPECT_NEAR(late, 3, 1);
  else
    EXPECT_GT(late, 6);
}

TEST(Algorithms, NameWhatIsWrong) {
  auto getError = [](llvm::StringRef name, SearchDomain domain) {
    auto algorithm = createAlgorithm(name, std::move(domain));
    return algorithm ? "no error" : toString(algorithm.takeError());
  };
  EXPECT_EQ(getError("annealing", createTestDomain()),
            "'annealing' is no search algorithm; there are random, evolution, "
            "nsga2, reinforce");
  SearchDomain domain;
  domain.sizes = {2, 0};
  EXPECT_EQ(getError("random", domain), "knob 1 of the space has no choices");
  domain = createTestDomain();
  domain.isAllowed = [](llvm::ArrayRef<unsigned>) { return false; };
  EXPECT_THAT(getError("random", domain),
              HasSubstr("random architectures satisfies the constraints"));
}
