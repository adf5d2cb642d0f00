// RUN: fovea-opt %s -canonicalize -split-input-file | FileCheck %s

// CHECK-LABEL: @fold_reductions
func.func @fold_reductions() -> (tensor<i64>, tensor<2x1xf32>, tensor<2xui8>) {
  %shape = fovea.constant dense<[2, 3, 224]> : tensor<3xi64>
  // CHECK-DAG: dense<1344> : tensor<i64>
  %count = fovea.reduce prod %shape axes [0] : (tensor<3xi64>) -> tensor<i64>
  %x = fovea.constant dense<[[3.0, 4.0], [0.0, -2.0]]> : tensor<2x2xf32>
  // CHECK-DAG: dense<{{\[}}[5.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
  %norm = fovea.reduce l2 %x axes [1] keep_dims : (tensor<2x2xf32>) -> tensor<2x1xf32>
  %bytes = fovea.constant dense<[[200, 1], [100, 2]]> : tensor<2x2xui8>
  // CHECK-DAG: dense<[150, 1]> : tensor<2xui8>
  %mean = fovea.reduce mean %bytes axes [0] : (tensor<2x2xui8>) -> tensor<2xui8>
  return %count, %norm, %mean : tensor<i64>, tensor<2x1xf32>, tensor<2xui8>
}

// -----

// Of dimensions of size 1, or of none.

// CHECK-LABEL: @fold_nothing_to_reduce
// CHECK-SAME: (%[[X:.*]]: tensor<2x1xf32>)
func.func @fold_nothing_to_reduce(%x: tensor<2x1xf32>)
    -> (tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2xf32>) {
  %0 = fovea.reduce max %x axes [1] keep_dims : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %1 = fovea.reduce sum %x axes [] : (tensor<2x1xf32>) -> tensor<2x1xf32>
  // CHECK: %[[SQUARE:.*]] = fovea.reduce sum_square
  %2 = fovea.reduce sum_square %x axes [] : (tensor<2x1xf32>) -> tensor<2x1xf32>
  // CHECK: %[[VECTOR:.*]] = fovea.reduce sum
  %3 = fovea.reduce sum %x axes [1] : (tensor<2x1xf32>) -> tensor<2xf32>
  // CHECK: return %[[X]], %[[X]], %[[SQUARE]], %[[VECTOR]]
  return %0, %1, %2, %3 : tensor<2x1xf32>, tensor<2x1xf32>, tensor<2x1xf32>, tensor<2xf32>
}
