//===- ConfigMapper.h - The settings of a configuration ---------*- C++ -*-===//
//
// A configuration is a struct that says which settings it has in a function
// `mapFields(ConfigMapper &)`. What is done with them (YAML, JSON, `key=value`,
// a listing) is said once, by the mapper, for all configurations.
//
// A setting is a scalar, a list, or a struct with settings of its own. Paths
// lead to settings inside of others: `stages.2.kernel` is that of the second
// stage.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_MODEL_CONFIGMAPPER_H
#define FOVEA_MODEL_CONFIGMAPPER_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/YAMLTraits.h"

#include <optional>
#include <string>
#include <vector>

namespace fovea {

/// What a listing says of a setting.
struct ConfigField {
  std::string key;
  std::string help;
  /// Of a struct, or of each element of a list.
  std::vector<ConfigField> fields;
};

/// A setting and its value.
class ConfigValue {
public:
  virtual ~ConfigValue();

  /// Reads or writes the value under `key` of a YAML mapping. What is read
  /// replaces the old value, also if it is a list.
  virtual void mapYAML(llvm::yaml::IO &io, llvm::StringRef key) = 0;
  /// Takes the value that YAML text says.
  virtual llvm::Error parse(llvm::StringRef yaml) = 0;
  virtual llvm::json::Value toJSON() = 0;
  virtual std::vector<ConfigField> getFields() = 0;
  /// Calls `use` with the setting `name` inside of this one. Without such a
  /// setting, an error says what `subject` (this setting) has.
  virtual llvm::Error
  visitChild(llvm::StringRef subject, llvm::StringRef name,
             llvm::function_ref<llvm::Error(ConfigValue &)> use) = 0;
};

/// Is told all settings of a struct.
class ConfigMapper {
public:
  virtual ~ConfigMapper();

