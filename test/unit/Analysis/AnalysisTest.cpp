//===- AnalysisTest.cpp - Layers, and what they cost ----------------------===//

#include "BuildGraph.h"

#include "fovea/Analysis/ElementCost.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"

using namespace mlir;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;

/// Of the only layer that is to be.
static LayerAnalysis getOnlyLayer(const ModelAnalysis &analysis) {
  EXPECT_EQ(analysis.layers.size(), 1u);
  return analysis.layers.front();
}

static Value buildResidual(ModelBuilder &b, Value x, ActivationKind kind) {
  Value y = b.conv("conv", x, 64, {.kernel = 3, .bias = true});
  return b.add(b.activation(kind, y), x);
}

TEST(AnalysisTest, BiasActivationAndResidualAreOneLayer) {
  LayerAnalysis layer = getOnlyLayer(analyzeGraph(
      {2, 14, 14, 64}, getTarget("tpu-v3"), [](ModelBuilder &b, Value x) {
        return buildResidual(b, x, ActivationKind::silu);
      }));
  EXPECT_EQ(layer.op, "conv");
  EXPECT_EQ(layer.name, "conv");
  EXPECT_THAT(layer.fused, ElementsAre("silu", "add"));
  EXPECT_THAT(layer.shape, ElementsAre(2, 14, 14, 64));
  double elements = 2 * 14 * 14 * 64;
  // The input is read once, though two ops of the layer take it.
  EXPECT_EQ(layer.work.activationBytes, 2 * 2 * elements);
  EXPECT_EQ(layer.work.weightBytes, 2 * (9 * 64 * 64 + 64));
  EXPECT_EQ(layer.work.vectorFlops, (4 + 1) * elements);
  EXPECT_LE(layer.efficiency, 1);
}

TEST(AnalysisTest, SomeMachinesFuseNoSilu) {
  AnalysisTarget target = getTarget("v100");
  auto analyze = [&](ActivationKind kind) {
    return analyzeGraph({2, 14, 14, 64}, target, [&](ModelBuilder &b, Value x) {
      return buildResidual(b, x, kind);
    });
  };
  ModelAnalysis silu = analyze(ActivationKind::silu);
  ASSERT_EQ(silu.layers.size(), 2u);
  EXPECT_EQ(silu.layers[1].op, "silu");
  EXPECT_THAT(silu.layers[1].fused, ElementsAre("add"));
  EXPECT_EQ(analyze(ActivationKind::relu).layers.size(), 1u);
}

TEST(AnalysisTest, WhatIsReadTwiceIsWritten) {
  ModelAnalysis analysis = analyzeGraph(
      {1, 8, 8, 16}, getTarget("tpu-v3"), [](ModelBuilder &b, Value x) {
        Value y = b.conv("conv", x, 16);
        return b.add(b.activation(ActivationKind::silu, y),
                     b.activation(ActivationKind::sigmoid, y));
      });
  // The activations read what the convolution wrote.
  ASSERT_EQ(analysis.layers.size(), 3u);
  EXPECT_EQ(analysis.layers[0].op, "conv");
  EXPECT_TRUE(analysis.layers[0].fused.empty());
  EXPECT_THAT(analysis.layers[2].fused, ElementsAre("add"));
}

TEST(AnalysisTest, WhatIsMadeOfWeightsIsNoLayer) {
  LayerAnalysis layer = getOnlyLayer(analyzeGraph(
      {1, 10, 16}, getTarget("tpu-v3"), [](ModelBuilder &b, Value x) {
        Value w = b.weight("w", {8, 16}, WeightInit::constant(1));
        w = b.transpose(b.mul(w, w), {1, 0});
        return b.reshape(b.matmul(x, w), {10, 8});
      }));
  EXPECT_EQ(layer.op, "matmul");
  EXPECT_EQ(layer.work.matrixFlops, 2 * 10 * 8 * 16);
  EXPECT_EQ(layer.work.weightBytes, 2 * 8 * 16);
}

TEST(AnalysisTest, SlicesReadWhatTheyWrite) {
  LayerAnalysis layer = getOnlyLayer(
      analyzeGraph({1, 100, 16}, getTarget("tpu-v3"),
                   [](ModelBuilder &b, Value x) { return b.select(x, 1, 3); }));
  EXPECT_EQ(layer.work.getFlops(), 0);
  EXPECT_EQ(layer.work.activationBytes, 2 * 2 * 16);
  EXPECT_EQ(layer.prediction.bound, Bound::Memory);
}

