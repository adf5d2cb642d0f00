// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// The examples of the ops' documentation, and every kind and optional part once.

// CHECK-LABEL: @unary
func.func @unary(%x0: tensor<2x3xf32>, %x1: tensor<2x3xi1>) {
  // CHECK: fovea.unary abs %{{.*}}
  %0 = fovea.unary abs %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary neg %{{.*}}
  %1 = fovea.unary neg %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary sign %{{.*}}
  %2 = fovea.unary sign %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary exp %{{.*}}
  %3 = fovea.unary exp %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary log %{{.*}}
  %4 = fovea.unary log %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary sqrt %{{.*}}
  %5 = fovea.unary sqrt %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary rsqrt %{{.*}}
  %6 = fovea.unary rsqrt %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary reciprocal %{{.*}}
  %7 = fovea.unary reciprocal %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary erf %{{.*}}
  %8 = fovea.unary erf %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary sin %{{.*}}
  %9 = fovea.unary sin %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary cos %{{.*}}
  %10 = fovea.unary cos %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary tan %{{.*}}
  %11 = fovea.unary tan %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary asin %{{.*}}
  %12 = fovea.unary asin %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary acos %{{.*}}
  %13 = fovea.unary acos %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary atan %{{.*}}
  %14 = fovea.unary atan %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary sinh %{{.*}}
  %15 = fovea.unary sinh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary cosh %{{.*}}
  %16 = fovea.unary cosh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary tanh %{{.*}}
  %17 = fovea.unary tanh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary asinh %{{.*}}
  %18 = fovea.unary asinh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary acosh %{{.*}}
  %19 = fovea.unary acosh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary atanh %{{.*}}
  %20 = fovea.unary atanh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary floor %{{.*}}
  %21 = fovea.unary floor %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary ceil %{{.*}}
  %22 = fovea.unary ceil %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary round_even %{{.*}}
  %23 = fovea.unary round_even %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.unary logical_not %{{.*}}
  %24 = fovea.unary logical_not %x1 : (tensor<2x3xi1>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: @binary
func.func @binary(%x0: tensor<2x5x3xf32>, %x1: tensor<3xf32>, %x2: tensor<2x3xf32>, %x3: tensor<f32>, %x4: tensor<4xui8>, %x5: tensor<3xi64>) {
  // CHECK: fovea.binary add %{{.*}}, %{{.*}}
  %0 = fovea.binary add %x0, %x1 : (tensor<2x5x3xf32>, tensor<3xf32>) -> tensor<2x5x3xf32>
  // CHECK: fovea.binary add %{{.*}}, %{{.*}}
  %1 = fovea.binary add %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary sub %{{.*}}, %{{.*}}
  %2 = fovea.binary sub %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary mul %{{.*}}, %{{.*}}
  %3 = fovea.binary mul %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary div %{{.*}}, %{{.*}}
  %4 = fovea.binary div %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary mod %{{.*}}, %{{.*}}
  %5 = fovea.binary mod %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary rem %{{.*}}, %{{.*}}
  %6 = fovea.binary rem %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary pow %{{.*}}, %{{.*}}
  %7 = fovea.binary pow %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary min %{{.*}}, %{{.*}}
  %8 = fovea.binary min %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary max %{{.*}}, %{{.*}}
  %9 = fovea.binary max %x2, %x3 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary logical_and %{{.*}}, %{{.*}}
  %10 = fovea.binary logical_and %x4, %x4 : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  // CHECK: fovea.binary logical_or %{{.*}}, %{{.*}}
  %11 = fovea.binary logical_or %x4, %x4 : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  // CHECK: fovea.binary logical_xor %{{.*}}, %{{.*}}
  %12 = fovea.binary logical_xor %x4, %x4 : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  // CHECK: fovea.binary shift_left %{{.*}}, %{{.*}}
  %13 = fovea.binary shift_left %x4, %x4 : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  // CHECK: fovea.binary shift_right %{{.*}}, %{{.*}}
  %14 = fovea.binary shift_right %x4, %x4 : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  // CHECK: fovea.binary pow %{{.*}}, %{{.*}}
  %15 = fovea.binary pow %x2, %x5 : (tensor<2x3xf32>, tensor<3xi64>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: @compare
func.func @compare(%x0: tensor<2x3xf32>, %x1: tensor<f32>) {
  // CHECK: fovea.compare eq %{{.*}}, %{{.*}}
  %0 = fovea.compare eq %x0, %x1 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  // CHECK: fovea.compare ne %{{.*}}, %{{.*}}
  %1 = fovea.compare ne %x0, %x1 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  // CHECK: fovea.compare lt %{{.*}}, %{{.*}}
  %2 = fovea.compare lt %x0, %x1 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  // CHECK: fovea.compare le %{{.*}}, %{{.*}}
  %3 = fovea.compare le %x0, %x1 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  // CHECK: fovea.compare gt %{{.*}}, %{{.*}}
  %4 = fovea.compare gt %x0, %x1 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  // CHECK: fovea.compare ge %{{.*}}, %{{.*}}
  %5 = fovea.compare ge %x0, %x1 : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
  return
}

// CHECK-LABEL: @select
func.func @select(%x0: tensor<2x1xi1>, %x1: tensor<3xf32>, %x2: tensor<f32>) {
  // CHECK: fovea.select %{{.*}}, %{{.*}}, %{{.*}}
  %0 = fovea.select %x0, %x1, %x2 : (tensor<2x1xi1>, tensor<3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: @cast
func.func @cast(%x0: tensor<2x3xf32>) {
  // CHECK: fovea.cast %{{.*}}
  %0 = fovea.cast %x0 : tensor<2x3xf32> to tensor<2x3xui8>
  return
}

// CHECK-LABEL: @activation
func.func @activation(%x0: tensor<2x3xf32>) {
  // CHECK: fovea.activation relu %{{.*}}
  %0 = fovea.activation relu %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation leaky_relu %{{.*}} alpha 1.000000e+00
  %1 = fovea.activation leaky_relu %x0 alpha 1.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation clip %{{.*}} alpha 1.000000e+00 beta 2.000000e+00
  %2 = fovea.activation clip %x0 alpha 1.000000e+00 beta 2.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation silu %{{.*}}
  %3 = fovea.activation silu %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation gelu %{{.*}} error 5.000000e-01 separate
  %approximate = fovea.activation gelu %x0 error 0.5 separate : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation quick_gelu %{{.*}} alpha 1.000000e+00
  %4 = fovea.activation quick_gelu %x0 alpha 1.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation hard_swish %{{.*}}
  %5 = fovea.activation hard_swish %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation sigmoid %{{.*}}
  %6 = fovea.activation sigmoid %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation hard_sigmoid %{{.*}} alpha 1.000000e+00 beta 2.000000e+00
  %7 = fovea.activation hard_sigmoid %x0 alpha 1.000000e+00 beta 2.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation gelu %{{.*}}
  %8 = fovea.activation gelu %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation gelu_tanh %{{.*}}
  %9 = fovea.activation gelu_tanh %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation elu %{{.*}} alpha 1.000000e+00
  %10 = fovea.activation elu %x0 alpha 1.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation selu %{{.*}} alpha 1.000000e+00 beta 2.000000e+00
  %11 = fovea.activation selu %x0 alpha 1.000000e+00 beta 2.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation celu %{{.*}} alpha 1.000000e+00
  %12 = fovea.activation celu %x0 alpha 1.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation softplus %{{.*}}
  %13 = fovea.activation softplus %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation softsign %{{.*}}
  %14 = fovea.activation softsign %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation mish %{{.*}}
  %15 = fovea.activation mish %x0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation thresholded_relu %{{.*}} alpha 1.000000e+00
  %16 = fovea.activation thresholded_relu %x0 alpha 1.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.activation shrink %{{.*}} alpha 1.000000e+00 beta 2.000000e+00
  %17 = fovea.activation shrink %x0 alpha 1.000000e+00 beta 2.000000e+00 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: @prelu
func.func @prelu(%x0: tensor<1x8x8x3xf32>, %x1: tensor<3xf32>) {
  // CHECK: fovea.prelu %{{.*}}, %{{.*}}
  %0 = fovea.prelu %x0, %x1 : (tensor<1x8x8x3xf32>, tensor<3xf32>) -> tensor<1x8x8x3xf32>
  return
}
