//===- ChildRunnerTest.cpp ------------------------------------------------===//

#include "fovea/Search/ChildRunner.h"

#include "fovea/Support/Clock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <map>
#include <unistd.h>

using namespace fovea;
using testing::HasSubstr;

namespace {
/// What the trial server does with an architecture.
enum Behavior : unsigned { Succeed, Die, Hang, DieInCompany };

class ChildRunnerTest : public testing::Test {
protected:
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }

  static ChildOptions getOptions() {
    ChildOptions options;
    options.command = {TRIAL_SERVER};
    options.capacity = 2;
    options.trialTimeout = 60;
    return options;
  }

  /// All trials, by number, if they end within a minute.
  static std::map<int64_t, Trial> runAll(ChildRunner &runner,
                                         std::vector<Behavior> behaviors) {
    std::map<int64_t, Trial> trials;
    size_t started = 0;
    Stopwatch elapsed;
    while (trials.size() < behaviors.size() && elapsed.getSeconds() < 60) {
      while (started < behaviors.size() &&
             started - trials.size() < runner.getCapacity()) {
        runner.start({int64_t(started), 9, {behaviors[started]}, {}});
        ++started;
      }
      auto trial = runner.wait(0.1);
      if (!trial) {
        ADD_FAILURE() << toString(trial.takeError());
        break;
      }
      if (*trial)
        trials[(*trial)->number] = **trial;
    }
    EXPECT_EQ(trials.size(), behaviors.size());
    return trials;
  }
};
} // namespace

TEST_F(ChildRunnerTest, RunsTrialsInOneProcess) {
  ChildRunner runner(getOptions());
  auto trials = runAll(runner, {Succeed, Succeed, Succeed});
  for (const auto &[number, trial] : trials) {
    EXPECT_FALSE(trial.hasFailed());
    EXPECT_EQ(trial.architecture, Architecture{Succeed});
    EXPECT_EQ(trial.seed, 9u);
    // The server notes its process here.
    EXPECT_EQ(trial.compileSeconds, trials.begin()->second.compileSeconds);
    EXPECT_NE(trial.compileSeconds, getpid());
  }
}

TEST_F(ChildRunnerTest, BlamesTheTrialThatKills) {
  ChildRunner runner(getOptions());
  auto trials = runAll(runner, {Succeed, Die, Succeed, Die, Succeed});
  for (auto &[number, trial] : trials)
    EXPECT_EQ(trial.hasFailed(), number == 1 || number == 3) << number;
  EXPECT_THAT(trials[1].failure, HasSubstr("killed by signal 9"));
  EXPECT_EQ(trials[1].architecture, Architecture{Die});
}

TEST_F(ChildRunnerTest, GivesASecondChance) {
  ChildRunner runner(getOptions());
  auto trials = runAll(runner, {Succeed, DieInCompany, DieInCompany, Succeed});
  for (const auto &[number, trial] : trials)
    EXPECT_FALSE(trial.hasFailed()) << number << ": " << trial.failure;
  // It took another process.
  EXPECT_NE(trials[1].compileSeconds, trials[0].compileSeconds);
}

TEST_F(ChildRunnerTest, EndsATrialThatHangs) {
  ChildOptions options = getOptions();
  options.trialTimeout = 0.5;
  ChildRunner runner(std::move(options));
  auto trials = runAll(runner, {Hang, Succeed, Succeed});
  EXPECT_THAT(trials[0].failure, HasSubstr("more than 0.5"));
  EXPECT_FALSE(trials[1].hasFailed());
  EXPECT_FALSE(trials[2].hasFailed());
}

static std::string getWaitError(ChildOptions options) {
  ChildRunner runner(std::move(options));
  runner.start({0, 0, {Succeed}, {}});
  for (Stopwatch elapsed; elapsed.getSeconds() < 10;) {
    auto trial = runner.wait(0.1);
    if (!trial)
      return toString(trial.takeError());
    EXPECT_FALSE(trial->has_value());
  }
  return "";
}

TEST_F(ChildRunnerTest, FailsWithoutAProcess) {
  ChildOptions unable = getOptions();
  unable.command.push_back("unable");
  EXPECT_THAT(getWaitError(unable), HasSubstr("exited with code 5"));
  ChildOptions missing = getOptions();
  missing.command = {"/no/such/program"};
  EXPECT_THAT(getWaitError(missing), HasSubstr("/no/such/program"));
}
