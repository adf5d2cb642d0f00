//===- SpacesCommand.cpp - fovea-nas spaces -------------------------------===//

#include "Commands.h"
#include "Options.h"
#include "Setup.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

Expected<int> fovea::runSpaces() {
  if (options::shownSpace.empty()) {
    listSpaces(outs());
    return EXIT_SUCCESS;
  }
  // What is printed can be changed and given to `search`.
  auto space = SearchSpace::load(options::shownSpace);
  if (!space)
    return space.takeError();
  outs() << (*space)->getText();
  return EXIT_SUCCESS;
}
