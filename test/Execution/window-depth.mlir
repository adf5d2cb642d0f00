// RUN: %run_reference | FileCheck %s
//
// Both directions and orders between space and depth.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI64(tensor<*xi64>)

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

// Blocks of odd size, of which there is another number in each direction.
func.func @odd_blocks() {
  %x = fovea.constant dense<[[[[0, 1], [2, 3], [4, 5], [6, 7], [8, 9], [10,
      11]], [[12, 13], [14, 15], [16, 17], [18, 19], [20, 21], [22, 23]], [[24,
      25], [26, 27], [28, 29], [30, 31], [32, 33], [34, 35]]]]>
      : tensor<1x3x6x2xui8>
  %y = fovea.constant dense<[[[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
      14, 15, 16, 17]]], [[[18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
      31, 32, 33, 34, 35]]]]> : tensor<2x1x1x18xi64>
  // CHECK: sizes = [1, 1, 2, 18]
  // CHECK-NEXT: [0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17, 24, 25, 26, 27, 28, 29],
  // CHECK-NEXT: [6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23, 30, 31, 32, 33, 34, 35]]]]
  %0 = fovea.space_to_depth %x block_size 3
      : (tensor<1x3x6x2xui8>) -> tensor<1x1x2x18xui8>
  %wide0 = fovea.cast %0 : tensor<1x1x2x18xui8> to tensor<1x1x2x18xi64>
  %any0 = tensor.cast %wide0 : tensor<1x1x2x18xi64> to tensor<*xi64>
  call @printMemrefI64(%any0) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [1, 1, 2, 18]
  // CHECK-NEXT: [0, 2, 4, 12, 14, 16, 24, 26, 28, 1, 3, 5, 13, 15, 17, 25, 27, 29],
  // CHECK-NEXT: [6, 8, 10, 18, 20, 22, 30, 32, 34, 7, 9, 11, 19, 21, 23, 31, 33, 35]]]]
  %1 = fovea.space_to_depth %x block_size 3 order crd
      : (tensor<1x3x6x2xui8>) -> tensor<1x1x2x18xui8>
  %wide1 = fovea.cast %1 : tensor<1x1x2x18xui8> to tensor<1x1x2x18xi64>
  %any1 = tensor.cast %wide1 : tensor<1x1x2x18xi64> to tensor<*xi64>
  call @printMemrefI64(%any1) : (tensor<*xi64>) -> ()
  // Two images.
  // CHECK: sizes = [2, 3, 3, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [4, 5]],
  // CHECK-NEXT: [6, 7],
  // CHECK-NEXT: [8, 9],
  // CHECK-NEXT: [10, 11]],
  // CHECK-NEXT: [12, 13],
  // CHECK-NEXT: [14, 15],
  // CHECK-NEXT: [16, 17]]],
  // CHECK-NEXT: [18, 19],
  // CHECK-NEXT: [20, 21],
  // CHECK-NEXT: [22, 23]],
  // CHECK-NEXT: [24, 25],
  // CHECK-NEXT: [26, 27],
  // CHECK-NEXT: [28, 29]],
  // CHECK-NEXT: [30, 31],
  // CHECK-NEXT: [32, 33],
  // CHECK-NEXT: [34, 35]]]]
  %2 = fovea.depth_to_space %y block_size 3
      : (tensor<2x1x1x18xi64>) -> tensor<2x3x3x2xi64>
  %any2 = tensor.cast %2 : tensor<2x3x3x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 3, 3, 2]
  // CHECK-NEXT: [0, 9],
  // CHECK-NEXT: [1, 10],
  // CHECK-NEXT: [2, 11]],
  // CHECK-NEXT: [3, 12],
  // CHECK-NEXT: [4, 13],
  // CHECK-NEXT: [5, 14]],
  // CHECK-NEXT: [6, 15],
  // CHECK-NEXT: [7, 16],
  // CHECK-NEXT: [8, 17]]],
  // CHECK-NEXT: [18, 27],
  // CHECK-NEXT: [19, 28],
  // CHECK-NEXT: [20, 29]],
  // CHECK-NEXT: [21, 30],
  // CHECK-NEXT: [22, 31],
  // CHECK-NEXT: [23, 32]],
  // CHECK-NEXT: [24, 33],
  // CHECK-NEXT: [25, 34],
  // CHECK-NEXT: [26, 35]]]]
  %3 = fovea.depth_to_space %y block_size 3 order crd
      : (tensor<2x1x1x18xi64>) -> tensor<2x3x3x2xi64>
  %any3 = tensor.cast %3 : tensor<2x3x3x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  return
}

func.func @main() {
  call @space_to_depth() : () -> ()
  call @space_to_depth_crd() : () -> ()
  call @depth_to_space() : () -> ()
  call @depth_to_space_crd() : () -> ()
  call @odd_blocks() : () -> ()
  return
}
