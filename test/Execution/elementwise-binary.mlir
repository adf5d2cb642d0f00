// RUN: %run_reference | FileCheck %s
//
// Elementwise functions of two and three tensors, against numpy. The operands are
// arguments, so that nothing is folded.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func @print_5xf32(%x: tensor<5xf32>) {
  %any = tensor.cast %x : tensor<5xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_6xi32(%x: tensor<6xi32>) {
  %wide = fovea.cast %x : tensor<6xi32> to tensor<6xi64>
  %any = tensor.cast %wide : tensor<6xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xui8(%x: tensor<4xui8>) {
  %wide = fovea.cast %x : tensor<4xui8> to tensor<4xi64>
  %any = tensor.cast %wide : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_5xi32(%x: tensor<5xi32>) {
  %wide = fovea.cast %x : tensor<5xi32> to tensor<5xi64>
  %any = tensor.cast %wide : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_5xi8(%x: tensor<5xi8>) {
  %wide = fovea.cast %x : tensor<5xi8> to tensor<5xi64>
  %any = tensor.cast %wide : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_5xui8(%x: tensor<5xui8>) {
  %wide = fovea.cast %x : tensor<5xui8> to tensor<5xi64>
  %any = tensor.cast %wide : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xi1(%x: tensor<4xi1>) {
  %wide = fovea.cast %x : tensor<4xi1> to tensor<4xi64>
  %any = tensor.cast %wide : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xi32(%x: tensor<4xi32>) {
  %wide = fovea.cast %x : tensor<4xi32> to tensor<4xi64>
  %any = tensor.cast %wide : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_5xi1(%x: tensor<5xi1>) {
  %wide = fovea.cast %x : tensor<5xi1> to tensor<5xi64>
  %any = tensor.cast %wide : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xi1(%x: tensor<2xi1>) {
  %wide = fovea.cast %x : tensor<2xi1> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2x2x3xf32(%x: tensor<2x2x3xf32>) {
  %flat = fovea.reshape %x : tensor<2x2x3xf32> to tensor<12xf32>
  %any = tensor.cast %flat : tensor<12xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x1x3xf32(%x: tensor<2x1x3xf32>) {
  %flat = fovea.reshape %x : tensor<2x1x3xf32> to tensor<6xf32>
  %any = tensor.cast %flat : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x2x1xf32(%x: tensor<2x2x1xf32>) {
  %flat = fovea.reshape %x : tensor<2x2x1xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x1x3xi1(%x: tensor<2x1x3xi1>) {
  %wide = fovea.cast %x : tensor<2x1x3xi1> to tensor<2x1x3xi64>
  %flat = fovea.reshape %wide : tensor<2x1x3xi64> to tensor<6xi64>
  %any = tensor.cast %flat : tensor<6xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @reals(%a: tensor<5xf32>, %b: tensor<5xf32>) {
  // CHECK: [9.5, -5.5, 5.5, -9.5, 3]
  %0 = fovea.binary add %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%0) : (tensor<5xf32>) -> ()
  // CHECK: [5.5, -9.5, 9.5, -5.5, -3]
  %1 = fovea.binary sub %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%1) : (tensor<5xf32>) -> ()
  // CHECK: [15, -15, -15, 15, 0]
  %2 = fovea.binary mul %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%2) : (tensor<5xf32>) -> ()
  // CHECK: [3.75, -3.75, -3.75, 3.75, 0]
  %3 = fovea.binary div %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%3) : (tensor<5xf32>) -> ()
  // CHECK: [1.5, 0.5, -0.5, -1.5, 0]
  %4 = fovea.binary mod %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%4) : (tensor<5xf32>) -> ()
  // CHECK: [1.5, -1.5, 1.5, -1.5, 0]
  %5 = fovea.binary rem %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%5) : (tensor<5xf32>) -> ()
  // CHECK: [56.25, 56.25, 0.0177778, 0.0177778, 0]
  %6 = fovea.binary pow %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%6) : (tensor<5xf32>) -> ()
  // CHECK: [2, -7.5, -2, -7.5, 0]
  %7 = fovea.binary min %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%7) : (tensor<5xf32>) -> ()
  // CHECK: [7.5, 2, 7.5, -2, 3]
  %8 = fovea.binary max %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%8) : (tensor<5xf32>) -> ()
  return
}

func.func @integers(%a: tensor<6xi32>, %b: tensor<6xi32>) {
  // x / 0 is 0, x mod 0 is 0, and -2147483648 / -1 wraps.
  // CHECK: [3, -3, -3, 3, 0, -2147483648]
  %1 = fovea.binary div %a, %b : (tensor<6xi32>, tensor<6xi32>) -> tensor<6xi32>
  call @print_6xi32(%1) : (tensor<6xi32>) -> ()
  // CHECK: [1, 1, -1, -1, 0, 0]
  %2 = fovea.binary mod %a, %b : (tensor<6xi32>, tensor<6xi32>) -> tensor<6xi32>
  call @print_6xi32(%2) : (tensor<6xi32>) -> ()
  // CHECK: [1, -1, 1, -1, 0, 0]
  %3 = fovea.binary rem %a, %b : (tensor<6xi32>, tensor<6xi32>) -> tensor<6xi32>
  call @print_6xi32(%3) : (tensor<6xi32>) -> ()
  // CHECK: [14, -14, -14, 14, 0, -2147483648]
  %4 = fovea.binary mul %a, %b : (tensor<6xi32>, tensor<6xi32>) -> tensor<6xi32>
  call @print_6xi32(%4) : (tensor<6xi32>) -> ()
  // CHECK: [2, -7, -2, -7, 0, -2147483648]
  %5 = fovea.binary min %a, %b : (tensor<6xi32>, tensor<6xi32>) -> tensor<6xi32>
  call @print_6xi32(%5) : (tensor<6xi32>) -> ()
  // CHECK: [7, 2, 7, -2, 5, -1]
  %6 = fovea.binary max %a, %b : (tensor<6xi32>, tensor<6xi32>) -> tensor<6xi32>
  call @print_6xi32(%6) : (tensor<6xi32>) -> ()
  return
}

func.func @unsigned(%a: tensor<4xui8>, %b: tensor<4xui8>) {
  // CHECK: [44, 7, 1, 203]
  %0 = fovea.binary add %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  call @print_4xui8(%0) : (tensor<4xui8>) -> ()
  // CHECK: [100, 7, 253, 59]
  %1 = fovea.binary sub %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  call @print_4xui8(%1) : (tensor<4xui8>) -> ()
  // CHECK: [2, 0, 127, 0]
  %2 = fovea.binary div %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  call @print_4xui8(%2) : (tensor<4xui8>) -> ()
  // CHECK: [0, 0, 1, 3]
  %3 = fovea.binary mod %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  call @print_4xui8(%3) : (tensor<4xui8>) -> ()
  // CHECK: [100, 0, 2, 3]
  %4 = fovea.binary min %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  call @print_4xui8(%4) : (tensor<4xui8>) -> ()
  // CHECK: [200, 7, 255, 200]
  %5 = fovea.binary max %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  call @print_4xui8(%5) : (tensor<4xui8>) -> ()
  return
}

func.func @powers(%a: tensor<5xi32>, %b: tensor<5xi32>, %e: tensor<5xf32>) {
  // Integers go by way of f64, and saturate.
  // CHECK: [1024, -27, 0, 0, 2147483647]
  %1 = fovea.binary pow %a, %b : (tensor<5xi32>, tensor<5xi32>) -> tensor<5xi32>
  call @print_5xi32(%1) : (tensor<5xi32>) -> ()
  // CHECK: [1, 9, 0, -8, 2]
  %2 = fovea.binary pow %a, %e : (tensor<5xi32>, tensor<5xf32>) -> tensor<5xi32>
  call @print_5xi32(%2) : (tensor<5xi32>) -> ()
  // CHECK: [0.000976562, 8, -1, 0.333333, 287627]
  %3 = fovea.binary pow %e, %b : (tensor<5xf32>, tensor<5xi32>) -> tensor<5xf32>
  call @print_5xf32(%3) : (tensor<5xf32>) -> ()
  return
}

func.func @shifts(%a: tensor<5xi8>, %b: tensor<5xi8>, %u: tensor<5xui8>, %s: tensor<5xui8>) {
  // Beyond the width nothing is left, but the sign.
  // CHECK: [8, 0, 0, 0, 0]
  %1 = fovea.binary shift_left %a, %b : (tensor<5xi8>, tensor<5xi8>) -> tensor<5xi8>
  call @print_5xi8(%1) : (tensor<5xi8>) -> ()
  // CHECK: [0, 0, -1, -1, -1]
  %2 = fovea.binary shift_right %a, %b : (tensor<5xi8>, tensor<5xi8>) -> tensor<5xi8>
  call @print_5xi8(%2) : (tensor<5xi8>) -> ()
  // CHECK: [2, 128, 0, 0, 1]
  %3 = fovea.binary shift_left %u, %s : (tensor<5xui8>, tensor<5xui8>) -> tensor<5xui8>
  call @print_5xui8(%3) : (tensor<5xui8>) -> ()
  // CHECK: [64, 1, 0, 0, 1]
  %4 = fovea.binary shift_right %u, %s : (tensor<5xui8>, tensor<5xui8>) -> tensor<5xui8>
  call @print_5xui8(%4) : (tensor<5xui8>) -> ()
  return
}

func.func @logic(%p: tensor<4xi1>, %q: tensor<4xi1>, %i: tensor<4xi32>, %j: tensor<4xi32>) {
  // CHECK: [0, 0, 0, 1]
  %0 = fovea.binary logical_and %p, %q : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  call @print_4xi1(%0) : (tensor<4xi1>) -> ()
  // CHECK: [8, 2, 5, 0]
  %1 = fovea.binary logical_and %i, %j : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  call @print_4xi32(%1) : (tensor<4xi32>) -> ()
  // CHECK: [0, 1, 1, 1]
  %2 = fovea.binary logical_or %p, %q : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  call @print_4xi1(%2) : (tensor<4xi1>) -> ()
  // CHECK: [14, 14, -1, 7]
  %3 = fovea.binary logical_or %i, %j : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  call @print_4xi32(%3) : (tensor<4xi32>) -> ()
  // CHECK: [0, 1, 1, 0]
  %4 = fovea.binary logical_xor %p, %q : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  call @print_4xi1(%4) : (tensor<4xi1>) -> ()
  // CHECK: [6, 12, -6, 7]
  %5 = fovea.binary logical_xor %i, %j : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  call @print_4xi32(%5) : (tensor<4xi32>) -> ()
  return
}

func.func @comparisons(%a: tensor<5xf32>, %b: tensor<5xf32>) {
  // CHECK: [0, 1, 0, 0, 0]
  %0 = fovea.compare eq %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xi1>
  call @print_5xi1(%0) : (tensor<5xi1>) -> ()
  // CHECK: [1, 0, 1, 1, 1]
  %1 = fovea.compare ne %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xi1>
  call @print_5xi1(%1) : (tensor<5xi1>) -> ()
  // CHECK: [1, 0, 0, 0, 0]
  %2 = fovea.compare lt %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xi1>
  call @print_5xi1(%2) : (tensor<5xi1>) -> ()
  // CHECK: [1, 1, 0, 0, 0]
  %3 = fovea.compare le %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xi1>
  call @print_5xi1(%3) : (tensor<5xi1>) -> ()
  // CHECK: [0, 0, 1, 0, 0]
  %4 = fovea.compare gt %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xi1>
  call @print_5xi1(%4) : (tensor<5xi1>) -> ()
  // CHECK: [0, 1, 1, 0, 0]
  %5 = fovea.compare ge %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xi1>
  call @print_5xi1(%5) : (tensor<5xi1>) -> ()
  // NaN stays NaN.
  // CHECK: [1, 2, 2, {{-?}}nan, {{-?}}nan]
  %7 = fovea.binary min %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%7) : (tensor<5xf32>) -> ()
  // CHECK: [2, 2, 3, {{-?}}nan, {{-?}}nan]
  %8 = fovea.binary max %a, %b : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  call @print_5xf32(%8) : (tensor<5xf32>) -> ()
  return
}

func.func @comparisons_of_types(%u: tensor<2xui8>, %v: tensor<2xui8>, %h: tensor<2xbf16>, %k: tensor<2xbf16>, %p: tensor<2xi1>, %q: tensor<2xi1>) {
  // CHECK: [0, 1]
  %0 = fovea.compare lt %u, %v : (tensor<2xui8>, tensor<2xui8>) -> tensor<2xi1>
  call @print_2xi1(%0) : (tensor<2xi1>) -> ()
  // CHECK: [1, 0]
  %1 = fovea.compare gt %h, %k : (tensor<2xbf16>, tensor<2xbf16>) -> tensor<2xi1>
  call @print_2xi1(%1) : (tensor<2xi1>) -> ()
  // CHECK: [1, 0]
  %2 = fovea.compare lt %p, %q : (tensor<2xi1>, tensor<2xi1>) -> tensor<2xi1>
  call @print_2xi1(%2) : (tensor<2xi1>) -> ()
  return
}

func.func @broadcasts(%a: tensor<2x1x3xf32>, %b: tensor<2x1xf32>, %c: tensor<2x1x1xi1>, %z: tensor<f32>) {
  // CHECK: [10, 11, 12, 20, 21, 22, 13, 14, 15, 23, 24, 25]
  %0 = fovea.binary add %a, %b : (tensor<2x1x3xf32>, tensor<2x1xf32>) -> tensor<2x2x3xf32>
  call @print_2x2x3xf32(%0) : (tensor<2x2x3xf32>) -> ()
  // CHECK: [0.5, -0.5, -1.5, -2.5, -3.5, -4.5]
  %1 = fovea.binary sub %z, %a : (tensor<f32>, tensor<2x1x3xf32>) -> tensor<2x1x3xf32>
  call @print_2x1x3xf32(%1) : (tensor<2x1x3xf32>) -> ()
  // CHECK: [10, 20, 0.5, 0.5]
  %2 = fovea.select %c, %b, %z : (tensor<2x1x1xi1>, tensor<2x1xf32>, tensor<f32>) -> tensor<2x2x1xf32>
  call @print_2x2x1xf32(%2) : (tensor<2x2x1xf32>) -> ()
  // CHECK: [1, 0, 0, 0, 0, 0]
  %3 = fovea.compare le %a, %z : (tensor<2x1x3xf32>, tensor<f32>) -> tensor<2x1x3xi1>
  call @print_2x1x3xi1(%3) : (tensor<2x1x3xi1>) -> ()
  return
}

func.func @main() {
  %reals_a = fovea.constant dense<[7.5, -7.5, 7.5, -7.5, 0.0]> : tensor<5xf32>
  %reals_b = fovea.constant dense<[2.0, 2.0, -2.0, -2.0, 3.0]> : tensor<5xf32>
  call @reals(%reals_a, %reals_b) : (tensor<5xf32>, tensor<5xf32>) -> ()
  %integers_a = fovea.constant dense<[7, -7, 7, -7, 5, -2147483648]> : tensor<6xi32>
  %integers_b = fovea.constant dense<[2, 2, -2, -2, 0, -1]> : tensor<6xi32>
  call @integers(%integers_a, %integers_b) : (tensor<6xi32>, tensor<6xi32>) -> ()
  %unsigned_a = fovea.constant dense<[200, 7, 255, 3]> : tensor<4xui8>
  %unsigned_b = fovea.constant dense<[100, 0, 2, 200]> : tensor<4xui8>
  call @unsigned(%unsigned_a, %unsigned_b) : (tensor<4xui8>, tensor<4xui8>) -> ()
  %powers_a = fovea.constant dense<[2, -3, 5, -2, 2]> : tensor<5xi32>
  %powers_b = fovea.constant dense<[10, 3, -1, -1, 31]> : tensor<5xi32>
  %powers_e = fovea.constant dense<[0.5, 2.0, -1.0, 3.0, 1.5]> : tensor<5xf32>
  call @powers(%powers_a, %powers_b, %powers_e) : (tensor<5xi32>, tensor<5xi32>, tensor<5xf32>) -> ()
  %shifts_a = fovea.constant dense<[1, 1, -128, -128, -1]> : tensor<5xi8>
  %shifts_b = fovea.constant dense<[3, 8, 7, 9, -1]> : tensor<5xi8>
  %shifts_u = fovea.constant dense<[129, 129, 129, 255, 1]> : tensor<5xui8>
  %shifts_s = fovea.constant dense<[1, 7, 8, 255, 0]> : tensor<5xui8>
  call @shifts(%shifts_a, %shifts_b, %shifts_u, %shifts_s) : (tensor<5xi8>, tensor<5xi8>, tensor<5xui8>, tensor<5xui8>) -> ()
  %logic_p = fovea.constant dense<[false, false, true, true]> : tensor<4xi1>
  %logic_q = fovea.constant dense<[false, true, false, true]> : tensor<4xi1>
  %logic_i = fovea.constant dense<[12, 10, -1, 7]> : tensor<4xi32>
  %logic_j = fovea.constant dense<[10, 6, 5, 0]> : tensor<4xi32>
  call @logic(%logic_p, %logic_q, %logic_i, %logic_j) : (tensor<4xi1>, tensor<4xi1>, tensor<4xi32>, tensor<4xi32>) -> ()
  %comparisons_a = fovea.constant dense<[1.0, 2.0, 3.0, 0x7FC00000, 0x7FC00000]> : tensor<5xf32>
  %comparisons_b = fovea.constant dense<[2.0, 2.0, 2.0, 2.0, 0x7FC00000]> : tensor<5xf32>
  call @comparisons(%comparisons_a, %comparisons_b) : (tensor<5xf32>, tensor<5xf32>) -> ()
  %comparisons_of_types_u = fovea.constant dense<[200, 100]> : tensor<2xui8>
  %comparisons_of_types_v = fovea.constant dense<[100, 200]> : tensor<2xui8>
  %comparisons_of_types_h = fovea.constant dense<[1.5, -2.0]> : tensor<2xbf16>
  %comparisons_of_types_k = fovea.constant dense<[1.25, -2.0]> : tensor<2xbf16>
  %comparisons_of_types_p = fovea.constant dense<[false, true]> : tensor<2xi1>
  %comparisons_of_types_q = fovea.constant dense<[true, false]> : tensor<2xi1>
  call @comparisons_of_types(%comparisons_of_types_u, %comparisons_of_types_v, %comparisons_of_types_h, %comparisons_of_types_k, %comparisons_of_types_p, %comparisons_of_types_q) : (tensor<2xui8>, tensor<2xui8>, tensor<2xbf16>, tensor<2xbf16>, tensor<2xi1>, tensor<2xi1>) -> ()
  %broadcasts_a = fovea.constant dense<[[[0.0, 1.0, 2.0]], [[3.0, 4.0, 5.0]]]> : tensor<2x1x3xf32>
  %broadcasts_b = fovea.constant dense<[[10.0], [20.0]]> : tensor<2x1xf32>
  %broadcasts_c = fovea.constant dense<[[[true]], [[false]]]> : tensor<2x1x1xi1>
  %broadcasts_z = fovea.constant dense<0.5> : tensor<f32>
  call @broadcasts(%broadcasts_a, %broadcasts_b, %broadcasts_c, %broadcasts_z) : (tensor<2x1x3xf32>, tensor<2x1xf32>, tensor<2x1x1xi1>, tensor<f32>) -> ()
  return
}
