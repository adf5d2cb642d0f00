//===- mobilenet_v2.cpp - MobileNetV2 -------------------------------------===//
//
// Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and
// Linear Bottlenecks (arXiv 1801.04381), table 2.
//
//===----------------------------------------------------------------------===//

#include "Models.h"

using namespace mlir;
using namespace fovea;

namespace {

class MobileNetV2 final : public ImageClassifierConfig {
public:
  void mapFields(ConfigMapper &mapper) override;
  void check(ConfigChecker &checker) const override;
  void build(ModelBuilder &builder) const override;

  double width = 1.0;

private:
  Value buildConv(ModelBuilder &b, StringRef name, Value x, int64_t channels,
                  ConvOptions options, bool activate = true) const;
  Value buildBlock(ModelBuilder &b, Value x, int64_t expansion,
                   int64_t outChannels, int64_t stride) const;
};

/// A row of table 2.
struct Stage {
  int64_t expansion, channels, repeats, stride;
};
constexpr Stage kStages[] = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2},
                             {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2},
                             {6, 320, 1, 1}};

} // namespace

void MobileNetV2::mapFields(ConfigMapper &mapper) {
  ImageClassifierConfig::mapFields(mapper);
  mapper.map("width", width, "multiplier of all channels");
}

void MobileNetV2::check(ConfigChecker &checker) const {
  ImageClassifierConfig::check(checker);
  checker.range("width", width, 0.01, 64.0);
}

Value MobileNetV2::buildConv(ModelBuilder &b, StringRef name, Value x,
                             int64_t channels, ConvOptions options,
                             bool activate) const {
  auto scope = b.scope(name);
  x = b.batchNorm("norm", b.conv("conv", x, channels, options));
  return activate ? b.activation(ActivationKind::clip, x, 0.0, 6.0) : x;
}

Value MobileNetV2::buildBlock(ModelBuilder &b, Value x, int64_t expansion,
                              int64_t outChannels, int64_t stride) const {
  Value input = x;
  int64_t inner = expansion * b.getChannels(input);
  if (expansion != 1)
    x = buildConv(b, "expand", x, inner, {});
  x = buildConv(b, "depthwise", x, inner,
                {.kernel = 3, .stride = stride, .groups = inner});
  x = buildConv(b, "project", x, outChannels, {}, /*activate=*/false);
  bool isResidual = stride == 1 && b.getChannels(input) == outChannels;
  return isResidual ? b.add(input, x) : x;
}

void MobileNetV2::build(ModelBuilder &b) const {
  Value x = buildInput(b);
  x = buildConv(b, "stem", x, roundChannels(32 * width),
                {.kernel = 3, .stride = 2});
  for (auto [index, stage] : llvm::enumerate(kStages)) {
    auto stageScope = b.scope("stage" + Twine(index + 1));
    for (int64_t block = 0; block < stage.repeats; ++block) {
      auto blockScope = b.scope("block" + Twine(block + 1));
      x = buildBlock(b, x, stage.expansion,
                     roundChannels(stage.channels * width),
                     block == 0 ? stage.stride : 1);
    }
  }
  auto scope = b.scope("head");
  // The paper keeps the last layer wide in the narrow variants.
  x = buildConv(b, "features", x, roundChannels(1280 * std::max(width, 1.0)),
                {});
  b.output("logits", b.linear("dense", b.globalAvgPool(x), classes,
                              {.init = WeightInit::normal(0.01)}));
}

static constexpr llvm::StringLiteral variants[] = {"1.0", "0.5", "0.75", "1.4"};

static std::unique_ptr<ModelConfig> create(StringRef variant) {
  auto config = std::make_unique<MobileNetV2>();
  config->variant = variant.str();
  variant.getAsDouble(config->width);
  return config;
}

const ModelDefinition fovea::kMobileNetV2 = {
    "mobilenet-v2",
    "inverted residuals with linear bottlenecks, by width "
    "multiplier (arXiv 1801.04381)",
    variants, create};
