//===- ProductTile.h - Sums of products in registers ------------*- C++ -*-===//
//
// The innermost loops of all kernels that multiply matrices. A tile is some
// rows times some vectors of columns, the sums of which stay in registers while
// the loops over their terms run. A step loads one row of weights, and
// multiplies it by one element of the input for every row of the tile:
//
//   sums = 0
//   for k in terms:
//     for v in vectors: w[v] = load weights[k, v]
//     for r in rows:
//       x = broadcast input[r, k]
//       for v in vectors: sums[r][v] += x * w[v]
//
// In bf16, a step takes two terms: x is a pair of neighbours in the input, and
// w[v] holds a pair for each column (see kernel.pack).
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_CONVERSION_KERNELTOVECTOR_PRODUCTTILE_H
#define FOVEA_LIB_CONVERSION_KERNELTOVECTOR_PRODUCTTILE_H

#include "LoopBuilder.h"

#include <optional>

namespace fovea {

/// A vector of columns: its length, and how many of them there are in memory.
struct ColumnVector {
  int64_t lanes;
  int64_t valid;
};

/// The vectors that `columns` are cut into: of `lanes` each and, for the rest,
/// one of the next power of two.
llvm::SmallVector<ColumnVector> cutIntoVectors(int64_t columns, int64_t lanes);

/// Weights that are brought into a cache ahead of their use: from `base` of a
/// line's `buffer`, `elements` in each step.
struct WeightsAhead {
  mlir::Value buffer;
  mlir::Value base;
  int64_t elements;
};

struct ProductTile {
  const Line &input;
  int64_t rowStride; ///< From one row to the next in the input.
  int64_t rows;
  const Line &weights;
  llvm::SmallVector<ColumnVector> vectors;
  /// Loops over the terms, with the strides of input and weights.
  llvm::SmallVector<StridedDim> terms;
  /// Whether the CPU has AVX512_BF16.
  bool hasBF16 = false;
  /// Weights to bring into the cache meanwhile.
  std::optional<WeightsAhead> ahead = std::nullopt;
};

/// The sums of a tile that begins at `inputBase` and `weightsBase`, row by row.
llvm::SmallVector<mlir::Value> buildProductTile(mlir::OpBuilder &builder,
                                                mlir::Location loc,
                                                const ProductTile &tile,
                                                mlir::Value inputBase,
                                                mlir::Value weightsBase);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_KERNELTOVECTOR_PRODUCTTILE_H
