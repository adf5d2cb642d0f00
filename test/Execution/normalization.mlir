// RUN: %run_reference | FileCheck %s
//
// Normalizations, against numpy in double precision.

func.func private @printMemrefF32(tensor<*xf32>)

// Rounded to four decimals, as the last digits depend on the order of sums.
func.func @print_2x3x3xf32(%x: tensor<2x3x3xf32>) {
  %scale = fovea.constant dense<10000.0> : tensor<f32>
  %scaled = fovea.binary mul %x, %scale : (tensor<2x3x3xf32>, tensor<f32>) -> tensor<2x3x3xf32>
  %whole = fovea.unary round_even %scaled : (tensor<2x3x3xf32>) -> tensor<2x3x3xf32>
  %rounded = fovea.binary div %whole, %scale : (tensor<2x3x3xf32>, tensor<f32>) -> tensor<2x3x3xf32>
  %flat = fovea.reshape %rounded : tensor<2x3x3xf32> to tensor<18xf32>
  %any = tensor.cast %flat : tensor<18xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_3x2x5xf32(%x: tensor<3x2x5xf32>) {
  %scale = fovea.constant dense<10000.0> : tensor<f32>
  %scaled = fovea.binary mul %x, %scale : (tensor<3x2x5xf32>, tensor<f32>) -> tensor<3x2x5xf32>
  %whole = fovea.unary round_even %scaled : (tensor<3x2x5xf32>) -> tensor<3x2x5xf32>
  %rounded = fovea.binary div %whole, %scale : (tensor<3x2x5xf32>, tensor<f32>) -> tensor<3x2x5xf32>
  %flat = fovea.reshape %rounded : tensor<3x2x5xf32> to tensor<30xf32>
  %any = tensor.cast %flat : tensor<30xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_1x7xf32(%x: tensor<1x7xf32>) {
  %scale = fovea.constant dense<10000.0> : tensor<f32>
  %scaled = fovea.binary mul %x, %scale : (tensor<1x7xf32>, tensor<f32>) -> tensor<1x7xf32>
  %whole = fovea.unary round_even %scaled : (tensor<1x7xf32>) -> tensor<1x7xf32>
  %rounded = fovea.binary div %whole, %scale : (tensor<1x7xf32>, tensor<f32>) -> tensor<1x7xf32>
  %flat = fovea.reshape %rounded : tensor<1x7xf32> to tensor<7xf32>
  %any = tensor.cast %flat : tensor<7xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x5xf16(%x: tensor<2x5xf16>) {
  %wide = fovea.cast %x : tensor<2x5xf16> to tensor<2x5xf32>
  %flat = fovea.reshape %wide : tensor<2x5xf32> to tensor<10xf32>
  %any = tensor.cast %flat : tensor<10xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x3x4xf32(%x: tensor<2x3x4xf32>) {
  %scale = fovea.constant dense<10000.0> : tensor<f32>
  %scaled = fovea.binary mul %x, %scale : (tensor<2x3x4xf32>, tensor<f32>) -> tensor<2x3x4xf32>
  %whole = fovea.unary round_even %scaled : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  %rounded = fovea.binary div %whole, %scale : (tensor<2x3x4xf32>, tensor<f32>) -> tensor<2x3x4xf32>
  %flat = fovea.reshape %rounded : tensor<2x3x4xf32> to tensor<24xf32>
  %any = tensor.cast %flat : tensor<24xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_2x3xf32(%x: tensor<2x3xf32>) {
  %scale = fovea.constant dense<10000.0> : tensor<f32>
  %scaled = fovea.binary mul %x, %scale : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %whole = fovea.unary round_even %scaled : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %rounded = fovea.binary div %whole, %scale : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %flat = fovea.reshape %rounded : tensor<2x3xf32> to tensor<6xf32>
  %any = tensor.cast %flat : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @print_1x3xbf16(%x: tensor<1x3xbf16>) {
  %wide = fovea.cast %x : tensor<1x3xbf16> to tensor<1x3xf32>
  %flat = fovea.reshape %wide : tensor<1x3xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}

func.func @batch_norm(%x: tensor<2x3x3xf32>, %scale: tensor<3xf32>, %offset: tensor<3xf32>, %mean: tensor<3xf32>, %variance: tensor<3xf32>) {
  // CHECK: [-1.9518, 0.1815, 3.1361, -2.3061, -0.0695, 6.3972, -2.188, -0.0923, 6.3972, -0.062, 0.0902, 2.2467, 0.0561, 0.0218, -1.3109, 0.5286, 0.2956, 2.2467]
  %0 = fovea.batch_norm %x, %scale, %offset, %mean, %variance epsilon 0.125 : (tensor<2x3x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3x3xf32>
  call @print_2x3x3xf32(%0) : (tensor<2x3x3xf32>) -> ()
  return
}

func.func @layer_norm(%x: tensor<3x2x5xf32>, %s: tensor<2x5xf32>, %o: tensor<1xf32>) {
  // CHECK: [-1.763, -1.5416, -1.9252, 0.5183, -2.063, -1.351, -2.9332, -0.6262, 1.0204, -1.9098, -2.0407, -1.0853, -0.2274, 1.1848, -2.1229, -1.8597, -1.8834, -0.8862, -2.6173, -0.7344, -2.0129, -1.8502, -0.1436, -0.5419, -1.6558, -0.1506, -1.6133, -3.4897, -4.0661, -3.01]
  %0 = fovea.layer_norm %x scale %s offset %o axis 1 epsilon 1.0e-3 : (tensor<3x2x5xf32>, tensor<2x5xf32>, tensor<1xf32>) -> tensor<3x2x5xf32>
  call @print_3x2x5xf32(%0) : (tensor<3x2x5xf32>) -> ()
  // CHECK: [-1.3057, -0.6898, -0.1971, 1.5274, 0.6652, -0.1675, -1.0983, -0.726, 1.7871, 0.2048, 0.7298, -1.1415, -1.2351, 1.1977, 0.4491, 1.0983, 1.0983, -0.8237, 0, -1.3729, 1.2767, -0.0216, -1.2118, 0.9521, -0.9954, -1.1345, 0.3048, 1.1515, -1.2192, 0.8975]
  %1 = fovea.layer_norm %x axis 2 epsilon 1.0e-3 : (tensor<3x2x5xf32>) -> tensor<3x2x5xf32>
  call @print_3x2x5xf32(%1) : (tensor<3x2x5xf32>) -> ()
  // CHECK: [-2.6074, -2.1103, -1.7126, -0.3207, -1.0166, -2.1103, -3.1045, -2.7068, -0.0224, -1.7126, -1.0166, -3.0051, -3.1045, -0.5195, -1.3149, -2.2097, -2.2097, -2.9057, -2.6074, -3.1045, -0.5195, -1.7126, -2.8063, -0.8178, -2.6074, -3.0051, -1.3149, -0.3207, -3.1045, -0.6189]
  %2 = fovea.layer_norm %x offset %o axis 0 epsilon 1.0e-3 : (tensor<3x2x5xf32>, tensor<1xf32>) -> tensor<3x2x5xf32>
  call @print_3x2x5xf32(%2) : (tensor<3x2x5xf32>) -> ()
  return
}

// A variance as the difference of large squares would be off.
func.func @offset_from_zero(%x: tensor<1x7xf32>) {
  // CHECK: [0.5, -1.5, 1.5, -1, 1, -0.5, 0]
  %0 = fovea.layer_norm %x axis 1 epsilon 0.0 : (tensor<1x7xf32>) -> tensor<1x7xf32>
  call @print_1x7xf32(%0) : (tensor<1x7xf32>) -> ()
  return
}

func.func @rms_norm(%x: tensor<3x2x5xf32>, %s: tensor<2x5xf32>, %h: tensor<2x5xf16>, %c: tensor<5xf32>) {
  // CHECK: [0.1276, 0.4466, 0.1659, 2.1565, -0.1531, 0.7018, -1.1484, 1.4036, 2.6541, 0.1148, -0.0698, 1.1405, 2.2694, 1.6642, -0.0698, 0.7681, -0.419, 1.5129, -1.5129, 1.5711, -0.1294, 0.0823, 1.8347, 1.2231, 0.2352, 1.8112, 0.2117, -1.5289, -2.2934, -1.0585]
  %0 = fovea.rms_norm %x scale %s axis 1 epsilon 1.0e-3 : (tensor<3x2x5xf32>, tensor<2x5xf32>) -> tensor<3x2x5xf32>
  call @print_3x2x5xf32(%0) : (tensor<3x2x5xf32>) -> ()
  // CHECK: [-0, -2.65234, 2.02539, 0.289307, 1.0293, 1.52051, -2.66211, 0.887207, 0.0760498, 0.608398]
  %1 = fovea.rms_norm %h scale %c axis 1 epsilon 1.0e-3 : (tensor<2x5xf16>, tensor<5xf32>) -> tensor<2x5xf16>
  call @print_2x5xf16(%1) : (tensor<2x5xf16>) -> ()
  return
}

func.func @group_norm(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>, %o: tensor<4xf32>) {
  // CHECK: [-2.3529, -1.875, -1.1622, 0.3955, -1.4084, -1.875, -3.797, -0.6023, -1.0305, -1.875, -0.5542, 0.645, -2.5141, -1.875, 0.506, 0.2318, 0.3032, -1.875, -0.202, 0.014, -0.4011, -1.875, -4.273, 0.6675]
  %0 = fovea.group_norm %x scale %s offset %o groups 2 epsilon 1.0e-3 : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  call @print_2x3x4xf32(%0) : (tensor<2x3x4xf32>) -> ()
  // CHECK: [1.3537, 0.6518, -0.4797, 0.4627, -0.3384, 0.7605, 1.3911, -1.3881, -1.0153, -1.4123, -0.9114, 0.9254, 1.3724, 0.3678, -0.8683, -0.2669, -0.9803, 0.9984, -0.5322, -1.0677, -0.3921, -1.3663, 1.4005, 1.3346]
  %1 = fovea.group_norm %x groups 4 epsilon 1.0e-3 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  call @print_2x3x4xf32(%1) : (tensor<2x3x4xf32>) -> ()
  return
}

func.func @softmax(%x: tensor<2x3xf32>, %h: tensor<1x3xbf16>) {
  // CHECK: [0.0301, 0.3662, 0.6037, 0.2447, 0.6652, 0.09]
  %0 = fovea.softmax %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%0) : (tensor<2x3xf32>) -> ()
  // CHECK: [0, 0, 0, 1, 1, 1]
  %1 = fovea.softmax %x axis 0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%1) : (tensor<2x3xf32>) -> ()
  // CHECK: [-3.5046, -1.0046, -0.5046, -1.4076, -0.4076, -2.4076]
  %2 = fovea.log_softmax %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  call @print_2x3xf32(%2) : (tensor<2x3xf32>) -> ()
  // CHECK: [0.0300293, 0.365234, 0.605469]
  %3 = fovea.softmax %h axis 1 : (tensor<1x3xbf16>) -> tensor<1x3xbf16>
  call @print_1x3xbf16(%3) : (tensor<1x3xbf16>) -> ()
  return
}

func.func @main() {
  %batch_norm_x = fovea.constant dense<[[[-1.5, -0.0, 0.375], [-1.875, -1.375, 1.75], [-1.75, -1.5, 1.75]], [[0.5, -0.5, 0.0], [0.625, -0.875, -1.5], [1.125, 0.625, 0.0]]]> : tensor<2x3x3xf32>
  %batch_norm_scale = fovea.constant dense<[1.25, 0.25, 1.875]> : tensor<3xf32>
  %batch_norm_offset = fovea.constant dense<[-1.125, 0.25, -0.125]> : tensor<3xf32>
  %batch_norm_mean = fovea.constant dense<[-0.625, 0.375, -1.0]> : tensor<3xf32>
  %batch_norm_variance = fovea.constant dense<[1.625, 1.75, 0.5]> : tensor<3xf32>
  call @batch_norm(%batch_norm_x, %batch_norm_scale, %batch_norm_offset, %batch_norm_mean, %batch_norm_variance) : (tensor<2x3x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> ()
  %layer_norm_x = fovea.constant dense<[[[-1.25, -0.625, -0.125, 1.625, 0.75], [-0.625, -1.875, -1.375, 2.0, -0.125]], [[0.75, -1.75, -1.875, 1.375, 0.375], [-0.75, -0.75, -1.625, -1.25, -1.875]], [[1.375, -0.125, -1.5, 1.0, -1.25], [-1.75, 0.375, 1.625, -1.875, 1.25]]]> : tensor<3x2x5xf32>
  %layer_norm_s = fovea.constant dense<[[-0.125, -0.875, -1.625, 1.625, -0.25], [-1.375, 0.75, -1.25, 1.625, -1.125]]> : tensor<2x5xf32>
  %layer_norm_o = fovea.constant dense<[-1.875]> : tensor<1xf32>
  call @layer_norm(%layer_norm_x, %layer_norm_s, %layer_norm_o) : (tensor<3x2x5xf32>, tensor<2x5xf32>, tensor<1xf32>) -> ()
  %offset_from_zero_x = fovea.constant dense<[[1004.0, 1000.0, 1006.0, 1001.0, 1005.0, 1002.0, 1003.0]]> : tensor<1x7xf32>
  call @offset_from_zero(%offset_from_zero_x) : (tensor<1x7xf32>) -> ()
  %rms_norm_x = fovea.constant dense<[[[-1.25, -0.625, -0.125, 1.625, 0.75], [-0.625, -1.875, -1.375, 2.0, -0.125]], [[0.75, -1.75, -1.875, 1.375, 0.375], [-0.75, -0.75, -1.625, -1.25, -1.875]], [[1.375, -0.125, -1.5, 1.0, -1.25], [-1.75, 0.375, 1.625, -1.875, 1.25]]]> : tensor<3x2x5xf32>
  %rms_norm_s = fovea.constant dense<[[-0.125, -0.875, -1.625, 1.625, -0.25], [-1.375, 0.75, -1.25, 1.625, -1.125]]> : tensor<2x5xf32>
  %rms_norm_h = fovea.constant dense<[[-0.0, 1.375, -1.125, -0.75, -1.0], [1.875, 1.75, -0.625, -0.25, -0.75]]> : tensor<2x5xf16>
  %rms_norm_c = fovea.constant dense<[1.0, -1.875, -1.75, -0.375, -1.0]> : tensor<5xf32>
  call @rms_norm(%rms_norm_x, %rms_norm_s, %rms_norm_h, %rms_norm_c) : (tensor<3x2x5xf32>, tensor<2x5xf32>, tensor<2x5xf16>, tensor<5xf32>) -> ()
  %group_norm_x = fovea.constant dense<[[[1.375, 1.0, 0.125, 0.625], [0.75, 1.125, 1.75, -1.375], [0.5, -1.375, -0.25, 1.125]], [[1.625, 1.0, -1.875, -0.5], [-1.375, 2.0, -1.375, -1.0], [-0.625, -1.75, 1.5, 0.5]]]> : tensor<2x3x4xf32>
  %group_norm_s = fovea.constant dense<[-1.375, -0.0, -1.625, 0.5]> : tensor<4xf32>
  %group_norm_o = fovea.constant dense<[-1.125, -1.875, -1.5, 0.25]> : tensor<4xf32>
  call @group_norm(%group_norm_x, %group_norm_s, %group_norm_o) : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>) -> ()
  %softmax_x = fovea.constant dense<[[-2.0, 0.5, 1.0], [100.0, 101.0, 99.0]]> : tensor<2x3xf32>
  %softmax_h = fovea.constant dense<[[-2.0, 0.5, 1.0]]> : tensor<1x3xbf16>
  call @softmax(%softmax_x, %softmax_h) : (tensor<2x3xf32>, tensor<1x3xbf16>) -> ()
  return
}
