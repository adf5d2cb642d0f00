// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// One loop nest, with the parameters of the channel.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[CHANNEL:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: @batch_norm
func.func @batch_norm(%x: tensor<2x3xf16>, %p: tensor<3xf32>) -> tensor<2x3xf16> {
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[CHANNEL]], #[[CHANNEL]], #[[CHANNEL]], #[[CHANNEL]], #[[IN]]]
  // CHECK-NOT: linalg.generic
  %0 = fovea.batch_norm %x, %p, %p, %p, %p epsilon 1.0e-5
     : (tensor<2x3xf16>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<2x3xf16>
  return %0 : tensor<2x3xf16>
}

// -----

// The mean, then the deviation from it, then the elements.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1, d2) -> (d0)>
// CHECK-DAG: #[[SCALE:.*]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-LABEL: @layer_norm
func.func @layer_norm(%x: tensor<4x3x5xf16>, %scale: tensor<5xf16>) -> tensor<4x3x5xf16> {
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[ROW]]], iterator_types = ["parallel", "reduction", "reduction"]}
  // CHECK-SAME: outs(%{{.*}} : tensor<4xf32>)
  // CHECK: arith.divf
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[ROW]], #[[ROW]]], iterator_types = ["parallel", "reduction", "reduction"]}
  // CHECK: math.sqrt
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[ROW]], #[[ROW]], #[[SCALE]], #[[IN]]]
  %0 = fovea.layer_norm %x scale %scale axis 1 epsilon 1.0e-5 : (tensor<4x3x5xf16>, tensor<5xf16>) -> tensor<4x3x5xf16>
  return %0 : tensor<4x3x5xf16>
}

// -----

// Rows of a group stretch over pixels and over some channels.

// CHECK-DAG: #[[GROUP:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2)>
// CHECK-LABEL: @group_norm
func.func @group_norm(%x: tensor<2x7x6xf32>) -> tensor<2x7x6xf32> {
  // CHECK: tensor.expand_shape %{{.*}} {{\[}}[0], [1], [2, 3]] output_shape [2, 7, 3, 2]
  // CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[GROUP]]], iterator_types = ["parallel", "reduction", "parallel", "reduction"]}
  // CHECK: tensor.collapse_shape
  %0 = fovea.group_norm %x groups 3 epsilon 1.0e-5 : (tensor<2x7x6xf32>) -> tensor<2x7x6xf32>
  return %0 : tensor<2x7x6xf32>
}

// -----

// CHECK-LABEL: @softmax
func.func @softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
  // CHECK: arith.maximumf
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
  // CHECK: math.exp
  // CHECK: arith.addf
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
  // CHECK: arith.divf
  %0 = fovea.softmax %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
