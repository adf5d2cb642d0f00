// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// Views, through one dimension where neither side's are products of the other's.

// CHECK-LABEL: @reshape
// CHECK-SAME: %[[X:.*]]: tensor<2x6xf32>, %[[S:.*]]: tensor<f32>
func.func @reshape(%x: tensor<2x6xf32>, %s: tensor<f32>) -> (tensor<2x3x2xf32>, tensor<4x3xf32>, tensor<1x1xf32>) {
  // CHECK: tensor.expand_shape %[[X]] {{\[\[}}0], [1, 2]] output_shape [2, 3, 2]
  %0 = fovea.reshape %x : tensor<2x6xf32> to tensor<2x3x2xf32>
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape %[[X]] {{\[\[}}0, 1]]
  // CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0, 1]] output_shape [4, 3]
  %1 = fovea.reshape %x : tensor<2x6xf32> to tensor<4x3xf32>
  // CHECK: tensor.expand_shape %[[S]] [] output_shape [1, 1]
  %2 = fovea.reshape %s : tensor<f32> to tensor<1x1xf32>
  return %0, %1, %2 : tensor<2x3x2xf32>, tensor<4x3xf32>, tensor<1x1xf32>
}

// -----

// Without elements there are no products to compare.

// CHECK-LABEL: @reshape_empty
func.func @reshape_empty(%x: tensor<0x3xf32>) -> tensor<2x0x5xf32> {
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<0x3xf32> into tensor<0xf32>
  // CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0, 1, 2]] output_shape [2, 0, 5]
  %0 = fovea.reshape %x : tensor<0x3xf32> to tensor<2x0x5xf32>
  return %0 : tensor<2x0x5xf32>
}

// -----

// CHECK: #[[IN:.*]] = affine_map<(d0, d1, d2) -> (d1, 0)>
// CHECK: #[[OUT:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-LABEL: @broadcast
func.func @broadcast(%x: tensor<3x1xf32>) -> tensor<2x3x4xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[OUT]]]
  %0 = fovea.broadcast %x : tensor<3x1xf32> to tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// -----

// The result is written in order.

