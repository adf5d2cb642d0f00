// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// Loops are batch..., m, k, n; operands are read transposed and broadcast by
// their maps.

// CHECK: #[[LHS:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, 0, d3, d2)>
// CHECK: #[[RHS:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d1, d3, d4)>
// CHECK: #[[OUT:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
// CHECK-LABEL: @matmul
func.func @matmul(%lhs: tensor<2x1x5x3xi32>, %rhs: tensor<4x5x7xi32>) -> tensor<2x4x3x7xi32> {
  // CHECK: linalg.generic {indexing_maps = [#[[LHS]], #[[RHS]], #[[OUT]]]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "reduction", "parallel"]
  // CHECK: arith.muli
  %0 = fovea.matmul %lhs, %rhs transpose_lhs : (tensor<2x1x5x3xi32>, tensor<4x5x7xi32>) -> tensor<2x4x3x7xi32>
  return %0 : tensor<2x4x3x7xi32>
}

// -----

// CHECK-LABEL: @matmul_f16
func.func @matmul_f16(%lhs: tensor<3x4xf16>, %rhs: tensor<4x5xf16>) -> tensor<3x5xf16> {
  // CHECK: linalg.fill {{.*}} outs(%{{.*}} : tensor<3x5xf32>)
  // CHECK-COUNT-2: arith.extf
  // CHECK: arith.truncf
  %0 = fovea.matmul %lhs, %rhs : (tensor<3x4xf16>, tensor<4x5xf16>) -> tensor<3x5xf16>
  return %0 : tensor<3x5xf16>
}

// -----

// CHECK-LABEL: @attention
func.func @attention(%query: tensor<1x4x3x2xbf16>, %key: tensor<1x2x5x2xbf16>, %value: tensor<1x2x5x6xbf16>,
                     %mask: tensor<3x1xbf16>) -> tensor<1x4x3x6xbf16> {
  // Two heads for each head of the key.
  // CHECK: tensor.expand_shape %{{.*}} output_shape [1, 2, 2, 3, 2] : tensor<1x4x3x2xbf16>
  // CHECK: ins(%{{.*}}, %{{.*}} : tensor<1x2x2x3x2xbf16>, tensor<1x2x5x2xbf16>) outs(%{{.*}} : tensor<1x2x2x3x5xf32>)
  // CHECK: math.tanh
  // CHECK: arith.cmpi ule
  // CHECK: arith.maximumf
  // CHECK: math.exp
  // CHECK: ins(%{{.*}}, %{{.*}} : tensor<1x2x2x3x5xf32>, tensor<1x2x5x6xbf16>) outs(%{{.*}} : tensor<1x2x2x3x6xf32>)
  // CHECK: arith.truncf
  %0 = fovea.attention %query, %key, %value mask %mask scale 1.0 causal softcap 2.0
      : (tensor<1x4x3x2xbf16>, tensor<1x2x5x2xbf16>, tensor<1x2x5x6xbf16>, tensor<3x1xbf16>) -> tensor<1x4x3x6xbf16>
  return %0 : tensor<1x4x3x6xbf16>
}
