// A schedule that the module has for a kernel comes before the default.
// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(kernel-select-schedules))' -split-input-file -verify-diagnostics | FileCheck %s

module attributes {kernel.schedules = {
    "kernel.contract 196x64xf32 -> 196x64xf32 {groups = 1 : i64, window = array<i64>}" =
      #kernel.contract_schedule<lanes = 8, panels = [32, 32], rows = [2, 2], blocks = 2>,
    "kernel.depthwise 1x60x60x32xf32 -> 1x56x56x32xf32 {window = array<i64: 5, 5>}" =
      #kernel.depthwise_schedule<lanes = 8, columns = 3>}} {
// CHECK-LABEL: @contract
func.func @contract(%x: tensor<196x64xf32>, %w: tensor<64x64xf32>, %init: tensor<196x64xf32>) -> tensor<196x64xf32> {
  // CHECK: kernel.pack {{.*}} schedule <lanes = 8, panels = [32, 32], rows = [2, 2], blocks = 2>
  // CHECK: kernel.contract {{.*}} schedule <lanes = 8, panels = [32, 32], rows = [2, 2], blocks = 2>
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x64xf32>, tensor<196x64xf32>) -> tensor<196x64xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<196x64xf32>
}

// CHECK-LABEL: @depthwise
func.func @depthwise(%x: tensor<1x60x60x32xf32>, %w: tensor<5x5x32xf32>, %init: tensor<1x56x56x32xf32>) -> tensor<1x56x56x32xf32> {
  // CHECK: schedule <lanes = 8, columns = 3>
  %0 = kernel.depthwise %x, %w into %init window [5, 5] : (tensor<1x60x60x32xf32>, tensor<5x5x32xf32>, tensor<1x56x56x32xf32>) -> tensor<1x56x56x32xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<1x56x56x32xf32>
}

// Of another shape there is no record.
// CHECK-LABEL: @other
func.func @other(%x: tensor<195x64xf32>, %w: tensor<64x64xf32>, %init: tensor<195x64xf32>) -> tensor<195x64xf32> {
  // CHECK: kernel.contract {{.*}} schedule <lanes = 8, panels = [16, 16, 16, 16], rows = [6, 6, 6, 6], blocks = 4>
  %0 = kernel.contract %x, %w into %init window [] : (tensor<195x64xf32>, tensor<64x64xf32>, tensor<195x64xf32>) -> tensor<195x64xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<195x64xf32>
}
}

// -----

module attributes {kernel.schedules = {
    "kernel.contract 196x64xf32 -> 196x64xf32 {groups = 1 : i64, window = array<i64>}" =
      #kernel.contract_schedule<lanes = 8, panels = [32], rows = [2]>}} {
func.func @too_few_columns(%x: tensor<196x64xf32>, %w: tensor<64x64xf32>, %init: tensor<196x64xf32>) -> tensor<196x64xf32> {
  // expected-error @below {{the schedule recorded for it, #kernel.contract_schedule<lanes = 8, panels = [32], rows = [2]>, does not fit}}
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x64xf32>, tensor<196x64xf32>) -> tensor<196x64xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<196x64xf32>
}
}

// -----

module attributes {kernel.schedules = {
    "kernel.contract 196x64xf32 -> 196x64xf32 {groups = 1 : i64, window = array<i64>}" = 7 : i64}} {
func.func @no_schedule(%x: tensor<196x64xf32>, %w: tensor<64x64xf32>, %init: tensor<196x64xf32>) -> tensor<196x64xf32> {
  // expected-error @below {{the schedule recorded for it, 7 : i64, does not fit}}
  %0 = kernel.contract %x, %w into %init window [] : (tensor<196x64xf32>, tensor<64x64xf32>, tensor<196x64xf32>) -> tensor<196x64xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return %0 : tensor<196x64xf32>
}
}
