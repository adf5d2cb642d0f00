//===- MBConv.h - The blocks of EfficientNet --------------------*- C++ -*-===//
//
// What EfficientNet and its descendants are made of, with the padding, the
// initialization and the names of weights of the authors' TensorFlow code, so
// that their checkpoints can be used.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_MODELS_MBCONV_H
#define FOVEA_MODELS_MBCONV_H

#include "fovea/Model/ModelConfig.h"

#include "llvm/ADT/StringMap.h"

namespace fovea {

/// Names layers as Keras does within one scope: `conv2d`, `conv2d_1`, ...
class KerasNames {
public:
  std::string get(llvm::StringRef kind);

private:
  llvm::StringMap<unsigned> counts;
};

/// A convolution without bias, its normalization and, if there is one, the
/// activation. `SAME` padding.
mlir::Value buildConvNorm(ModelBuilder &b, KerasNames &names, mlir::Value x,
                          int64_t channels, ConvOptions options,
                          std::optional<ActivationKind> activation);

/// Hu, Shen, Sun: Squeeze-and-Excitation Networks (arXiv 1709.01507).
/// `channels` are those between the two layers.
mlir::Value buildSqueezeExcite(ModelBuilder &b, llvm::StringRef name,
                               mlir::Value x, int64_t channels,
                               ActivationKind activation);

/// Convolution 3x3 with stride 2 under the scope `stem`.
mlir::Value buildStem(ModelBuilder &b, mlir::Value image, int64_t channels,
                      ActivationKind activation);
/// The classifier, and the convolution 1x1 before it, under the scope `head`.
mlir::Value buildHead(ModelBuilder &b, mlir::Value x, int64_t channels,
                      ActivationKind activation, int64_t classes);

/// How a block comes to its inner channels.
enum class BlockKind {
  mbconv, ///< A convolution 1x1 (none if the expansion is 1), then a depthwise
          ///< one (Sandler et al., arXiv 1801.04381).
  fused   ///< One dense convolution (Li et al., arXiv 2102.05610, section 3.1).
};

/// Inner channels, squeeze and excite, projection, sum with the input.
struct MBConvBlock {
  BlockKind kind = BlockKind::mbconv;
  int64_t kernel = 3;
  int64_t stride = 1;
  /// Inner channels per nominal input channel.
  int64_t expansion = 6;
  /// By which the widths are reckoned: the channels of the input, unless a
  /// space-to-depth convolution is before the block.
  int64_t nominalChannels = 0;
  int64_t outChannels = 0;
  /// Channels inside of squeeze-excite; 0 for none.
  int64_t squeezedChannels = 0;
  ActivationKind activation = ActivationKind::silu;
  /// Whether the input is added where shapes agree.
  bool hasSkip = true;
  /// Window and stride of a convolution before the block that trades
  /// resolution for the nominal channels; 1 for none.
  int64_t spaceToDepth = 1;

  mlir::Value build(ModelBuilder &b, mlir::Value x) const;
};

} // namespace fovea

template <> struct llvm::yaml::ScalarTraits<fovea::BlockKind> {
  static void output(const fovea::BlockKind &kind, void *, raw_ostream &os);
  static StringRef input(StringRef text, void *, fovea::BlockKind &kind);
  static QuotingType mustQuote(StringRef) { return QuotingType::None; }
};

#endif // FOVEA_MODELS_MBCONV_H
