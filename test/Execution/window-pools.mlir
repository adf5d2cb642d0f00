// RUN: %run_reference | FileCheck %s
//
// Pools against numbers computed tap by tap in numpy.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

// In ceil mode the last row of windows reaches beyond the input; no window
// starts behind the last column.
func.func @max_ceil() {
  %input = fovea.constant dense<[[[[0.0, 1.0], [-1.0, -2.0], [-3.0, 4.0], [2.0,
      0.0]], [[-2.0, 1.0], [-1.0, 1.0], [-4.0, -3.0], [2.0, -4.0]], [[2.0,
      -1.0], [-4.0, 2.0], [2.0, 3.0], [4.0, 2.0]], [[3.0, -3.0], [4.0, 4.0],
      [2.0, 3.0], [2.0, 3.0]], [[4.0, 0.0], [3.0, 4.0], [-2.0, -4.0], [-3.0,
      -4.0]]]]> : tensor<1x5x4x2xf32>
  %result = fovea.max_pool %input window [2, 3] strides [2, 2] pads [0, 1, 0, 1]
      ceil_mode
      : (tensor<1x5x4x2xf32>) -> tensor<1x3x3x2xf32>
  %flat = fovea.reshape %result : tensor<1x3x3x2xf32> to tensor<18xf32>
  %any = tensor.cast %flat : tensor<18xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [18]
// CHECK-NEXT: [0, 1, 2, 4, 2, 0, 4, 4, 4, 4, 4, 3, 4, 4, 3, 4, -3, -4]

// Zeros of the padding would win over all of these; NaN does.
func.func @max_dilated() {
  %input = fovea.constant dense<[[[-6.0], [0x7FC00000], [-7.0], [-7.0], [-4.0],
      [-8.0]]]> : tensor<1x6x1xf32>
  %result = fovea.max_pool %input window [2] dilations [2] pads [1, 2]
      : (tensor<1x6x1xf32>) -> tensor<1x7x1xf32>
  %flat = fovea.reshape %result : tensor<1x7x1xf32> to tensor<7xf32>
  %any = tensor.cast %flat : tensor<7xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [7]
// CHECK-NEXT: [{{-?}}nan, -6, {{-?}}nan, -4, -7, -4, -8]

// Positions y * 4 + x; the first of equal ones, also if all are -infinity,
// and NaN before all numbers.
func.func @indices() {
  %input = fovea.constant dense<[[[[0xFF800000, -2.0], [0xFF800000, 0.0],
      [-2.0, -2.0], [-1.0, 0.0]], [[0xFF800000, -2.0], [0xFF800000, 0.0],
      [-2.0, -2.0], [-1.0, -1.0]], [[0.0, 1.0], [1.0, 0x7FC00000], [0.0, 1.0],
      [-1.0, 0.0]], [[-2.0, 0.0], [-2.0, -2.0], [1.0, 0.0], [-1.0, -2.0]]]]>
      : tensor<1x4x4x2xf32>
  %result = fovea.max_pool_indices %input window [3, 3] strides [2, 2]
      pads [1, 1, 0, 0]
      : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xi64>
  %flat = fovea.reshape %result : tensor<1x2x2x2xi64> to tensor<8xi64>
  %any = tensor.cast %flat : tensor<8xi64> to tensor<*xi64>
  call @printMemrefI64(%any) : (tensor<*xi64>) -> ()
  return
}
// CHECK: sizes = [8]
// CHECK-NEXT: [0, 1, 3, 1, 9, 9, 9, 9]

// Only what lies inside of the input counts.
func.func @avg() {
  %input = fovea.constant dense<[[[[-2.0], [3.0], [0.0], [4.0]], [[4.0], [3.0],
      [-4.0], [-4.0]], [[1.0], [-1.0], [3.0], [-2.0]], [[-3.0], [-3.0], [-2.0],
      [1.0]]]]> : tensor<1x4x4x1xf32>
  %result = fovea.avg_pool %input window [3, 3] strides [2, 2] pads [1, 1, 1, 1]
      ceil_mode
      : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  %flat = fovea.reshape %result : tensor<1x3x3x1xf32> to tensor<9xf32>
  %any = tensor.cast %flat : tensor<9xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [9]
// CHECK-NEXT: [2, 0.3333{{[0-9.]*}}, 0, 0.1666{{[0-9.]*}}, -1, -1.666{{[0-9.]*}}, -3, -1.333{{[0-9.]*}}, 1]

// The same with padding counted; what ceil mode adds behind it is not.
func.func @avg_with_pads() {
  %input = fovea.constant dense<[[[[-2.0], [3.0], [0.0], [4.0]], [[4.0], [3.0],
      [-4.0], [-4.0]], [[1.0], [-1.0], [3.0], [-2.0]], [[-3.0], [-3.0], [-2.0],
      [1.0]]]]> : tensor<1x4x4x1xf32>
  %result = fovea.avg_pool %input window [3, 3] strides [2, 2] pads [1, 1, 1, 1]
      ceil_mode count_include_pad
      : (tensor<1x4x4x1xf32>) -> tensor<1x3x3x1xf32>
  %flat = fovea.reshape %result : tensor<1x3x3x1xf32> to tensor<9xf32>
  %any = tensor.cast %flat : tensor<9xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [9]
// CHECK-NEXT: [0.8888{{[0-9.]*}}, 0.2222{{[0-9.]*}}, 0, 0.1111{{[0-9.]*}}, -1, -0.8333{{[0-9.]*}}, -1, -0.6666{{[0-9.]*}}, 0.25]

// The 1-norm.
func.func @lp1() {
  %input = fovea.constant dense<[[[-3.0, 3.0], [-2.0, -2.0], [1.0, 3.0], [-1.0,
      3.0], [-2.0, -3.0]]]> : tensor<1x5x2xf32>
  %result = fovea.lp_pool %input window [2] strides [2] dilations [2]
      pads [1, 0] p 1
      : (tensor<1x5x2xf32>) -> tensor<1x2x2xf32>
  %flat = fovea.reshape %result : tensor<1x2x2xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [4]
// CHECK-NEXT: [2, 2, 3, 5]

// The 2-norm.
func.func @lp2() {
  %input = fovea.constant dense<[[[-3.0, 3.0], [-2.0, -2.0], [1.0, 3.0], [-1.0,
      3.0], [-2.0, -3.0]]]> : tensor<1x5x2xf32>
  %result = fovea.lp_pool %input window [2] strides [2] dilations [2]
      pads [1, 0] p 2
      : (tensor<1x5x2xf32>) -> tensor<1x2x2xf32>
  %flat = fovea.reshape %result : tensor<1x2x2xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [4]
// CHECK-NEXT: [2, 2, 2.236{{[0-9.]*}}, 3.605{{[0-9.]*}}]

// The 3-norm.
func.func @lp3() {
  %input = fovea.constant dense<[[[-3.0, 3.0], [-2.0, -2.0], [1.0, 3.0], [-1.0,
      3.0], [-2.0, -3.0]]]> : tensor<1x5x2xf32>
  %result = fovea.lp_pool %input window [2] strides [2] dilations [2]
      pads [1, 0] p 3
      : (tensor<1x5x2xf32>) -> tensor<1x2x2xf32>
  %flat = fovea.reshape %result : tensor<1x2x2xf32> to tensor<4xf32>
  %any = tensor.cast %flat : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [4]
// CHECK-NEXT: [2, 2, 2.080{{[0-9.]*}}, 3.271{{[0-9.]*}}]

func.func @main() {
  call @max_ceil() : () -> ()
  call @max_dilated() : () -> ()
  call @indices() : () -> ()
  call @avg() : () -> ()
  call @avg_with_pads() : () -> ()
  call @lp1() : () -> ()
  call @lp2() : () -> ()
  call @lp3() : () -> ()
  return
}
