// RUN: %run_reference | FileCheck %s
//
// Conversions of element types. The operands are arguments, so that nothing is
// folded.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func @print_8xi8(%x: tensor<8xi8>) {
  %wide = fovea.cast %x : tensor<8xi8> to tensor<8xi64>
  %any = tensor.cast %wide : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_8xui8(%x: tensor<8xui8>) {
  %wide = fovea.cast %x : tensor<8xui8> to tensor<8xi64>
  %any = tensor.cast %wide : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_8xi32(%x: tensor<8xi32>) {
  %wide = fovea.cast %x : tensor<8xi32> to tensor<8xi64>
  %any = tensor.cast %wide : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_8xui32(%x: tensor<8xui32>) {
  %wide = fovea.cast %x : tensor<8xui32> to tensor<8xi64>
  %any = tensor.cast %wide : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_8xi64(%x: tensor<8xi64>) {
  %any = tensor.cast %x : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_8xi1(%x: tensor<8xi1>) {
  %wide = fovea.cast %x : tensor<8xi1> to tensor<8xi64>
  %any = tensor.cast %wide : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xi32(%x: tensor<4xi32>) {
  %wide = fovea.cast %x : tensor<4xi32> to tensor<4xi64>
  %any = tensor.cast %wide : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xi16(%x: tensor<4xi16>) {
  %wide = fovea.cast %x : tensor<4xi16> to tensor<4xi64>
  %any = tensor.cast %wide : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xbf16(%x: tensor<4xbf16>) {
  %wide = fovea.cast %x : tensor<4xbf16> to tensor<4xf32>
  %any = tensor.cast %wide : tensor<4xf32> to tensor<*xf32>
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

func.func @print_3xi8(%x: tensor<3xi8>) {
  %wide = fovea.cast %x : tensor<3xi8> to tensor<3xi64>
  %any = tensor.cast %wide : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_3xui8(%x: tensor<3xui8>) {
  %wide = fovea.cast %x : tensor<3xui8> to tensor<3xi64>
  %any = tensor.cast %wide : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_3xui32(%x: tensor<3xui32>) {
  %wide = fovea.cast %x : tensor<3xui32> to tensor<3xi64>
  %any = tensor.cast %wide : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_3xi64(%x: tensor<3xi64>) {
  %any = tensor.cast %x : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_3xi1(%x: tensor<3xi1>) {
  %wide = fovea.cast %x : tensor<3xi1> to tensor<3xi64>
  %any = tensor.cast %wide : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xi32(%x: tensor<2xi32>) {
  %wide = fovea.cast %x : tensor<2xi32> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xi8(%x: tensor<2xi8>) {
  %wide = fovea.cast %x : tensor<2xi8> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xf32(%x: tensor<2xf32>) {
  %any = tensor.cast %x : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2xi1(%x: tensor<2xi1>) {
  %wide = fovea.cast %x : tensor<2xi1> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xui64(%x: tensor<2xui64>) {
  %wide = fovea.cast %x : tensor<2xui64> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xbf16(%x: tensor<2xbf16>) {
  %wide = fovea.cast %x : tensor<2xbf16> to tensor<2xf32>
  %any = tensor.cast %wide : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

// Floats saturate; NaN is 0, but true.
func.func @from_float(%x: tensor<8xf32>) {
  // CHECK: [1, -1, 127, -128, 127, 127, -128, 0]
  %0 = fovea.cast %x : tensor<8xf32> to tensor<8xi8>
  call @print_8xi8(%0) : (tensor<8xi8>) -> ()
  // CHECK: [1, 0, 255, 0, 255, 255, 0, 0]
  %1 = fovea.cast %x : tensor<8xf32> to tensor<8xui8>
  call @print_8xui8(%1) : (tensor<8xui8>) -> ()
  // CHECK: [1, -1, 300, -2147483648, 2147483647, 2147483647, -2147483648, 0]
  %2 = fovea.cast %x : tensor<8xf32> to tensor<8xi32>
  call @print_8xi32(%2) : (tensor<8xi32>) -> ()
  // CHECK: [1, 0, 300, 0, 3000000000, 4294967295, 0, 0]
  %3 = fovea.cast %x : tensor<8xf32> to tensor<8xui32>
  call @print_8xui32(%3) : (tensor<8xui32>) -> ()
  // CHECK: [1, -1, 300, -3000000000, 3000000000, 9223372036854775807, -9223372036854775808, 0]
  %4 = fovea.cast %x : tensor<8xf32> to tensor<8xi64>
  call @print_8xi64(%4) : (tensor<8xi64>) -> ()
  // CHECK: [1, 1, 1, 1, 1, 1, 1, 1]
  %5 = fovea.cast %x : tensor<8xf32> to tensor<8xi1>
  call @print_8xi1(%5) : (tensor<8xi1>) -> ()
  return
}

func.func @from_f16(%x: tensor<4xf16>) {
  // CHECK: [1, 65504, -65504, 2147483647]
  %0 = fovea.cast %x : tensor<4xf16> to tensor<4xi32>
  call @print_4xi32(%0) : (tensor<4xi32>) -> ()
  // CHECK: [1, 32767, -32768, 32767]
  %1 = fovea.cast %x : tensor<4xf16> to tensor<4xi16>
  call @print_4xi16(%1) : (tensor<4xi16>) -> ()
  // CHECK: [1.75, 65536, -65536, inf]
  %2 = fovea.cast %x : tensor<4xf16> to tensor<4xbf16>
  call @print_4xbf16(%2) : (tensor<4xbf16>) -> ()
  return
}

func.func @from_f64(%x: tensor<3xf64>) {
  // CHECK: [0.1, inf, -0]
  %0 = fovea.cast %x : tensor<3xf64> to tensor<3xf32>
  call @print_3xf32(%0) : (tensor<3xf32>) -> ()
  // CHECK: [0.0999756, inf, -0]
  %1 = fovea.cast %x : tensor<3xf64> to tensor<3xf16>
  call @print_3xf16(%1) : (tensor<3xf16>) -> ()
  // CHECK: [0.100098, inf, -0]
  %2 = fovea.cast %x : tensor<3xf64> to tensor<3xbf16>
  call @print_3xbf16(%2) : (tensor<3xbf16>) -> ()
  return
}

// Integers wrap, and are extended by their own sign.
func.func @from_integer(%x: tensor<3xi32>, %u: tensor<2xui8>) {
  // CHECK: [-1, 44, 1]
  %0 = fovea.cast %x : tensor<3xi32> to tensor<3xi8>
  call @print_3xi8(%0) : (tensor<3xi8>) -> ()
  // CHECK: [255, 44, 1]
  %1 = fovea.cast %x : tensor<3xi32> to tensor<3xui8>
  call @print_3xui8(%1) : (tensor<3xui8>) -> ()
  // CHECK: [4294967295, 300, 16777217]
  %2 = fovea.cast %x : tensor<3xi32> to tensor<3xui32>
  call @print_3xui32(%2) : (tensor<3xui32>) -> ()
  // CHECK: [-1, 300, 16777217]
  %3 = fovea.cast %x : tensor<3xi32> to tensor<3xi64>
  call @print_3xi64(%3) : (tensor<3xi64>) -> ()
  // CHECK: [-1, 300, 1.67772e+07]
  %4 = fovea.cast %x : tensor<3xi32> to tensor<3xf32>
  call @print_3xf32(%4) : (tensor<3xf32>) -> ()
  // CHECK: [-1, 300, inf]
  %5 = fovea.cast %x : tensor<3xi32> to tensor<3xf16>
  call @print_3xf16(%5) : (tensor<3xf16>) -> ()
  // CHECK: [1, 1, 1]
  %6 = fovea.cast %x : tensor<3xi32> to tensor<3xi1>
  call @print_3xi1(%6) : (tensor<3xi1>) -> ()
  // CHECK: [200, 0]
  %7 = fovea.cast %u : tensor<2xui8> to tensor<2xi32>
  call @print_2xi32(%7) : (tensor<2xi32>) -> ()
  // CHECK: [-56, 0]
  %8 = fovea.cast %u : tensor<2xui8> to tensor<2xi8>
  call @print_2xi8(%8) : (tensor<2xi8>) -> ()
  // CHECK: [200, 0]
  %9 = fovea.cast %u : tensor<2xui8> to tensor<2xf32>
  call @print_2xf32(%9) : (tensor<2xf32>) -> ()
  // CHECK: [1, 0]
  %10 = fovea.cast %u : tensor<2xui8> to tensor<2xi1>
  call @print_2xi1(%10) : (tensor<2xi1>) -> ()
  return
}

func.func @from_boolean(%x: tensor<2xi1>) {
  // CHECK: [1, 0]
  %0 = fovea.cast %x : tensor<2xi1> to tensor<2xi8>
  call @print_2xi8(%0) : (tensor<2xi8>) -> ()
  // CHECK: [1, 0]
  %1 = fovea.cast %x : tensor<2xi1> to tensor<2xui64>
  call @print_2xui64(%1) : (tensor<2xui64>) -> ()
  // CHECK: [1, 0]
  %2 = fovea.cast %x : tensor<2xi1> to tensor<2xf32>
  call @print_2xf32(%2) : (tensor<2xf32>) -> ()
  // CHECK: [1, 0]
  %3 = fovea.cast %x : tensor<2xi1> to tensor<2xbf16>
  call @print_2xbf16(%3) : (tensor<2xbf16>) -> ()
  return
}

func.func @main() {
  %from_float_x = fovea.constant dense<[1.75, -1.75, 300.0, -3000000000.0, 3000000000.0, 0x7F800000, 0xFF800000, 0x7FC00000]> : tensor<8xf32>
  call @from_float(%from_float_x) : (tensor<8xf32>) -> ()
  %from_f16_x = fovea.constant dense<[1.75, 65504.0, -65504.0, 0x7C00]> : tensor<4xf16>
  call @from_f16(%from_f16_x) : (tensor<4xf16>) -> ()
  %from_f64_x = fovea.constant dense<[0.1, 1.0e+300, -1.0e-300]> : tensor<3xf64>
  call @from_f64(%from_f64_x) : (tensor<3xf64>) -> ()
  %from_integer_x = fovea.constant dense<[-1, 300, 16777217]> : tensor<3xi32>
  %from_integer_u = fovea.constant dense<[200, 0]> : tensor<2xui8>
  call @from_integer(%from_integer_x, %from_integer_u) : (tensor<3xi32>, tensor<2xui8>) -> ()
  %from_boolean_x = fovea.constant dense<[true, false]> : tensor<2xi1>
  call @from_boolean(%from_boolean_x) : (tensor<2xi1>) -> ()
  return
}
