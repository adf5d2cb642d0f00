//===- ResizeTable.h - Taps and weights of a resampling ---------*- C++ -*-===//
//
// Which elements a resize reads along one dimension and what they weigh. The
// formulas are those of the ONNX operator Resize (opset 19); coordinates and
// kernels of the cubic are after R. Keys, "Cubic Convolution Interpolation for
// Digital Image Processing", 1981.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_FOVEA_IR_RESIZETABLE_H
#define FOVEA_DIALECT_FOVEA_IR_RESIZETABLE_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace fovea {

class ResizeOp;

/// The interpolation along one dimension. Element `o` of the result is the sum
/// over taps t < `taps` of `weights[o * taps + t]` times the input's element
/// `indices[o * taps + t]`.
struct ResizeTable {
  int64_t taps = 1;
  llvm::SmallVector<int64_t> indices; ///< Always inside of the input.
  llvm::SmallVector<double> weights;
  /// Elements that are the extrapolation value instead; empty if none is.
  llvm::SmallVector<bool> outside;

  /// Each element of the result is one of the input, unchanged.
  bool isSelection() const;
  /// The result is the input.
  bool isIdentity(int64_t inputSize) const;
};

/// The table of dimension `dim` of `op`.
ResizeTable computeResizeTable(ResizeOp op, int64_t dim);

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_RESIZETABLE_H
