// RUN: fovea-opt --fovea-plan-memory -split-input-file -verify-diagnostics %s | FileCheck %s

func.func private @kernel(memref<256xf32>, memref<256xf32>)

// A chain needs two buffers, whatever its length: the plan meets the bound.

// CHECK: module attributes
// CHECK-SAME: fovea.arena_size = 2048
// CHECK-SAME: fovea.live_bytes = 2048
// CHECK-LABEL: func @main
// CHECK-SAME: %[[ARENA:[a-z0-9]+]]: memref<2048xi8> {fovea.role = "arena"}
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: memref.view %[[ARENA]][%{{.*}}][] : memref<2048xi8> to memref<256xf32>
// CHECK-NOT: memref.alloc
func.func @main(%x: memref<256xf32>, %y: memref<256xf32>) {
  %a = memref.alloc() : memref<256xf32>
  %b = memref.alloc() : memref<256xf32>
  %c = memref.alloc() : memref<256xf32>
  %d = memref.alloc() : memref<256xf32>
  call @kernel(%x, %a) : (memref<256xf32>, memref<256xf32>) -> ()
  call @kernel(%a, %b) : (memref<256xf32>, memref<256xf32>) -> ()
  call @kernel(%b, %c) : (memref<256xf32>, memref<256xf32>) -> ()
  call @kernel(%c, %d) : (memref<256xf32>, memref<256xf32>) -> ()
  call @kernel(%d, %y) : (memref<256xf32>, memref<256xf32>) -> ()
  return
}

// -----

func.func private @kernel(memref<64xf32>, memref<64xf32>)

// A view keeps its buffer alive: %a and %b are live at the same time.

// CHECK: fovea.arena_size = 512
// CHECK-LABEL: func @main
func.func @main(%x: memref<64xf32>, %y: memref<64xf32>) {
  %a = memref.alloc() : memref<8x8xf32>
  %b = memref.alloc() : memref<64xf32>
  %v = memref.collapse_shape %a [[0, 1]] : memref<8x8xf32> into memref<64xf32>
  call @kernel(%x, %v) : (memref<64xf32>, memref<64xf32>) -> ()
  call @kernel(%x, %b) : (memref<64xf32>, memref<64xf32>) -> ()
  call @kernel(%v, %y) : (memref<64xf32>, memref<64xf32>) -> ()
  return
}

// -----

func.func @main(%n: index) {
  // expected-error @below {{expected every buffer to be allocated at the top of the entry function, with a static shape}}
  %a = memref.alloc(%n) : memref<?xf32>
  return
}
