// RUN: fovea-opt %s -convert-fovea-to-kernel | FileCheck %s --check-prefixes=CHECK,AUTO
// RUN: fovea-opt %s -convert-fovea-to-kernel=winograd=always | FileCheck %s --check-prefixes=CHECK,ALWAYS
// RUN: fovea-opt %s -convert-fovea-to-kernel=winograd=2x2 | FileCheck %s --check-prefixes=CHECK,SMALL
// RUN: fovea-opt %s -convert-fovea-to-kernel=winograd=4x4 | FileCheck %s --check-prefixes=CHECK,LARGE
// RUN: fovea-opt %s -convert-fovea-to-kernel=winograd=never | FileCheck %s --check-prefixes=CHECK,NEVER

// 14 is no multiple of 4: the padded input reaches to the end of the last tile.
// CHECK-LABEL: @deep
func.func @deep(%x: tensor<1x14x14x256xf32>, %b: tensor<256xf32>) -> tensor<1x14x14x256xf32> {
  // AUTO: %[[BORDER:.*]] = kernel.fill_border %{{.*}} low [0, 1, 1, 0] high [0, 3, 3, 0]
  // AUTO: %[[X:.*]] = tensor.insert_slice
  // AUTO: %[[V:.*]] = kernel.winograd_input %[[X]] into %{{.*}} : (tensor<1x18x18x256xf32>, tensor<1x4x4x9216xf32>)
  // AUTO: %[[U:.*]] = kernel.winograd_weights %{{.*}} into %{{.*}} : (tensor<3x3x256x256xf32>, tensor<256x9216xf32>)
  // AUTO: %[[M:.*]] = kernel.contract %[[V]], %[[U]] into %{{.*}} window [] groups 36
  // AUTO: kernel.winograd_output %[[M]] into %{{.*}} : (tensor<1x4x4x9216xf32>, tensor<1x14x14x256xf32>)
  // AUTO: fovea.binary add
  // SMALL: kernel.fill_border %{{.*}} low [0, 1, 1, 0] high [0, 1, 1, 0]
  // SMALL: kernel.winograd_input %{{.*}} into %{{.*}} outputs 2 : (tensor<1x16x16x256xf32>, tensor<1x7x7x4096xf32>)
  // SMALL: kernel.winograd_weights %{{.*}} into %{{.*}} outputs 2 : (tensor<3x3x256x256xf32>, tensor<256x4096xf32>)
  // SMALL: kernel.contract {{.*}} window [] groups 16
  // SMALL: kernel.winograd_output %{{.*}} into %{{.*}} outputs 2 : (tensor<1x7x7x4096xf32>, tensor<1x14x14x256xf32>)
  // LARGE: kernel.contract {{.*}} window [] groups 36
  // NEVER: kernel.contract {{.*}} window [3, 3]
  %w = fovea.weight "w" : tensor<3x3x256x256xf32>
  %0 = fovea.conv %x, %w, %b pads [1, 1, 1, 1] : (tensor<1x14x14x256xf32>, tensor<3x3x256x256xf32>, tensor<256xf32>) -> tensor<1x14x14x256xf32>
  return %0 : tensor<1x14x14x256xf32>
}

// Tiles of 4x4 would read 38 MB of weights for 4 tiles.
// CHECK-LABEL: @few_tiles
func.func @few_tiles(%x: tensor<1x7x7x512xf32>) -> tensor<1x7x7x512xf32> {
  // AUTO: kernel.winograd_input %{{.*}} into %{{.*}} outputs 2 : (tensor<1x10x10x512xf32>, tensor<1x4x4x8192xf32>)
  // AUTO: kernel.winograd_output %{{.*}} into %{{.*}} outputs 2
  // ALWAYS: kernel.winograd_output %{{.*}} into %{{.*}} outputs 2
  // LARGE: kernel.winograd_output %{{.*}} into %{{.*}} : (tensor<1x2x2x18432xf32>, tensor<1x7x7x512xf32>)
  %w = fovea.weight "w" : tensor<3x3x512x512xf32>
  %0 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x7x7x512xf32>, tensor<3x3x512x512xf32>) -> tensor<1x7x7x512xf32>
  return %0 : tensor<1x7x7x512xf32>
}

// With still fewer, what either algorithm saves goes into reading its weights.
// CHECK-LABEL: @one_tile
func.func @one_tile(%x: tensor<1x4x4x512xf32>) -> tensor<1x4x4x512xf32> {
  // AUTO: kernel.contract {{.*}} window [3, 3]
  // SMALL: kernel.winograd_output %{{.*}} into %{{.*}} outputs 2
  %w = fovea.weight "w" : tensor<3x3x512x512xf32>
  %0 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x4x4x512xf32>, tensor<3x3x512x512xf32>) -> tensor<1x4x4x512xf32>
  return %0 : tensor<1x4x4x512xf32>
}

// With few channels the transforms take longer than what they save.
// CHECK-LABEL: @shallow
func.func @shallow(%x: tensor<1x14x14x8xf32>) -> tensor<1x12x12x8xf32> {
  // AUTO: kernel.contract {{.*}} window [3, 3]
  // ALWAYS: kernel.winograd_output
  %w = fovea.weight "w" : tensor<3x3x8x8xf32>
  %0 = fovea.conv %x, %w : (tensor<1x14x14x8xf32>, tensor<3x3x8x8xf32>) -> tensor<1x12x12x8xf32>
  return %0 : tensor<1x12x12x8xf32>
}

// Weights that are computed when the model runs would be transformed each time.
// CHECK-LABEL: @computed_weights
func.func @computed_weights(%x: tensor<1x14x14x256xf32>, %w: tensor<3x3x256x256xf32>) -> tensor<1x12x12x256xf32> {
  // AUTO: kernel.contract {{.*}} window [3, 3]
  // ALWAYS: kernel.winograd_weights
  %0 = fovea.conv %x, %w : (tensor<1x14x14x256xf32>, tensor<3x3x256x256xf32>) -> tensor<1x12x12x256xf32>
  return %0 : tensor<1x12x12x256xf32>
}

// CHECK-LABEL: @other_windows
func.func @other_windows(%x: tensor<1x14x14x256xf32>) -> (tensor<1x6x6x256xf32>, tensor<1x10x10x256xf32>, tensor<1x10x10x256xf32>, tensor<1x12x12x256xf32>) {
  // CHECK-NOT: kernel.winograd
  // CHECK: return
  %w = fovea.weight "w" : tensor<3x3x256x256xf32>
  %w5 = fovea.weight "w5" : tensor<5x5x256x256xf32>
  %w4 = fovea.weight "w4" : tensor<3x3x64x256xf32>
  %0 = fovea.conv %x, %w strides [2, 2] : (tensor<1x14x14x256xf32>, tensor<3x3x256x256xf32>) -> tensor<1x6x6x256xf32>
  %1 = fovea.conv %x, %w dilations [2, 2] : (tensor<1x14x14x256xf32>, tensor<3x3x256x256xf32>) -> tensor<1x10x10x256xf32>
  %2 = fovea.conv %x, %w5 : (tensor<1x14x14x256xf32>, tensor<5x5x256x256xf32>) -> tensor<1x10x10x256xf32>
  %3 = fovea.conv %x, %w4 groups 4 : (tensor<1x14x14x256xf32>, tensor<3x3x64x256xf32>) -> tensor<1x12x12x256xf32>
  return %0, %1, %2, %3 : tensor<1x6x6x256xf32>, tensor<1x10x10x256xf32>, tensor<1x10x10x256xf32>, tensor<1x12x12x256xf32>
}
