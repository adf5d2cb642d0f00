//===- ModelDefinition.h - A method by name ---------------------*- C++ -*-===//

#ifndef FOVEA_MODEL_MODELDEFINITION_H
#define FOVEA_MODEL_MODELDEFINITION_H

#include "fovea/Model/ModelConfig.h"

#include "llvm/Support/JSON.h"

#include <memory>

namespace fovea {

/// An entry of the registry: what a file in models/ offers.
struct ModelDefinition {
  llvm::StringLiteral name;
  /// Phrase with the paper.
  llvm::StringLiteral summary;
  /// Names of the variants; the first one is the default.
  llvm::ArrayRef<llvm::StringLiteral> variants;
  /// The configuration of one of the variants.
  std::unique_ptr<ModelConfig> (*create)(llvm::StringRef variant);
};

/// What a user says about a model, applied in this order: the variant (the last
/// one named anywhere), the file, the assignments.
struct ModelSettings {
  /// YAML or JSON file that maps keys to values; none if empty.
  std::string file;
  /// `key=value`, the value in YAML.
  std::vector<std::string> assignments;
};

/// The configuration for `settings`, checked. Settings that do not exist or
/// have a bad value are errors, which list the keys or variants there are.
llvm::FailureOr<std::unique_ptr<ModelConfig>>
configureModel(const ModelDefinition &definition, const ModelSettings &settings,
               mlir::MLIRContext &context);

/// `configureModel`, and the model built: a module with `@main`, whose weights
/// have an initializer and no value yet.
llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
buildModel(const ModelDefinition &definition, const ModelSettings &settings,
           mlir::MLIRContext &context);

/// The model that `config`, a checked configuration of `definition`, says.
llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
buildModel(const ModelDefinition &definition, const ModelConfig &config,
           mlir::MLIRContext &context);

/// The keys of a definition with their help.
std::vector<ConfigMapper::Field>
getConfigFields(const ModelDefinition &definition);

/// The values of all fields as YAML.
std::string toYAML(ModelConfig &config);

/// The values of all fields, lists and mappings within lists as such. As YAML
/// is a superset of JSON, what is written reads back as a file of settings.
llvm::json::Object toJSON(ModelConfig &config);

/// Name, summary, variants, and the keys with their default values.
void describeModel(const ModelDefinition &definition, llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_MODEL_MODELDEFINITION_H
