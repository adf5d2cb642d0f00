// A machine that needs 1.75 times as long for a load as for a multiply-add.
// RUN: fovea-opt %s -kernel-select-schedules | FileCheck %s

module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "vector" = #dlti.map<"bytes" = 64 : i64, "registers" = 32 : i64>,
    "peak" = #dlti.map<"f32" = 175.0>,
    "caches" = [#dlti.map<"bytes" = 49152 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 1310720 : i64>]>>} {
// 14 rows of two vectors have 16 loads for 28 multiply-adds, 6 of four have 10
// for 24.
// CHECK-LABEL: @many_rows
func.func @many_rows(%x: tensor<196x64xf32>, %w: tensor<64x128xf32>, %init: tensor<196x128xf32>) -> tensor<196x128xf32> {
  // CHECK: kernel.contract {{.*}} panels = [64, 64], rows = [6, 6]
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x128xf32>, tensor<196x128xf32>) -> tensor<196x128xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<196x128xf32>
}

// Rather one of five than one of two and one of three; rather two of three than
// one of six, which loads six vectors for each row of weights.
// CHECK-LABEL: @odd
func.func @odd(%x: tensor<196x64xf32>, %w: tensor<64x80xf32>, %v: tensor<64x96xf32>, %init: tensor<196x80xf32>, %init2: tensor<196x96xf32>) -> (tensor<196x80xf32>, tensor<196x96xf32>) {
  // CHECK: kernel.contract {{.*}} panels = [80], rows = [5]
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x80xf32>, tensor<196x80xf32>) -> tensor<196x80xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  // CHECK: kernel.contract {{.*}} panels = [48, 48], rows = [9, 9]
  %1 = kernel.contract %x, %v into %init2 window [] : (tensor<196x64xf32>, tensor<64x96xf32>, tensor<196x96xf32>) -> tensor<196x96xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0, %1 : tensor<196x80xf32>, tensor<196x96xf32>
}

// Weights for few rows are read too often by narrow tiles.
// CHECK-LABEL: @few_rows
func.func @few_rows(%x: tensor<49x64xf32>, %w: tensor<64x192xf32>, %init: tensor<49x192xf32>) -> tensor<49x192xf32> {
  // CHECK: kernel.contract {{.*}} panels = [48, 48, 48, 48], rows = [9, 9, 9, 9]
  %0 = kernel.contract %x, %w into %init window [] : (tensor<49x64xf32>, tensor<64x192xf32>, tensor<49x192xf32>) -> tensor<49x192xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<49x192xf32>
}

// Panels of several groups are of one width.
// CHECK-LABEL: @groups
func.func @groups(%x: tensor<49x128xf32>, %w: tensor<64x512xf32>, %init: tensor<49x512xf32>) -> tensor<49x512xf32> {
  // CHECK: kernel.contract {{.*}} groups 2 schedule <lanes = 16, panels = [64, 64, 64, 64], rows = [6, 6, 6, 6]
  %0 = kernel.contract %x, %w into %init window [] groups 2 : (tensor<49x128xf32>, tensor<64x512xf32>, tensor<49x512xf32>) -> tensor<49x512xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<49x512xf32>
}

// 80 KiB for a vector of columns: four are a quarter of the second-level cache.
// CHECK-LABEL: @one_row
func.func @one_row(%x: tensor<1x1280xf32>, %w: tensor<1280x192xf32>, %init: tensor<1x192xf32>) -> tensor<1x192xf32> {
  // CHECK: kernel.contract {{.*}} panels = [64, 64, 64], rows = [6, 6, 6]
  %0 = kernel.contract %x, %w into %init window [] : (tensor<1x1280xf32>, tensor<1280x192xf32>, tensor<1x192xf32>) -> tensor<1x192xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<1x192xf32>
}
}
