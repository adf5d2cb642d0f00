//===- Profiler.h - Times of the kernels of a run ---------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_CORE_PROFILER_H
#define FOVEA_RUNTIME_CORE_PROFILER_H

#include "Error.h"

#include "fovea/model_abi.h"

namespace fovea::rt {

/// Collects what thread 0 of a run reports through fovea_invocation::mark. A
/// kernel's time ends where the next one starts, barriers included.
class Profiler {
public:
  /// Events kept; a bound on the memory of a long run (24 MiB).
  static constexpr uint64_t maxEvents = uint64_t(1) << 20;

  Profiler() = default;
  Profiler(const Profiler &) = delete;
  Profiler &operator=(const Profiler &) = delete;
  ~Profiler();

  fovea_status init(const fovea_model &model, Error &error);
  void reset();

  /// fovea_invocation::mark.
  static void mark(void *profiler, uint64_t kernel);

  /// Ends the kernel that is still open, if any.
  void endRun() { begin(numKernels); }

  fovea_kernel_profile kernel(uint64_t index) const;
  const fovea_event *events() const { return eventList; }
  uint64_t eventCount() const { return numEvents; }

private:
  struct Sum {
    uint64_t calls, ns;
  };

  void begin(uint64_t kernel);
  void record(uint64_t kernel, uint64_t start, uint64_t end);

  const fovea_kernel_info *infos = nullptr;
  uint64_t numKernels = 0;
  Sum *sums = nullptr;
  fovea_event *eventList = nullptr;
  uint64_t numEvents = 0, capacity = 0;
  uint64_t origin = 0;
  uint64_t current = 0, currentStart = 0; // current == numKernels: none
};

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_PROFILER_H
