//===- Commands.h - What fovea-nas does -------------------------*- C++ -*-===//
//
// One function and one file for each subcommand. They read what they do from
// Options.h and return the exit code.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_TOOLS_FOVEANAS_COMMANDS_H
#define FOVEA_TOOLS_FOVEANAS_COMMANDS_H

#include "llvm/Support/Error.h"

namespace fovea {

llvm::Expected<int> runSpaces();
/// `program` is the path of this one, `arguments` those it was given.
llvm::Expected<int> runSearchCommand(const std::string &program,
                                     llvm::ArrayRef<char *> arguments);
llvm::Expected<int> runShow();
llvm::Expected<int> runReport();
llvm::Expected<int> runExport(const std::string &program);
llvm::Expected<int> runCompare();
llvm::Expected<int> runLACS();

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEANAS_COMMANDS_H
