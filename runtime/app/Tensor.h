//===- Tensor.h - A tensor in host memory -----------------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_APP_TENSOR_H
#define FOVEA_RUNTIME_APP_TENSOR_H

#include "fovea/fovea.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// Allocates on cache lines, so that benchmarks do not depend on luck.
template <typename T> struct CacheLineAllocator {
  using value_type = T;
  static constexpr std::align_val_t alignment{64};

  CacheLineAllocator() = default;
  template <typename U> CacheLineAllocator(const CacheLineAllocator<U> &) {}

  T *allocate(size_t count) {
    return static_cast<T *>(::operator new(count * sizeof(T), alignment));
  }
  void deallocate(T *data, size_t) { ::operator delete(data, alignment); }
  bool operator==(const CacheLineAllocator &) const { return true; }
};

using Bytes = std::vector<uint8_t, CacheLineAllocator<uint8_t>>;
using Shape = std::vector<int64_t>;

/// Dense, row-major, in the byte order of the machine.
struct Tensor {
  uint64_t dtype = 0; ///< a fovea_dtype
  Shape shape;
  Bytes data;

  int64_t numElements() const {
    int64_t count = 1;
    for (int64_t extent : shape)
      count *= extent;
    return count;
  }
};

/// Bytes of a tensor, or nothing if an extent is negative or the product does
/// not fit in 63 bits.
std::optional<uint64_t> sizeInBytes(uint64_t dtype, const Shape &shape);

/// "f32 1x3x224x224", or "f32 scalar".
std::string typeString(uint64_t dtype, const Shape &shape);
std::string typeString(const fovea_tensor_info &info);

Shape shapeOf(const fovea_tensor_info &info);

/// Element `index` as a number. long double holds every i64 and u64 exactly on
/// the machines we run on.
long double elementAt(const Tensor &tensor, int64_t index);

/// Converts `count` numbers to the type `dtype` with rounding to nearest, ties
/// to even, and saturation for integers.
Bytes convertFromFloat(const float *values, int64_t count, uint64_t dtype);

} // namespace fovea::app

#endif // FOVEA_RUNTIME_APP_TENSOR_H
