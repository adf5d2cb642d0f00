//===- ConfigJSON.cpp - The configuration of a candidate as JSON ----------===//
//
// YAML I/O is the only way to the fields of a configuration. It writes strings
// that look like something else in quotes, so that the types can be told from
// the text.
//
//===----------------------------------------------------------------------===//

#include "fovea/Model/ModelDefinition.h"
#include "fovea/Search/Candidate.h"

#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace llvm;
using namespace fovea;

static json::Value convertScalar(yaml::ScalarNode &node) {
  SmallString<32> storage;
  StringRef value = node.getValue(storage);
  StringRef raw = node.getRawValue();
  if (raw.starts_with("'") || raw.starts_with("\""))
    return value.str();
  int64_t integer;
  double number;
  if (!value.getAsInteger(10, integer))
    return integer;
  if (value == "true" || value == "false")
    return value == "true";
  if (!value.getAsDouble(number) && std::isfinite(number))
    return number;
  return value.str();
}

static json::Value convert(yaml::Node *node);

static json::Object convertMapping(yaml::MappingNode &mapping) {
  json::Object object;
  for (yaml::KeyValueNode &entry : mapping) {
    SmallString<32> storage;
    std::string key =
        cast<yaml::ScalarNode>(entry.getKey())->getValue(storage).str();
    object[key] = convert(entry.getValue());
  }
  return object;
}

static json::Value convert(yaml::Node *node) {
  if (auto *scalar = dyn_cast<yaml::ScalarNode>(node))
    return convertScalar(*scalar);
  if (auto *mapping = dyn_cast<yaml::MappingNode>(node))
    return convertMapping(*mapping);
  if (auto *block = dyn_cast<yaml::BlockScalarNode>(node))
    return block->getValue().str();
  json::Array array;
  if (auto *sequence = dyn_cast<yaml::SequenceNode>(node))
    for (yaml::Node &element : *sequence)
      array.push_back(convert(&element));
  return array;
}

json::Object fovea::configToJSON(ModelConfig &config) {
  std::string text = toYAML(config);
  SourceMgr sources;
  yaml::Stream stream(text, sources);
  // A config has at least the field `variant`.
  return convertMapping(*cast<yaml::MappingNode>(stream.begin()->getRoot()));
}
