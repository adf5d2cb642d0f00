// RUN: fovea-opt --fovea-outline-kernels -split-input-file %s | FileCheck %s

// Equal layers share a kernel. In-place operands may overlap, others may not.

// CHECK: module attributes {fovea.kernels = [
// CHECK-SAME: {bytes = 64 : i64, flops = 8 : i64, name = "layer1", op = "activation", type = f32}
// CHECK-SAME: {bytes = 64 : i64, flops = 8 : i64, name = "layer1#1", op = "activation", type = f32}
// CHECK-SAME: {bytes = 32 : i64, flops = 8 : i64, name = "linalg.exp", op = "linalg.exp", type = f32}
// CHECK: func private @kernel_0(%{{.*}}: memref<8xf32> {llvm.noalias}, %{{.*}}: memref<8xf32> {llvm.noalias}, %{{.*}}: index, %{{.*}}: index)
// CHECK: linalg.exp
// CHECK: func private @kernel_1(%{{.*}}: memref<8xf32> {llvm.noalias}, %{{.*}}: index, %{{.*}}: index)
// CHECK-LABEL: func @main
// CHECK-SAME: %[[THREAD:[a-z0-9]+]]: index {fovea.role = "thread"}, %[[COUNT:[a-z0-9]+]]: index {fovea.role = "num_threads"}, %[[INV:[a-z0-9]+]]: !llvm.ptr {fovea.role = "invocation"}
// CHECK: call @fovea_mark(%[[INV]], %c0
// CHECK: call @kernel_0(%{{.*}}, %{{.*}}, %[[THREAD]], %[[COUNT]])
// CHECK: call @fovea_barrier(%[[INV]])
// CHECK: call @fovea_mark(%[[INV]], %c1
// CHECK: call @kernel_0(
// CHECK: call @kernel_1(
// CHECK: call @fovea_mark(%[[INV]], %c3
func.func @main(%x: memref<8xf32> {fovea.role = "input"}, %y: memref<8xf32> {fovea.role = "output"}) {
  %0 = memref.alloc() : memref<8xf32>
  linalg.exp ins(%x : memref<8xf32>) outs(%0 : memref<8xf32>) loc(#label)
  linalg.exp ins(%0 : memref<8xf32>) outs(%y : memref<8xf32>) loc(#label)
  linalg.exp ins(%y : memref<8xf32>) outs(%y : memref<8xf32>)
  return
}
#label = loc(fused<"activation">["layer1"])

// -----

// Two views of one buffer may overlap: no promise is made.

// CHECK: func private @kernel_0(%{{.*}}: memref<4xf32, strided<[1]>>, %{{.*}}: memref<4xf32, strided<[1], offset: 4>>, %{{.*}}: index, %{{.*}}: index)
// CHECK-LABEL: func @main
func.func @main(%y: memref<8xf32> {fovea.role = "output"}) {
  %a = memref.subview %y[0] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1]>>
  %b = memref.subview %y[4] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 4>>
  linalg.exp ins(%a : memref<4xf32, strided<[1]>>) outs(%b : memref<4xf32, strided<[1], offset: 4>>)
  return
}

// -----

// A buffer that a loop allocates becomes a buffer of the model; constants move
// into the kernel.

// CHECK: func private @kernel_0(%{{.*}}: memref<8xf32> {llvm.noalias}, %{{.*}}: memref<f32> {llvm.noalias}, %{{.*}}: index, %{{.*}}: index)
// CHECK: arith.constant 8 : index
// CHECK: scf.for
// CHECK-NOT: memref.alloc
// CHECK-LABEL: func @main
// CHECK: memref.alloc() : memref<f32>
func.func @main(%y: memref<8xf32> {fovea.role = "output"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    %t = memref.alloc() : memref<f32>
    %v = memref.load %y[%i] : memref<8xf32>
    memref.store %v, %t[] : memref<f32>
    %w = memref.load %t[] : memref<f32>
    memref.store %w, %y[%i] : memref<8xf32>
  }
  return
}
