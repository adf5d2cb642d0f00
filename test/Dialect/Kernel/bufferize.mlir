// RUN: fovea-opt %s -split-input-file -fovea-bufferize -cse -canonicalize | FileCheck %s

// The first kernel writes the inside of the padded buffer that the second one
// reads: nothing is copied.
// CHECK-LABEL: @main
// CHECK: %[[PADDED:.*]] = memref.alloc() {{.*}} : memref<1x6x6x8xf32>
// CHECK: kernel.fill_border %[[PADDED]]
// CHECK: %[[INSIDE:.*]] = memref.subview %[[PADDED]][0, 1, 1, 0] [1, 4, 4, 8]
// CHECK: kernel.contract %{{.*}}, %{{.*}} into %[[INSIDE]] window [1, 1]
// CHECK-NOT: linalg.copy
// CHECK: kernel.depthwise %[[PADDED]]
func.func @main(%x: tensor<1x4x4x8xf32>, %w: tensor<64xf32>, %d: tensor<3x3x8xf32>) -> tensor<1x4x4x8xf32> {
  %0 = tensor.empty() : tensor<1x6x6x8xf32>
  %1 = kernel.fill_border %0 low [0, 1, 1, 0] high [0, 1, 1, 0] value 0.000000e+00 : (tensor<1x6x6x8xf32>) -> tensor<1x6x6x8xf32>
  %2 = tensor.empty() : tensor<1x4x4x8xf32>
  %3 = kernel.contract %x, %w into %2 window [1, 1] schedule <lanes = 8, panels = [8], rows = [4]> : (tensor<1x4x4x8xf32>, tensor<64xf32>, tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %4 = tensor.insert_slice %3 into %1[0, 1, 1, 0] [1, 4, 4, 8] [1, 1, 1, 1] : tensor<1x4x4x8xf32> into tensor<1x6x6x8xf32>
  %5 = tensor.empty() : tensor<1x4x4x8xf32>
  %6 = kernel.depthwise %4, %d into %5 window [3, 3] : (tensor<1x6x6x8xf32>, tensor<3x3x8xf32>, tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %6 : tensor<1x4x4x8xf32>
}

// -----

// Both results have a buffer of their own.
// CHECK-LABEL: @main
// CHECK-SAME: %[[Y:[^:]*]]: memref<1x4x4x8xf32> {fovea.role = "output"}
// CHECK: %[[SUMS:.*]] = memref.alloc() {{.*}} : memref<1x4x1x8xf32>
// CHECK: kernel.depthwise %{{.*}}, %{{.*}} into %[[Y]] sums %[[SUMS]]
// CHECK: kernel.pool addf %[[SUMS]]
func.func @main(%x: tensor<1x6x6x8xf32>, %d: tensor<3x3x8xf32>) -> (tensor<1x4x4x8xf32>, tensor<1x1x1x8xf32>) {
  %0 = tensor.empty() : tensor<1x4x4x8xf32>
  %1 = tensor.empty() : tensor<1x4x1x8xf32>
  %2:2 = kernel.depthwise %x, %d into %0 sums %1 window [3, 3] schedule <lanes = 8, columns = 4> : (tensor<1x6x6x8xf32>, tensor<3x3x8xf32>, tensor<1x4x4x8xf32>, tensor<1x4x1x8xf32>) -> (tensor<1x4x4x8xf32>, tensor<1x4x1x8xf32>) {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %3 = tensor.empty() : tensor<1x1x1x8xf32>
  %4 = kernel.pool addf %2#1 into %3 window [4, 1] schedule <lanes = 8, columns = 1> : (tensor<1x4x1x8xf32>, tensor<1x1x1x8xf32>) -> tensor<1x1x1x8xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %2#0, %4 : tensor<1x4x4x8xf32>, tensor<1x1x1x8xf32>
}

// -----

// An epilogue may write what it has just read: the second sum needs no buffer
// of its own. What else reads the first one does so before.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:arg[0-9]+]]: memref<9x16xf32> {{.*}}%[[W:arg[0-9]+]]: memref<256xf32>
func.func @main(%x: tensor<9x16xf32>, %w: tensor<256xf32>) -> (tensor<9x16xf32>, tensor<4x16xf32>) {
  // CHECK: %[[A:.*]] = memref.alloc() {{.*}}memref<9x16xf32>
  // CHECK: kernel.contract %[[X]], %[[W]] into %[[A]]
  // CHECK: kernel.contract %[[X]], %[[W]], %[[A]] into %[[A]]
  // CHECK: %[[VIEW:.*]] = memref.subview %[[A]][2, 0]
  // CHECK: linalg.copy ins(%[[VIEW]]
  // CHECK: kernel.contract %[[X]], %[[W]], %[[A]] into %[[A]]
  // CHECK: kernel.contract %[[A]], %[[W]]
  %0 = tensor.empty() : tensor<9x16xf32>
  %1 = kernel.contract %x, %w into %0 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = kernel.contract %x, %w, %1 into %1 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  %view = tensor.extract_slice %2[2, 0] [4, 16] [1, 1] : tensor<9x16xf32> to tensor<4x16xf32>
  %3 = kernel.contract %x, %w, %2 into %2 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  %4 = tensor.empty() : tensor<9x16xf32>
  %5 = kernel.contract %3, %w into %4 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %5, %view : tensor<9x16xf32>, tensor<4x16xf32>
}

// -----

// The input of a contraction is read for every column.
// CHECK-LABEL: func.func @main
// CHECK-SAME: %[[X:arg[0-9]+]]: memref<9x16xf32> {{.*}}%[[W:arg[0-9]+]]: memref<256xf32>
func.func @main(%x: tensor<9x16xf32>, %w: tensor<256xf32>) -> tensor<9x16xf32> {
  // CHECK: kernel.contract %[[X]], %[[W]] into %[[A:.*]] window
  // CHECK: kernel.contract %[[A]], %[[W]], %[[A]] into %[[B:.*]] window
  // CHECK: kernel.contract %[[B]], %[[W]]
  %0 = tensor.empty() : tensor<9x16xf32>
  %1 = kernel.contract %x, %w into %0 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  %2 = kernel.contract %1, %w, %1 into %1 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32, %r: f32):
    %9 = arith.addf %sum, %r : f32
    kernel.yield %9 : f32
  }
  %4 = tensor.empty() : tensor<9x16xf32>
  %5 = kernel.contract %2, %w into %4 window [] schedule <lanes = 16, panels = [16], rows = [9]> : (tensor<9x16xf32>, tensor<256xf32>, tensor<9x16xf32>) -> tensor<9x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %5 : tensor<9x16xf32>
}
