//===- Interfaces.cpp - Inputs and outputs of wrong types -----------------===//

#include "Generator.h"

#include <limits>

using namespace fovea;
using onnx::ModelProto;
using onnx::TypeProto;

static void generateTypes(Generator &generator, const std::string &prefix,
                          onnx::ValueInfoProto *(onnx::GraphProto::*get)(int)) {
  auto change = [&](const std::string &name, auto edit,
                    const std::string &expected) {
    generator.changeModel(
        prefix + "-" + name,
        [&](ModelProto &model) {
          edit(*(model.mutable_graph()->*get)(0)->mutable_type());
        },
        expected);
  };
  auto setElementType = [&](const std::string &name, int elementType,
                            const std::string &expected) {
    change(
        name,
        [&](TypeProto &type) {
          type.mutable_tensor_type()->set_elem_type(elementType);
        },
        expected);
  };
  setElementType("of-strings", onnx::TensorProto::STRING,
                 "has element type string");
  setElementType("of-complex-numbers", onnx::TensorProto::COMPLEX64,
                 "has element type complex64");
  setElementType("of-undefined-type", 0, "has element type undefined");
  setElementType("of-unknown-type", 99, "has element type #99");
  setElementType("of-negative-type", -1, "has element type #-1");
  change(
      "that-is-a-sequence",
      [](TypeProto &type) {
        TypeProto element = type;
        *type.mutable_sequence_type()->mutable_elem_type() = element;
      },
      "is not a tensor");
  change(
      "that-is-optional",
      [](TypeProto &type) {
        TypeProto element = type;
        *type.mutable_optional_type()->mutable_elem_type() = element;
      },
      "is not a tensor");
  change(
      "that-is-a-map", [](TypeProto &type) { type.mutable_map_type(); },
      "is not a tensor");
}

static void generateSizes(Generator &generator) {
  using Dimension = onnx::TensorShapeProto::Dimension;
  auto change = [&](const std::string &name, auto edit,
                    const std::string &expected) {
    generator.changeModel(
        "input-" + name,
        [&](ModelProto &model) {
          edit(*model.mutable_graph()
                    ->mutable_input(0)
                    ->mutable_type()
                    ->mutable_tensor_type()
                    ->mutable_shape());
        },
        expected);
  };
  auto setSizes = [&](const std::string &name, int64_t first, int64_t second,
                      const std::string &expected) {
    change(
        name,
        [&](onnx::TensorShapeProto &shape) {
          shape.mutable_dim(0)->set_dim_value(first);
          shape.mutable_dim(1)->set_dim_value(second);
        },
        expected);
  };
  setSizes("of-negative-size", -1, 3, "size -1 of a dimension is negative");
  setSizes("of-most-negative-size", std::numeric_limits<int64_t>::min(), 3,
           "is negative");
  setSizes("of-huge-size", std::numeric_limits<int64_t>::max(), 3,
           "is too large");
  setSizes("of-overflowing-size", int64_t(1) << 32, int64_t(1) << 32,
           "is too large");
  setSizes("of-other-size", 2, 4, "the model says");
  change(
      "of-symbolic-size",
      [](onnx::TensorShapeProto &shape) {
        shape.mutable_dim(0)->set_dim_param("batch");
      },
      "size of dimension #0 ('batch') of input 'x' is unknown");
  change(
      "of-unknown-size",
      [](onnx::TensorShapeProto &shape) {
        static_cast<Dimension &>(*shape.mutable_dim(1)).Clear();
      },
      "size of dimension #1 of input 'x' is unknown");
  change(
      "of-other-rank",
      [](onnx::TensorShapeProto &shape) { shape.add_dim()->set_dim_value(1); },
      "the model says");
}

void fovea::generateInterfaces(Generator &generator) {
  generator.good("interface", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2,3] x) => (float[2,3] y) { y = Exp (x) })");
  generateTypes(generator, "input", &onnx::GraphProto::mutable_input);
  generateTypes(generator, "output", &onnx::GraphProto::mutable_output);
  generateSizes(generator);

  auto change = [&](const std::string &name, auto edit,
                    const std::string &expected) {
    generator.changeModel(
        name, [&](ModelProto &model) { edit(*model.mutable_graph()); },
        expected);
  };
  change(
      "input-without-type",
      [](onnx::GraphProto &graph) { graph.mutable_input(0)->clear_type(); },
      "is not a tensor");
  change(
      "input-without-shape",
      [](onnx::GraphProto &graph) {
        graph.mutable_input(0)
            ->mutable_type()
            ->mutable_tensor_type()
            ->clear_shape();
      },
      "shape of input 'x' is unknown");
  change(
      "input-twice",
      [](onnx::GraphProto &graph) { *graph.add_input() = graph.input(0); },
      "input 'x' is defined twice");
  change(
      "input-without-name",
      [](onnx::GraphProto &graph) { graph.mutable_input(0)->clear_name(); },
      "'x' is not defined");
  generator.replaceText("output-of-other-shape", "float[2,3] y", "float[3,2] y",
                        "the model says float32 [3, 2]");
  generator.replaceText("output-of-other-rank", "float[2,3] y", "float[6] y",
                        "the model says float32 [6]");
  generator.replaceText("output-of-other-type", "float[2,3] y", "int32[2,3] y",
                        "the model says int32 [2, 3]");
}
