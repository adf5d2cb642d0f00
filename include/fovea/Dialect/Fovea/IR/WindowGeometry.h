//===- WindowGeometry.h - Arithmetic of sliding windows ---------*- C++ -*-===//
//
// Where the windows of convolutions and pools lie, one spatial dimension at a
// time. Shape inference, the reference lowering and the kernels all read the
// same numbers from here.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_FOVEA_IR_WINDOWGEOMETRY_H
#define FOVEA_DIALECT_FOVEA_IR_WINDOWGEOMETRY_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>

namespace fovea {

/// One spatial dimension of a sliding window. Tap k of output o lies at
/// `o * stride + k * dilation - padLow` in the input; for a transposed window,
/// input i adds to output `i * stride + k * dilation - padLow`.
struct WindowDim {
  int64_t input = 0;  ///< Elements of the input.
  int64_t window = 1; ///< Taps.
  int64_t stride = 1;
  int64_t dilation = 1;
  int64_t padLow = 0;
  int64_t padHigh = 0;
  int64_t output = 0; ///< Elements of the output.

  /// Elements from the first to the last tap, both included.
  int64_t getEffectiveWindow() const { return (window - 1) * dilation + 1; }

  /// Elements, counted from the start of the low padding, up to the last one
  /// that a (not transposed) window reads. In ceil mode this may exceed the
  /// padded input; with a stride it may fall short of it.
  int64_t getReadSize() const {
    return (output - 1) * stride + getEffectiveWindow();
  }

  /// How many taps of the window of output `index` lie inside of the input or,
  /// with `includePadding`, of the padded input.
  int64_t countTaps(int64_t index, bool includePadding) const;
};

/// The attributes of an op with a window, as written. `pads` holds the begin
/// of every dimension, then the end of every one.
struct WindowAttributes {
  llvm::ArrayRef<int64_t> window;
  std::optional<llvm::ArrayRef<int64_t>> strides;
  std::optional<llvm::ArrayRef<int64_t>> dilations;
  std::optional<llvm::ArrayRef<int64_t>> pads;
};

/// Geometry of a convolution or pool over `input` (the spatial sizes). Outputs
/// are `floor((input + pads - effective window) / stride) + 1`; in ceil mode
/// the division rounds up, and a last window that would start in the high
/// padding is left out. Anything that gives no valid output is an error.
llvm::FailureOr<llvm::SmallVector<WindowDim>>
inferWindowDims(std::optional<mlir::Location> loc,
                llvm::ArrayRef<int64_t> input, const WindowAttributes &attrs,
                bool ceilMode = false);

/// Geometry of a transposed convolution over `input` (the spatial sizes).
/// Outputs are
/// `(input - 1) * stride + effective window + output padding - pads`.
llvm::FailureOr<llvm::SmallVector<WindowDim>>
inferTransposedWindowDims(std::optional<mlir::Location> loc,
                          llvm::ArrayRef<int64_t> input,
                          const WindowAttributes &attrs,
                          std::optional<llvm::ArrayRef<int64_t>> outputPadding);

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_WINDOWGEOMETRY_H
