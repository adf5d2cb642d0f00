//===- Models.h - All model definitions -------------------------*- C++ -*-===//

#ifndef FOVEA_MODELS_MODELS_H
#define FOVEA_MODELS_MODELS_H

#include "fovea/Model/ModelDefinition.h"

namespace fovea {

// One per file of this folder.
extern const ModelDefinition kEfficientNet;
extern const ModelDefinition kEfficientNetX;
extern const ModelDefinition kMobileNetV2;
extern const ModelDefinition kResNet;
extern const ModelDefinition kViT;

/// The registry, by name.
llvm::ArrayRef<const ModelDefinition *> getModels();

/// The definition called `name`, or null.
const ModelDefinition *findModel(llvm::StringRef name);

/// The same, but an unknown name is an error that lists the known ones.
llvm::Expected<const ModelDefinition *> getModel(llvm::StringRef name);

/// All models, with their variants and settings.
void listModels(llvm::raw_ostream &os);

/// The model called `name`, with `settings`. An unknown name is an error that
/// lists the known ones.
llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
buildModel(llvm::StringRef name, const ModelSettings &settings,
           mlir::MLIRContext &context);

} // namespace fovea

#endif // FOVEA_MODELS_MODELS_H
