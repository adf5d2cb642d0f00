// RUN: %run_reference | FileCheck %s
//
// Transposed convolutions against the numbers of PyTorch.

func.func private @printMemrefF32(tensor<*xf32>)

// Strides, asymmetric pads and output padding.
func.func @strided() {
  %input = fovea.constant dense<[[[[2.0, 3.0], [1.0, -3.0], [3.0, -1.0]],
      [[3.0, 3.0], [4.0, -4.0], [3.0, 1.0]]]]> : tensor<1x2x3x2xf32>
  %kernel = fovea.constant dense<[[[[0.0, 3.0, 4.0], [0.0, -4.0, 2.0]], [[-2.0,
      -2.0, -3.0], [-3.0, 4.0, -1.0]]], [[[-4.0, -3.0, -1.0], [-1.0, -2.0,
      4.0]], [[3.0, 1.0, 4.0], [-1.0, -3.0, -2.0]]], [[[-4.0, 4.0, -3.0], [0.0,
      -3.0, 4.0]], [[-3.0, 0.0, 4.0], [0.0, 4.0, 4.0]]]]> : tensor<3x2x2x3xf32>
  %bias = fovea.constant dense<[2.0, 2.0, 1.0]> : tensor<3xf32>
  %result = fovea.conv_transpose %input, %kernel, %bias strides [2, 3]
      pads [1, 0, 0, 1] output_padding [1, 0]
      : (tensor<1x2x3x2xf32>, tensor<3x2x2x3xf32>, tensor<3xf32>)
      -> tensor<1x5x7x3xf32>
  %flat = fovea.reshape %result : tensor<1x5x7x3xf32> to tensor<105xf32>
  %any = tensor.cast %flat : tensor<105xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [105]
// CHECK-NEXT: [-9, -10, 11, 5, -5, 3, 2, 2, 1, 1, 5, -12, 8, 12, 11, 2, 2, 1, -9, -5, -6, -6, -2, 25, -19, 20, 9, 2, 2, 1, -2, 43, -6, 3, -34, -15, 2, 2, 1, -10, 22, 2, -13, -13, 10, 8, -4, 7, 2, 2, 1, -10, -2, -19, 18, 18, 25, 2, 2, 1, -11, -9, 2, -10, 5, 4, -7, 14, 25, 2, 2, 1, -14, 30, -27, -10, -14, 1, 2, 2, 1, -10, 11, -4, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1]

// Two groups, dilation.
func.func @grouped() {
  %input = fovea.constant dense<[[[1.0, 3.0, -1.0, 4.0], [3.0, -1.0, -1.0,
      2.0], [4.0, -4.0, -4.0, -2.0]]]> : tensor<1x3x4xf32>
  %kernel = fovea.constant dense<[[[-1.0], [-3.0], [0.0], [0.0]], [[4.0],
      [2.0], [-2.0], [3.0]]]> : tensor<2x4x1xf32>
  %result = fovea.conv_transpose %input, %kernel dilations [2] groups 2
      : (tensor<1x3x4xf32>, tensor<2x4x1xf32>) -> tensor<1x5x2xf32>
  %flat = fovea.reshape %result : tensor<1x5x2xf32> to tensor<10xf32>
  %any = tensor.cast %flat : tensor<10xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [10]
// CHECK-NEXT: [-10, 0, 0, 0, 18, 14, 10, 8, 8, 2]

// Pads larger than the window crop whole elements of the input.
func.func @cropped() {
  %input = fovea.constant dense<[[[3.0], [2.0], [2.0], [-2.0], [2.0]]]>
      : tensor<1x5x1xf32>
  %kernel = fovea.constant dense<[[[-3.0]], [[1.0]]]> : tensor<2x1x1xf32>
  %result = fovea.conv_transpose %input, %kernel strides [2] pads [3, 4]
      : (tensor<1x5x1xf32>, tensor<2x1x1xf32>) -> tensor<1x3x1xf32>
  %flat = fovea.reshape %result : tensor<1x3x1xf32> to tensor<3xf32>
  %any = tensor.cast %flat : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [3]
// CHECK-NEXT: [2, -6, 2]

// A depthwise transposed convolution.
func.func @depthwise() {
  %input = fovea.constant dense<[[[[4.0, 4.0, -2.0], [-2.0, 1.0, -1.0]], [[2.0,
      -3.0, -3.0], [-4.0, 0.0, -3.0]]]]> : tensor<1x2x2x3xf32>
  %kernel = fovea.constant dense<[[[[-2.0], [4.0], [3.0]], [[3.0], [1.0],
      [-3.0]]], [[[2.0], [1.0], [4.0]], [[0.0], [-3.0], [1.0]]]]>
      : tensor<2x2x3x1xf32>
  %result = fovea.conv_transpose %input, %kernel strides [2, 1] groups 3
      : (tensor<1x2x2x3xf32>, tensor<2x2x3x1xf32>) -> tensor<1x4x3x3xf32>
  %flat = fovea.reshape %result : tensor<1x4x3x3xf32> to tensor<36xf32>
  %any = tensor.cast %flat : tensor<36xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [36]
// CHECK-NEXT: [-8, 16, -6, 16, 8, 3, -6, 1, 3, 8, 4, -8, -4, -11, -6, 0, -3, -1, -4, -12, -9, 14, -3, 0, -12, 0, 9, 4, -3, -12, -8, 9, -15, 0, 0, -3]

func.func @main() {
  call @strided() : () -> ()
  call @grouped() : () -> ()
  call @cropped() : () -> ()
  call @depthwise() : () -> ()
  return
}
