// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations))' | FileCheck %s
// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations{error=0}))' | FileCheck %s --check-prefix=EXACT
// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations{error=1e-7}))' | FileCheck %s --check-prefix=EXACT
// RUN: fovea-opt %s -pass-pipeline='builtin.module(func.func(fovea-select-activations,fovea-select-activations{error=0}))' | FileCheck %s --check-prefix=EXACT

// EXACT-NOT: error
// EXACT-NOT: separate

// As a whole these take fewer instructions than their parts.

// CHECK-LABEL: @approximate
// CHECK: fovea.activation silu %{{.*}} error {{[^ ]+E-7}} :
// CHECK: fovea.activation gelu %{{.*}} error {{[^ ]+E-7}} :
// CHECK: fovea.activation quick_gelu %{{.*}} alpha {{[^ ]+}} error {{[^ ]+E-7}} :
func.func @approximate(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = fovea.activation silu %x : (tensor<8xf32>) -> tensor<8xf32>
  %1 = fovea.activation gelu %0 : (tensor<8xf32>) -> tensor<8xf32>
  %2 = fovea.activation quick_gelu %1 alpha 1.702 : (tensor<8xf32>) -> tensor<8xf32>
  return %2 : tensor<8xf32>
}

// There is no approximation, or none that takes less.

// CHECK-LABEL: @do_not_approximate
// CHECK-NOT: error
// CHECK-NOT: separate
// CHECK: return
func.func @do_not_approximate(%x: tensor<8xf32>, %d: tensor<8xf64>, %i: tensor<8xi32>) -> (tensor<8xf32>, tensor<8xf64>, tensor<8xi32>) {
  %0 = fovea.activation relu %x : (tensor<8xf32>) -> tensor<8xf32>
  %1 = fovea.activation sigmoid %0 : (tensor<8xf32>) -> tensor<8xf32>
  %2 = fovea.activation gelu_tanh %1 : (tensor<8xf32>) -> tensor<8xf32>
  %3 = fovea.activation mish %2 : (tensor<8xf32>) -> tensor<8xf32>
  %4 = fovea.activation silu %d : (tensor<8xf64>) -> tensor<8xf64>
  %5 = fovea.activation relu %i : (tensor<8xi32>) -> tensor<8xi32>
  return %3, %4, %5 : tensor<8xf32>, tensor<8xf64>, tensor<8xi32>
}

// CHECK-LABEL: @narrow
// CHECK: fovea.activation silu %{{.*}} error
func.func @narrow(%x: tensor<8xbf16>) -> tensor<8xbf16> {
  %0 = fovea.activation silu %x : (tensor<8xbf16>) -> tensor<8xbf16>
  return %0 : tensor<8xbf16>
}
