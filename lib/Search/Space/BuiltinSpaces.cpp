//===- BuiltinSpaces.cpp - Search spaces known by name --------------------===//

#include "fovea/Search/SearchSpace.h"

#include "SpaceFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;
using namespace fovea;

// The files of models/spaces, made into strings at build time.
static constexpr const char *kSpaces[] = {
#include "Spaces.inc"
};

ArrayRef<BuiltinSpace> fovea::getBuiltinSpaces() {
  static const std::vector<BuiltinSpace> spaces = [] {
    std::vector<BuiltinSpace> result;
    for (const char *text : kSpaces)
      result.push_back({cantFail(readSpaceFile(text, "built-in")).name, text});
    llvm::sort(result, [](const BuiltinSpace &a, const BuiltinSpace &b) {
      return a.name < b.name;
    });
    return result;
  }();
  return spaces;
}

void fovea::describeSpace(const SearchSpace &space, raw_ostream &os) {
  double count = space.countArchitectures();
  os << space.getName() << ": " << space.getSummary()
     << "\n  model: " << space.getModel().name
     << "\n  architectures: " << format("%.*g", count < 1e6 ? 6 : 2, count)
     << "\n  knobs (the choice of the base in brackets):\n";
  size_t width = 0;
  for (const Knob &knob : space.getKnobs())
    width = std::max(width, knob.name.size());
  for (auto [knob, base] : zip_equal(space.getKnobs(), space.getBase())) {
    os << "    " << left_justify(knob.name, width);
    for (auto [index, choice] : enumerate(knob.choices))
      os << (index == base ? "  [" + choice + "]" : "  " + choice);
    os << "\n";
  }
}

void fovea::listSpaces(raw_ostream &os) {
  interleave(
      getBuiltinSpaces(), os,
      [&](const BuiltinSpace &space) {
        describeSpace(*cantFail(SearchSpace::load(space.name)), os);
      },
      "\n");
}
