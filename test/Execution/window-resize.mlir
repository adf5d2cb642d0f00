// RUN: %run_reference | FileCheck %s
//
// Resampling against the numbers of ONNX's reference implementation.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI32(tensor<*xi32>)

// Each nearest mode where it matters: coordinates at 0, 2/3, 4/3, ...
func.func @nearest_floor() {
  %input = fovea.constant dense<[[3.0, 2.0, 2.0, 3.0], [0.0, -3.0, 1.0, 1.0],
      [-1.0, 1.0, -2.0, 1.0]]> : tensor<3x4xf32>
  %result = fovea.resize nearest %input sizes [3, 6]
      scales [1.0, 1.5] coordinates asymmetric
      nearest_mode floor
      : (tensor<3x4xf32>) -> tensor<3x6xf32>
  %flat = fovea.reshape %result : tensor<3x6xf32> to tensor<18xf32>
  %any = tensor.cast %flat : tensor<18xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [18]
// CHECK-NEXT: [3, 3, 2, 2, 2, 3, 0, 0, -3, 1, 1, 1, -1, -1, 1, -2, -2, 1]

// Upwards.
func.func @nearest_ceil() {
  %input = fovea.constant dense<[[3.0, 2.0, 2.0, 3.0], [0.0, -3.0, 1.0, 1.0],
      [-1.0, 1.0, -2.0, 1.0]]> : tensor<3x4xf32>
  %result = fovea.resize nearest %input sizes [3, 6]
      scales [1.0, 1.5] coordinates asymmetric
      nearest_mode ceil
      : (tensor<3x4xf32>) -> tensor<3x6xf32>
  %flat = fovea.reshape %result : tensor<3x6xf32> to tensor<18xf32>
  %any = tensor.cast %flat : tensor<18xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [18]
// CHECK-NEXT: [3, 2, 2, 2, 3, 3, 0, -3, 1, 1, 1, 1, -1, 1, -2, -2, 1, 1]

// Coordinates 0.5 and 2.5 are ties.
func.func @prefer_floor() {
  %input = fovea.constant dense<[[3.0], [-4.0], [0.0], [1.0]]>
      : tensor<4x1xf32>
  %result = fovea.resize nearest %input sizes [2, 1]
      scales [0.5, 1.0] coordinates half_pixel
      : (tensor<4x1xf32>) -> tensor<2x1xf32>
  %flat = fovea.reshape %result : tensor<2x1xf32> to tensor<2xf32>
  %any = tensor.cast %flat : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [2]
// CHECK-NEXT: [3, 0]

// Ties upwards.
func.func @prefer_ceil() {
  %input = fovea.constant dense<[[3.0], [-4.0], [0.0], [1.0]]>
      : tensor<4x1xf32>
  %result = fovea.resize nearest %input sizes [2, 1]
      scales [0.5, 1.0] coordinates half_pixel
      nearest_mode round_prefer_ceil
      : (tensor<4x1xf32>) -> tensor<2x1xf32>
  %flat = fovea.reshape %result : tensor<2x1xf32> to tensor<2xf32>
  %any = tensor.cast %flat : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [2]
// CHECK-NEXT: [-4, 1]

// Two spatial dimensions of a feature map, one up, one down.
func.func @linear() {
  %input = fovea.constant dense<[[[[-4.0, 1.0], [4.0, 3.0], [2.0, 3.0]],
      [[-1.0, -2.0], [-4.0, 2.0], [-2.0, 3.0]]]]> : tensor<1x2x3x2xf32>
  %result = fovea.resize linear %input sizes [1, 4, 2, 2]
      scales [1.0, 2.0, 0.6666666666666666, 1.0] coordinates half_pixel
      : (tensor<1x2x3x2xf32>) -> tensor<1x4x2x2xf32>
  %flat = fovea.reshape %result : tensor<1x4x2x2xf32> to tensor<16xf32>
  %any = tensor.cast %flat : tensor<16xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [16]
// CHECK-NEXT: [-2, 1.5, 2.5, 3, -1.937{{[0-9.]*}}, 0.875, 1.25, 2.937{{[0-9.]*}}, -1.812{{[0-9.]*}}, -0.375, -1.25, 2.812{{[0-9.]*}}, -1.75, -1, -2.5, 2.75]

// First and last elements coincide.
func.func @align_corners() {
  %input = fovea.constant dense<[0.0, 4.0, -3.0, -3.0, -1.0]> : tensor<5xf32>
  %result = fovea.resize linear %input sizes [7]
      scales [1.4] coordinates align_corners
      : (tensor<5xf32>) -> tensor<7xf32>
  %flat = fovea.reshape %result : tensor<7xf32> to tensor<7xf32>
  %any = tensor.cast %flat : tensor<7xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [7]
// CHECK-NEXT: [0, 2.666{{[0-9.]*}}, 1.666{{[0-9.]*}}, -3, -3, -2.333{{[0-9.]*}}, -1]

// The size is rounded down from 3.5: coordinates are centred.
func.func @symmetric() {
  %input = fovea.constant dense<[0.0, 4.0, -3.0, -3.0, -1.0]> : tensor<5xf32>
  %result = fovea.resize linear %input sizes [3]
      scales [0.7] coordinates half_pixel_symmetric
      : (tensor<5xf32>) -> tensor<3xf32>
  %flat = fovea.reshape %result : tensor<3xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [3]
// CHECK-NEXT: [2.285{{[0-9.]*}}, -3, -2.142{{[0-9.]*}}]

// Downsampling by a widened triangle.
func.func @antialias() {
  %input = fovea.constant dense<[0.0, 4.0, -3.0, -3.0, -1.0]> : tensor<5xf32>
  %result = fovea.resize linear %input sizes [2]
      scales [0.4] coordinates half_pixel
      antialias
      : (tensor<5xf32>) -> tensor<2xf32>
  %flat = fovea.reshape %result : tensor<2xf32> to tensor<2xf32>
  %any = tensor.cast %flat : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [2]
// CHECK-NEXT: [0.72, -1.92]

// The default parameter, -0.75.
func.func @cubic() {
  %input = fovea.constant dense<[-4.0, 0.0, 1.0, 1.0]> : tensor<4xf32>
  %result = fovea.resize cubic %input sizes [6]
      scales [1.5] coordinates half_pixel
      : (tensor<4xf32>) -> tensor<6xf32>
  %flat = fovea.reshape %result : tensor<6xf32> to tensor<6xf32>
  %any = tensor.cast %flat : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [6]
// CHECK-NEXT: [-4.347{{[0-9.]*}}, -2.093{{[0-9.]*}}, 0.4907{{[0-9.]*}}, 0.9259{{[0-9.]*}}, 1.093{{[0-9.]*}}, 1]

// Another parameter; weights beyond the border are dropped.
func.func @cubic_excluded() {
  %input = fovea.constant dense<[-4.0, 0.0, 1.0, 1.0]> : tensor<4xf32>
  %result = fovea.resize cubic %input sizes [6]
      scales [1.5] coordinates half_pixel
      cubic_coefficient -5.000000e-01 exclude_outside
      : (tensor<4xf32>) -> tensor<6xf32>
  %flat = fovea.reshape %result : tensor<6xf32> to tensor<6xf32>
  %any = tensor.cast %flat : tensor<6xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [6]
// CHECK-NEXT: [-4.263{{[0-9.]*}}, -2.176{{[0-9.]*}}, 0.3518{{[0-9.]*}}, 0.9259{{[0-9.]*}}, 1.058{{[0-9.]*}}, 1]

// Downsampling by a widened cubic.
func.func @cubic_antialias() {
  %input = fovea.constant dense<[-3.0, -3.0, 1.0, 1.0, 4.0, 4.0, -1.0]>
      : tensor<7xf32>
  %result = fovea.resize cubic %input sizes [3]
      scales [0.42857142857142855] coordinates half_pixel
      antialias
      : (tensor<7xf32>) -> tensor<3xf32>
  %flat = fovea.reshape %result : tensor<3xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [3]
// CHECK-NEXT: [-2.499{{[0-9.]*}}, 2.217{{[0-9.]*}}, 2.041{{[0-9.]*}}]

// A region that reaches beyond the input, where 10 is put.
func.func @crop() {
  %input = fovea.constant dense<[[-3.0, -2.0, 3.0, 0.0], [4.0, 1.0, 1.0, -4.0],
      [1.0, -1.0, 3.0, -3.0], [-3.0, 1.0, 2.0, 3.0]]> : tensor<4x4xf32>
  %result = fovea.resize linear %input sizes [3, 3]
      scales [0.75, 0.75] coordinates tf_crop_and_resize
      extrapolation_value 1.000000e+01 roi [0.4, 0.2, 1.4, 0.8]
      : (tensor<4x4xf32>) -> tensor<3x3xf32>
  %flat = fovea.reshape %result : tensor<3x3xf32> to tensor<9xf32>
  %any = tensor.cast %flat : tensor<9xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [9]
// CHECK-NEXT: [1.72, 1, -0.68, -0.48, 1.35, 1.86, 10, 10, 10]

// A single element is taken from the start, not from the middle.
func.func @torch() {
  %input = fovea.constant dense<[0.0, -1.0, -2.0, -1.0, 1.0]> : tensor<5xf32>
  %result = fovea.resize linear %input sizes [1]
      scales [0.2] coordinates pytorch_half_pixel
      : (tensor<5xf32>) -> tensor<1xf32>
  %flat = fovea.reshape %result : tensor<1xf32> to tensor<1xf32>
  %any = tensor.cast %flat : tensor<1xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [1]
// CHECK-NEXT: [0]

// Coordinates 0.25, 0.75, 1.25, ...
func.func @tf_nn() {
  %input = fovea.constant dense<[0.0, -2.0, -3.0, 2.0]> : tensor<4xf32>
  %result = fovea.resize nearest %input sizes [8] scales [2.0]
      coordinates tf_half_pixel_for_nn nearest_mode floor
      : (tensor<4xf32>) -> tensor<8xf32>
  %flat = fovea.reshape %result : tensor<8xf32> to tensor<8xf32>
  %any = tensor.cast %flat : tensor<8xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [8]
// CHECK-NEXT: [0, 0, -2, -2, -3, -3, 2, 2]

// Integers are truncated towards zero.
func.func @integers() {
  %input = fovea.constant dense<[-2, -3, -2]> : tensor<3xi32>
  %result = fovea.resize cubic %input sizes [7] scales [2.3333333333333335]
      coordinates half_pixel
      : (tensor<3xi32>) -> tensor<7xi32>
  %flat = fovea.reshape %result : tensor<7xi32> to tensor<7xi32>
  %any = tensor.cast %flat : tensor<7xi32> to tensor<*xi32>
  call @printMemrefI32(%any) : (tensor<*xi32>) -> ()
  return
}
// CHECK: sizes = [7]
// CHECK-NEXT: [-1, -2, -2, -3, -2, -2, -1]

func.func @main() {
  call @nearest_floor() : () -> ()
  call @nearest_ceil() : () -> ()
  call @prefer_floor() : () -> ()
  call @prefer_ceil() : () -> ()
  call @linear() : () -> ()
  call @align_corners() : () -> ()
  call @symmetric() : () -> ()
  call @antialias() : () -> ()
  call @cubic() : () -> ()
  call @cubic_excluded() : () -> ()
  call @cubic_antialias() : () -> ()
  call @crop() : () -> ()
  call @torch() : () -> ()
  call @tf_nn() : () -> ()
  call @integers() : () -> ()
  return
}
