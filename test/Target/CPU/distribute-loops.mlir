// RUN: fovea-opt --fovea-cpu-distribute-loops --canonicalize %s | FileCheck %s

// As many of the outermost dimensions as are long enough together are cut as one;
// all others stay whole.

// CHECK: #[[BEGIN:.*]] = affine_map<()[s0, s1] -> ((s0 * 256) floordiv s1)>
// CHECK: #[[END:.*]] = affine_map<()[s0, s1] -> ((s0 * 256 + 256) floordiv s1)>

// CHECK-LABEL: func private @shared
// CHECK-SAME: (%[[Y:.*]]: memref<4x64x8xf32>, %[[THREAD:.*]]: index, %[[COUNT:.*]]: index)
// CHECK-DAG: %[[B:.*]] = affine.apply #[[BEGIN]]()[%[[THREAD]], %[[COUNT]]]
// CHECK-DAG: %[[E:.*]] = affine.apply #[[END]]()[%[[THREAD]], %[[COUNT]]]
// CHECK: scf.for %[[IJ:.*]] = %[[B]] to %[[E]]
// CHECK: %[[I:.*]]:2 = affine.delinearize_index %[[IJ]] into (4, 64)
// CHECK: scf.for %[[K:.*]] = %c0 to %c8
// CHECK: memref.store %{{.*}}, %[[Y]][%[[I]]#0, %[[I]]#1, %[[K]]]
func.func private @shared(%y: memref<4x64x8xf32>, %thread: index, %count: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %v = arith.constant 1.0 : f32
  scf.parallel (%i, %j, %k) = (%c0, %c0, %c0) to (%c4, %c64, %c8) step (%c1, %c1, %c1) {
    memref.store %v, %y[%i, %j, %k] : memref<4x64x8xf32>
  }
  return
}

// The innermost dimension becomes vectors: it is cut if the others are short.

// CHECK-LABEL: func private @innermost
// CHECK: scf.for %{{.*}} = %c0 to %c4
// CHECK: scf.for %{{.*}} = %{{.*}} to
func.func private @innermost(%y: memref<4x64xf32>, %thread: index, %count: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %v = arith.constant 1.0 : f32
  scf.parallel (%i, %j) = (%c0, %c0) to (%c4, %c64) step (%c1, %c1) {
    memref.store %v, %y[%i, %j] : memref<4x64xf32>
  }
  return
}

// A kernel that is no parallel loop is left to thread 0.

// CHECK-LABEL: func private @serial
// CHECK-SAME: (%[[Y:.*]]: memref<8xf32>, %[[THREAD:.*]]: index, %{{.*}}: index)
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[THREAD]], %c0
// CHECK: scf.if %[[FIRST]]
func.func private @serial(%y: memref<8xf32>, %thread: index, %count: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w = memref.load %y[%c0] : memref<8xf32>
  // CHECK-NEXT: %[[W:.*]] = memref.load
  // CHECK-NEXT: memref.store %[[W]]
  memref.store %w, %y[%c1] : memref<8xf32>
  return
}
