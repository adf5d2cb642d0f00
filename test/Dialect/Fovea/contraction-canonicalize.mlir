// RUN: fovea-opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: @fold_transposes
// CHECK-SAME: %[[LHS:.*]]: tensor<4x3xf32>, %[[RHS:.*]]: tensor<2x4x5xf32>
func.func @fold_transposes(%lhs: tensor<4x3xf32>, %rhs: tensor<2x4x5xf32>) -> tensor<2x3x5xf32> {
  // The transpose of what is read transposed cancels.
  // CHECK-NEXT: fovea.matmul %[[LHS]], %[[RHS]] transpose_lhs :
  %0 = fovea.transpose %lhs permutation [1, 0] : (tensor<4x3xf32>) -> tensor<3x4xf32>
  %1 = fovea.transpose %rhs permutation [0, 2, 1] : (tensor<2x4x5xf32>) -> tensor<2x5x4xf32>
  %2 = fovea.matmul %0, %1 transpose_rhs : (tensor<3x4xf32>, tensor<2x5x4xf32>) -> tensor<2x3x5xf32>
  return %2 : tensor<2x3x5xf32>
}

// CHECK-LABEL: @keep_batch_transpose
func.func @keep_batch_transpose(%lhs: tensor<3x2x4xf32>, %rhs: tensor<4x5xf32>) -> tensor<2x3x5xf32> {
  // CHECK-NEXT: fovea.transpose
  // CHECK-NEXT: fovea.matmul %{{.*}}, %{{.*}} :
  %0 = fovea.transpose %lhs permutation [1, 0, 2] : (tensor<3x2x4xf32>) -> tensor<2x3x4xf32>
  %1 = fovea.matmul %0, %rhs : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<2x3x5xf32>
  return %1 : tensor<2x3x5xf32>
}
