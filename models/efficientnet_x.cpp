//===- efficientnet_x.cpp - EfficientNet-X --------------------------------===//
//
// Li, Tan, Pang, Li, Cheng, Le, Jouppi: Searching for Fast Model Families on
// Datacenter Accelerators (arXiv 2102.05610), as in the authors' released code,
// which differs from the paper's table 1: squeeze-excite is wider, and stem and
// head have ReLU.
//
//===----------------------------------------------------------------------===//

#include "MBConv.h"
#include "Models.h"

#include "llvm/Support/MathExtras.h"

#include <array>
#include <cmath>

using namespace mlir;
using namespace fovea;

namespace {

struct Stage {
  BlockKind kind = BlockKind::mbconv;
  int64_t kernel = 3;
  int64_t stride = 1;
  int64_t expansion = 6;
  double squeeze = 0.25;
  ActivationKind activation = ActivationKind::relu;
  /// To be given.
  int64_t channels = 0;
  double width = 1.0;
  int64_t repeats = 1;
  bool skip = true;

  void mapFields(ConfigMapper &mapper);
  void check(ConfigChecker &checker, const Twine &prefix) const;
};

/// Trades resolution for channels before one of the stages (section 3.1). That
/// stage, and those after it, run on a grid that is coarser than without, with
/// more channels and smaller windows, until their strides have caught up.
struct SpaceToDepth {
  int64_t stage = 1;
  int64_t factor = 2;

  void mapFields(ConfigMapper &mapper);
};

class EfficientNetX final : public ImageClassifierConfig {
public:
  void mapFields(ConfigMapper &mapper) override;
  void check(ConfigChecker &checker) const override;
  void build(ModelBuilder &builder) const override;

  double width = 1.0;
  double depth = 1.0;
  int64_t stemChannels = 32;
  ActivationKind stemActivation = ActivationKind::relu;
  int64_t headChannels = 1280;
  ActivationKind headActivation = ActivationKind::relu;
  SpaceToDepth spaceToDepth;
  std::vector<Stage> stages = {
      {.stride = 1, .expansion = 1, .channels = 16, .repeats = 1},
      {.kind = BlockKind::fused,
       .stride = 2,
       .activation = ActivationKind::silu,
       .channels = 24,
       .repeats = 2},
      {.kind = BlockKind::fused,
       .kernel = 5,
       .stride = 2,
       .activation = ActivationKind::silu,
       .channels = 40,
       .repeats = 2},
      {.stride = 2, .channels = 80, .repeats = 3},
      {.kernel = 5, .stride = 1, .channels = 112, .repeats = 3},
      {.kernel = 5, .stride = 2, .channels = 192, .repeats = 4},
      {.stride = 1, .channels = 320, .repeats = 1}};

private:
  /// How a stage differs from one without space-to-depth anywhere.
  struct Grid {
    /// By which the grid of the stage's results is coarser.
    int64_t coarsening = 1;
    /// Whether the space-to-depth convolution is in its first block.
    bool hasSpaceToDepth = false;
    /// Whether its first block has its stride still.
    bool takesStride = true;
  };
  SmallVector<Grid> getGrids() const;
  Value buildStage(ModelBuilder &b, Value x, const Stage &stage,
                   const Grid &grid, int64_t inChannels, int64_t outChannels,
                   int64_t &blockCount) const;
};

} // namespace

//===----------------------------------------------------------------------===//
// Settings
//===----------------------------------------------------------------------===//

void Stage::mapFields(ConfigMapper &mapper) {
  mapper.map("kind", kind,
             "blocks with a depthwise convolution (mbconv) or "
             "with a dense one (fused)");
  mapper.map("kernel", kernel, "window of these convolutions");
  mapper.map("stride", stride, "stride of the first block");
  mapper.map("expansion", expansion, "inner channels per input channel");
  mapper.map("squeeze", squeeze,
             "channels inside of squeeze-excite per input channel; 0 for none");
  mapper.map("activation", activation, "activation function");
  mapper.map("channels", channels, "channels of the result");
  mapper.map("width", width, "multiplier of these channels");
  mapper.map("repeats", repeats, "number of blocks");
  mapper.map("skip", skip, "sum with the input of a block where shapes agree");
}

