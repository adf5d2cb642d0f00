// RUN: fovea-opt %s -convert-kernel-to-vector -canonicalize -split-input-file -verify-diagnostics | FileCheck %s

// Ten queries are one block of eight lanes, and one of two: no sum runs across
// lanes. Scratch memory is on the stack.
// CHECK-LABEL: @attention
func.func @attention(%q: memref<1x10x2x4xf32>, %k: memref<1x6x1x4xf32>, %v: memref<1x6x1x3xf32>, %y: memref<1x10x2x3xf32>) {
  // CHECK-DAG: memref.alloca() {{.*}} : memref<32xf32>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<48xf32>
  // CHECK-DAG: memref.alloca() {{.*}} : memref<8xf32>
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c2)
  // CHECK-COUNT-3: vector.fma {{.*}} : vector<8xf32>
  // CHECK: %[[MORE:.*]] = arith.cmpf ogt, {{.*}} : vector<8xf32>
  // CHECK: arith.select %[[MORE]]
  // CHECK: math.exp {{.*}} : vector<8xf32>
  // CHECK: arith.divf {{.*}} : vector<8xf32>
  // CHECK: vector.maskedload {{.*}} vector<4xf32>
  // CHECK-COUNT-2: vector.fma {{.*}} : vector<4xf32>
  // CHECK: vector.maskedstore
  // CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c2)
  // CHECK: math.exp {{.*}} : vector<2xf32>
  kernel.attention %q, %k, %v into %y scale 0.5 schedule <lanes = 8, vectors = 1, rows = 3> : (memref<1x10x2x4xf32>, memref<1x6x1x4xf32>, memref<1x6x1x3xf32>, memref<1x10x2x3xf32>) -> ()
  return
}

// -----

// A row of the mask that all queries share is one element for each key, added
// behind the cap; one that has an element for each query is loaded as vectors.
// Keys are compared with the indices of the queries.
// CHECK-LABEL: @masked
// CHECK-SAME: %{{.*}}: memref<1x8x2x4xf32>, %[[KEYS:.*]]: memref<1x1x8x1xf32>, %[[PAIRS:.*]]: memref<1x2x8x8xf32>
func.func @masked(%x: memref<1x8x2x4xf32>, %keys: memref<1x1x8x1xf32>, %pairs: memref<1x2x8x8xf32>, %y: memref<1x8x2x4xf32>) {
  // CHECK: %[[MASK:.*]] = memref.reinterpret_cast %[[KEYS]]
  // CHECK: math.tanh {{.*}} : vector<8xf32>
  // CHECK: memref.load %[[MASK]]
  // CHECK-NEXT: vector.broadcast {{.*}} vector<8xf32>
  // CHECK-NEXT: arith.addf
  kernel.attention %x, %x, %x mask %keys into %y scale 0.5 softcap 2.0 schedule <lanes = 8, vectors = 1, rows = 3> : (memref<1x8x2x4xf32>, memref<1x8x2x4xf32>, memref<1x8x2x4xf32>, memref<1x1x8x1xf32>, memref<1x8x2x4xf32>) -> ()
  // CHECK: %[[MASK:.*]] = memref.reinterpret_cast %[[PAIRS]]
  // CHECK: %[[ELEMENTS:.*]] = vector.load %[[MASK]]
  // CHECK-NEXT: %[[SCORE:.*]] = arith.addf {{.*}}, %[[ELEMENTS]]
  // CHECK: %[[PAST:.*]] = arith.cmpi sle, {{.*}} : vector<8xi32>
  // CHECK: arith.select %[[PAST]], %[[SCORE]], %{{.*}}
  kernel.attention %x, %x, %x mask %pairs into %y scale 0.5 causal schedule <lanes = 8, vectors = 1, rows = 3> : (memref<1x8x2x4xf32>, memref<1x8x2x4xf32>, memref<1x8x2x4xf32>, memref<1x2x8x8xf32>, memref<1x8x2x4xf32>) -> ()
  return
}

// -----

func.func @unscheduled(%q: memref<1x2x10x4xf32>) {
  // expected-error @+1 {{expected a schedule}}
  kernel.attention %q, %q, %q into %q scale 0.5 : (memref<1x2x10x4xf32>, memref<1x2x10x4xf32>, memref<1x2x10x4xf32>, memref<1x2x10x4xf32>) -> ()
  return
}
