// RUN: fovea-opt %s -split-input-file -verify-diagnostics

func.func @conv_input_rank(%a0: tensor<5x4xf32>, %a1: tensor<3x4x8xf32>) {
  // expected-error @+2 {{expected input [batch, spatial..., channels], got 'tensor<5x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 : (tensor<5x4xf32>, tensor<3x4x8xf32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @conv_kernel_rank(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x4x8xf32>) {
  // expected-error @+2 {{expected kernel of rank 4 for input 'tensor<1x5x5x4xf32>', got 'tensor<3x4x8xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 : (tensor<1x5x5x4xf32>, tensor<3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_kernel_type(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf16>) {
  // expected-error @+2 {{expected kernel of element type 'f32' like input, got 'tensor<3x3x4x8xf16>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf16>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_kernel_channels(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x3x8xf32>) {
  // expected-error @+2 {{expected kernel [window..., 2, output channels] for input 'tensor<1x5x5x4xf32>' in 2 groups, got 'tensor<3x3x3x8xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 groups 2 : (tensor<1x5x5x4xf32>, tensor<3x3x3x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_groups(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x1x8xf32>) {
  // expected-error @+2 {{expected groups that divide 4 input channels and 8 output channels, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 groups 3 : (tensor<1x5x5x4xf32>, tensor<3x3x1x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_no_groups(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{expected groups that divide 4 input channels and 8 output channels, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 groups 0 : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_bias_shape(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>, %a2: tensor<4xf32>) {
  // expected-error @+2 {{expected bias of shape [8], got 'tensor<4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1, %a2 : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>, tensor<4xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_bias_type(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>, %a2: tensor<8xf64>) {
  // expected-error @+2 {{expected bias of element type 'f32' like input, got 'tensor<8xf64>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1, %a2 : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>, tensor<8xf64>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_strides_count(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{expected 2 values in 'strides', got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 strides [1] : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_zero_stride(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{expected values in [1, 2147483647] in 'strides', got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 strides [1, 0] : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_huge_dilation(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{expected values in [1, 2147483647] in 'dilations', got 9223372036854775807}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 dilations [9223372036854775807, 1] : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_negative_pad(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{expected values in [0, 2147483647] in 'pads', got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 pads [0, 0, -1, 0] : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x2x3x8xf32>
  return
}

// -----

