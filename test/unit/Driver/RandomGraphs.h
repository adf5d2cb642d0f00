//===- RandomGraphs.h - Small graphs of one kernel each ---------*- C++ -*-===//
//
// Graphs in text form around one op that has a kernel, or some, of random
// shapes: odd sizes, 1 to 67 channels, strides, dilations, groups, paddings,
// and elementwise ops behind it.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_TEST_UNIT_DRIVER_RANDOMGRAPHS_H
#define FOVEA_TEST_UNIT_DRIVER_RANDOMGRAPHS_H

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace fovea::testing {

/// `value` without what bf16 does not hold.
float truncateToBF16(float value);

/// Draws what a graph is made of.
class GraphWriter {
public:
  /// Constants are rounded to bf16 if `isBF16`.
  explicit GraphWriter(uint64_t seed, bool isBF16 = false)
      : random(seed), isBF16(isBF16) {}

  /// A convolution; depthwise ones have as many groups as channels.
  std::string writeConv(bool depthwise);
  /// A convolution of which the input or the weights are multiplied by a factor
  /// for each input channel.
  std::string writeScaledConv();
  /// A depthwise convolution, each channel of which is scaled by what its mean
  /// makes, and a product with a matrix.
  std::string writeSqueezeExcite();
  /// A convolution that Winograd's algorithm can compute.
  std::string writeConv3x3();
  /// A convolution of 1 to 8 channels with constant weights and a stride, the
  /// windows of which reach the input; or, of blocks of its pixels, if
  /// `blocked`, with any stride.
  std::string writeStridedConv(bool blocked);
  /// A convolution of 64 to 512 channels with constant weights.
  std::string writeLongSums();
  /// A maximum or average pool, padded, maybe in ceil mode.
  std::string writePool();
  /// Attention of grouped queries, of heads or tokens, some of it masked.
  std::string writeAttention();
  /// Attention of projections of one input.
  std::string writeProjections();
  /// Products of many pairs of matrices.
  std::string writeBatchedMatMul();
  /// A layer or root mean square normalization of rows.
  std::string writeNormalization();
  /// A product of rows with a matrix.
  std::string writeMatMul();
  /// A residual block: convolutions that read each other's results, with a
  /// depthwise one between them.
  std::string writeBlock();

  int64_t draw(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random);
  }
  bool chance(double probability) {
    return std::bernoulli_distribution(probability)(random);
  }

private:
  using Shape = std::vector<int64_t>;

  /// An argument of `@main`, or a constant: the SSA name of a new value.
  std::string addValue(const Shape &shape, bool mayBeConstant);
  /// Windows of one op, and the shapes that they give.
  struct Windows {
    Shape input; ///< Spatial sizes.
    Shape window, strides, dilations;
    Shape pads;   ///< The begin of every dimension, then the end of every one.
    Shape result; ///< Spatial sizes.
  };
  /// Windows of at most `mostTaps` in each of 1 to 3 dimensions.
  Windows drawWindows(int64_t mostTaps);

  /// Elementwise ops on `value`; returns the last one's name.
  std::string addElementwise(std::string value, const Shape &shape);
  /// An input, which is an argument or computed from one.
  std::string addInput(const Shape &shape);
  /// A constant: its SSA name.
  std::string addConstant(const Shape &shape);
  struct Conv {
    Shape input, kernel, result;
    std::string attributes; ///< As the op prints them.
  };
  Conv drawConv(bool depthwise);
  /// A convolution with what is around it; returns the last one's name.
  std::string addConv(const Conv &conv);
  std::string add(const std::string &line);
  std::string addTranspose(const std::string &value, const Shape &shape,
                           const Shape &permutation);
  /// A mask that broadcasts to `scores`: numbers to add, or which are kept.
  /// `type` gets its type.
  std::string addMask(const Shape &scores, std::string &type);
  std::string finish(const std::string &result, const Shape &shape);

  std::mt19937_64 random;
  bool isBF16;
  std::string arguments;
  std::string body;
  int numValues = 0;
};

} // namespace fovea::testing

#endif // FOVEA_TEST_UNIT_DRIVER_RANDOMGRAPHS_H
