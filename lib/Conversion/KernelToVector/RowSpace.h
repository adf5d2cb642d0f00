//===- RowSpace.h - Where the rows of a window op lie -----------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_ROWSPACE_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_ROWSPACE_H

#include "LoopBuilder.h"

namespace fovea {

/// The dimensions of a result but for its channels, with the strides at which
/// rows lie in several lines: the input, the destination, and the operands of
/// the epilogue, in this order.
struct RowSpace {
  llvm::SmallVector<StridedDim> dims;

  /// `shape` is that of the result, `windowStrides` the last of its dimensions
  /// without the channels; `lines` are the destination and the operands.
  static RowSpace create(llvm::ArrayRef<int64_t> shape,
                         llvm::ArrayRef<int64_t> windowStrides,
                         const Line &input, llvm::ArrayRef<Line> lines);

  /// From one row to the next in each line.
  llvm::ArrayRef<int64_t> getRowStrides() const { return dims.back().strides; }

  /// Where in each line the row at `indices` begins.
  llvm::SmallVector<mlir::Value> buildBases(const IndexBuilder &index,
                                            mlir::ValueRange indices) const;

  /// Where in each line but the input the row `row` after `bases` begins.
  llvm::SmallVector<mlir::Value>
  buildResultRows(const IndexBuilder &index, llvm::ArrayRef<mlir::Value> bases,
                  int64_t row) const;
};

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_ROWSPACE_H
