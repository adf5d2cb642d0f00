// The machine is an attribute of the module: vectors of 64 and of 32 bytes.
// RUN: sed -e 's/VECTOR/"bytes" = 64 : i64, "registers" = 32 : i64/' %s | fovea-opt -kernel-select-schedules | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: sed -e 's/VECTOR/"bytes" = 32 : i64, "registers" = 16 : i64/' %s | fovea-opt -kernel-select-schedules | FileCheck %s --check-prefixes=CHECK,NARROW
// Without it, it is x86-64-v3.
// RUN: sed -e 's/^module.*/module {/' %s | fovea-opt -kernel-select-schedules | FileCheck %s --check-prefixes=CHECK,NARROW

module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<"vector" = #dlti.map<VECTOR>>>} {
// Two vectors of columns, and the rows whose sums fit beside two weights and an
// element; an odd vector makes one panel of three. Input and result have 4.8
// times as many elements as the weights: four blocks of rows.
// CHECK-LABEL: @many_rows
func.func @many_rows(%x: tensor<196x64xf32>, %w: tensor<64x112xf32>, %init: tensor<196x112xf32>) -> tensor<196x112xf32> {
  // WIDE: %[[P:.*]] = kernel.pack %{{.*}} into %{{.*}} groups 1 schedule <lanes = 16, panels = [48, 32, 32], rows = [9, 14, 14], blocks = 4>
  // NARROW: %[[P:.*]] = kernel.pack %{{.*}} into %{{.*}} groups 1 schedule <lanes = 8, panels = [16, 16, 16, 16, 16, 16, 16], rows = [6, 6, 6, 6, 6, 6, 6], blocks = 4>
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
  // WIDE: schedule <lanes = 16, columns = 14>
  // NARROW: schedule <lanes = 8, columns = 10>
  %0 = kernel.depthwise %x, %w into %init window [5, 5] : (tensor<1x60x60x32xf32>, tensor<5x5x32xf32>, tensor<1x56x56x32xf32>) -> tensor<1x56x56x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<1x56x56x32xf32>
}

// Of a pool, there are no more columns than the result has.
// CHECK-LABEL: @pool
func.func @pool(%x: tensor<1x57x57x32xf32>, %init: tensor<1x28x28x32xf32>, %narrow: tensor<1x28x7x32xf32>) -> (tensor<1x28x28x32xf32>, tensor<1x28x7x32xf32>) {
  // CHECK: schedule <lanes = {{16|8}}, columns = 14>
  %0 = kernel.pool maximumf %x into %init window [3, 3] strides [2, 2] : (tensor<1x57x57x32xf32>, tensor<1x28x28x32xf32>) -> tensor<1x28x28x32xf32> {
  ^bb0(%max: f32):
    kernel.yield %max : f32
  }
  // CHECK: columns = 7>
  %1 = kernel.pool addf %x into %narrow window [3, 3] strides [2, 8] : (tensor<1x57x57x32xf32>, tensor<1x28x7x32xf32>) -> tensor<1x28x7x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0, %1 : tensor<1x28x28x32xf32>, tensor<1x28x7x32xf32>
}
}
