// RUN: fovea-opt %s -kernel-fuse-row-blocks -canonicalize -split-input-file | FileCheck %s

// Blocks of four rows: 9 rows of 17 x 16 elements take 9792 bytes, half of the
// cache are 10240. Of the second block, the first row was the last one before.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 4096 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 20480 : i64, "bandwidth" = #dlti.map<"one_core" = 100.0>>],
    "memory" = #dlti.map<"one_core" = 1.0>>>} {
// CHECK-LABEL: @expand_depthwise
func.func @expand_depthwise(%x: tensor<1x32x16x8xf32>, %w: tensor<128xf32>, %b: tensor<1x1x1x16xf32>, %r: tensor<1x32x16x16xf32>, %d: tensor<3x3x16xf32>) -> tensor<1x16x8x16xf32> {
  // CHECK: %[[Y0:.*]] = tensor.empty() : tensor<1x16x8x16xf32>
  // CHECK: %[[E0:.*]] = tensor.empty() : tensor<1x9x17x16xf32>
  // CHECK: %[[Z0:.*]] = kernel.fill_border %[[E0]] low [0, 0, 0, 0] high [0, 0, 1, 0]
  // CHECK: %[[X0:.*]] = tensor.extract_slice %arg0[0, 0, 0, 0] [1, 9, 16, 8]
  // CHECK: %[[R0:.*]] = tensor.extract_slice %arg3[0, 0, 0, 0] [1, 9, 16, 16]
  // CHECK: %[[C0:.*]] = kernel.contract %[[X0]], %arg1, %arg2, %[[R0]]
  // CHECK: %[[P0:.*]] = tensor.insert_slice %[[C0]] into %[[Z0]][0, 0, 0, 0] [1, 9, 16, 16]
  // CHECK: %[[D0:.*]] = kernel.depthwise %[[P0]], %arg4
  // CHECK: %[[Y1:.*]] = tensor.insert_slice %[[D0]] into %[[Y0]][0, 0, 0, 0] [1, 4, 8, 16]
  // CHECK: %[[Z1:.*]] = kernel.fill_border
  // CHECK: %[[K:.*]] = tensor.extract_slice %[[P0]][0, 8, 0, 0] [1, 1, 17, 16]
  // CHECK: %[[H:.*]] = tensor.insert_slice %[[K]] into %[[Z1]][0, 0, 0, 0]
  // CHECK: %[[X1:.*]] = tensor.extract_slice %arg0[0, 9, 0, 0] [1, 8, 16, 8]
  // CHECK: %[[C1:.*]] = kernel.contract %[[X1]]
  // CHECK: tensor.insert_slice %[[C1]] into %[[H]][0, 1, 0, 0] [1, 8, 16, 16]
  // The last row of the last block is padding.
  // CHECK: kernel.fill_border %{{.*}} low [0, 0, 0, 0] high [0, 1, 1, 0]
  // CHECK: tensor.extract_slice %arg0[0, 25, 0, 0] [1, 7, 16, 8]
  // CHECK: %[[Y:.*]] = tensor.insert_slice %{{.*}} into %{{.*}}[0, 12, 0, 0] [1, 4, 8, 16]
  // CHECK: return %[[Y]]
  %0 = tensor.empty() : tensor<1x33x17x16xf32>
  %1 = kernel.fill_border %0 low [0, 0, 0, 0] high [0, 1, 1, 0] value 0.0 : (tensor<1x33x17x16xf32>) -> tensor<1x33x17x16xf32>
  %2 = tensor.empty() : tensor<1x32x16x16xf32>
  %3 = kernel.contract %x, %w, %b, %r into %2 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<1x32x16x8xf32>, tensor<128xf32>, tensor<1x1x1x16xf32>, tensor<1x32x16x16xf32>, tensor<1x32x16x16xf32>) -> tensor<1x32x16x16xf32> {
  ^bb0(%s: f32, %bias: f32, %residual: f32):
    %7 = arith.addf %s, %bias : f32
    %8 = arith.addf %7, %residual : f32
    kernel.yield %8 : f32
  }
  %4 = tensor.insert_slice %3 into %1[0, 0, 0, 0] [1, 32, 16, 16] [1, 1, 1, 1] : tensor<1x32x16x16xf32> into tensor<1x33x17x16xf32>
  %5 = tensor.empty() : tensor<1x16x8x16xf32>
  %6 = kernel.depthwise %4, %d into %5 window [3, 3] strides [2, 2] schedule <lanes = 16, columns = 8> : (tensor<1x33x17x16xf32>, tensor<3x3x16xf32>, tensor<1x16x8x16xf32>) -> tensor<1x16x8x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  return %6 : tensor<1x16x8x16xf32>
}

