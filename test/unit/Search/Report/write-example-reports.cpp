//===- write-example-reports.cpp - Pages for tests in a browser -----------===//
//
// write-example-reports FOLDER: writes the report of each example study to
// FOLDER/NAME.html.
//
//===----------------------------------------------------------------------===//

#include "ExampleStudies.h"

#include "llvm/Support/FileSystem.h"

using namespace llvm;
using namespace fovea;

int main(int argc, char **argv) {
  if (argc != 2) {
    errs() << "usage: " << argv[0] << " FOLDER\n";
    return 1;
  }
  std::string folder = argv[1];
  std::error_code error = sys::fs::create_directories(folder);
  for (const ExampleStudy &study : getExampleStudies()) {
    if (error)
      break;
    raw_fd_ostream os(folder + "/" + study.name.str() + ".html", error);
    if (!error)
      writeReport(study.make(), os);
  }
  if (error)
    errs() << argv[0] << ": " << folder << ": " << error.message() << "\n";
  return error ? 1 : 0;
}