TEST(AnalysisTest, SumsOfAttention) {
  LayerAnalysis layer = getOnlyLayer(analyzeGraph(
      {2, 3, 50, 32}, getTarget("h100"),
      [](ModelBuilder &b, Value x) { return b.attention(x, x, x, 0.5); }));
  EXPECT_EQ(layer.work.matrixFlops, 2.0 * 2 * 3 * 50 * 50 * (32 + 32));
  EXPECT_EQ(layer.work.vectorFlops, 6.0 * 2 * 3 * 50 * 50);
}

TEST(AnalysisTest, TheModelIsTheSumOfItsLayers) {
  ModelAnalysis analysis = analyzeGraph(
      {4, 32, 32, 3}, getTarget("tpu-v4i"), [](ModelBuilder &b, Value x) {
        x = b.conv("stem", x, 32, {.kernel = 3, .stride = 2});
        x = b.maxPool(b.depthwiseConv("depthwise", x, {.kernel = 3}));
        return b.linear("dense", b.globalAvgPool(x), 10);
      });
  double seconds = 0, flops = 0, bytes = 0;
  for (const LayerAnalysis &layer : analysis.layers) {
    seconds += layer.prediction.seconds;
    flops += layer.work.getFlops();
    bytes += layer.work.getBytes();
    EXPECT_GT(layer.prediction.seconds, 0) << layer.name;
    EXPECT_GT(layer.efficiency, 0) << layer.name;
    EXPECT_LE(layer.efficiency, 1) << layer.name;
  }
  EXPECT_EQ(analysis.layers.size(), 5u);
  EXPECT_DOUBLE_EQ(analysis.seconds, seconds);
  EXPECT_DOUBLE_EQ(analysis.work.getFlops(), flops);
  EXPECT_DOUBLE_EQ(analysis.work.getBytes(), bytes);
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

static std::string getAnalysisError(StringRef text) {
  MLIRContext context;
  context.loadDialect<arith::ArithDialect, FoveaDialect, func::FuncDialect>();
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  auto module = parseSourceString<ModuleOp>(text, &context);
  EXPECT_TRUE(module) << message;
  EXPECT_TRUE(failed(analyzeModel(*module, getTarget("v100"))));
  return message;
}

TEST(AnalysisTest, ModulesWithoutAGraph) {
  EXPECT_THAT(getAnalysisError("module {}"),
              HasSubstr("expected a function '@main' to analyze"));
}

TEST(AnalysisTest, GraphsWithOtherOps) {
  EXPECT_THAT(getAnalysisError(R"(func.func @main(%x: f32) -> f32 {
                %0 = arith.addf %x, %x : f32
                return %0 : f32
              })"),
              HasSubstr("expected ops of the fovea dialect alone, found "
                        "'arith.addf'"));
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static double countActivation(ActivationKind kind, double error,
                              bool instructions) {
  MLIRContext context;
  ModelBuilder builder(context, "graph");
  Value result = builder.activation(kind, builder.input("x", {8}));
  auto op = result.getDefiningOp<ActivationOp>();
  if (error > 0)
    op.setError(APFloat(error));
  builder.output("y", result);
  auto module = builder.finish();
  EXPECT_TRUE(succeeded(module));
  context.loadDialect<arith::ArithDialect, math::MathDialect>();
  ElementCost cost;
  return instructions ? cost.countInstructions(op) : cost.countOperations(op);
}

TEST(ElementCostTest, SwishHasFourTimesTheOperationsOfReLU) {
  EXPECT_EQ(countActivation(ActivationKind::relu, 0, false), 1);
  EXPECT_EQ(countActivation(ActivationKind::silu, 0, false), 4);
}

TEST(ElementCostTest, ApproximationsTakeFewerInstructions) {
  for (ActivationKind kind : {ActivationKind::silu, ActivationKind::gelu})
    EXPECT_LT(countActivation(kind, 1e-6, true),
              0.75 * countActivation(kind, 0, true));
  EXPECT_EQ(countActivation(ActivationKind::mish, 1e-6, true),
            countActivation(ActivationKind::mish, 0, true));
}
