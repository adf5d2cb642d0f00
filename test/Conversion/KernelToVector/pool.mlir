// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize -split-input-file | FileCheck %s

// Of each row of taps every input is loaded once: the one in the middle belongs
// to both results.
// CHECK-LABEL: @max
func.func @max(%x: memref<1x5x5x16xf32>, %y: memref<1x2x2x16xf32>) {
  // CHECK-DAG: %[[LOWEST:.*]] = arith.constant dense<0xFF800000> : vector<8xf32>
  // CHECK: scf.parallel
  // CHECK: %[[MAXIMA:.*]]:2 = scf.for {{.*}} iter_args({{.*}} = %[[LOWEST]], {{.*}} = %[[LOWEST]])
  // CHECK-COUNT-2: vector.load
  // CHECK: vector.load
  // NaN stays: in the element, which is looked at, and in the maximum.
  // CHECK: %[[LARGER:.*]] = arith.cmpf ogt, %[[X:.*]], %[[MAX:.*]] : vector<8xf32>
  // CHECK: %[[NEW:.*]] = arith.select %[[LARGER]], %[[X]], %[[MAX]]
  // CHECK: %[[NAN:.*]] = arith.cmpf uno, %[[X]], %[[X]]
  // CHECK: arith.select %[[NAN]], %[[X]], %[[NEW]]
  // CHECK-COUNT-2: vector.load
  // CHECK-NOT: vector.load
  // CHECK: scf.yield
  // CHECK: vector.store %[[MAXIMA]]#0
  // CHECK: vector.store %[[MAXIMA]]#1
  kernel.pool maximumf %x into %y window [3, 3] strides [2, 2] schedule <lanes = 8, columns = 2> : (memref<1x5x5x16xf32>, memref<1x2x2x16xf32>) -> () {
  ^bb0(%max: f32):
    kernel.yield %max : f32
  }
  return
}

// -----

// A long row of taps is a loop. Channels beyond a vector are masked.
// CHECK-LABEL: @sum
func.func @sum(%x: memref<1x100x3xf32>, %d: memref<1x1x1xf32>, %y: memref<1x1x3xf32>) {
  // CHECK: %[[SUM:.*]] = scf.for %{{.*}} = %c0 to %c100 step %c1
  // CHECK: vector.maskedload
  // CHECK-NEXT: arith.addf
  // CHECK-NEXT: scf.yield
  // CHECK: %[[RESULT:.*]] = arith.divf %[[SUM]], %{{.*}} : vector<4xf32>
  // CHECK: vector.maskedstore {{.*}}, %[[RESULT]]
  kernel.pool addf %x, %d into %y window [100] schedule <lanes = 8, columns = 1> : (memref<1x100x3xf32>, memref<1x1x1xf32>, memref<1x1x3xf32>) -> () {
  ^bb0(%sum: f32, %e: f32):
    %0 = arith.divf %sum, %e : f32
    kernel.yield %0 : f32
  }
  return
}
