//===- SearchSpace.h - Which architectures a search is over -----*- C++ -*-===//
//
// A space is data over the settings of a model: settings that hold throughout,
// knobs, each of which sets one or more settings to one of its choices, and
// constraints between knobs. docs/search-spaces.md describes the YAML.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_SEARCHSPACE_H
#define FOVEA_SEARCH_SEARCHSPACE_H

#include "fovea/Model/ModelDefinition.h"
#include "fovea/Search/Architecture.h"
#include "fovea/Search/Knob.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace fovea {

/// Immutable, so that threads may share one.
class SearchSpace {
public:
  ~SearchSpace();

  /// The space that `yaml` describes. `settings` (`key=value`, as on the
  /// command line) come after the settings of the space and before its knobs.
  ///
  /// Errors start with `fileName`, with the line where it is known, and name
  /// the knob and the choice. Also a choice that the model does not know is
  /// found here, and a knob none of whose choices is what the settings say.
  static llvm::Expected<std::unique_ptr<SearchSpace>>
  parse(llvm::StringRef yaml, llvm::StringRef fileName,
        llvm::ArrayRef<std::string> settings = {});
  /// The built-in space of that name, or that in a file: what has a slash or
  /// ends in .yaml is a path. An unknown name is an error that lists the known
  /// ones.
  static llvm::Expected<std::unique_ptr<SearchSpace>>
  load(llvm::StringRef nameOrFile, llvm::ArrayRef<std::string> settings = {});

  llvm::StringRef getName() const;
  /// The YAML that was read.
  llvm::StringRef getText() const;
  /// What it is a space of: a phrase.
  llvm::StringRef getSummary() const;
  const ModelDefinition &getModel() const;
  llvm::ArrayRef<Knob> getKnobs() const;
  /// Sizes of the knobs, in their order, and whether the constraints of the
  /// space and those of the model (`ModelConfig::check`) hold. Valid as long as
  /// the space.
  const SearchDomain &getDomain() const;

  /// The settings of an architecture, checked. An architecture that is not
  /// allowed is an error that says why. To build: `buildModel`.
  llvm::Expected<std::unique_ptr<ModelConfig>>
  configure(llvm::ArrayRef<unsigned> architecture) const;

  /// The choice of each knob, by name: `{"depth": "12", ...}`. There must be one
  /// of each knob, but the constraints need not hold.
  llvm::json::Object describe(llvm::ArrayRef<unsigned> architecture) const;
  /// Reads what `describe` writes; numbers and booleans may stand without
  /// quotes. A knob that is missing, unknown or has no such choice is an error,
  /// which lists what there is.
  llvm::Expected<Architecture>
  parseArchitecture(const llvm::json::Object &description) const;

  /// The architecture that changes nothing: the model as the settings have it.
  Architecture getBase() const;
  /// Uniform over the architectures that are allowed, and the same on every
  /// machine.
  Architecture sample(std::mt19937_64 &random) const;
  /// The number of combinations of choices, allowed or not.
  double countCombinations() const;
  /// The number of allowed ones: exact up to 2^16 combinations, else the
  /// fraction of 4096 random ones, which is the same each time.
  double countArchitectures() const;

  struct Data;

private:
  explicit SearchSpace(std::unique_ptr<Data> data);

  std::unique_ptr<Data> data;
};

/// The name of a space of the library and its YAML.
struct BuiltinSpace {
  std::string name;
  llvm::StringRef yaml;
};

/// By name.
llvm::ArrayRef<BuiltinSpace> getBuiltinSpaces();

/// Name, summary, model, size, and the knobs with their choices.
void describeSpace(const SearchSpace &space, llvm::raw_ostream &os);
/// That of all built-in spaces.
void listSpaces(llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_SEARCH_SEARCHSPACE_H
