// RUN: %run_reference | FileCheck %s
//
// Elementwise functions of one tensor, against numpy and SciPy. The operands are
// arguments, so that nothing is folded.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func @print_5xf32(%x: tensor<5xf32>) {
  %any = tensor.cast %x : tensor<5xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_4xf32(%x: tensor<4xf32>) {
  %any = tensor.cast %x : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_3xf32(%x: tensor<3xf32>) {
  %any = tensor.cast %x : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_3xf16(%x: tensor<3xf16>) {
  %wide = fovea.cast %x : tensor<3xf16> to tensor<3xf32>
  %any = tensor.cast %wide : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_3xbf16(%x: tensor<3xbf16>) {
  %wide = fovea.cast %x : tensor<3xbf16> to tensor<3xf32>
  %any = tensor.cast %wide : tensor<3xf32> to tensor<*xf32>
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

func.func @print_2xi1(%x: tensor<2xi1>) {
  %wide = fovea.cast %x : tensor<2xi1> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @reals(%x: tensor<5xf32>) {
  // CHECK: [2.5, 0.75, 0.25, 1.5, 3]
  %0 = fovea.unary abs %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%0) : (tensor<5xf32>) -> ()
  // CHECK: [2.5, 0.75, -0.25, -1.5, -3]
  %1 = fovea.unary neg %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%1) : (tensor<5xf32>) -> ()
  // CHECK: [-1, -1, 1, 1, 1]
  %2 = fovea.unary sign %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%2) : (tensor<5xf32>) -> ()
  // CHECK: [0.082085, 0.472367, 1.28403, 4.48169, 20.0855]
  %3 = fovea.unary exp %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%3) : (tensor<5xf32>) -> ()
  // CHECK: [-0.999593, -0.711156, 0.276326, 0.966105, 0.999978]
  %4 = fovea.unary erf %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%4) : (tensor<5xf32>) -> ()
  // CHECK: [-0.598472, -0.681639, 0.247404, 0.997495, 0.14112]
  %5 = fovea.unary sin %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%5) : (tensor<5xf32>) -> ()
  // CHECK: [-0.801144, 0.731689, 0.968912, 0.0707372, -0.989992]
  %6 = fovea.unary cos %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%6) : (tensor<5xf32>) -> ()
  // CHECK: [0.747022, -0.931596, 0.255342, 14.1014, -0.142547]
  %7 = fovea.unary tan %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%7) : (tensor<5xf32>) -> ()
  // CHECK: [-1.19029, -0.643501, 0.244979, 0.982794, 1.24905]
  %8 = fovea.unary atan %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%8) : (tensor<5xf32>) -> ()
  // CHECK: [-6.0502, -0.822317, 0.252612, 2.12928, 10.0179]
  %9 = fovea.unary sinh %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%9) : (tensor<5xf32>) -> ()
  // CHECK: [6.13229, 1.29468, 1.03141, 2.35241, 10.0677]
  %10 = fovea.unary cosh %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%10) : (tensor<5xf32>) -> ()
  // CHECK: [-0.986614, -0.635149, 0.244919, 0.905148, 0.995055]
  %11 = fovea.unary tanh %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%11) : (tensor<5xf32>) -> ()
  // CHECK: [-1.64723, -0.693147, 0.247466, 1.19476, 1.81845]
  %12 = fovea.unary asinh %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%12) : (tensor<5xf32>) -> ()
  // CHECK: [-3, -1, 0, 1, 3]
  %13 = fovea.unary floor %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%13) : (tensor<5xf32>) -> ()
  // CHECK: [-2, -0, 1, 2, 3]
  %14 = fovea.unary ceil %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%14) : (tensor<5xf32>) -> ()
  // CHECK: [-0.4, -1.33333, 4, 0.666667, 0.333333]
  %15 = fovea.unary reciprocal %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%15) : (tensor<5xf32>) -> ()
  return
}

func.func @halves(%x: tensor<5xf32>) {
  // CHECK: [0, 2, 2, -0, -2]
  %0 = fovea.unary round_even %x : (tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%0) : (tensor<5xf32>) -> ()
  return
}

func.func @positive(%x: tensor<4xf32>) {
  // CHECK: [-1.38629, -0.693147, 0.693147, 2.19722]
  %0 = fovea.unary log %x : (tensor<4xf32>) -> tensor<4xf32>
  call @print_4xf32(%0) : (tensor<4xf32>) -> ()
  // CHECK: [0.5, 0.707107, 1.41421, 3]
  %1 = fovea.unary sqrt %x : (tensor<4xf32>) -> tensor<4xf32>
  call @print_4xf32(%1) : (tensor<4xf32>) -> ()
  // CHECK: [2, 1.41421, 0.707107, 0.333333]
  %2 = fovea.unary rsqrt %x : (tensor<4xf32>) -> tensor<4xf32>
  call @print_4xf32(%2) : (tensor<4xf32>) -> ()
  return
}

func.func @above_one(%x: tensor<3xf32>) {
  // CHECK: [0.962424, 1.31696, 4.09407]
  %0 = fovea.unary acosh %x : (tensor<3xf32>) -> tensor<3xf32>
  call @print_3xf32(%0) : (tensor<3xf32>) -> ()
  return
}

func.func @unit(%x: tensor<3xf32>) {
  // CHECK: [-0.848062, 0.25268, 1.06544]
  %0 = fovea.unary asin %x : (tensor<3xf32>) -> tensor<3xf32>
  call @print_3xf32(%0) : (tensor<3xf32>) -> ()
  // CHECK: [2.41886, 1.31812, 0.50536]
  %1 = fovea.unary acos %x : (tensor<3xf32>) -> tensor<3xf32>
  call @print_3xf32(%1) : (tensor<3xf32>) -> ()
  // CHECK: [-0.972955, 0.255413, 1.35403]
  %2 = fovea.unary atanh %x : (tensor<3xf32>) -> tensor<3xf32>
  call @print_3xf32(%2) : (tensor<3xf32>) -> ()
  return
}