void Stage::check(ConfigChecker &checker, const Twine &prefix) const {
  auto range = [&](StringRef key, auto value, auto min, auto max) {
    checker.range((prefix + key).str(), value, min, max);
  };
  range("kernel", kernel, int64_t(1), int64_t(31));
  range("stride", stride, int64_t(1), int64_t(8));
  range("expansion", expansion, int64_t(1), int64_t(64));
  range("squeeze", squeeze, 0.0, 16.0);
  range("channels", channels, int64_t(1), int64_t(65536));
  range("width", width, 0.01, 64.0);
  range("repeats", repeats, int64_t(1), int64_t(100));
}

void SpaceToDepth::mapFields(ConfigMapper &mapper) {
  mapper.map("stage", stage, "stage before which it is; 0 for none");
  mapper.map("factor", factor, "by which height and width are divided");
}

void EfficientNetX::mapFields(ConfigMapper &mapper) {
  ImageClassifierConfig::mapFields(mapper);
  mapper.map("width", width, "multiplier of all channels");
  mapper.map("depth", depth, "multiplier of the repeats of all stages");
  mapper.map("stem_channels", stemChannels, "channels of the first layer");
  mapper.map("stem_activation", stemActivation, "its activation function");
  mapper.map("head_channels", headChannels, "channels of the last convolution");
  mapper.map("head_activation", headActivation, "its activation function");
  mapper.map("space_to_depth", spaceToDepth,
             "convolution that trades resolution for channels");
  mapper.map("stages", stages, "stages before scaling");
}