func.func @conv_pads_count(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{expected 4 values in 'pads', got 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 pads [0, 0] : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_empty_window(%a0: tensor<1x5x5x4xf32>, %a1: tensor<0x3x4x8xf32>) {
  // expected-error @+2 {{expected values in [1, 2147483647] in 'window', got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 : (tensor<1x5x5x4xf32>, tensor<0x3x4x8xf32>) -> tensor<1x6x3x8xf32>
  return
}

// -----

func.func @conv_window_too_large(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{window of effective size 9 does not fit into spatial dimension 1 of padded size 8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 dilations [1, 4] pads [0, 1, 0, 2] : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_result_too_large(%a0: tensor<4294967296x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{result has an impossible shape [4294967296, 2147483650, 2147483650, 8]}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 pads [2147483647, 2147483647, 0, 0] : (tensor<4294967296x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x3x3x8xf32>
  return
}

// -----

func.func @conv_result_type(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x8xf32>) {
  // expected-error @+2 {{incompatible with return type(s) of operation}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv %a0, %a1 : (tensor<1x5x5x4xf32>, tensor<3x3x4x8xf32>) -> tensor<1x5x5x8xf32>
  return
}

// -----

func.func @conv_transpose_kernel_channels(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x8x4xf32>) {
  // expected-error @+2 {{expected kernel [window..., 4, output channels / groups] for input 'tensor<1x5x5x4xf32>', got 'tensor<3x3x8x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv_transpose %a0, %a1 : (tensor<1x5x5x4xf32>, tensor<3x3x8x4xf32>) -> tensor<1x7x7x4xf32>
  return
}

// -----

func.func @conv_transpose_groups(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x1xf32>) {
  // expected-error @+2 {{expected groups that divide 4 input channels and 3 output channels, got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv_transpose %a0, %a1 groups 3 : (tensor<1x5x5x4xf32>, tensor<3x3x4x1xf32>) -> tensor<1x7x7x3xf32>
  return
}

// -----

func.func @conv_transpose_cropped(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x1xf32>) {
  // expected-error @+2 {{expected a result of positive size in spatial dimension 0, got 0 from input size 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv_transpose %a0, %a1 pads [4, 0, 3, 0] : (tensor<1x5x5x4xf32>, tensor<3x3x4x1xf32>) -> tensor<1x0x7x1xf32>
  return
}

// -----

func.func @conv_transpose_output_padding(%a0: tensor<1x5x5x4xf32>, %a1: tensor<3x3x4x1xf32>) {
  // expected-error @+2 {{expected values in [0, 2147483647] in 'output_padding', got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.conv_transpose %a0, %a1 output_padding [0, -1] : (tensor<1x5x5x4xf32>, tensor<3x3x4x1xf32>) -> tensor<1x7x6x1xf32>
  return
}

// -----

func.func @max_pool_rank(%a0: tensor<5x4xf32>) {
  // expected-error @+2 {{expected input [batch, spatial..., channels], got 'tensor<5x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.max_pool %a0 window [2] : (tensor<5x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @max_pool_window_count(%a0: tensor<1x5x5x4xf32>) {
  // expected-error @+2 {{expected 2 values in 'window', got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.max_pool %a0 window [2] : (tensor<1x5x5x4xf32>) -> tensor<1x4x5x4xf32>
  return
}

// -----

func.func @max_pool_ceil(%a0: tensor<1x5x5x4xf32>) {
  // expected-error @+2 {{window of effective size 7 does not fit into spatial dimension 0 of padded size 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.max_pool %a0 window [7, 2] strides [2, 2] ceil_mode : (tensor<1x5x5x4xf32>) -> tensor<1x0x3x4xf32>
  return
}

// -----

func.func @max_pool_indices_type(%a0: tensor<1x5x5x4xf32>) {
  // expected-error @+2 {{incompatible with return type(s) of operation}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.max_pool_indices %a0 window [5, 5] : (tensor<1x5x5x4xf32>) -> tensor<1x1x1x4xi32>
  return
}

// -----

func.func @avg_pool_integer(%a0: tensor<1x5x5x4xi8>) {
  // expected-error @+2 {{expected input of floating point elements, got 'tensor<1x5x5x4xi8>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.avg_pool %a0 window [5, 5] : (tensor<1x5x5x4xi8>) -> tensor<1x1x1x4xf32>
  return
}

// -----

func.func @lp_pool_p(%a0: tensor<1x5x5x4xf32>) {
  // expected-error @+2 {{expected p of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.lp_pool %a0 window [5, 5] p 0 : (tensor<1x5x5x4xf32>) -> tensor<1x1x1x4xf32>
  return
}

// -----

func.func @resize_rank(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected 1 sizes and scales for input 'tensor<4xf32>', got 2 and 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8, 1] scales [2.0] coordinates half_pixel : (tensor<4xf32>) -> tensor<8x1xf32>
  return
}

// -----

func.func @resize_size(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected sizes of at least 0, got -1 for dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [-1] scales [2.0] coordinates half_pixel : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @resize_scale(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected positive finite scales, got -2.000000e+00 for dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8] scales [-2.0] coordinates half_pixel : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @resize_infinite_scale(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected positive finite scales, got INF for dimension 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8] scales [0x7FF0000000000000] coordinates half_pixel : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @resize_other_scale(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected scale of about 2.000000e+00 to resize dimension 0 from 4 to 8, got 5.000000e-01}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8] scales [0.5] coordinates half_pixel : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @resize_empty(%a0: tensor<0xf32>) {
  // expected-error @+2 {{cannot resize empty dimension 0 to size 8}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8] scales [2.0] coordinates half_pixel : (tensor<0xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @resize_no_roi(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected 'roi' with tf_crop_and_resize}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8] scales [2.0] coordinates tf_crop_and_resize : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @resize_roi_count(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expected 2 values in 'roi' for input 'tensor<4xf32>', got 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.resize linear %a0 sizes [8] scales [2.0] coordinates tf_crop_and_resize roi [0.0] : (tensor<4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @space_to_depth_rank(%a0: tensor<4x4xf32>) {
  // expected-error @+2 {{expected input [batch, spatial..., channels], got 'tensor<4x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.space_to_depth %a0 block_size 2 : (tensor<4x4xf32>) -> tensor<2x8xf32>
  return
}

// -----

func.func @space_to_depth_block(%a0: tensor<1x4x4x1xf32>) {
  // expected-error @+2 {{expected block size of at least 1, got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.space_to_depth %a0 block_size 0 : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xf32>
  return
}

// -----

func.func @space_to_depth_sizes(%a0: tensor<1x4x5x1xf32>) {
  // expected-error @+2 {{expected spatial sizes divisible by 2, got input 'tensor<1x4x5x1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.space_to_depth %a0 block_size 2 : (tensor<1x4x5x1xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

func.func @space_to_depth_channels(%a0: tensor<1x0x0x4xf32>) {
  // expected-error @+2 {{block size 4294967296 gives too many channels for input 'tensor<1x0x0x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.space_to_depth %a0 block_size 4294967296 : (tensor<1x0x0x4xf32>) -> tensor<1x0x0x4xf32>
  return
}

// -----

func.func @depth_to_space_channels(%a0: tensor<1x4x4x6xf32>) {
  // expected-error @+2 {{expected channels divisible by 4, got input 'tensor<1x4x4x6xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.depth_to_space %a0 block_size 2 : (tensor<1x4x4x6xf32>) -> tensor<1x8x8x1xf32>
  return
}

// -----

func.func @depth_to_space_pixels(%a0: tensor<1x4611686018427387904x1x0xf32>) {
  // expected-error @+2 {{block size 2 gives too many pixels for input 'tensor<1x4611686018427387904x1x0xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.depth_to_space %a0 block_size 2 : (tensor<1x4611686018427387904x1x0xf32>) -> tensor<1x4x4x0xf32>
  return
}
