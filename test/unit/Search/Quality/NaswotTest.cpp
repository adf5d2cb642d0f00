//===- NaswotTest.cpp - Quality without training --------------------------===//

#include "Requests.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Search/Naswot.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace fovea;
using testing::HasSubstr;

static llvm::BitVector parseBits(llvm::StringRef text) {
  llvm::BitVector bits(text.size());
  for (auto [i, c] : llvm::enumerate(text))
    if (c == '1')
      bits.set(i);
  return bits;
}

TEST(Naswot, LogDeterminant) {
  // K = [[4, 1], [1, 4]].
  EXPECT_NEAR(computeLogDeterminant({parseBits("1100"), parseBits("0010")}),
              std::log(15.0), 1e-12);
  // K = [[3, 2, 1], [2, 3, 2], [1, 2, 3]], of determinant 8.
  EXPECT_NEAR(computeLogDeterminant(
                  {parseBits("000"), parseBits("001"), parseBits("011")}),
              std::log(8.0), 1e-12);
}

TEST(Naswot, EqualCodesHaveNoDeterminant) {
  double value = computeLogDeterminant(
      {parseBits("110010"), parseBits("110010"), parseBits("000111")});
  EXPECT_EQ(value, -std::numeric_limits<double>::infinity());
}

TEST(Naswot, DifferentCodesScoreHigher) {
  double alike = computeLogDeterminant(
      {parseBits("11110000"), parseBits("11110001"), parseBits("11110010")});
  double different = computeLogDeterminant(
      {parseBits("11110000"), parseBits("00111101"), parseBits("10010010")});
  EXPECT_LT(alike, different);
}

TEST(Naswot, ExposesRectifiers) {
  mlir::MLIRContext context;
  context.loadDialect<FoveaDialect, mlir::func::FuncDialect>();
  auto module = mlir::parseSourceString<mlir::ModuleOp>(
      R"mlir(
        func.func @main(%x: tensor<2x4xf32>, %p: tensor<4xf32>)
            -> tensor<2x4xf32> {
          %0 = fovea.batch_norm %x, %p, %p, %p, %p epsilon 1.0e-5
             : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
                tensor<4xf32>) -> tensor<2x4xf32>
          %1 = fovea.activation silu %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
          %2 = fovea.activation sigmoid %1
             : (tensor<2x4xf32>) -> tensor<2x4xf32>
          %3 = fovea.activation clip %2 alpha -1.0 beta 6.0
             : (tensor<2x4xf32>) -> tensor<2x4xf32>
          %4 = fovea.activation clip %3 alpha 0.0 beta 6.0
             : (tensor<2x4xf32>) -> tensor<2x4xf32>
          return %2 : tensor<2x4xf32>
        })mlir",
      &context);
  ASSERT_TRUE(module);
  EXPECT_EQ(exposeActivations(*module, BatchStatistics::OfBatch), 2u);
  ASSERT_TRUE(succeeded(mlir::verify(*module)));
  auto main = module->lookupSymbol<mlir::func::FuncOp>("main");
  EXPECT_EQ(main.getNumResults(), 3u);
  // The statistics are computed, not read.
  main.walk([&](BatchNormOp op) {
    EXPECT_TRUE(op.getMean().getDefiningOp());
    EXPECT_TRUE(op.getVariance().getDefiningOp());
  });
}

namespace {
class NaswotScore : public testing::Test {
protected:
  static NaswotOptions getOptions(uint64_t seed = 0) {
    NaswotOptions options;
    options.resolution = 32;
    options.batch = 8;
    options.seed = seed;
    return options;
  }
  static llvm::Expected<double> score(llvm::StringRef model,
                                      std::vector<std::string> settings = {},
                                      NaswotOptions options = getOptions()) {
    auto config = makeRequest(model, std::move(settings)).configure();
    if (!config)
      return config.takeError();
    return computeNaswotScore(**config, options);
  }
};
} // namespace

/// Seven blocks, of which most of the time is compiling them.
static std::vector<std::string> getSmall(const std::string &width) {
  return {"depth=0.1", "width=" + width};
}

TEST_F(NaswotScore, IsDeterministic) {
  auto first = score("efficientnet", getSmall("0.2"));
  ASSERT_TRUE(bool(first)) << toString(first.takeError());
  auto settings = getSmall("0.2");
  settings.push_back("resolution=96");
  auto second = score("efficientnet", settings);
  ASSERT_TRUE(bool(second)) << toString(second.takeError());
  EXPECT_EQ(*first, *second);
}

TEST_F(NaswotScore, DependsOnSeedAndWidth) {
  NaswotOptions options = getOptions();
  options.statistics = BatchStatistics::Stored;
  auto narrow = score("efficientnet", getSmall("0.2"), options);
  ASSERT_TRUE(bool(narrow)) << toString(narrow.takeError());
  auto wide = score("efficientnet", getSmall("0.6"), options);
  ASSERT_TRUE(bool(wide)) << toString(wide.takeError());
  EXPECT_LT(*narrow, *wide);
  options.seed = 1;
  auto other = score("efficientnet", getSmall("0.2"), options);
  ASSERT_TRUE(bool(other)) << toString(other.takeError());
  EXPECT_NE(*narrow, *other);
}

TEST_F(NaswotScore, KeepsTheResolutionIfAsked) {
  NaswotOptions options = getOptions();
  options.statistics = BatchStatistics::Stored;
  auto given = score("efficientnet", getSmall("0.2"), options);
  ASSERT_TRUE(bool(given)) << toString(given.takeError());
  auto settings = getSmall("0.2");
  settings.push_back("resolution=32");
  options.resolution = 0;
  llvm::DefaultThreadPool threads(llvm::hardware_concurrency(2));
  options.threads = &threads;
  auto own = score("efficientnet", settings, options);
  ASSERT_TRUE(bool(own)) << toString(own.takeError());
  EXPECT_EQ(*own, *given);
}

TEST_F(NaswotScore, FindsAResolution) {
  auto evaluator = createQualityEvaluator("naswot:resolution=32,batch=8");
  ASSERT_TRUE(bool(evaluator)) << toString(evaluator.takeError());
  // Patches of 14 do not fit into 32 pixels, but into 42.
  std::vector<std::string> settings = {"patch=14", "depth=1", "width=32",
                                       "heads=2", "mlp_ratio=2"};
  auto quality = (*evaluator)->evaluate(makeRequest("vit", settings));
  ASSERT_TRUE(bool(quality)) << toString(quality.takeError());
  EXPECT_TRUE(std::isfinite(quality->value));
}

TEST_F(NaswotScore, NoRectifiers) {
  auto quality = score("efficientnet", {"activation=sigmoid"});
  ASSERT_FALSE(bool(quality));
  EXPECT_THAT(toString(quality.takeError()),
              HasSubstr("no relu, silu or the like"));
}
