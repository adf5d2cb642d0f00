//===- Graphs.cpp - Graphs that do not hold together ----------------------===//

#include "Generator.h"

#include <limits>

using namespace fovea;
using onnx::ModelProto;

static void generateOpsets(Generator &generator) {
  generator.good("opset", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2,3] x) => (float[2,3] y) { y = Exp (x) })");
  auto setVersion = [&](const std::string &name, int64_t version,
                        const std::string &expected) {
    generator.changeModel(
        "opset-" + name,
        [&](ModelProto &model) {
          model.mutable_opset_import(0)->set_version(version);
        },
        expected);
  };
  setVersion("too-new", 99, "operator set 99 is not supported");
  setVersion("too-old", 1, "operator set 1");
  setVersion("zero", 0, "operator set 0 is not supported");
  setVersion("negative", -17, "operator set -17 is not supported");
  setVersion("huge", std::numeric_limits<int64_t>::max(), "is not supported");
  generator.changeModel(
      "opset-missing", [](ModelProto &model) { model.clear_opset_import(); },
      "names no version");
  generator.changeModel(
      "opset-of-other-domain",
      [](ModelProto &model) {
        model.mutable_opset_import(0)->set_domain("com.example");
      },
      "names no version");
  generator.replaceText("domain-unknown", "Exp", "com.example.Exp",
                        "com.example.Exp");
  generator.replaceText("operator-unknown", "Exp", "Exponential",
                        "ai.onnx.Exponential");
  generator.changeModel(
      "operator-missing",
      [](ModelProto &model) {
        model.mutable_graph()->mutable_node(0)->clear_op_type();
      },
      "operator");
}

static void generateValues(Generator &generator) {
  generator.good("values", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2] x) => (float[2] y) <float[2] w = {1, 2}> {
      a = Add (x, w)
      b = Exp (a)
      c = Neg (b)
      y = Abs (c)
    })");
  generator.replaceText("cycle", "(x, w)", "(c, w)", "cycle");
  generator.replaceText("cycle-of-one-node", "Exp (a)", "Exp (b)", "cycle");
  generator.replaceText("undefined-value", "Exp (a)", "Exp (d)",
                        "input 'd' is not defined");
  generator.replaceText("defined-twice", "c = Neg", "b = Neg",
                        "'b' is already defined");
  generator.replaceText("defines-an-input", "y = Abs", "x = Abs",
                        "'x' is already defined");
  generator.replaceText("defines-an-initializer", "y = Abs", "w = Abs",
                        "'w' is already defined");
  generator.replaceText("output-not-produced", "(float[2] y)", "(float[2] z)",
                        "output 'z' is not defined");
  generator.replaceText("output-twice", "(float[2] y)",
                        "(float[2] y, float[2] y)", "listed twice");
  generator.replaceText("too-few-inputs", "(x, w)", "(x)", "needs 2 inputs");
  generator.replaceText("too-many-inputs", "Exp (a)", "Exp (a, w)",
                        "at most 1 input");
  generator.replaceText("no-inputs", "Exp (a)", "Exp ()", "needs 1 input");

  auto change = [&](const std::string &name, auto edit,
                    const std::string &expected) {
    generator.changeModel(
        name, [&](ModelProto &model) { edit(*model.mutable_graph()); },
        expected);
  };
  change(
      "required-input-left-out",
      [](onnx::GraphProto &graph) { graph.mutable_node(0)->set_input(1, ""); },
      "input #1 is missing");
  change(
      "missing-initializer",
      [](onnx::GraphProto &graph) { graph.clear_initializer(); },
      "input 'w' is not defined");
  change(
      "no-outputs", [](onnx::GraphProto &graph) { graph.clear_output(); },
      "no outputs");
  change(
      "no-nodes", [](onnx::GraphProto &graph) { graph.clear_node(); },
      "output 'y' is not defined");
  change(
      "too-many-outputs",
      [](onnx::GraphProto &graph) {
        graph.mutable_node(1)->add_output("second");
      },
      "output");
  change(
      "output-without-name",
      [](onnx::GraphProto &graph) {
        graph.mutable_output(0)->clear_name();
        graph.mutable_node(3)->set_output(0, "");
      },
      "is not defined");
  change(
      "initializer-twice",
      [](onnx::GraphProto &graph) {
        *graph.add_initializer() = graph.initializer(0);
      },
      "initializer 'w' is defined twice");
  change(
      "initializer-without-name",
      [](onnx::GraphProto &graph) {
        graph.mutable_initializer(0)->clear_name();
      },
      "input 'w' is not defined");
  change(
      "sparse-initializer",
      [](onnx::GraphProto &graph) {
        *graph.add_sparse_initializer()->mutable_values() =
            graph.initializer(0);
      },
      "sparse initializers are not supported");
}

