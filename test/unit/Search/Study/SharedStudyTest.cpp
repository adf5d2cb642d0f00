//===- SharedStudyTest.cpp - Several processes, some of them killed -------===//

#include "TestStudy.h"

#include "llvm/ADT/STLExtras.h"

#include <csignal>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace fovea;

namespace {
class SharedStudyTest : public StudyFixture {
protected:
  /// Run `action` in another process.
  template <typename Action> static pid_t start(Action action) {
    pid_t process = fork();
    if (process == 0) {
      action();
      _exit(0);
    }
    return process;
  }

  static int wait(pid_t process) {
    int status = -1;
    waitpid(process, &status, 0);
    return status;
  }

  /// Claim and finish trials until there are none.
  static void runTrials(llvm::StringRef path, int64_t limit,
                        useconds_t duration) {
    auto study = llvm::cantFail(Study::openOrCreate(path, createHeader()));
    while (auto number = llvm::cantFail(study->claim(limit))) {
      usleep(duration);
      Trial trial;
      trial.number = *number;
      trial.seed = getpid();
      // Rows that fill several pages: half of one would show.
      trial.config = std::string(20'000, 'c');
      trial.compiler = "done";
      llvm::cantFail(study->finish(trial));
    }
  }

  static void verifyTrials(Study &study, int64_t limit) {
    std::vector<Trial> trials = getTrials(study);
    ASSERT_EQ(trials.size(), static_cast<size_t>(limit));
    for (auto [i, trial] : llvm::enumerate(trials)) {
      EXPECT_EQ(trial.number, static_cast<int64_t>(i));
      EXPECT_EQ(trial.config.size(), 20'000u);
      EXPECT_EQ(trial.compiler, "done");
    }
  }
};
} // namespace

TEST_F(SharedStudyTest, ProcessesShareTrials) {
  std::vector<pid_t> processes;
  for (int i = 0; i < 3; ++i)
    processes.push_back(start([&] { runTrials(path, 60, 2000); }));
  for (pid_t process : processes)
    EXPECT_EQ(wait(process), 0);
  auto study = open();
  verifyTrials(*study, 60);
  std::set<uint64_t> seeds;
  for (const Trial &trial : getTrials(*study))
    seeds.insert(trial.seed);
  EXPECT_GT(seeds.size(), 1u);
}

TEST_F(SharedStudyTest, LosesNothingWhenKilled) {
  constexpr int64_t kTrials = 80;
  auto study = create();
  int64_t finished = 0;
  int kills = 0;
  while (count(*study) < kTrials) {
    pid_t process = start([&] { runTrials(path, kTrials, 200); });
    // At another moment each time: within transactions, too.
    // Longer and longer, for machines that are slow.
    usleep(3'000 + 1'000 * (kills % 17) + 100 * kills);
    kill(process, SIGKILL);
    kills += WIFSIGNALED(wait(process));
    EXPECT_GE(count(*study), finished);
    finished = count(*study);
    ASSERT_LT(kills, 2000);
  }
  EXPECT_GE(kills, 10);
  verifyTrials(*study, kTrials);
}

TEST_F(SharedStudyTest, TakesOverWhatDeadProcessesClaimed) {
  create();
  pid_t process = start([&] {
    auto study = llvm::cantFail(Study::openOrCreate(path, createHeader()));
    for (int i = 0; i < 3; ++i)
      llvm::cantFail(study->claim(4));
    Trial trial;
    trial.number = 1;
    llvm::cantFail(study->finish(trial));
    raise(SIGKILL);
  });
  EXPECT_TRUE(WIFSIGNALED(wait(process)));
  // What it wrote is still in the log, which a reader has to find, too.
  EXPECT_EQ(count(*open()), 1);
  auto study = create();
  EXPECT_EQ(claim(*study, 4), 0);
  EXPECT_EQ(claim(*study, 4), 2);
  EXPECT_EQ(claim(*study, 4), 3);
  EXPECT_EQ(claim(*study, 4), std::nullopt);
}

TEST_F(SharedStudyTest, TakesOverWhileTheParentDoesNotWait) {
  create();
  pid_t process = start([&] {
    auto study = llvm::cantFail(Study::openOrCreate(path, createHeader()));
    llvm::cantFail(study->claim(1));
    raise(SIGKILL);
  });
  siginfo_t info;
  // It has ended, and its number is still taken.
  ASSERT_EQ(waitid(P_PID, process, &info, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(claim(*create(), 1), 0);
  wait(process);
}

TEST_F(SharedStudyTest, LeavesClaimsOfLivingProcesses) {
  create();
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  pid_t process = start([&] {
    auto study = llvm::cantFail(Study::openOrCreate(path, createHeader()));
    llvm::cantFail(study->claim(1));
    (void)!write(ready[1], "x", 1);
    pause();
  });
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  auto study = create();
  EXPECT_EQ(claim(*study, 1), std::nullopt);
  // What another process claimed is not ours to give back.
  llvm::cantFail(study->abandon(0));
  EXPECT_EQ(claim(*study, 1), std::nullopt);
  kill(process, SIGKILL);
  wait(process);
  EXPECT_EQ(claim(*study, 1), 0);
}

TEST_F(SharedStudyTest, IsCreatedByOneOfMany) {
  std::vector<pid_t> processes;
  for (int i = 0; i < 6; ++i)
    processes.push_back(start([&] {
      StudyHeader header = createHeader();
      header.seed = i % 2;
      auto study = Study::openOrCreate(path, header);
      if (study)
        return;
      bool differs = llvm::StringRef(toString(study.takeError()))
                         .contains("of another search: its seed is");
      _exit(differs ? 1 : 2);
    }));
  int numSame = 0, numOther = 0;
  for (pid_t process : processes) {
    int status = wait(process);
    numSame += WEXITSTATUS(status) == 0;
    numOther += WEXITSTATUS(status) == 1;
  }
  EXPECT_EQ(numSame, 3);
  EXPECT_EQ(numOther, 3);
}
