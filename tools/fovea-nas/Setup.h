//===- Setup.h - What several commands need ---------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEANAS_SETUP_H
#define FOVEA_TOOLS_FOVEANAS_SETUP_H

#include "fovea/Driver/Compiler.h"
#include "fovea/Search/Objective.h"
#include "fovea/Search/SearchSpace.h"
#include "fovea/Search/Study.h"

namespace fovea {

/// How candidates are compiled on this machine.
struct CompileSetup {
  /// Null if there is none.
  std::unique_ptr<KernelCache> cache;
  HardwareModel host;
  /// Refer to `cache`.
  CompileOptions options;
};

/// By the options. This machine is measured if it was never before.
llvm::Expected<CompileSetup> createCompileSetup(Precision precision,
                                                unsigned threads);

llvm::StringRef getName(Precision precision);

/// A study that was written before, and what it is about.
struct OpenedStudy {
  std::unique_ptr<Study> study;
  std::unique_ptr<SearchSpace> space;
  Objective objective;
  std::vector<Trial> trials;
};

/// The one that the command line names.
llvm::Expected<OpenedStudy> openStudy();

/// Settings of the model as the header of a study keeps them, and back.
std::string printSettings(llvm::ArrayRef<std::string> settings);
llvm::Expected<std::vector<std::string>> parseSettings(llvm::StringRef text);

/// Whether a setting of a header says no more than that an option was not given.
bool isDefault(llvm::StringRef name, llvm::StringRef value);

/// The key of the header's settings that keeps those of the model.
inline constexpr llvm::StringLiteral kModelSettings = "set";

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEANAS_SETUP_H
