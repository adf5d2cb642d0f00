// RUN: fovea-opt --fovea-isolate-kernels -split-input-file -verify-diagnostics %s | FileCheck %s

// Each kernel gets a module, and so does the entry function with all the rest.
// The name of a kernel depends on its content alone.

// CHECK-NOT: func
// CHECK: module @main {
// CHECK-DAG: func.func private @[[ADD:kernel_[0-9a-f]+]](memref<8xf32> {llvm.noalias}, index)
// CHECK-DAG: func.func private @[[MUL:kernel_[0-9a-f]+]](memref<8xf32>, index)
// CHECK-DAG: func.func private @fovea_barrier(!llvm.ptr)
// CHECK: func.func @main
// CHECK: call @[[ADD]](
// CHECK: call @[[MUL]](
// CHECK: call @[[ADD]](
// CHECK: module @[[ADD]] {
// CHECK-NEXT: func.func private @[[ADD]](%{{.*}}: memref<8xf32> {llvm.noalias}, %{{.*}}: index)
// CHECK: arith.addf
// CHECK: module @[[MUL]] {
// CHECK-NEXT: func.func private @[[MUL]](
// CHECK: arith.mulf
// CHECK-NOT: func
func.func private @fovea_barrier(!llvm.ptr)
func.func private @kernel_0(%x: memref<8xf32> {llvm.noalias}, %i: index) {
  %0 = memref.load %x[%i] : memref<8xf32>
  %1 = arith.addf %0, %0 : f32
  memref.store %1, %x[%i] : memref<8xf32>
  return
}
func.func private @kernel_1(%x: memref<8xf32>, %i: index) {
  %0 = memref.load %x[%i] : memref<8xf32>
  %1 = arith.mulf %0, %0 : f32
  memref.store %1, %x[%i] : memref<8xf32>
  return
}
func.func @main(%x: memref<8xf32>, %i: index, %invocation: !llvm.ptr) {
  call @kernel_0(%x, %i) : (memref<8xf32>, index) -> ()
  call @fovea_barrier(%invocation) : (!llvm.ptr) -> ()
  call @kernel_1(%x, %i) : (memref<8xf32>, index) -> ()
  call @kernel_0(%x, %i) : (memref<8xf32>, index) -> ()
  return
}

// -----

// The same kernel has the same name in another model, whatever it was called
// there and wherever it came from. Another attribute is another kernel. Equal
// kernels become one.

// CHECK: module @main {
// CHECK: call @[[MUL]](
// CHECK: call @[[NOALIAS:kernel_[0-9a-f]+]](
// CHECK: call @[[MUL]](
// CHECK: module @[[MUL]] {
// CHECK-NOT: module @[[MUL]] {
// CHECK: module @[[NOALIAS]] {
// CHECK-NOT: module
func.func private @kernel_0(%a: memref<8xf32>, %b: index) {
  %0 = memref.load %a[%b] : memref<8xf32>
  %1 = arith.mulf %0, %0 : f32 loc("somewhere")
  memref.store %1, %a[%b] : memref<8xf32>
  return
}
func.func private @kernel_1(%a: memref<8xf32> {llvm.noalias}, %b: index) {
  %0 = memref.load %a[%b] : memref<8xf32>
  %1 = arith.mulf %0, %0 : f32
  memref.store %1, %a[%b] : memref<8xf32>
  return
}
func.func private @kernel_2(%a: memref<8xf32>, %b: index) {
  %0 = memref.load %a[%b] : memref<8xf32>
  %1 = arith.mulf %0, %0 : f32
  memref.store %1, %a[%b] : memref<8xf32>
  return
}
func.func @main(%x: memref<8xf32>, %i: index) {
  call @kernel_0(%x, %i) : (memref<8xf32>, index) -> ()
  call @kernel_1(%x, %i) : (memref<8xf32>, index) -> ()
  call @kernel_2(%x, %i) : (memref<8xf32>, index) -> ()
  return
}

// -----

// expected-error @+1 {{expected an entry function '@main'}}
module {
  func.func private @kernel_0(%x: memref<8xf32>) {
    return
  }
}