// Sums of a block are part of all of them.
// CHECK-LABEL: @sums
func.func @sums(%x: tensor<1x34x16x8xf32>, %w: tensor<128xf32>, %d: tensor<3x3x16xf32>) -> (tensor<1x32x14x16xf32>, tensor<1x32x2x16xf32>) {
  // CHECK: %[[D:.*]]:2 = kernel.depthwise %{{.*}} sums {{.*}} -> (tensor<1x8x14x16xf32>, tensor<1x8x2x16xf32>)
  // CHECK: tensor.insert_slice %[[D]]#0 into %{{.*}}[0, 0, 0, 0] [1, 8, 14, 16]
  // CHECK: tensor.insert_slice %[[D]]#1 into %{{.*}}[0, 0, 0, 0] [1, 8, 2, 16]
  // CHECK: %[[Y:.*]] = tensor.insert_slice %{{.*}} into %{{.*}}[0, 24, 0, 0] [1, 8, 14, 16]
  // CHECK: %[[S:.*]] = tensor.insert_slice %{{.*}} into %{{.*}}[0, 24, 0, 0] [1, 8, 2, 16]
  // CHECK: return %[[Y]], %[[S]]
  %0 = tensor.empty() : tensor<1x34x16x16xf32>
  %1 = kernel.contract %x, %w into %0 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<1x34x16x8xf32>, tensor<128xf32>, tensor<1x34x16x16xf32>) -> tensor<1x34x16x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  %2 = tensor.empty() : tensor<1x32x14x16xf32>
  %3 = tensor.empty() : tensor<1x32x2x16xf32>
  %4:2 = kernel.depthwise %1, %d into %2 sums %3 window [3, 3] schedule <lanes = 16, columns = 8> : (tensor<1x34x16x16xf32>, tensor<3x3x16xf32>, tensor<1x32x14x16xf32>, tensor<1x32x2x16xf32>) -> (tensor<1x32x14x16xf32>, tensor<1x32x2x16xf32>) {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  return %4#0, %4#1 : tensor<1x32x14x16xf32>, tensor<1x32x2x16xf32>
}

// Without padding; each block goes through all three kernels.
// CHECK-LABEL: @project
func.func @project(%x: tensor<2x34x16x8xf32>, %w: tensor<128xf32>, %d: tensor<3x3x16xf32>, %p: tensor<256xf32>) -> tensor<2x32x14x16xf32> {
  // CHECK: %[[E:.*]] = kernel.contract %{{.*}} -> tensor<1x10x16x16xf32>
  // CHECK: %[[D:.*]] = kernel.depthwise %[[E]], {{.*}} -> tensor<1x8x14x16xf32>
  // CHECK: %[[P:.*]] = kernel.contract %[[D]], {{.*}} -> tensor<1x8x14x16xf32>
  // CHECK: tensor.insert_slice %[[P]] into %{{.*}}[0, 0, 0, 0] [1, 8, 14, 16]
  // CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[1, 24, 0, 0] [1, 8, 14, 16]
  %0 = tensor.empty() : tensor<2x34x16x16xf32>
  %1 = kernel.contract %x, %w into %0 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<2x34x16x8xf32>, tensor<128xf32>, tensor<2x34x16x16xf32>) -> tensor<2x34x16x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  %2 = tensor.empty() : tensor<2x32x14x16xf32>
  %3 = kernel.depthwise %1, %d into %2 window [3, 3] schedule <lanes = 16, columns = 8> : (tensor<2x34x16x16xf32>, tensor<3x3x16xf32>, tensor<2x32x14x16xf32>) -> tensor<2x32x14x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  %4 = kernel.contract %3, %p into %2 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<2x32x14x16xf32>, tensor<256xf32>, tensor<2x32x14x16xf32>) -> tensor<2x32x14x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  return %4 : tensor<2x32x14x16xf32>
}
}

