// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize -split-input-file -verify-diagnostics | FileCheck %s

// Ten queries are one block of eight lanes, and one of two: no sum runs across
// lanes. Scratch memory is on the stack.
// CHECK-LABEL: @attention
// CHECK-SAME: %[[Q:.*]]: memref<1x2x10x4xf32>, %[[K:.*]]: memref<1x1x6x4xf32>
func.func @attention(%q: memref<1x2x10x4xf32>, %k: memref<1x1x6x4xf32>, %v: memref<1x1x6x3xf32>, %y: memref<1x2x10x3xf32>) {
  // CHECK-DAG: memref.alloca() {{.*}} : memref<32xf32>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<48xf32>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<8xf32>
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c2)
  // CHECK-COUNT-3: vector.fma {{.*}} : vector<8xf32>
  // CHECK: arith.maximumf {{.*}} : vector<8xf32>
  // CHECK: math.exp {{.*}} : vector<8xf32>
  // CHECK: arith.divf {{.*}} : vector<8xf32>
  // CHECK: vector.maskedload {{.*}} vector<4xf32>
  // CHECK-COUNT-2: vector.fma {{.*}} : vector<4xf32>
  // CHECK: vector.maskedstore
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c2)
  // CHECK: math.exp {{.*}} : vector<2xf32>
  kernel.attention %q, %k, %v into %y scale 0.5 schedule <lanes = 8, vectors = 1, rows = 3> : (memref<1x2x10x4xf32>, memref<1x1x6x4xf32>, memref<1x1x6x3xf32>, memref<1x2x10x3xf32>) -> ()
  return
}

// -----

func.func @unscheduled(%q: memref<1x2x10x4xf32>) {
  // expected-error @+1 {{expected a schedule}}
  kernel.attention %q, %q, %q into %q scale 0.5 : (memref<1x2x10x4xf32>, memref<1x2x10x4xf32>, memref<1x2x10x4xf32>, memref<1x2x10x4xf32>) -> ()
  return
}
