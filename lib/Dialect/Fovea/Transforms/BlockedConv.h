//===- BlockedConv.h - Convolutions of blocks of pixels ---------*- C++ -*-===//
//
// A convolution that moves by s pixels can be computed on blocks of pixels
// with more channels, with weights of which some are 0. There are two forms:
//
//  - in depth: blocks of s pixels in each spatial dimension become channels,
//    and the convolution moves by one block (space to depth, as in Li et al.,
//    "Searching for Fast Model Families on Datacenter Accelerators", CVPR 2021,
//    section 3.1, but with the weights of a given convolution);
//  - in rows: only neighbours in a row are taken together. With channels last
//    these lie side by side, so that the blocks are another view of the same
//    memory.
//
// Both are exact up to the order of sums, but for what 0 times infinity or NaN
// makes: such an element also reaches the windows that end in its block.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_BLOCKEDCONV_H
#define FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_BLOCKEDCONV_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

namespace fovea {

/// A convolution without dilation and groups whose blocks are
/// `strides[0] x strides[1] x ...` pixels.
///
/// Tap k of a dimension with stride s and p elements of low padding lies at
/// q = k - p from the first pixel of a window's block. It becomes tap
/// floor(q / s) - floor(-p / s), channel q mod s.
class DepthForm {
public:
  explicit DepthForm(ConvOp conv);

  /// Whether any window reads any pixel.
  bool isValid();
  int64_t countTaps();
  int64_t getChannels();
  /// The result of the convolution, in front of `builder`.
  mlir::Value build(mlir::OpBuilder &builder);

private:
  /// One spatial dimension. The pads count blocks.
  struct Dim {
    int64_t block;
    int64_t input; ///< Pixels that the blocks have, in place of those there.
    int64_t window;
    int64_t padLow, padHigh;
    int64_t zerosLow, zerosHigh; ///< Around the taps of the weights.
  };
  static Dim getDim(const WindowDim &dim);
  mlir::Value buildInput(mlir::OpBuilder &builder);
  mlir::Value buildWeights(mlir::OpBuilder &builder);

  ConvOp conv;
  llvm::SmallVector<Dim> dims;
};

/// A convolution of one group, without dilation in the last spatial dimension,
/// whose blocks are `size` neighbours in the rows `[width * channels]` of the
/// padded input. With `size` = stride * channels, this is space to depth in the
/// last dimension.
class RowForm {
public:
  RowForm(ConvOp conv, int64_t size);

  /// Whether all windows begin where a block does.
  static bool isPossible(ConvOp conv, int64_t size);

  int64_t countTaps();
  int64_t getChannels() const { return size; }
  /// The input with its padding, as it is in memory.
  mlir::RankedTensorType getPaddedType();
  /// The result of the convolution, in front of `builder`.
  mlir::Value build(mlir::OpBuilder &builder);

private:
  mlir::Value buildWeights(mlir::OpBuilder &builder);

  ConvOp conv;
  int64_t size;
  int64_t channels;       ///< Of the input that there is.
  int64_t stride, window; ///< Of the last dimension, in blocks.
  /// Of the input, by dimension.
  llvm::SmallVector<int64_t> padLow, padHigh;
};

/// The result of `conv`, whose input is `blocks`, read from the pixels as they
/// are: no multiplications are added. One group, constant weights, channels in
/// the order `dcr`, and no dilation are what it takes.
mlir::Value buildFromPixels(mlir::OpBuilder &builder, ConvOp conv,
                            SpaceToDepthOp blocks);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_TRANSFORMS_BLOCKEDCONV_H
