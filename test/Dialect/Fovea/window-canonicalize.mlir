// RUN: fovea-opt %s -canonicalize -split-input-file | FileCheck %s

// CHECK-LABEL: @pad_into_conv
func.func @pad_into_conv(%input: tensor<1x4x4x2xf32>, %kernel: tensor<3x3x2x1xf32>) -> tensor<1x5x4x1xf32> {
  // CHECK: fovea.conv %arg0, %arg1 pads [2, 1, 1, 1] :
  %0 = fovea.pad %input low [0, 1, 0, 0] high [0, 1, 1, 0]
      : (tensor<1x4x4x2xf32>) -> tensor<1x6x5x2xf32>
  %1 = fovea.conv %0, %kernel pads [1, 1, 0, 0]
      : (tensor<1x6x5x2xf32>, tensor<3x3x2x1xf32>) -> tensor<1x5x4x1xf32>
  return %1 : tensor<1x5x4x1xf32>
}

// -----

// CHECK-LABEL: @keep_other_pads
func.func @keep_other_pads(%input: tensor<1x4x2xf32>, %kernel: tensor<3x2x1xf32>, %wide: tensor<3x3x1xf32>)
    -> (tensor<1x4x1xf32>, tensor<1x4x1xf32>, tensor<1x1x1xf32>, tensor<1x2x1xf32>) {
  // Not zeros.
  // CHECK: fovea.pad {{.*}}value 1.0
  %0 = fovea.pad %input low [0, 1, 0] high [0, 1, 0] value 1.0
      : (tensor<1x4x2xf32>) -> tensor<1x6x2xf32>
  %1 = fovea.conv %0, %kernel : (tensor<1x6x2xf32>, tensor<3x2x1xf32>) -> tensor<1x4x1xf32>
  // CHECK: fovea.pad {{.*}}mode edge
  %2 = fovea.pad %input low [0, 1, 0] high [0, 1, 0] mode edge
      : (tensor<1x4x2xf32>) -> tensor<1x6x2xf32>
  %3 = fovea.conv %2, %kernel : (tensor<1x6x2xf32>, tensor<3x2x1xf32>) -> tensor<1x4x1xf32>
  // Fewer elements than before.
  // CHECK: fovea.pad {{.*}}-1
  %4 = fovea.pad %input low [0, -1, 0] high [0, 0, 0]
      : (tensor<1x4x2xf32>) -> tensor<1x3x2xf32>
  %5 = fovea.conv %4, %kernel : (tensor<1x3x2xf32>, tensor<3x2x1xf32>) -> tensor<1x1x1xf32>
  // Channels.
  // CHECK: fovea.pad
  %6 = fovea.pad %input low [0, 0, 1] high [0, 0, 0]
      : (tensor<1x4x2xf32>) -> tensor<1x4x3xf32>
  %7 = fovea.conv %6, %wide : (tensor<1x4x3xf32>, tensor<3x3x1xf32>) -> tensor<1x2x1xf32>
  return %1, %3, %5, %7 : tensor<1x4x1xf32>, tensor<1x4x1xf32>, tensor<1x1x1xf32>, tensor<1x2x1xf32>
}

// -----

// CHECK-LABEL: @identities
func.func @identities(%input: tensor<1x4x4x4xf32>)
    -> (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) {
  %0 = fovea.max_pool %input window [1, 1] dilations [2, 2]
      : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %1 = fovea.resize cubic %input sizes [1, 4, 4, 4] scales [1.0, 1.0, 1.0, 1.0]
      coordinates align_corners : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %2 = fovea.space_to_depth %input block_size 1 : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %3 = fovea.depth_to_space %input block_size 1 order crd : (tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  // CHECK-NEXT: return %arg0, %arg0, %arg0, %arg0
  return %0, %1, %2, %3 : tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>
}

// -----

// CHECK-LABEL: @not_identities
func.func @not_identities(%input: tensor<1x4x4xf32>) -> (tensor<1x4x4xf32>, tensor<1x4x4xf32>, tensor<1x2x4xf32>) {
  // Shifted by half a pixel.
  // CHECK: fovea.resize
  %0 = fovea.resize linear %input sizes [1, 4, 4] scales [1.0, 1.0, 1.0]
      coordinates tf_half_pixel_for_nn : (tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  // Scaled, though not in size.
  // CHECK: fovea.resize
  %1 = fovea.resize linear %input sizes [1, 4, 4] scales [1.0, 1.2, 1.0]
      coordinates half_pixel : (tensor<1x4x4xf32>) -> tensor<1x4x4xf32>
  // CHECK: fovea.max_pool
  %2 = fovea.max_pool %input window [1] strides [2] : (tensor<1x4x4xf32>) -> tensor<1x2x4xf32>
  return %0, %1, %2 : tensor<1x4x4xf32>, tensor<1x4x4xf32>, tensor<1x2x4xf32>
}

// -----

// CHECK-LABEL: @depth_there_and_back
func.func @depth_there_and_back(%input: tensor<1x4x4x4xf32>) -> (tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) {
  %0 = fovea.space_to_depth %input block_size 2 : (tensor<1x4x4x4xf32>) -> tensor<1x2x2x16xf32>
  %1 = fovea.depth_to_space %0 block_size 2 : (tensor<1x2x2x16xf32>) -> tensor<1x4x4x4xf32>
  %2 = fovea.depth_to_space %input block_size 2 order crd : (tensor<1x4x4x4xf32>) -> tensor<1x8x8x1xf32>
  %3 = fovea.space_to_depth %2 block_size 2 order crd : (tensor<1x8x8x1xf32>) -> tensor<1x4x4x4xf32>
  // In the other order this is a permutation of channels.
  // CHECK: %[[DEPTH:.*]] = fovea.space_to_depth
  // CHECK: %[[OTHER:.*]] = fovea.depth_to_space %[[DEPTH]]
  %4 = fovea.depth_to_space %0 block_size 2 order crd : (tensor<1x2x2x16xf32>) -> tensor<1x4x4x4xf32>
  // CHECK: return %arg0, %arg0, %[[OTHER]]
  return %1, %3, %4 : tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>
}
