//===- VisionOps.cpp - Sampling, columns and attention, misused -----------===//

#include "Generator.h"

using namespace fovea;

static std::string graph(const std::string &body) {
  return R"(<ir_version: 10, opset_import: ["" : 24]> g )" + body;
}

static void generateDeformConvs(Generator &generator) {
  generator.good("deform-conv", graph(R"(
    (float[1,4,5,5] x, float[6,2,3,3] w, float[1,36,4,3] o, float[6] b,
     float[1,18,4,3] m) => (y)
    { y = DeformConv <pads = [0, 0, 1, 0], strides = [1, 1], group = 2,
                      offset_group = 2> (x, w, o, b, m) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("deform-conv-" + name, from, to, expected);
  };
  replace("offset-mismatch", "float[1,36,4,3] o", "float[1,36,4,4] o",
          "must have shape [1, 36, 4, 3]");
  replace("offset-of-other-rank", "float[1,36,4,3] o", "float[1,36,12] o",
          "must have shape [1, 36, 4, 3]");
  replace("mask-mismatch", "float[1,18,4,3] m", "float[1,36,4,3] m",
          "must have shape [1, 18, 4, 3]");
  replace("bias-mismatch", "float[6] b", "float[5] b", "DeformConv");
  replace("channel-mismatch", "float[6,2,3,3] w", "float[6,3,3,3] w",
          "DeformConv");
  replace("group-zero", "group = 2,", "group = 0,", "DeformConv");
  replace("offset-group-zero", "offset_group = 2", "offset_group = 0",
          "groups of offsets");
  replace("offset-group-not-dividing", "offset_group = 2", "offset_group = 3",
          "groups of offsets");
  replace("stride-zero", "[1, 1]", "[0, 1]", "attribute 'strides'");
  replace("pads-large", "[0, 0, 1, 0]", "[1000000000, 1000000000, 0, 0]",
          "must have shape");
  replace("window-too-large", "float[1,4,5,5] x", "float[1,4,1,5] x",
          "does not fit");
  replace("window-empty", "float[6,2,3,3] w", "float[6,2,0,3] w", "DeformConv");
  replace("of-integers", "float[1,4,5,5] x", "int64[1,4,5,5] x", "DeformConv");
  replace("of-a-matrix", "float[1,4,5,5] x", "float[1,4] x", "must have rank");
}

static void generateColumns(Generator &generator) {
  generator.good("col2im", graph(R"((float[1,8,6] x) => (y)
    <int64[2] image = {3, 4}, int64[2] block = {2, 2}>
    { y = Col2Im <strides = [1, 1], pads = [0, 0, 0, 0],
                  dilations = [1, 1]> (x, image, block) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("col2im-" + name, from, to, expected);
  };
  replace("of-other-count", "float[1,8,6] x", "float[1,8,5] x", "columns");
  replace("of-other-size", "float[1,8,6] x", "float[1,7,6] x", "columns");
  replace("of-other-rank", "float[1,8,6] x", "float[8,6] x", "must have rank");
  replace("image-zero", "{3, 4}", "{0, 4}", "image shape [0, 4]");
  replace("image-huge", "{3, 4}", "{1000000000, 1000000000}", "too large");
  replace("image-overflowing", "{3, 4}", "{9223372036854775807, 4}",
          "image shape");
  replace("block-negative", "{2, 2}", "{-2, -2}", "block shape [-2, -2]");
  replace("block-huge", "{2, 2}", "{1073741824, 1073741824}", "does not fit");
  replace("block-of-other-rank", "int64[2] block = {2, 2}",
          "int64[1] block = {2}", "must have one length");
  replace("dilation-huge", "dilations = [1, 1]", "dilations = [1073741824, 1]",
          "does not fit");
  replace("stride-huge", "strides = [1, 1]", "strides = [1073741824, 1]",
          "columns");
  replace("stride-zero", "strides = [1, 1]", "strides = [0, 1]",
          "attribute 'strides'");
  replace("pads-negative", "[0, 0, 0, 0]", "[-1, 0, 0, 0]",
          "must not be negative");
  replace("of-booleans", "float[1,8,6] x", "bool[1,8,6] x", "Col2Im");
}

static void generateGrids(Generator &generator) {
  generator.good("affine-grid", graph(R"((float[2,2,3] x) => (y)
    <int64[4] size = {2, 1, 3, 4}> { y = AffineGrid (x, size) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("affine-grid-" + name, from, to, expected);
  };
  replace("of-other-batch", "{2, 1, 3, 4}", "{1, 1, 3, 4}", "do not fit");
  replace("of-other-rank", "float[2,2,3] x", "float[2,3,4] x", "do not fit");
  replace("of-no-size", "int64[4] size = {2, 1, 3, 4}", "int64[1] size = {2}",
          "do not fit");
  replace("of-negative-size", "{2, 1, 3, 4}", "{2, 1, -3, 4}", "do not fit");
  replace("of-huge-size", "{2, 1, 3, 4}", "{2, 1, 9223372036854775807, 4}",
          "too large");
  replace("of-large-sizes", "{2, 1, 3, 4}", "{2, 1, 4294967296, 4294967296}",
          "AffineGrid");

  generator.good("center-crop-pad", graph(R"((float[2,5] x) => (y)
    <int64[2] shape = {3, 4}>
    { y = CenterCropPad <axes = [0, 1]> (x, shape) })"));
  generator.replaceText("center-crop-pad-to-negative", "{3, 4}", "{3, -4}",
                        "must be 2 sizes");
  generator.replaceText("center-crop-pad-to-huge", "{3, 4}",
                        "{4611686018427387904, 4611686018427387904}",
                        "CenterCropPad");
  generator.replaceText("center-crop-pad-of-other-count", "[0, 1]", "[0]",
                        "must be 1 sizes");
  generator.replaceText("center-crop-pad-twice", "[0, 1]", "[1, -1]", "twice");
  generator.replaceText("center-crop-pad-out-of-range", "[0, 1]", "[0, 2]",
                        "2 is not a dimension");
}

static void generateDeterminants(Generator &generator) {
  generator.good("det", graph("(float[2,3,3] x) => (y) { y = Det (x) }"));
  generator.replaceText("det-not-square", "[2,3,3]", "[2,3,4]", "square");
  generator.replaceText("det-of-integers", "float", "int32", "square");
  generator.replaceText("det-of-a-vector", "[2,3,3]", "[3]", "rank 2 or more");
  generator.replaceText("det-large", "[2,3,3]", "[2,1000,1000]", "64 rows");
}

static void generateCaches(Generator &generator) {
  generator.good("tensor-scatter", graph(R"(
    (float[2,4,3] x, float[2,2,3] u, int64[2] i) => (y)
    { y = TensorScatter <mode = "circular", axis = 1> (x, u, i) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("tensor-scatter-" + name, from, to, expected);
  };
  replace("update-too-long", "float[2,2,3] u", "float[2,5,3] u",
          "does not fit");
  replace("update-mismatch", "float[2,2,3] u", "float[2,2,4] u",
          "does not fit");
  replace("update-of-other-rank", "float[2,2,3] u", "float[2,2] u",
          "must have rank 3");
  replace("of-two-types", "float[2,2,3] u", "double[2,2,3] u", "TensorScatter");
  replace("index-count", "int64[2] i", "int64[3] i", "one for each batch");
  replace("index-of-other-rank", "int64[2] i", "int64[2,1] i",
          "must have rank 1");
  replace("along-the-batch", "axis = 1", "axis = 0", "one for each batch");
  replace("out-of-range", "axis = 1", "axis = 3", "axis 3");
  replace("of-unknown-mode", "circular", "round", "'mode'");
}

static void generateAttentions(Generator &generator) {
  generator.good("attention-cache", graph(R"(
    (float[2,3,8] q, float[2,5,4] k, float[2,5,6] v, float[3,7] m,
     float[2,2,2,2] pk, float[2,2,2,3] pv) => (y)
    { y, a, b, c = Attention <q_num_heads = 4, kv_num_heads = 2, softcap = 2.0,
        qk_matmul_output_mode = 3> (q, k, v, m, pk, pv) })"));
  auto replace = [&](const std::string &name, const std::string &from,
                     const std::string &to, const std::string &expected) {
    generator.replaceText("attention-cache-" + name, from, to, expected);
  };
  replace("without-heads", "q_num_heads = 4, ", "", "into 0 heads");
  replace("heads-not-dividing", "q_num_heads = 4", "q_num_heads = 3",
          "into 3 heads");
  replace("heads-negative", "kv_num_heads = 2", "kv_num_heads = -2",
          "into -2 heads");
  replace("heads-mismatch", "kv_num_heads = 2", "kv_num_heads = 1",
          "Attention");
  replace("stage-unknown", "mode = 3", "mode = 9223372036854775807",
          "attribute 'qk_matmul_output_mode'");
  replace("stage-negative", "mode = 3", "mode = -1",
          "attribute 'qk_matmul_output_mode'");
  replace("without-past-value", "pk, pv) }", "pk) }",
          "the past value is missing");
  replace("past-of-other-rank", "float[2,2,2,2] pk", "float[2,2,4] pk",
          "must have rank 4");
  replace("past-mismatch", "float[2,2,2,2] pk", "float[2,2,2,3] pk",
          "Attention");
  replace("past-of-other-batch", "float[2,2,2,3] pv", "float[1,2,2,3] pv",
          "Attention");
  replace("pasts-of-two-lengths", "float[2,2,2,3] pv", "float[2,2,4,3] pv",
          "Attention");
  replace("depth-mismatch", "float[2,3,8] q", "float[2,3,12] q", "Attention");
  replace("mask-mismatch", "float[3,7] m", "float[4,7] m", "Attention");
  replace("mask-too-long", "float[3,7] m", "float[3,8] m", "Attention");
  replace("mask-of-integers", "float[3,7] m", "int64[3,7] m", "Attention");
  replace("of-two-types", "float[2,5,4] k", "double[2,5,4] k", "Attention");
  replace("of-two-ranks", "float[2,5,6] v", "float[2,2,5,3] v",
          "must have rank 3");
  replace("of-integers", "float[2,3,8] q", "int32[2,3,8] q", "Attention");
}

void fovea::generateVisionOps(Generator &generator) {
  generateDeformConvs(generator);
  generateColumns(generator);
  generateGrids(generator);
  generateDeterminants(generator);
  generateCaches(generator);
  generateAttentions(generator);
}
