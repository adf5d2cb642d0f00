// RUN: fovea-opt %s -fovea-raise-attention -split-input-file | FileCheck %s

// Half of the scale on either side, and the key transposed on its way.
// CHECK-LABEL: @square_roots
// CHECK-SAME: %[[Q:.*]]: tensor<1x7x2x8xf32>, %[[K:.*]]: tensor<1x5x2x8xf32>, %[[V:.*]]: tensor<1x2x5x4xf32>
// CHECK-DAG: %[[QT:.*]] = fovea.transpose %[[Q]] permutation [0, 2, 1, 3]
// CHECK-DAG: %[[KT:.*]] = fovea.transpose %[[K]] permutation [0, 2, 1, 3]
// CHECK: fovea.attention %[[QT]], %[[KT]], %[[V]] scale 2.500000e-01 :
func.func @square_roots(%q: tensor<1x7x2x8xf32>, %k: tensor<1x5x2x8xf32>, %v: tensor<1x2x5x4xf32>) -> tensor<1x2x7x4xf32> {
  %s = fovea.constant dense<0.5> : tensor<1xf32>
  %0 = fovea.binary mul %q, %s : (tensor<1x7x2x8xf32>, tensor<1xf32>) -> tensor<1x7x2x8xf32>
  %1 = fovea.transpose %0 permutation [0, 2, 1, 3] : (tensor<1x7x2x8xf32>) -> tensor<1x2x7x8xf32>
  %2 = fovea.binary mul %k, %s : (tensor<1x5x2x8xf32>, tensor<1xf32>) -> tensor<1x5x2x8xf32>
  %3 = fovea.transpose %2 permutation [0, 2, 3, 1] : (tensor<1x5x2x8xf32>) -> tensor<1x2x8x5xf32>
  %4 = fovea.matmul %1, %3 : (tensor<1x2x7x8xf32>, tensor<1x2x8x5xf32>) -> tensor<1x2x7x5xf32>
  %5 = fovea.softmax %4 axis 3 : (tensor<1x2x7x5xf32>) -> tensor<1x2x7x5xf32>
  %6 = fovea.matmul %5, %v : (tensor<1x2x7x5xf32>, tensor<1x2x5x4xf32>) -> tensor<1x2x7x4xf32>
  return %6 : tensor<1x2x7x4xf32>
}

// -----

// A quotient behind the product; the key is read in its own order.
// CHECK-LABEL: @quotient
// CHECK-SAME: %[[Q:.*]]: tensor<1x2x7x8xf32>, %[[K:.*]]: tensor<1x2x5x8xf32>
// CHECK: fovea.attention %[[Q]], %[[K]], %[[K]] scale 1.250000e-01 :
func.func @quotient(%q: tensor<1x2x7x8xf32>, %k: tensor<1x2x5x8xf32>) -> tensor<1x2x7x8xf32> {
  %s = fovea.constant dense<8.0> : tensor<f32>
  %0 = fovea.matmul %q, %k transpose_rhs : (tensor<1x2x7x8xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x7x5xf32>
  %1 = fovea.binary div %0, %s : (tensor<1x2x7x5xf32>, tensor<f32>) -> tensor<1x2x7x5xf32>
  %2 = fovea.softmax %1 axis 3 : (tensor<1x2x7x5xf32>) -> tensor<1x2x7x5xf32>
  %3 = fovea.matmul %2, %k : (tensor<1x2x7x5xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x7x8xf32>
  return %3 : tensor<1x2x7x8xf32>
}

// -----

// The weights of attention are a result, too.
// CHECK-LABEL: @do_not_raise_shared
// CHECK: fovea.softmax
func.func @do_not_raise_shared(%q: tensor<1x2x7x8xf32>, %k: tensor<1x2x5x8xf32>) -> (tensor<1x2x7x5xf32>, tensor<1x2x7x8xf32>) {
  %0 = fovea.matmul %q, %k transpose_rhs : (tensor<1x2x7x8xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x7x5xf32>
  %1 = fovea.softmax %0 axis 3 : (tensor<1x2x7x5xf32>) -> tensor<1x2x7x5xf32>
  %2 = fovea.matmul %1, %k : (tensor<1x2x7x5xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x7x8xf32>
  return %1, %2 : tensor<1x2x7x5xf32>, tensor<1x2x7x8xf32>
}

// -----

// Softmax over the queries is something else.
// CHECK-LABEL: @do_not_raise_axis
// CHECK: fovea.softmax
func.func @do_not_raise_axis(%q: tensor<1x2x5x8xf32>, %k: tensor<1x2x5x8xf32>) -> tensor<1x2x5x8xf32> {
  %0 = fovea.matmul %q, %k transpose_rhs : (tensor<1x2x5x8xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x5x5xf32>
  %1 = fovea.softmax %0 axis 2 : (tensor<1x2x5x5xf32>) -> tensor<1x2x5x5xf32>
  %2 = fovea.matmul %1, %k : (tensor<1x2x5x5xf32>, tensor<1x2x5x8xf32>) -> tensor<1x2x5x8xf32>
  return %2 : tensor<1x2x5x8xf32>
}
