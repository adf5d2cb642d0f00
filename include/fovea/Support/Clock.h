//===- Clock.h - Monotonic time in seconds ----------------------*- C++ -*-===//

#ifndef FOVEA_SUPPORT_CLOCK_H
#define FOVEA_SUPPORT_CLOCK_H

#include <chrono>

namespace fovea {

/// Seconds since some moment, by a clock that never goes back.
inline double getSeconds() {
  auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// How long ago it was made.
class Stopwatch {
public:
  double getSeconds() const { return fovea::getSeconds() - begin; }

private:
  double begin = fovea::getSeconds();
};

} // namespace fovea

#endif // FOVEA_SUPPORT_CLOCK_H
