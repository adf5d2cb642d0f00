// RUN: fovea-opt %s -fovea-fold-constants | FileCheck %s

// A weight that is rearranged stays a weight of that name.
// CHECK-LABEL: @rearranged
// CHECK-NEXT: fovea.weight "w" value dense<{{\[}}[1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]>
// CHECK-NEXT: return
func.func @rearranged() -> tensor<3x2xf32> {
  %0 = fovea.weight "w" value dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]>
     : tensor<2x3xf32> : tensor<2x3xf32>
  %1 = fovea.transpose %0 permutation [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// Chains fold from their beginning, with constants of no name. What else uses
// the weight keeps it.
// CHECK-LABEL: @chain
// CHECK-DAG: %[[W:.*]] = fovea.weight "w" value dense<[1, 2]> : tensor<2xi32>
// CHECK-DAG: %[[R:.*]] = fovea.weight "w" value dense<{{\[}}[3], [6]]> : tensor<2x1xi32>
// CHECK-NOT: fovea.constant
// CHECK: return %[[W]], %[[R]]
func.func @chain() -> (tensor<2xi32>, tensor<2x1xi32>) {
  %0 = fovea.weight "w" value dense<[1, 2]> : tensor<2xi32> : tensor<2xi32>
  %1 = fovea.constant dense<3> : tensor<i32>
  %2 = fovea.binary mul %0, %1 : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %3 = fovea.reshape %2 : tensor<2xi32> to tensor<2x1xi32>
  return %0, %3 : tensor<2xi32>, tensor<2x1xi32>
}

// What two weights make is neither.
// CHECK-LABEL: @two_weights
// CHECK-NEXT: fovea.constant dense<[1, 2, 3]> : tensor<3xi32>
func.func @two_weights() -> tensor<3xi32> {
  %0 = fovea.weight "a" value dense<[1, 2]> : tensor<2xi32> : tensor<2xi32>
  %1 = fovea.weight "b" value dense<3> : tensor<1xi32> : tensor<1xi32>
  %2 = fovea.concat %0, %1 axis 0 : (tensor<2xi32>, tensor<1xi32>) -> tensor<3xi32>
  return %2 : tensor<3xi32>
}

// CHECK-LABEL: @unbound
// CHECK: fovea.transpose
func.func @unbound() -> tensor<3x2xf32> {
  %0 = fovea.weight "w" : tensor<2x3xf32>
  %1 = fovea.transpose %0 permutation [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// CHECK-LABEL: @do_not_enlarge
// CHECK: fovea.tile
func.func @do_not_enlarge() -> tensor<40000xf32> {
  %0 = fovea.weight "w" value dense<[1.0, 2.0]> : tensor<2xf32> : tensor<2xf32>
  %1 = fovea.tile %0 repeats [20000] : (tensor<2xf32>) -> tensor<40000xf32>
  return %1 : tensor<40000xf32>
}

// CHECK-LABEL: @splat
// CHECK-NEXT: fovea.weight "w" value dense<7.000000e+00> : tensor<40x30xf32>
func.func @splat() -> tensor<40x30xf32> {
  %0 = fovea.weight "w" value dense<7.0> : tensor<30x40xf32> : tensor<30x40xf32>
  %1 = fovea.transpose %0 permutation [1, 0] : (tensor<30x40xf32>) -> tensor<40x30xf32>
  return %1 : tensor<40x30xf32>
}

// Arithmetic on f32 is computed for tensors of any size.
// CHECK-LABEL: @large_product
// CHECK: fovea.weight "w" value dense_resource<[[PRODUCT:[a-z_0-9]+]]> : tensor<64x100xf32>
// CHECK-NOT: fovea.binary
func.func @large_product() -> tensor<64x100xf32> {
  %0 = fovea.weight "w" value dense<2.0> : tensor<64x100xf32> : tensor<64x100xf32>
  %1 = fovea.constant dense<3.0> : tensor<100xf32>
  %2 = fovea.binary mul %0, %1 : (tensor<64x100xf32>, tensor<100xf32>) -> tensor<64x100xf32>
  return %2 : tensor<64x100xf32>
}

// To the nearest, halves to even; numbers too large become infinite, and what is
// no number stays none.
// CHECK-LABEL: @round_to_bf16
// CHECK-NEXT: fovea.weight "w" value dense<[1.000000e+00, 1.015630e+00, 1.007810e+00, 0x7F80, -0.000000e+00, 0x7FC0]> : tensor<6xbf16>
func.func @round_to_bf16() -> tensor<6xbf16> {
  %0 = fovea.weight "w" value dense<[1.00390625, 1.01171875, 1.00390637, 3.4e38, -0.0, 0x7F800001]> : tensor<6xf32> : tensor<6xf32>
  %1 = fovea.cast %0 : tensor<6xf32> to tensor<6xbf16>
  return %1 : tensor<6xbf16>
}

// Pairs of rows lie side by side, in panels of four columns and of two.
// CHECK-LABEL: @pack_pairs
// CHECK: fovea.weight "w" value dense<[1.000000e+00, 7.000000e+00, 2.000000e+00, 8.000000e+00, 3.000000e+00, 9.000000e+00, 4.000000e+00, 1.000000e+01, 5.000000e+00, 1.100000e+01, 6.000000e+00, 1.200000e+01]> : tensor<12xbf16>
func.func @pack_pairs() -> tensor<12xbf16> {
  %0 = fovea.weight "w" value dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]> : tensor<2x6xbf16> : tensor<2x6xbf16>
  %1 = tensor.empty() : tensor<12xbf16>
  %2 = kernel.pack %0 into %1 groups 1 schedule <lanes = 4, panels = [4, 2], rows = [1, 1]> : (tensor<2x6xbf16>, tensor<12xbf16>) -> tensor<12xbf16>
  return %2 : tensor<12xbf16>
}

// `shared` is reshaped without a copy.
// CHECK-LABEL: @resources
// CHECK-DAG: fovea.weight "w" value dense<[2, 1]> : tensor<2xi32>
// CHECK-DAG: fovea.weight "s" value dense_resource<shared> : tensor<2x1xi32>
func.func @resources() -> (tensor<2xi32>, tensor<2x1xi32>) {
  %0 = fovea.weight "w" value dense_resource<bytes> : tensor<2xi32> : tensor<2xi32>
  %1 = fovea.slice %0 starts [1] sizes [2] steps [-1] : (tensor<2xi32>) -> tensor<2xi32>
  %2 = fovea.weight "s" value dense_resource<shared> : tensor<2xi32> : tensor<2xi32>
  %3 = fovea.reshape %2 : tensor<2xi32> to tensor<2x1xi32>
  return %1, %3 : tensor<2xi32>, tensor<2x1xi32>
}

// CHECK-DAG: [[PRODUCT]]: "0x{{[0-9A-F]+}}0000C0400000C040"
// CHECK-DAG: shared: "0x04000000{{0*}}0100000002000000"
{-#
  dialect_resources: {
    builtin: {
      bytes: "0x040000000100000002000000",
      shared: "0x040000000100000002000000"
    }
  }
#-}
