//===- Generator.cpp - Writes malformed ONNX files ------------------------===//

#include "Generator.h"

#include <onnx/defs/parser.h>

#include <cstdlib>
#include <iostream>

using namespace fovea;

/// The generator's tables are wrong.
[[noreturn]] static void fail(const std::string &message) {
  std::cerr << "fovea-mutate-onnx: error: " << message << "\n";
  std::exit(EXIT_FAILURE);
}

static std::string serialize(const onnx::ModelProto &model) {
  std::string bytes;
  if (!model.SerializePartialToString(&bytes))
    fail("cannot serialize a model");
  return bytes;
}

static std::string parse(const std::string &name, const std::string &text) {
  onnx::ModelProto model;
  onnx::OnnxParser parser(text.c_str());
  auto status = parser.Parse(model);
  if (!status.IsOK())
    fail(name + ": " + status.ErrorMessage());
  return serialize(model);
}

Generator::Generator(const std::filesystem::path &folder) : folder(folder) {
  std::filesystem::create_directories(folder / "good");
  expectations.open(folder / "expected.txt");
}

void Generator::writeFile(const std::string &name, const std::string &bytes) {
  std::ofstream file(folder / name, std::ios::binary);
  file << bytes;
  file.close();
  if (!file)
    fail("cannot write " + (folder / name).string());
}

void Generator::writeMalformed(const std::string &name,
                               const std::string &bytes,
                               const std::string &expected) {
  if (!names.insert(name).second)
    fail("two files are named '" + name + "'");
  if (bytes == baseBytes)
    fail(name + ": the change changes nothing");
  writeFile(name + ".onnx", bytes);
  expectations << name << ".onnx\t" << expected << "\n";
}

void Generator::good(const std::string &name, const std::string &text) {
  goodFile(name, parse(name, text));
  baseText = text;
}

void Generator::goodFile(const std::string &name, const std::string &bytes) {
  baseText.clear();
  baseBytes = bytes;
  writeFile("good/" + name + ".onnx", bytes);
}

void Generator::replaceText(const std::string &name, const std::string &from,
                            const std::string &to,
                            const std::string &expected) {
  size_t position = baseText.find(from);
  if (position == std::string::npos ||
      baseText.find(from, position + 1) != std::string::npos)
    fail(name + ": the good model must have '" + from + "' once");
  std::string text = baseText;
  text.replace(position, from.size(), to);
  writeMalformed(name, parse(name, text), expected);
}

void Generator::changeModel(
    const std::string &name,
    const std::function<void(onnx::ModelProto &)> &change,
    const std::string &expected) {
  onnx::ModelProto model;
  if (!model.ParsePartialFromString(baseBytes))
    fail(name + ": cannot parse the good model");
  change(model);
  writeMalformed(name, serialize(model), expected);
}

void Generator::changeBytes(const std::string &name,
                            const std::function<void(std::string &)> &change,
                            const std::string &expected) {
  std::string bytes = baseBytes;
  change(bytes);
  writeMalformed(name, bytes, expected);
}
