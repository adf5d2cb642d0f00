//===- Artifacts.h - Files made of a compiled model -------------*- C++ -*-===//

#ifndef FOVEA_DRIVER_ARTIFACTS_H
#define FOVEA_DRIVER_ARTIFACTS_H

#include "fovea/Driver/Compiler.h"

#include "llvm/Support/Error.h"

namespace fovea {

enum class ArtifactKind { Executable, SharedLibrary, Object };

struct LinkOptions {
  /// C compiler driver that links; found if empty.
  std::string linker;
  /// Folder with the runtime's static libraries and response files.
  std::string runtimeDir;
};

/// Write an artifact to `path`: the program, the library or the object, with a
/// header (`path` with the extension .h) for the latter two and a file of
/// weights where the model wants one. Each file appears whole or not at all.
/// The folder with the runtime of the program at the path `program`: `lib`
/// beside its own.
std::string findRuntimeDirectory(llvm::StringRef program);

llvm::Error writeArtifact(const CompiledModel &model, ArtifactKind kind,
                          llvm::StringRef path, const LinkOptions &options);

} // namespace fovea

#endif // FOVEA_DRIVER_ARTIFACTS_H
