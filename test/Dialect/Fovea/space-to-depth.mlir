// RUN: fovea-opt %s -pass-pipeline="builtin.module(func.func(fovea-space-to-depth{bf16}))" -split-input-file | FileCheck %s
// RUN: fovea-opt %s -fovea-space-to-depth=space-to-depth=never -split-input-file | FileCheck %s --check-prefix=NEVER
// NEVER-NOT: fovea.reshape
// NEVER-NOT: fovea.pad

// On a CPU in bf16: pairs of neighbours in a row, of which a window of 7 pixels
// has 11. The weights have no value yet.

// CHECK-LABEL: func.func @stem
// CHECK-SAME: (%[[X:.*]]: tensor<1x224x224x3xf32>)
// CHECK-DAG: %[[W:.*]] = fovea.weight "w" init
// CHECK-DAG: %[[B:.*]] = fovea.weight "b" init
// CHECK-DAG: %[[PADDED:.*]] = fovea.pad %[[X]] low [0, 3, 3, 0] high [0, 2, 3, 0]
// CHECK-DAG: %[[PAIRS:.*]] = fovea.reshape %[[PADDED]] {{.*}} to tensor<1x229x345x2xf32>
// CHECK-DAG: %[[ROWS:.*]] = fovea.reshape %[[W]] {{.*}} to tensor<7x21x64xf32>
// CHECK-DAG: %[[WHOLE:.*]] = fovea.pad %[[ROWS]] low [0, 0, 0] high [0, 1, 0]
// CHECK-DAG: %[[V:.*]] = fovea.reshape %[[WHOLE]] {{.*}} to tensor<7x11x2x64xf32>
// CHECK: %[[Y:.*]] = fovea.conv %[[PAIRS]], %[[V]], %[[B]] strides [2, 3] :
// CHECK: return %[[Y]]
func.func @stem(%x: tensor<1x224x224x3xf32>) -> tensor<1x112x112x64xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<7x7x3x64xf32>
  %b = fovea.weight "b" init <constant, 0.0, 0.0> : tensor<64xf32>
  %0 = fovea.conv %x, %w, %b strides [2, 2] pads [3, 3, 3, 3] : (tensor<1x224x224x3xf32>, tensor<7x7x3x64xf32>, tensor<64xf32>) -> tensor<1x112x112x64xf32>
  return %0 : tensor<1x112x112x64xf32>
}

// -----

// Patches need no padding: the blocks are another view, and nothing is moved.

// CHECK-LABEL: func.func @patches
// CHECK-SAME: (%[[X:.*]]: tensor<2x32x32x3xf32>
// CHECK-NOT: fovea.pad
// CHECK: %[[BLOCKS:.*]] = fovea.reshape %[[X]] : tensor<2x32x32x3xf32> to tensor<2x32x2x48xf32>
// CHECK: fovea.conv %[[BLOCKS]], %{{.*}} strides [16, 1] : (tensor<2x32x2x48xf32>, tensor<16x1x48x8xf32>)
func.func @patches(%x: tensor<2x32x32x3xf32>) -> tensor<2x2x2x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<16x16x3x8xf32>
  %0 = fovea.conv %x, %w strides [16, 16] : (tensor<2x32x32x3xf32>, tensor<16x16x3x8xf32>) -> tensor<2x2x2x8xf32>
  return %0 : tensor<2x2x2x8xf32>
}

// -----

// An even number of channels makes pairs by itself.

// CHECK-LABEL: func.func @even_channels
// CHECK-NOT: fovea.reshape
// CHECK: strides [2, 2]
func.func @even_channels(%x: tensor<1x8x8x4xf32>) -> tensor<1x3x3x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x4x8xf32>
  %0 = fovea.conv %x, %w strides [2, 2] : (tensor<1x8x8x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return %0 : tensor<1x3x3x8xf32>
}

// -----

// Windows begin at pairs only where the stride, or the number of channels, is
// even. Blocks of 9 would be padded as pixels of 3 are, and take more steps.

// CHECK-LABEL: func.func @odd_blocks
// CHECK-NOT: fovea.reshape
// CHECK: strides [3, 3]
func.func @odd_blocks(%x: tensor<1x224x224x3xf32>) -> tensor<1x75x75x64xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<7x7x3x64xf32>
  %0 = fovea.conv %x, %w strides [3, 3] pads [3, 3, 3, 3] : (tensor<1x224x224x3xf32>, tensor<7x7x3x64xf32>) -> tensor<1x75x75x64xf32>
  return %0 : tensor<1x75x75x64xf32>
}

// -----

// Windows that begin at every pixel, or with gaps between the pixels that they
// read, do not begin at pairs.

