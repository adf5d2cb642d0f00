//===- fovea-nas.cpp - Search architectures by measured latency -----------===//

#include "Commands.h"
#include "Options.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

#include <csignal>

using namespace llvm;
using namespace fovea;

static Expected<int> runCommand(int argc, char **argv) {
  std::string program = sys::fs::getMainExecutable(
      argv[0], reinterpret_cast<void *>(&runCommand));
  if (options::spacesCommand)
    return runSpaces();
  if (options::searchCommand)
    return runSearchCommand(program, ArrayRef(argv, argc).drop_front());
  if (options::showCommand)
    return runShow();
  if (options::reportCommand)
    return runReport();
  if (options::exportCommand)
    return runExport(program);
  if (options::compareCommand)
    return runCompare();
  if (options::lacsCommand)
    return runLACS();
  return createStringError("expected a command: spaces, search, show, report, "
                           "export, compare or lacs (see --help)");
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  // Whoever reads what we write may end first; that is an error of the write.
  std::signal(SIGPIPE, SIG_IGN);
  parseOptions(argc, argv);
  Expected<int> code = runCommand(argc, argv);
  if (code)
    return *code;
  WithColor::error(errs(), "fovea-nas") << toString(code.takeError()) << "\n";
  return EXIT_FAILURE;
}
