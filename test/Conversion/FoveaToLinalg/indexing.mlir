// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// The indices are walked along with the result, of which they are the middle.

// CHECK: #[[INDICES:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d2)>
// CHECK-LABEL: @gather
// CHECK-SAME: %[[X:.*]]: tensor<2x7x3xf32>, %[[I:.*]]: tensor<4x5xi32>
func.func @gather(%x: tensor<2x7x3xf32>, %i: tensor<4x5xi32>) -> tensor<2x4x5x3xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[INDICES]], #{{.*}}]{{.*}} ins(%[[I]]
  // CHECK: %[[FIRST:.*]] = linalg.index 0
  // CHECK: %[[LAST:.*]] = linalg.index 3
  // Negative indices count from the end; what is still outside is clamped.
  // CHECK: %[[ZERO:.*]] = arith.constant 0 : index
  // CHECK: %[[SIZE:.*]] = arith.constant 7 : index
  // CHECK: %[[FROM_END:.*]] = arith.addi %[[INDEX:.*]], %[[SIZE]]
  // CHECK: arith.select %{{.*}}, %[[FROM_END]], %[[INDEX]]
  // CHECK: arith.maxsi %{{.*}}, %[[ZERO]]
  // CHECK: %[[END:.*]] = arith.constant 6 : index
  // CHECK: %[[CLAMPED:.*]] = arith.minsi %{{.*}}, %[[END]]
  // CHECK: tensor.extract %[[X]][%[[FIRST]], %[[CLAMPED]], %[[LAST]]]
  %0 = fovea.gather %x, %i axis 1 : (tensor<2x7x3xf32>, tensor<4x5xi32>) -> tensor<2x4x5x3xf32>
  return %0 : tensor<2x4x5x3xf32>
}

// -----

