// RUN: fovea-opt %s -fovea-propagate-transposes -split-input-file | FileCheck %s

// Operands of lower rank broadcast to the last dimensions, so they are arranged
// for the new order: by a reshape where no element moves.

// CHECK-LABEL: @broadcast_operands
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x4x5xf32>, %[[C:.*]]: tensor<5x1x1xf32>, %[[S:.*]]: tensor<f32>, %[[P:.*]]: tensor<3x4xi1>)
func.func @broadcast_operands(%x: tensor<2x3x4x5xf32>, %c: tensor<5x1x1xf32>, %s: tensor<f32>, %p: tensor<3x4xi1>)
    -> tensor<2x3x4x5xf32> {
  // CHECK-NOT: fovea.transpose
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  // CHECK: %[[CHANNELS:.*]] = fovea.reshape %[[C]] : tensor<5x1x1xf32> to tensor<1x1x1x5xf32>
  // CHECK: %[[SUM:.*]] = fovea.binary add %[[X]], %[[CHANNELS]]
  %1 = fovea.binary add %0, %c : (tensor<2x5x3x4xf32>, tensor<5x1x1xf32>) -> tensor<2x5x3x4xf32>
  // CHECK: %[[PIXELS:.*]] = fovea.reshape %[[P]] : tensor<3x4xi1> to tensor<1x3x4x1xi1>
  // CHECK: fovea.select %[[PIXELS]], %[[SUM]], %[[S]]
  %2 = fovea.select %p, %1, %s : (tensor<3x4xi1>, tensor<2x5x3x4xf32>, tensor<f32>) -> tensor<2x5x3x4xf32>
  // CHECK-NOT: fovea.transpose
  %3 = fovea.transpose %2 permutation [0, 2, 3, 1] : (tensor<2x5x3x4xf32>) -> tensor<2x3x4x5xf32>
  return %3 : tensor<2x3x4x5xf32>
}

// -----

// Here elements move, but fewer than without.

// CHECK-LABEL: @transpose_operand
func.func @transpose_operand(%x: tensor<2x3x4x5xf32>, %y: tensor<5x3x4xf32>) -> tensor<2x3x4x5xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  // CHECK: fovea.transpose {{.*}} -> tensor<{{(1x)?}}3x4x5xf32>
  // CHECK: fovea.prelu %arg0, %{{.*}} -> tensor<2x3x4x5xf32>
  // CHECK-NOT: fovea.transpose
  %1 = fovea.prelu %0, %y : (tensor<2x5x3x4xf32>, tensor<5x3x4xf32>) -> tensor<2x5x3x4xf32>
  %2 = fovea.transpose %1 permutation [0, 2, 3, 1] : (tensor<2x5x3x4xf32>) -> tensor<2x3x4x5xf32>
  return %2 : tensor<2x3x4x5xf32>
}

// -----

// Ops with an axis work along the dimension that it was before.

// CHECK-LABEL: @axes
func.func @axes(%x: tensor<2x3x4x5xf32>) -> (tensor<2x3x4x5xf32>, tensor<2x3x4x1xi64>, tensor<2x1x1x5xf32>) {
  // CHECK-NOT: fovea.transpose
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  // CHECK-DAG: fovea.softmax %arg0 axis 3
  %1 = fovea.softmax %0 axis 1 : (tensor<2x5x3x4xf32>) -> tensor<2x5x3x4xf32>
  // CHECK-DAG: fovea.cumulative prod %{{.*}} axis 1 reverse
  %2 = fovea.cumulative prod %1 axis 2 reverse : (tensor<2x5x3x4xf32>) -> tensor<2x5x3x4xf32>
  // CHECK-DAG: fovea.arg_reduce max %arg0 axis 3 keep_dims {{.*}} -> tensor<2x3x4x1xi64>
  %3 = fovea.arg_reduce max %0 axis 1 keep_dims : (tensor<2x5x3x4xf32>) -> tensor<2x1x3x4xi64>
  // CHECK-DAG: fovea.reduce mean %arg0 axes [1, 2] keep_dims {{.*}} -> tensor<2x1x1x5xf32>
  %4 = fovea.reduce mean %0 axes [2, 3] keep_dims : (tensor<2x5x3x4xf32>) -> tensor<2x5x1x1xf32>
  // CHECK-NOT: fovea.transpose
  %5 = fovea.transpose %2 permutation [0, 2, 3, 1] : (tensor<2x5x3x4xf32>) -> tensor<2x3x4x5xf32>
  %6 = fovea.transpose %3 permutation [0, 2, 3, 1] : (tensor<2x1x3x4xi64>) -> tensor<2x3x4x1xi64>
  %7 = fovea.transpose %4 permutation [0, 2, 3, 1] : (tensor<2x5x1x1xf32>) -> tensor<2x1x1x5xf32>
  return %5, %6, %7 : tensor<2x3x4x5xf32>, tensor<2x3x4x1xi64>, tensor<2x1x1x5xf32>
}

// -----

// A reduction that drops dimensions commutes if the others are in order.

// CHECK-LABEL: @dropped_dimensions
func.func @dropped_dimensions(%x: tensor<2x3x4x5xf32>) -> (tensor<2x5xf32>, tensor<2x5x4xf32>) {
  // CHECK: %[[T:.*]] = fovea.transpose %arg0
  // CHECK: fovea.reduce sum %arg0 axes [1, 2] {{.*}} -> tensor<2x5xf32>
  // CHECK: fovea.reduce max %[[T]] axes [2] {{.*}} -> tensor<2x5x4xf32>
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  %1 = fovea.reduce sum %0 axes [2, 3] : (tensor<2x5x3x4xf32>) -> tensor<2x5xf32>
  %2 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  %3 = fovea.reduce max %2 axes [2] : (tensor<2x5x3x4xf32>) -> tensor<2x5x4xf32>
  return %1, %3 : tensor<2x5xf32>, tensor<2x5x4xf32>
}
