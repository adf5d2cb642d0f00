//===- EfficientNetXTest.cpp - EfficientNet-X against its sources ---------===//
//
// The numbers follow from the block rules of the authors' released code, and
// those of the variants b0 to b7 are, rounded, those of the paper's table 3.
//
//===----------------------------------------------------------------------===//

#include "Models.h"
#include "fovea/Model/Statistics.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace fovea;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class EfficientNetXTest : public testing::Test {
protected:
  OwningOpRef<ModuleOp> build(std::vector<std::string> assignments,
                              StringRef model = "efficientnet-x") {
    auto module = buildModel(model, {"", std::move(assignments)}, context);
    EXPECT_TRUE(succeeded(module)) << diagnostics.take();
    return succeeded(module) ? std::move(*module) : OwningOpRef<ModuleOp>();
  }

  ModelStatistics measure(std::vector<std::string> assignments,
                          StringRef model = "efficientnet-x") {
    OwningOpRef<ModuleOp> module = build(std::move(assignments), model);
    return module ? computeStatistics(*module) : ModelStatistics();
  }

  MLIRContext context;
  CollectDiagnostics diagnostics{context};
};

/// Sizes of a variant; of some, the operations are known to the given unit.
struct Sizes {
  const char *variant;
  uint64_t parameters;
  double macs;
  double unit = 1;
};

const Sizes kSizes[] = {
    {"b0", 7584104, 920421088},         {"b1", 9571024, 1606191824},
    {"b2", 9974470, 2306854656},        {"b3", 13293970, 4333620800},
    {"b4", 21144322, 10521697408},      {"b5", 33433452, 24556434560},
    {"b6", 47653344, 47476678944},      {"b7", 73156704, 91787133376},
    {"tpu-b1", 10419068, 1592590848},   {"tpu-b2", 11493130, 2697179808},
    {"tpu-b3", 15768856, 4206825696},   {"tpu-b4", 33978936, 10930231968},
    {"tpu-b5", 59919646, 24382384880},  {"tpu-b6", 137204266, 53825271552},
    {"tpu-b7", 198638730, 85471623096}, {"gpu-b1", 10419068, 1592590848},
    {"gpu-b2", 10753924, 2530040728},   {"gpu-b3", 16807232, 4262041792},
    {"gpu-b4", 37106070, 10041668408},  {"gpu-b5", 72087216, 24529500416},
    {"gpu-b6", 122194334, 46838937184}, {"gpu-b7", 196730150, 84538368384},
    {"h-b5", 45876724, 28.714e9, 1e6},  {"h-b6", 64652902, 51.762e9, 1e6},
    {"h-b7", 99745876, 101.378e9, 1e6}, {"h-tpu-b5", 77506246, 0},
    {"h-tpu-b6", 152999020, 0},         {"h-tpu-b7", 228143260, 0},
};

/// Parameters of each block, in their order.
std::vector<uint64_t> getBlockParameters(ModuleOp module) {
  std::vector<uint64_t> blocks;
  module.walk([&](WeightOp weight) {
    StringRef name = weight.getName();
    if (name.ends_with("moving_mean") || name.ends_with("moving_variance"))
      return;
    size_t block;
    if (!name.consume_front("blocks_") || name.consumeInteger(10, block))
      return;
    blocks.resize(std::max(blocks.size(), block + 1));
    blocks[block] += weight.getType().getNumElements();
  });
  return blocks;
}

std::vector<uint64_t> sumByStage(ArrayRef<uint64_t> blocks,
                                 ArrayRef<size_t> repeats) {
  std::vector<uint64_t> sums;
  for (size_t count : repeats) {
    sums.push_back(0);
    for (uint64_t parameters : blocks.take_front(count))
      sums.back() += parameters;
    blocks = blocks.drop_front(count);
  }
  EXPECT_TRUE(blocks.empty());
  return sums;
}

/// Shapes of the results of all convolutions with the named kernels.
std::vector<std::vector<int64_t>> getConvShapes(ModuleOp module,
                                                StringRef kernel) {
  std::vector<std::vector<int64_t>> shapes;
  module.walk([&](ConvOp conv) {
    auto weight = conv->getOperand(1).getDefiningOp<WeightOp>();
    if (weight.getName().ends_with(kernel))
      shapes.push_back(conv.getType().getShape().vec());
  });
  return shapes;
}

} // namespace

class EfficientNetXSizes : public EfficientNetXTest,
                           public testing::WithParamInterface<Sizes> {};

TEST_P(EfficientNetXSizes, AsInTheAuthorsCode) {
  const Sizes &sizes = GetParam();
  ModelStatistics statistics =
      measure({std::string("variant=") + sizes.variant});
  EXPECT_EQ(statistics.trainableParameters, sizes.parameters);
  if (sizes.macs != 0)
    EXPECT_NEAR(double(statistics.macs), sizes.macs, sizes.unit / 2);
}

