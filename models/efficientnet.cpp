//===- efficientnet.cpp - EfficientNet ------------------------------------===//
//
// Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural
// Networks (arXiv 1905.11946), with the rounding, the padding and the
// initialization of the authors' implementation.
//
//===----------------------------------------------------------------------===//

#include "Models.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

namespace {

/// A row of the paper's table 1, before scaling.
struct Stage {
  int64_t repeats, kernel, stride, expansion, channels;
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

private:
  Value buildConv(ModelBuilder &b, StringRef name, Value x, int64_t channels,
                  ConvOptions options, bool activate = true) const;
  Value buildSqueezeExcite(ModelBuilder &b, Value x,
                           int64_t blockChannels) const;
  Value buildBlock(ModelBuilder &b, Value x, const Stage &stage,
                   int64_t stride) const;
};

} // namespace

template <> struct llvm::yaml::MappingTraits<Stage> {
  static void mapping(IO &io, Stage &stage) {
    io.mapRequired("repeats", stage.repeats);
    io.mapRequired("kernel", stage.kernel);
    io.mapRequired("stride", stage.stride);
    io.mapRequired("expansion", stage.expansion);
    io.mapRequired("channels", stage.channels);
  }
  static const bool flow = true;
};
template <> struct llvm::yaml::SequenceElementTraits<Stage> {
  static const bool flow = false;
};

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
  for (const Stage &stage : stages) {
    checker.range("stages: repeats", stage.repeats, 1, 100);
    checker.range("stages: kernel", stage.kernel, 1, 31);
    checker.range("stages: stride", stage.stride, 1, 8);
    checker.range("stages: expansion", stage.expansion, 1, 64);
    checker.range("stages: channels", stage.channels, 1, 65536);
  }
}

Value EfficientNet::buildConv(ModelBuilder &b, StringRef name, Value x,
                              int64_t channels, ConvOptions options,
                              bool activate) const {
  auto scope = b.scope(name);
  options.padding = Padding::same;
  x = b.batchNorm("norm", b.conv("conv", x, channels, options), 1e-3);
  return activate ? b.activation(activation, x) : x;
}

/// Hu, Shen, Sun: Squeeze-and-Excitation Networks (arXiv 1709.01507).
Value EfficientNet::buildSqueezeExcite(ModelBuilder &b, Value x,
                                       int64_t blockChannels) const {
  auto scope = b.scope("squeeze_excite");
  int64_t inner = std::max<int64_t>(1, int64_t(blockChannels * squeeze));
  Value gate = b.globalAvgPool(x, /*keepDims=*/true);
  gate = b.conv("reduce", gate, inner, {.bias = true});
  gate = b.activation(activation, gate);
  gate = b.conv("expand", gate, b.getChannels(x), {.bias = true});
  return b.mul(x, b.activation(ActivationKind::sigmoid, gate));
}

Value EfficientNet::buildBlock(ModelBuilder &b, Value x, const Stage &stage,
                               int64_t stride) const {
  Value input = x;
  int64_t outChannels = roundChannels(stage.channels * width);
  int64_t inner = b.getChannels(input) * stage.expansion;
  if (stage.expansion != 1)
    x = buildConv(b, "expand", x, inner, {});
  x = buildConv(b, "depthwise", x, inner,
                {.kernel = stage.kernel, .stride = stride, .groups = inner});
  x = buildSqueezeExcite(b, x, b.getChannels(input));
  x = buildConv(b, "project", x, outChannels, {}, /*activate=*/false);
  bool isResidual = stride == 1 && b.getChannels(input) == outChannels;
  return isResidual ? b.add(x, input) : x;
}

void EfficientNet::build(ModelBuilder &b) const {
  Value x = buildInput(b);
  x = buildConv(b, "stem", x, roundChannels(32 * width),
                {.kernel = 3, .stride = 2});
  for (auto [index, stage] : llvm::enumerate(stages)) {
    auto stageScope = b.scope("stage" + Twine(index + 1));
    int64_t repeats = std::ceil(depth * stage.repeats);
    for (int64_t block = 0; block < repeats; ++block) {
      auto blockScope = b.scope("block" + Twine(block + 1));
      x = buildBlock(b, x, stage, block == 0 ? stage.stride : 1);
    }
  }
  auto scope = b.scope("head");
  x = buildConv(b, "features", x, roundChannels(1280 * width), {});
  double bound = 1.0 / std::sqrt(double(classes));
  b.output("logits", b.linear("dense", b.globalAvgPool(x), classes,
                              {.init = WeightInit::uniform(bound)}));
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
