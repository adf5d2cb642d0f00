//===- Windows.h - Attributes of convolutions and pooling -------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_WINDOWS_H
#define FOVEA_LIB_IMPORT_ONNX_WINDOWS_H

#include "NodeContext.h"

namespace fovea::onnximport {

/// Sizes of windows, strides and pads are limited so that arithmetic on them
/// cannot overflow.
inline constexpr int64_t kMaxWindowValue = int64_t(1) << 30;

/// How ONNX chooses padding.
enum class AutoPad { notset, valid, sameUpper, sameLower };

/// The attributes that all operators with a moving window share, one entry for
/// each spatial dimension; `pads` has all begins, then all ends.
struct WindowParameters {
  AutoPad autoPad = AutoPad::notset;
  llvm::SmallVector<int64_t> window;
  llvm::SmallVector<int64_t> strides;
  llvm::SmallVector<int64_t> dilations;
  llvm::SmallVector<int64_t> pads;

  int64_t getSpatialRank() const { return window.size(); }
  /// Extent of the window along a dimension, with its holes.
  int64_t getExtent(int64_t i) const {
    return (window[i] - 1) * dilations[i] + 1;
  }
};

/// Read the attributes for an input with the given spatial sizes. `kernel` is
/// the window of an operator whose weight defines it (`kernel_shape` must then
/// be the same). `pads` is what the attribute says, zeros without it. None
/// after an error.
std::optional<WindowParameters>
readWindowParameters(NodeContext &ctx, llvm::ArrayRef<int64_t> spatialShape,
                     std::optional<llvm::ArrayRef<int64_t>> kernel = {});

/// Set the pads that `autoPad` asks for, for a window that moves over the input
/// (so that the output has input / stride elements, rounded up).
void resolveAutoPad(WindowParameters &attributes,
                    llvm::ArrayRef<int64_t> spatialShape);

/// The spatial sizes of a tensor `[batch, channels, spatial...]`.
inline llvm::ArrayRef<int64_t> getSpatialShape(mlir::Value value) {
  return getShape(value).drop_front(2);
}

/// Weights `[output channels, input channels, window...]` of a convolution as
/// `[window..., input channels, output channels]`.
mlir::Value toKernelLast(ValueBuilder &builder, mlir::Value weight);

/// A convolution of `[batch, channels, spatial...]` with `weight` in the layout
/// of ONNX. `bias` may be null.
mlir::Value buildConv(ValueBuilder &builder, mlir::Value input,
                      mlir::Value weight, mlir::Value bias,
                      const WindowParameters &attributes, int64_t groups);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_WINDOWS_H
