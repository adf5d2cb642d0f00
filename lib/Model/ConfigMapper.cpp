//===- ConfigMapper.cpp - The settings of a configuration -----------------===//

#include "fovea/Model/ConfigMapper.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"

using namespace llvm;
using namespace fovea;

ConfigValue::~ConfigValue() = default;
ConfigMapper::~ConfigMapper() = default;

//===----------------------------------------------------------------------===//
// Mappers
//===----------------------------------------------------------------------===//

namespace {

class YAMLMapper final : public ConfigMapper {
public:
  explicit YAMLMapper(yaml::IO &io) : io(io) {}

private:
  void visit(StringRef key, ConfigValue &value, StringRef help) override {
    value.mapYAML(io, key);
  }

  yaml::IO &io;
};

class JSONMapper final : public ConfigMapper {
public:
  json::Object result;

private:
  void visit(StringRef key, ConfigValue &value, StringRef help) override {
    result[key] = value.toJSON();
  }
};

class FieldLister final : public ConfigMapper {
public:
  std::vector<ConfigField> result;

private:
  void visit(StringRef key, ConfigValue &value, StringRef help) override {
    result.push_back({key.str(), help.str(), value.getFields()});
  }
};

/// Uses the field called `name`.
class FieldVisitor final : public ConfigMapper {
public:
  FieldVisitor(StringRef name, function_ref<Error(ConfigValue &)> use)
      : name(name), use(use) {}

  /// Not there if no field has the name.
  std::optional<Error> result;

private:
  void visit(StringRef key, ConfigValue &value, StringRef help) override {
    if (key == name && !result)
      result.emplace(use(value));
  }

  StringRef name;
  function_ref<Error(ConfigValue &)> use;
};

} // namespace

static std::string joinKeys(ArrayRef<ConfigField> fields) {
  auto keys = map_range(
      fields, [](const ConfigField &field) -> StringRef { return field.key; });
  return join(keys, ", ");
}

void fovea::config_detail::mapStructYAML(yaml::IO &io, MapFields mapFields) {
  // Of keys that are unknown, YAML I/O would not say which ones there are.
  if (!io.outputting()) {
    std::vector<ConfigField> fields = getFields(mapFields);
    for (StringRef key : io.keys())
      if (none_of(fields,
                  [&](const ConfigField &field) { return field.key == key; })) {
        io.setError("no setting '" + key + "' here; there are " +
                    joinKeys(fields));
        return;
      }
  }
  YAMLMapper mapper(io);
  mapFields(mapper);
}

json::Object fovea::config_detail::toJSON(MapFields mapFields) {
  JSONMapper mapper;
  mapFields(mapper);
  return std::move(mapper.result);
}

std::vector<ConfigField> fovea::config_detail::getFields(MapFields mapFields) {
  FieldLister lister;
  mapFields(lister);
  return std::move(lister.result);
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

Error fovea::config_detail::visitField(MapFields mapFields, StringRef subject,
                                       StringRef name,
                                       function_ref<Error(ConfigValue &)> use) {
  FieldVisitor visitor(name, use);
  mapFields(visitor);
  if (visitor.result)
    return std::move(*visitor.result);
  return createStringError(subject + " has no setting '" + name + "'; it has " +
                           joinKeys(getFields(mapFields)));
}

Expected<size_t> fovea::config_detail::getElementIndex(StringRef subject,
                                                       StringRef name,
                                                       size_t size) {
  size_t number;
  if (!name.getAsInteger(10, number) && number >= 1 && number <= size)
    return number - 1;
  std::string known = size == 0 ? "none" : ("1 to " + Twine(size)).str();
  return createStringError(subject + " has no element '" + name + "'; it has " +
                           known);
}

/// From `setting` on, which the first `depth` parts of a path lead to.
static Error visitFrom(ConfigValue &setting, ArrayRef<StringRef> path,
                       size_t depth, function_ref<Error(ConfigValue &)> use) {
  if (depth == path.size())
    return use(setting);
  std::string subject = "'" + join(path.take_front(depth), ".") + "'";
  return setting.visitChild(subject, path[depth], [&](ConfigValue &child) {
    return visitFrom(child, path, depth + 1, use);
  });
}

Error fovea::visitSetting(MapFields mapFields, StringRef subject,
                          StringRef path,
                          function_ref<Error(ConfigValue &)> use) {
  SmallVector<StringRef> parts;
  path.split(parts, '.');
  return config_detail::visitField(
      mapFields, subject, parts.front(), [&](ConfigValue &setting) {
        return visitFrom(setting, parts, /*depth=*/1, use);
      });
}

//===----------------------------------------------------------------------===//
// YAML of single values
//===----------------------------------------------------------------------===//

bool fovea::config_detail::isPlainScalar(StringRef yaml) {
  return !yaml.empty() && all_of(yaml, [](char c) {
    return isAlnum(c) || c == '.' || c == '_';
  });
}

namespace {
struct ValueMapping {
  function_ref<void(yaml::IO &)> map;
};
} // namespace

template <> struct llvm::yaml::MappingTraits<ValueMapping> {
  static void mapping(IO &io, ValueMapping &value) { value.map(io); }
};

Error fovea::config_detail::readYAML(StringRef yaml,
                                     function_ref<void(yaml::IO &)> map) {
  std::string text = ("value: " + yaml).str(), message;
  auto keepMessage = [](const SMDiagnostic &diagnostic, void *message) {
    // What follows the first one is only what came of it.
    if (auto *text = static_cast<std::string *>(message); text->empty())
      *text = diagnostic.getMessage().str();
  };
  yaml::Input input(text, /*Ctxt=*/nullptr, keepMessage, &message);
  ValueMapping value{map};
  input >> value;
  if (input.error())
    return createStringError(message.empty() ? "invalid YAML" : message);
  return Error::success();
}
