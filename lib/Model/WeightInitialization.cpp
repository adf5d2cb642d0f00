//===- WeightInitialization.cpp - Seeded untrained weights ----------------===//
//
// A counter-based generator: element i of a weight is a hash of (key, i), where
// the key is a hash of the seed and the weight's name. Normal variates come
// from the inverse of the distribution function, which takes one hash for each
// and turns a truncated distribution into a narrower range of probabilities.
//
//===----------------------------------------------------------------------===//

#include "fovea/Model/Weights.h"

#include "llvm/Support/xxhash.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

/// The output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
static uint64_t mixBits(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

/// A number of (0, 1), the middle of one of 2^23 intervals.
static float drawProbability(uint64_t key, uint64_t index) {
  uint64_t bits = mixBits(key + (index + 1) * 0x9e3779b97f4a7c15ull);
  return (float(bits >> 41) + 0.5f) * 0x1p-23f;
}

/// Inverse of the standard normal distribution function, to a relative 1e-6:
/// the method PPND7 of Wichura (Algorithm AS 241, Applied Statistics 37, 1988).
static float inverseNormal(float p) {
  float q = p - 0.5f;
  if (std::abs(q) <= 0.425f) {
    float r = 0.180625f - q * q;
    float numerator =
        ((59.109374720f * r + 159.29113202f) * r + 50.434271938f) * r +
        3.3871327179f;
    float denominator =
        ((67.187563600f * r + 78.757757664f) * r + 17.895169469f) * r + 1.0f;
    return q * numerator / denominator;
  }
  float r = std::sqrt(-std::log(q < 0 ? p : 1.0f - p));
  float numerator, denominator;
  if (r <= 5.0f) {
    r -= 1.6f;
    numerator = ((0.17023821103f * r + 1.3067284816f) * r + 2.7568153900f) * r +
                1.4234372777f;
    denominator = (0.12021132975f * r + 0.73700164250f) * r + 1.0f;
  } else {
    r -= 5.0f;
    numerator =
        ((0.017337203997f * r + 0.42868294337f) * r + 3.0812263860f) * r +
        6.6579051150f;
    denominator = (0.012258202635f * r + 0.24197894225f) * r + 1.0f;
  }
  return std::copysign(numerator / denominator, q);
}

/// One element in a distribution of mean 0 and deviation 1.
template <InitializerKind kind>
static float drawStandard(uint64_t key, uint64_t index) {
  float p = drawProbability(key, index);
  if constexpr (kind == InitializerKind::uniform)
    return 2.0f * p - 1.0f;
  if constexpr (kind == InitializerKind::normal)
    return inverseNormal(p);
  // Probabilities of -2 and of everything between -2 and 2 deviations.
  constexpr float below = 0.022750131948f, within = 0.954499736104f;
  return inverseNormal(below + within * p);
}

template <InitializerKind kind>
static void fill(HostTensor &tensor, uint64_t key, float mean,
                 float deviation) {
  int64_t size = tensor.getNumElements();
  if (tensor.getElementType().isF32()) {
    auto *data = reinterpret_cast<float *>(tensor.getMutableBytes().data());
    for (int64_t i = 0; i < size; ++i)
      data[i] = mean + deviation * drawStandard<kind>(key, i);
    return;
  }
  for (int64_t i = 0; i < size; ++i)
    tensor.setFloat(i, mean + deviation * drawStandard<kind>(key, i));
}

static void fillConstant(HostTensor &tensor, double value) {
  int64_t size = tensor.getNumElements();
  if (value == 0.0 || size == 0)
    return;
  MutableArrayRef<char> bytes = tensor.getMutableBytes();
  tensor.setFloat(0, value);
  size_t elementSize = bytes.size() / size;
  for (size_t i = elementSize; i < bytes.size(); ++i)
    bytes[i] = bytes[i - elementSize];
}

HostTensor fovea::drawWeight(RankedTensorType type, StringRef name,
                             InitializerAttr init, uint64_t seed) {
  HostTensor tensor = HostTensor::zeros(type);
  uint64_t key = mixBits(llvm::xxh3_64bits(name) ^ mixBits(seed));
  float mean = init.getMean().getValueAsDouble();
  float deviation = init.getDeviation().getValueAsDouble();
  switch (init.getKind()) {
  case InitializerKind::constant:
    fillConstant(tensor, init.getMean().getValueAsDouble());
    break;
  case InitializerKind::normal:
    fill<InitializerKind::normal>(tensor, key, mean, deviation);
    break;
  case InitializerKind::truncated_normal:
    fill<InitializerKind::truncated_normal>(tensor, key, mean, deviation);
    break;
  case InitializerKind::uniform:
    fill<InitializerKind::uniform>(tensor, key, mean, deviation);
    break;
  }
  return tensor;
}
