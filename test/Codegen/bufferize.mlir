// RUN: fovea-opt --fovea-bufferize -split-input-file -verify-diagnostics %s | FileCheck %s

// The result is computed in the caller's buffer, with no copy and no allocation.

// CHECK-LABEL: func @main
// CHECK-SAME: (%[[X:.*]]: memref<8xf32> {fovea.role = "input"}, %[[Y:.*]]: memref<8xf32> {fovea.role = "output"})
// CHECK-NOT: memref.alloc
// CHECK-NOT: linalg.copy
// CHECK: linalg.exp ins(%[[X]] : memref<8xf32>) outs(%[[Y]] : memref<8xf32>)
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = tensor.empty() : tensor<8xf32>
  %1 = linalg.exp ins(%x : tensor<8xf32>) outs(%0 : tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// An input is the caller's: it is copied, not updated.

// CHECK-LABEL: func @main
// CHECK-SAME: (%[[X:.*]]: memref<8xf32> {fovea.role = "input"}, %[[Y:.*]]: memref<8xf32>
// CHECK-NOT: outs(%[[X]]
// CHECK: return
func.func @main(%x: tensor<8xf32>) -> tensor<8xf32> {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %0 = tensor.insert %one into %x[%c0] : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

// Copies are linalg ops, so that they become kernels.

// CHECK-LABEL: func @main
// CHECK: linalg.copy ins(%{{.*}} : memref<4xi32>) outs(%{{.*}} : memref<4xi32>)
func.func @main(%x: tensor<4xi32>) -> tensor<4xi32> {
  return %x : tensor<4xi32>
}

// -----

// One buffer can be one result only.

// CHECK-LABEL: func @main
// CHECK-SAME: %[[Y0:[a-z0-9]*]]: memref<8xf32> {fovea.role = "output"}, %[[Y1:[a-z0-9]*]]: memref<8xf32> {fovea.role = "output"})
// CHECK: linalg.exp ins(%{{.*}}) outs(%[[Y0]] : memref<8xf32>)
// CHECK: linalg.copy ins(%[[Y0]] : memref<8xf32>) outs(%[[Y1]] : memref<8xf32>)
func.func @main(%x: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = tensor.empty() : tensor<8xf32>
  %1 = linalg.exp ins(%x : tensor<8xf32>) outs(%0 : tensor<8xf32>) -> tensor<8xf32>
  return %1, %1 : tensor<8xf32>, tensor<8xf32>
}

// -----

// expected-error @below {{expected an entry function '@main'}}
module {
}
