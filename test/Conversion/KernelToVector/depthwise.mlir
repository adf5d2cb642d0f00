// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize | FileCheck %s

// Of each row of taps, the four inputs that two results read are loaded once,
// and are terms of six products.
// CHECK-LABEL: @depthwise
func.func @depthwise(%x: memref<1x6x6x16xf32>, %w: memref<3x3x16xf32>, %y: memref<1x4x4x16xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c16)
  // CHECK: %[[SUMS:.*]]:2 = scf.for
  // CHECK-COUNT-4: vector.load
  // CHECK: vector.fma
  // CHECK-COUNT-1: vector.load
  // CHECK-COUNT-2: vector.fma
  // CHECK-COUNT-1: vector.load
  // CHECK-COUNT-2: vector.fma
  // CHECK-COUNT-1: vector.load
  // CHECK: vector.fma
  // CHECK-NOT: vector.fma
  // CHECK: scf.yield
  // CHECK: vector.store %[[SUMS]]#0
  // CHECK: vector.store %[[SUMS]]#1
  kernel.depthwise %x, %w into %y window [3, 3] schedule <lanes = 8, columns = 2> : (memref<1x6x6x16xf32>, memref<3x3x16xf32>, memref<1x4x4x16xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}