static void generateAttributes(Generator &generator) {
  generator.good("attributes", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2,3] x) => (float[2,3] y) { y = Softmax <axis = 1> (x) })");
  generator.replaceText("attribute-float-for-int", "axis = 1", "axis = 1.5",
                        "attribute 'axis' must be an integer");
  generator.replaceText("attribute-ints-for-int", "axis = 1", "axis = [1]",
                        "attribute 'axis' must be an integer");
  generator.replaceText("attribute-string-for-int", "axis = 1",
                        "axis = \"last\"",
                        "attribute 'axis' must be an integer");
  generator.replaceText("attribute-unknown", "axis = 1", "axes = 1",
                        "attribute 'axes'");
  auto change = [&](const std::string &name, auto edit,
                    const std::string &expected) {
    generator.changeModel(
        name,
        [&](ModelProto &model) {
          edit(*model.mutable_graph()->mutable_node(0)->mutable_attribute(0));
        },
        expected);
  };
  change(
      "attribute-without-type",
      [](onnx::AttributeProto &attribute) { attribute.clear_type(); },
      "attribute 'axis' must be an integer");
  change(
      "attribute-without-name",
      [](onnx::AttributeProto &attribute) { attribute.clear_name(); },
      "attribute ''");
  change(
      "attribute-reference-outside-of-function",
      [](onnx::AttributeProto &attribute) {
        attribute.clear_i();
        attribute.set_ref_attr_name("axis");
      },
      "refers to attribute 'axis'");
  generator.changeModel(
      "attribute-twice",
      [](ModelProto &model) {
        onnx::NodeProto &node = *model.mutable_graph()->mutable_node(0);
        *node.add_attribute() = node.attribute(0);
        node.mutable_attribute(1)->set_i(0);
      },
      "attribute 'axis' is given twice");
}

static void generateBranches(Generator &generator) {
  generator.good("branch", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2] x, bool z) => (float[2] y) <bool c = {1}> {
      y = If (c) <
        then_branch = g1 () => (float[2] t) { t = Exp (x) },
        else_branch = g2 () => (float[2] e) { e = Neg (x) }
      >
    })");
  generator.replaceText("branch-on-an-input", "If (c)", "If (z)",
                        "must be known at compile time");
  generator.replaceText("branch-with-undefined-value", "Exp (x)", "Exp (q)",
                        "'q' is not defined");
  generator.replaceText("branch-with-cycle", "Exp (x)", "Exp (t)", "cycle");
  generator.replaceText("branch-without-output", "t = Exp", "s = Exp", "'t'");
  generator.replaceText("branch-with-inputs", "g1 ()", "g1 (float[2] a)",
                        "subgraph 'g1' has 1 inputs, expected 0");
  generator.replaceText("branch-with-unknown-operator", "Exp (x)",
                        "Strange (x)", "ai.onnx.Strange");
  generator.replaceText("branch-on-two-elements", "bool c = {1}",
                        "bool[2] c = {1, 0}", "must be one element");
  auto change = [&](const std::string &name, auto edit,
                    const std::string &expected) {
    generator.changeModel(
        "branch-" + name,
        [&](ModelProto &model) {
          edit(*model.mutable_graph()->mutable_node(0));
        },
        expected);
  };
  change(
      "missing-then",
      [](onnx::NodeProto &node) {
        node.mutable_attribute()->DeleteSubrange(0, 1);
      },
      "attribute 'then_branch' is missing");
  change(
      "missing-else",
      [](onnx::NodeProto &node) {
        node.mutable_attribute()->DeleteSubrange(1, 1);
      },
      "attribute 'else_branch' is missing");
  change(
      "that-is-no-graph",
      [](onnx::NodeProto &node) {
        onnx::AttributeProto &attribute = *node.mutable_attribute(0);
        attribute.clear_g();
        attribute.set_type(onnx::AttributeProto::INT);
        attribute.set_i(1);
      },
      "attribute 'then_branch' must be a graph");
  change(
      "without-outputs",
      [](onnx::NodeProto &node) {
        node.mutable_attribute(0)->mutable_g()->clear_output();
      },
      "output");
  change(
      "that-is-empty",
      [](onnx::NodeProto &node) {
        node.mutable_attribute(0)->mutable_g()->Clear();
      },
      "output");
}

static void generateLoops(Generator &generator) {
  generator.good("loop", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2] x) => (float[2] y) <int64 n = {3}, bool c = {1}> {
      y = Loop (n, c, x) <
        body = b (int64 i, bool p, float[2] a) => (bool q, float[2] e) {
          q = Identity (p)
          e = Exp (a)
        }
      >
    })");
  generator.replaceText("loop-endless", "n = {3}", "n = {9223372036854775807}",
                        "iterations are not supported");
  generator.replaceText("loop-without-carried-output", "(bool q, float[2] e) {",
                        "(bool q) {", "the body has 1 outputs");
  generator.replaceText("loop-with-other-inputs", "float[2] a)",
                        "float[2] a, float[2] d)", "has 4 inputs, expected 3");
  generator.replaceText("loop-body-input-twice", "int64 i, bool p",
                        "int64 p, bool p", "input 'p' is defined twice");

  generator.good("scan", R"(<ir_version: 8, opset_import: ["" : 17]>
    g (float[2] s, float[3,2] x) => (y, z) {
      y, z = Scan <num_scan_inputs = 1,
        body = b (float[2] a, float[2] e) => (float[2] t, float[2] u) {
          t = Add (a, e)
          u = Exp (t)
        }
      > (s, x)
    })");
  auto setCount = [&](const std::string &name, const std::string &count) {
    generator.replaceText("scan-of-" + name, "num_scan_inputs = 1",
                          "num_scan_inputs = " + count, "are scanned");
  };
  setCount("nothing", "0");
  setCount("too-much", "3");
  setCount("most-negative-count", "-9223372036854775807");
}

void fovea::generateGraphs(Generator &generator) {
  generateOpsets(generator);
  generateValues(generator);
  generateAttributes(generator);
  generateBranches(generator);
  generateLoops(generator);
}
