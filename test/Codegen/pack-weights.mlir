// RUN: fovea-opt --fovea-pack-weights -split-input-file -verify-diagnostics %s | FileCheck %s

// Each constant begins at a multiple of 64 bytes.

// CHECK: module attributes
// CHECK-SAME: fovea.weight_offsets = array<i64: 0, 64>
// CHECK-SAME: fovea.weights = [dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> : tensor<3xf32>, dense<7> : tensor<2xi64>]
// CHECK-SAME: fovea.weights_size = 80
// CHECK-NOT: memref.global
// CHECK: func @main(%{{.*}}: memref<3xf32>, %[[WEIGHTS:.*]]: memref<80xi8> {fovea.role = "weights"})
// CHECK: %[[OFFSET:.*]] = arith.constant 64 : index
// CHECK: memref.view %[[WEIGHTS]][%[[OFFSET]]][] : memref<80xi8> to memref<2xi64>
module {
  memref.global "private" constant @a : memref<3xf32> = dense<[1.0, 2.0, 3.0]>
  memref.global "private" constant @b : memref<2xi64> = dense<7>
  func.func @main(%x: memref<3xf32>) {
    %a = memref.get_global @a : memref<3xf32>
    %b = memref.get_global @b : memref<2xi64>
    return
  }
}

// -----

module {
  // expected-error @below {{expected a constant global to have a value}}
  memref.global "private" @a : memref<3xf32>
  func.func @main() {
    return
  }
}
