//===- Files.cpp - Files that are no ONNX models --------------------------===//

#include "Generator.h"

#include <random>
#include <sstream>

using namespace fovea;

static std::string readFile(const std::string &path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

/// The model for images one at a time.
static std::string readModel(const std::string &path) {
  onnx::ModelProto model;
  model.ParsePartialFromString(readFile(path));
  if (model.graph().input_size() > 0)
    model.mutable_graph()
        ->mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->mutable_dim(0)
        ->set_dim_value(1);
  return model.SerializePartialAsString();
}

static void generateTruncations(Generator &generator) {
  auto truncate = [&](const std::string &name, auto getSize) {
    generator.changeBytes(
        "truncated-" + name,
        [&](std::string &bytes) { bytes.resize(getSize(bytes.size())); },
        "truncated");
  };
  truncate("to-1-byte", [](size_t) { return 1; });
  truncate("in-header", [](size_t) { return 7; });
  truncate("to-100-bytes", [](size_t) { return 100; });
  truncate("to-a-quarter", [](size_t size) { return size / 4; });
  truncate("to-half", [](size_t size) { return size / 2; });
  truncate("to-nine-tenths", [](size_t size) { return size * 9 / 10; });
  truncate("by-1-byte", [](size_t size) { return size - 1; });
}

/// Graphs as attributes of nodes of graphs, deeper than any reader goes.
static std::string nest(unsigned depth) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(17);
  onnx::GraphProto *graph = model.mutable_graph();
  for (unsigned i = 0; i < depth; ++i)
    graph = graph->add_node()->add_attribute()->mutable_g();
  return model.SerializePartialAsString();
}

void fovea::generateFiles(Generator &generator, const std::string &modelPath) {
  generator.goodFile("file", readModel(modelPath));
  generateTruncations(generator);

  auto replace = [&](const std::string &name, const std::string &bytes,
                     const std::string &expected) {
    generator.changeBytes(
        name, [&](std::string &result) { result = bytes; }, expected);
  };
  replace("empty", "", "file is empty");
  replace("png", "\x89PNG\r\n\x1a\n", "not an ONNX model");
  replace("text", "This is not a model.\n", "not an ONNX model");
  replace("zeros", std::string(1000, '\0'), "not an ONNX model");
  replace("lfs-pointer",
          "version https://git-lfs.github.com/spec/v1\n"
          "oid sha256:"
          "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
          "size 12345\n",
          "not an ONNX model");
  replace("nested-too-deep", nest(200), "not an ONNX model");

  std::minstd_rand random(1);
  std::string noise(4096, '\0');
  for (char &byte : noise)
    byte = char(random() >> 8);
  replace("noise", noise, "not an ONNX model");

  onnx::TensorProto tensor;
  tensor.set_name("x");
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.add_dims(1);
  tensor.add_float_data(1);
  replace("tensor-file", tensor.SerializeAsString(), "not an ONNX model");

  generator.changeBytes(
      "field-too-long",
      [](std::string &bytes) {
        // An operator set that is longer than what is left of the file.
        bytes.append("\x42\x7f\x10\x11");
      },
      "truncated");
  generator.changeBytes(
      "trailing-bytes",
      [](std::string &bytes) { bytes.append("\xff\xff\xff"); }, "truncated");
  generator.changeModel(
      "no-graph", [](onnx::ModelProto &model) { model.clear_graph(); },
      "it has no graph");
}
