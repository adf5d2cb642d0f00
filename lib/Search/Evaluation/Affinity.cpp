//===- Affinity.cpp - Which cores measure and which compile ---------------===//

#include "fovea/Search/Affinity.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <sched.h>

using namespace llvm;
using namespace fovea;

namespace {
/// A set of CPUs of any size.
class CPUSet {
public:
  explicit CPUSet(unsigned size)
      : set(CPU_ALLOC(size)), bytes(CPU_ALLOC_SIZE(size)) {
    CPU_ZERO_S(bytes, set);
  }
  CPUSet(const CPUSet &) = delete;
  CPUSet &operator=(const CPUSet &) = delete;
  ~CPUSet() { CPU_FREE(set); }

  void insert(unsigned cpu) { CPU_SET_S(cpu, bytes, set); }
  bool contains(unsigned cpu) const { return CPU_ISSET_S(cpu, bytes, set); }
  bool readFromThread() { return sched_getaffinity(0, bytes, set) == 0; }
  bool applyToThread() const { return sched_setaffinity(0, bytes, set) == 0; }
  unsigned getCapacity() const { return bytes * 8; }

private:
  cpu_set_t *set;
  size_t bytes;
};
} // namespace

static Error makeSystemError(const Twine &message) {
  return createStringError(message + ": " + errnoAsErrorCode().message());
}

Expected<Cores> fovea::getAllowedCores() {
  // The kernel refuses a set that is smaller than its own.
  for (unsigned size = CPU_SETSIZE; size <= 1u << 20; size *= 2) {
    CPUSet set(size);
    if (!set.readFromThread()) {
      if (errno == EINVAL)
        continue;
      break;
    }
    Cores cores;
    for (unsigned cpu = 0; cpu < set.getCapacity(); ++cpu)
      if (set.contains(cpu))
        cores.push_back(cpu);
    return cores;
  }
  return makeSystemError("cannot ask on which cores this thread may run");
}

Expected<CorePlan> fovea::planCores(unsigned threads) {
  Expected<Cores> allowed = getAllowedCores();
  if (!allowed)
    return allowed.takeError();
  if (threads == 0 || threads > allowed->size())
    return createStringError("expected from 1 to %zu threads, as many as there "
                             "are cores, got %u",
                             allowed->size(), threads);
  auto split = allowed->end() - threads;
  return CorePlan{Cores(split, allowed->end()), Cores(allowed->begin(), split)};
}

static Error bindThread(ArrayRef<unsigned> cores) {
  if (cores.empty())
    return createStringError("expected at least one core to run on");
  CPUSet set(*max_element(cores) + 1);
  for (unsigned core : cores)
    set.insert(core);
  if (set.applyToThread())
    return Error::success();
  return makeSystemError(
      "cannot run on the cores " +
      join(map_range(cores, [](unsigned core) { return utostr(core); }), ", "));
}

Expected<PinnedThread> PinnedThread::create(ArrayRef<unsigned> cores) {
  Expected<Cores> previous = getAllowedCores();
  if (!previous)
    return previous.takeError();
  if (Error error = bindThread(cores))
    return error;
  return PinnedThread(std::move(*previous));
}

PinnedThread::PinnedThread(PinnedThread &&other)
    : previous(std::exchange(other.previous, {})) {}

PinnedThread::~PinnedThread() {
  // Cores may have been taken from the process meanwhile; then it stays.
  if (!previous.empty())
    consumeError(bindThread(previous));
}
