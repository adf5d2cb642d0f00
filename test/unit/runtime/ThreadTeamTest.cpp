//===- ThreadTeamTest.cpp - The barrier and its team ----------------------===//
//
// Built twice, like CoreTest.cpp.
//
//===----------------------------------------------------------------------===//

#include "ThreadTeam.h"

#include <gtest/gtest.h>

#include <cstring>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace fovea::rt;

namespace {
/// Threads write plain memory and read each other's after a barrier; a missing
/// synchronization is a wrong sum, and a report of ThreadSanitizer.
struct Rounds {
  explicit Rounds(ThreadTeam &team) : team(team), slots(team.size()) {}

  static void run(void *argument, uint64_t thread) {
    auto &rounds = *static_cast<Rounds *>(argument);
    uint64_t size = rounds.team.size();
    for (uint64_t round = 0; round < 500; ++round) {
      rounds.slots[thread] = round * (thread + 1);
      rounds.team.barrier();
      uint64_t sum = 0;
      for (uint64_t slot : rounds.slots)
        sum += slot;
      if (sum != round * size * (size + 1) / 2)
        rounds.failed[thread] = true;
      rounds.team.barrier();
    }
    rounds.finished[thread] = true;
  }

  ThreadTeam &team;
  std::vector<uint64_t> slots;
  bool failed[64] = {}, finished[64] = {};
};
} // namespace

TEST(ThreadTeam, MeetsAtBarriers) {
  for (uint64_t size : {1, 2, 3, 4, 8, 17}) {
    ThreadTeam team;
    Error error;
    ASSERT_EQ(team.start(size, error), FOVEA_OK) << error.message();
    ASSERT_EQ(team.size(), size);
    for (int run = 0; run < 3; ++run) {
      Rounds rounds(team);
      team.run(Rounds::run, &rounds);
      for (uint64_t thread = 0; thread < size; ++thread) {
        EXPECT_FALSE(rounds.failed[thread]) << size << " " << thread;
        EXPECT_TRUE(rounds.finished[thread]) << size << " " << thread;
      }
    }
  }
}

TEST(ThreadTeam, EndsWithoutARun) {
  for (int i = 0; i < 20; ++i) {
    ThreadTeam team;
    Error error;
    ASSERT_EQ(team.start(4, error), FOVEA_OK);
  }
}

TEST(ThreadTeam, RefusesSizes) {
  for (uint64_t size :
       {uint64_t(0), ThreadTeam::maxThreads + 1, ~uint64_t(0)}) {
    ThreadTeam team;
    Error error;
    EXPECT_EQ(team.start(size, error), FOVEA_ERROR_INVALID_ARGUMENT);
    EXPECT_EQ(team.size(), 1u);
  }
}

// Sanitizers need more address space than a limit would leave.
#if !__has_feature(thread_sanitizer) && !__has_feature(address_sanitizer)
/// Whether a team too large for the address space fails cleanly.
static bool failsWithoutAddressSpace() {
  rlimit limit{size_t(300) << 20, size_t(300) << 20};
  if (setrlimit(RLIMIT_AS, &limit) != 0)
    return false;
  ThreadTeam large;
  Error error;
  if (large.start(1000, error) != FOVEA_ERROR_THREADS || large.size() != 1 ||
      !strstr(error.message(), "of 1000 not started: "))
    return false;
  ThreadTeam small;
  return small.start(3, error) == FOVEA_OK;
}

TEST(ThreadTeam, StopsWhatItStartedWhenThreadsRunOut) {
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0)
    _exit(failsWithoutAddressSpace() ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}
#endif
