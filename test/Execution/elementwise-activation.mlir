// RUN: %run_reference | FileCheck %s
//
// Activation functions, against numpy and SciPy. The operands are arguments, so
// that nothing is folded.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func @print_7xf32(%x: tensor<7xf32>) {
  %any = tensor.cast %x : tensor<7xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_4xi8(%x: tensor<4xi8>) {
  %wide = fovea.cast %x : tensor<4xi8> to tensor<4xi64>
  %any = tensor.cast %wide : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_3xui8(%x: tensor<3xui8>) {
  %wide = fovea.cast %x : tensor<3xui8> to tensor<3xi64>
  %any = tensor.cast %wide : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_1xf32(%x: tensor<1xf32>) {
  %any = tensor.cast %x : tensor<1xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x3xf32(%x: tensor<2x3xf32>) {
  %flat = fovea.reshape %x : tensor<2x3xf32> to tensor<6xf32>
  %any = tensor.cast %flat : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2xi32(%x: tensor<2xi32>) {
  %wide = fovea.cast %x : tensor<2xi32> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @reals(%x: tensor<7xf32>) {
  // CHECK: [0, 0, 0, 0, 0.75, 3.5, 100]
  %0 = fovea.activation relu %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%0) : (tensor<7xf32>) -> ()
  // CHECK: [-7.5, -0.625, -0.125, 0, 0.75, 3.5, 100]
  %1 = fovea.activation leaky_relu %x alpha 0.25 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%1) : (tensor<7xf32>) -> ()
  // CHECK: [-1, -1, -0.5, 0, 0.75, 2, 2]
  %2 = fovea.activation clip %x alpha -1.0 beta 2.0 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%2) : (tensor<7xf32>) -> ()
  // CHECK: [-1, -1, -1, -1, -1, -1, -1]
  %3 = fovea.activation clip %x alpha 2.0 beta -1.0 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%3) : (tensor<7xf32>) -> ()
  // CHECK: [-2.80729e-12, -0.189645, -0.18877, 0, 0.509384, 3.39741, 100]
  %4 = fovea.activation silu %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%4) : (tensor<7xf32>) -> ()
  // CHECK: [-2.00468e-21, -0.0349862, -0.149612, 0, 0.58639, 3.49097, 100]
  %5 = fovea.activation quick_gelu %x alpha 1.702 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%5) : (tensor<7xf32>) -> ()
  // CHECK: [-0, -0.208333, -0.208333, 0, 0.46875, 3.5, 100]
  %6 = fovea.activation hard_swish %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%6) : (tensor<7xf32>) -> ()
  // CHECK: [9.35762e-14, 0.0758582, 0.377541, 0.5, 0.679179, 0.970688, 1]
  %7 = fovea.activation sigmoid %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%7) : (tensor<7xf32>) -> ()
  // CHECK: [0, 0, 0.375, 0.5, 0.6875, 1, 1]
  %8 = fovea.activation hard_sigmoid %x alpha 0.25 beta 0.5 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%8) : (tensor<7xf32>) -> ()
  // CHECK: [-0, -0.0155242, -0.154269, 0, 0.580029, 3.49919, 100]
  %9 = fovea.activation gelu %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%9) : (tensor<7xf32>) -> ()
  // CHECK: [-0, -0.0150843, -0.154286, 0, 0.579961, 3.49938, 100]
  %10 = fovea.activation gelu_tanh %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%10) : (tensor<7xf32>) -> ()
  // CHECK: [-1.5, -1.37687, -0.590204, 0, 0.75, 3.5, 100]
  %11 = fovea.activation elu %x alpha 1.5 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%11) : (tensor<7xf32>) -> ()
  // CHECK: [-3, -2.75375, -1.18041, 0, 1.5, 7, 200]
  %12 = fovea.activation selu %x alpha 1.5 beta 2.0 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%12) : (tensor<7xf32>) -> ()
  // CHECK: [-2, -1.42699, -0.442398, 0, 0.75, 3.5, 100]
  %13 = fovea.activation celu %x alpha 2.0 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%13) : (tensor<7xf32>) -> ()
  // CHECK: [9.35762e-14, 0.0788897, 0.474077, 0.693147, 1.13687, 3.52975, 100]
  %14 = fovea.activation softplus %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%14) : (tensor<7xf32>) -> ()
  // CHECK: [-0.967742, -0.714286, -0.333333, 0, 0.428571, 0.777778, 0.990099]
  %15 = fovea.activation softsign %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%15) : (tensor<7xf32>) -> ()
  // CHECK: [-2.80729e-12, -0.196816, -0.220744, 0, 0.610018, 3.49399, 100]
  %16 = fovea.activation mish %x : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%16) : (tensor<7xf32>) -> ()
  // CHECK: [0, 0, 0, 0, 0, 3.5, 100]
  %17 = fovea.activation thresholded_relu %x alpha 0.75 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%17) : (tensor<7xf32>) -> ()
  // CHECK: [-29.75, -2.25, 0, 0, 0.5, 3.25, 99.75]
  %18 = fovea.activation shrink %x alpha 0.5 beta 0.25 : (tensor<7xf32>) -> tensor<7xf32>
  call @print_7xf32(%18) : (tensor<7xf32>) -> ()
  return
}

