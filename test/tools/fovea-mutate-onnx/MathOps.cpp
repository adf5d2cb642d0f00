//===- MathOps.cpp - Arithmetic, contractions and reductions, misused -----===//

#include "Generator.h"

using namespace fovea;

static std::string graph(const std::string &body) {
  return R"(<ir_version: 8, opset_import: ["" : 18]> g )" + body;
}

static void generateElementwise(Generator &generator) {
  generator.good("add", graph(R"((float[2,3] x, float[1,3] z) => (y)
    { y = Add (x, z) })"));
  generator.replaceText("broadcast-mismatch", "float[1,3]", "float[2,4]",
                        "broadcast");
  generator.replaceText("type-mismatch", "float[1,3]", "double[1,3]", "Add");
  generator.replaceText("add-of-booleans", "float[2,3] x, float[1,3] z",
                        "bool[2,3] x, bool[1,3] z", "Add");
  generator.replaceText("not-of-floats", "Add (x, z)", "Not (x)", "Not");
  generator.replaceText("where-on-floats", "Add (x, z)", "Where (x, x, z)",
                        "Where");
  generator.replaceText("prelu-mismatch", "float[1,3] z) => (y)\n    { y = Add",
                        "float[4] z) => (y)\n    { y = PRelu", "PRelu");

  generator.good("cast", graph(R"((float[2,3] x) => (y)
    { y = Cast <to = 7> (x) })"));
  generator.replaceText("cast-without-type", "<to = 7> ", "", "Cast");
  generator.replaceText("cast-to-unknown-type", "to = 7", "to = 99",
                        "element type #99");
  generator.replaceText("cast-to-huge-type", "to = 7", "to = 4294967297",
                        "element type");
  generator.replaceText("cast-to-strings", "to = 7", "to = 8",
                        "element type string");

  generator.good("quantize", graph(R"((float[2,3] x, float[3] s, uint8[3] z)
    => (y) { y = QuantizeLinear <axis = 1> (x, s, z) })"));
  generator.replaceText("quantize-mismatch", "float[3] s, uint8[3] z",
                        "float[2] s, uint8[2] z", "QuantizeLinear");
  generator.replaceText("quantize-of-two-shapes", "uint8[3] z", "uint8[2] z",
                        "QuantizeLinear");
  generator.replaceText("quantize-out-of-range", "axis = 1", "axis = 5",
                        "axis 5");
  generator.replaceText("quantize-to-floats", "uint8[3] z", "float[3] z",
                        "QuantizeLinear");
}

static void generateContractions(Generator &generator) {
  generator.good("matmul", graph(R"((float[5,2,3] x, float[3,4] z) => (y)
    { y = MatMul (x, z) })"));
  generator.replaceText("matmul-mismatch", "float[3,4]", "float[4,3]",
                        "MatMul");
  generator.replaceText("matmul-batch-mismatch", "float[3,4]", "float[2,3,4]",
                        "MatMul");
  generator.replaceText("matmul-of-a-scalar", "float[3,4] z", "float z",
                        "MatMul");
  generator.replaceText("matmul-of-two-types", "float[3,4]", "double[3,4]",
                        "MatMul");

  generator.good("gemm", graph(R"((float[2,3] x, float[4,3] z, float[4] c)
    => (y) { y = Gemm <transB = 1> (x, z, c) })"));
  generator.replaceText("gemm-mismatch", "transB = 1", "transB = 0", "Gemm");
  generator.replaceText("gemm-of-other-rank", "float[2,3] x", "float[1,2,3] x",
                        "rank");
  generator.replaceText("gemm-bias-mismatch", "float[4] c", "float[3] c",
                        "Gemm");

  generator.good("einsum", graph(R"((float[2,3] x, float[3,4] z) => (y)
    { y = Einsum <equation = "ij,jk->ik"> (x, z) })"));
  auto setEquation = [&](const std::string &name, const std::string &equation) {
    generator.replaceText("einsum-" + name, "ij,jk->ik", equation, "Einsum");
  };
  setEquation("empty", "");
  setEquation("of-digits", "12,23->13");
  setEquation("of-other-rank", "ijk,jk->ik");
  setEquation("of-three-operands", "ij,jk,kl->il");
  setEquation("mismatch", "ij,kj->ik");
  setEquation("with-unknown-result", "ij,jk->iz");
  setEquation("with-result-twice", "ij,jk->ii");
  setEquation("with-two-arrows", "ij,jk->i->k");

  generator.good("attention", R"(<ir_version: 10, opset_import: ["" : 23]> g
    (float[1,2,8] q, float[1,3,8] k, float[1,3,8] v) => (y)
    { y = Attention <q_num_heads = 2, kv_num_heads = 2> (q, k, v) })");
  generator.replaceText("attention-heads-not-dividing", "q_num_heads = 2,",
                        "q_num_heads = 3,", "Attention");
  generator.replaceText("attention-heads-zero", "kv_num_heads = 2",
                        "kv_num_heads = 0", "Attention");
  generator.replaceText("attention-without-heads",
                        "<q_num_heads = 2, kv_num_heads = 2> ", "",
                        "Attention");
  generator.replaceText("attention-mismatch", "float[1,3,8] v",
                        "float[1,4,8] v", "Attention");
}

static void generateReductions(Generator &generator) {
  generator.good("reduce", graph(R"((float[2,3] x) => (y)
    <int64[1] axes = {1}> { y = ReduceSum (x, axes) })"));
  generator.replaceText("reduce-out-of-range", "{1}", "{2}",
                        "2 is not a dimension");
  generator.replaceText("reduce-most-negative", "{1}", "{-9223372036854775807}",
                        "is not a dimension");
  generator.replaceText("reduce-twice-the-same", "int64[1] axes = {1}",
                        "int64[2] axes = {1, -1}", "twice");
  generator.replaceText("cumsum-out-of-range", "= {1}> { y = ReduceSum",
                        "= {2}> { y = CumSum", "CumSum");
  generator.replaceText("arg-max-out-of-range", "ReduceSum (x, axes)",
                        "ArgMax <axis = 2> (x)", "axis 2");

  generator.good("top-k", graph(R"((float[2,3] x) => (y, i)
    <int64[1] k = {2}> { y, i = TopK <axis = 1> (x, k) })"));
  generator.replaceText("top-k-of-too-many", "{2}", "{4}", "TopK");
  generator.replaceText("top-k-negative", "{2}", "{-1}", "TopK");
  generator.replaceText("top-k-out-of-range", "axis = 1", "axis = 2", "axis 2");

  generator.good("batch-norm", graph(R"((float[1,3,4,4] x, float[3] s,
    float[3] b, float[3] m, float[3] v) => (y)
    { y = BatchNormalization (x, s, b, m, v) })"));
  generator.replaceText("batch-norm-mismatch", "float[3] v", "float[4] v",
                        "BatchNormalization");
  generator.replaceText("batch-norm-without-variance", "(x, s, b, m, v)",
                        "(x, s, b, m)", "needs 5 inputs");

  generator.good("layer-norm", graph(R"((float[2,3,4] x, float[4] s) => (y)
    { y = LayerNormalization <axis = -1> (x, s) })"));
  generator.replaceText("layer-norm-mismatch", "float[4] s", "float[5] s",
                        "LayerNormalization");
  generator.replaceText("layer-norm-out-of-range", "axis = -1", "axis = -4",
                        "axis -4");

  generator.good("group-norm", R"(<ir_version: 10, opset_import: ["" : 21]> g
    (float[1,4,2,2] x, float[4] s, float[4] b) => (y)
    { y = GroupNormalization <num_groups = 2> (x, s, b) })");
  generator.replaceText("group-norm-not-dividing", "num_groups = 2",
                        "num_groups = 3", "GroupNormalization");
  generator.replaceText("group-norm-zero", "num_groups = 2", "num_groups = 0",
                        "GroupNormalization");
}

void fovea::generateMathOps(Generator &generator) {
  generateElementwise(generator);
  generateContractions(generator);
  generateReductions(generator);
}
