// RUN: fovea-opt %s -fovea-split-batch=split-batch=always -split-input-file | FileCheck %s

// Weights are shared; what has no batch is left alone.
// CHECK-LABEL: @conv
// CHECK-SAME: (%[[X:.*]]: tensor<2x8x8x3xf32>, %[[W:.*]]: tensor<3x3x3x8xf32>, %[[B:.*]]: tensor<8xf32>)
func.func @conv(%x: tensor<2x8x8x3xf32>, %w: tensor<3x3x3x8xf32>, %b: tensor<8xf32>) -> tensor<2x6x6x8xf32> {
  // CHECK-DAG: %[[V:.*]] = fovea.unary abs %[[W]]
  // CHECK-DAG: %[[X0:.*]] = fovea.slice %[[X]] starts [0, 0, 0, 0] sizes [1, 8, 8, 3]
  // CHECK-DAG: %[[Y0:.*]] = fovea.conv %[[X0]], %[[V]], %[[B]] : (tensor<1x8x8x3xf32>, {{.*}} -> tensor<1x6x6x8xf32>
  // CHECK-DAG: %[[Z0:.*]] = fovea.unary exp %[[Y0]] : (tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  // CHECK-DAG: %[[X1:.*]] = fovea.slice %[[X]] starts [1, 0, 0, 0] sizes [1, 8, 8, 3]
  // CHECK-DAG: %[[Y1:.*]] = fovea.conv %[[X1]], %[[V]], %[[B]] : (tensor<1x8x8x3xf32>, {{.*}} -> tensor<1x6x6x8xf32>
  // CHECK-DAG: %[[Z1:.*]] = fovea.unary exp %[[Y1]] : (tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  // CHECK: %[[Z:.*]] = fovea.concat %[[Z0]], %[[Z1]] axis 0
  // CHECK-NEXT: return %[[Z]]
  %v = fovea.unary abs %w : (tensor<3x3x3x8xf32>) -> tensor<3x3x3x8xf32>
  %0 = fovea.conv %x, %v, %b : (tensor<2x8x8x3xf32>, tensor<3x3x3x8xf32>, tensor<8xf32>) -> tensor<2x6x6x8xf32>
  %1 = fovea.unary exp %0 : (tensor<2x6x6x8xf32>) -> tensor<2x6x6x8xf32>
  return %1 : tensor<2x6x6x8xf32>
}

// -----

