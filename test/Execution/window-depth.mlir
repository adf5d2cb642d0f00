// RUN: %run_reference | FileCheck %s
//
// Both directions and orders between space and depth.

func.func private @printMemrefF32(tensor<*xf32>)

// Channels inside, blocks outside.
func.func @space_to_depth() {
  %input = fovea.constant dense<[[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0,
      7.0, 8.0], [9.0, 10.0, 11.0]], [[12.0, 13.0, 14.0], [15.0, 16.0, 17.0]],
      [[18.0, 19.0, 20.0], [21.0, 22.0, 23.0]]]]> : tensor<1x4x2x3xf32>
  %result = fovea.space_to_depth %input block_size 2
      : (tensor<1x4x2x3xf32>) -> tensor<1x2x1x12xf32>
  %flat = fovea.reshape %result : tensor<1x2x1x12xf32> to tensor<24xf32>
  %any = tensor.cast %flat : tensor<24xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [24]
// CHECK-NEXT: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]

// Channels outside, blocks inside.
func.func @space_to_depth_crd() {
  %input = fovea.constant dense<[[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0,
      7.0, 8.0], [9.0, 10.0, 11.0]], [[12.0, 13.0, 14.0], [15.0, 16.0, 17.0]],
      [[18.0, 19.0, 20.0], [21.0, 22.0, 23.0]]]]> : tensor<1x4x2x3xf32>
  %result = fovea.space_to_depth %input block_size 2 order crd
      : (tensor<1x4x2x3xf32>) -> tensor<1x2x1x12xf32>
  %flat = fovea.reshape %result : tensor<1x2x1x12xf32> to tensor<24xf32>
  %any = tensor.cast %flat : tensor<24xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [24]
// CHECK-NEXT: [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 12, 15, 18, 21, 13, 16, 19, 22, 14, 17, 20, 23]

// Channels inside, blocks outside.
func.func @depth_to_space() {
  %input = fovea.constant dense<[[[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0,
      8.0, 9.0, 10.0, 11.0]], [[12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0,
      20.0, 21.0, 22.0, 23.0]]]]> : tensor<1x2x1x12xf32>
  %result = fovea.depth_to_space %input block_size 2
      : (tensor<1x2x1x12xf32>) -> tensor<1x4x2x3xf32>
  %flat = fovea.reshape %result : tensor<1x4x2x3xf32> to tensor<24xf32>
  %any = tensor.cast %flat : tensor<24xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [24]
// CHECK-NEXT: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]

// Channels outside, blocks inside.
func.func @depth_to_space_crd() {
  %input = fovea.constant dense<[[[[0.0, 3.0, 6.0, 9.0, 1.0, 4.0, 7.0, 10.0,
      2.0, 5.0, 8.0, 11.0]], [[12.0, 15.0, 18.0, 21.0, 13.0, 16.0, 19.0, 22.0,
      14.0, 17.0, 20.0, 23.0]]]]> : tensor<1x2x1x12xf32>
  %result = fovea.depth_to_space %input block_size 2 order crd
      : (tensor<1x2x1x12xf32>) -> tensor<1x4x2x3xf32>
  %flat = fovea.reshape %result : tensor<1x4x2x3xf32> to tensor<24xf32>
  %any = tensor.cast %flat : tensor<24xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [24]
// CHECK-NEXT: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]

func.func @main() {
  call @space_to_depth() : () -> ()
  call @space_to_depth_crd() : () -> ()
  call @depth_to_space() : () -> ()
  call @depth_to_space_crd() : () -> ()
  return
}