void EfficientNetX::check(ConfigChecker &checker) const {
  ImageClassifierConfig::check(checker);
  checker.range("width", width, 0.01, 64.0);
  checker.range("depth", depth, 0.01, 64.0);
  checker.range("stem_channels", stemChannels, 1, 65536);
  checker.range("head_channels", headChannels, 1, 65536);
  checker.require(!stages.empty() && stages.size() <= 64, "stages",
                  "1 to 64 stages, got " + Twine(stages.size()));
  for (auto [index, stage] : llvm::enumerate(stages))
    stage.check(checker, "stages." + Twine(index + 1) + ".");
  checker.range("space_to_depth.stage", spaceToDepth.stage, 0, stages.size());
  checker.range("space_to_depth.factor", spaceToDepth.factor, 2, 16);
  if (checker.hasFailed())
    return;
  checker.require(getGrids().back().coarsening == 1, "space_to_depth.factor",
                  "what strides from stage " + Twine(spaceToDepth.stage) +
                      " on can make up for, got " + Twine(spaceToDepth.factor));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

SmallVector<EfficientNetX::Grid> EfficientNetX::getGrids() const {
  SmallVector<Grid> grids;
  int64_t coarsening = 1;
  for (auto [index, stage] : llvm::enumerate(stages)) {
    Grid grid;
    grid.hasSpaceToDepth = int64_t(index) + 1 == spaceToDepth.stage;
    if (grid.hasSpaceToDepth)
      coarsening = spaceToDepth.factor;
    if (coarsening % stage.stride == 0) {
      grid.takesStride = false;
      coarsening /= stage.stride;
    }
    grid.coarsening = coarsening;
    grids.push_back(grid);
  }
  return grids;
}

Value EfficientNetX::buildStage(ModelBuilder &b, Value x, const Stage &stage,
                                const Grid &grid, int64_t inChannels,
                                int64_t outChannels,
                                int64_t &blockCount) const {
  int64_t area = grid.coarsening * grid.coarsening;
  int64_t repeats = std::ceil(depth * stage.repeats);
  MBConvBlock block = {
      .kind = stage.kind,
      .kernel = llvm::divideCeilSigned(stage.kernel, grid.coarsening),
      .stride = grid.takesStride ? stage.stride : 1,
      .expansion = stage.expansion,
      .nominalChannels = area * inChannels,
      .outChannels = area * outChannels,
      .activation = stage.activation,
      .hasSkip = stage.skip,
      .spaceToDepth = grid.hasSpaceToDepth ? spaceToDepth.factor : 1};
  for (int64_t index = 0; index < repeats; ++index) {
    auto scope = b.scope("blocks_" + Twine(blockCount++));
    if (stage.squeeze != 0) {
      int64_t squeezed = block.nominalChannels * stage.squeeze;
      // As if its channels had not been multiplied.
      if (block.spaceToDepth != 1)
        squeezed /= area;
      block.squeezedChannels = std::max<int64_t>(1, squeezed);
    }
    x = block.build(b, x);
    block.stride = 1;
    block.spaceToDepth = 1;
    block.nominalChannels = block.outChannels;
  }
  return x;
}

void EfficientNetX::build(ModelBuilder &b) const {
  int64_t channels = roundChannels(stemChannels * width);
  Value x = buildStem(b, buildInput(b), channels, stemActivation);
  int64_t blockCount = 0;
  for (auto [stage, grid] : llvm::zip_equal(stages, getGrids())) {
    int64_t outChannels = roundChannels(stage.channels * stage.width * width);
    x = buildStage(b, x, stage, grid, channels, outChannels, blockCount);
    channels = outChannels;
  }
  b.output("logits", buildHead(b, x, roundChannels(headChannels * width),
                               headActivation, classes));
}

//===----------------------------------------------------------------------===//
// Variants
//===----------------------------------------------------------------------===//

namespace {
/// As released; LACS (section 5) found those of TPU and GPU, by coefficients
/// that are no powers of the paper's table 2.
struct Variant {
  llvm::StringLiteral name;
  double width, depth;
  int64_t resolution;
  double squeeze;
};
} // namespace

static constexpr Variant kVariants[] = {
    {"b0", 1.0, 1.0, 224, 1.0},         {"b1", 1.0, 1.1, 240, 0.5},
    {"b2", 1.1, 1.2, 260, 0.25},        {"b3", 1.2, 1.4, 300, 0.25},
    {"b4", 1.4, 1.8, 380, 0.25},        {"b5", 1.6, 2.2, 456, 0.25},
    {"b6", 1.8, 2.6, 528, 0.25},        {"b7", 2.0, 3.1, 600, 0.25},
    {"tpu-b1", 1.05, 1.09, 229, 0.5},   {"tpu-b2", 1.13, 1.29, 244, 0.25},
    {"tpu-b3", 1.27, 1.62, 263, 0.25},  {"tpu-b4", 1.54, 2.38, 299, 0.25},
    {"tpu-b5", 1.96, 2.76, 332, 0.25},  {"tpu-b6", 2.75, 3.01, 328, 0.25},
    {"tpu-b7", 3.26, 3.44, 350, 0.25},  {"gpu-b1", 1.05, 1.09, 229, 0.5},
    {"gpu-b2", 1.13, 1.24, 237, 0.25},  {"gpu-b3", 1.31, 1.63, 255, 0.25},
    {"gpu-b4", 1.63, 2.4, 282, 0.25},   {"gpu-b5", 1.94, 3.29, 306, 0.25},
    {"gpu-b6", 2.25, 4.28, 328, 0.25},  {"gpu-b7", 2.58, 5.46, 350, 0.25},
    {"h-b5", 1.92, 2.2, 456, 0.25},     {"h-b6", 2.16, 2.6, 528, 0.25},
    {"h-b7", 2.4, 3.1, 600, 0.25},      {"h-tpu-b5", 2.3, 2.76, 332, 0.25},
    {"h-tpu-b6", 3.0, 3.01, 328, 0.25}, {"h-tpu-b7", 3.6, 3.44, 350, 0.25},
};

template <size_t... I>
static constexpr std::array<llvm::StringLiteral, sizeof...(I)>
getNames(std::index_sequence<I...>) {
  return {kVariants[I].name...};
}
static constexpr auto kVariantNames =
    getNames(std::make_index_sequence<std::size(kVariants)>());

static std::unique_ptr<ModelConfig> create(StringRef name) {
  const Variant &variant = *llvm::find_if(
      kVariants, [&](const Variant &variant) { return variant.name == name; });
  auto config = std::make_unique<EfficientNetX>();
  config->variant = name.str();
  config->width = variant.width;
  config->depth = variant.depth;
  config->resolution = variant.resolution;
  for (Stage &stage : config->stages)
    stage.squeeze = variant.squeeze;
  // The wider "H" family expands less in three of the stages.
  if (name.starts_with("h-"))
    for (size_t stage : {1, 2, 3})
      config->stages[stage].expansion = 4;
  return config;
}

const ModelDefinition fovea::kEfficientNetX = {
    "efficientnet-x",
    "EfficientNet for accelerators: fused blocks and space-to-depth, scaled as "
    "EfficientNet or for one accelerator (arXiv 2102.05610)",
    kVariantNames, create};
