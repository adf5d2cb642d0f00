// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize -split-input-file | FileCheck %s

// Rows of 19 are two vectors of eight and one of four, the last element of which
// adds nothing to the sums and is not stored.
// CHECK-LABEL: @layer_norm
func.func @layer_norm(%x: memref<5x19xf32>, %s: memref<1x19xf32>, %y: memref<5x19xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c5)
  // CHECK: %[[SUMS:.*]] = scf.for {{.*}} -> (vector<8xf32>)
  // CHECK: vector.reduction <add>, %[[SUMS]]
  // CHECK: %[[REST:.*]] = vector.maskedload {{.*}} vector<4xf32>
  // CHECK: arith.select %{{.*}} : vector<4xi1>, vector<4xf32>
  // CHECK: arith.divf %{{.*}}, %{{.*}} : f32
  // CHECK: scf.for {{.*}} -> (vector<8xf32>)
  // CHECK: arith.subf
  // CHECK: vector.fma
  // CHECK: math.sqrt
  // CHECK: scf.for
  // CHECK: vector.load
  // CHECK: %[[SCALE:.*]] = vector.load
  // CHECK: arith.mulf %{{.*}}, %[[SCALE]] : vector<8xf32>
  // CHECK: vector.store
  // CHECK: vector.maskedstore
  kernel.normalize %x, %s into %y center epsilon 1.0e-6 schedule <lanes = 8> : (memref<5x19xf32>, memref<1x19xf32>, memref<5x19xf32>) -> () {
  ^bb0(%e: f32, %f: f32):
    %0 = arith.mulf %e, %f : f32
    kernel.yield %0 : f32
  }
  return
}

// -----

// A root mean square needs one sum, and subtracts nothing.
// CHECK-LABEL: @rms_norm
func.func @rms_norm(%x: memref<5x16xf32>, %y: memref<5x16xf32>) {
  // CHECK-COUNT-1: vector.reduction
  // CHECK-NOT: vector.reduction
  // CHECK-NOT: arith.subf
  // CHECK: return
  kernel.normalize %x into %y epsilon 1.0e-6 schedule <lanes = 8> : (memref<5x16xf32>, memref<5x16xf32>) -> () {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  }
  return
}
