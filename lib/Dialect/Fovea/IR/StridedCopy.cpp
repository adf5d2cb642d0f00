//===- StridedCopy.cpp - Rearrangement of elements in memory --------------===//

#include "StridedCopy.h"

#include "llvm/ADT/STLExtras.h"

#include <cstdint>
#include <cstring>

using namespace fovea;
using llvm::ArrayRef;
using llvm::SmallVector;

namespace {
/// One loop of the nest.
struct Loop {
  int64_t size, target, source; // Strides in bytes.
};
} // namespace

/// Drop loops of one iteration, and merge neighbours that walk memory like one.
static SmallVector<Loop> simplifyLoops(ArrayRef<int64_t> shape,
                                       ArrayRef<int64_t> targetStrides,
                                       ArrayRef<int64_t> sourceStrides,
                                       int64_t elementSize) {
  SmallVector<Loop> loops;
  for (auto [size, targetStride, sourceStride] :
       llvm::zip_equal(shape, targetStrides, sourceStrides)) {
    if (size == 1)
      continue;
    int64_t target = targetStride * elementSize;
    int64_t source = sourceStride * elementSize;
    if (!loops.empty()) {
      Loop &outer = loops.back();
      if (outer.target == size * target && outer.source == size * source) {
        outer = {outer.size * size, target, source};
        continue;
      }
    }
    loops.push_back({size, target, source});
  }
  return loops;
}

template <int64_t elementSize>
static void copyRow(char *target, const char *source, Loop loop) {
  if (loop.target == elementSize && loop.source == elementSize) {
    std::memcpy(target, source, loop.size * elementSize);
    return;
  }
  for (int64_t i = 0; i < loop.size; ++i)
    std::memcpy(target + i * loop.target, source + i * loop.source,
                elementSize);
}

/// Copy a plane in square blocks that fit the first-level cache.
template <int64_t elementSize>
static void copyPlane(char *target, const char *source, Loop outer,
                      Loop inner) {
  constexpr int64_t kBlock = 128 / elementSize;
  for (int64_t i0 = 0; i0 < outer.size; i0 += kBlock) {
    int64_t i1 = std::min(i0 + kBlock, outer.size);
    for (int64_t j0 = 0; j0 < inner.size; j0 += kBlock) {
      Loop row = {std::min(kBlock, inner.size - j0), inner.target,
                  inner.source};
      for (int64_t i = i0; i < i1; ++i)
        copyRow<elementSize>(target + i * outer.target + j0 * inner.target,
                             source + i * outer.source + j0 * inner.source,
                             row);
    }
  }
}

template <int64_t elementSize>
static void copyLoops(char *target, const char *source, ArrayRef<Loop> loops) {
  if (loops.empty()) {
    std::memcpy(target, source, elementSize);
    return;
  }
  Loop outer = loops.front();
  if (loops.size() == 1)
    return copyRow<elementSize>(target, source, outer);
  if (loops.size() == 2 && loops[1].source != elementSize)
    return copyPlane<elementSize>(target, source, outer, loops[1]);
  for (int64_t i = 0; i < outer.size; ++i)
    copyLoops<elementSize>(target + i * outer.target, source + i * outer.source,
                           loops.drop_front());
}

void fovea::copyStrided(char *target, ArrayRef<int64_t> targetStrides,
                        const char *source, ArrayRef<int64_t> sourceStrides,
                        ArrayRef<int64_t> shape, int64_t elementSize) {
  if (llvm::is_contained(shape, 0))
    return;
  SmallVector<Loop> loops =
      simplifyLoops(shape, targetStrides, sourceStrides, elementSize);
  // Blocks need the loop along which the source is contiguous next to the
  // innermost one. The order of loops does not matter to the result.
  auto contiguous = llvm::find_if(
      loops, [&](const Loop &loop) { return loop.source == elementSize; });
  if (contiguous != loops.end() && contiguous + 1 != loops.end())
    std::rotate(contiguous, contiguous + 1, loops.end() - 1);
  switch (elementSize) {
  case 1:
    return copyLoops<1>(target, source, loops);
  case 2:
    return copyLoops<2>(target, source, loops);
  case 4:
    return copyLoops<4>(target, source, loops);
  case 8:
    return copyLoops<8>(target, source, loops);
  default:
    llvm_unreachable("elements have 1, 2, 4 or 8 bytes");
  }
}
