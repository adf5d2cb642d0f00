// RUN: fovea-opt %s -convert-fovea-to-linalg -split-input-file | FileCheck %s

// Operands that broadcast are read where they are.

// CHECK-DAG: #[[SAME:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[LAST:.*]] = affine_map<(d0, d1, d2) -> (0, d2)>
// CHECK-DAG: #[[SCALAR:.*]] = affine_map<(d0, d1, d2) -> ()>
// CHECK-LABEL: @broadcast
func.func @broadcast(%c: tensor<2x5x3xi1>, %x: tensor<1x3xf32>, %y: tensor<f32>) -> tensor<2x5x3xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[SAME]], #[[LAST]], #[[SCALAR]], #[[SAME]]]
  // CHECK-SAME: iterator_types = ["parallel", "parallel", "parallel"]
  // CHECK: arith.select
  %0 = fovea.select %c, %x, %y : (tensor<2x5x3xi1>, tensor<1x3xf32>, tensor<f32>) -> tensor<2x5x3xf32>
  return %0 : tensor<2x5x3xf32>
}

// -----

// Signedness is taken from the type that was.

// CHECK-LABEL: @signedness
// CHECK-SAME: (%{{.*}}: tensor<3xi8>, %{{.*}}: tensor<3xi8>)
func.func @signedness(%x: tensor<3xui8>, %y: tensor<3xi8>) -> (tensor<3xui8>, tensor<3xi8>) {
  // CHECK: arith.maxui
  %0 = fovea.binary max %x, %x : (tensor<3xui8>, tensor<3xui8>) -> tensor<3xui8>
  // CHECK: arith.maxsi
  %1 = fovea.binary max %y, %y : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  return %0, %1 : tensor<3xui8>, tensor<3xi8>
}

// -----

// Narrow floats are rounded once, at the end.

// CHECK-LABEL: @narrow
func.func @narrow(%x: tensor<3xbf16>) -> tensor<3xbf16> {
  // CHECK: ^bb0(%[[X:.*]]: bf16, %{{.*}}: bf16):
  // CHECK-NEXT: arith.extf %[[X]] : bf16 to f32
  // CHECK-NOT: truncf
  // CHECK: arith.divf %{{.*}} : f32
  // CHECK-NEXT: %[[RESULT:.*]] = arith.truncf %{{.*}} : f32 to bf16
  // CHECK-NEXT: linalg.yield %[[RESULT]]
  %0 = fovea.activation silu %x : (tensor<3xbf16>) -> tensor<3xbf16>
  return %0 : tensor<3xbf16>
}
