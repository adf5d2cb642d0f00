// RUN: fovea-opt %s -split-input-file -convert-fovea-to-kernel | FileCheck %s

// One core reads the weights of 4x4 tiles about as fast as it multiplies them.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<
      "cores" = 1 : i64,
      "memory" = #dlti.map<"one_core" = 15.0, "all_cores" = 30.0>>>} {
  // CHECK-LABEL: @one_core
  func.func @one_core(%x: tensor<1x14x14x256xf32>) -> tensor<1x14x14x256xf32> {
    // CHECK: kernel.winograd_output %{{.*}} into %{{.*}} : (tensor<1x4x4x9216xf32>
    %w = fovea.weight "w" : tensor<3x3x256x256xf32>
    %0 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x14x14x256xf32>, tensor<3x3x256x256xf32>) -> tensor<1x14x14x256xf32>
    return %0 : tensor<1x14x14x256xf32>
  }
}

// -----

// Eight cores, with the memory of two, wait for them.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<
    "CPU" = #dlti.target_device_spec<
      "cores" = 8 : i64,
      "memory" = #dlti.map<"one_core" = 15.0, "all_cores" = 30.0>>>} {
  // CHECK-LABEL: @eight_cores
  func.func @eight_cores(%x: tensor<1x14x14x256xf32>) -> tensor<1x14x14x256xf32> {
    // CHECK: kernel.winograd_output %{{.*}} into %{{.*}} outputs 2 :
    %w = fovea.weight "w" : tensor<3x3x256x256xf32>
    %0 = fovea.conv %x, %w pads [1, 1, 1, 1] : (tensor<1x14x14x256xf32>, tensor<3x3x256x256xf32>) -> tensor<1x14x14x256xf32>
    return %0 : tensor<1x14x14x256xf32>
  }
}
