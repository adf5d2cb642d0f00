//===- WindowTiles.h - Windows folded in registers --------------*- C++ -*-===//
//
// The loops of all window ops that keep channels apart. One tile is some
// neighbours in the last spatial dimension times one vector of channels. Of
// each row of taps, every element of the input is loaded once and is folded
// into all the accumulators that it is a term of:
//
//   for each tile:
//     accumulators = start
//     for k in taps of the outer dimensions:
//       for each input x that the tile reads: fold x into accumulators[t]
//           where t * stride + j * dilation is the place of x, j its tap
//     store epilogue(accumulators), and maybe the sum of these
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_WINDOWTILES_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_WINDOWTILES_H

#include "EpilogueBuilder.h"

#include <optional>

namespace fovea {

/// The part of a row of taps that one step handles: taps [0, count) of the last
/// spatial dimension behind the indices of the loops around it.
struct TapRow {
  mlir::ValueRange indices;
  int64_t count;
};

/// What a window op does with the elements that it reads.
class WindowFold {
public:
  virtual ~WindowFold() = default;

  /// What accumulators are before the first element.
  virtual mlir::Value buildStart(mlir::OpBuilder &builder,
                                 mlir::VectorType type) = 0;

  /// Build what all steps of a row of taps share, for `channels.width` channels
  /// from `channel` on.
  virtual void beginRow(mlir::OpBuilder &builder, const TapRow &taps,
                        mlir::Value channel, const ColumnRun &channels) {}

  /// The accumulator after `element`, which is the one of tap `tap` of the row.
  virtual mlir::Value buildStep(mlir::OpBuilder &builder,
                                mlir::Value accumulator, mlir::Value element,
                                int64_t tap) = 0;
};

/// Windows, and how they are tiled.
struct WindowTiling {
  llvm::ArrayRef<int64_t> shape; ///< Of the result.
  llvm::ArrayRef<int64_t> window;
  llvm::SmallVector<int64_t> strides, dilations;
  int64_t lanes;
  int64_t columns;

  template <typename OpTy> static WindowTiling get(OpTy op) {
    return {op.getInitType().getShape(),  op.getWindow(),
            op.getAllStrides(),           op.getAllDilations(),
            op.getSchedule()->getLanes(), op.getSchedule()->getColumns()};
  }
};

/// Build the loops of a window op in front of `builder`. If there are `sums`,
/// each tile stores there what its elements add up to, before they are rounded.
void buildWindowTiles(mlir::OpBuilder &builder, mlir::Location loc,
                      const WindowTiling &tiling, const Line &input,
                      EpilogueBuilder &epilogue, WindowFold &fold,
                      const std::optional<Line> &sums = std::nullopt);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_WINDOWTILES_H
