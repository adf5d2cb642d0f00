//===- WindowOps.cpp - Convolutions, pooling and resizing, misused --------===//

#include "Generator.h"

using namespace fovea;

static std::string graph(const std::string &body) {
  return R"(<ir_version: 8, opset_import: ["" : 18]> g )" + body;
}

static void generateConvolutions(Generator &generator) {
  generator.good("conv", graph(R"(
    (float[1,4,8,8] x, float[6,2,3,3] w, float[6] b) => (y)
    { y = Conv <kernel_shape = [3, 3], strides = [1, 2], pads = [1, 1, 1, 1],
                dilations = [2, 1], group = 2> (x, w, b) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("conv-" + name, from, to, expected);
  };
  replace("stride-zero", "[1, 2]", "[1, 0]", "attribute 'strides'");
  replace("stride-negative", "[1, 2]", "[-1, 2]", "attribute 'strides'");
  replace("stride-huge", "[1, 2]", "[1, 9223372036854775807]",
          "attribute 'strides'");
  replace("strides-of-other-count", "[1, 2]", "[1, 2, 1]",
          "attribute 'strides'");
  replace("dilation-zero", "[2, 1]", "[0, 1]", "attribute 'dilations'");
  replace("kernel-mismatch", "[3, 3]", "[5, 5]", "attribute 'kernel_shape'");
  replace("kernel-too-large", "[1,4,8,8]", "[1,4,2,8]", "Conv");
  replace("kernel-far-too-large", "[2, 1]", "[1000000000, 1]", "Conv");
  replace("kernel-empty", "float[6,2,3,3] w", "float[6,2,0,3] w", "Conv");
  replace("pads-huge", "[1, 1, 1, 1]", "[1, 1, 1, 9223372036854775807]",
          "attribute 'pads'");
  replace("pads-large", "[1, 1, 1, 1]",
          "[1000000000, 1000000000, 1000000000, 1000000000]",
          "impossible shape");
  replace("pads-cutting-all", "[1, 1, 1, 1]", "[-8, 1, -8, 1]", "Conv");
  replace("pads-of-other-count", "[1, 1, 1, 1]", "[1, 1]", "attribute 'pads'");
  replace("group-zero", "group = 2", "group = 0", "Conv");
  replace("group-negative", "group = 2", "group = -2", "Conv");
  replace("group-not-dividing", "group = 2", "group = 3", "Conv");
  replace("group-mismatch", "group = 2", "group = 1", "Conv");
  replace("channel-mismatch", "float[6,2,3,3] w", "float[6,3,3,3] w", "Conv");
  replace("bias-mismatch", "float[6] b", "float[5] b", "Conv");
  replace("bias-of-other-rank", "float[6] b", "float[6,1] b", "Conv");
  replace("of-two-ranks", "float[6,2,3,3] w", "float[6,2,3] w",
          "must have rank 4");
  replace("of-a-matrix", "float[1,4,8,8] x", "float[1,4] x", "must have rank");
  replace("of-two-types", "float[6,2,3,3] w", "double[6,2,3,3] w", "Conv");
  replace("of-integers", "float[1,4,8,8] x, float[6,2,3,3] w, float[6] b",
          "bool[1,4,8,8] x, bool[6,2,3,3] w, bool[6] b", "Conv");
  replace("without-weight", "(x, w, b)", "(x)", "needs 2 inputs");
  replace("of-unknown-padding", "pads = [1, 1, 1, 1]", "auto_pad = \"SAME\"",
          "attribute 'auto_pad'");
  replace("stride-of-floats", "[1, 2]", "[1.0, 2.0]",
          "attribute 'strides' must be a list of integers");

  generator.good("conv-transpose", graph(R"(
    (float[1,4,8,8] x, float[4,2,3,3] w) => (y)
    { y = ConvTranspose <strides = [2, 2], output_padding = [1, 1],
                         group = 2> (x, w) })"));
  auto replaceTransposed = [&](const std::string &name, const std::string &from,
                               const std::string &to,
                               const std::string &expected) {
    generator.replaceText("conv-transpose-" + name, from, to, expected);
  };
  replaceTransposed("stride-zero", "[2, 2]", "[0, 2]", "attribute 'strides'");
  replaceTransposed("stride-large", "[2, 2]", "[1000000000, 1000000000]",
                    "impossible shape");
  replaceTransposed("output-padding-negative", "[1, 1]", "[-1, 1]",
                    "attribute 'output_padding'");
  replaceTransposed("channel-mismatch", "float[4,2,3,3] w", "float[3,2,3,3] w",
                    "ConvTranspose");
  replaceTransposed("group-zero", "group = 2", "group = 0", "ConvTranspose");
  replaceTransposed("output-shape-of-other-count", "output_padding = [1, 1]",
                    "output_shape = [18]", "attribute 'output_shape'");
  replaceTransposed("output-shape-huge", "output_padding = [1, 1]",
                    "output_shape = [9223372036854775807, 18]",
                    "attribute 'output_shape'");
}

static void generatePools(Generator &generator) {
  generator.good("pool", graph(R"((float[1,4,8,8] x) => (y)
    { y = MaxPool <kernel_shape = [3, 3], strides = [2, 2]> (x) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("pool-" + name, from, to, expected);
  };
  replace("without-window", "kernel_shape = [3, 3], ", "",
          "attribute 'kernel_shape' is missing");
  replace("window-zero", "[3, 3]", "[0, 3]", "attribute 'kernel_shape'");
  replace("window-of-other-count", "[3, 3]", "[3]", "attribute 'kernel_shape'");
  replace("window-too-large", "[3, 3]", "[9, 3]", "MaxPool");
  replace("stride-zero", "[2, 2]", "[2, 0]", "attribute 'strides'");
  replace("of-a-vector", "float[1,4,8,8] x", "float[4] x", "rank");
  replace("average-window-too-large", "MaxPool <kernel_shape = [3, 3]",
          "AveragePool <kernel_shape = [3, 300]", "AveragePool");
  replace("of-negative-power", "MaxPool <kernel_shape = [3, 3]",
          "LpPool <p = -1, kernel_shape = [3, 3]", "LpPool");
}

static void generateResizes(Generator &generator) {
  generator.good("resize", graph(R"((float[1,4,8,8] x) => (y)
    <float[4] scales = {1, 1, 2, 2}, int64[4] sizes = {1, 4, 16, 16}>
    { y = Resize <mode = "nearest"> (x, , scales) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("resize-" + name, from, to, expected);
  };
  replace("by-zero", "{1, 1, 2, 2}", "{1, 1, 0, 2}", "Resize");
  replace("by-negative", "{1, 1, 2, 2}", "{1, 1, -2, 2}", "Resize");
  replace("by-huge", "{1, 1, 2, 2}", "{1, 1, 1e18, 1e18}", "Resize");
  replace("by-infinity", "{1, 1, 2, 2}", "{1, 1, 3e38, 1}", "Resize");
  replace("of-other-count", "float[4] scales = {1, 1, 2, 2}",
          "float[3] scales = {1, 1, 2}", "Resize");
  replace("to-nothing-given", "(x, , scales)", "(x)", "Resize");
  replace("to-both", "(x, , scales)", "(x, , scales, sizes)", "Resize");
  replace("of-unknown-mode", "nearest", "best", "'mode'");
}

void fovea::generateWindowOps(Generator &generator) {
  generateConvolutions(generator);
  generatePools(generator);
  generateResizes(generator);
}
