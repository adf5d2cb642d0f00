// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file -verify-diagnostics | FileCheck %s

// The bytes stay, the type becomes signless.

// CHECK-LABEL: @constant
func.func @constant() -> tensor<2xui8> {
  // CHECK: arith.constant dense<[1, -1]> : tensor<2xi8>
  %0 = fovea.constant dense<[1, 255]> : tensor<2xui8>
  return %0 : tensor<2xui8>
}

// -----

// CHECK-LABEL: @weight
func.func @weight() -> tensor<2xf32> {
  // CHECK: arith.constant dense_resource<table> : tensor<2xf32>
  %0 = fovea.weight "w" value dense_resource<table> : tensor<2xf32>
     : tensor<2xf32>
  return %0 : tensor<2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      table: "0x040000000000803F00000040"
    }
  }
#-}

// -----

// Ops are not folded: what runs is the lowering, on constants as well.

// CHECK-LABEL: @do_not_fold
func.func @do_not_fold() -> tensor<3x2xf32> {
  %0 = fovea.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  // CHECK: linalg.generic
  %1 = fovea.transpose %0 permutation [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// -----

func.func @weight_without_value() -> tensor<2xf32> {
  // expected-error @below {{weight 'w' has no value}}
  // expected-error @below {{failed to legalize operation 'fovea.weight'}}
  %0 = fovea.weight "w" init <normal, 0.0, 1.0> : tensor<2xf32>
  return %0 : tensor<2xf32>
}