  /// `help` is a phrase without article and full stop.
  template <typename T>
  void map(llvm::StringRef key, T &value, llvm::StringRef help);

protected:
  virtual void visit(llvm::StringRef key, ConfigValue &value,
                     llvm::StringRef help) = 0;
};

/// A struct with settings.
template <typename T>
concept ConfigStruct =
    requires(T &value, ConfigMapper &mapper) { value.mapFields(mapper); };

//===----------------------------------------------------------------------===//
// Implementation
//===----------------------------------------------------------------------===//

/// The `mapFields` of some struct.
using MapFields = llvm::function_ref<void(ConfigMapper &)>;

/// Calls `use` with the setting that `path` leads to among those of a struct,
/// of which errors speak as `subject`.
llvm::Error visitSetting(MapFields mapFields, llvm::StringRef subject,
                         llvm::StringRef path,
                         llvm::function_ref<llvm::Error(ConfigValue &)> use);

namespace config_detail {

/// Structs: what needs not be a template.
void mapStructYAML(llvm::yaml::IO &io, MapFields mapFields);
llvm::json::Object toJSON(MapFields mapFields);
std::vector<ConfigField> getFields(MapFields mapFields);
llvm::Error visitField(MapFields mapFields, llvm::StringRef subject,
                       llvm::StringRef name,
                       llvm::function_ref<llvm::Error(ConfigValue &)> use);

/// The place of element `name`, counted from 1, in a list of `size` elements.
llvm::Expected<size_t> getElementIndex(llvm::StringRef subject,
                                       llvm::StringRef name, size_t size);

/// Whether YAML takes the text for nothing else than a word or number.
bool isPlainScalar(llvm::StringRef yaml);
/// Has `map` read a mapping that has `yaml` under the key `value`.
llvm::Error readYAML(llvm::StringRef yaml,
                     llvm::function_ref<void(llvm::yaml::IO &)> map);

template <typename T>
void mapYAML(llvm::yaml::IO &io, llvm::StringRef key, T &value) {
  // A list that is read must replace the old one, not be laid over it.
  std::optional<T> read;
  if (io.outputting())
    read = value;
  io.mapOptional(key, read);
  if (read)
    value = std::move(*read);
}

template <typename T> llvm::Error parseYAML(llvm::StringRef yaml, T &value) {
  // Most settings are one word, which takes no parser.
  if constexpr (llvm::yaml::has_ScalarTraits<T>::value)
    if (isPlainScalar(yaml)) {
      llvm::StringRef error =
          llvm::yaml::ScalarTraits<T>::input(yaml, nullptr, value);
      return error.empty() ? llvm::Error::success()
                           : llvm::createStringError(error);
    }
  return readYAML(yaml,
                  [&](llvm::yaml::IO &io) { mapYAML(io, "value", value); });
}

template <typename T> class ScalarValue final : public ConfigValue {
public:
  explicit ScalarValue(T &value) : value(value) {}

  void mapYAML(llvm::yaml::IO &io, llvm::StringRef key) override {
    config_detail::mapYAML(io, key, value);
  }
  llvm::Error parse(llvm::StringRef yaml) override {
    return parseYAML(yaml, value);
  }
  llvm::json::Value toJSON() override {
    if constexpr (std::is_arithmetic_v<T>)
      return value;
    std::string text;
    llvm::raw_string_ostream os(text);
    llvm::yaml::ScalarTraits<T>::output(value, nullptr, os);
    return text;
  }
  std::vector<ConfigField> getFields() override { return {}; }
  llvm::Error
  visitChild(llvm::StringRef subject, llvm::StringRef name,
             llvm::function_ref<llvm::Error(ConfigValue &)>) override {
    return llvm::createStringError(subject + " is one value, without '" + name +
                                   "'");
  }

private:
  T &value;
};

template <typename T> class StructValue final : public ConfigValue {
public:
  explicit StructValue(T &value) : value(value) {}

  void mapYAML(llvm::yaml::IO &io, llvm::StringRef key) override {
    config_detail::mapYAML(io, key, value);
  }
  llvm::Error parse(llvm::StringRef yaml) override {
    return parseYAML(yaml, value);
  }
  llvm::json::Value toJSON() override {
    return config_detail::toJSON(getMap());
  }
  std::vector<ConfigField> getFields() override {
    return config_detail::getFields(getMap());
  }
  llvm::Error
  visitChild(llvm::StringRef subject, llvm::StringRef name,
             llvm::function_ref<llvm::Error(ConfigValue &)> use) override {
    return visitField(getMap(), subject, name, use);
  }

private:
  auto getMap() {
    return [&](ConfigMapper &mapper) { value.mapFields(mapper); };
  }

  T &value;
};

template <typename T> class ListValue;

template <typename T> struct ValueOf {
  using type = ScalarValue<T>;
};
template <ConfigStruct T> struct ValueOf<T> {
  using type = StructValue<T>;
};
template <typename T> struct ValueOf<std::vector<T>> {
  using type = ListValue<T>;
};

template <typename T> class ListValue final : public ConfigValue {
public:
  explicit ListValue(std::vector<T> &list) : list(list) {}

  void mapYAML(llvm::yaml::IO &io, llvm::StringRef key) override {
    config_detail::mapYAML(io, key, list);
  }
  llvm::Error parse(llvm::StringRef yaml) override {
    return parseYAML(yaml, list);
  }
  llvm::json::Value toJSON() override {
    llvm::json::Array array;
    for (T &element : list)
      array.push_back(typename ValueOf<T>::type(element).toJSON());
    return array;
  }
  std::vector<ConfigField> getFields() override {
    T element;
    return typename ValueOf<T>::type(element).getFields();
  }
  llvm::Error
  visitChild(llvm::StringRef subject, llvm::StringRef name,
             llvm::function_ref<llvm::Error(ConfigValue &)> use) override {
    auto index = getElementIndex(subject, name, list.size());
    if (!index)
      return index.takeError();
    typename ValueOf<T>::type element(list[*index]);
    return use(element);
  }

private:
  std::vector<T> &list;
};

} // namespace config_detail

template <typename T>
void ConfigMapper::map(llvm::StringRef key, T &value, llvm::StringRef help) {
  typename config_detail::ValueOf<T>::type setting(value);
  visit(key, setting, help);
}

} // namespace fovea

template <fovea::ConfigStruct T> struct llvm::yaml::MappingTraits<T> {
  static void mapping(IO &io, T &value) {
    fovea::config_detail::mapStructYAML(
        io, [&](fovea::ConfigMapper &mapper) { value.mapFields(mapper); });
  }
  static const bool flow = true;
};
template <fovea::ConfigStruct T> struct llvm::yaml::SequenceElementTraits<T> {
  static const bool flow = false;
};

#endif // FOVEA_MODEL_CONFIGMAPPER_H
