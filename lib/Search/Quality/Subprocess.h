//===- Subprocess.h - Run a command that may misbehave ----------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_QUALITY_SUBPROCESS_H
#define FOVEA_LIB_SEARCH_QUALITY_SUBPROCESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <string>

namespace fovea {

struct SubprocessOptions {
  double timeoutSeconds = 0;
  /// A command that prints more is ended.
  uint64_t maxOutputBytes = 1 << 20;
  uint64_t maxErrorBytes = 64 << 20;
  /// Ends the command once it is true; may be empty.
  std::function<bool()> isInterrupted;
};

/// Run `command` with `/bin/sh`, with `argument` as its last argument and
/// `input` on standard input, and return its standard output. Nothing of the
/// command outlives the call: whatever it started in its session is killed.
///
/// Errors say how it ended (which exit status, which signal, no end in time,
/// too much output) with the end of what it wrote to standard error. `folder`,
/// which must exist, holds files meanwhile.
llvm::Expected<std::string> runCommand(llvm::StringRef command,
                                       llvm::StringRef argument,
                                       llvm::StringRef input,
                                       llvm::StringRef folder,
                                       const SubprocessOptions &options);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_QUALITY_SUBPROCESS_H
