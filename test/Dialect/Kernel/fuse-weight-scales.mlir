// RUN: fovea-opt %s -kernel-fuse-weight-scales -split-input-file | FileCheck %s

// CHECK-LABEL: @fuse
// CHECK-SAME: %[[X:.*]]: tensor<1x14x14x96xf32>, %[[S:.*]]: tensor<96x1xf32>, %[[W:.*]]: tensor<1x1x96x24xf32>
func.func @fuse(%x: tensor<1x14x14x96xf32>, %s: tensor<96x1xf32>, %w: tensor<1x1x96x24xf32>) -> tensor<1x14x14x24xf32> {
  // CHECK: %[[F:.*]] = fovea.reshape %[[S]] : tensor<96x1xf32> to tensor<96xf32>
  // CHECK: kernel.contract %[[X]], %[[W]] scaled by %[[F]] into
  // CHECK-NOT: fovea.binary
  %0 = fovea.binary mul %s, %w : (tensor<96x1xf32>, tensor<1x1x96x24xf32>) -> tensor<1x1x96x24xf32>
  %init = tensor.empty() : tensor<1x14x14x24xf32>
  %1 = kernel.contract %x, %0 into %init window [1, 1] : (tensor<1x14x14x96xf32>, tensor<1x1x96x24xf32>, tensor<1x14x14x24xf32>) -> tensor<1x14x14x24xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<1x14x14x24xf32>
}

// -----

// A factor for each output channel.
// CHECK-LABEL: @do_not_fuse_columns
// CHECK: fovea.binary mul
// CHECK-NOT: scaled by
func.func @do_not_fuse_columns(%x: tensor<14x24xf32>, %s: tensor<1x24xf32>, %w: tensor<24x24xf32>) -> tensor<14x24xf32> {
  %0 = fovea.binary mul %w, %s : (tensor<24x24xf32>, tensor<1x24xf32>) -> tensor<24x24xf32>
  %init = tensor.empty() : tensor<14x24xf32>
  %1 = kernel.contract %x, %0 into %init window [] : (tensor<14x24xf32>, tensor<24x24xf32>, tensor<14x24xf32>) -> tensor<14x24xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<14x24xf32>
}

// -----

// A panel of 9 x 1024 rows of 24 columns has 864 KiB.
// CHECK-LABEL: @do_not_fuse_large_panels
// CHECK: fovea.binary mul
// CHECK-NOT: scaled by
func.func @do_not_fuse_large_panels(%x: tensor<1x9x9x1024xf32>, %s: tensor<1024x1xf32>, %w: tensor<3x3x1024x24xf32>) -> tensor<1x7x7x24xf32> {
  %0 = fovea.binary mul %w, %s : (tensor<3x3x1024x24xf32>, tensor<1024x1xf32>) -> tensor<3x3x1024x24xf32>
  %init = tensor.empty() : tensor<1x7x7x24xf32>
  %1 = kernel.contract %x, %0 into %init window [3, 3] : (tensor<1x9x9x1024xf32>, tensor<3x3x1024x24xf32>, tensor<1x7x7x24xf32>) -> tensor<1x7x7x24xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1 : tensor<1x7x7x24xf32>
}

// -----

// The scaled weights are needed as well.
// CHECK-LABEL: @do_not_fuse_shared
// CHECK: %[[P:.*]] = fovea.binary mul
// CHECK: kernel.contract %{{.*}}, %[[P]] into
func.func @do_not_fuse_shared(%x: tensor<14x24xf32>, %s: tensor<24x1xf32>, %w: tensor<24x24xf32>) -> (tensor<14x24xf32>, tensor<24x24xf32>) {
  %0 = fovea.binary mul %w, %s : (tensor<24x24xf32>, tensor<24x1xf32>) -> tensor<24x24xf32>
  %init = tensor.empty() : tensor<14x24xf32>
  %1 = kernel.contract %x, %0 into %init window [] : (tensor<14x24xf32>, tensor<24x24xf32>, tensor<14x24xf32>) -> tensor<14x24xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %1, %0 : tensor<14x24xf32>, tensor<24x24xf32>
}
