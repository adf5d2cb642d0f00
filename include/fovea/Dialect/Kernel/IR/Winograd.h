//===- Winograd.h - The algorithms F(2x2, 3x3) and F(4x4, 3x3) --*- C++ -*-===//
//
// Winograd's minimal filtering gives m outputs of a filter with 3 taps for m +
// 2 multiplications instead of 3 m: m + 2 inputs and the taps are taken as
// polynomials and evaluated at m + 2 points, multiplied there, and the product
// is interpolated. In two dimensions it is 16 multiplications instead of 36 for
// m = 2, and 36 instead of 144 for m = 4.
//
// The points are 0, infinity, and pairs around 0, so that each pair shares the
// even and the odd part of its sums. All coefficients of the transforms of
// inputs and outputs are exact in f32. The pairs make the error: for m = 4,
// with the usual +-1 and +-2, it is 2.2 times as large
// (docs/RationaleKernels.md).
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_KERNEL_IR_WINOGRAD_H
#define FOVEA_DIALECT_KERNEL_IR_WINOGRAD_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <array>
#include <cstdint>

namespace fovea::kernel::winograd {

inline constexpr int64_t kTaps = 3;

/// One of the algorithms. All there is to it are its points, in this order: 0,
/// `pairs[0]`, `-pairs[0]`, `pairs[1]`, ..., infinity.
struct Algorithm {
  llvm::ArrayRef<double> pairs;

  /// As many as there are inputs of a tile, in each dimension.
  int64_t getPoints() const { return 2 * pairs.size() + 2; }
  /// Of a tile, in each dimension.
  int64_t getOutputs() const { return getPoints() - kTaps + 1; }
  /// In two dimensions.
  int64_t getProducts() const { return getPoints() * getPoints(); }

  /// The product of `x^2 - p^2` over all pairs, but that of index `skipped`:
  /// its coefficients, the constant one first, as a polynomial of x^2.
  llvm::SmallVector<double> getNodes(size_t skipped) const;
  llvm::SmallVector<double> getNodes() const { return getNodes(pairs.size()); }

  /// `G`: the taps as a polynomial at each point, divided by what interpolation
  /// divides by.
  llvm::SmallVector<std::array<double, kTaps>> getWeightTransform() const;
};

/// All of them, those with smaller tiles first.
llvm::ArrayRef<Algorithm> getAlgorithms();

/// The one with so many outputs in each dimension; null if there is none.
const Algorithm *findAlgorithm(int64_t outputs);

} // namespace fovea::kernel::winograd

#endif // FOVEA_DIALECT_KERNEL_IR_WINOGRAD_H
