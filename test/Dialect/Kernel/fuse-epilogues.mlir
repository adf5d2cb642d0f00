// RUN: fovea-opt %s -kernel-fuse-epilogues -split-input-file | FileCheck %s

// Bias, activation and residual follow each other in one region; a constant of
// one element becomes a constant.
// CHECK-LABEL: @chain
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xf32>, %[[W:.*]]: tensor<8x8xf32>, %[[B:.*]]: tensor<8xf32>, %[[R:[a-z0-9]*]]: tensor<4x8xf32>,
func.func @chain(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %b: tensor<8xf32>,
                 %r: tensor<4x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK: %[[ROW:.*]] = fovea.reshape %[[B]] : tensor<8xf32> to tensor<1x8xf32>
  // CHECK: %[[Y:.*]] = kernel.contract %[[X]], %[[W]], %[[ROW]], %[[R]] into
  // CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32, %[[BE:.*]]: f32, %[[RE:.*]]: f32):
  // CHECK-NEXT: %[[S0:.*]] = arith.addf %[[SUM]], %[[BE]]
  // CHECK: %[[S1:.*]] = arith.mulf %[[S0]], %[[TWO:.*]] : f32
  // CHECK: %[[S2:.*]] = arith.maximumf %[[S1]]
  // CHECK-NEXT: %[[S3:.*]] = arith.addf %[[RE]], %[[S2]]
  // CHECK-NEXT: kernel.yield %[[S3]]
  // CHECK: return %[[Y]]
  %0 = kernel.contract %x, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %two = fovea.constant dense<2.0> : tensor<1xf32>
  %1 = fovea.binary add %0, %b : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  %2 = fovea.binary mul %1, %two : (tensor<4x8xf32>, tensor<1xf32>) -> tensor<4x8xf32>
  %3 = fovea.activation relu %2 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %4 = fovea.binary add %r, %3 : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %4 : tensor<4x8xf32>
}

// -----

// Of two kernels the last one takes the sum over: the other's result is there
// by then.
// CHECK-LABEL: @two
func.func @two(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK: %[[FIRST:.*]] = kernel.contract %{{.*}}, %{{.*}} into
  // CHECK: kernel.contract %[[FIRST]], %{{.*}} into
  // CHECK: %[[LAST:.*]] = kernel.contract %{{.*}}, %{{.*}}, %[[FIRST]] into
  // CHECK: return %{{.*}}
  %0 = kernel.contract %x, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = kernel.contract %0, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = kernel.contract %1, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %3 = fovea.binary add %0, %2 : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %3 : tensor<4x8xf32>
}

// -----

// A result with another use must be stored.
// CHECK-LABEL: @do_not_fuse_shared
func.func @do_not_fuse_shared(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %init: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  // CHECK: fovea.activation relu
  %0 = kernel.contract %x, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = fovea.activation relu %0 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<4x8xf32>
}

// -----

// The op's result has more elements than the kernel's.
// CHECK-LABEL: @do_not_fuse_broadcast
func.func @do_not_fuse_broadcast(%x: tensor<1x8xf32>, %w: tensor<8x8xf32>, %r: tensor<4x8xf32>, %init: tensor<1x8xf32>) -> tensor<4x8xf32> {
  // CHECK: fovea.binary add
  %0 = kernel.contract %x, %w into %init window [] : (tensor<1x8xf32>, tensor<8x8xf32>, tensor<1x8xf32>) -> tensor<1x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = fovea.binary add %0, %r : (tensor<1x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// -----

// Epilogues compute in f32.
// CHECK-LABEL: @do_not_fuse_cast
func.func @do_not_fuse_cast(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xi32> {
  // CHECK: fovea.cast
  %0 = kernel.contract %x, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = fovea.cast %0 : tensor<4x8xf32> to tensor<4x8xi32>
  return %1 : tensor<4x8xi32>
}

// -----

// CHECK-LABEL: @do_not_fuse_separate
// CHECK: kernel.contract
// CHECK: kernel.yield
// CHECK: fovea.activation silu %{{.*}} separate
func.func @do_not_fuse_separate(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = kernel.contract %x, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = fovea.activation silu %0 separate : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// -----

// What may be off is marked where it is computed.
// CHECK-LABEL: @approximate
// CHECK: math.exp %{{.*}} fastmath<afn> : f32
func.func @approximate(%x: tensor<4x8xf32>, %w: tensor<8x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = kernel.contract %x, %w into %init window [] : (tensor<4x8xf32>, tensor<8x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %1 = fovea.activation silu %0 error 1.0e-6 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}
