//===- efficientnet.cpp - EfficientNet ------------------------------------===//
//
// Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural
// Networks (arXiv 1905.11946), with the rounding, the padding and the
// initialization of the authors' implementation.
//
//===----------------------------------------------------------------------===//

#include "MBConv.h"
#include "Models.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

namespace {

/// A row of the paper's table 1, before scaling.
struct Stage {
  int64_t repeats = 1;
  int64_t kernel = 3;
  int64_t stride = 1;
  int64_t expansion = 6;
  /// To be given.
  int64_t channels = 0;

  void mapFields(ConfigMapper &mapper);
};

class EfficientNet final : public ImageClassifierConfig {
public:
  void mapFields(ConfigMapper &mapper) override;
  void check(ConfigChecker &checker) const override;
  void build(ModelBuilder &builder) const override;

  double width = 1.0;
  double depth = 1.0;
  double squeeze = 0.25;
  ActivationKind activation = ActivationKind::silu;
  std::vector<Stage> stages = {
      {1, 3, 1, 1, 16},  {2, 3, 2, 6, 24},  {2, 5, 2, 6, 40}, {3, 3, 2, 6, 80},
      {3, 5, 1, 6, 112}, {4, 5, 2, 6, 192}, {1, 3, 1, 6, 320}};
};

} // namespace

void Stage::mapFields(ConfigMapper &mapper) {
  mapper.map("repeats", repeats, "number of blocks");
  mapper.map("kernel", kernel, "window of the depthwise convolutions");
  mapper.map("stride", stride, "stride of the first block");
  mapper.map("expansion", expansion, "inner channels per input channel");
  mapper.map("channels", channels, "channels of the result");
}

void EfficientNet::mapFields(ConfigMapper &mapper) {
  ImageClassifierConfig::mapFields(mapper);
  mapper.map("width", width, "multiplier of all channels");
  mapper.map("depth", depth, "multiplier of the repeats of all stages");
  mapper.map("squeeze", squeeze,
             "channels inside of squeeze-excite per input channel of a block");
  mapper.map("activation", activation, "activation function");
  mapper.map("stages", stages, "stages before scaling");
}

void EfficientNet::check(ConfigChecker &checker) const {
  ImageClassifierConfig::check(checker);
  checker.range("width", width, 0.01, 64.0);
  checker.range("depth", depth, 0.01, 64.0);
  checker.range("squeeze", squeeze, 0.001, 16.0);
  checker.require(!stages.empty() && stages.size() <= 64, "stages",
                  "1 to 64 stages, got " + Twine(stages.size()));
  for (auto [index, stage] : llvm::enumerate(stages)) {
    std::string prefix = "stages." + std::to_string(index + 1) + ".";
    checker.range(prefix + "repeats", stage.repeats, 1, 100);
    checker.range(prefix + "kernel", stage.kernel, 1, 31);
    checker.range(prefix + "stride", stage.stride, 1, 8);
    checker.range(prefix + "expansion", stage.expansion, 1, 64);
    checker.range(prefix + "channels", stage.channels, 1, 65536);
  }
}

void EfficientNet::build(ModelBuilder &b) const {
  Value x = buildStem(b, buildInput(b), roundChannels(32 * width), activation);
  int64_t blockCount = 0;
  for (const Stage &stage : stages) {
    int64_t repeats = std::ceil(depth * stage.repeats);
    for (int64_t block = 0; block < repeats; ++block) {
      auto scope = b.scope("blocks_" + Twine(blockCount++));
      int64_t channels = b.getChannels(x);
      x = MBConvBlock{.kernel = stage.kernel,
                      .stride = block == 0 ? stage.stride : 1,
                      .expansion = stage.expansion,
                      .nominalChannels = channels,
                      .outChannels = roundChannels(stage.channels * width),
                      .squeezedChannels =
                          std::max<int64_t>(1, channels * squeeze),
                      .activation = activation}
              .build(b, x);
    }
  }
  b.output("logits",
           buildHead(b, x, roundChannels(1280 * width), activation, classes));
}

static constexpr llvm::StringLiteral variants[] = {"b0", "b1", "b2", "b3",
                                                   "b4", "b5", "b6", "b7"};

static std::unique_ptr<ModelConfig> create(StringRef variant) {
  struct Scaling {
    double width, depth;
    int64_t resolution;
  };
  static constexpr Scaling scalings[] = {
      {1.0, 1.0, 224}, {1.0, 1.1, 240}, {1.1, 1.2, 260}, {1.2, 1.4, 300},
      {1.4, 1.8, 380}, {1.6, 2.2, 456}, {1.8, 2.6, 528}, {2.0, 3.1, 600}};
  size_t index = llvm::find(variants, variant) - std::begin(variants);
  auto config = std::make_unique<EfficientNet>();
  config->variant = variant.str();
  config->width = scalings[index].width;
  config->depth = scalings[index].depth;
  config->resolution = scalings[index].resolution;
  return config;
}

const ModelDefinition fovea::kEfficientNet = {
    "efficientnet",
    "inverted residuals with squeeze-excite, scaled in width, "
    "depth and resolution (arXiv 1905.11946)",
    variants, create};
