//===- PadIndex.h - Where padding reads from --------------------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_PADINDEX_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_PADINDEX_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include <algorithm>

namespace fovea {

/// Maps positions along a padded dimension to those of the input, for the modes
/// that copy elements. What is removed is removed first: the modes look at the
/// remaining `size` elements from `begin` on.
struct PadIndex {
  PadIndex(PadMode mode, int64_t inputSize, int64_t low, int64_t high)
      : mode(mode), low(std::max<int64_t>(low, 0)),
        begin(std::max<int64_t>(-low, 0)),
        size(inputSize - begin + std::min<int64_t>(high, 0)) {}

  int64_t getSource(int64_t position) const {
    int64_t index = position - low;
    if (mode == PadMode::edge)
      return begin + std::clamp<int64_t>(index, 0, size - 1);
    // A mirrored row repeats after walking to its end and back.
    int64_t period =
        mode == PadMode::wrap ? size : std::max<int64_t>(2 * (size - 1), 1);
    index = (index % period + period) % period;
    return begin + (index < size ? index : period - index);
  }

  PadMode mode;
  int64_t low, begin, size;
};

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_PADINDEX_H