func.func @special(%x: tensor<4xf32>) {
  // CHECK: [{{-?}}nan, 1, -1, 0]
  %0 = fovea.unary sign %x : (tensor<4xf32>) -> tensor<4xf32>
  call @print_4xf32(%0) : (tensor<4xf32>) -> ()
  // CHECK: [{{-?}}nan, inf, inf, 0]
  %1 = fovea.unary abs %x : (tensor<4xf32>) -> tensor<4xf32>
  call @print_4xf32(%1) : (tensor<4xf32>) -> ()
  // CHECK: [{{-?}}nan, inf, 0, 1]
  %2 = fovea.unary exp %x : (tensor<4xf32>) -> tensor<4xf32>
  call @print_4xf32(%2) : (tensor<4xf32>) -> ()
  return
}

// Computed in f32, rounded once.
func.func @narrow(%x: tensor<3xf16>, %y: tensor<3xbf16>) {
  // CHECK: [4.48047, 0.0497742, 22032]
  %0 = fovea.unary exp %x : (tensor<3xf16>) -> tensor<3xf16>
  call @print_3xf16(%0) : (tensor<3xf16>) -> ()
  // CHECK: [4.46875, 0.0498047, 22016]
  %1 = fovea.unary exp %y : (tensor<3xbf16>) -> tensor<3xbf16>
  call @print_3xbf16(%1) : (tensor<3xbf16>) -> ()
  return
}

// Negation and absolute values wrap.
func.func @integers(%x: tensor<4xi8>, %u: tensor<3xui8>) {
  // CHECK: [-128, 5, 0, 7]
  %0 = fovea.unary abs %x : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%0) : (tensor<4xi8>) -> ()
  // CHECK: [-128, 5, 0, -7]
  %1 = fovea.unary neg %x : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%1) : (tensor<4xi8>) -> ()
  // CHECK: [-1, -1, 0, 1]
  %2 = fovea.unary sign %x : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%2) : (tensor<4xi8>) -> ()
  // CHECK: [127, 4, -1, -8]
  %3 = fovea.unary logical_not %x : (tensor<4xi8>) -> tensor<4xi8>
  call @print_4xi8(%3) : (tensor<4xi8>) -> ()
  // CHECK: [0, 1, 200]
  %4 = fovea.unary abs %u : (tensor<3xui8>) -> tensor<3xui8>
  call @print_3xui8(%4) : (tensor<3xui8>) -> ()
  // CHECK: [0, 255, 56]
  %5 = fovea.unary neg %u : (tensor<3xui8>) -> tensor<3xui8>
  call @print_3xui8(%5) : (tensor<3xui8>) -> ()
  // CHECK: [0, 1, 1]
  %6 = fovea.unary sign %u : (tensor<3xui8>) -> tensor<3xui8>
  call @print_3xui8(%6) : (tensor<3xui8>) -> ()
  // CHECK: [255, 254, 55]
  %7 = fovea.unary logical_not %u : (tensor<3xui8>) -> tensor<3xui8>
  call @print_3xui8(%7) : (tensor<3xui8>) -> ()
  return
}

func.func @booleans(%x: tensor<2xi1>) {
  // CHECK: [0, 1]
  %0 = fovea.unary logical_not %x : (tensor<2xi1>) -> tensor<2xi1>
  call @print_2xi1(%0) : (tensor<2xi1>) -> ()
  return
}

func.func @main() {
  %reals_x = fovea.constant dense<[-2.5, -0.75, 0.25, 1.5, 3.0]> : tensor<5xf32>
  call @reals(%reals_x) : (tensor<5xf32>) -> ()
  %halves_x = fovea.constant dense<[0.5, 1.5, 2.5, -0.5, -1.5]> : tensor<5xf32>
  call @halves(%halves_x) : (tensor<5xf32>) -> ()
  %positive_x = fovea.constant dense<[0.25, 0.5, 2.0, 9.0]> : tensor<4xf32>
  call @positive(%positive_x) : (tensor<4xf32>) -> ()
  %above_one_x = fovea.constant dense<[1.5, 2.0, 30.0]> : tensor<3xf32>
  call @above_one(%above_one_x) : (tensor<3xf32>) -> ()
  %unit_x = fovea.constant dense<[-0.75, 0.25, 0.875]> : tensor<3xf32>
  call @unit(%unit_x) : (tensor<3xf32>) -> ()
  %special_x = fovea.constant dense<[0x7FC00000, 0x7F800000, 0xFF800000, 0.0]> : tensor<4xf32>
  call @special(%special_x) : (tensor<4xf32>) -> ()
  %narrow_x = fovea.constant dense<[1.5, -3.0, 10.0]> : tensor<3xf16>
  %narrow_y = fovea.constant dense<[1.5, -3.0, 10.0]> : tensor<3xbf16>
  call @narrow(%narrow_x, %narrow_y) : (tensor<3xf16>, tensor<3xbf16>) -> ()
  %integers_x = fovea.constant dense<[-128, -5, 0, 7]> : tensor<4xi8>
  %integers_u = fovea.constant dense<[0, 1, 200]> : tensor<3xui8>
  call @integers(%integers_x, %integers_u) : (tensor<4xi8>, tensor<3xui8>) -> ()
  %booleans_x = fovea.constant dense<[true, false]> : tensor<2xi1>
  call @booleans(%booleans_x) : (tensor<2xi1>) -> ()
  return
}
