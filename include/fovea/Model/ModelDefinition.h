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
  /// `path=value`, the value in YAML: `batch=2`, `stages.2.kernel=5`.
  std::vector<std::string> assignments;
};

/// Something wrong with settings.
class SettingsError : public llvm::ErrorInfo<SettingsError> {
public:
  static char ID;

  explicit SettingsError(const llvm::Twine &message, llvm::StringRef file = "",
                         unsigned line = 1, unsigned column = 1)
      : message(message.str()), file(file.str()), line(line), column(column) {}

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }

  std::string message;
  /// Empty if it was not in a file. Lines and columns are counted from 1.
  std::string file;
  unsigned line, column;
};

/// The configuration for `settings`, checked. Settings that do not exist or
/// have a bad value are errors (one or more of `SettingsError`), which list the
/// keys or variants there are.
llvm::Expected<std::unique_ptr<ModelConfig>>
configureModel(const ModelDefinition &definition,
               const ModelSettings &settings);

/// The same with diagnostics.
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
std::vector<ConfigField> getConfigFields(const ModelDefinition &definition);

/// The values of all fields as YAML.
std::string toYAML(ModelConfig &config);

/// The values of all fields. As YAML is a superset of JSON, what is written
/// reads back as a file of settings.
llvm::json::Object toJSON(ModelConfig &config);

/// Sets one setting to a value in YAML. What `ModelConfig::check` says of it is
/// not asked.
llvm::Error assignSetting(const ModelDefinition &definition,
                          ModelConfig &config, llvm::StringRef path,
                          llvm::StringRef yaml);
/// The value of one setting.
llvm::Expected<llvm::json::Value> getSetting(const ModelDefinition &definition,
                                             ModelConfig &config,
                                             llvm::StringRef path);
/// What `ModelConfig::check` says, as errors that name the model.
llvm::Error checkConfig(const ModelDefinition &definition,
                        const ModelConfig &config);

/// Name, summary, variants, and the keys with their default values.
void describeModel(const ModelDefinition &definition, llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_MODEL_MODELDEFINITION_H
