//===- ModelSettings.cpp - Settings of a model, applied -------------------===//

#include "WholeConfig.h"
#include "fovea/Model/ModelDefinition.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace mlir;
using namespace fovea;

using llvm::Error;
using llvm::Expected;

char SettingsError::ID;

void SettingsError::log(raw_ostream &os) const {
  if (!file.empty())
    os << file << ":" << line << ":" << column << ": ";
  os << message;
}

static Error makeError(const Twine &message) {
  return llvm::make_error<SettingsError>(message);
}

static std::string getSubject(const ModelDefinition &definition) {
  return ("model '" + definition.name + "'").str();
}

//===----------------------------------------------------------------------===//
// Single settings
//===----------------------------------------------------------------------===//

using UseSetting = llvm::function_ref<Error(ConfigValue &)>;

static Error visit(const ModelDefinition &definition, ModelConfig &config,
                   StringRef path, UseSetting use) {
  return visitSetting([&](ConfigMapper &mapper) { config.mapAll(mapper); },
                      getSubject(definition), path, use);
}

Error fovea::assignSetting(const ModelDefinition &definition,
                           ModelConfig &config, StringRef path,
                           StringRef yaml) {
  return visit(definition, config, path,
               [&](ConfigValue &value) { return value.parse(yaml); });
}

Expected<llvm::json::Value> fovea::getSetting(const ModelDefinition &definition,
                                              ModelConfig &config,
                                              StringRef path) {
  llvm::json::Value result = nullptr;
  Error error = visit(definition, config, path, [&](ConfigValue &value) {
    result = value.toJSON();
    return Error::success();
  });
  if (error)
    return std::move(error);
  return result;
}

