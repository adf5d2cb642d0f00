// RUN: fovea-opt %s -fovea-sink-scales -split-input-file | FileCheck %s

// 16 x 16 channels, and 56 x 56 pixels: it is the weights that are scaled.
// CHECK-LABEL: @sink
// CHECK-SAME: %[[X:.*]]: tensor<1x56x56x16xf32>, %[[S:.*]]: tensor<1x1x1x16xf32>, %[[W:.*]]: tensor<1x1x16x24xf32>
// CHECK: %[[F:.*]] = fovea.reshape %[[S]] : tensor<1x1x1x16xf32> to tensor<16x1xf32>
// CHECK: %[[SCALED:.*]] = fovea.binary mul %[[W]], %[[F]]
// CHECK: fovea.conv %[[X]], %[[SCALED]] :
func.func @sink(%x: tensor<1x56x56x16xf32>, %s: tensor<1x1x1x16xf32>, %w: tensor<1x1x16x24xf32>) -> tensor<1x56x56x24xf32> {
  %0 = fovea.binary mul %s, %x : (tensor<1x1x1x16xf32>, tensor<1x56x56x16xf32>) -> tensor<1x56x56x16xf32>
  %1 = fovea.conv %0, %w : (tensor<1x56x56x16xf32>, tensor<1x1x16x24xf32>) -> tensor<1x56x56x24xf32>
  return %1 : tensor<1x56x56x24xf32>
}

// -----

// CHECK-LABEL: @do_not_sink_into_many_weights
// CHECK: fovea.binary mul %{{.*}} : (tensor<1x7x7x96xf32>
func.func @do_not_sink_into_many_weights(%x: tensor<1x7x7x96xf32>, %s: tensor<1x1x1x96xf32>, %w: tensor<1x1x96x320xf32>) -> tensor<1x7x7x320xf32> {
  %0 = fovea.binary mul %x, %s : (tensor<1x7x7x96xf32>, tensor<1x1x1x96xf32>) -> tensor<1x7x7x96xf32>
  %1 = fovea.conv %0, %w : (tensor<1x7x7x96xf32>, tensor<1x1x96x320xf32>) -> tensor<1x7x7x320xf32>
  return %1 : tensor<1x7x7x320xf32>
}

// -----

// Each image has scales of its own.
// CHECK-LABEL: @do_not_sink_batch
// CHECK: fovea.binary mul %{{.*}} : (tensor<2x56x56x16xf32>
func.func @do_not_sink_batch(%x: tensor<2x56x56x16xf32>, %s: tensor<2x1x1x16xf32>, %w: tensor<1x1x16x24xf32>) -> tensor<2x56x56x24xf32> {
  %0 = fovea.binary mul %x, %s : (tensor<2x56x56x16xf32>, tensor<2x1x1x16xf32>) -> tensor<2x56x56x16xf32>
  %1 = fovea.conv %0, %w : (tensor<2x56x56x16xf32>, tensor<1x1x16x24xf32>) -> tensor<2x56x56x24xf32>
  return %1 : tensor<2x56x56x24xf32>
}

// -----

// The scaled feature map is needed as well.
// CHECK-LABEL: @do_not_sink_shared
func.func @do_not_sink_shared(%x: tensor<1x56x56x16xf32>, %s: tensor<1x1x1x16xf32>, %w: tensor<1x1x16x24xf32>) -> (tensor<1x56x56x16xf32>, tensor<1x56x56x24xf32>) {
  // CHECK: %[[P:.*]] = fovea.binary mul %{{.*}} : (tensor<1x56x56x16xf32>
  // CHECK: fovea.conv %[[P]]
  %0 = fovea.binary mul %x, %s : (tensor<1x56x56x16xf32>, tensor<1x1x1x16xf32>) -> tensor<1x56x56x16xf32>
  %1 = fovea.conv %0, %w : (tensor<1x56x56x16xf32>, tensor<1x1x16x24xf32>) -> tensor<1x56x56x24xf32>
  return %0, %1 : tensor<1x56x56x16xf32>, tensor<1x56x56x24xf32>
}
