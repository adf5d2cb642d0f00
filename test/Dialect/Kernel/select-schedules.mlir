// RUN: fovea-opt %s -kernel-select-schedules="vector-bytes=64 vector-registers=32" | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: fovea-opt %s -kernel-select-schedules="vector-bytes=32 vector-registers=16" | FileCheck %s --check-prefixes=CHECK,NARROW

// Two vectors of columns, and the rows whose sums fit beside two weights and an
// element; an odd vector makes one panel of three.
// CHECK-LABEL: @many_rows
func.func @many_rows(%x: tensor<196x64xf32>, %w: tensor<64x112xf32>, %init: tensor<196x112xf32>) -> tensor<196x112xf32> {
  // WIDE: %[[P:.*]] = kernel.pack %{{.*}} into %{{.*}} groups 1 schedule <lanes = 16, panels = [48, 32, 32], rows = [9, 14, 14]>
  // NARROW: %[[P:.*]] = kernel.pack %{{.*}} into %{{.*}} groups 1 schedule <lanes = 8, panels = [16, 16, 16, 16, 16, 16, 16], rows = [6, 6, 6, 6, 6, 6, 6]>
  // CHECK: kernel.contract %{{.*}}, %[[P]] into
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x112xf32>, tensor<196x112xf32>) -> tensor<196x112xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<196x112xf32>
}

// Few rows: wider panels, for enough sums in flight.
// CHECK-LABEL: @one_row
func.func @one_row(%x: tensor<1x64xf32>, %w: tensor<64x1000xf32>, %init: tensor<1x1000xf32>) -> tensor<1x1000xf32> {
  // WIDE: panels = [128, 128, 128, 128, 128, 128, 128, 104], rows = [2, 2, 2, 2, 2, 2, 2, 3]
  // NARROW: lanes = 8, panels = [64,
  %0 = kernel.contract %x, %w into %init window [] : (tensor<1x64xf32>, tensor<64x1000xf32>, tensor<1x1000xf32>) -> tensor<1x1000xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<1x1000xf32>
}

// The last vector is as short as a power of two can be.
// CHECK-LABEL: @few_columns
func.func @few_columns(%x: tensor<196x64xf32>, %w: tensor<64x19xf32>, %init: tensor<196x19xf32>) -> tensor<196x19xf32> {
  // WIDE: panels = [20], rows = [14]
  // NARROW: panels = [20], rows = [4]
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x19xf32>, tensor<196x19xf32>) -> tensor<196x19xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<196x19xf32>
}

// Beside the sums of a depthwise convolution are the taps of one row and an
// element.
// CHECK-LABEL: @depthwise
func.func @depthwise(%x: tensor<1x60x60x32xf32>, %w: tensor<5x5x32xf32>, %init: tensor<1x56x56x32xf32>) -> tensor<1x56x56x32xf32> {
  // WIDE: schedule <lanes = 16, columns = 16>
  // NARROW: schedule <lanes = 8, columns = 10>
  %0 = kernel.depthwise %x, %w into %init window [5, 5] : (tensor<1x60x60x32xf32>, tensor<5x5x32xf32>, tensor<1x56x56x32xf32>) -> tensor<1x56x56x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<1x56x56x32xf32>
}
