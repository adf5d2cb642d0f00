// RUN: fovea-opt %s -pass-pipeline="builtin.module(func.func(fovea-space-to-depth{bf16}),fovea-fold-constants)" | FileCheck %s
// RUN: fovea-opt %s -pass-pipeline="builtin.module(func.func(fovea-space-to-depth))" | FileCheck %s --check-prefix=F32
// RUN: fovea-opt %s -pass-pipeline="builtin.module(func.func(fovea-space-to-depth{bf16 space-to-depth=always}),fovea-fold-constants)" | FileCheck %s --check-prefix=ALWAYS

// A machine whose matrix unit takes 128 channels at once, and multiplies nothing
// but bf16.

module attributes {dlti.target_system_spec = #dlti.target_system_spec<
  "CPU" = #dlti.target_device_spec<
    "name" = "systolic", "device" = "accelerator", "cores" = 1 : i64,
    "peak" = #dlti.map<"bf16" = 123000.0 : f64>,
    "memory" = #dlti.map<"one_core" = 900.0 : f64>,
    "accelerator" = #dlti.map<"processors" = 2 : i64, "matrix_shapes" = [
      #dlti.map<"type" = "bf16", "m" = 1 : i64, "n" = 128 : i64, "k" = 128 : i64>]>>>} {

  // CHECK-LABEL: func.func @resnet
  // CHECK: fovea.space_to_depth %{{.*}} block_size 2
  // CHECK: fovea.conv {{.*}} pads [2, 2, 1, 1] : (tensor<1x112x112x12xf32>, tensor<4x4x12x64xf32>)
  // F32-LABEL: func.func @resnet
  // F32: fovea.conv {{.*}} pads [2, 2, 1, 1] : (tensor<1x112x112x12xf32>, tensor<4x4x12x64xf32>)
  func.func @resnet(%x: tensor<1x224x224x3xf32>) -> tensor<1x112x112x64xf32> {
    %w = fovea.constant dense<1.0> : tensor<7x7x3x64xf32>
    %0 = fovea.conv %x, %w strides [2, 2] pads [3, 3, 3, 3] : (tensor<1x224x224x3xf32>, tensor<7x7x3x64xf32>) -> tensor<1x112x112x64xf32>
    return %0 : tensor<1x112x112x64xf32>
  }

  // TensorFlow's padding begins with 2 zeros.
  // CHECK-LABEL: func.func @resnet_same
  // CHECK: fovea.conv {{.*}} pads [1, 1, 2, 2] : (tensor<1x112x112x12xf32>, tensor<4x4x12x64xf32>)
  func.func @resnet_same(%x: tensor<1x224x224x3xf32>) -> tensor<1x112x112x64xf32> {
    %w = fovea.constant dense<1.0> : tensor<7x7x3x64xf32>
    %0 = fovea.conv %x, %w strides [2, 2] pads [2, 2, 3, 3] : (tensor<1x224x224x3xf32>, tensor<7x7x3x64xf32>) -> tensor<1x112x112x64xf32>
    return %0 : tensor<1x112x112x64xf32>
  }

  // CHECK-LABEL: func.func @efficientnet
  // CHECK: fovea.conv {{.*}} pads [0, 0, 1, 1] : (tensor<1x112x112x12xf32>, tensor<2x2x12x32xf32>)
  func.func @efficientnet(%x: tensor<1x224x224x3xf32>) -> tensor<1x112x112x32xf32> {
    %w = fovea.constant dense<1.0> : tensor<3x3x3x32xf32>
    %0 = fovea.conv %x, %w strides [2, 2] pads [0, 0, 1, 1] : (tensor<1x224x224x3xf32>, tensor<3x3x3x32xf32>) -> tensor<1x112x112x32xf32>
    return %0 : tensor<1x112x112x32xf32>
  }

  // CHECK-LABEL: func.func @five
  // CHECK: fovea.conv {{.*}} (tensor<1x112x112x12xf32>, tensor<3x3x12x32xf32>)
  func.func @five(%x: tensor<1x224x224x3xf32>) -> tensor<1x112x112x32xf32> {
    %w = fovea.constant dense<1.0> : tensor<5x5x3x32xf32>
    %0 = fovea.conv %x, %w strides [2, 2] pads [1, 1, 2, 2] : (tensor<1x224x224x3xf32>, tensor<5x5x3x32xf32>) -> tensor<1x112x112x32xf32>
    return %0 : tensor<1x112x112x32xf32>
  }

