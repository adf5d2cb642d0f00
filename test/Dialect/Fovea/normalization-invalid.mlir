// RUN: fovea-opt %s -split-input-file -verify-diagnostics

func.func @batch_norm_rank(%a0: tensor<f32>, %a1: tensor<4xf32>) {
  // expected-error @+2 {{expects an input with a channel dimension, got 'tensor<f32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.batch_norm %a0, %a1, %a1, %a1, %a1 epsilon 0.1 : (tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<f32>
  return
}

// -----

func.func @layer_norm_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.layer_norm %a0 axis 3 epsilon 0.1 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @layer_norm_scale(%a0: tensor<2x3x4xf32>, %a1: tensor<3x4xf32>) {
  // expected-error @+2 {{expects scale to broadcast to the normalized shape [4], got 'tensor<3x4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.layer_norm %a0 scale %a1 axis 2 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @layer_norm_offset(%a0: tensor<2x3x4xf32>, %a1: tensor<3xf32>) {
  // expected-error @+2 {{expects offset to broadcast to the normalized shape [3, 4], got 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.layer_norm %a0 offset %a1 axis 1 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @layer_norm_type(%a0: tensor<2x3xi32>) {
  // expected-error @+1 {{operand #0 must be statically shaped tensor of floating point values}}
  %0 = fovea.layer_norm %a0 axis 1 epsilon 0.1 : (tensor<2x3xi32>) -> tensor<2x3xi32>
  return
}

// -----

func.func @rms_norm_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got -1}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.rms_norm %a0 axis -1 epsilon 0.1 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @rms_norm_scale(%a0: tensor<2x3x4xf32>, %a1: tensor<5xf32>) {
  // expected-error @+2 {{expects scale to broadcast to the normalized shape [4], got 'tensor<5xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.rms_norm %a0 scale %a1 axis 2 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<5xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @group_norm_rank(%a0: tensor<4xf32>) {
  // expected-error @+2 {{expects an input of shape [batch, spatial..., channels], got 'tensor<4xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.group_norm %a0 groups 1 epsilon 0.1 : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @group_norm_groups(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expects groups that divide the 4 channels of 'tensor<2x3x4xf32>', got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.group_norm %a0 groups 3 epsilon 0.1 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @group_norm_no_groups(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expects groups that divide the 4 channels of 'tensor<2x3x4xf32>', got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.group_norm %a0 groups 0 epsilon 0.1 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @group_norm_scale(%a0: tensor<2x3x4xf32>, %a1: tensor<2xf32>) {
  // expected-error @+2 {{expects scale of shape [4], one element per channel of the input, got 'tensor<2xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.group_norm %a0 scale %a1 groups 2 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<2xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @group_norm_offset(%a0: tensor<2x3x4xf32>, %a1: tensor<1xf32>) {
  // expected-error @+2 {{expects offset of shape [4], one element per channel of the input, got 'tensor<1xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.group_norm %a0 offset %a1 groups 2 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<1xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @softmax_axis(%a0: tensor<2x3x4xf32>) {
  // expected-error @+2 {{expected axis in [0, 3) for 'tensor<2x3x4xf32>' but got 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.softmax %a0 axis 3 : (tensor<2x3x4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @log_softmax_axis(%a0: tensor<f32>) {
  // expected-error @+2 {{expected axis in [0, 0) for 'tensor<f32>' but got 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.log_softmax %a0 axis 0 : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @batch_norm_scale(%a0: tensor<2x3x4xf32>, %a1: tensor<4xf32>, %a2: tensor<3xf32>) {
  // expected-error @+2 {{expects scale of shape [4], one element per channel of the input, got 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.batch_norm %a0, %a2, %a1, %a1, %a1 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<3xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @batch_norm_offset(%a0: tensor<2x3x4xf32>, %a1: tensor<4xf32>, %a2: tensor<3xf32>) {
  // expected-error @+2 {{expects offset of shape [4], one element per channel of the input, got 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.batch_norm %a0, %a1, %a2, %a1, %a1 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<3xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @batch_norm_mean(%a0: tensor<2x3x4xf32>, %a1: tensor<4xf32>, %a2: tensor<3xf32>) {
  // expected-error @+2 {{expects mean of shape [4], one element per channel of the input, got 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.batch_norm %a0, %a1, %a1, %a2, %a1 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<3xf32>, tensor<4xf32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @batch_norm_variance(%a0: tensor<2x3x4xf32>, %a1: tensor<4xf32>, %a2: tensor<3xf32>) {
  // expected-error @+2 {{expects variance of shape [4], one element per channel of the input, got 'tensor<3xf32>'}}
  // expected-error @+1 {{failed to infer returned types}}
  %0 = fovea.batch_norm %a0, %a1, %a1, %a1, %a2 epsilon 0.1 : (tensor<2x3x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<3xf32>) -> tensor<2x3x4xf32>
  return
}
