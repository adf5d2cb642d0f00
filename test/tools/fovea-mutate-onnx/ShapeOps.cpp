//===- ShapeOps.cpp - Operators that move elements, misused ---------------===//

#include "Generator.h"

using namespace fovea;

static std::string graph(const std::string &body) {
  return R"(<ir_version: 8, opset_import: ["" : 18]> g )" + body;
}

static void generateReshapes(Generator &generator) {
  generator.good("reshape", graph(R"((float[2,6] x, int64[2] z) => (y)
    <int64[2] shape = {3, 4}> { y = Reshape (x, shape) })"));
  auto setShape = [&](const std::string &name, const std::string &shape,
                      const std::string &expected) {
    generator.replaceText("reshape-" + name, "{3, 4}", shape, expected);
  };
  setShape("to-other-size", "{3, 5}", "cannot reshape");
  setShape("with-two-inferred-sizes", "{-1, -1}", "at most one size of -1");
  setShape("to-negative-size", "{-2, 6}", "negative");
  setShape("that-does-not-divide", "{5, -1}", "cannot reshape");
  setShape("to-overflowing-size", "{4294967296, 4294967296}", "cannot reshape");
  setShape("that-wraps-around", "{4611686018427387907, 4}", "cannot reshape");
  generator.replaceText("reshape-copying-beyond-rank",
                        "int64[2] shape = {3, 4}", "int64[3] shape = {3, 4, 0}",
                        "copies dimension #2");
  generator.replaceText("reshape-by-floats", "int64[2] shape = {3, 4}",
                        "float[2] shape = {3, 4}", "must be integers");
  generator.replaceText("reshape-by-an-input", "(x, shape)", "(x, z)",
                        "must be known at compile time");

  generator.good("transpose", graph(R"((float[2,3,4] x) => (y)
    { y = Transpose <perm = [2, 0, 1]> (x) })"));
  generator.replaceText("transpose-twice-the-same", "[2, 0, 1]", "[2, 0, 0]",
                        "[2, 0, 0]");
  generator.replaceText("transpose-out-of-range", "[2, 0, 1]", "[3, 0, 1]",
                        "[3, 0, 1]");
  generator.replaceText("transpose-of-other-rank", "[2, 0, 1]", "[1, 0]",
                        "[1, 0]");

  generator.good("squeeze", graph(R"((float[2,1,4] x) => (y)
    <int64[1] axes = {1}> { y = Squeeze (x, axes) })"));
  generator.replaceText("squeeze-of-size-2", "{1}", "{0}", "dimension");
  generator.replaceText("squeeze-out-of-range", "{1}", "{3}",
                        "3 is not a dimension");
  generator.replaceText(
      "unsqueeze-out-of-range", "= {1}> { y = Squeeze (x, axes) }",
      "= {4}> { y = Unsqueeze (x, axes) }", "4 is not a dimension");
  generator.replaceText("unsqueeze-twice-the-same",
                        "int64[1] axes = {1}> { y = Squeeze (x, axes) }",
                        "int64[2] axes = {1, 1}> { y = Unsqueeze (x, axes) }",
                        "twice");

  generator.good("flatten", graph(R"((float[2,1,4] x) => (y)
    { y = Flatten <axis = 2> (x) })"));
  generator.replaceText("flatten-out-of-range", "axis = 2", "axis = 4",
                        "axis 4");
}

static void generateJoins(Generator &generator) {
  generator.good("concat", graph(R"((float[2,3] x, float[2,4] z) => (y)
    { y = Concat <axis = 1> (x, z) })"));
  generator.replaceText("concat-mismatch", "axis = 1", "axis = 0", "Concat");
  generator.replaceText("concat-out-of-range", "axis = 1", "axis = -3",
                        "axis -3");
  generator.replaceText("concat-without-axis", "<axis = 1> ", "",
                        "attribute 'axis' is missing");
  generator.replaceText("concat-of-two-types", "float[2,4]", "int32[2,4]",
                        "Concat");
  generator.replaceText("concat-of-two-ranks", "float[2,4]", "float[2]",
                        "Concat");
  generator.replaceText("concat-of-nothing", "(x, z)", "()", "input");

  generator.good("split", graph(R"((float[2,6] x) => (y, z)
    <int64[2] sizes = {2, 4}> { y, z = Split <axis = 1> (x, sizes) })"));
  generator.replaceText("split-into-too-much", "{2, 4}", "{3, 4}", "Split");
  generator.replaceText("split-into-too-little", "{2, 4}", "{2, 3}", "Split");
  generator.replaceText("split-into-negative-size", "{2, 4}", "{-2, 8}",
                        "Split");
  generator.replaceText("split-into-more-parts", "int64[2] sizes = {2, 4}",
                        "int64[3] sizes = {2, 2, 2}", "Split");
  generator.replaceText("split-out-of-range", "axis = 1", "axis = 2", "axis 2");

  generator.good("expand", graph(R"((float[2,1] x) => (y)
    <int64[2] shape = {2, 3}> { y = Expand (x, shape) })"));
  generator.replaceText("expand-mismatch", "{2, 3}", "{3, 3}", "Expand");
  generator.replaceText("expand-to-negative-size", "{2, 3}", "{2, -3}",
                        "Expand");
  generator.replaceText("expand-to-huge-size", "{2, 3}",
                        "{2, 9223372036854775807}", "too large");

  generator.good("tile", graph(R"((float[2,1] x) => (y)
    <int64[2] repeats = {2, 3}> { y = Tile (x, repeats) })"));
  generator.replaceText("tile-negative", "{2, 3}", "{2, -3}", "Tile");
  generator.replaceText("tile-huge", "{2, 3}",
                        "{4611686018427387904, 4611686018427387904}", "Tile");
  generator.replaceText("tile-of-other-rank", "int64[2] repeats = {2, 3}",
                        "int64[3] repeats = {2, 3, 1}", "Tile");
}

static void generateParts(Generator &generator) {
  generator.good("gather", graph(R"((float[4,3] x) => (y)
    <int64[2] indices = {0, -4}> { y = Gather <axis = 0> (x, indices) })"));
  generator.replaceText("gather-beyond-end", "{0, -4}", "{0, 4}",
                        "index 4 is outside of a dimension of size 4");
  generator.replaceText("gather-before-begin", "{0, -4}", "{0, -5}",
                        "index -5");
  generator.replaceText("gather-out-of-range", "axis = 0", "axis = 2",
                        "axis 2");
  generator.replaceText("gather-by-floats", "int64[2] indices = {0, -4}",
                        "float[2] indices = {0, 1}", "Gather");
  generator.replaceText("gather-one-beyond-end", "int64[2] indices = {0, -4}",
                        "int64 indices = {4}", "index 4 is outside");
  generator.replaceText("gather-elements-beyond-end",
                        "int64[2] indices = {0, -4}> { y = Gather <",
                        "int64[1,1] indices = {4}> { y = GatherElements <",
                        "index 4 is outside");
  generator.replaceText("gather-nd-beyond-end",
                        "int64[2] indices = {0, -4}> { y = Gather <axis = 0>",
                        "int64[2] indices = {0, 3}> { y = GatherND",
                        "index 3 is outside of a dimension of size 3");
  generator.replaceText("gather-elements-of-other-rank", "Gather",
                        "GatherElements", "GatherElements");
  generator.replaceText("gather-nd-of-too-many-indices",
                        "int64[2] indices = {0, -4}> { y = Gather <axis = 0>",
                        "int64[3] indices = {0, 0, 0}> { y = GatherND",
                        "GatherND");
  generator.replaceText("gather-nd-of-negative-batch", "Gather <axis = 0>",
                        "GatherND <batch_dims = -1>", "-1 batch dimensions");

  generator.good("scatter", graph(R"((float[4,3] x, float[1,3] z) => (y)
    <int64[1,1] indices = {3}> { y = ScatterND (x, indices, z) })"));
  generator.replaceText("scatter-beyond-end", "{3}", "{4}", "index 4");
  generator.replaceText("scatter-elements-beyond-end", "{3}> { y = ScatterND",
                        "{4}> { y = ScatterElements", "index 4 is outside");
  generator.replaceText("scatter-mismatch", "float[1,3] z", "float[1,4] z",
                        "ScatterND");
  generator.replaceText("scatter-of-two-types", "float[1,3] z", "int32[1,3] z",
                        "ScatterND");

  generator.good("slice", graph(R"((float[4,6] x) => (y)
    <int64[2] starts = {0, 1}, int64[2] ends = {3, 6}, int64[2] axes = {0, 1},
     int64[2] steps = {1, 2}> { y = Slice (x, starts, ends, axes, steps) })"));
  generator.replaceText("slice-by-step-0", "steps = {1, 2}", "steps = {1, 0}",
                        "Slice");
  generator.replaceText("slice-out-of-range", "axes = {0, 1}", "axes = {0, 2}",
                        "2 is not a dimension");
  generator.replaceText("slice-twice-the-same", "axes = {0, 1}",
                        "axes = {1, 1}", "twice");
  generator.replaceText("slice-of-other-count", "int64[2] ends = {3, 6}",
                        "int64[1] ends = {3}", "Slice");

  generator.good("pad", graph(R"((float[2,3] x) => (y)
    <int64[4] pads = {0, 1, 0, 1}> { y = Pad <mode = "constant"> (x, pads) })"));
  generator.replaceText("pad-of-other-count", "int64[4] pads = {0, 1, 0, 1}",
                        "int64[3] pads = {0, 1, 0}", "Pad");
  generator.replaceText("pad-cutting-all", "{0, 1, 0, 1}", "{0, -2, 0, -2}",
                        "Pad");
  generator.replaceText("pad-huge", "{0, 1, 0, 1}",
                        "{0, 9223372036854775807, 0, 9223372036854775807}",
                        "Pad");
  generator.replaceText("pad-of-unknown-mode", "constant", "random", "random");

  generator.good("space", graph(R"((float[1,8,2,2] x) => (y)
    { y = DepthToSpace <blocksize = 2> (x) })"));
  generator.replaceText("depth-to-space-by-0", "blocksize = 2", "blocksize = 0",
                        "DepthToSpace");
  generator.replaceText("depth-to-space-negative", "blocksize = 2",
                        "blocksize = -2", "DepthToSpace");
  generator.replaceText("depth-to-space-that-does-not-divide", "blocksize = 2",
                        "blocksize = 3", "DepthToSpace");
  generator.replaceText("depth-to-space-huge", "blocksize = 2",
                        "blocksize = 4294967296", "DepthToSpace");
  generator.replaceText("space-to-depth-that-does-not-divide",
                        "DepthToSpace <blocksize = 2>",
                        "SpaceToDepth <blocksize = 3>", "SpaceToDepth");
}

static void generateConstants(Generator &generator) {
  generator.good("fill", graph(R"((float[2,3] x) => (y)
    <int64[2] shape = {2, 3}> {
      c = ConstantOfShape <value = float[1] {1}> (shape)
      y = Add (x, c)
    })"));
  generator.replaceText("fill-negative-size", "{2, 3}", "{2, -3}", "negative");
  generator.replaceText("fill-huge-size", "{2, 3}", "{1000000, 100000000}",
                        "too large");
  generator.replaceText("fill-with-two-values", "float[1] {1}",
                        "float[2] {1, 2}", "must be one element");
  generator.replaceText("constant-without-value",
                        "ConstantOfShape <value = float[1] {1}> (shape)",
                        "Constant ()", "attribute 'value' is missing");
  generator.replaceText("constant-of-strings",
                        "ConstantOfShape <value = float[1] {1}> (shape)",
                        "Constant <value_string = \"a\"> ()", "'value_string'");
  generator.replaceText("constant-with-two-values",
                        "ConstantOfShape <value = float[1] {1}> (shape)",
                        "Constant <value_float = 1.0, value_int = 1> ()",
                        "value_");
  generator.changeModel(
      "constant-of-short-data",
      [](onnx::ModelProto &model) {
        onnx::NodeProto &node = *model.mutable_graph()->mutable_node(0);
        node.set_op_type("Constant");
        node.clear_input();
        node.mutable_attribute(0)->mutable_t()->set_dims(0, 6);
      },
      "has 1 elements, but");

  generator.good("range", graph(R"((float[3] x) => (y)
    <float start = {0}, float limit = {3}, float delta = {1}> {
      r = Range (start, limit, delta)
      y = Add (x, r)
    })"));
  generator.replaceText("range-by-0", "delta = {1}", "delta = {0}",
                        "has no size");
  generator.replaceText("range-huge", "delta = {1}", "delta = {1e-30}",
                        "Range");
  generator.replaceText("range-of-vectors", "float limit = {3}",
                        "float[2] limit = {3, 4}", "must be scalars");

  generator.good("one-hot", graph(R"((int64[4] x) => (y)
    <int64 depth = {3}, float[2] values = {0, 1}> {
      y = OneHot <axis = 1> (x, depth, values)
    })"));
  generator.replaceText("one-hot-of-negative-depth", "depth = {3}",
                        "depth = {-3}", "is not a size");
  generator.replaceText("one-hot-of-one-value", "float[2] values = {0, 1}",
                        "float[1] values = {0}", "OneHot");
  generator.replaceText("one-hot-out-of-range", "axis = 1", "axis = 2",
                        "axis 2");
}

void fovea::generateShapeOps(Generator &generator) {
  generateReshapes(generator);
  generateJoins(generator);
  generateParts(generator);
  generateConstants(generator);
}
