//===- ModelDefinition.cpp - A method by name -----------------------------===//

#include "fovea/Model/ModelDefinition.h"
#include "WholeConfig.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace fovea;

std::string fovea::toYAML(ModelConfig &config) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::yaml::Output output(os);
  WholeConfig whole{config};
  output << whole;
  return text;
}

llvm::json::Object fovea::toJSON(ModelConfig &config) {
  return config_detail::toJSON(
      [&](ConfigMapper &mapper) { config.mapAll(mapper); });
}

std::vector<ConfigField>
fovea::getConfigFields(const ModelDefinition &definition) {
  auto config = definition.create(definition.variants.front());
  return config_detail::getFields(
      [&](ConfigMapper &mapper) { config->mapAll(mapper); });
}

FailureOr<OwningOpRef<ModuleOp>>
fovea::buildModel(const ModelDefinition &definition,
                  const ModelSettings &settings, MLIRContext &context) {
  auto config = configureModel(definition, settings, context);
  if (failed(config))
    return failure();
  return buildModel(definition, **config, context);
}

FailureOr<OwningOpRef<ModuleOp>>
fovea::buildModel(const ModelDefinition &definition, const ModelConfig &config,
                  MLIRContext &context) {
  ModelBuilder builder(context, (definition.name + "-" + config.variant).str());
  config.build(builder);
  return builder.finish();
}

/// The help of a field as comments, with that of fields inside of it.
static void writeHelp(const ConfigField &field, unsigned depth,
                      raw_ostream &os) {
  os.indent(4) << "# ";
  os.indent(2 * depth) << (depth ? field.key + ": " : "") << field.help << "\n";
  for (const ConfigField &inner : field.fields)
    writeHelp(inner, depth + 1, os);
}

void fovea::describeModel(const ModelDefinition &definition, raw_ostream &os) {
  auto config = definition.create(definition.variants.front());
  std::vector<ConfigField> fields = getConfigFields(definition);
  std::string yaml = toYAML(*config);
  os << definition.name << ": " << definition.summary
     << "\n  variants: " << llvm::join(definition.variants, ", ")
     << "\n  settings of variant " << definition.variants.front() << ":\n";

  // The YAML has the fields in the order of the help; a field that is a list of
  // mappings goes over several lines.
  SmallVector<StringRef> lines;
  StringRef(yaml).split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  auto field = fields.begin();
  for (StringRef line : lines) {
    if (line == "---" || line == "...")
      continue;
    bool isField = field != fields.end() && line.starts_with(field->key + ":");
    if (isField)
      writeHelp(*field++, /*depth=*/0, os);
    os << "    " << line << "\n";
  }
}
