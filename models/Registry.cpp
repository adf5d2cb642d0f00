//===- Registry.cpp - The table of model definitions ----------------------===//

#include "Models.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace fovea;

ArrayRef<const ModelDefinition *> fovea::getModels() {
  static const ModelDefinition *const models[] = {
      &kEfficientNet, &kEfficientNetX, &kMobileNetV2, &kResNet, &kViT};
  return models;
}

const ModelDefinition *fovea::findModel(StringRef name) {
  for (const ModelDefinition *model : getModels())
    if (model->name == name)
      return model;
  return nullptr;
}

llvm::Expected<const ModelDefinition *> fovea::getModel(StringRef name) {
  if (const ModelDefinition *model = findModel(name))
    return model;
  auto names = llvm::map_range(
      getModels(), [](const ModelDefinition *model) { return model->name; });
  return llvm::createStringError("unknown model '" + name + "'; there are " +
                                 llvm::join(names, ", "));
}

void fovea::listModels(raw_ostream &os) {
  llvm::interleave(
      getModels(), os,
      [&](const ModelDefinition *model) { describeModel(*model, os); }, "\n");
}

FailureOr<OwningOpRef<ModuleOp>>
fovea::buildModel(StringRef name, const ModelSettings &settings,
                  MLIRContext &context) {
  if (auto model = getModel(name))
    return buildModel(**model, settings, context);
  else
    return emitError(UnknownLoc::get(&context)) << toString(model.takeError());
}