// Bounds saturate.
func.func @integers(%x: tensor<4xi8>, %u: tensor<3xui8>) {
  // CHECK: [0, 0, 3, 100]
  %0 = fovea.activation relu %x : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%0) : (tensor<4xi8>) -> ()
  // CHECK: [-5, -3, 3, 100]
  %1 = fovea.activation clip %x alpha -5.0 beta 1.0e3 : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%1) : (tensor<4xi8>) -> ()
  // CHECK: [1, 5, 7]
  %2 = fovea.activation clip %u alpha -5.0 beta 7.0 : (tensor<3xui8>) -> tensor<3xui8>
  call @print_3xui8(%2) : (tensor<3xui8>) -> ()
  // CHECK: [-18, 0, 0, 98]
  %3 = fovea.activation shrink %x alpha 3.0 beta 1.5 : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%3) : (tensor<4xi8>) -> ()
  return
}

// Is not hidden.
func.func @nan(%x: tensor<1xf32>) {
  // CHECK: [{{-?}}nan]
  %0 = fovea.activation relu %x : (tensor<1xf32>) -> tensor<1xf32>
  call @print_1xf32(%0) : (tensor<1xf32>) -> ()
  // CHECK: [{{-?}}nan]
  %1 = fovea.activation clip %x alpha 0.0 beta 6.0 : (tensor<1xf32>) -> tensor<1xf32>
  call @print_1xf32(%1) : (tensor<1xf32>) -> ()
  return
}

func.func @prelu(%a: tensor<2x3xf32>, %s: tensor<2x1xf32>, %j: tensor<2xi32>, %k: tensor<2xi32>) {
  // CHECK: [-0.5, 2, -1.5, -1, 5, -1.5]
  %0 = fovea.prelu %a, %s : (tensor<2x3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%0) : (tensor<2x3xf32>) -> ()
  // CHECK: [-6, 3]
  %1 = fovea.prelu %j, %k : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  call @print_2xi32(%1) : (tensor<2xi32>) -> ()
  return
}

func.func @main() {
  %reals_x = fovea.constant dense<[-30.0, -2.5, -0.5, 0.0, 0.75, 3.5, 100.0]> : tensor<7xf32>
  call @reals(%reals_x) : (tensor<7xf32>) -> ()
  %integers_x = fovea.constant dense<[-20, -3, 3, 100]> : tensor<4xi8>
  %integers_u = fovea.constant dense<[1, 5, 200]> : tensor<3xui8>
  call @integers(%integers_x, %integers_u) : (tensor<4xi8>, tensor<3xui8>) -> ()
  %nan_x = fovea.constant dense<[0x7FC00000]> : tensor<1xf32>
  call @nan(%nan_x) : (tensor<1xf32>) -> ()
  %prelu_a = fovea.constant dense<[[-1.0, 2.0, -3.0], [-4.0, 5.0, -6.0]]> : tensor<2x3xf32>
  %prelu_s = fovea.constant dense<[[0.5], [0.25]]> : tensor<2x1xf32>
  %prelu_j = fovea.constant dense<[-2, 3]> : tensor<2xi32>
  %prelu_k = fovea.constant dense<[3, 5]> : tensor<2xi32>
  call @prelu(%prelu_a, %prelu_s, %prelu_j, %prelu_k) : (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2xi32>, tensor<2xi32>) -> ()
  return
}