INSTANTIATE_TEST_SUITE_P(Variants, EfficientNetXSizes,
                         testing::ValuesIn(kSizes), [](const auto &info) {
                           std::string name = info.param.variant;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST_F(EfficientNetXTest, AllVariantsAreTested) {
  std::vector<StringRef> tested;
  for (const Sizes &sizes : kSizes)
    tested.push_back(sizes.variant);
  EXPECT_EQ(tested, std::vector<StringRef>(kEfficientNetX.variants.begin(),
                                           kEfficientNetX.variants.end()));
}

// From EfficientNet-B0 to X-B0, one change at a time (table 4).
TEST_F(EfficientNetXTest, Ablation) {
  std::vector<std::string> settings = {
      "space_to_depth.stage=0", "stages.2.kind=mbconv", "stages.3.kind=mbconv"};
  for (int stage = 1; stage <= 7; ++stage)
    settings.push_back("stages." + std::to_string(stage) + ".squeeze=0.25");
  ModelStatistics plain = measure(settings);
  EXPECT_EQ(plain.trainableParameters, 5288548u);
  EXPECT_EQ(plain.macs, 385814752u);

  settings.resize(3);
  EXPECT_EQ(measure(settings).trainableParameters, 7171288u);
  settings.erase(settings.begin());
  ModelStatistics reshaped = measure(settings);
  EXPECT_EQ(reshaped.trainableParameters, 7206968u);
  EXPECT_NEAR(double(reshaped.macs), 0.456e9, 0.5e6);
  EXPECT_EQ(measure({}).trainableParameters, 7584104u);
}

// With other activations it is EfficientNet, op for op.
TEST_F(EfficientNetXTest, PlainSettingsAreEfficientNet) {
  std::vector<std::string> settings = {
      "space_to_depth.stage=0", "stages.2.kind=mbconv", "stages.3.kind=mbconv",
      "stem_activation=silu", "head_activation=silu"};
  for (int stage = 1; stage <= 7; ++stage)
    for (StringRef setting : {"squeeze=0.25", "activation=silu"})
      settings.push_back(("stages." + Twine(stage) + "." + setting).str());
  auto print = [](OwningOpRef<ModuleOp> module) {
    (*module)->removeAttr(kModelNameAttr);
    std::string text;
    llvm::raw_string_ostream os(text);
    module->print(os);
    return text;
  };
  EXPECT_EQ(print(build(settings)), print(build({}, "efficientnet")));
}

TEST_F(EfficientNetXTest, ParametersOfStages) {
  size_t repeats[] = {1, 2, 2, 3, 3, 4, 1};
  auto plain = build({}, "efficientnet");
  EXPECT_THAT(sumByStage(getBlockParameters(*plain), repeats),
              ElementsAre(1448, 16714, 46640, 242930, 543148, 2026348, 717232));
  auto x = build({});
  EXPECT_THAT(
      sumByStage(getBlockParameters(*x), repeats),
      ElementsAre(34080, 103000, 369248, 372680, 826768, 3135088, 1049152));
}

// The block that the space-to-depth convolution is in, and the one after it.
TEST_F(EfficientNetXTest, ShapesOfFirstBlocks) {
  auto module = build({});
  EXPECT_THAT(getConvShapes(*module, "blocks_0/space2depth/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 56, 56, 128)));
  EXPECT_THAT(
      getConvShapes(*module, "blocks_0/depthwise_conv2d/depthwise_kernel"),
      ElementsAre(ElementsAre(1, 56, 56, 128)));
  EXPECT_THAT(getConvShapes(*module, "blocks_0/se/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 1, 1, 32)));
  EXPECT_THAT(getConvShapes(*module, "blocks_0/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 56, 56, 64)));
  EXPECT_THAT(getConvShapes(*module, "blocks_1/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 56, 56, 96)));
  EXPECT_THAT(getConvShapes(*module, "blocks_3/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 28, 28, 144)));
}

// Every halving rounds up.
TEST_F(EfficientNetXTest, OddResolutions) {
  struct Case {
    int64_t resolution, stem, reshaped, final;
  };
  for (Case c :
       {Case{229, 115, 58, 8}, Case{237, 119, 60, 8}, Case{255, 128, 64, 8},
        Case{263, 132, 66, 9}, Case{299, 150, 75, 10}, Case{33, 17, 9, 2}}) {
    auto module = build({"resolution=" + std::to_string(c.resolution)});
    EXPECT_THAT(getConvShapes(*module, "stem/conv2d/kernel"),
                ElementsAre(ElementsAre(1, c.stem, c.stem, 32)));
    EXPECT_THAT(getConvShapes(*module, "space2depth/conv2d/kernel"),
                ElementsAre(ElementsAre(1, c.reshaped, c.reshaped, 128)));
    EXPECT_THAT(getConvShapes(*module, "head/conv2d/kernel"),
                ElementsAre(ElementsAre(1, c.final, c.final, 1280)));
  }
}

TEST_F(EfficientNetXTest, NamesOfWeights) {
  auto module = build({});
  std::vector<std::string> names;
  module->walk([&](WeightOp weight) {
    StringRef name = weight.getName();
    if (name.starts_with("blocks_1/") || name.starts_with("stem/") ||
        name.starts_with("head/dense"))
      names.push_back(name.str());
  });
  std::vector<std::string> expected;
  auto addNorm = [&](StringRef scope) {
    for (StringRef name : {"gamma", "beta", "moving_mean", "moving_variance"})
      expected.push_back((scope + "/" + name).str());
  };
  expected.push_back("stem/conv2d/kernel");
  addNorm("stem/tpu_batch_normalization");
  expected.push_back("blocks_1/conv2d/kernel");
  addNorm("blocks_1/tpu_batch_normalization");
  for (StringRef name : {"se/conv2d/kernel", "se/conv2d/bias",
                         "se/conv2d_1/kernel", "se/conv2d_1/bias"})
    expected.push_back(("blocks_1/" + name).str());
  expected.push_back("blocks_1/conv2d_1/kernel");
  addNorm("blocks_1/tpu_batch_normalization_1");
  expected.push_back("head/dense/kernel");
  expected.push_back("head/dense/bias");
  EXPECT_EQ(names, expected);
}

// A fused block with one inner channel per input channel and a window of 1 is
// two convolutions 1x1.
TEST_F(EfficientNetXTest, SmallestFusedBlock) {
  auto module = build({"stages.2.kernel=1", "stages.2.expansion=1"});
  EXPECT_EQ(getBlockParameters(*module)[1],
            64 * 16 + 2 * 16 +          // inner
                2 * 16 * 16 + 16 + 16 + // squeeze-excite
                16 * 24 + 2 * 24u);     // projection
}

TEST_F(EfficientNetXTest, WithoutSkipAndSqueezeExcite) {
  auto count = [](ModuleOp module, BinaryKind kind) {
    int64_t count = 0;
    module.walk([&](BinaryOp op) { count += op.getKind() == kind; });
    return count;
  };
  auto all = build({}),
       some = build({"stages.6.skip=false", "stages.6.squeeze=0"});
  EXPECT_EQ(count(*all, BinaryKind::mul) - count(*some, BinaryKind::mul), 4);
  // One in each block but the first.
  // The classifier's bias is a sum as well, in both.
  EXPECT_EQ(count(*all, BinaryKind::add) - count(*some, BinaryKind::add), 3);
}

// A coarser grid lasts until strides have made up for it.
TEST_F(EfficientNetXTest, SpaceToDepthElsewhere) {
  auto module = build({"space_to_depth.factor=4"});
  EXPECT_THAT(getConvShapes(*module, "space2depth/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 28, 28, 512)));
  EXPECT_THAT(getConvShapes(*module, "blocks_2/conv2d_1/kernel"),
              ElementsAre(ElementsAre(1, 28, 28, 96)));
  EXPECT_THAT(getConvShapes(*module, "blocks_3/conv2d_1/kernel"),
              ElementsAre(ElementsAre(1, 28, 28, 40)));
  EXPECT_THAT(getConvShapes(*module, "head/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 7, 7, 1280)));

  // In a stage with a stride it takes the stride's place.
  module = build({"space_to_depth.stage=4"});
  EXPECT_THAT(getConvShapes(*module, "space2depth/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 14, 14, 40)));
  EXPECT_THAT(getConvShapes(*module, "head/conv2d/kernel"),
              ElementsAre(ElementsAre(1, 7, 7, 1280)));

  EXPECT_TRUE(failed(
      buildModel("efficientnet-x", {"", {"space_to_depth.stage=7"}}, context)));
  EXPECT_THAT(diagnostics.take(),
              HasSubstr("'space_to_depth.factor': expected what strides from "
                        "stage 7 on can make up for, got 2"));
}

TEST_F(EfficientNetXTest, Errors) {
  auto expectError = [&](std::string assignment, StringRef message) {
    EXPECT_TRUE(
        failed(buildModel("efficientnet-x", {"", {assignment}}, context)));
    EXPECT_EQ(diagnostics.take(), message.str() + "\n");
  };
  expectError("stages.2.kernl=5",
              "'stages.2' has no setting 'kernl'; it has kind, kernel, stride, "
              "expansion, squeeze, activation, channels, width, repeats, skip");
  expectError("stages.8.kernel=5",
              "'stages' has no element '8'; it has 1 to 7");
  expectError("stages.0.kernel=5",
              "'stages' has no element '0'; it has 1 to 7");
  expectError("stages.=5", "'stages' has no element ''; it has 1 to 7");
  expectError("width.x=5", "'width' is one value, without 'x'");
  expectError("stages.2.kind=conv",
              "in setting 'stages.2.kind=conv': expected 'mbconv' or 'fused'");
  expectError("stages.2.kernel=0",
              "model 'efficientnet-x': 'stages.2.kernel': expected an integer "
              "from 1 to 31, got 0");
  expectError("space_to_depth={stage: 1, factr: 2}",
              "in setting 'space_to_depth={stage: 1, factr: 2}': no setting "
              "'factr' here; there are stage, factor");
  expectError(
      "stages=[{kernel: 3}]",
      "model 'efficientnet-x': 'stages.1.channels': expected an integer "
      "from 1 to 65536, got 0");
  expectError("space_to_depth.stage=8",
              "model 'efficientnet-x': 'space_to_depth.stage': expected an "
              "integer from 0 to 7, got 8");
}