// CHECK: #[[IN:.*]] = affine_map<(d0, d1, d2) -> (d1, d2, d0)>
// CHECK: #[[OUT:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-LABEL: @transpose
func.func @transpose(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[OUT]]]
  %0 = fovea.transpose %x permutation [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

// A broadcast with a dimension of its own for the repetitions.

// CHECK: affine_map<(d0, d1, d2, d3) -> (0, d1, 0, d3)>
// CHECK-LABEL: @tile
func.func @tile(%x: tensor<2x3xf32>) -> tensor<8x9xf32> {
  // CHECK: tensor.expand_shape {{.*}} into tensor<1x2x1x3xf32>
  // CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<4x2x3x3xf32>)
  // CHECK: tensor.collapse_shape {{.*}} into tensor<8x9xf32>
  %0 = fovea.tile %x repeats [4, 3] : (tensor<2x3xf32>) -> tensor<8x9xf32>
  return %0 : tensor<8x9xf32>
}

// -----

// What is empty is left out.

// CHECK-LABEL: @concat
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %{{.*}}: tensor<2x0xf32>, %[[C:.*]]: tensor<2x4xf32>
func.func @concat(%a: tensor<2x3xf32>, %b: tensor<2x0xf32>, %c: tensor<2x4xf32>) -> tensor<2x7xf32> {
  // CHECK: %[[EMPTY:.*]] = tensor.empty()
  // CHECK-NEXT: %[[FIRST:.*]] = tensor.insert_slice %[[A]] into %[[EMPTY]][0, 0] [2, 3] [1, 1]
  // CHECK-NEXT: %[[BOTH:.*]] = tensor.insert_slice %[[C]] into %[[FIRST]][0, 3] [2, 4] [1, 1]
  // CHECK-NEXT: return %[[BOTH]]
  %0 = fovea.concat %a, %b, %c axis 1 : (tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
  return %0 : tensor<2x7xf32>
}

// -----

// CHECK-LABEL: @concat_empty
func.func @concat_empty(%x: tensor<2x0xf32>) -> tensor<4x0xf32> {
  // CHECK-NEXT: %[[EMPTY:.*]] = tensor.empty() : tensor<4x0xf32>
  // CHECK-NEXT: return %[[EMPTY]]
  %0 = fovea.concat %x, %x axis 0 : (tensor<2x0xf32>, tensor<2x0xf32>) -> tensor<4x0xf32>
  return %0 : tensor<4x0xf32>
}

// -----

// CHECK-LABEL: @split
// CHECK-SAME: %[[X:.*]]: tensor<2x7xf32>
func.func @split(%x: tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x4xf32>) {
  // CHECK: tensor.extract_slice %[[X]][0, 0] [2, 3] [1, 1]
  // CHECK: tensor.empty() : tensor<2x0xf32>
  // CHECK: tensor.extract_slice %[[X]][0, 3] [2, 4] [1, 1]
  %0:3 = fovea.split %x axis 1 sizes [3, 0, 4] : (tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x4xf32>)
  return %0#0, %0#1, %0#2 : tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x4xf32>
}

// -----

// CHECK-LABEL: @slice
// CHECK-SAME: %[[X:.*]]: tensor<2x7xf32>
func.func @slice(%x: tensor<2x7xf32>) -> tensor<1x3xf32> {
  // CHECK-NEXT: %[[VIEW:.*]] = tensor.extract_slice %[[X]][1, 0] [1, 3] [1, 2]
  // CHECK-NEXT: return %[[VIEW]]
  %0 = fovea.slice %x starts [1, 0] sizes [1, 3] steps [1, 2] : (tensor<2x7xf32>) -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}

// -----

// No view goes backwards.

// CHECK-LABEL: @slice_backwards
// CHECK-SAME: %[[X:.*]]: tensor<2x7xf32>
func.func @slice_backwards(%x: tensor<2x7xf32>) -> tensor<2x3xf32> {
  // CHECK: linalg.generic
  // CHECK: tensor.extract %[[X]]
  %0 = fovea.slice %x starts [0, 6] sizes [2, 3] steps [1, -2] : (tensor<2x7xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// Nor does one start at the end.

// CHECK-LABEL: @slice_empty
func.func @slice_empty(%x: tensor<2x7xf32>) -> tensor<0x7xf32> {
  // CHECK-NEXT: %[[EMPTY:.*]] = tensor.empty() : tensor<0x7xf32>
  // CHECK-NEXT: return %[[EMPTY]]
  %0 = fovea.slice %x starts [2, 0] sizes [0, 7] steps [1, 1] : (tensor<2x7xf32>) -> tensor<0x7xf32>
  return %0 : tensor<0x7xf32>
}

// -----

// Elements are removed as a view, and what is left is copied into a filled tensor.

// CHECK-LABEL: @pad_constant
// CHECK-SAME: %[[X:.*]]: tensor<2x7xi8>
func.func @pad_constant(%x: tensor<2x7xui8>) -> tensor<3x5xui8> {
  // CHECK: %[[LEFT:.*]] = tensor.extract_slice %[[X]][0, 2] [2, 5] [1, 1]
  // CHECK: %[[VALUE:.*]] = arith.constant -1 : i8
  // CHECK: %[[FILLED:.*]] = linalg.fill ins(%[[VALUE]]
  // CHECK: tensor.insert_slice %[[LEFT]] into %[[FILLED]][1, 0] [2, 5] [1, 1]
  %0 = fovea.pad %x low [1, -2] high [0, 0] value 255.0 : (tensor<2x7xui8>) -> tensor<3x5xui8>
  return %0 : tensor<3x5xui8>
}

// -----

// Nothing is copied where nothing is left.

// CHECK-LABEL: @pad_all_removed
func.func @pad_all_removed(%x: tensor<2x7xf32>) -> tensor<3x7xf32> {
  // CHECK-NOT: tensor.extract_slice
  // CHECK: %[[FILLED:.*]] = linalg.fill
  // CHECK: return %[[FILLED]]
  %0 = fovea.pad %x low [3, 0] high [-2, 0] : (tensor<2x7xf32>) -> tensor<3x7xf32>
  return %0 : tensor<3x7xf32>
}

// -----

// CHECK-LABEL: @pad_modes
func.func @pad_modes(%x: tensor<7xf32>) -> (tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) {
  // CHECK: arith.maxsi
  // CHECK: %[[LAST:.*]] = arith.constant 6 : index
  // CHECK: arith.minsi %{{.*}}, %[[LAST]]
  %0 = fovea.pad %x low [1] high [0] mode edge : (tensor<7xf32>) -> tensor<8xf32>
  // There and back again.
  // CHECK: %[[PERIOD:.*]] = arith.constant 12 : index
  // CHECK: arith.remsi %{{.*}}, %[[PERIOD]]
  // CHECK: arith.minsi
  %1 = fovea.pad %x low [1] high [0] mode reflect : (tensor<7xf32>) -> tensor<8xf32>
  // CHECK: %[[PERIOD:.*]] = arith.constant 7 : index
  // CHECK: arith.remsi %{{.*}}, %[[PERIOD]]
  // CHECK-NOT: arith.minsi
  %2 = fovea.pad %x low [1] high [0] mode wrap : (tensor<7xf32>) -> tensor<8xf32>
  return %0, %1, %2 : tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
}
