//===- TestSpace.h - A space whose best is known -----------------*- C++
//-*-===//

#ifndef TEST_UNIT_SEARCH_ALGORITHMS_TESTSPACE_H
#define TEST_UNIT_SEARCH_ALGORITHMS_TESTSPACE_H

#include "fovea/Search/Objective.h"

#include <cmath>

namespace fovea {

/// Seven blocks of a network, each with kind, kernel, expansion, width and
/// repeats, and what they cost and are worth: 216^7 architectures. Kind and
/// expansion multiply, so a knob has no best choice by itself.
inline SearchDomain createTestDomain() {
  SearchDomain domain;
  for (int block = 0; block < 7; ++block)
    domain.sizes.insert(domain.sizes.end(), {2, 3, 4, 3, 3});
  return domain;
}

inline Metrics getTestMetrics(llvm::ArrayRef<unsigned> architecture) {
  double seconds = 0.0005, capacity = 0, macs = 1e6;
  for (size_t block = 0; block < 7; ++block) {
    auto knobs = architecture.slice(5 * block, 5);
    double area = std::pow(0.5, static_cast<double>(block));
    double kernel = 3 + 2 * knobs[1], expansion = 1 + knobs[2];
    double width = 0.75 + 0.25 * knobs[3], repeats = 1 + knobs[4];
    double dense = knobs[0] * kernel * kernel / (8 << block);
    double work =
        repeats * width * width * expansion * (1 + kernel / 8 + dense);
    macs += 2e7 * work * area;
    // Depthwise work is slow where maps are large.
    seconds += 2e-4 * work * (knobs[0] ? 0.8 : 1 + area);
    capacity += repeats * width * std::sqrt(expansion) *
                (1 + 0.1 * kernel * std::sqrt(area)) * (1 + 0.2 * knobs[0]);
  }
  Metrics metrics;
  metrics.latency = Measurement::exact(seconds);
  metrics.macs = static_cast<uint64_t>(macs);
  metrics.quality = Measurement::exact(1 - std::exp(-0.03 * capacity));
  return metrics;
}

inline Objective createTestObjective() {
  return llvm::cantFail(
      Objective::parse("latency,quality reward=-0.07:-0.5 target=0.008"));
}

} // namespace fovea

#endif // TEST_UNIT_SEARCH_ALGORITHMS_TESTSPACE_H
