//===- ThreadTeam.h - Threads that run a model together ---------*- C++ -*-===//
//
// One parallel region lasts for a whole inference: every thread walks the same
// kernels and the team meets between them. So the one thing that must be fast
// is the barrier; starting and ending a run are barriers too.
//
// The team is the runtime's own, and not OpenMP, so that a model in a process
// which has another OpenMP runtime or its own pool shares nothing with it, and
// so that ThreadSanitizer sees every synchronization.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_RUNTIME_CORE_THREADTEAM_H
#define FOVEA_RUNTIME_CORE_THREADTEAM_H

#include "Error.h"

#include <atomic>
#include <cstdint>
#include <pthread.h>

namespace fovea::rt {

/// A fixed number of threads, the caller of run() being the first. A team of
/// one has no thread of its own and executes no atomic operation.
class ThreadTeam {
public:
  static constexpr uint64_t maxThreads = 1024;

  using Task = void (*)(void *argument, uint64_t thread);

  ThreadTeam() = default;
  ThreadTeam(const ThreadTeam &) = delete;
  ThreadTeam &operator=(const ThreadTeam &) = delete;
  ~ThreadTeam();

  /// Starts numThreads - 1 workers. To be called once. On failure the team
  /// has no thread left running.
  fovea_status start(uint64_t numThreads, Error &error);

  /// Calls task(argument, i) on thread i for all i and returns when every call
  /// has returned.
  void run(Task task, void *argument);

  /// Returns when all threads of the team have called it equally often; what
  /// was written before it by any is visible after it to all.
  void barrier() { meet(Patience::InRun); }

  uint64_t size() const { return numThreads.load(std::memory_order_relaxed); }

  /// Forgets the workers without joining them: in a forked child they are gone.
  void abandon();

private:
  struct Worker {
    ThreadTeam *team;
    uint64_t index;
    pthread_t handle;
  };

  /// How long to wait with a CPU in hand before sleeping.
  enum class Patience { InRun, BetweenRuns };

  static void *workerMain(void *argument);
  void stop();
  void meet(Patience patience);
  void waitWhile(uint32_t generation, Patience patience);

  Task task = nullptr;
  void *argument = nullptr;
  Worker *workers = nullptr;
  uint32_t spinLimit = 0;
  bool stopping = false;
  std::atomic<uint32_t> numThreads{1};

  // The barrier. `arrived` is written by all, `generation` is read in a spin
  // by all but the last to arrive: they live on different cache lines.
  alignas(64) std::atomic<uint32_t> arrived{0};
  alignas(64) std::atomic<uint32_t> generation{0};
  std::atomic<uint32_t> sleepers{0};
};

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_THREADTEAM_H
