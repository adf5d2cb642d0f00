// RUN: fovea-opt %s -fovea-merge-matmuls -split-input-file | FileCheck %s

// The projections of an attention, each with its bias. The last one's weights
// are defined behind the first product.
// CHECK-LABEL: @projections
// CHECK-SAME: %[[X:.*]]: tensor<1x5x4xf32>
func.func @projections(%x: tensor<1x5x4xf32>) -> (tensor<1x5x2x3xf32>, tensor<1x5x2x3xf32>, tensor<1x5x8xf32>) {
  // CHECK-DAG: %[[WQ:.*]] = fovea.constant dense<1.000000e+00>
  // CHECK-DAG: %[[WK:.*]] = fovea.constant dense<2.000000e+00>
  // CHECK-DAG: %[[WV:.*]] = fovea.constant dense<3.000000e+00>
  // CHECK: %[[W:.*]] = fovea.concat %[[WQ]], %[[WK]], %[[WV]] axis 1 : {{.*}} -> tensor<4x20xf32>
  // CHECK: %[[Y:.*]] = fovea.matmul %[[X]], %[[W]]
  // CHECK: %[[B:.*]] = fovea.concat {{.*}} axis 0 : {{.*}} -> tensor<20xf32>
  // CHECK: %[[SUM:.*]] = fovea.binary add %[[Y]], %[[B]]
  // CHECK: %[[PARTS:.*]]:3 = fovea.split %[[SUM]] axis 2 sizes [6, 6, 8]
  // CHECK-NOT: fovea.matmul
  // CHECK: fovea.reshape %[[PARTS]]#0
  // CHECK: fovea.reshape %[[PARTS]]#1
  // CHECK: return %{{.*}}, %{{.*}}, %[[PARTS]]#2
  %wq = fovea.constant dense<1.0> : tensor<4x6xf32>
  %wk = fovea.constant dense<2.0> : tensor<4x6xf32>
  %b = fovea.constant dense<0.5> : tensor<6xf32>
  %q = fovea.matmul %x, %wq : (tensor<1x5x4xf32>, tensor<4x6xf32>) -> tensor<1x5x6xf32>
  %qb = fovea.binary add %b, %q : (tensor<6xf32>, tensor<1x5x6xf32>) -> tensor<1x5x6xf32>
  %qs = fovea.reshape %qb : tensor<1x5x6xf32> to tensor<1x5x2x3xf32>
  %k = fovea.matmul %x, %wk : (tensor<1x5x4xf32>, tensor<4x6xf32>) -> tensor<1x5x6xf32>
  %kb = fovea.binary add %k, %b : (tensor<1x5x6xf32>, tensor<6xf32>) -> tensor<1x5x6xf32>
  %ks = fovea.reshape %kb : tensor<1x5x6xf32> to tensor<1x5x2x3xf32>
  %wv = fovea.constant dense<3.0> : tensor<4x8xf32>
  %bv = fovea.constant dense<0.5> : tensor<1x1x8xf32>
  %v = fovea.matmul %x, %wv : (tensor<1x5x4xf32>, tensor<4x8xf32>) -> tensor<1x5x8xf32>
  %vb = fovea.binary add %v, %bv : (tensor<1x5x8xf32>, tensor<1x1x8xf32>) -> tensor<1x5x8xf32>
  return %qs, %ks, %vb : tensor<1x5x2x3xf32>, tensor<1x5x2x3xf32>, tensor<1x5x8xf32>
}

// -----

// Weights that are read as columns lie below each other.
// CHECK-LABEL: @transposed
func.func @transposed(%x: tensor<5x4xf32>) -> (tensor<5x6xf32>, tensor<5x2xf32>) {
  // CHECK: %[[W:.*]] = fovea.concat {{.*}} axis 0 : {{.*}} -> tensor<8x4xf32>
  // CHECK: %[[Y:.*]] = fovea.matmul %{{.*}}, %[[W]] transpose_rhs
  // CHECK: fovea.split %[[Y]] axis 1 sizes [6, 2]
  %w = fovea.constant dense<1.0> : tensor<6x4xf32>
  %v = fovea.constant dense<2.0> : tensor<2x4xf32>
  %0 = fovea.matmul %x, %w transpose_rhs : (tensor<5x4xf32>, tensor<6x4xf32>) -> tensor<5x6xf32>
  %1 = fovea.matmul %x, %v transpose_rhs : (tensor<5x4xf32>, tensor<2x4xf32>) -> tensor<5x2xf32>
  return %0, %1 : tensor<5x6xf32>, tensor<5x2xf32>
}

// -----

// The activation is to be fused behind its product.
// CHECK-LABEL: @do_not_merge_activated
func.func @do_not_merge_activated(%x: tensor<5x4xf32>) -> (tensor<5x6xf32>, tensor<5x6xf32>) {
  // CHECK-COUNT-2: fovea.matmul
  %w = fovea.constant dense<1.0> : tensor<4x6xf32>
  %v = fovea.constant dense<2.0> : tensor<4x6xf32>
  %0 = fovea.matmul %x, %w : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  %1 = fovea.activation silu %0 : (tensor<5x6xf32>) -> tensor<5x6xf32>
  %2 = fovea.matmul %x, %v : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  return %1, %2 : tensor<5x6xf32>, tensor<5x6xf32>
}

// -----

// CHECK-LABEL: @do_not_merge_other_inputs
func.func @do_not_merge_other_inputs(%x: tensor<5x4xf32>, %y: tensor<5x4xf32>) -> (tensor<5x6xf32>, tensor<5x6xf32>) {
  // CHECK-COUNT-2: fovea.matmul
  %w = fovea.constant dense<1.0> : tensor<4x6xf32>
  %0 = fovea.matmul %x, %w : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  %1 = fovea.matmul %y, %w : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  return %0, %1 : tensor<5x6xf32>, tensor<5x6xf32>
}

// -----

// CHECK-LABEL: @do_not_merge_inputs_as_weights
func.func @do_not_merge_inputs_as_weights(%x: tensor<5x4xf32>, %w: tensor<4x6xf32>, %v: tensor<4x6xf32>) -> (tensor<5x6xf32>, tensor<5x6xf32>) {
  // CHECK-COUNT-2: fovea.matmul
  %0 = fovea.matmul %x, %w : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  %1 = fovea.matmul %x, %v : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  return %0, %1 : tensor<5x6xf32>, tensor<5x6xf32>
}