// CHECK-LABEL: @gather_elements
// CHECK-SAME: %[[X:.*]]: tensor<2x7xf32>, %[[I:.*]]: tensor<2x3xi64>
func.func @gather_elements(%x: tensor<2x7xf32>, %i: tensor<2x3xi64>) -> tensor<2x3xf32> {
  // CHECK: linalg.generic {{.*}} ins(%[[I]]
  // CHECK: %[[ROW:.*]] = linalg.index 0
  // CHECK: %[[INDEX:.*]] = arith.minsi
  // CHECK: tensor.extract %[[X]][%[[ROW]], %[[INDEX]]]
  %0 = fovea.gather_elements %x, %i axis 1 : (tensor<2x7xf32>, tensor<2x3xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// A batch dimension, a tuple of two, and what they leave.

// CHECK-LABEL: @gather_nd
// CHECK-SAME: %[[X:.*]]: tensor<2x7x6x3xf32>, %[[I:.*]]: tensor<2x4x2xi64>
func.func @gather_nd(%x: tensor<2x7x6x3xf32>, %i: tensor<2x4x2xi64>) -> tensor<2x4x3xf32> {
  // CHECK: %[[BATCH:.*]] = linalg.index 0
  // CHECK: %[[TUPLE:.*]] = linalg.index 1
  // CHECK: %[[REST:.*]] = linalg.index 2
  // CHECK: %[[C0:.*]] = arith.constant 0 : index
  // CHECK: tensor.extract %[[I]][%[[BATCH]], %[[TUPLE]], %[[C0]]]
  // CHECK: %[[FIRST:.*]] = arith.minsi
  // CHECK: %[[C1:.*]] = arith.constant 1 : index
  // CHECK: tensor.extract %[[I]][%[[BATCH]], %[[TUPLE]], %[[C1]]]
  // CHECK: %[[SECOND:.*]] = arith.minsi
  // CHECK: tensor.extract %[[X]][%[[BATCH]], %[[FIRST]], %[[SECOND]], %[[REST]]]
  %0 = fovea.gather_nd %x, %i batch_dims 1 : (tensor<2x7x6x3xf32>, tensor<2x4x2xi64>) -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// -----

// Loops in order, as updates may meet the same element. Narrow floats meet in f32.

// CHECK-LABEL: @scatter_elements
// CHECK-SAME: %[[X:.*]]: tensor<2x7xbf16>, %[[I:.*]]: tensor<2x3xi64>, %[[U:.*]]: tensor<2x3xbf16>
func.func @scatter_elements(%x: tensor<2x7xbf16>, %i: tensor<2x3xi64>, %u: tensor<2x3xbf16>) -> tensor<2x7xbf16> {
  // CHECK: scf.for %[[ROW:.*]] = {{.*}} iter_args(%[[OUTER:.*]] = %[[X]])
  // CHECK: scf.for %[[COLUMN:.*]] = {{.*}} iter_args(%[[T:.*]] = %[[OUTER]])
  // CHECK: tensor.extract %[[I]][%[[ROW]], %[[COLUMN]]]
  // CHECK: %[[INDEX:.*]] = arith.minsi
  // CHECK: %[[OLD:.*]] = tensor.extract %[[T]][%[[ROW]], %[[INDEX]]]
  // CHECK: %[[UPDATE:.*]] = tensor.extract %[[U]][%[[ROW]], %[[COLUMN]]]
  // CHECK: %[[LHS:.*]] = arith.extf %[[OLD]]
  // CHECK: %[[RHS:.*]] = arith.extf %[[UPDATE]]
  // CHECK: %[[SUM:.*]] = arith.addf %[[LHS]], %[[RHS]] : f32
  // CHECK: %[[NEW:.*]] = arith.truncf %[[SUM]]
  // CHECK: tensor.insert %[[NEW]] into %[[T]][%[[ROW]], %[[INDEX]]]
  %0 = fovea.scatter_elements %x, %i, %u axis 1 kind add : (tensor<2x7xbf16>, tensor<2x3xi64>, tensor<2x3xbf16>) -> tensor<2x7xbf16>
  return %0 : tensor<2x7xbf16>
}

// -----

// Bits are kept as they are where an update replaces the element.

// CHECK-LABEL: @scatter_replace
func.func @scatter_replace(%x: tensor<7xbf16>, %i: tensor<3xi64>, %u: tensor<3xbf16>) -> tensor<7xbf16> {
  // CHECK-NOT: arith.extf
  // CHECK: tensor.insert
  %0 = fovea.scatter_elements %x, %i, %u axis 0 : (tensor<7xbf16>, tensor<3xi64>, tensor<3xbf16>) -> tensor<7xbf16>
  return %0 : tensor<7xbf16>
}

// -----

// CHECK-LABEL: @scatter_nd
// CHECK-SAME: %{{.*}}: tensor<7x3xi8>, %[[I:.*]]: tensor<4x1xi64>, %[[U:.*]]: tensor<4x3xi8>
func.func @scatter_nd(%x: tensor<7x3xui8>, %i: tensor<4x1xi64>, %u: tensor<4x3xui8>) -> tensor<7x3xui8> {
  // CHECK: scf.for %[[TUPLE:[a-z0-9]*]] =
  // CHECK: scf.for %[[REST:[a-z0-9]*]] = {{.*}} iter_args(%[[T:.*]] = %{{.*}})
  // CHECK: tensor.extract %[[I]][%[[TUPLE]], %{{.*}}]
  // CHECK: %[[INDEX:.*]] = arith.minsi
  // CHECK: tensor.extract %[[T]][%[[INDEX]], %[[REST]]]
  // CHECK: tensor.extract %[[U]][%[[TUPLE]], %[[REST]]]
  // CHECK: arith.maxui
  %0 = fovea.scatter_nd %x, %i, %u kind max : (tensor<7x3xui8>, tensor<4x1xi64>, tensor<4x3xui8>) -> tensor<7x3xui8>
  return %0 : tensor<7x3xui8>
}

// -----

// An update without dimensions needs no loop.

// CHECK-LABEL: @scatter_one
func.func @scatter_one(%x: tensor<7xf32>, %i: tensor<1xi64>, %u: tensor<f32>) -> tensor<7xf32> {
  // CHECK-NOT: scf.for
  // CHECK: tensor.insert
  %0 = fovea.scatter_nd %x, %i, %u : (tensor<7xf32>, tensor<1xi64>, tensor<f32>) -> tensor<7xf32>
  return %0 : tensor<7xf32>
}

// -----

// Indices are not clamped: one outside is equal to no position.

// CHECK: #[[INDICES:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-LABEL: @one_hot
// CHECK-SAME: %[[I:.*]]: tensor<4xi64>, %[[V:.*]]: tensor<2xf32>
func.func @one_hot(%i: tensor<4xi64>, %v: tensor<2xf32>) -> tensor<4x10xf32> {
  // CHECK: %[[OFF:.*]] = tensor.extract %[[V]]
  // CHECK: %[[ON:.*]] = tensor.extract %[[V]]
  // CHECK: linalg.generic {indexing_maps = [#[[INDICES]], #{{.*}}]{{.*}} ins(%[[I]]
  // CHECK: %[[POSITION:.*]] = linalg.index 1
  // CHECK: %[[FROM_END:.*]] = arith.subi %[[POSITION]], %{{.*}}
  // CHECK: arith.cmpi eq, %[[INDEX:.*]], %[[POSITION]]
  // CHECK: arith.cmpi eq, %[[INDEX]], %[[FROM_END]]
  // CHECK: arith.select %{{.*}}, %[[ON]], %[[OFF]]
  %0 = fovea.one_hot %i, %v axis 1 depth 10 : (tensor<4xi64>, tensor<2xf32>) -> tensor<4x10xf32>
  return %0 : tensor<4x10xf32>
}

// -----

// CHECK-LABEL: @range
func.func @range(%s: tensor<f16>, %d: tensor<f16>, %b: tensor<ui8>) -> (tensor<5xf16>, tensor<5xui8>) {
  // CHECK: arith.mulf {{.*}} : f32
  // CHECK: arith.addf {{.*}} : f32
  // CHECK: arith.truncf {{.*}} : f32 to f16
  %0 = fovea.range %s, %d : (tensor<f16>, tensor<f16>) -> tensor<5xf16>
  // CHECK: arith.muli {{.*}} : i8
  // CHECK: arith.addi {{.*}} : i8
  %1 = fovea.range %b, %b : (tensor<ui8>, tensor<ui8>) -> tensor<5xui8>
  return %0, %1 : tensor<5xf16>, tensor<5xui8>
}
