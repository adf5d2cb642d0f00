//===- Functions.cpp - Functions that cannot be inlined -------------------===//

#include "Generator.h"

using namespace fovea;
using onnx::ModelProto;

void fovea::generateFunctions(Generator &generator) {
  generator.good("function",
                 R"(<ir_version: 8, opset_import: ["" : 17, "local" : 1]>
    g (float[2] x) => (float[2] y) { y = local.f (x, x) }
    <domain: "local", opset_import: ["" : 17, "local" : 1]>
    f (a, b) => (c) { d = local.h (a)
                      c = Add (d, b) }
    <domain: "local", opset_import: ["" : 17, "local" : 1]>
    h (a) => (b) { b = Exp (a) })");
  generator.replaceText("function-recursive", "local.h (a)", "local.f (a, b)",
                        "calls itself");
  generator.replaceText("function-mutually-recursive", "Exp (a)",
                        "local.f (a, a)", "calls itself");
  generator.replaceText("function-undefined", "local.h (a)", "local.k (a)",
                        "local.k");
  generator.replaceText("function-with-too-many-inputs", "local.h (a)",
                        "local.h (a, b)", "takes at most 1 input");
  generator.replaceText("function-with-missing-input", "local.f (x, x)",
                        "local.f (x)", "input #1");
  generator.replaceText("function-with-undefined-value", "Add (d, b)",
                        "Add (d, q)", "'q' is not defined");
  generator.replaceText("function-without-output", "c = Add", "e = Add",
                        "output 'c'");
  generator.replaceText("function-with-cycle", "local.h (a)", "local.h (c)",
                        "cycle");
  generator.replaceText("function-defining-its-input", "c = Add", "b = Add",
                        "'b' is already defined");
  generator.replaceText("function-with-unknown-operator", "Exp", "Strange",
                        "ai.onnx.Strange");
  generator.replaceText("function-with-too-many-outputs", "y = local.f (x, x)",
                        "y, z = local.f (x, x)", "2 are used");
  generator.changeModel(
      "function-twice",
      [](ModelProto &model) { *model.add_functions() = model.functions(0); },
      "is defined twice");
  generator.changeModel(
      "function-parameter-twice",
      [](ModelProto &model) {
        model.mutable_functions(0)->set_input(1, "a");
        model.mutable_functions(0)->mutable_node(1)->set_input(1, "a");
      },
      "function input 'a' is defined twice");
  // Each function calls the next one twice: 2^50 nodes in some kilobytes.
  generator.changeModel(
      "function-bomb",
      [](ModelProto &model) {
        onnx::FunctionProto call = model.functions(0);
        for (unsigned i = 0; i < 50; ++i) {
          onnx::FunctionProto &function = *model.add_functions();
          function = call;
          function.set_name("f" + std::to_string(i));
          for (onnx::NodeProto &node : *function.mutable_node()) {
            node.set_domain("local");
            node.set_op_type("f" + std::to_string(i + 1));
            node.set_input(0, "a");
            if (node.input_size() == 1)
              node.add_input("b");
            node.set_input(1, "b");
          }
        }
        *model.add_functions() = call;
        model.mutable_functions(model.functions_size() - 1)->set_name("f50");
        model.mutable_graph()->mutable_node(0)->set_op_type("f0");
      },
      "more than 262144 nodes");
  // Deeper than a stack.
  generator.changeModel(
      "function-chain",
      [](ModelProto &model) {
        constexpr unsigned length = 20000;
        onnx::FunctionProto last = model.functions(1);
        for (unsigned i = 0; i <= length; ++i) {
          onnx::FunctionProto &function = *model.add_functions();
          function = last;
          function.set_name("f" + std::to_string(i));
          if (i == length)
            break;
          function.mutable_node(0)->set_domain("local");
          function.mutable_node(0)->set_op_type("f" + std::to_string(i + 1));
        }
        onnx::NodeProto &node = *model.mutable_graph()->mutable_node(0);
        node.set_op_type("f0");
        node.mutable_input()->RemoveLast();
      },
      "more than 256 levels deep");
  generator.replaceText("function-attribute-undefined", "b = Exp (a)",
                        "b = Elu <alpha : float = @alpha> (a)",
                        "refers to attribute 'alpha'");
}
