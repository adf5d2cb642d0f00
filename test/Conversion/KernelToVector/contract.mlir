// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize -split-input-file -verify-diagnostics | FileCheck %s

// Five rows of at most three: a tile of three and one of two, whose sums of two
// vectors stay in registers.
// CHECK-LABEL: @rows
func.func @rows(%x: memref<5x7xf32>, %w: memref<112xf32>, %b: memref<1x16xf32>, %y: memref<5x16xf32>) {
  // CHECK: %[[SUMS:.*]]:6 = scf.for
  // CHECK-COUNT-2: vector.load
  // CHECK-COUNT-6: vector.fma
  // CHECK: scf.yield
  // CHECK: %[[BIAS:.*]] = vector.load
  // CHECK: %[[S:.*]] = arith.addf %[[SUMS]]#0, %[[BIAS]] : vector<8xf32>
  // CHECK: vector.store %[[S]]
  // CHECK-COUNT-5: vector.store
  // CHECK: scf.for {{.*}} -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>)
  kernel.contract %x, %w, %b into %y window [] schedule <lanes = 8, panels = [16], rows = [3]> : (memref<5x7xf32>, memref<112xf32>, memref<1x16xf32>, memref<5x16xf32>) -> () {
  ^bb0(%sum: f32, %e: f32):
    %0 = arith.addf %sum, %e : f32
    kernel.yield %0 : f32
  }
  return
}

// -----

// Rows of a dense buffer are one dimension; the taps of a row and the channels
// are one loop; channels beyond the last one are not stored.
// CHECK-LABEL: @conv
func.func @conv(%x: memref<2x4x4x3xf32>, %w: memref<216xf32>, %y: memref<2x2x2x7xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c4)
  // CHECK: scf.for %{{.*}} = %c0 to %c3
  // CHECK: scf.for %{{.*}} = %c0 to %c9
  // CHECK: vector.maskedstore
  kernel.contract %x, %w into %y window [3, 3] schedule <lanes = 8, panels = [8], rows = [6]> : (memref<2x4x4x3xf32>, memref<216xf32>, memref<2x2x2x7xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

// Five tiles in two blocks, of two and three: of the first, the third does not
// exist. Threads share them with both panels as one loop. Tiles of both lengths
// (22 = 2 * 5 + 3 * 4) are in it, and each brings its part of the next panel.
// CHECK-LABEL: @blocks
func.func @blocks(%x: memref<22x7xf32>, %w: memref<112xf32>, %y: memref<22x16xf32>) {
  // CHECK: scf.parallel (%[[I:.*]]) = (%c0) to (%c12) step (%c1)
  // CHECK: %[[BLOCK:.*]] = arith.divui %[[I]], %c6
  // CHECK: %[[FIRST:.*]] = arith.divui %{{.*}}, %c2
  // CHECK: %[[TILE:.*]] = arith.addi %[[FIRST]]
  // CHECK: %[[EXISTS:.*]] = arith.cmpi ult, %[[TILE]]
  // CHECK: scf.if %[[EXISTS]] {
  // CHECK: %[[LONG:.*]] = arith.cmpi ult, %[[TILE]], %c2
  // CHECK: scf.if %[[LONG]] {
  // CHECK: scf.for
  // CHECK-COUNT-5: vector.fma
  // CHECK-NOT: vector.fma
  // CHECK: } else {
  // CHECK: scf.for
  // CHECK: memref.prefetch %{{.*}}, read, locality<2>
  // CHECK-NOT: memref.prefetch
  // CHECK-COUNT-4: vector.fma
  // CHECK-NOT: vector.fma
  kernel.contract %x, %w into %y window [] schedule <lanes = 8, panels = [8, 8], rows = [5, 5], blocks = 2> : (memref<22x7xf32>, memref<112xf32>, memref<22x16xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

// A thread scales a panel, row by row, and then computes all its tiles with it.
// CHECK-LABEL: @scaled
// CHECK-SAME: %[[S:[a-z0-9]+]]: memref<7xf32>
func.func @scaled(%x: memref<22x7xf32>, %w: memref<112xf32>, %s: memref<7xf32>, %y: memref<22x16xf32>) {
  // CHECK: %[[SCRATCH:.*]] = memref.alloca() {alignment = 64 : i64} : memref<56xf32>
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c4)
  // CHECK: scf.for %[[K:.*]] = %c0 to %c7
  // CHECK: %[[W:.*]] = vector.load {{.*}}, vector<8xf32>
  // CHECK: %[[F:.*]] = vector.broadcast %{{.*}} : f32 to vector<8xf32>
  // CHECK: %[[P:.*]] = arith.mulf %[[W]], %[[F]]
  // CHECK: vector.store %[[P]], %[[SCRATCH]]
  // CHECK: scf.for
  // CHECK: vector.load %[[SCRATCH]]
  // CHECK: vector.fma
  kernel.contract %x, %w scaled by %s into %y window [] schedule <lanes = 8, panels = [8, 8], rows = [5, 5], blocks = 2> : (memref<22x7xf32>, memref<112xf32>, memref<7xf32>, memref<22x16xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @unscheduled(%x: memref<5x7xf32>, %w: memref<7x16xf32>, %y: memref<5x16xf32>) {
  // expected-error @+1 {{expected a schedule}}
  kernel.contract %x, %w into %y window [] : (memref<5x7xf32>, memref<7x16xf32>, memref<5x16xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @layout(%x: memref<5x7xf32, strided<[14, 2]>>, %w: memref<112xf32>, %y: memref<5x16xf32>) {
  // expected-error @+1 {{expected a buffer of static layout with contiguous last dimension, found 'memref<5x7xf32, strided<[14, 2]>>'}}
  kernel.contract %x, %w into %y window [] schedule <lanes = 8, panels = [16], rows = [3]> : (memref<5x7xf32, strided<[14, 2]>>, memref<112xf32>, memref<5x16xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// -----

func.func @tensors(%x: tensor<5x7xf32>, %w: tensor<112xf32>, %y: tensor<5x16xf32>) {
  // expected-error @+1 {{expected a kernel on buffers}}
  %0 = kernel.contract %x, %w into %y window [] schedule <lanes = 8, panels = [16], rows = [3]> : (tensor<5x7xf32>, tensor<112xf32>, tensor<5x16xf32>) -> tensor<5x16xf32> {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}
