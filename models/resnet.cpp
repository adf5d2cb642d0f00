//===- resnet.cpp - ResNet ------------------------------------------------===//
//
// He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition (arXiv
// 1512.03385), table 1. As in all later work, a bottleneck block strides in its
// 3x3 convolution rather than in the 1x1 before it ("version 1.5").
//
//===----------------------------------------------------------------------===//

#include "Models.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace fovea;

namespace {

class ResNet final : public ImageClassifierConfig {
public:
  void mapFields(ConfigMapper &mapper) override;
  void check(ConfigChecker &checker) const override;
  void build(ModelBuilder &builder) const override;

  std::vector<int64_t> depths = {3, 4, 6, 3};
  int64_t width = 64;
  std::vector<double> stageWidths = {1, 1, 1, 1};
  bool bottleneck = true;
  int64_t expansion = 4;
  int64_t kernel = 3;
  int64_t stemKernel = 7;
  ActivationKind activation = ActivationKind::relu;

private:
  int64_t getStageWidth(size_t stage) const;
  Value buildConv(ModelBuilder &b, StringRef name, Value x, int64_t channels,
                  ConvOptions options) const;
  Value buildBlock(ModelBuilder &b, Value x, int64_t width,
                   int64_t stride) const;
};

} // namespace

void ResNet::mapFields(ConfigMapper &mapper) {
  ImageClassifierConfig::mapFields(mapper);
  mapper.map("depths", depths, "blocks of each stage");
  mapper.map("width", width, "channels of the stem; each stage doubles them");
  mapper.map("stage_widths", stageWidths,
             "multipliers of the channels of each stage; 1 for those without");
  mapper.map("bottleneck", bottleneck,
             "blocks of three convolutions, with fewer channels inside");
  mapper.map("expansion", expansion,
             "channels outside of a bottleneck per channel inside");
  mapper.map("kernel", kernel, "window of the convolutions that are not 1x1");
  mapper.map("stem_kernel", stemKernel, "window of the first convolution");
  mapper.map("activation", activation, "activation function");
}

void ResNet::check(ConfigChecker &checker) const {
  ImageClassifierConfig::check(checker);
  checker.range("width", width, 1, 65536);
  checker.require(!depths.empty() && depths.size() <= 8, "depths",
                  "1 to 8 stages, got " + Twine(depths.size()));
  for (int64_t depth : depths)
    checker.range("depths", depth, 1, 1000);
  for (double stageWidth : stageWidths)
    checker.range("stage_widths", stageWidth, 0.01, 64.0);
  checker.range("expansion", expansion, 1, 64);
  // Symmetric padding keeps the size with odd windows alone.
  for (auto [key, window] :
       {std::pair("kernel", kernel), std::pair("stem_kernel", stemKernel)}) {
    checker.range(key, window, 1, 31);
    checker.require(window % 2 == 1, key,
                    "an odd number, got " + Twine(window));
  }
}

/// A width that is scaled is rounded, as machines like it.
int64_t ResNet::getStageWidth(size_t stage) const {
  int64_t channels = width << stage;
  double scale = stage < stageWidths.size() ? stageWidths[stage] : 1.0;
  return scale == 1.0 ? channels : roundChannels(channels * scale);
}

/// A convolution and its normalization.
Value ResNet::buildConv(ModelBuilder &b, StringRef name, Value x,
                        int64_t channels, ConvOptions options) const {
  auto scope = b.scope(name);
  return b.batchNorm("norm", b.conv("conv", x, channels, options));
}

Value ResNet::buildBlock(ModelBuilder &b, Value x, int64_t width,
                         int64_t stride) const {
  int64_t outChannels = bottleneck ? expansion * width : width;
  Value shortcut = x;
  if (stride != 1 || b.getChannels(x) != outChannels)
    shortcut = buildConv(b, "shortcut", x, outChannels, {.stride = stride});

  auto activate = [&](Value value) { return b.activation(activation, value); };
  if (bottleneck) {
    x = activate(buildConv(b, "reduce", x, width, {}));
    x = activate(buildConv(b, "spatial", x, width,
                           {.kernel = kernel, .stride = stride}));
    x = buildConv(b, "expand", x, outChannels, {});
  } else {
    x = activate(
        buildConv(b, "first", x, width, {.kernel = kernel, .stride = stride}));
    x = buildConv(b, "second", x, width, {.kernel = kernel});
  }
  return activate(b.add(x, shortcut));
}

void ResNet::build(ModelBuilder &b) const {
  Value x = buildInput(b);
  {
    auto scope = b.scope("stem");
    x = buildConv(b, "first", x, width, {.kernel = stemKernel, .stride = 2});
    x = b.activation(activation, x);
    x = b.maxPool(x, {.window = 3, .stride = 2, .padding = Padding::symmetric});
  }
  for (auto [stage, depth] : llvm::enumerate(depths)) {
    auto stageScope = b.scope("stage" + Twine(stage + 1));
    for (int64_t block = 0; block < depth; ++block) {
      auto blockScope = b.scope("block" + Twine(block + 1));
      x = buildBlock(b, x, getStageWidth(stage),
                     stage > 0 && block == 0 ? 2 : 1);
    }
  }
  auto scope = b.scope("head");
  b.output("logits", b.linear("dense", b.globalAvgPool(x), classes));
}

static constexpr llvm::StringLiteral variants[] = {"50", "18", "34", "101"};

static std::unique_ptr<ModelConfig> create(StringRef variant) {
  auto config = std::make_unique<ResNet>();
  config->variant = variant.str();
  config->bottleneck = variant == "50" || variant == "101";
  if (variant == "18")
    config->depths = {2, 2, 2, 2};
  if (variant == "101")
    config->depths = {3, 4, 23, 3};
  return config;
}

const ModelDefinition fovea::kResNet = {
    "resnet",
    "residual network, bottlenecks with stride in the 3x3 "
    "convolution (arXiv 1512.03385)",
    variants, create};