// An operand that broadcasts over the batch is whole, one that has it is cut,
// wherever it comes from. One clone shares a slice.
// CHECK-LABEL: @operands
// CHECK-SAME: (%[[X:.*]]: tensor<2x4xf32>, %[[R:.*]]: tensor<1x4xf32>)
func.func @operands(%x: tensor<2x4xf32>, %row: tensor<1x4xf32>) -> tensor<2x4xf32> {
  // CHECK: %[[C:.*]] = fovea.broadcast %[[R]] : tensor<1x4xf32> to tensor<2x4xf32>
  // CHECK: %[[X0:.*]] = fovea.slice %[[X]] starts [0, 0]
  // CHECK-NEXT: %[[S0:.*]] = fovea.binary add %[[X0]], %[[R]] : (tensor<1x4xf32>, tensor<1x4xf32>)
  // CHECK-NEXT: %[[C0:.*]] = fovea.slice %[[C]] starts [0, 0]
  // CHECK-NEXT: %[[P0:.*]] = fovea.binary mul %[[S0]], %[[C0]]
  // CHECK-NEXT: %[[D0:.*]] = fovea.binary sub %[[P0]], %[[C0]]
  // CHECK: fovea.concat
  %c = fovea.broadcast %row : tensor<1x4xf32> to tensor<2x4xf32>
  %0 = fovea.binary add %x, %row : (tensor<2x4xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  %1 = fovea.binary mul %0, %c : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = fovea.binary sub %1, %c : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// -----

// A softmax over the batch mixes images, and all that depends on it; what stands
// behind it and does not is split still. Values that are used outside are
// joined, also where ops between need them.
// CHECK-LABEL: @mixture
func.func @mixture(%x: tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  // CHECK-COUNT-2: fovea.unary exp {{.*}} : (tensor<1x4xf32>) -> tensor<1x4xf32>
  // CHECK: %[[E:.*]] = fovea.concat {{.*}} axis 0
  // CHECK: %[[M:.*]] = fovea.softmax %[[E]] axis 0
  // CHECK: fovea.binary add %[[E]], %[[M]] : (tensor<2x4xf32>, tensor<2x4xf32>)
  %0 = fovea.unary exp %x : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = fovea.softmax %0 axis 0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = fovea.binary add %0, %1 : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %3 = fovea.unary abs %0 : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return %2, %3 : tensor<2x4xf32>, tensor<2x4xf32>
}

// -----

// Each of these needs other images.
// CHECK-LABEL: @together
// CHECK-COUNT-2: fovea.slice
// CHECK-NOT: fovea.slice
func.func @together(%x: tensor<4x4xf32>, %w: tensor<8x4xf32>) -> (tensor<4x4xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<4x4xf32>, tensor<8x2xf32>, tensor<4x4xf32>, tensor<5x4xf32>, tensor<8x4xf32>, tensor<2x4xf32>, tensor<4x4xf32>) {
  %0 = fovea.matmul %x, %x transpose_lhs : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = fovea.matmul %w, %x : (tensor<8x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  %2 = fovea.reduce sum %x axes [0] : (tensor<4x4xf32>) -> tensor<4xf32>
  %3 = fovea.transpose %x permutation [1, 0] : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %4 = fovea.reshape %x : tensor<4x4xf32> to tensor<8x2xf32>
  %5 = fovea.cumulative sum %x axis 0 : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %6 = fovea.pad %x low [1, 0] high [0, 0] : (tensor<4x4xf32>) -> tensor<5x4xf32>
  %7 = fovea.concat %x, %x axis 0 : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<8x4xf32>
  %8 = fovea.slice %x starts [1, 0] sizes [2, 4] steps [1, 1] : (tensor<4x4xf32>) -> tensor<2x4xf32>
  %9 = fovea.slice %x starts [3, 0] sizes [4, 4] steps [-1, 1] : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9 : tensor<4x4xf32>, tensor<8x4xf32>, tensor<4xf32>, tensor<4x4xf32>, tensor<8x2xf32>, tensor<4x4xf32>, tensor<5x4xf32>, tensor<8x4xf32>, tensor<2x4xf32>, tensor<4x4xf32>
}

// -----

// Each of these works image by image.
// CHECK-LABEL: @apart
func.func @apart(%x: tensor<2x4x4x8xf32>, %s: tensor<8xf32>, %w: tensor<8x8xf32>, %m: tensor<1x1x4x4xf32>) -> tensor<2x3xf32> {
  // CHECK: fovea.batch_norm {{.*}} -> tensor<1x4x4x8xf32>
  // CHECK: fovea.group_norm {{.*}} -> tensor<1x4x4x8xf32>
  // CHECK: fovea.max_pool {{.*}} -> tensor<1x2x2x8xf32>
  // CHECK: fovea.space_to_depth {{.*}} -> tensor<1x1x1x32xf32>
  // CHECK: fovea.reshape {{.*}} : tensor<1x1x1x32xf32> to tensor<1x4x8xf32>
  // CHECK: fovea.layer_norm {{.*}} -> tensor<1x4x8xf32>
  // CHECK: fovea.matmul {{.*}} -> tensor<1x4x8xf32>
  // CHECK: fovea.softmax {{.*}} -> tensor<1x4x8xf32>
  // CHECK: fovea.reshape {{.*}} to tensor<1x4x2x4xf32>
  // CHECK: fovea.transpose {{.*}} -> tensor<1x2x4x4xf32>
  // CHECK: fovea.attention {{.*}}, tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xf32>
  // CHECK: fovea.reduce mean {{.*}} -> tensor<1x4xf32>
  // CHECK: fovea.pad {{.*}} -> tensor<1x6xf32>
  // CHECK: fovea.split {{.*}} -> (tensor<1x2xf32>, tensor<1x4xf32>)
  // CHECK: fovea.concat {{.*}} axis 1 {{.*}} -> tensor<1x6xf32>
  // CHECK: fovea.slice {{.*}} starts [0, 5] sizes [1, 3] steps [1, -2] : (tensor<1x6xf32>) -> tensor<1x3xf32>
  // CHECK: fovea.slice {{.*}} starts [1, 0, 0, 0] sizes [1, 4, 4, 8]
  // CHECK: fovea.concat {{.*}} axis 0 : (tensor<1x3xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  %0 = fovea.batch_norm %x, %s, %s, %s, %s epsilon 1.0e-5 : (tensor<2x4x4x8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> tensor<2x4x4x8xf32>
  %1 = fovea.group_norm %0 groups 4 epsilon 1.0e-5 : (tensor<2x4x4x8xf32>) -> tensor<2x4x4x8xf32>
  %2 = fovea.max_pool %1 window [2, 2] strides [2, 2] : (tensor<2x4x4x8xf32>) -> tensor<2x2x2x8xf32>
  %3 = fovea.space_to_depth %2 block_size 2 : (tensor<2x2x2x8xf32>) -> tensor<2x1x1x32xf32>
  %4 = fovea.reshape %3 : tensor<2x1x1x32xf32> to tensor<2x4x8xf32>
  %5 = fovea.layer_norm %4 axis 2 epsilon 1.0e-6 : (tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %6 = fovea.matmul %5, %w : (tensor<2x4x8xf32>, tensor<8x8xf32>) -> tensor<2x4x8xf32>
  %7 = fovea.softmax %6 axis 2 : (tensor<2x4x8xf32>) -> tensor<2x4x8xf32>
  %8 = fovea.reshape %7 : tensor<2x4x8xf32> to tensor<2x4x2x4xf32>
  %9 = fovea.transpose %8 permutation [0, 2, 1, 3] : (tensor<2x4x2x4xf32>) -> tensor<2x2x4x4xf32>
  %10 = fovea.attention %9, %9, %9 mask %m scale 1.0 : (tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>, tensor<2x2x4x4xf32>, tensor<1x1x4x4xf32>) -> tensor<2x2x4x4xf32>
  %11 = fovea.reduce mean %10 axes [1, 2] : (tensor<2x2x4x4xf32>) -> tensor<2x4xf32>
  %12 = fovea.pad %11 low [0, 1] high [0, 1] : (tensor<2x4xf32>) -> tensor<2x6xf32>
  %13:2 = fovea.split %12 axis 1 sizes [2, 4] : (tensor<2x6xf32>) -> (tensor<2x2xf32>, tensor<2x4xf32>)
  %14 = fovea.concat %13#1, %13#0 axis 1 : (tensor<2x4xf32>, tensor<2x2xf32>) -> tensor<2x6xf32>
  %15 = fovea.slice %14 starts [0, 5] sizes [2, 3] steps [1, -2] : (tensor<2x6xf32>) -> tensor<2x3xf32>
  return %15 : tensor<2x3xf32>
}

// -----

// At most 16 parts, as even as possible.
// CHECK-LABEL: @many
func.func @many(%x: tensor<35x4xf32>) -> tensor<35x4xf32> {
  // CHECK: starts [0, 0] sizes [2, 4]
  // CHECK: fovea.unary exp {{.*}} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: starts [2, 0] sizes [2, 4]
  // CHECK: starts [32, 0] sizes [3, 4]
  // CHECK: fovea.unary exp {{.*}} : (tensor<3x4xf32>) -> tensor<3x4xf32>
  // CHECK-NOT: fovea.slice
  // CHECK: -> tensor<35x4xf32>
  %0 = fovea.unary exp %x : (tensor<35x4xf32>) -> tensor<35x4xf32>
  return %0 : tensor<35x4xf32>
}

// -----

// CHECK-LABEL: @one
// CHECK-NOT: fovea.slice
func.func @one(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %0 = fovea.unary exp %x : (tensor<1x4xf32>) -> tensor<1x4xf32>
  return %0 : tensor<1x4xf32>
}

// -----

// CHECK-LABEL: @nothing
func.func @nothing() {
  return
}

// -----

// CHECK-LABEL: @scalar
// CHECK-NOT: fovea.slice
func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  %0 = fovea.unary exp %x : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
