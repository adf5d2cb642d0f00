//===- Random.h - The same random numbers everywhere ------------*- C++ -*-===//
//
// The standard leaves open what its distributions make of a generator, so these
// are defined here: a study can be continued with another standard library.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_ALGORITHMS_RANDOM_H
#define FOVEA_SEARCH_ALGORITHMS_RANDOM_H

#include <cstdint>
#include <random>

namespace fovea {

class Random {
public:
  /// A stream for each trial of a search.
  Random(uint64_t seed, int64_t number);

  /// Below `size`, which is not 0. Off from equal chances by less than 2^-32
  /// for sizes below 2^32.
  size_t getIndex(size_t size) { return generator() % size; }
  /// In [0, 1).
  double getUniform() {
    return static_cast<double>(generator() >> 11) * 0x1p-53;
  }
  bool getBool(double probability) { return getUniform() < probability; }

private:
  std::mt19937_64 generator;
};

} // namespace fovea

#endif // FOVEA_SEARCH_ALGORITHMS_RANDOM_H