// CHECK-LABEL: func.func @no_stride
// CHECK-NOT: fovea.reshape
func.func @no_stride(%x: tensor<1x8x8x3xf32>) -> tensor<1x3x6x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x3x8xf32>
  %0 = fovea.conv %x, %w strides [2, 1] : (tensor<1x8x8x3xf32>, tensor<3x3x3x8xf32>) -> tensor<1x3x6x8xf32>
  return %0 : tensor<1x3x6x8xf32>
}

// CHECK-LABEL: func.func @dilated
// CHECK-NOT: fovea.reshape
func.func @dilated(%x: tensor<1x8x8x3xf32>) -> tensor<1x3x2x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x3x8xf32>
  %0 = fovea.conv %x, %w strides [2, 2] dilations [1, 2] : (tensor<1x8x8x3xf32>, tensor<3x3x3x8xf32>) -> tensor<1x3x2x8xf32>
  return %0 : tensor<1x3x2x8xf32>
}

// CHECK-LABEL: func.func @grouped
// CHECK-NOT: fovea.reshape
func.func @grouped(%x: tensor<1x8x8x3xf32>) -> tensor<1x3x3x3xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x1x3xf32>
  %0 = fovea.conv %x, %w strides [2, 2] groups 3 : (tensor<1x8x8x3xf32>, tensor<3x3x1x3xf32>) -> tensor<1x3x3x3xf32>
  return %0 : tensor<1x3x3x3xf32>
}

// Weights would have to be rearranged when the model runs.

// CHECK-LABEL: func.func @computed_weights
// CHECK-NOT: fovea.reshape
func.func @computed_weights(%x: tensor<1x8x8x3xf32>, %w: tensor<3x3x3x8xf32>) -> tensor<1x3x3x8xf32> {
  %0 = fovea.conv %x, %w strides [2, 2] : (tensor<1x8x8x3xf32>, tensor<3x3x3x8xf32>) -> tensor<1x3x3x8xf32>
  return %0 : tensor<1x3x3x8xf32>
}

// Kernels are made for f32, here.

// CHECK-LABEL: func.func @half
// CHECK-NOT: fovea.reshape
func.func @half(%x: tensor<1x8x8x3xf16>) -> tensor<1x3x3x8xf16> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x3x8xf16>
  %0 = fovea.conv %x, %w strides [2, 2] : (tensor<1x8x8x3xf16>, tensor<3x3x3x8xf16>) -> tensor<1x3x3x8xf16>
  return %0 : tensor<1x3x3x8xf16>
}

// CHECK-LABEL: func.func @empty
// CHECK-NOT: fovea.reshape
func.func @empty(%x: tensor<0x8x8x3xf32>) -> tensor<0x3x3x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x3x8xf32>
  %0 = fovea.conv %x, %w strides [2, 2] : (tensor<0x8x8x3xf32>, tensor<3x3x3x8xf32>) -> tensor<0x3x3x8xf32>
  return %0 : tensor<0x3x3x8xf32>
}

// -----

// What a model moves into channels itself is read where it is: the taps of a
// column of blocks are taps of pixels again.

// CHECK-LABEL: func.func @blocks
// CHECK-SAME: (%[[X:.*]]: tensor<1x16x16x3xf32>
// CHECK-NOT: fovea.space_to_depth
// CHECK: %[[PADDED:.*]] = fovea.pad %[[X]] low [0, 4, 4, 0] high [0, 4, 4, 0]
// CHECK: %[[ROWS:.*]] = fovea.reshape %[[PADDED]] {{.*}} to tensor<1x24x6x12xf32>
// CHECK: fovea.transpose %{{.*}} permutation [0, 2, 1, 3, 4, 5]
// CHECK: fovea.conv %[[ROWS]], %{{.*}} strides [4, 1] : (tensor<1x24x6x12xf32>, tensor<12x3x12x8xf32>)
func.func @blocks(%x: tensor<1x16x16x3xf32>) -> tensor<1x4x4x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x48x8xf32>
  %0 = fovea.space_to_depth %x block_size 4 : (tensor<1x16x16x3xf32>) -> tensor<1x4x4x48xf32>
  %1 = fovea.conv %0, %w pads [1, 1, 1, 1] : (tensor<1x4x4x48xf32>, tensor<3x3x48x8xf32>) -> tensor<1x4x4x8xf32>
  return %1 : tensor<1x4x4x8xf32>
}

// CHECK-LABEL: func.func @blocks_inside_channels
// CHECK: fovea.space_to_depth
func.func @blocks_inside_channels(%x: tensor<1x16x16x3xf32>) -> tensor<1x4x4x8xf32> {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<3x3x48x8xf32>
  %0 = fovea.space_to_depth %x block_size 4 order crd : (tensor<1x16x16x3xf32>) -> tensor<1x4x4x48xf32>
  %1 = fovea.conv %0, %w pads [1, 1, 1, 1] : (tensor<1x4x4x48xf32>, tensor<3x3x48x8xf32>) -> tensor<1x4x4x8xf32>
  return %1 : tensor<1x4x4x8xf32>
}
