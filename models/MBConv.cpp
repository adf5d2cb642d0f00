//===- MBConv.cpp - The blocks of EfficientNet ----------------------------===//

#include "MBConv.h"

#include <cmath>

using namespace mlir;
using namespace fovea;

std::string KerasNames::get(StringRef kind) {
  unsigned index = counts[kind]++;
  return index == 0 ? kind.str() : (kind + "_" + Twine(index)).str();
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

Value fovea::buildConvNorm(ModelBuilder &b, KerasNames &names, Value x,
                           int64_t channels, ConvOptions options,
                           std::optional<ActivationKind> activation) {
  bool isDepthwise = options.groups != 1;
  options.padding = Padding::same;
  if (isDepthwise)
    options.kernelName = "depthwise_kernel";
  x = b.conv(names.get(isDepthwise ? "depthwise_conv2d" : "conv2d"), x,
             channels, options);
  x = b.batchNorm(names.get("tpu_batch_normalization"), x, /*epsilon=*/1e-3,
                  {.scale = "gamma",
                   .offset = "beta",
                   .mean = "moving_mean",
                   .variance = "moving_variance"});
  return activation ? b.activation(*activation, x) : x;
}

Value fovea::buildSqueezeExcite(ModelBuilder &b, StringRef name, Value x,
                                int64_t channels, ActivationKind activation) {
  auto scope = b.scope(name);
  KerasNames names;
  Value gate = b.globalAvgPool(x, /*keepDims=*/true);
  gate = b.conv(names.get("conv2d"), gate, channels, {.bias = true});
  gate = b.activation(activation, gate);
  gate = b.conv(names.get("conv2d"), gate, b.getChannels(x), {.bias = true});
  return b.mul(x, b.activation(ActivationKind::sigmoid, gate));
}

Value fovea::buildStem(ModelBuilder &b, Value image, int64_t channels,
                       ActivationKind activation) {
  auto scope = b.scope("stem");
  KerasNames names;
  return buildConvNorm(b, names, image, channels, {.kernel = 3, .stride = 2},
                       activation);
}

Value fovea::buildHead(ModelBuilder &b, Value x, int64_t channels,
                       ActivationKind activation, int64_t classes) {
  auto scope = b.scope("head");
  KerasNames names;
  x = buildConvNorm(b, names, x, channels, {}, activation);
  double bound = 1.0 / std::sqrt(double(classes));
  return b.linear("dense", b.globalAvgPool(x), classes,
                  {.init = WeightInit::uniform(bound)});
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

static Value buildSpaceToDepth(ModelBuilder &b, Value x, int64_t factor,
                               int64_t channels, ActivationKind activation) {
  auto scope = b.scope("space2depth");
  KerasNames names;
  return buildConvNorm(b, names, x, channels,
                       {.kernel = factor, .stride = factor}, activation);
}

Value MBConvBlock::build(ModelBuilder &b, Value x) const {
  if (spaceToDepth != 1)
    x = buildSpaceToDepth(b, x, spaceToDepth, nominalChannels, activation);
  KerasNames names;
  Value input = x;
  ConvOptions spatial = {.kernel = kernel, .stride = stride};
  bool isExpanded = expansion != 1 || kind == BlockKind::fused;
  int64_t inner = isExpanded ? nominalChannels * expansion : b.getChannels(x);
  if (kind == BlockKind::fused) {
    x = buildConvNorm(b, names, x, inner, spatial, activation);
  } else {
    if (isExpanded)
      x = buildConvNorm(b, names, x, inner, {}, activation);
    spatial.groups = inner;
    x = buildConvNorm(b, names, x, inner, spatial, activation);
  }
  if (squeezedChannels != 0)
    x = buildSqueezeExcite(b, "se", x, squeezedChannels, activation);
  x = buildConvNorm(b, names, x, outChannels, {}, std::nullopt);
  bool canAdd = stride == 1 && b.getChannels(input) == outChannels;
  return hasSkip && canAdd ? b.add(x, input) : x;
}

//===----------------------------------------------------------------------===//
// YAML
//===----------------------------------------------------------------------===//

void llvm::yaml::ScalarTraits<BlockKind>::output(const BlockKind &kind, void *,
                                                 raw_ostream &os) {
  os << (kind == BlockKind::fused ? "fused" : "mbconv");
}

StringRef llvm::yaml::ScalarTraits<BlockKind>::input(StringRef text, void *,
                                                     BlockKind &kind) {
  if (text != "fused" && text != "mbconv")
    return "expected 'mbconv' or 'fused'";
  kind = text == "fused" ? BlockKind::fused : BlockKind::mbconv;
  return {};
}
