//===- FamiliesTest.cpp - Predicted families against published ones -------===//
//
// EfficientNet-X does more than twice the work of EfficientNet and takes less
// time on TPUv3 and V100: Li et al., arXiv 2102.05610, table 3 (batch 128, 16
// bits).
//
//===----------------------------------------------------------------------===//

#include "BuildGraph.h"

#include "Models.h"
#include "fovea/Driver/Compiler.h"

using namespace mlir;
using namespace fovea;

static ModelAnalysis analyzeVariant(StringRef model, StringRef variant,
                                    const AnalysisTarget &target) {
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  ModelSettings settings;
  settings.assignments = {"variant=" + variant.str(), "batch=128"};
  auto module = buildModel(model, settings, context);
  EXPECT_TRUE(succeeded(module));
  CompileOptions options;
  options.hardware = target.hardware;
  EXPECT_TRUE(succeeded(optimizeGraph(**module, options)));
  auto analysis = analyzeModel(**module, target);
  EXPECT_TRUE(succeeded(analysis));
  return *analysis;
}

class FamiliesTest : public testing::TestWithParam<const char *> {};

TEST_P(FamiliesTest, EfficientNetXIsFaster) {
  AnalysisTarget target = getTarget(GetParam());
  for (int i = 0; i < 8; ++i) {
    std::string variant = "b" + std::to_string(i);
    ModelAnalysis plain = analyzeVariant("efficientnet", variant, target);
    ModelAnalysis x = analyzeVariant("efficientnet-x", variant, target);
    printf("%s b%d: %.2f ms, %.1f FLOP/B, X %.2f ms, %.1f FLOP/B\n", GetParam(),
           i, 1e3 * plain.seconds, plain.work.getIntensity(), 1e3 * x.seconds,
           x.work.getIntensity());
    EXPECT_GT(x.work.getFlops(), 2 * plain.work.getFlops()) << variant;
    EXPECT_LT(x.seconds, plain.seconds) << variant;
  }
}

INSTANTIATE_TEST_SUITE_P(On, FamiliesTest, testing::Values("tpu-v3", "v100"),
                         [](const auto &info) {
                           return StringRef(info.param) == "v100" ? "V100"
                                                                  : "TPUv3";
                         });
