//===- HostLockTest.cpp - One measurement at a time on a host -------------===//

#include "fovea/Search/HostLock.h"
#include "fovea/Support/Clock.h"

#include "llvm/Support/FileSystem.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <atomic>
#include <csignal>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace fovea;
using ::testing::HasSubstr;

namespace {
/// With a lock file of its own, which is not there yet.
class HostLockTest : public ::testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> folder;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("host-lock", folder));
    this->folder = std::string(folder);
    path = this->folder + "/lock";
  }
  void TearDown() override { llvm::sys::fs::remove_directories(folder); }

  bool isFree() {
    return llvm::cantFail(HostLock::tryAcquire(path)).has_value();
  }

  std::string folder, path;
};
} // namespace

TEST_F(HostLockTest, IsHeldByOne) {
  {
    HostLock lock = llvm::cantFail(HostLock::acquire(path));
    EXPECT_FALSE(isFree());
    HostLock moved = std::move(lock);
    EXPECT_FALSE(isFree());
  }
  EXPECT_TRUE(isFree());
}

TEST_F(HostLockTest, ThreadsWaitForEachOther) {
  std::atomic<int> inside = 0, most = 0;
  auto work = [&] {
    for (unsigned i = 0; i < 50; ++i) {
      HostLock lock = llvm::cantFail(HostLock::acquire(path));
      most = std::max<int>(most, ++inside);
      std::this_thread::yield();
      --inside;
    }
  };
  std::thread first(work), second(work);
  first.join();
  second.join();
  EXPECT_EQ(most, 1);
}

/// Start a process that takes the lock, says so, and waits to be killed.
static pid_t startHolder(const std::string &path) {
  int pipe[2];
  EXPECT_EQ(::pipe(pipe), 0);
  pid_t child = fork();
  if (child == 0) {
    auto lock = HostLock::acquire(path);
    char done = bool(lock);
    (void)!write(pipe[1], &done, 1);
    for (;;)
      pause();
  }
  char done = 0;
  EXPECT_EQ(read(pipe[0], &done, 1), 1);
  EXPECT_TRUE(done);
  close(pipe[0]);
  close(pipe[1]);
  return child;
}

static void killAndWait(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_F(HostLockTest, OtherProcessesHaveToWait) {
  pid_t child = startHolder(path);
  EXPECT_FALSE(isFree());
  killAndWait(child);
}

TEST_F(HostLockTest, DeathReleasesIt) {
  pid_t child = startHolder(path);
  std::atomic<bool> acquired = false;
  std::thread waiter([&] {
    HostLock lock = llvm::cantFail(HostLock::acquire(path));
    acquired = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(acquired);
  killAndWait(child);
  waiter.join();
  EXPECT_TRUE(acquired);
}

TEST_F(HostLockTest, AForkedChildDoesNotKeepIt) {
  pid_t child;
  {
    HostLock lock = llvm::cantFail(HostLock::acquire(path));
    // It has the file open, and never closes it.
    child = fork();
    if (child == 0)
      for (;;)
        pause();
  }
  EXPECT_TRUE(isFree());
  killAndWait(child);
}

TEST_F(HostLockTest, AFileThatCannotBeOpenedIsAnError) {
  std::string nowhere = folder + "/no/lock";
  auto lock = HostLock::acquire(nowhere);
  ASSERT_FALSE(bool(lock));
  EXPECT_THAT(toString(lock.takeError()), HasSubstr(nowhere));
  auto attempt = HostLock::tryAcquire(nowhere);
  ASSERT_FALSE(bool(attempt));
  EXPECT_THAT(toString(attempt.takeError()), HasSubstr("No such file"));
}
