// RUN: fovea-opt %s -kernel-separate-destinations | FileCheck %s

// Two feature maps between equal borders: the second gets its own, in front of
// its producer. Each kernel gets its own destination.
// CHECK-LABEL: @clone
func.func @clone(%x: tensor<1x2x2x8xf32>, %v: tensor<64xf32>, %w: tensor<3x3x8xf32>) -> tensor<1x2x2x8xf32> {
  // CHECK: %[[E0:.*]] = tensor.empty() : tensor<1x4x4x8xf32>
  // CHECK: %[[A:.*]] = kernel.fill_border %[[E0]]
  // CHECK: %[[E1:.*]] = tensor.empty() : tensor<1x2x2x8xf32>
  // CHECK: %[[P:.*]] = kernel.contract {{.*}} into %[[E1]]
  // CHECK: tensor.insert_slice %[[P]] into %[[A]]
  // CHECK: %[[E2:.*]] = tensor.empty() : tensor<1x2x2x8xf32>
  // CHECK: kernel.depthwise {{.*}} into %[[E2]]
  // CHECK: %[[E3:.*]] = tensor.empty() : tensor<1x4x4x8xf32>
  // CHECK: %[[B:.*]] = kernel.fill_border %[[E3]]
  // CHECK: %[[E4:.*]] = tensor.empty() : tensor<1x2x2x8xf32>
  // CHECK: %[[Q:.*]] = kernel.contract {{.*}} into %[[E4]]
  // CHECK: tensor.insert_slice %[[Q]] into %[[B]]
  %empty = tensor.empty() : tensor<1x4x4x8xf32>
  %border = kernel.fill_border %empty low [0, 1, 1, 0] high [0, 1, 1, 0] value 0.0 : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
  %init = tensor.empty() : tensor<1x2x2x8xf32>
  %0 = kernel.contract %x, %v into %init window [1, 1] schedule <lanes = 8, panels = [8], rows = [4]> : (tensor<1x2x2x8xf32>, tensor<64xf32>, tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = tensor.insert_slice %0 into %border[0, 1, 1, 0] [1, 2, 2, 8] [1, 1, 1, 1] : tensor<1x2x2x8xf32> into tensor<1x4x4x8xf32>
  %2 = kernel.depthwise %1, %w into %init window [3, 3] schedule <lanes = 8, columns = 2> : (tensor<1x4x4x8xf32>, tensor<3x3x8xf32>, tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %3 = kernel.contract %2, %v into %init window [1, 1] schedule <lanes = 8, panels = [8], rows = [4]> : (tensor<1x2x2x8xf32>, tensor<64xf32>, tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %4 = tensor.insert_slice %3 into %border[0, 1, 1, 0] [1, 2, 2, 8] [1, 1, 1, 1] : tensor<1x2x2x8xf32> into tensor<1x4x4x8xf32>
  %5 = kernel.depthwise %4, %w into %init window [3, 3] schedule <lanes = 8, columns = 2> : (tensor<1x4x4x8xf32>, tensor<3x3x8xf32>, tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %5 : tensor<1x2x2x8xf32>
}

// One use: there is nothing to do. An argument may be put between it.
// CHECK-LABEL: @alone
func.func @alone(%x: tensor<2x8xf32>) -> tensor<4x8xf32> {
  // CHECK-COUNT-1: kernel.fill_border
  // CHECK-NOT: kernel.fill_border
  %empty = tensor.empty() : tensor<4x8xf32>
  %border = kernel.fill_border %empty low [1, 0] high [1, 0] value 0.0 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %0 = tensor.insert_slice %x into %border[1, 0] [2, 8] [1, 1] : tensor<2x8xf32> into tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
