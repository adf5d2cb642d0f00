// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// The examples of the ops' documentation, and every kind and optional part once.

// CHECK-LABEL: @reduce
func.func @reduce(%x0: tensor<1x8x8x3xf32>, %x1: tensor<2x3xf32>, %x2: tensor<2x3xi1>) {
  // CHECK: fovea.reduce mean %{{.*}} axes [1, 2]
  %0 = fovea.reduce mean %x0 axes [1, 2] : (tensor<1x8x8x3xf32>) -> tensor<1x3xf32>
  // CHECK: fovea.reduce max %{{.*}} axes [3] keep_dims
  %1 = fovea.reduce max %x0 axes [3] keep_dims : (tensor<1x8x8x3xf32>) -> tensor<1x8x8x1xf32>
  // CHECK: fovea.reduce sum %{{.*}} axes [1]
  %2 = fovea.reduce sum %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce mean %{{.*}} axes [1]
  %3 = fovea.reduce mean %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce prod %{{.*}} axes [1]
  %4 = fovea.reduce prod %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce min %{{.*}} axes [1]
  %5 = fovea.reduce min %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce max %{{.*}} axes [1]
  %6 = fovea.reduce max %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce l1 %{{.*}} axes [1]
  %7 = fovea.reduce l1 %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce l2 %{{.*}} axes [1]
  %8 = fovea.reduce l2 %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce log_sum %{{.*}} axes [1]
  %9 = fovea.reduce log_sum %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce log_sum_exp %{{.*}} axes [1]
  %10 = fovea.reduce log_sum_exp %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce sum_square %{{.*}} axes [1]
  %11 = fovea.reduce sum_square %x1 axes [1] : (tensor<2x3xf32>) -> tensor<2xf32>
  // CHECK: fovea.reduce max %{{.*}} axes []
  %12 = fovea.reduce max %x2 axes [] : (tensor<2x3xi1>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: @arg_reduce
func.func @arg_reduce(%x0: tensor<1x10xf32>) {
  // CHECK: fovea.arg_reduce max %{{.*}} axis 1
  %0 = fovea.arg_reduce max %x0 axis 1 : (tensor<1x10xf32>) -> tensor<1xi64>
  // CHECK: fovea.arg_reduce min %{{.*}} axis 1 keep_dims select_last
  %1 = fovea.arg_reduce min %x0 axis 1 keep_dims select_last : (tensor<1x10xf32>) -> tensor<1x1xi64>
  return
}

// CHECK-LABEL: @top_k
func.func @top_k(%x0: tensor<1x10xf32>) {
  // CHECK: fovea.top_k %{{.*}} k 5 axis 1
  %0:2 = fovea.top_k %x0 k 5 axis 1 : (tensor<1x10xf32>) -> (tensor<1x5xf32>, tensor<1x5xi64>)
  // CHECK: fovea.top_k %{{.*}} k 5 axis 1 largest false
  %1:2 = fovea.top_k %x0 k 5 axis 1 largest false : (tensor<1x10xf32>) -> (tensor<1x5xf32>, tensor<1x5xi64>)
  return
}

// CHECK-LABEL: @cumulative
func.func @cumulative(%x0: tensor<1x10xf32>) {
  // CHECK: fovea.cumulative sum %{{.*}} axis 1 exclusive
  %0 = fovea.cumulative sum %x0 axis 1 exclusive : (tensor<1x10xf32>) -> tensor<1x10xf32>
  // CHECK: fovea.cumulative prod %{{.*}} axis 1 reverse
  %1 = fovea.cumulative prod %x0 axis 1 reverse : (tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}