  // Sizes that the stride does not divide, and different strides: blocks of
  // 1 x 2 pixels lie side by side, those of 3 x 2 have to be moved.
  // CHECK-LABEL: func.func @odd
  // CHECK: %[[WHOLE:.*]] = fovea.pad %{{.*}} low [0, 0, 0, 0] high [0, 2, 1, 0]
  // CHECK: %[[SPLIT:.*]] = fovea.reshape %[[WHOLE]] {{.*}} to tensor<1x75x3x112x2x3xf32>
  // CHECK: %[[MOVED:.*]] = fovea.transpose %[[SPLIT]] permutation [0, 1, 3, 2, 4, 5]
  // CHECK: %[[BLOCKS:.*]] = fovea.reshape %[[MOVED]] {{.*}} to tensor<1x75x112x18xf32>
  // CHECK: fovea.conv %[[BLOCKS]], %{{.*}} pads [1, 1, 0, 0] : (tensor<1x75x112x18xf32>, tensor<2x2x18x32xf32>)
  func.func @odd(%x: tensor<1x223x223x3xf32>) -> tensor<1x75x112x32xf32> {
    %w = fovea.constant dense<1.0> : tensor<3x3x3x32xf32>
    %0 = fovea.conv %x, %w strides [3, 2] pads [1, 1, 1, 1] : (tensor<1x223x223x3xf32>, tensor<3x3x3x32xf32>) -> tensor<1x75x112x32xf32>
    return %0 : tensor<1x75x112x32xf32>
  }

  // Which weights are 0. Tap k of 3 with one zero of padding lies at k - 1: in
  // block -1 its place is 1, in block 0 the places are 0 and 1.
  // CHECK-LABEL: func.func @zeros
  // ALWAYS-LABEL: func.func @zeros
  // ALWAYS: dense<{{\[\[\[}}0.000000e+00], [1.000000e+00]], {{\[\[}}2.000000e+00], [3.000000e+00]]]> : tensor<2x2x1xf32>
  func.func @zeros(%x: tensor<1x64x1xf32>) -> tensor<1x32x1xf32> {
    %w = fovea.constant dense<[[[1.0]], [[2.0]], [[3.0]]]> : tensor<3x1x1xf32>
    %0 = fovea.conv %x, %w strides [2] pads [1, 0] : (tensor<1x64x1xf32>, tensor<3x1x1xf32>) -> tensor<1x32x1xf32>
    return %0 : tensor<1x32x1xf32>
  }

  // The channels of one pixel fill the unit already.
  // CHECK-LABEL: func.func @many_channels
  // CHECK: strides [2, 2]
  // ALWAYS-LABEL: func.func @many_channels
  // ALWAYS: fovea.space_to_depth
  func.func @many_channels(%x: tensor<1x14x14x128xf32>) -> tensor<1x7x7x128xf32> {
    %w = fovea.constant dense<1.0> : tensor<3x3x128x128xf32>
    %0 = fovea.conv %x, %w strides [2, 2] pads [1, 1, 1, 1] : (tensor<1x14x14x128xf32>, tensor<3x3x128x128xf32>) -> tensor<1x7x7x128xf32>
    return %0 : tensor<1x7x7x128xf32>
  }

  // ALWAYS-LABEL: func.func @dilated
  // ALWAYS: strides [2, 2] dilations [2, 2]
  func.func @dilated(%x: tensor<1x14x14x3xf32>) -> tensor<1x5x5x8xf32> {
    %w = fovea.constant dense<1.0> : tensor<3x3x3x8xf32>
    %0 = fovea.conv %x, %w strides [2, 2] dilations [2, 2] : (tensor<1x14x14x3xf32>, tensor<3x3x3x8xf32>) -> tensor<1x5x5x8xf32>
    return %0 : tensor<1x5x5x8xf32>
  }

  // No window leaves the padding.
  // ALWAYS-LABEL: func.func @padding_alone
  // ALWAYS: strides [3]
  func.func @padding_alone(%x: tensor<1x1x1xf32>) -> tensor<1x1x1xf32> {
    %w = fovea.constant dense<1.0> : tensor<3x1x1xf32>
    %0 = fovea.conv %x, %w strides [3] pads [3, 0] : (tensor<1x1x1xf32>, tensor<3x1x1xf32>) -> tensor<1x1x1xf32>
    return %0 : tensor<1x1x1xf32>
  }
}
