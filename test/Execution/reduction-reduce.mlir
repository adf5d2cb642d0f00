// RUN: %run_reference | FileCheck %s
//
// Reductions, against numpy. The operands are arguments, so that nothing is folded.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func @print_2x2xf32(%x: tensor<2x2xf32>) {
  %flat = fovea.reshape %x : tensor<2x2xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_3xf32(%x: tensor<3xf32>) {
  %any = tensor.cast %x : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_1x3x1xf32(%x: tensor<1x3x1xf32>) {
  %flat = fovea.reshape %x : tensor<1x3x1xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x3x2xf32(%x: tensor<2x3x2xf32>) {
  %flat = fovea.reshape %x : tensor<2x3x2xf32> to tensor<12xf32>
  %any = tensor.cast %flat : tensor<12xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_1x1x1xf32(%x: tensor<1x1x1xf32>) {
  %flat = fovea.reshape %x : tensor<1x1x1xf32> to tensor<1xf32>
  %any = tensor.cast %flat : tensor<1xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2xui8(%x: tensor<2xui8>) {
  %wide = fovea.cast %x : tensor<2xui8> to tensor<2xi64>
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

func.func @print_2xi1(%x: tensor<2xi1>) {
  %wide = fovea.cast %x : tensor<2xi1> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_1xf16(%x: tensor<1xf16>) {
  %wide = fovea.cast %x : tensor<1xf16> to tensor<1xf32>
  %any = tensor.cast %wide : tensor<1xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_4xf32(%x: tensor<4xf32>) {
  %any = tensor.cast %x : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2xf32(%x: tensor<2xf32>) {
  %any = tensor.cast %x : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2xi32(%x: tensor<2xi32>) {
  %wide = fovea.cast %x : tensor<2xi32> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @reals(%x: tensor<2x3x2xf32>) {
  // CHECK: [-3.25, -2.5, 2.75, 4.125]
  %0 = fovea.reduce sum %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%0) : (tensor<2x2xf32>) -> ()
  // CHECK: [-1.08333, -0.833333, 0.916667, 1.375]
  %1 = fovea.reduce mean %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%1) : (tensor<2x2xf32>) -> ()
  // CHECK: [-0.945312, -0.574219, 0.625, 1.31836]
  %2 = fovea.reduce prod %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%2) : (tensor<2x2xf32>) -> ()
  // CHECK: [-1.375, -0.875, 0.5, 0.375]
  %3 = fovea.reduce min %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%3) : (tensor<2x2xf32>) -> ()
  // CHECK: [-0.5, -0.75, 1.25, 1.875]
  %4 = fovea.reduce max %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%4) : (tensor<2x2xf32>) -> ()
  // CHECK: [3.25, 2.5, 2.75, 4.125]
  %5 = fovea.reduce l1 %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%5) : (tensor<2x2xf32>) -> ()
  // CHECK: [2.0078, 1.44698, 1.67705, 2.67804]
  %6 = fovea.reduce l2 %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%6) : (tensor<2x2xf32>) -> ()
  // CHECK: [0.106349, 0.267038, 2.06145, 2.67392]
  %7 = fovea.reduce log_sum_exp %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%7) : (tensor<2x2xf32>) -> ()
  // CHECK: [4.03125, 2.09375, 2.8125, 7.17188]
  %8 = fovea.reduce sum_square %x axes [1] : (tensor<2x3x2xf32>) -> tensor<2x2xf32>
  call @print_2x2xf32(%8) : (tensor<2x2xf32>) -> ()
  return
}

func.func @axes(%x: tensor<2x3x2xf32>, %y: tensor<2x3x2xf32>) {
  // CHECK: [0.625, -1.375, 1.875]
  %0 = fovea.reduce sum %x axes [0, 2] : (tensor<2x3x2xf32>) -> tensor<3xf32>
  call @print_3xf32(%0) : (tensor<3xf32>) -> ()
  // CHECK: [1.875, 0.5, 1.875]
  %1 = fovea.reduce max %x axes [2, 0] keep_dims : (tensor<2x3x2xf32>) -> tensor<1x3x1xf32>
  call @print_1x3x1xf32(%1) : (tensor<1x3x1xf32>) -> ()
  // CHECK: [-1.375, -0.875, -1.375, -0.875, -0.5, -0.75, 1, 1.875, 0.5, 0.375, 1.25, 1.875]
  %2 = fovea.reduce sum %x axes [] : (tensor<2x3x2xf32>) -> tensor<2x3x2xf32>
  call @print_2x3x2xf32(%2) : (tensor<2x3x2xf32>) -> ()
  // CHECK: [2.53568]
  %3 = fovea.reduce log_sum %y axes [0, 1, 2] keep_dims : (tensor<2x3x2xf32>) -> tensor<1x1x1xf32>
  call @print_1x1x1xf32(%3) : (tensor<1x1x1xf32>) -> ()
  return
}

func.func @integers(%x: tensor<2x2xi8>, %u: tensor<2x2xui8>) {
  // Sums wrap, means do not.
  // CHECK: [44, 254]
  %1 = fovea.reduce sum %u axes [1] : (tensor<2x2xui8>) -> tensor<2xui8>
  call @print_2xui8(%1) : (tensor<2xui8>) -> ()
  // CHECK: [150, 255]
  %2 = fovea.reduce mean %u axes [1] : (tensor<2x2xui8>) -> tensor<2xui8>
  call @print_2xui8(%2) : (tensor<2xui8>) -> ()
  // CHECK: [63, 0]
  %3 = fovea.reduce mean %x axes [1] : (tensor<2x2xi8>) -> tensor<2xi8>
  call @print_2xi8(%3) : (tensor<2xi8>) -> ()
  // CHECK: [-128, 27]
  %4 = fovea.reduce min %x axes [0] : (tensor<2x2xi8>) -> tensor<2xi8>
  call @print_2xi8(%4) : (tensor<2xi8>) -> ()
  // CHECK: [255, 255]
  %5 = fovea.reduce max %u axes [0] : (tensor<2x2xui8>) -> tensor<2xui8>
  call @print_2xui8(%5) : (tensor<2xui8>) -> ()
  // CHECK: [103, 127]
  %6 = fovea.reduce l2 %x axes [1] : (tensor<2x2xi8>) -> tensor<2xi8>
  call @print_2xi8(%6) : (tensor<2xi8>) -> ()
  // CHECK: [200, 255]
  %7 = fovea.reduce log_sum_exp %u axes [1] : (tensor<2x2xui8>) -> tensor<2xui8>
  call @print_2xui8(%7) : (tensor<2xui8>) -> ()
  return
}

func.func @booleans(%x: tensor<2x2xi1>) {
  // CHECK: [1, 0]
  %0 = fovea.reduce max %x axes [1] : (tensor<2x2xi1>) -> tensor<2xi1>
  call @print_2xi1(%0) : (tensor<2xi1>) -> ()
  // CHECK: [0, 0]
  %1 = fovea.reduce min %x axes [0] : (tensor<2x2xi1>) -> tensor<2xi1>
  call @print_2xi1(%1) : (tensor<2xi1>) -> ()
  return
}

// In f16, 2048 + 1 is 2048 again.
func.func @narrow(%x: tensor<1x4xf16>) {
  // CHECK: [2052]
  %0 = fovea.reduce sum %x axes [1] : (tensor<1x4xf16>) -> tensor<1xf16>
  call @print_1xf16(%0) : (tensor<1xf16>) -> ()
  return
}

func.func @special(%x: tensor<4x2xf32>) {
  // CHECK: [-inf, inf, {{-?}}nan, 1000.69]
  %0 = fovea.reduce log_sum_exp %x axes [1] : (tensor<4x2xf32>) -> tensor<4xf32>
  call @print_4xf32(%0) : (tensor<4xf32>) -> ()
  // CHECK: [-inf, inf, {{-?}}nan, 1000]
  %1 = fovea.reduce max %x axes [1] : (tensor<4x2xf32>) -> tensor<4xf32>
  call @print_4xf32(%1) : (tensor<4xf32>) -> ()
  return
}

func.func @empty(%x: tensor<2x0xf32>, %i: tensor<2x0xi32>) {
  // CHECK: [0, 0]
  %0 = fovea.reduce sum %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%0) : (tensor<2xf32>) -> ()
  // CHECK: [{{-?}}nan, {{-?}}nan]
  %1 = fovea.reduce mean %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%1) : (tensor<2xf32>) -> ()
  // CHECK: [1, 1]
  %2 = fovea.reduce prod %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%2) : (tensor<2xf32>) -> ()
  // CHECK: [inf, inf]
  %3 = fovea.reduce min %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%3) : (tensor<2xf32>) -> ()
  // CHECK: [-inf, -inf]
  %4 = fovea.reduce max %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%4) : (tensor<2xf32>) -> ()
  // CHECK: [0, 0]
  %5 = fovea.reduce l2 %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%5) : (tensor<2xf32>) -> ()
  // CHECK: [-inf, -inf]
  %6 = fovea.reduce log_sum_exp %x axes [1] : (tensor<2x0xf32>) -> tensor<2xf32>
  call @print_2xf32(%6) : (tensor<2xf32>) -> ()
  // CHECK: [0, 0]
  %7 = fovea.reduce mean %i axes [1] : (tensor<2x0xi32>) -> tensor<2xi32>
  call @print_2xi32(%7) : (tensor<2xi32>) -> ()
  // CHECK: [-2147483648, -2147483648]
  %8 = fovea.reduce max %i axes [1] : (tensor<2x0xi32>) -> tensor<2xi32>
  call @print_2xi32(%8) : (tensor<2xi32>) -> ()
  return
}

