// RUN: fovea-opt %s -kernel-fuse-pool-sums -split-input-file | FileCheck %s

// Ten columns in tiles of at most four: three sums for each row.
// CHECK-LABEL: @mean
func.func @mean(%x: tensor<2x11x12x24xf32>, %w: tensor<3x3x24xf32>) -> (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) {
  // CHECK: %[[SUMS:.*]] = tensor.empty() : tensor<2x9x3x24xf32>
  // CHECK: %[[Y:.*]]:2 = kernel.depthwise %arg0, %arg1 into %{{.*}} sums %[[SUMS]] window [3, 3] schedule <lanes = 16, columns = 4> : {{.*}} -> (tensor<2x9x10x24xf32>, tensor<2x9x3x24xf32>) {
  // CHECK: math.absf
  // CHECK: %[[MEAN:.*]] = kernel.pool addf %[[Y]]#1 into %{{.*}} window [9, 3] schedule <lanes = 16, columns = 1> : (tensor<2x9x3x24xf32>, tensor<2x1x1x24xf32>)
  // CHECK: arith.divf
  // CHECK: return %[[Y]]#0, %[[MEAN]]
  %0 = tensor.empty() : tensor<2x9x10x24xf32>
  %1 = kernel.depthwise %x, %w into %0 window [3, 3] schedule <lanes = 16, columns = 4> : (tensor<2x11x12x24xf32>, tensor<3x3x24xf32>, tensor<2x9x10x24xf32>) -> tensor<2x9x10x24xf32> {
  ^bb0(%s: f32):
    %5 = math.absf %s : f32
    kernel.yield %5 : f32
  }
  %e2 = tensor.empty() : tensor<2x1x1x24xf32>
  %2 = kernel.pool addf %1 into %e2 window [9, 10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) -> tensor<2x1x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  return %1, %2 : tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>
}

// -----

// CHECK-LABEL: @two_pools
func.func @two_pools(%x: tensor<2x11x12x24xf32>, %w: tensor<3x3x24xf32>) -> (tensor<2x1x1x24xf32>, tensor<2x1x1x24xf32>) {
  // CHECK: %[[Y:.*]]:2 = kernel.depthwise
  // CHECK: kernel.pool addf %[[Y]]#1
  // CHECK: kernel.pool addf %[[Y]]#1
  %0 = tensor.empty() : tensor<2x9x10x24xf32>
  %1 = kernel.depthwise %x, %w into %0 window [3, 3] schedule <lanes = 16, columns = 4> : (tensor<2x11x12x24xf32>, tensor<3x3x24xf32>, tensor<2x9x10x24xf32>) -> tensor<2x9x10x24xf32> {
  ^bb0(%s: f32):
    %5 = math.absf %s : f32
    kernel.yield %5 : f32
  }
  %e2 = tensor.empty() : tensor<2x1x1x24xf32>
  %2 = kernel.pool addf %1 into %e2 window [9, 10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) -> tensor<2x1x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  %e3 = tensor.empty() : tensor<2x1x1x24xf32>
  %3 = kernel.pool addf %1 into %e3 window [9, 10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) -> tensor<2x1x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  return %2, %3 : tensor<2x1x1x24xf32>, tensor<2x1x1x24xf32>
}

// -----

// A tile of one column is its own sum.
// CHECK-LABEL: @do_not_fuse_single_columns
// CHECK-NOT: sums
// CHECK: kernel.pool addf %{{.*}} window [9, 10]
func.func @do_not_fuse_single_columns(%x: tensor<2x11x12x24xf32>, %w: tensor<3x3x24xf32>) -> tensor<2x1x1x24xf32> {
  %0 = tensor.empty() : tensor<2x9x10x24xf32>
  %1 = kernel.depthwise %x, %w into %0 window [3, 3] schedule <lanes = 16, columns = 1> : (tensor<2x11x12x24xf32>, tensor<3x3x24xf32>, tensor<2x9x10x24xf32>) -> tensor<2x9x10x24xf32> {
  ^bb0(%s: f32):
    %5 = math.absf %s : f32
    kernel.yield %5 : f32
  }
  %e2 = tensor.empty() : tensor<2x1x1x24xf32>
  %2 = kernel.pool addf %1 into %e2 window [9, 10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) -> tensor<2x1x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  return %2 : tensor<2x1x1x24xf32>
}

// -----

// CHECK-LABEL: @do_not_fuse_maximum
// CHECK-NOT: sums
func.func @do_not_fuse_maximum(%x: tensor<2x11x12x24xf32>, %w: tensor<3x3x24xf32>) -> tensor<2x1x1x24xf32> {
  %0 = tensor.empty() : tensor<2x9x10x24xf32>
  %1 = kernel.depthwise %x, %w into %0 window [3, 3] schedule <lanes = 16, columns = 4> : (tensor<2x11x12x24xf32>, tensor<3x3x24xf32>, tensor<2x9x10x24xf32>) -> tensor<2x9x10x24xf32> {
  ^bb0(%s: f32):
    %5 = math.absf %s : f32
    kernel.yield %5 : f32
  }
  %e2 = tensor.empty() : tensor<2x1x1x24xf32>
  %2 = kernel.pool maximumf %1 into %e2 window [9, 10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) -> tensor<2x1x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  return %2 : tensor<2x1x1x24xf32>
}

// -----

// CHECK-LABEL: @do_not_fuse_parts
// CHECK-NOT: sums
func.func @do_not_fuse_parts(%x: tensor<2x11x12x24xf32>, %w: tensor<3x3x24xf32>) -> (tensor<2x1x2x24xf32>, tensor<2x9x1x24xf32>) {
  %0 = tensor.empty() : tensor<2x9x10x24xf32>
  %1 = kernel.depthwise %x, %w into %0 window [3, 3] schedule <lanes = 16, columns = 4> : (tensor<2x11x12x24xf32>, tensor<3x3x24xf32>, tensor<2x9x10x24xf32>) -> tensor<2x9x10x24xf32> {
  ^bb0(%s: f32):
    %5 = math.absf %s : f32
    kernel.yield %5 : f32
  }
  %e2 = tensor.empty() : tensor<2x1x2x24xf32>
  %2 = kernel.pool addf %1 into %e2 window [9, 9] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x2x24xf32>) -> tensor<2x1x2x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  %e3 = tensor.empty() : tensor<2x9x1x24xf32>
  %3 = kernel.pool addf %1 into %e3 window [10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x9x1x24xf32>) -> tensor<2x9x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  return %2, %3 : tensor<2x1x2x24xf32>, tensor<2x9x1x24xf32>
}

// -----

// CHECK-LABEL: @do_not_fuse_argument
// CHECK: kernel.pool addf %arg0
func.func @do_not_fuse_argument(%1: tensor<2x9x10x24xf32>) -> tensor<2x1x1x24xf32> {
  %e2 = tensor.empty() : tensor<2x1x1x24xf32>
  %2 = kernel.pool addf %1 into %e2 window [9, 10] schedule <lanes = 16, columns = 1> : (tensor<2x9x10x24xf32>, tensor<2x1x1x24xf32>) -> tensor<2x1x1x24xf32> {
  ^bb0(%s: f32):
    %n = arith.constant 90.0 : f32
    %5 = arith.divf %s, %n : f32
    kernel.yield %5 : f32
  }
  return %2 : tensor<2x1x1x24xf32>
}
