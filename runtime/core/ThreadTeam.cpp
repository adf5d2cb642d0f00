//===- ThreadTeam.cpp - Threads that run a model together -----------------===//

#include "ThreadTeam.h"

#include "Clock.h"

#include <cinttypes>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace fovea::rt;

// A thread that waits spins first: on an idle machine the others are running
// and are here within microseconds. After about 50 us on a Zen 4 (150 on a
// Skylake, whose `pause` is longer) one of them must have lost its CPU, perhaps
// to this thread, so it offers the CPU by yielding. It sleeps late, because on
// a busy machine every wake-up waits for a time slice, and two threads that
// take turns sleeping would pay that at every barrier. Between runs there is
// nobody to wait for, and a program that idles should not be seen in `top`.
static constexpr uint32_t pausesBeforeYield = 4096;
static constexpr uint64_t yieldNsInRun = 20'000'000;
static constexpr uint64_t yieldNsBetweenRuns = 200'000;

// Generated code keeps small tiles on the stack; musl's default is 128 KiB.
static constexpr size_t workerStackSize = size_t(8) << 20;

static void cpuRelax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
}

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t) &&
                  std::atomic<uint32_t>::is_always_lock_free,
              "a futex is a plain 32-bit word");

static void futexWait(std::atomic<uint32_t> &word, uint32_t expected) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, nullptr, nullptr, 0);
}

static void futexWakeAll(std::atomic<uint32_t> &word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

static uint64_t availableCpus() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return static_cast<uint64_t>(CPU_COUNT(&set));
  long online = sysconf(_SC_NPROCESSORS_ONLN); // more than 1024 CPUs
  return online > 0 ? static_cast<uint64_t>(online) : 1;
}

ThreadTeam::~ThreadTeam() {
  stop();
  free(workers);
}

fovea_status ThreadTeam::start(uint64_t size, Error &error) {
  if (size < 1 || size > maxThreads)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "expected 1 to %" PRIu64 " threads, got %" PRIu64,
                     maxThreads, size);
  if (size == 1)
    return FOVEA_OK;

  workers = static_cast<Worker *>(calloc(size - 1, sizeof(Worker)));
  if (!workers)
    return error.set(FOVEA_ERROR_NO_MEMORY, "no memory for %" PRIu64 " threads",
                     size);
  // A thread that spins on the CPU that another one needs only delays it.
  spinLimit = size <= availableCpus() ? pausesBeforeYield : 0;
  numThreads.store(static_cast<uint32_t>(size), std::memory_order_relaxed);

  // Signals are the business of the program's own threads: workers inherit a
  // mask that blocks all of them.
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, workerStackSize);

  int failure = 0;
  uint64_t started = 1; // this thread
  for (; started < size; ++started) {
    Worker &worker = workers[started - 1];
    worker.team = this;
    worker.index = started;
    failure = pthread_create(&worker.handle, &attributes, workerMain, &worker);
    if (failure)
      break;
    char name[16];
    snprintf(name, sizeof(name), "fovea-%u", static_cast<unsigned>(started));
    pthread_setname_np(worker.handle, name);
  }
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  if (!failure)
    return FOVEA_OK;

  // The workers wait at a barrier for more threads than there are. Whoever
  // arrives at it after this thread sees the new size, and this thread or one
  // after it is the last to arrive.
  numThreads.store(static_cast<uint32_t>(started), std::memory_order_relaxed);
  stop();
  return error.set(FOVEA_ERROR_THREADS,
                   "thread %" PRIu64 " of %" PRIu64 " not started: %s", started,
                   size, strerror(failure));
}

void ThreadTeam::stop() {
  if (size() == 1)
    return;
  stopping = true;
  barrier();
  for (uint64_t i = 0; i + 1 < size(); ++i)
    pthread_join(workers[i].handle, nullptr);
  abandon();
}

void ThreadTeam::abandon() { numThreads.store(1, std::memory_order_relaxed); }

void *ThreadTeam::workerMain(void *argument) {
  auto &worker = *static_cast<Worker *>(argument);
  ThreadTeam &team = *worker.team;
  for (;;) {
    team.meet(Patience::BetweenRuns); // A run begins, or the team ends.
    if (team.stopping)
      return nullptr;
    team.task(team.argument, worker.index);
    team.barrier();
  }
}

void ThreadTeam::run(Task newTask, void *newArgument) {
  if (size() == 1)
    return newTask(newArgument, 0);
  task = newTask;
  argument = newArgument;
  barrier();
  newTask(newArgument, 0);
  barrier();
}

void ThreadTeam::meet(Patience patience) {
  if (size() == 1)
    return;
  // The generation cannot change before this thread has arrived.
  uint32_t current = generation.load(std::memory_order_relaxed);
  if (arrived.fetch_add(1, std::memory_order_acq_rel) + 1 < size()) {
    waitWhile(current, patience);
    return;
  }
  arrived.store(0, std::memory_order_relaxed);
  // Either this thread sees a sleeper here, or the sleeper sees the new
  // generation before it sleeps: both orders need sequential consistency.
  generation.store(current + 1, std::memory_order_seq_cst);
  if (sleepers.load(std::memory_order_seq_cst) > 0)
    futexWakeAll(generation);
}

void ThreadTeam::waitWhile(uint32_t current, Patience patience) {
  auto isOver = [&] {
    return generation.load(std::memory_order_acquire) != current;
  };
  for (uint32_t i = 0; i < spinLimit; ++i) {
    if (isOver())
      return;
    cpuRelax();
  }
  uint64_t deadline =
      nowNs() +
      (patience == Patience::InRun ? yieldNsInRun : yieldNsBetweenRuns);
  do {
    if (isOver())
      return;
    sched_yield();
  } while (nowNs() < deadline);
  sleepers.fetch_add(1, std::memory_order_seq_cst);
  while (generation.load(std::memory_order_seq_cst) == current)
    futexWait(generation, current);
  sleepers.fetch_sub(1, std::memory_order_relaxed);
}
