//===- vit.cpp - Vision Transformer ---------------------------------------===//
//
// Dosovitskiy et al.: An Image is Worth 16x16 Words (arXiv 2010.11929), table 1
// and equations 1 to 4; the sizes Ti and S are those of Touvron et al. (arXiv
// 2012.12877). Initialized as by the authors, but for the classifier: theirs is
// zero, which would make the output of an untrained model say nothing.
//
//===----------------------------------------------------------------------===//

#include "Models.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

namespace {

class ViT final : public ImageClassifierConfig {
public:
  void mapFields(ConfigMapper &mapper) override;
  void check(ConfigChecker &checker) const override;
  void build(ModelBuilder &builder) const override;

  int64_t patch = 16;
  int64_t width = 768;
  int64_t depth = 12;
  int64_t heads = 12;
  double mlpRatio = 4.0;

private:
  Value buildTokens(ModelBuilder &b, Value image) const;
  Value buildBlock(ModelBuilder &b, Value x) const;
};

} // namespace

void ViT::mapFields(ConfigMapper &mapper) {
  ImageClassifierConfig::mapFields(mapper);
  mapper.map("patch", patch, "height and width of a patch");
  mapper.map("width", width, "channels of a token");
  mapper.map("depth", depth, "number of encoder blocks");
  mapper.map("heads", heads, "attention heads");
  mapper.map("mlp_ratio", mlpRatio,
             "channels inside of the perceptrons per channel of a token");
}

void ViT::check(ConfigChecker &checker) const {
  ImageClassifierConfig::check(checker);
  checker.range("patch", patch, 1, 16384);
  checker.range("width", width, 1, 65536);
  checker.range("depth", depth, 1, 1000);
  checker.range("heads", heads, 1, 65536);
  checker.range("mlp_ratio", mlpRatio, 0.01, 64.0);
  if (checker.hasFailed())
    return;
  checker.require(resolution % patch == 0, "resolution",
                  "a multiple of the patch size " + Twine(patch) + ", got " +
                      Twine(resolution));
  checker.require(width % heads == 0, "width",
                  "a multiple of the " + Twine(heads) + " heads, got " +
                      Twine(width));
}

/// Equation 1: patches and the class token, with their positions.
Value ViT::buildTokens(ModelBuilder &b, Value image) const {
  auto scope = b.scope("embedding");
  int64_t patches = (resolution / patch) * (resolution / patch);
  double fanIn = 3.0 * patch * patch;
  Value x = b.conv("patch", image, width,
                   {.kernel = patch,
                    .stride = patch,
                    .padding = Padding::valid,
                    .bias = true,
                    .init = WeightInit::truncatedNormal(std::sqrt(1 / fanIn))});
  x = b.reshape(x, {batch, patches, width});
  Value token =
      b.weight("class_token", {1, 1, width}, WeightInit::constant(0.0));
  x = b.concat({b.broadcast(token, {batch, 1, width}), x}, /*axis=*/1);
  return b.add(x, b.weight("position", {1, patches + 1, width},
                           WeightInit::normal(0.02)));
}

/// Equations 2 and 3.
Value ViT::buildBlock(ModelBuilder &b, Value x) const {
  x = b.add(x,
            b.multiHeadAttention("attention", b.layerNorm("norm1", x), heads));
  Value y = b.layerNorm("norm2", x);
  auto scope = b.scope("mlp");
  LinearOptions options = {.biasInit = WeightInit::normal(1e-6)};
  int64_t hidden = std::max<int64_t>(1, std::llround(width * mlpRatio));
  y = b.activation(ActivationKind::gelu,
                   b.linear("expand", y, hidden, options));
  return b.add(x, b.linear("project", y, width, options));
}

void ViT::build(ModelBuilder &b) const {
  Value x = buildTokens(b, buildInput(b));
  for (int64_t block = 0; block < depth; ++block) {
    auto scope = b.scope("block" + Twine(block + 1));
    x = buildBlock(b, x);
  }
  // Equation 4 normalizes the class token alone, which is the same as all
  // tokens before it is taken, for less work.
  auto scope = b.scope("head");
  x = b.layerNorm("norm", b.select(x, /*axis=*/1, /*index=*/0));
  b.output("logits", b.linear("dense", x, classes,
                              {.init = WeightInit::truncatedNormal(0.02)}));
}

static constexpr llvm::StringLiteral variants[] = {
    "b16", "ti16", "s16", "l16", "ti32", "s32", "b32", "l32"};

static std::unique_ptr<ModelConfig> create(StringRef variant) {
  struct Size {
    int64_t width, depth, heads;
  };
  StringRef name = variant.drop_back(2);
  Size size = llvm::StringSwitch<Size>(name)
                  .Case("ti", {192, 12, 3})
                  .Case("s", {384, 12, 6})
                  .Case("l", {1024, 24, 16})
                  .Default({768, 12, 12});
  auto config = std::make_unique<ViT>();
  config->variant = variant.str();
  config->width = size.width;
  config->depth = size.depth;
  config->heads = size.heads;
  variant.take_back(2).getAsInteger(10, config->patch);
  return config;
}

const ModelDefinition fovea::kViT = {
    "vit",
    "vision transformer with a class token and learned positions "
    "(arXiv 2010.11929)",
    variants, create};
