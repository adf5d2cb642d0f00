// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// Output channels are the innermost loop.

// CHECK: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 * 2 + d4, d2 * 2 + d5 * 3, d3, d6)>
// CHECK: #[[KERNEL:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d4, d5, d6, d3, d7)>
// CHECK: #[[OUT:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d7)>
// CHECK-LABEL: @conv
func.func @conv(%input: tensor<1x5x7x4xf32>, %kernel: tensor<2x2x2x6xf32>, %bias: tensor<6xf32>) -> tensor<1x3x3x6xf32> {
  // The last column of the padding is not read.
  // CHECK: tensor.pad %{{.*}} low[0, 1, 0, 0] high[0, 0, 1, 0]
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[KERNEL]], #[[OUT]]]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction", "parallel"]
  %0 = fovea.conv %input, %kernel, %bias strides [2, 2] dilations [1, 3] pads [1, 0, 0, 2] groups 2
      : (tensor<1x5x7x4xf32>, tensor<2x2x2x6xf32>, tensor<6xf32>) -> tensor<1x3x3x6xf32>
  return %0 : tensor<1x3x3x6xf32>
}

// -----

// In a depthwise convolution the channels, which are the groups, are innermost.

// CHECK: affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 + d2, d5, d3)>
// CHECK-LABEL: @depthwise
func.func @depthwise(%input: tensor<1x5x8xbf16>, %kernel: tensor<3x1x8xbf16>) -> tensor<1x3x8xbf16> {
  // Sums are f32.
  // CHECK: linalg.fill {{.*}} outs(%{{.*}} : tensor<1x3x8xf32>)
  // CHECK: arith.extf
  // CHECK: arith.truncf
  %0 = fovea.conv %input, %kernel groups 8 : (tensor<1x5x8xbf16>, tensor<3x1x8xbf16>) -> tensor<1x3x8xbf16>
  return %0 : tensor<1x3x8xbf16>
}

// -----

// CHECK: affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 - d3 * 2 + 4, d2, d4)>
// CHECK-LABEL: @conv_transpose
func.func @conv_transpose(%input: tensor<1x3x2xf32>, %kernel: tensor<3x2x4xf32>) -> tensor<1x6x4xf32> {
  // Inputs lie at 1, 4 and 7 of 6 + 4 elements: 4 of the window before, less the pad.
  // CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0, 1, 0] [1, 3, 2] [1, 3, 1] : tensor<1x3x2xf32> into tensor<1x10x2xf32>
  %0 = fovea.conv_transpose %input, %kernel strides [3] dilations [2] pads [3, 2]
      : (tensor<1x3x2xf32>, tensor<3x2x4xf32>) -> tensor<1x6x4xf32>
  return %0 : tensor<1x6x4xf32>
}

// -----

// CHECK-LABEL: @max_pool
func.func @max_pool(%bytes: tensor<1x4x1xui8>, %signed: tensor<1x4x1xi8>, %half: tensor<1x4x1xf16>)
    -> (tensor<1x4x1xui8>, tensor<1x4x1xi8>, tensor<1x4x1xf16>) {
  // CHECK: arith.constant 0 : i8
  // CHECK: arith.maxui
  %0 = fovea.max_pool %bytes window [2] pads [1, 0] : (tensor<1x4x1xui8>) -> tensor<1x4x1xui8>
  // CHECK: arith.constant -128 : i8
  // CHECK: arith.maxsi
  %1 = fovea.max_pool %signed window [2] pads [1, 0] : (tensor<1x4x1xi8>) -> tensor<1x4x1xi8>
  // CHECK: arith.constant 0xFC00 : f16
  // CHECK: arith.maximumf
  %2 = fovea.max_pool %half window [2] pads [1, 0] : (tensor<1x4x1xf16>) -> tensor<1x4x1xf16>
  return %0, %1, %2 : tensor<1x4x1xui8>, tensor<1x4x1xi8>, tensor<1x4x1xf16>
}

// -----

// CHECK-LABEL: @avg_pool
func.func @avg_pool(%input: tensor<1x4x1xf16>) -> tensor<1x3x1xf16> {
  // CHECK: linalg.fill {{.*}} outs(%{{.*}} : tensor<1x3x1xf32>)
  // CHECK: arith.constant dense<[1.000000e+00, 2.000000e+00, 1.000000e+00]> : tensor<3xf32>
  // CHECK: arith.divf
  %0 = fovea.avg_pool %input window [2] strides [2] pads [1, 1] : (tensor<1x4x1xf16>) -> tensor<1x3x1xf16>
  return %0 : tensor<1x3x1xf16>
}

// -----

// Elements are selected from the input as they are.

// CHECK-LABEL: @resize_nearest
func.func @resize_nearest(%input: tensor<2x3xui8>) -> tensor<2x6xui8> {
  // CHECK: arith.constant dense<[0, 0, 1, 1, 2, 2]> : tensor<6xi64>
  // CHECK-NOT: arith.uitofp
  %0 = fovea.resize nearest %input sizes [2, 6] scales [1.0, 2.0]
      coordinates half_pixel : (tensor<2x3xui8>) -> tensor<2x6xui8>
  return %0 : tensor<2x6xui8>
}

// -----

// One dimension changes: one gather, with the taps inside of that dimension.

// CHECK-LABEL: @resize_linear
func.func @resize_linear(%input: tensor<1x2x2x5xui8>) -> tensor<1x2x4x5xui8> {
  // Taps that weigh nothing are left out, those of the border are one.
  // CHECK: arith.constant dense<{{\[}}[0, 0], [0, 1], [0, 1], [1, 1]]> : tensor<4x2xi64>
  // CHECK: arith.constant dense<{{\[}}[1.000000e+00, 0.000000e+00], [7.500000e-01, 2.500000e-01],
  // CHECK-SAME: : tensor<4x2xf64>
  // CHECK: iterator_types = ["parallel", "parallel", "parallel", "reduction", "parallel"]
  // CHECK: arith.uitofp
  // CHECK: arith.fptoui
  %0 = fovea.resize linear %input sizes [1, 2, 4, 5] scales [1.0, 1.0, 2.0, 1.0]
      coordinates half_pixel : (tensor<1x2x2x5xui8>) -> tensor<1x2x4x5xui8>
  return %0 : tensor<1x2x4x5xui8>
}

// -----

// CHECK-LABEL: @resize_empty
func.func @resize_empty(%input: tensor<0x4xf32>) -> tensor<0x8xf32> {
  // CHECK: %[[EMPTY:.*]] = tensor.empty() : tensor<0x8xf32>
  // CHECK: return %[[EMPTY]]
  %0 = fovea.resize linear %input sizes [0, 8] scales [1.0, 2.0]
      coordinates half_pixel : (tensor<0x4xf32>) -> tensor<0x8xf32>
  return %0 : tensor<0x8xf32>
}
