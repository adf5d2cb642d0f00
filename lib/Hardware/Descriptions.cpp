//===- Descriptions.cpp - Machines known by name --------------------------===//

#include "fovea/Hardware/HardwareModel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace fovea;

// The files of the folder Descriptions, made into strings at build time.
static constexpr const char *kDescriptions[] = {
#include "Descriptions.inc"
};

ArrayRef<HardwareModel> fovea::getHardwareDescriptions() {
  static const std::vector<HardwareModel> models = [] {
    std::vector<HardwareModel> result;
    for (const char *text : kDescriptions)
      result.push_back(cantFail(parseHardwareModel(text, "built-in")));
    llvm::sort(result, [](const HardwareModel &a, const HardwareModel &b) {
      return a.name < b.name;
    });
    return result;
  }();
  return models;
}

const HardwareModel *fovea::findHardwareDescription(StringRef name) {
  for (const HardwareModel &model : getHardwareDescriptions())
    if (model.name == name)
      return &model;
  return nullptr;
}

/// Whether `target` is of the class that `match` describes.
static bool isOfClass(const MCSubtargetInfo &target, const TargetMatch &match) {
  Triple::ArchType architecture = target.getTargetTriple().getArch();
  return match.cpus.empty() &&
         match.architecture == Triple::getArchTypeName(architecture) &&
         all_of(match.features, [&](const std::string &feature) {
           return target.checkFeatures("+" + feature);
         });
}

const HardwareModel *
fovea::findHardwareDescription(const MCSubtargetInfo &target) {
  const HardwareModel *best = nullptr;
  for (const HardwareModel &model : getHardwareDescriptions()) {
    if (!model.target)
      continue;
    if (is_contained(model.target->cpus, target.getCPU()))
      return &model;
    if (isOfClass(target, *model.target) &&
        (!best ||
         model.target->features.size() > best->target->features.size()))
      best = &model;
  }
  return best;
}

Expected<HardwareModel> fovea::loadHardwareModel(StringRef nameOrFile) {
  if (nameOrFile.contains('/') || sys::path::extension(nameOrFile) == ".yaml")
    return readHardwareModel(nameOrFile);
  if (const HardwareModel *model = findHardwareDescription(nameOrFile))
    return *model;
  std::string known;
  for (const HardwareModel &model : getHardwareDescriptions())
    known += (known.empty() ? "" : ", ") + model.name;
  return createStringError("unknown hardware '" + nameOrFile +
                           "': expected the path of a .yaml file, 'host', or "
                           "one of " +
                           known);
}
