// Convolutions, pools and resampling, with all their attributes.

func.func @main(
    %x: tensor<2x9x8x6xf32> {fovea.name = "x"},
    %line: tensor<2x11x4xf32> {fovea.name = "line"},
    %cube: tensor<1x5x6x4x2xf32> {fovea.name = "cube"},
    %kernel: tensor<3x3x6x5xf32> {fovea.name = "kernel"},
    %bias: tensor<5xf32> {fovea.name = "bias"},
    %blocks: tensor<1x4x6x8xf32> {fovea.name = "blocks"}) -> (
    tensor<2x5x8x5xf32> {fovea.name = "conv"},
    tensor<2x5x5x4xf32> {fovea.name = "conv_grouped"},
    tensor<2x9x8x6xf32> {fovea.name = "conv_depthwise"},
    tensor<2x6x5xf32> {fovea.name = "conv_1d"},
    tensor<1x4x4x4x3xf32> {fovea.name = "conv_3d"},
    tensor<2x19x24x4xf32> {fovea.name = "conv_transpose"},
    tensor<2x5x4x6xf32> {fovea.name = "max_pool"},
    tensor<2x7x5x6xf32> {fovea.name = "max_pool_dilated"},
    tensor<2x4x4x6xi64> {fovea.name = "max_pool_indices"},
    tensor<2x5x4x6xf32> {fovea.name = "avg_pool"},
    tensor<2x5x4x6xf32> {fovea.name = "avg_pool_padded"},
    tensor<2x4x4x6xf32> {fovea.name = "lp_pool"},
    tensor<2x18x16x6xf32> {fovea.name = "resize_nearest"},
    tensor<2x13x5x6xf32> {fovea.name = "resize_linear"},
    tensor<2x13x20x6xf32> {fovea.name = "resize_scales"},
    tensor<2x18x12x6xf32> {fovea.name = "resize_cubic"},
    tensor<1x2x3x32xf32> {fovea.name = "space_to_depth_dcr"},
    tensor<1x8x12x2xf32> {fovea.name = "depth_to_space_dcr"},
    tensor<1x2x3x32xf32> {fovea.name = "space_to_depth_crd"},
    tensor<1x8x12x2xf32> {fovea.name = "depth_to_space_crd"}) {
  %0 = fovea.conv %x, %kernel, %bias strides [2, 1] pads [1, 0, 1, 2] : (tensor<2x9x8x6xf32>, tensor<3x3x6x5xf32>, tensor<5xf32>) -> tensor<2x5x8x5xf32>
  %1 = fovea.weight "grouped" value dense<[[[[0.1, 0.8, -0.1, -0.6], [0.1, 0.6, -0.6, -0.3], [0.1, -0.4, 1.0, 0.9]], [[0.9, 0.9, 0.4, -0.6], [-0.7, 0.7, -0.6, 0.0], [-0.2, -0.4, 0.7, 0.4]]], [[[-0.3, 0.3, 0.9, -0.4], [-0.9, 0.8, -0.1, 0.9], [-0.3, -0.4, -0.5, 0.8]], [[-0.7, -0.8, -0.9, 0.2], [0.7, 0.1, 0.3, -0.1], [-0.2, 0.3, 0.1, 0.6]]], [[[0.6, 0.5, 1.0, 0.9], [0.0, -0.4, 0.9, 0.3], [-0.8, 0.4, 0.3, -0.0]], [[0.6, 0.4, 0.8, 1.0], [0.9, -0.0, 0.4, 0.1], [0.2, 1.0, -0.6, -0.6]]]]> : tensor<3x2x3x4xf32> : tensor<3x2x3x4xf32>
  %2 = fovea.conv %x, %1 dilations [2, 3] groups 2 : (tensor<2x9x8x6xf32>, tensor<3x2x3x4xf32>) -> tensor<2x5x5x4xf32>
  %3 = fovea.weight "depthwise" value dense<[[[[0.7, 0.7, 0.6, -0.0, 0.6, 1.0]], [[-0.2, -1.0, 0.2, -0.1, -0.9, -0.8]], [[-0.3, 0.1, -0.1, 0.2, -0.8, 0.6]]], [[[0.2, -0.8, -0.1, -0.8, -0.1, 0.2]], [[-0.9, -0.3, -0.7, -0.8, -0.9, -0.7]], [[0.1, -0.5, -0.0, -0.9, -0.4, -0.0]]], [[[0.2, -0.3, -0.3, -0.4, 0.7, -0.2]], [[-0.5, 0.1, 0.7, 0.2, 0.1, 0.1]], [[-0.9, 0.8, 0.4, -1.0, -1.0, 0.4]]]]> : tensor<3x3x1x6xf32> : tensor<3x3x1x6xf32>
  %4 = fovea.conv %x, %3 pads [1, 1, 1, 1] groups 6 : (tensor<2x9x8x6xf32>, tensor<3x3x1x6xf32>) -> tensor<2x9x8x6xf32>
  %5 = fovea.weight "line_kernel" value dense<[[[-0.5, 0.5, 0.7, 0.1, 0.6], [0.0, 0.5, 0.8, 0.9, 0.7], [-0.2, 0.2, 0.7, -0.3, -0.3], [-0.2, 0.6, 0.7, -0.4, -0.5]], [[0.3, 1.0, -0.2, -0.2, 1.0], [0.8, -0.9, 0.4, -0.6, -0.0], [0.2, -0.2, -0.9, -0.9, 0.4], [0.9, -0.0, -0.3, 0.9, 0.3]], [[0.9, 0.8, 0.0, -0.4, 0.6], [-0.5, 0.1, -1.0, -0.4, 0.3], [0.8, 0.2, -0.9, -0.3, -0.4], [0.9, -1.0, -0.3, -0.2, -0.7]]]> : tensor<3x4x5xf32> : tensor<3x4x5xf32>
  %6 = fovea.conv %line, %5 strides [2] pads [1, 1] : (tensor<2x11x4xf32>, tensor<3x4x5xf32>) -> tensor<2x6x5xf32>
  %7 = fovea.weight "cube_kernel" value dense<[[[[[0.7, -0.5, 0.2], [0.2, -0.5, 1.0]]], [[[0.7, 1.0, 0.1], [-0.8, 0.6, -0.3]]], [[[0.3, 0.1, 0.5], [0.6, -0.7, 0.7]]]], [[[[-0.6, 0.9, -0.6], [0.8, 0.5, -0.4]]], [[[1.0, -1.0, -1.0], [0.1, -0.8, -0.8]]], [[[1.0, -0.0, 0.8], [0.5, -0.6, -0.6]]]]]> : tensor<2x3x1x2x3xf32> : tensor<2x3x1x2x3xf32>
  %8 = fovea.conv %cube, %7 : (tensor<1x5x6x4x2xf32>, tensor<2x3x1x2x3xf32>) -> tensor<1x4x4x4x3xf32>
  %9 = fovea.weight "transposed" value dense<[[[[0.7, -0.7], [0.5, -0.4], [-0.3, 0.9], [0.8, -0.5], [0.4, -0.9], [0.0, 0.4]], [[0.0, 0.4], [-0.6, 0.9], [0.4, 0.7], [0.3, 0.7], [-0.9, -0.4], [0.0, -0.5]]], [[[0.4, -0.6], [0.9, 0.4], [-0.2, -0.3], [-1.0, 0.2], [-0.3, 0.7], [0.4, 0.4]], [[-0.3, -0.8], [-0.3, 0.1], [0.1, 1.0], [0.3, -0.6], [0.3, -0.4], [0.6, 0.7]]], [[[-0.5, -0.3], [0.4, 0.8], [-0.5, -0.4], [-0.8, 0.6], [1.0, 0.7], [0.2, -0.9]], [[0.3, -0.3], [0.6, 0.4], [-0.8, 0.2], [0.8, 0.3], [0.8, -0.8], [0.3, -0.4]]]]> : tensor<3x2x6x2xf32> : tensor<3x2x6x2xf32>
  %10 = fovea.conv_transpose %x, %9 strides [2, 3] pads [1, 0, 0, 1] output_padding [1, 2] groups 2 : (tensor<2x9x8x6xf32>, tensor<3x2x6x2xf32>) -> tensor<2x19x24x4xf32>
  %11 = fovea.max_pool %x window [3, 2] strides [2, 2] pads [1, 0, 1, 0] : (tensor<2x9x8x6xf32>) -> tensor<2x5x4x6xf32>
  %12 = fovea.max_pool %x window [2, 2] dilations [2, 3] : (tensor<2x9x8x6xf32>) -> tensor<2x7x5x6xf32>
  %13 = fovea.max_pool_indices %x window [2, 2] strides [2, 2] : (tensor<2x9x8x6xf32>) -> tensor<2x4x4x6xi64>
  %14 = fovea.avg_pool %x window [3, 3] strides [2, 2] pads [1, 1, 1, 1] : (tensor<2x9x8x6xf32>) -> tensor<2x5x4x6xf32>
  %15 = fovea.avg_pool %x window [3, 3] strides [2, 2] pads [1, 1, 1, 1] count_include_pad : (tensor<2x9x8x6xf32>) -> tensor<2x5x4x6xf32>
  %16 = fovea.lp_pool %x window [2, 2] strides [2, 2] p 3 : (tensor<2x9x8x6xf32>) -> tensor<2x4x4x6xf32>
  %17 = fovea.resize nearest %x sizes [2, 18, 16, 6] scales [1.0, 2.0, 2.0, 1.0] coordinates asymmetric nearest_mode floor : (tensor<2x9x8x6xf32>) -> tensor<2x18x16x6xf32>
  %18 = fovea.resize linear %x sizes [2, 13, 5, 6] scales [1.0, 1.4444444444444444, 0.625, 1.0] coordinates half_pixel : (tensor<2x9x8x6xf32>) -> tensor<2x13x5x6xf32>
  %19 = fovea.resize linear %x sizes [2, 13, 20, 6] scales [1.0, 1.5, 2.6, 1.0] coordinates half_pixel : (tensor<2x9x8x6xf32>) -> tensor<2x13x20x6xf32>
  %20 = fovea.resize cubic %x sizes [2, 18, 12, 6] scales [1.0, 2.0, 1.5, 1.0] coordinates half_pixel cubic_coefficient -0.5 : (tensor<2x9x8x6xf32>) -> tensor<2x18x12x6xf32>
  %21 = fovea.space_to_depth %blocks block_size 2 order dcr : (tensor<1x4x6x8xf32>) -> tensor<1x2x3x32xf32>
  %22 = fovea.depth_to_space %blocks block_size 2 order dcr : (tensor<1x4x6x8xf32>) -> tensor<1x8x12x2xf32>
  %23 = fovea.space_to_depth %blocks block_size 2 order crd : (tensor<1x4x6x8xf32>) -> tensor<1x2x3x32xf32>
  %24 = fovea.depth_to_space %blocks block_size 2 order crd : (tensor<1x4x6x8xf32>) -> tensor<1x8x12x2xf32>
  return %0, %2, %4, %6, %8, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20, %21, %22, %23, %24
    : tensor<2x5x8x5xf32>, tensor<2x5x5x4xf32>, tensor<2x9x8x6xf32>, tensor<2x6x5xf32>, tensor<1x4x4x4x3xf32>, tensor<2x19x24x4xf32>, tensor<2x5x4x6xf32>, tensor<2x7x5x6xf32>, tensor<2x4x4x6xi64>, tensor<2x5x4x6xf32>, tensor<2x5x4x6xf32>, tensor<2x4x4x6xf32>, tensor<2x18x16x6xf32>, tensor<2x13x5x6xf32>, tensor<2x13x20x6xf32>, tensor<2x18x12x6xf32>, tensor<1x2x3x32xf32>, tensor<1x8x12x2xf32>, tensor<1x2x3x32xf32>, tensor<1x8x12x2xf32>
}
