// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// The examples of the ops' documentation, and every optional part once.

// CHECK-LABEL: @conv
func.func @conv(%image: tensor<1x224x224x3xf32>, %kernel: tensor<3x3x3x32xf32>,
                %bias: tensor<32xf32>, %line: tensor<2x9x8xi32>,
                %taps: tensor<3x1x8xi32>) {
  // CHECK: fovea.conv %{{.*}}, %{{.*}}, %{{.*}} strides [2, 2] pads [0, 0, 1, 1] :
  %0 = fovea.conv %image, %kernel, %bias strides [2, 2] pads [0, 0, 1, 1]
      : (tensor<1x224x224x3xf32>, tensor<3x3x3x32xf32>, tensor<32xf32>)
      -> tensor<1x112x112x32xf32>
  // CHECK: fovea.conv %{{.*}}, %{{.*}} dilations [2] groups 8 :
  %1 = fovea.conv %line, %taps dilations [2] groups 8
      : (tensor<2x9x8xi32>, tensor<3x1x8xi32>) -> tensor<2x5x8xi32>
  return
}

// CHECK-LABEL: @conv_transpose
func.func @conv_transpose(%input: tensor<1x7x7x64xf32>,
                          %kernel: tensor<3x3x64x32xf32>,
                          %groups: tensor<3x3x64x8xf32>,
                          %bias: tensor<32xf32>) {
  // CHECK: fovea.conv_transpose %{{.*}}, %{{.*}} strides [2, 2] pads [1, 1, 1, 1] output_padding [1, 1] :
  %0 = fovea.conv_transpose %input, %kernel strides [2, 2] pads [1, 1, 1, 1]
      output_padding [1, 1]
      : (tensor<1x7x7x64xf32>, tensor<3x3x64x32xf32>)
      -> tensor<1x14x14x32xf32>
  // CHECK: fovea.conv_transpose %{{.*}}, %{{.*}}, %{{.*}} dilations [1, 2] groups 4 :
  %1 = fovea.conv_transpose %input, %groups, %bias dilations [1, 2] groups 4
      : (tensor<1x7x7x64xf32>, tensor<3x3x64x8xf32>, tensor<32xf32>)
      -> tensor<1x9x11x32xf32>
  return
}

// CHECK-LABEL: @pools
func.func @pools(%image: tensor<1x112x112x64xf32>, %small: tensor<1x8x8x3xf32>) {
  // CHECK: fovea.max_pool %{{.*}} window [3, 3] strides [2, 2] pads [1, 1, 1, 1] :
  %0 = fovea.max_pool %image window [3, 3] strides [2, 2] pads [1, 1, 1, 1]
      : (tensor<1x112x112x64xf32>) -> tensor<1x56x56x64xf32>
  // A last window from pixel 8 on would start behind the input.
  // CHECK: fovea.max_pool %{{.*}} window [2, 2] strides [4, 3] pads [0, 0, 1, 2] ceil_mode : ({{.*}}) -> tensor<1x2x3x3xf32>
  %1 = fovea.max_pool %small window [2, 2] strides [4, 3] pads [0, 0, 1, 2] ceil_mode
      : (tensor<1x8x8x3xf32>) -> tensor<1x2x3x3xf32>
  // CHECK: fovea.max_pool_indices %{{.*}} window [2, 2] strides [2, 2] :
  %2 = fovea.max_pool_indices %small window [2, 2] strides [2, 2]
      : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xi64>
  // CHECK: fovea.avg_pool %{{.*}} window [3, 3] strides [2, 2] pads [1, 1, 1, 1] count_include_pad :
  %3 = fovea.avg_pool %small window [3, 3] strides [2, 2] pads [1, 1, 1, 1]
      count_include_pad
      : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32>
  // CHECK: fovea.lp_pool %{{.*}} window [2, 2] strides [2, 2] dilations [3, 1] p 3 :
  %4 = fovea.lp_pool %small window [2, 2] strides [2, 2] dilations [3, 1] p 3
      : (tensor<1x8x8x3xf32>) -> tensor<1x3x4x3xf32>
  return
}

// CHECK-LABEL: @resize
func.func @resize(%input: tensor<1x8x8x3xf32>, %line: tensor<4xui8>) {
  // CHECK: fovea.resize linear %{{.*}} sizes [1, 16, 16, 3] scales [1.{{.*}}, 2.{{.*}}, 2.{{.*}}, 1.{{.*}}] coordinates half_pixel :
  %0 = fovea.resize linear %input sizes [1, 16, 16, 3]
      scales [1.0, 2.0, 2.0, 1.0] coordinates half_pixel
      : (tensor<1x8x8x3xf32>) -> tensor<1x16x16x3xf32>
  // CHECK: fovea.resize cubic {{.*}} coordinates align_corners cubic_coefficient -5.000000e-01 exclude_outside antialias :
  %1 = fovea.resize cubic %line sizes [2] scales [0.5]
      coordinates align_corners cubic_coefficient -5.000000e-01
      exclude_outside antialias : (tensor<4xui8>) -> tensor<2xui8>
  // CHECK: fovea.resize nearest {{.*}} coordinates tf_crop_and_resize nearest_mode ceil extrapolation_value 1.000000e+00 roi [0.{{.*}}, 2.{{.*}}] :
  %2 = fovea.resize nearest %line sizes [2] scales [0.5]
      coordinates tf_crop_and_resize nearest_mode ceil
      extrapolation_value 1.000000e+00 roi [0.0, 2.0]
      : (tensor<4xui8>) -> tensor<2xui8>
  return
}

// CHECK-LABEL: @depth
func.func @depth(%space: tensor<1x8x8x3xf32>, %depth: tensor<1x4x4x12xf32>,
                 %volume: tensor<2x3x3x3x1xi1>) {
  // CHECK: fovea.space_to_depth %{{.*}} block_size 2 :
  %0 = fovea.space_to_depth %space block_size 2
      : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x12xf32>
  // CHECK: fovea.depth_to_space %{{.*}} block_size 2 order crd :
  %1 = fovea.depth_to_space %depth block_size 2 order crd
      : (tensor<1x4x4x12xf32>) -> tensor<1x8x8x3xf32>
  // CHECK: fovea.space_to_depth %{{.*}} block_size 3 :
  %2 = fovea.space_to_depth %volume block_size 3
      : (tensor<2x3x3x3x1xi1>) -> tensor<2x1x1x1x27xi1>
  return
}