func.func @main() {
  %reals_x = fovea.constant dense<[[[-1.375, -0.875], [-1.375, -0.875], [-0.5, -0.75]], [[1.0, 1.875], [0.5, 0.375], [1.25, 1.875]]]> : tensor<2x3x2xf32>
  call @reals(%reals_x) : (tensor<2x3x2xf32>) -> ()
  %axes_x = fovea.constant dense<[[[-1.375, -0.875], [-1.375, -0.875], [-0.5, -0.75]], [[1.0, 1.875], [0.5, 0.375], [1.25, 1.875]]]> : tensor<2x3x2xf32>
  %axes_y = fovea.constant dense<[[[1.375, 0.875], [1.375, 0.875], [0.5, 0.75]], [[1.0, 1.875], [0.5, 0.375], [1.25, 1.875]]]> : tensor<2x3x2xf32>
  call @axes(%axes_x, %axes_y) : (tensor<2x3x2xf32>, tensor<2x3x2xf32>) -> ()
  %integers_x = fovea.constant dense<[[100, 27], [-128, 127]]> : tensor<2x2xi8>
  %integers_u = fovea.constant dense<[[200, 100], [255, 255]]> : tensor<2x2xui8>
  call @integers(%integers_x, %integers_u) : (tensor<2x2xi8>, tensor<2x2xui8>) -> ()
  %booleans_x = fovea.constant dense<[[true, false], [false, false]]> : tensor<2x2xi1>
  call @booleans(%booleans_x) : (tensor<2x2xi1>) -> ()
  %narrow_x = fovea.constant dense<[[2048.0, 1.0, 1.0, 1.0]]> : tensor<1x4xf16>
  call @narrow(%narrow_x) : (tensor<1x4xf16>) -> ()
  %special_x = fovea.constant dense<[[0xFF800000, 0xFF800000], [0x7F800000, 1.0], [0x7FC00000, 1.0], [1000.0, 1000.0]]> : tensor<4x2xf32>
  call @special(%special_x) : (tensor<4x2xf32>) -> ()
  %empty_x = fovea.constant dense<[[], []]> : tensor<2x0xf32>
  %empty_i = fovea.constant dense<[[], []]> : tensor<2x0xi32>
  call @empty(%empty_x, %empty_i) : (tensor<2x0xf32>, tensor<2x0xi32>) -> ()
  return
}
