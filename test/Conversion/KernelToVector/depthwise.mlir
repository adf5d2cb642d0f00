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

// Five columns are a tile of three and one of two, with a sum each. Vectors of 8
// channels and one of the last 3.
// CHECK-LABEL: @sums
func.func @sums(%x: memref<2x4x5x11xf32>, %w: memref<1x1x11xf32>, %y: memref<2x4x5x11xf32>, %s: memref<2x4x2x11xf32>) {
  // CHECK: %[[S:.*]] = memref.reinterpret_cast %arg3
  // CHECK: scf.parallel
  // CHECK-COUNT-3: vector.store %{{.*}}, %{{.*}} : memref<440xf32
  // CHECK: %[[A:.*]] = arith.addf %{{.*}} : vector<8xf32>
  // CHECK: %[[B:.*]] = arith.addf %[[A]], %{{.*}} : vector<8xf32>
  // CHECK: vector.store %[[B]], %[[S]]
  // CHECK: scf.parallel
  // CHECK-COUNT-2: vector.store %{{.*}}, %{{.*}} : memref<440xf32
  // CHECK: %[[A:.*]] = arith.addf %{{.*}} : vector<8xf32>
  // CHECK: vector.store %[[A]], %[[S]]
  // CHECK: scf.parallel
  // CHECK: vector.maskedstore %[[S]]
  // CHECK: scf.parallel
  // CHECK: vector.maskedstore %[[S]]
  kernel.depthwise %x, %w into %y sums %s window [1, 1] schedule <lanes = 8, columns = 4> : (memref<2x4x5x11xf32>, memref<1x1x11xf32>, memref<2x4x5x11xf32>, memref<2x4x2x11xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// What is stored in bf16 is added up before it is rounded.
// CHECK-LABEL: @sums_of_bf16
func.func @sums_of_bf16(%x: memref<1x4x2x8xf32>, %w: memref<1x1x8xf32>, %y: memref<1x4x2x8xbf16>, %s: memref<1x4x1x8xf32>) {
  // CHECK: %[[R0:.*]] = arith.truncf %[[E0:.*]] : vector<8xf32> to vector<8xbf16>
  // CHECK: vector.store %[[R0]]
  // CHECK: %[[R1:.*]] = arith.truncf %[[E1:.*]] : vector<8xf32> to vector<8xbf16>
  // CHECK: vector.store %[[R1]]
  // CHECK: %[[SUM:.*]] = arith.addf %[[E0]], %[[E1]]
  // CHECK: vector.store %[[SUM]]
  kernel.depthwise %x, %w into %y sums %s window [1, 1] schedule <lanes = 8, columns = 2> : (memref<1x4x2x8xf32>, memref<1x1x8xf32>, memref<1x4x2x8xbf16>, memref<1x4x1x8xf32>) -> () {
  ^bb0(%sum: f32):
    %0 = arith.truncf %sum : f32 to bf16
    kernel.yield %0 : bf16
  }
  return
}
