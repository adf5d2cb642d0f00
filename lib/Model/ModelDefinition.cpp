//===- ModelDefinition.cpp - A method by name -----------------------------===//

#include "fovea/Model/ModelDefinition.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace mlir;
using namespace fovea;

namespace {

/// Settings as YAML text: a file, or one assignment.
struct SettingsText {
  Location loc;
  std::string yaml;
  /// The assignment as the user wrote it; empty for a file.
  std::string assignment;
};

/// Lets YAML I/O map a configuration and note its fields.
struct MappedConfig {
  ModelConfig &config;
  std::vector<ConfigMapper::Field> *fields = nullptr;
};

} // namespace

template <> struct llvm::yaml::MappingTraits<MappedConfig> {
  static void mapping(IO &io, MappedConfig &mapped) {
    ConfigMapper mapper(io, mapped.fields);
    mapped.config.mapAll(mapper);
  }
};

static std::string writeYAML(MappedConfig mapped) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::yaml::Output output(os);
  output << mapped;
  return text;
}

std::string fovea::toYAML(ModelConfig &config) { return writeYAML({config}); }

std::vector<ConfigMapper::Field>
fovea::getConfigFields(const ModelDefinition &definition) {
  auto config = definition.create(definition.variants.front());
  std::vector<ConfigMapper::Field> fields;
  writeYAML({*config, &fields});
  return fields;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Passes what LLVM's YAML reader reports on to the diagnostics of MLIR, with
/// the model and the assignment it is about.
static void reportYAML(const llvm::SMDiagnostic &diagnostic, void *settings) {
  auto &text = *static_cast<SettingsText *>(settings);
  if (!text.assignment.empty()) {
    emitError(text.loc) << "in setting '" << text.assignment
                        << "': " << diagnostic.getMessage();
    return;
  }
  auto file = cast<FileLineColLoc>(text.loc);
  emitError(FileLineColLoc::get(file.getFilename(), diagnostic.getLineNo(),
                                diagnostic.getColumnNo() + 1))
      << diagnostic.getMessage();
}

static FailureOr<std::vector<SettingsText>>
readSettings(const ModelSettings &settings, MLIRContext &context) {
  std::vector<SettingsText> texts;
  Location unknown = UnknownLoc::get(&context);
  if (!settings.file.empty()) {
    auto buffer = llvm::MemoryBuffer::getFile(settings.file, /*IsText=*/true);
    if (!buffer)
      return emitError(unknown)
             << "cannot read model settings '" << settings.file
             << "': " << buffer.getError().message();
    Location loc = FileLineColLoc::get(&context, settings.file, 1, 1);
    texts.push_back({loc, (*buffer)->getBuffer().str(), ""});
  }
  for (StringRef assignment : settings.assignments) {
    auto [key, value] = assignment.split('=');
    if (key.trim().empty() || !assignment.contains('='))
      return emitError(unknown)
             << "expected a setting KEY=VALUE, got '" << assignment << "'";
    texts.push_back(
        {unknown, (key.trim() + ": " + value).str(), assignment.str()});
  }
  return texts;
}

/// Check that the keys of `text` exist; keep the value of the key `variant`.
static LogicalResult checkKeys(const ModelDefinition &definition,
                               ArrayRef<ConfigMapper::Field> fields,
                               SettingsText &text, std::string &variant) {
  llvm::SourceMgr sources;
  sources.setDiagHandler(reportYAML, &text);
  llvm::yaml::Stream stream(text.yaml, sources);
  auto document = stream.begin();
  llvm::yaml::Node *root =
      document == stream.end() ? nullptr : document->getRoot();
  if (!root || stream.failed())
    return failure();
  if (isa<llvm::yaml::NullNode>(root))
    return success(); // An empty file sets nothing.
  auto *mapping = dyn_cast<llvm::yaml::MappingNode>(root);
  if (!mapping)
    return emitError(text.loc) << "expected a mapping of keys to values";

  for (llvm::yaml::KeyValueNode &entry : *mapping) {
    auto *keyNode = dyn_cast_or_null<llvm::yaml::ScalarNode>(entry.getKey());
    if (!keyNode)
      return emitError(text.loc) << "expected names as keys";
    SmallString<32> storage;
    StringRef key = keyNode->getValue(storage);
    if (llvm::none_of(fields, [&](auto &field) { return field.key == key; }))
      return emitError(text.loc)
             << "model '" << definition.name << "' has no setting '" << key
             << "'; it has "
             << llvm::join(llvm::map_range(
                               fields, [](auto &field) { return field.key; }),
                           ", ");
    if (key != "variant") {
      entry.skip();
      continue;
    }
    auto *value = dyn_cast_or_null<llvm::yaml::ScalarNode>(entry.getValue());
    if (!value)
      return emitError(text.loc) << "'variant': expected a name";
    storage.clear();
    variant = value->getValue(storage).str();
  }
  return failure(stream.failed());
}

static LogicalResult applyText(SettingsText &text, ModelConfig &config) {
  llvm::yaml::Input input(text.yaml, /*Ctxt=*/nullptr, reportYAML, &text);
  MappedConfig mapped{config};
  input >> mapped;
  return failure(!!input.error());
}

FailureOr<std::unique_ptr<ModelConfig>>
fovea::configureModel(const ModelDefinition &definition,
                      const ModelSettings &settings, MLIRContext &context) {
  auto texts = readSettings(settings, context);
  if (failed(texts))
    return failure();

  std::vector<ConfigMapper::Field> fields = getConfigFields(definition);
  std::string variant = definition.variants.front().str();
  for (SettingsText &text : *texts)
    if (failed(checkKeys(definition, fields, text, variant)))
      return failure();
  Location loc = UnknownLoc::get(&context);
  if (!llvm::is_contained(definition.variants, variant))
    return emitError(loc) << "model '" << definition.name
                          << "' has no variant '" << variant << "'; it has "
                          << llvm::join(definition.variants, ", ");

  std::unique_ptr<ModelConfig> config = definition.create(variant);
  for (SettingsText &text : *texts)
    if (failed(applyText(text, *config)))
      return failure();
  config->variant = variant;

  auto reportError = [&] {
    return emitError(loc) << "model '" << definition.name << "': ";
  };
  ConfigChecker checker(reportError);
  config->check(checker);
  if (checker.hasFailed())
    return failure();
  return config;
}

//===----------------------------------------------------------------------===//
// Use
//===----------------------------------------------------------------------===//

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

void fovea::describeModel(const ModelDefinition &definition, raw_ostream &os) {
  auto config = definition.create(definition.variants.front());
  std::vector<ConfigMapper::Field> fields;
  std::string yaml = writeYAML({*config, &fields});
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
      os << "    # " << field++->help << "\n";
    os << "    " << line << "\n";
  }
}
