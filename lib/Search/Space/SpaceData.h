//===- SpaceData.h - What a search space is made of -------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_SPACE_SPACEDATA_H
#define FOVEA_LIB_SEARCH_SPACE_SPACEDATA_H

#include "fovea/Search/SearchSpace.h"

namespace fovea {

/// A setting and its value, in YAML.
struct Assignment {
  std::string path;
  std::string yaml;

  /// Whether it names the variant of the model, which all other settings
  /// change.
  bool setsVariant() const { return path == "variant"; }
};

/// Choices of some knobs that are not allowed together.
struct Constraint {
  struct Term {
    size_t knob;
    /// For each choice, whether it is one of these.
    std::vector<bool> isForbidden;
  };
  std::vector<Term> terms;

  bool isViolatedBy(llvm::ArrayRef<unsigned> architecture) const;
};

struct SearchSpace::Data {
  std::string text;
  std::string name;
  std::string summary;
  const ModelDefinition *model = nullptr;
  /// `key=value`, of the space and of the user.
  std::vector<std::string> settings;
  std::vector<Knob> knobs;
  /// For each knob and choice, what it sets.
  std::vector<std::vector<std::vector<Assignment>>> assignments;
  std::vector<Constraint> constraints;
  Architecture base;
  SearchDomain domain;

  bool isWellFormed(llvm::ArrayRef<unsigned> architecture) const;
  bool isAllowed(llvm::ArrayRef<unsigned> architecture) const;
  /// The model with the choices of `architecture`, not checked.
  llvm::Expected<std::unique_ptr<ModelConfig>>
  apply(llvm::ArrayRef<unsigned> architecture) const;
  /// Uniform over all combinations.
  Architecture draw(std::mt19937_64 &random) const;
  double countCombinations() const;
};

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_SPACE_SPACEDATA_H
