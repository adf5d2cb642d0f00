// RUN: fovea-opt %s -fovea-split-batch -split-input-file | FileCheck %s --check-prefixes=CHECK,AUTO
// RUN: fovea-opt %s -fovea-split-batch=split-batch=never -split-input-file | FileCheck %s --check-prefixes=CHECK,NEVER

// Maps of 16 KB stay in the cache, those of four images do not. Of the last
// convolution the weights are larger than its maps: they are read once.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 4096 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 20480 : i64, "bandwidth" = #dlti.map<"one_core" = 100.0>>],
    "memory" = #dlti.map<"one_core" = 1.0>>>} {
// CHECK-LABEL: @classify
func.func @classify(%x: tensor<4x16x16x8xf32>, %v: tensor<1x1x8x8xf32>, %w: tensor<1x1x8x4096xf32>) -> tensor<4x1x1x4096xf32> {
  // AUTO-COUNT-4: fovea.conv {{.*}} -> tensor<1x16x16x8xf32>
  // AUTO: %[[P:.*]] = fovea.concat {{.*}} -> tensor<4x1x1x8xf32>
  // AUTO: fovea.conv %[[P]], %{{.*}} : (tensor<4x1x1x8xf32>, tensor<1x1x8x4096xf32>)
  // NEVER-NOT: fovea.slice
  %0 = fovea.conv %x, %v : (tensor<4x16x16x8xf32>, tensor<1x1x8x8xf32>) -> tensor<4x16x16x8xf32>
  %1 = fovea.unary abs %0 : (tensor<4x16x16x8xf32>) -> tensor<4x16x16x8xf32>
  %2 = fovea.reduce mean %1 axes [1, 2] keep_dims : (tensor<4x16x16x8xf32>) -> tensor<4x1x1x8xf32>
  %3 = fovea.conv %2, %w : (tensor<4x1x1x8xf32>, tensor<1x1x8x4096xf32>) -> tensor<4x1x1x4096xf32>
  return %3 : tensor<4x1x1x4096xf32>
}
}

// -----

// All images fit into the nearest cache: one call is less than four.
module attributes {dlti.target_system_spec = #dlti.target_system_spec<"CPU" = #dlti.target_device_spec<
    "caches" = [#dlti.map<"bytes" = 4096 : i64, "bandwidth" = #dlti.map<"one_core" = 200.0>>,
                #dlti.map<"bytes" = 20480 : i64, "bandwidth" = #dlti.map<"one_core" = 100.0>>],
    "memory" = #dlti.map<"one_core" = 1.0>>>} {
// CHECK-LABEL: @small
// CHECK-NOT: fovea.slice
func.func @small(%x: tensor<4x4x4x8xf32>, %v: tensor<1x1x8x8xf32>) -> tensor<4x4x4x8xf32> {
  %0 = fovea.conv %x, %v : (tensor<4x4x4x8xf32>, tensor<1x1x8x8xf32>) -> tensor<4x4x4x8xf32>
  return %0 : tensor<4x4x4x8xf32>
}
}
