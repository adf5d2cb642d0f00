//===- Taps.h - Reading feature maps at computed positions ------*- C++ -*-===//
//
// Each element of the result is a weighted sum of a few pixels, its taps; for
// each dimension a tap has an index and a weight, and all taps of a kind are
// gathered at once.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_IMPORT_ONNX_TAPS_H
#define FOVEA_LIB_IMPORT_ONNX_TAPS_H

#include "NodeContext.h"

namespace fovea::onnximport {

/// A pixel to read along one dimension, for each of `[batch, points]`.
struct Tap {
  mlir::Value index;
  /// Null for 1.
  mlir::Value weight;
  /// Whether the pixel exists; it counts as 0 if not. Null if it always does.
  mlir::Value isValid;
};

enum class SampleMode { nearest, linear, cubic };
enum class SamplePadding { zeros, border, reflection };

/// How one spatial dimension is sampled.
struct SampledDimension {
  int64_t size;
  SampleMode mode;
  SamplePadding padding;
  bool alignCorners;

  /// The ends of the image, in pixels.
  double getLow() const { return alignCorners ? 0.0 : -0.5; }
  double getHigh() const { return size - (alignCorners ? 1.0 : 0.5); }
};

/// Positions are f32.
mlir::Value toF32Scalar(NodeContext &ctx, double value);
mlir::Value clamp(NodeContext &ctx, mlir::Value value, double low, double high);

/// Fold positions outside of the image back into it, as often as needed.
mlir::Value reflect(NodeContext &ctx, mlir::Value position,
                    const SampledDimension &dimension);

/// The taps of positions in pixels, `[batch, points]`.
llvm::SmallVector<Tap> makeTaps(NodeContext &ctx, mlir::Value position,
                                const SampledDimension &dimension);

/// Gather every combination of one tap for each dimension, and combine the
/// results by `kind`: `[batch, points, channels]`. `image` is channels last.
/// The leading `indices` may name the batch of each point.
mlir::Value gatherTaps(NodeContext &ctx, mlir::Value image,
                       llvm::ArrayRef<mlir::Value> indices,
                       llvm::ArrayRef<llvm::SmallVector<Tap>> taps,
                       BinaryKind kind);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_TAPS_H
