// RUN: %run_reference | FileCheck %s
//
// Convolutions against the numbers of PyTorch.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI32(tensor<*xi32>)

// Two groups, asymmetric pads, strides and dilations that differ.
func.func @grouped() {
  %input = fovea.constant dense<[[[[4.0, 1.0, 2.0, 4.0], [1.0, 2.0, 3.0, -2.0],
      [-4.0, -2.0, -2.0, 3.0], [4.0, -4.0, 0.0, 3.0]], [[-3.0, 3.0, -3.0, 0.0],
      [3.0, -2.0, -1.0, -2.0], [2.0, -2.0, 4.0, 0.0], [0.0, 0.0, 1.0, 0.0]],
      [[0.0, 4.0, 3.0, 3.0], [2.0, 1.0, -1.0, 4.0], [0.0, -3.0, 3.0, -3.0],
      [3.0, 1.0, -3.0, -4.0]], [[0.0, -4.0, -3.0, 0.0], [4.0, 0.0, 3.0, 4.0],
      [3.0, 1.0, -1.0, 0.0], [-2.0, 0.0, -1.0, -2.0]], [[4.0, -4.0, -4.0,
      -3.0], [4.0, 2.0, 3.0, -3.0], [2.0, -1.0, 0.0, -4.0], [1.0, 3.0, 1.0,
      -3.0]]]]> : tensor<1x5x4x4xf32>
  %kernel = fovea.constant dense<[[[[0.0, -2.0, 4.0, 3.0], [-3.0, 0.0, 4.0,
      3.0]], [[2.0, 1.0, -4.0, 2.0], [0.0, -4.0, -2.0, 0.0]]], [[[2.0, 0.0,
      1.0, 3.0], [2.0, -1.0, 1.0, 1.0]], [[-4.0, -4.0, 1.0, -1.0], [1.0, -2.0,
      -2.0, -3.0]]], [[[-1.0, 3.0, -1.0, -1.0], [1.0, 4.0, -1.0, 1.0]], [[-1.0,
      1.0, 0.0, 1.0], [0.0, 2.0, 4.0, -3.0]]]]> : tensor<3x2x2x4xf32>
  %bias = fovea.constant dense<[1.0, -1.0, -1.0, -2.0]> : tensor<4xf32>
  %result = fovea.conv %input, %kernel, %bias strides [2, 1] dilations [1, 2]
      pads [1, 0, 0, 1] groups 2
      : (tensor<1x5x4x4xf32>, tensor<3x2x2x4xf32>, tensor<4xf32>)
      -> tensor<1x2x3x4xf32>
  %flat = fovea.reshape %result : tensor<1x2x3x4xf32> to tensor<24xf32>
  %any = tensor.cast %flat : tensor<24xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [24]
// CHECK-NEXT: [29, 19, 0, 8, -18, -10, -3, -4, -15, -1, -4, -9, -6, 6, -11, 17, 0, -12, -24, 13, -1, 11, 16, 17]

// A depthwise convolution of one spatial dimension, without bias.
func.func @depthwise() {
  %input = fovea.constant dense<[[[-4.0, -1.0, 3.0], [-4.0, -1.0, 4.0], [4.0,
      -3.0, -4.0], [2.0, -4.0, -2.0], [0.0, 3.0, -4.0]], [[1.0, 0.0, -3.0],
      [3.0, 3.0, 0.0], [4.0, 1.0, 4.0], [4.0, 1.0, -2.0], [-3.0, 1.0, -3.0]]]>
      : tensor<2x5x3xf32>
  %kernel = fovea.constant dense<[[[2.0, 4.0, -2.0]], [[0.0, -4.0, -3.0]],
      [[-1.0, 3.0, 4.0]]]> : tensor<3x1x3xf32>
  %result = fovea.conv %input, %kernel pads [1, 1] groups 3
      : (tensor<2x5x3xf32>, tensor<3x1x3xf32>) -> tensor<2x5x3xf32>
  %flat = fovea.reshape %result : tensor<2x5x3xf32> to tensor<30xf32>
  %any = tensor.cast %flat : tensor<30xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [30]
// CHECK-NEXT: [4, 1, 7, -12, -9, -34, -10, -4, -4, 8, 13, -2, 4, -28, 16, -3, 9, 9, -2, -9, 22, 2, 11, -20, 11, 3, -14, 8, 0, 13]

// Three spatial dimensions.
func.func @volume() {
  %input = fovea.constant dense<[[[[[1.0], [1.0], [1.0]], [[-4.0], [-1.0],
      [4.0]]], [[[-1.0], [-3.0], [-2.0]], [[2.0], [-4.0], [4.0]]], [[[3.0],
      [1.0], [0.0]], [[2.0], [0.0], [0.0]]]]]> : tensor<1x3x2x3x1xf32>
  %kernel = fovea.constant dense<[[[[[-2.0, 0.0]], [[2.0, -4.0]]], [[[-4.0,
      2.0]], [[-1.0, 3.0]]]], [[[[-4.0, 4.0]], [[-3.0, -1.0]]], [[[4.0, -4.0]],
      [[1.0, 2.0]]]]]> : tensor<2x2x2x1x2xf32>
  %result = fovea.conv %input, %kernel strides [2, 1, 2] pads [1, 0, 0, 0, 0, 1]
      : (tensor<1x3x2x3x1xf32>, tensor<2x2x2x1x2xf32>)
      -> tensor<1x2x1x2x2xf32>
  %flat = fovea.reshape %result : tensor<1x2x1x2x2xf32> to tensor<8xf32>
  %any = tensor.cast %flat : tensor<8xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [8]
// CHECK-NEXT: [-24, 17, 12, -12, -15, 7, -12, 8]

// Integers accumulate in their own type.
func.func @integers() {
  %input = fovea.constant dense<[[[[-1, -4], [0, -1], [3, 2]], [[-1, -4], [1,
      -2], [2, 3]], [[-1, 4], [0, 0], [2, 3]]]]> : tensor<1x3x3x2xi32>
  %kernel = fovea.constant dense<[[[[4], [4]], [[-3], [-1]]], [[[4], [-2]],
      [[-4], [1]]]]> : tensor<2x2x2x1xi32>
  %bias = fovea.constant dense<[2]> : tensor<1xi32>
  %result = fovea.conv %input, %kernel, %bias
      : (tensor<1x3x3x2xi32>, tensor<2x2x2x1xi32>, tensor<1xi32>)
      -> tensor<1x2x2x1xi32>
  %flat = fovea.reshape %result : tensor<1x2x2x1xi32> to tensor<4xi32>
  %any = tensor.cast %flat : tensor<4xi32> to tensor<*xi32>
  call @printMemrefI32(%any) : (tensor<*xi32>) -> ()
  return
}
// CHECK: sizes = [4]
// CHECK-NEXT: [-19, -10, -31, -16]

func.func @main() {
  call @grouped() : () -> ()
  call @depthwise() : () -> ()
  call @volume() : () -> ()
  call @integers() : () -> ()
  return
}
