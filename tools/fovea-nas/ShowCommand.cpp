//===- ShowCommand.cpp - fovea-nas show -----------------------------------===//

#include "Commands.h"
#include "Options.h"
#include "Setup.h"

#include "fovea/Search/StudySummary.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

static void printHeader(const StudyHeader &header) {
  outs() << formatv("{0}: {1}, {2}, seed {3}, {4}, {5} thread(s)\n",
                    header.space, header.objective, header.algorithm,
                    header.seed, header.precision, header.threads);
  for (const auto &[name, value] : header.settings)
    if (name != kModelSettings || value != "[]")
      outs() << "  " << name << ": " << value << "\n";
}

Expected<int> fovea::runShow() {
  Expected<OpenedStudy> opened = openStudy();
  if (!opened)
    return opened.takeError();
  StudySummary summary =
      summarize(opened->trials, opened->objective, options::top);
  if (options::json) {
    outs() << formatv("{0:2}\n", toJSON(summary));
    return EXIT_SUCCESS;
  }
  printHeader(opened->study->getHeader());
  printSummary(summary, opened->objective, outs());
  return EXIT_SUCCESS;
}
