//===- Winograd.h - The algorithm F(4x4, 3x3) -------------------*- C++ -*-===//
//
// Winograd's minimal filtering gives 4 outputs of a filter with 3 taps for 6
// multiplications instead of 12: 6 inputs and the taps are taken as polynomials
// and evaluated at 6 points, multiplied there, and the product is interpolated.
// In two dimensions it is 36 multiplications instead of 144.
//
// The points are 0, infinity, and two pairs around 0, so that each pair shares
// the even and the odd part of its sums. All coefficients of the transforms of
// inputs and outputs are exact in f32. The pairs make the error: with the usual
// +-1 and +-2 it is 2.3 times as large (docs/RationaleKernels.md).
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_KERNEL_IR_WINOGRAD_H
#define FOVEA_DIALECT_KERNEL_IR_WINOGRAD_H

#include <array>
#include <cstdint>

namespace fovea::kernel::winograd {

inline constexpr int64_t kTaps = 3;
inline constexpr int64_t kOutputs = 4; ///< Of a tile, in each dimension.
inline constexpr int64_t kPoints = 6;  ///< As many as there are inputs.
inline constexpr int64_t kProducts = kPoints * kPoints; ///< In two dimensions.

/// The points are 0, kNear, -kNear, kFar, -kFar, infinity, in this order.
inline constexpr double kNear = 0.625;
inline constexpr double kFar = 1.5;

/// `G`: the taps as a polynomial at each point, divided by what interpolation
/// divides by.
inline constexpr std::array<std::array<double, kTaps>, kPoints>
getWeightTransform() {
  constexpr double near = kNear * kNear, far = kFar * kFar;
  constexpr double atZero = 1 / (near * far);
  constexpr double atNear = 1 / (2 * near * (near - far));
  constexpr double atFar = 1 / (2 * far * (far - near));
  return {{{atZero, 0, 0},
           {atNear, kNear * atNear, near * atNear},
           {atNear, -kNear * atNear, near * atNear},
           {atFar, kFar * atFar, far * atFar},
           {atFar, -kFar * atFar, far * atFar},
           {0, 0, 1}}};
}

} // namespace fovea::kernel::winograd

#endif // FOVEA_DIALECT_KERNEL_IR_WINOGRAD_H
