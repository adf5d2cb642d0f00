// RUN: fovea-opt %s -fovea-raise-activations | FileCheck %s

// CHECK-LABEL: @silu
// CHECK: fovea.activation silu %{{.*}}
// CHECK-NOT: fovea.binary
func.func @silu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = fovea.activation sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = fovea.binary mul %0, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: @hard_swish
// CHECK: fovea.activation hard_swish %{{.*}}
func.func @hard_swish(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = fovea.activation hard_sigmoid %x alpha 0.1666666716337204 beta 0.5 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = fovea.binary mul %x, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// The gate of one value is not that of another.
// CHECK-LABEL: @do_not_raise_other_gate
// CHECK: fovea.binary mul
func.func @do_not_raise_other_gate(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = fovea.activation sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = fovea.binary mul %0, %y : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: @hard_sigmoid_of_other_slope
// CHECK: fovea.binary mul
func.func @hard_sigmoid_of_other_slope(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = fovea.activation hard_sigmoid %x alpha 0.2 beta 0.5 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = fovea.binary mul %x, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// (x / 2) (1 + erf(x * sqrt(1/2)))
// CHECK-LABEL: @gelu_half_first
// CHECK: %[[Y:.*]] = fovea.activation gelu %{{.*}}
// CHECK: return %[[Y]]
func.func @gelu_half_first(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %root = fovea.constant dense<0.707106769> : tensor<f32>
  %one = fovea.constant dense<1.0> : tensor<f32>
  %half = fovea.constant dense<0.5> : tensor<f32>
  %0 = fovea.binary mul %x, %root : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = fovea.unary erf %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = fovea.binary add %1, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = fovea.binary mul %x, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %4 = fovea.binary mul %3, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// (x (1 + erf(x / sqrt(2)))) / 2
// CHECK-LABEL: @gelu_half_last
// CHECK: %[[Y:.*]] = fovea.activation gelu %{{.*}}
// CHECK: return %[[Y]]
func.func @gelu_half_last(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %root = fovea.constant dense<1.41421354> : tensor<f32>
  %one = fovea.constant dense<1.0> : tensor<f32>
  %half = fovea.constant dense<0.5> : tensor<f32>
  %0 = fovea.binary div %x, %root : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = fovea.unary erf %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = fovea.binary add %1, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = fovea.binary mul %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = fovea.binary mul %3, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// CHECK-LABEL: @not_gelu_without_half
// CHECK: fovea.unary erf
// CHECK: fovea.binary mul
// CHECK-NOT: fovea.activation
// CHECK: return
func.func @not_gelu_without_half(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %root = fovea.constant dense<1.41421354> : tensor<f32>
  %one = fovea.constant dense<1.0> : tensor<f32>
  %0 = fovea.binary div %x, %root : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = fovea.unary erf %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = fovea.binary add %1, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = fovea.binary mul %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}
