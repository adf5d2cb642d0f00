//===- Knob.h - A decision of a search --------------------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_KNOB_H
#define FOVEA_SEARCH_KNOB_H

#include <string>
#include <vector>

namespace fovea {

/// A decision of a search.
struct Knob {
  std::string name;
  /// As they are written in the space; at least one, no two alike.
  std::vector<std::string> choices;
};

} // namespace fovea

#endif // FOVEA_SEARCH_KNOB_H
