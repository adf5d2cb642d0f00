// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// Loops are in the order of the input's dimensions: channels stay innermost.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[OUT:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-LABEL: @mean
func.func @mean(%x: tensor<2x7x3xf16>) -> tensor<2x1x3xf16> {
  // CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[OUT]]], iterator_types = ["parallel", "reduction", "parallel"]}
  // CHECK-SAME: outs(%{{.*}} : tensor<2x3xf32>)
  // CHECK: arith.extf
  // CHECK: arith.addf
  // CHECK: linalg.generic
  // CHECK: arith.divf
  // CHECK: arith.truncf
  // CHECK: tensor.expand_shape %{{.*}} output_shape [2, 1, 3]
  %0 = fovea.reduce mean %x axes [1] keep_dims : (tensor<2x7x3xf16>) -> tensor<2x1x3xf16>
  return %0 : tensor<2x1x3xf16>
}

// -----

// Where nothing is left to do there is one loop nest.

// CHECK-LABEL: @max
func.func @max(%x: tensor<2x7xui8>) -> tensor<7xui8> {
  // CHECK: linalg.fill ins(%c0_i8 : i8)
  // CHECK: linalg.generic
  // CHECK: arith.maxui
  // CHECK-NOT: linalg.generic
  %0 = fovea.reduce max %x axes [0] : (tensor<2x7xui8>) -> tensor<7xui8>
  return %0 : tensor<7xui8>
}

// -----

// CHECK-LABEL: @arg_max
func.func @arg_max(%x: tensor<2x7xf32>) -> tensor<2xi64> {
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
  // CHECK: linalg.index 1
  // CHECK: linalg.yield %{{.*}}, %{{.*}} : f32, i64
  %0 = fovea.arg_reduce max %x axis 1 : (tensor<2x7xf32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// -----

// A pass over the input for each place.

// CHECK-LABEL: @top_k
func.func @top_k(%x: tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>) {
  // CHECK: %[[K:.*]] = arith.constant 3 : index
  // CHECK: scf.for %[[I:.*]] = %{{.*}} to %[[K]]
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
  // CHECK: tensor.insert_slice %{{.*}} into %{{.*}}[0, %[[I]]] [2, 1] [1, 1]
  %0:2 = fovea.top_k %x k 3 axis 1 : (tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x3xi64>)
  return %0#0, %0#1 : tensor<2x3xf32>, tensor<2x3xi64>
}

// -----

// CHECK-LABEL: @cumulative
func.func @cumulative(%x: tensor<2x7xf16>) -> tensor<2x7xf16> {
  // CHECK: scf.for {{.*}} -> (tensor<2x7xf16>, tensor<2xf32>)
  // CHECK: tensor.extract_slice %{{.*}} [2, 1] [1, 1]
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel"]
  // CHECK: tensor.insert_slice
  %0 = fovea.cumulative sum %x axis 1 : (tensor<2x7xf16>) -> tensor<2x7xf16>
  return %0 : tensor<2x7xf16>
}

// -----

// Rows without elements have no slices.

// CHECK-LABEL: @no_rows
func.func @no_rows(%x: tensor<0x7xf32>) -> (tensor<0x7xf32>, tensor<0x3xf32>, tensor<0x3xi64>) {
  // CHECK-NEXT: %[[SUMS:.*]] = tensor.empty() : tensor<0x7xf32>
  %0 = fovea.cumulative sum %x axis 1 : (tensor<0x7xf32>) -> tensor<0x7xf32>
  // CHECK-NEXT: %[[VALUES:.*]] = tensor.empty() : tensor<0x3xf32>
  // CHECK-NEXT: %[[INDICES:.*]] = tensor.empty() : tensor<0x3xi64>
  %1:2 = fovea.top_k %x k 3 axis 1 : (tensor<0x7xf32>) -> (tensor<0x3xf32>, tensor<0x3xi64>)
  // CHECK-NEXT: return %[[SUMS]], %[[VALUES]], %[[INDICES]]
  return %0, %1#0, %1#1 : tensor<0x7xf32>, tensor<0x3xf32>, tensor<0x3xi64>
}
