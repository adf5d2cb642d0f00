// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// CHECK-LABEL: @constant
func.func @constant() {
  // CHECK: fovea.constant dense<[1, 2]> : tensor<2xi64>
  %0 = fovea.constant dense<[1, 2]> : tensor<2xi64>
  // CHECK: fovea.constant dense<true> : tensor<i1>
  %1 = fovea.constant dense<true> : tensor<i1>
  // CHECK: fovea.constant dense_resource<table> : tensor<2xf32>
  %2 = fovea.constant dense_resource<table> : tensor<2xf32>
  // An elided print can be read again.
  // CHECK: fovea.constant dense_resource<__elided__> : tensor<7xui8>
  %3 = fovea.constant dense_resource<__elided__> : tensor<7xui8>
  return
}

// CHECK-LABEL: @weight
func.func @weight() {
  // CHECK: fovea.weight "stem/kernel" init <normal, 0.000000e+00 : f64, 2.700000e-01 : f64> : tensor<3x3x3x32xf32>
  %0 = fovea.weight "stem/kernel" init <normal, 0.0, 0.27>
     : tensor<3x3x3x32xf32>
  // CHECK: fovea.weight "w" value dense_resource<table> : tensor<2xf32> : tensor<2xf32>
  %1 = fovea.weight "w" value dense_resource<table> : tensor<2xf32>
     : tensor<2xf32>
  // CHECK: fovea.weight "unbound" : tensor<4xf32>
  %2 = fovea.weight "unbound" : tensor<4xf32>
  return
}

{-#
  dialect_resources: {
    builtin: {
      table: "0x040000000000803F00000040"
    }
  }
#-}
