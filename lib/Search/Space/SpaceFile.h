//===- SpaceFile.h - The YAML of a search space -----------------*- C++ -*-===//
//
// What a file says, before anything is known of the model.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_SEARCH_SPACE_SPACEFILE_H
#define FOVEA_LIB_SEARCH_SPACE_SPACEFILE_H

#include "llvm/Support/Error.h"

#include <string>
#include <utility>
#include <vector>

namespace fovea {

/// A word, or a list of words.
struct Words {
  std::vector<std::string> list;
};

/// A mapping, by key.
template <typename T> struct Entries {
  unsigned line = 0;
  std::vector<std::pair<std::string, T>> list;
};

/// One knob, or one for each word of `instances`, which then stands for the
/// `{}` in names.
struct KnobEntry {
  unsigned line = 0;
  std::string name;
  /// Paths of settings.
  Words settings;
  Words instances;
  /// Whether the choices are added to what the settings are.
  bool isRelative = false;
  std::vector<std::string> choices;
};

struct ConstraintEntry {
  unsigned line = 0;
  Words instances;
  /// Knobs, and those of their choices that are not allowed together.
  Entries<Words> forbidden;
};

struct SpaceFile {
  std::string fileName;
  std::string name;
  std::string summary;
  std::string model;
  /// Settings of the model that hold throughout.
  Entries<std::string> settings;
  std::vector<KnobEntry> knobs;
  std::vector<ConstraintEntry> constraints;

  /// An error at a line, counted from 1; 0 for the whole file.
  llvm::Error makeError(unsigned line, const llvm::Twine &message) const;
};

llvm::Expected<SpaceFile> readSpaceFile(llvm::StringRef yaml,
                                        llvm::StringRef fileName);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_SPACE_SPACEFILE_H