Error fovea::checkConfig(const ModelDefinition &definition,
                         const ModelConfig &config) {
  Error errors = Error::success();
  auto report = [&](const Twine &message) {
    errors = llvm::joinErrors(
        std::move(errors), makeError(getSubject(definition) + ": " + message));
  };
  ConfigChecker checker(report);
  config.check(checker);
  return errors;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

namespace {
/// Text of a file, and what LLVM's YAML reader reports about it.
struct SettingsFile {
  std::string path;
  std::string text;
  std::vector<SettingsError> errors;

  /// Of a reader that failed, whether or not it said why.
  Error takeErrors() {
    if (errors.empty())
      return llvm::make_error<SettingsError>("invalid YAML", path);
    Error joined = Error::success();
    for (SettingsError &error : errors)
      joined = llvm::joinErrors(std::move(joined),
                                llvm::make_error<SettingsError>(error));
    errors.clear();
    return joined;
  }
};

/// A key of a file.
struct TopLevelKey {
  std::string name;
  unsigned line, column;
  /// Of a scalar.
  std::optional<std::string> value;
};
} // namespace

static void keepError(const llvm::SMDiagnostic &diagnostic, void *file) {
  auto &settings = *static_cast<SettingsFile *>(file);
  settings.errors.emplace_back(diagnostic.getMessage(), settings.path,
                               std::max(diagnostic.getLineNo(), 1),
                               diagnostic.getColumnNo() + 1);
}

/// Which settings a file sets. A file that sets none may be empty.
static Expected<std::vector<TopLevelKey>> readKeys(SettingsFile &file) {
  llvm::SourceMgr sources;
  sources.setDiagHandler(keepError, &file);
  llvm::yaml::Stream stream(file.text, sources);
  auto document = stream.begin();
  llvm::yaml::Node *root =
      document == stream.end() ? nullptr : document->getRoot();
  if (!root || stream.failed())
    return file.takeErrors();
  std::vector<TopLevelKey> keys;
  if (isa<llvm::yaml::NullNode>(root))
    return keys;
  auto *mapping = dyn_cast<llvm::yaml::MappingNode>(root);
  if (!mapping)
    return llvm::make_error<SettingsError>(
        "expected a mapping of keys to values", file.path);

  for (llvm::yaml::KeyValueNode &entry : *mapping) {
    auto *keyNode = dyn_cast_or_null<llvm::yaml::ScalarNode>(entry.getKey());
    if (!keyNode)
      return llvm::make_error<SettingsError>("expected names as keys",
                                             file.path);
    SmallString<32> storage;
    auto [line, column] =
        sources.getLineAndColumn(keyNode->getSourceRange().Start);
    keys.push_back({keyNode->getValue(storage).str(), line, column, {}});
    storage.clear();
    if (auto *value =
            dyn_cast_or_null<llvm::yaml::ScalarNode>(entry.getValue()))
      keys.back().value = value->getValue(storage).str();
    entry.skip();
  }
  if (stream.failed())
    return file.takeErrors();
  return keys;
}

//===----------------------------------------------------------------------===//
// All settings
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral kVariant = "variant";

/// Which variant the file and the assignments name, the last one of them.
static Expected<std::string>
findVariant(const ModelDefinition &definition, ArrayRef<TopLevelKey> keys,
            ArrayRef<std::pair<StringRef, StringRef>> assignments) {
  std::string variant = definition.variants.front().str();
  for (const TopLevelKey &key : keys) {
    if (key.name != kVariant)
      continue;
    if (!key.value)
      return makeError("'variant': expected a name");
    variant = *key.value;
  }
  for (auto [path, yaml] : assignments) {
    if (path != kVariant)
      continue;
    if (Error error = config_detail::parseYAML(yaml, variant)) {
      llvm::consumeError(std::move(error));
      return makeError("'variant': expected a name");
    }
  }
  if (llvm::is_contained(definition.variants, variant))
    return variant;
  return makeError(getSubject(definition) + " has no variant '" + variant +
                   "'; it has " + llvm::join(definition.variants, ", "));
}

static Error checkKeys(const ModelDefinition &definition,
                       ArrayRef<TopLevelKey> keys, const SettingsFile &file) {
  auto config = definition.create(definition.variants.front());
  auto ignore = [](ConfigValue &) { return Error::success(); };
  for (const TopLevelKey &key : keys)
    if (Error error = visit(definition, *config, key.name, ignore))
      return llvm::make_error<SettingsError>(llvm::toString(std::move(error)),
                                             file.path, key.line, key.column);
  return Error::success();
}

static Error applyFile(SettingsFile &file, ModelConfig &config) {
  llvm::yaml::Input input(file.text, /*Ctxt=*/nullptr, keepError, &file);
  WholeConfig whole{config};
  input >> whole;
  if (input.error() || !file.errors.empty())
    return file.takeErrors();
  return Error::success();
}

/// Reads the file of `settings` into `file`.
static Error readFile(const ModelSettings &settings, SettingsFile &file) {
  auto buffer = llvm::MemoryBuffer::getFile(settings.file, /*IsText=*/true);
  if (!buffer)
    return makeError("cannot read model settings '" + settings.file +
                     "': " + buffer.getError().message());
  file.path = settings.file;
  file.text = (*buffer)->getBuffer().str();
  return Error::success();
}

static Expected<std::pair<StringRef, StringRef>>
splitAssignment(StringRef assignment) {
  auto [path, yaml] = assignment.split('=');
  if (path.trim().empty() || !assignment.contains('='))
    return makeError("expected a setting KEY=VALUE, got '" + assignment + "'");
  return std::pair(path.trim(), yaml);
}

Expected<std::unique_ptr<ModelConfig>>
fovea::configureModel(const ModelDefinition &definition,
                      const ModelSettings &settings) {
  SettingsFile file;
  std::vector<TopLevelKey> keys;
  if (!settings.file.empty()) {
    if (Error error = readFile(settings, file))
      return std::move(error);
    auto read = readKeys(file);
    if (!read)
      return read.takeError();
    keys = std::move(*read);
    if (Error error = checkKeys(definition, keys, file))
      return std::move(error);
  }
  SmallVector<std::pair<StringRef, StringRef>> assignments;
  for (StringRef assignment : settings.assignments) {
    auto split = splitAssignment(assignment);
    if (!split)
      return split.takeError();
    assignments.push_back(*split);
  }

  auto variant = findVariant(definition, keys, assignments);
  if (!variant)
    return variant.takeError();
  std::unique_ptr<ModelConfig> config = definition.create(*variant);
  if (!keys.empty())
    if (Error error = applyFile(file, *config))
      return std::move(error);
  for (auto [assignment, text] :
       llvm::zip_equal(assignments, settings.assignments)) {
    auto [path, yaml] = assignment;
    auto parse = [&, yaml = yaml](ConfigValue &value) -> Error {
      if (Error error = value.parse(yaml))
        return makeError("in setting '" + text +
                         "': " + llvm::toString(std::move(error)));
      return Error::success();
    };
    if (Error error = visit(definition, *config, path, parse))
      return std::move(error);
  }
  config->variant = *variant;
  if (Error error = checkConfig(definition, *config))
    return std::move(error);
  return config;
}

FailureOr<std::unique_ptr<ModelConfig>>
fovea::configureModel(const ModelDefinition &definition,
                      const ModelSettings &settings, MLIRContext &context) {
  auto config = configureModel(definition, settings);
  if (config)
    return std::move(*config);
  Location unknown = UnknownLoc::get(&context);
  auto reportPlain = [&](const llvm::ErrorInfoBase &error) {
    emitError(unknown) << error.message();
  };
  auto reportPlaced = [&](const SettingsError &error) {
    Location loc = unknown;
    if (!error.file.empty())
      loc = FileLineColLoc::get(&context, error.file, error.line, error.column);
    emitError(loc) << error.message;
  };
  llvm::handleAllErrors(config.takeError(), reportPlaced, reportPlain);
  return failure();
}
