//===- Architecture.h - A point of a search space ---------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_ARCHITECTURE_H
#define FOVEA_SEARCH_ARCHITECTURE_H

#include "llvm/ADT/ArrayRef.h"

#include <functional>
#include <vector>

namespace fovea {

/// For each knob of a space, the index of its choice.
using Architecture = std::vector<unsigned>;

/// What a search algorithm knows of a space.
struct SearchDomain {
  /// Number of choices of each knob, none of them 0.
  std::vector<unsigned> sizes;
  /// Whether the constraints of the space hold.
  std::function<bool(llvm::ArrayRef<unsigned>)> isAllowed;
};

} // namespace fovea

#endif // FOVEA_SEARCH_ARCHITECTURE_H
