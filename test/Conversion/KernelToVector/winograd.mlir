// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize | FileCheck %s

// 36 inputs, 36 products, one tile and one vector of channels in each iteration.
// CHECK-LABEL: @input
func.func @input(%x: memref<1x10x6x20xf32>, %v: memref<1x2x1x720xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c4)
  // CHECK-COUNT-36: vector.load {{.*}} vector<8xf32>
  // CHECK-COUNT-36: vector.store {{.*}} vector<8xf32>
  // CHECK-NOT: vector.store
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c2)
  // CHECK-COUNT-36: vector.store {{.*}} vector<4xf32>
  // CHECK-NOT: vector.store
  kernel.winograd_input %x into %v schedule <lanes = 8> : (memref<1x10x6x20xf32>, memref<1x2x1x720xf32>) -> ()
  return
}

// At the points 0, 1, -1 and infinity the transforms only add: of each row and
// then of each column, two differences, a sum, and a difference.
// CHECK-LABEL: @input_2x2
func.func @input_2x2(%x: memref<1x10x6x8xf32>, %v: memref<1x4x2x128xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c8)
  // CHECK-NOT: vector.fma
  // CHECK-NOT: arith.mulf
  // CHECK-COUNT-16: vector.load {{.*}} vector<8xf32>
  // CHECK-COUNT-16: vector.store {{.*}} vector<8xf32>
  // CHECK-NOT: vector.store
  kernel.winograd_input %x into %v outputs 2 schedule <lanes = 8> : (memref<1x10x6x8xf32>, memref<1x4x2x128xf32>) -> ()
  return
}

// CHECK-LABEL: @weights
func.func @weights(%w: memref<3x3x5x8xf32>, %u: memref<5x288xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c5)
  // CHECK-COUNT-9: vector.load
  // CHECK-COUNT-36: vector.store
  // CHECK-NOT: vector.store
  kernel.winograd_weights %w into %u schedule <lanes = 8> : (memref<3x3x5x8xf32>, memref<5x288xf32>) -> ()
  return
}

// CHECK-LABEL: @weights_2x2
func.func @weights_2x2(%w: memref<3x3x5x8xf32>, %u: memref<5x128xf32>) {
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c5)
  // CHECK-COUNT-9: vector.load
  // CHECK-COUNT-16: vector.store
  // CHECK-NOT: vector.store
  kernel.winograd_weights %w into %u outputs 2 schedule <lanes = 8> : (memref<3x3x5x8xf32>, memref<5x128xf32>) -> ()
  return
}

// Of the last tile only what the result has is stored: 4x4 results, then 4x1, to
// which the last column of products adds nothing.
// CHECK-LABEL: @output
func.func @output(%m: memref<1x1x2x288xf32>, %b: memref<1x1x1x8xf32>, %y: memref<1x4x5x8xf32>) {
  // CHECK-COUNT-36: vector.load %{{.*}} memref<576xf32
  // CHECK-COUNT-16: vector.store
  // CHECK-COUNT-30: vector.load %{{.*}} memref<576xf32
  // CHECK-COUNT-4: vector.store
  // CHECK-NOT: vector.store
  kernel.winograd_output %m, %b into %y schedule <lanes = 8> : (memref<1x1x2x288xf32>, memref<1x1x1x8xf32>, memref<1x4x5x8xf32>) -> () {
  ^bb0(%sum: f32, %bias: f32):
    %0 = arith.addf %sum, %bias : f32
    kernel.yield %0 : f32
  }
  return
}

// Tiles of 2x2, then the last column of them, of 2x1.
// CHECK-LABEL: @output_2x2
func.func @output_2x2(%m: memref<1x2x3x128xf32>, %y: memref<1x4x5x8xf32>) {
  // CHECK-NOT: vector.fma
  // CHECK-NOT: arith.mulf
  // CHECK-COUNT-16: vector.load %{{.*}} memref<768xf32
  // CHECK-COUNT-4: vector.store
  // CHECK-COUNT-12: vector.load %{{.*}} memref<768xf32
  // CHECK-COUNT-2: vector.store
  // CHECK-NOT: vector.store
  kernel.winograd_output %m into %y outputs 2 schedule <lanes = 8> : (memref<1x2x3x128xf32>, memref<1x4x5x8xf32>) -> () {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}