// -----

// All fits into the cache.
// CHECK-LABEL: @do_not_fuse
// CHECK-NOT: tensor.extract_slice
func.func @do_not_fuse(%x: tensor<1x34x16x8xf32>, %w: tensor<128xf32>, %d: tensor<3x3x16xf32>) -> tensor<1x32x14x16xf32> {
  %0 = tensor.empty() : tensor<1x34x16x16xf32>
  %1 = kernel.contract %x, %w into %0 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<1x34x16x8xf32>, tensor<128xf32>, tensor<1x34x16x16xf32>) -> tensor<1x34x16x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  %2 = tensor.empty() : tensor<1x32x14x16xf32>
  %3 = kernel.depthwise %1, %d into %2 window [3, 3] schedule <lanes = 16, columns = 8> : (tensor<1x34x16x16xf32>, tensor<3x3x16xf32>, tensor<1x32x14x16xf32>) -> tensor<1x32x14x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  return %3 : tensor<1x32x14x16xf32>
}

// -----

module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 4096 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 20480 : i64, "bandwidth" = #dlti.map<"one_core" = 100.0>>],
    "memory" = #dlti.map<"one_core" = 1.0>>>} {
// What is between the kernels has another use.
// CHECK-LABEL: @do_not_fuse_other_use
// CHECK-NOT: tensor.extract_slice
func.func @do_not_fuse_other_use(%x: tensor<1x34x16x8xf32>, %w: tensor<128xf32>, %d: tensor<3x3x16xf32>) -> (tensor<1x32x14x16xf32>, tensor<1x34x16x16xf32>) {
  %0 = tensor.empty() : tensor<1x34x16x16xf32>
  %1 = kernel.contract %x, %w into %0 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<1x34x16x8xf32>, tensor<128xf32>, tensor<1x34x16x16xf32>) -> tensor<1x34x16x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  %2 = tensor.empty() : tensor<1x32x14x16xf32>
  %3 = kernel.depthwise %1, %d into %2 window [3, 3] schedule <lanes = 16, columns = 8> : (tensor<1x34x16x16xf32>, tensor<3x3x16xf32>, tensor<1x32x14x16xf32>) -> tensor<1x32x14x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  return %3, %1 : tensor<1x32x14x16xf32>, tensor<1x34x16x16xf32>
}

}

// -----

module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 4096 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 20480 : i64, "bandwidth" = #dlti.map<"one_core" = 100.0>>],
    "memory" = #dlti.map<"one_core" = 90.0>>>} {
// Copies and calls would take longer than what they save.
// CHECK-LABEL: @do_not_fuse_fast_memory
// CHECK-NOT: tensor.extract_slice
func.func @do_not_fuse_fast_memory(%x: tensor<1x34x16x8xf32>, %w: tensor<128xf32>, %d: tensor<3x3x16xf32>) -> tensor<1x32x14x16xf32> {
  %0 = tensor.empty() : tensor<1x34x16x16xf32>
  %1 = kernel.contract %x, %w into %0 window [1, 1] schedule <lanes = 16, panels = [16], rows = [14]> : (tensor<1x34x16x8xf32>, tensor<128xf32>, tensor<1x34x16x16xf32>) -> tensor<1x34x16x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  %2 = tensor.empty() : tensor<1x32x14x16xf32>
  %3 = kernel.depthwise %1, %d into %2 window [3, 3] schedule <lanes = 16, columns = 8> : (tensor<1x34x16x16xf32>, tensor<3x3x16xf32>, tensor<1x32x14x16xf32>) -> tensor<1x32x14x16xf32> {
  ^bb0(%s: f32):
    kernel.yield %s : f32
  }
  return %3 : tensor<1x32x14x16xf32>
}
}
