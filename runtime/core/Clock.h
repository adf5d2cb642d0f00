//===- Clock.h - Monotonic time ---------------------------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_CORE_CLOCK_H
#define FOVEA_RUNTIME_CORE_CLOCK_H

#include <cstdint>
#include <ctime>

namespace fovea::rt {

inline uint64_t nowNs() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1000000000u +
         static_cast<uint64_t>(time.tv_nsec);
}

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_CLOCK_H
