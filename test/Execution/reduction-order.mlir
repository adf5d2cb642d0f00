// RUN: %run_reference | FileCheck %s
//
// Arg-reductions, top-k and running sums.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

func.func @print_2xi64(%x: tensor<2xi64>) {
  %any = tensor.cast %x : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2x1xi64(%x: tensor<2x1xi64>) {
  %flat = fovea.reshape %x : tensor<2x1xi64> to tensor<2xi64>
  %any = tensor.cast %flat : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xi64(%x: tensor<4xi64>) {
  %any = tensor.cast %x : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_1xi64(%x: tensor<1xi64>) {
  %any = tensor.cast %x : tensor<1xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_i64(%x: tensor<i64>) {
  %flat = fovea.reshape %x : tensor<i64> to tensor<1xi64>
  %any = tensor.cast %flat : tensor<1xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2x3xf32(%x: tensor<2x3xf32>) {
  %flat = fovea.reshape %x : tensor<2x3xf32> to tensor<6xf32>
  %any = tensor.cast %flat : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x3xi8(%x: tensor<2x3xi8>) {
  %wide = fovea.cast %x : tensor<2x3xi8> to tensor<2x3xi64>
  %flat = fovea.reshape %wide : tensor<2x3xi64> to tensor<6xi64>
  %any = tensor.cast %flat : tensor<6xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_4xf16(%x: tensor<4xf16>) {
  %wide = fovea.cast %x : tensor<4xf16> to tensor<4xf32>
  %any = tensor.cast %wide : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x3xi64(%x: tensor<2x3xi64>) {
  %flat = fovea.reshape %x : tensor<2x3xi64> to tensor<6xi64>
  %any = tensor.cast %flat : tensor<6xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2x2xf32(%x: tensor<2x2xf32>) {
  %flat = fovea.reshape %x : tensor<2x2xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x2xi64(%x: tensor<2x2xi64>) {
  %flat = fovea.reshape %x : tensor<2x2xi64> to tensor<4xi64>
  %any = tensor.cast %flat : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_1x4xf32(%x: tensor<1x4xf32>) {
  %flat = fovea.reshape %x : tensor<1x4xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_1x4xi64(%x: tensor<1x4xi64>) {
  %flat = fovea.reshape %x : tensor<1x4xi64> to tensor<4xi64>
  %any = tensor.cast %flat : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_1x3xf32(%x: tensor<1x3xf32>) {
  %flat = fovea.reshape %x : tensor<1x3xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_1x3xi64(%x: tensor<1x3xi64>) {
  %flat = fovea.reshape %x : tensor<1x3xi64> to tensor<3xi64>
  %any = tensor.cast %flat : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @print_2xui8(%x: tensor<2xui8>) {
  %wide = fovea.cast %x : tensor<2xui8> to tensor<2xi64>
  %any = tensor.cast %wide : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}

func.func @arg_reduce(%x: tensor<2x4xf32>, %n: tensor<1x4xf32>) {
  // CHECK: [1, 2]
  %0 = fovea.arg_reduce max %x axis 1 : (tensor<2x4xf32>) -> tensor<2xi64>
  call @print_2xi64(%0) : (tensor<2xi64>) -> ()
  // CHECK: [3, 2]
  %1 = fovea.arg_reduce max %x axis 1 keep_dims select_last : (tensor<2x4xf32>) -> tensor<2x1xi64>
  call @print_2x1xi64(%1) : (tensor<2x1xi64>) -> ()
  // CHECK: [0, 0]
  %2 = fovea.arg_reduce min %x axis 1 : (tensor<2x4xf32>) -> tensor<2xi64>
  call @print_2xi64(%2) : (tensor<2xi64>) -> ()
  // CHECK: [0, 3]
  %3 = fovea.arg_reduce min %x axis 1 select_last : (tensor<2x4xf32>) -> tensor<2xi64>
  call @print_2xi64(%3) : (tensor<2xi64>) -> ()
  // CHECK: [1, 1, 1, 1]
  %4 = fovea.arg_reduce min %x axis 0 : (tensor<2x4xf32>) -> tensor<4xi64>
  call @print_4xi64(%4) : (tensor<4xi64>) -> ()
  // NaN wins.
  // CHECK: [1]
  %6 = fovea.arg_reduce max %n axis 1 : (tensor<1x4xf32>) -> tensor<1xi64>
  call @print_1xi64(%6) : (tensor<1xi64>) -> ()
  // CHECK: [3]
  %7 = fovea.arg_reduce min %n axis 1 select_last : (tensor<1x4xf32>) -> tensor<1xi64>
  call @print_1xi64(%7) : (tensor<1xi64>) -> ()
  return
}

// Also where all are the smallest there is.
func.func @arg_reduce_integers(%u: tensor<3xui8>, %w: tensor<2xi8>) {
  // CHECK: [2]
  %0 = fovea.arg_reduce max %u axis 0 : (tensor<3xui8>) -> tensor<i64>
  call @print_i64(%0) : (tensor<i64>) -> ()
  // CHECK: [0]
  %1 = fovea.arg_reduce max %w axis 0 : (tensor<2xi8>) -> tensor<i64>
  call @print_i64(%1) : (tensor<i64>) -> ()
  // CHECK: [1]
  %2 = fovea.arg_reduce max %w axis 0 select_last : (tensor<2xi8>) -> tensor<i64>
  call @print_i64(%2) : (tensor<i64>) -> ()
  return
}

func.func @cumulative(%x: tensor<2x3xf32>, %i: tensor<2x3xi8>) {
  // CHECK: [1, 3, 6, 4, 9, 15]
  %0 = fovea.cumulative sum %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%0) : (tensor<2x3xf32>) -> ()
  // CHECK: [1, 2, 3, 5, 7, 9]
  %1 = fovea.cumulative sum %x axis 0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%1) : (tensor<2x3xf32>) -> ()
  // CHECK: [0, 1, 3, 0, 4, 9]
  %2 = fovea.cumulative sum %x axis 1 exclusive : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%2) : (tensor<2x3xf32>) -> ()
  // CHECK: [6, 5, 3, 15, 11, 6]
  %3 = fovea.cumulative sum %x axis 1 reverse : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%3) : (tensor<2x3xf32>) -> ()
  // CHECK: [6, 3, 1, 30, 6, 1]
  %4 = fovea.cumulative prod %x axis 1 exclusive reverse : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%4) : (tensor<2x3xf32>) -> ()
  // CHECK: [20, 60, 120, 80, -76, 44]
  %5 = fovea.cumulative sum %i axis 1 : (tensor<2x3xi8>) -> tensor<2x3xi8>
  call @print_2x3xi8(%5) : (tensor<2x3xi8>) -> ()
  return
}

// Carried in f32.
func.func @cumulative_narrow(%x: tensor<4xf16>) {
  // CHECK: [2048, 2048, 2050, 2052]
  %0 = fovea.cumulative sum %x axis 0 : (tensor<4xf16>) -> tensor<4xf16>
  call @print_4xf16(%0) : (tensor<4xf16>) -> ()
  return
}

func.func @top_k(%x: tensor<2x4xf32>) {
  // CHECK: [3, 3, 2, 0, -1, -1]
  // CHECK: [1, 3, 2, 2, 0, 1]
  %v, %i = fovea.top_k %x k 3 axis 1 : (tensor<2x4xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
  call @print_2x3xf32(%v) : (tensor<2x3xf32>) -> ()
  call @print_2x3xi64(%i) : (tensor<2x3xi64>) -> ()
  return
}

func.func @top_k_smallest(%x: tensor<2x4xf32>) {
  // CHECK: [1, 2, -1, -1]
  // CHECK: [0, 2, 0, 1]
  %v, %i = fovea.top_k %x k 2 axis 1 largest false : (tensor<2x4xf32>) -> (tensor<2x2xf32>, tensor<2x2xi64>)
  call @print_2x2xf32(%v) : (tensor<2x2xf32>) -> ()
  call @print_2x2xi64(%i) : (tensor<2x2xi64>) -> ()
  return
}

func.func @top_k_columns(%x: tensor<2x4xf32>) {
  // CHECK: [1, 3, 2, 3]
  // CHECK: [0, 0, 0, 0]
  %v, %i = fovea.top_k %x k 1 axis 0 : (tensor<2x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xi64>)
  call @print_1x4xf32(%v) : (tensor<1x4xf32>) -> ()
  call @print_1x4xi64(%i) : (tensor<1x4xi64>) -> ()
  return
}

func.func @top_k_nan(%x: tensor<1x4xf32>) {
  // CHECK: [{{-?}}nan, {{-?}}nan, 5, 1]
  // CHECK: [1, 3, 2, 0]
  %v, %i = fovea.top_k %x k 4 axis 1 : (tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xi64>)
  call @print_1x4xf32(%v) : (tensor<1x4xf32>) -> ()
  call @print_1x4xi64(%i) : (tensor<1x4xi64>) -> ()
  return
}

func.func @top_k_nan_last(%x: tensor<1x4xf32>) {
  // CHECK: [1, 5, {{-?}}nan]
  // CHECK: [0, 2, 1]
  %v, %i = fovea.top_k %x k 3 axis 1 largest false : (tensor<1x4xf32>) -> (tensor<1x3xf32>, tensor<1x3xi64>)
  call @print_1x3xf32(%v) : (tensor<1x3xf32>) -> ()
  call @print_1x3xi64(%i) : (tensor<1x3xi64>) -> ()
  return
}

func.func @top_k_unsigned(%x: tensor<3xui8>) {
  // CHECK: [255, 200]
  // CHECK: [2, 0]
  %v, %i = fovea.top_k %x k 2 axis 0 : (tensor<3xui8>) -> (tensor<2xui8>, tensor<2xi64>)
  call @print_2xui8(%v) : (tensor<2xui8>) -> ()
  call @print_2xi64(%i) : (tensor<2xi64>) -> ()
  return
}

func.func @main() {
  %arg_reduce_x = fovea.constant dense<[[1.0, 3.0, 2.0, 3.0], [-1.0, -1.0, 0.0, -1.0]]> : tensor<2x4xf32>
  %arg_reduce_n = fovea.constant dense<[[1.0, 0x7FC00000, 5.0, 0x7FC00000]]> : tensor<1x4xf32>
  call @arg_reduce(%arg_reduce_x, %arg_reduce_n) : (tensor<2x4xf32>, tensor<1x4xf32>) -> ()
  %arg_reduce_integers_u = fovea.constant dense<[200, 100, 255]> : tensor<3xui8>
  %arg_reduce_integers_w = fovea.constant dense<[-128, -128]> : tensor<2xi8>
  call @arg_reduce_integers(%arg_reduce_integers_u, %arg_reduce_integers_w) : (tensor<3xui8>, tensor<2xi8>) -> ()
  %cumulative_x = fovea.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %cumulative_i = fovea.constant dense<[[20, 40, 60], [80, 100, 120]]> : tensor<2x3xi8>
  call @cumulative(%cumulative_x, %cumulative_i) : (tensor<2x3xf32>, tensor<2x3xi8>) -> ()
  %cumulative_narrow_x = fovea.constant dense<[2048.0, 1.0, 1.0, 1.0]> : tensor<4xf16>
  call @cumulative_narrow(%cumulative_narrow_x) : (tensor<4xf16>) -> ()
  %top_k_x = fovea.constant dense<[[1.0, 3.0, 2.0, 3.0], [-1.0, -1.0, 0.0, -1.0]]> : tensor<2x4xf32>
  call @top_k(%top_k_x) : (tensor<2x4xf32>) -> ()
  %top_k_smallest_x = fovea.constant dense<[[1.0, 3.0, 2.0, 3.0], [-1.0, -1.0, 0.0, -1.0]]> : tensor<2x4xf32>
  call @top_k_smallest(%top_k_smallest_x) : (tensor<2x4xf32>) -> ()
  %top_k_columns_x = fovea.constant dense<[[1.0, 3.0, 2.0, 3.0], [-1.0, -1.0, 0.0, -1.0]]> : tensor<2x4xf32>
  call @top_k_columns(%top_k_columns_x) : (tensor<2x4xf32>) -> ()
  %top_k_nan_x = fovea.constant dense<[[1.0, 0x7FC00000, 5.0, 0x7FC00000]]> : tensor<1x4xf32>
  call @top_k_nan(%top_k_nan_x) : (tensor<1x4xf32>) -> ()
  %top_k_nan_last_x = fovea.constant dense<[[1.0, 0x7FC00000, 5.0, 0x7FC00000]]> : tensor<1x4xf32>
  call @top_k_nan_last(%top_k_nan_last_x) : (tensor<1x4xf32>) -> ()
  %top_k_unsigned_x = fovea.constant dense<[200, 100, 255]> : tensor<3xui8>
  call @top_k_unsigned(%top_k_unsigned_x) : (tensor<3xui8>) -> ()
  return
}
