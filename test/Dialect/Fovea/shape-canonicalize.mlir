// RUN: fovea-opt %s -canonicalize | FileCheck %s

//===----------------------------------------------------------------------===//
// Ops that do nothing
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @identities
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]]
func.func @identities(%x: tensor<2x3xf32>)
    -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
        tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %0 = fovea.reshape %x : tensor<2x3xf32> to tensor<2x3xf32>
  %1 = fovea.broadcast %x : tensor<2x3xf32> to tensor<2x3xf32>
  %2 = fovea.transpose %x permutation [0, 1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = fovea.concat %x axis 1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = fovea.split %x axis 1 sizes [3] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = fovea.slice %x starts [0, 0] sizes [2, 3] steps [1, 1]
     : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = fovea.pad %x low [0, 0] high [0, 0] mode wrap
     : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %7 = fovea.tile %x repeats [1, 1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7
       : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>,
         tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// The type alone does not make a slice or a pad an identity.
// CHECK-LABEL: @do_not_drop
// CHECK: fovea.slice
// CHECK: fovea.pad
func.func @do_not_drop(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %0 = fovea.slice %x starts [0, 2] sizes [2, 3] steps [1, -1]
     : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = fovea.pad %x low [0, 1] high [0, -1] : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %1 : tensor<2x3xf32>, tensor<2x3xf32>
}

//===----------------------------------------------------------------------===//
// Chains
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @chains
// CHECK-SAME: %[[X:.*]]: tensor<2x3x4xf32>, %[[Y:.*]]: tensor<1x3x1xf32>
func.func @chains(%x: tensor<2x3x4xf32>, %y: tensor<1x3x1xf32>)
    -> (tensor<4x6xf32>, tensor<3x2x4xf32>, tensor<2x3x4xf32>, tensor<5x2x3x4xf32>) {
  // CHECK-DAG: %[[A:.*]] = fovea.reshape %[[X]] : tensor<2x3x4xf32> to tensor<4x6xf32>
  %0 = fovea.reshape %x : tensor<2x3x4xf32> to tensor<24xf32>
  %1 = fovea.reshape %0 : tensor<24xf32> to tensor<4x6xf32>
  // CHECK-DAG: %[[B:.*]] = fovea.transpose %[[X]] permutation [1, 0, 2]
  %2 = fovea.transpose %x permutation [1, 2, 0] : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %3 = fovea.transpose %2 permutation [0, 2, 1] : (tensor<3x4x2xf32>) -> tensor<3x2x4xf32>
  // And back.
  %4 = fovea.transpose %3 permutation [1, 0, 2] : (tensor<3x2x4xf32>) -> tensor<2x3x4xf32>
  // CHECK-DAG: %[[C:.*]] = fovea.broadcast %[[Y]] : tensor<1x3x1xf32> to tensor<5x2x3x4xf32>
  %5 = fovea.broadcast %y : tensor<1x3x1xf32> to tensor<2x3x1xf32>
  %6 = fovea.broadcast %5 : tensor<2x3x1xf32> to tensor<5x2x3x4xf32>
  // CHECK: return %[[A]], %[[B]], %[[X]], %[[C]]
  return %1, %3, %4, %6
       : tensor<4x6xf32>, tensor<3x2x4xf32>, tensor<2x3x4xf32>, tensor<5x2x3x4xf32>
}

// CHECK-LABEL: @only_unit_dimensions_move
// CHECK: fovea.reshape %{{.*}} : tensor<2x1x5x1xf32> to tensor<1x2x1x5xf32>
// CHECK: fovea.transpose
func.func @only_unit_dimensions_move(%x: tensor<2x1x5x1xf32>)
    -> (tensor<1x2x1x5xf32>, tensor<5x1x1x2xf32>) {
  %0 = fovea.transpose %x permutation [1, 0, 3, 2]
     : (tensor<2x1x5x1xf32>) -> tensor<1x2x1x5xf32>
  %1 = fovea.transpose %x permutation [2, 1, 3, 0]
     : (tensor<2x1x5x1xf32>) -> tensor<5x1x1x2xf32>
  return %0, %1 : tensor<1x2x1x5xf32>, tensor<5x1x1x2xf32>
}

// One constant index is a slice; the last element here.
// CHECK-LABEL: @gather_one
// CHECK: %[[S:.*]] = fovea.slice %{{.*}} starts [0, 6, 0] sizes [2, 1, 3] steps [1, 1, 1]
// CHECK: fovea.reshape %[[S]] : tensor<2x1x3xf32> to tensor<2x3xf32>
func.func @gather_one(%x: tensor<2x7x3xf32>) -> tensor<2x3xf32> {
  %i = fovea.constant dense<-1> : tensor<i64>
  %0 = fovea.gather %x, %i axis 1 : (tensor<2x7x3xf32>, tensor<i64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

// The shape arithmetic of an exported reshape.
// CHECK-LABEL: @shape_arithmetic
// CHECK-NEXT: %[[C:.*]] = fovea.constant dense<[-1, 12]> : tensor<2xi64>
// CHECK-NEXT: return %[[C]]
func.func @shape_arithmetic() -> tensor<2xi64> {
  %shape = fovea.constant dense<[1, 12, 7, 7]> : tensor<4xi64>
  %one = fovea.constant dense<1> : tensor<i64>
  %minus = fovea.constant dense<-1> : tensor<1xi64>
  %c = fovea.gather %shape, %one axis 0 : (tensor<4xi64>, tensor<i64>) -> tensor<i64>
  %c1 = fovea.reshape %c : tensor<i64> to tensor<1xi64>
  %0 = fovea.concat %minus, %c1 axis 0 : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// A splat of any size stays one; a broadcast is not made larger.
// CHECK-LABEL: @splats
// CHECK-DAG: fovea.constant dense<1> : tensor<90000xui8>
// CHECK-DAG: fovea.constant dense<2.500000e+00> : tensor<200x300xf16>
// CHECK-DAG: fovea.broadcast
func.func @splats() -> (tensor<90000xui8>, tensor<200x300xf16>, tensor<100x100xf32>) {
  %0 = fovea.constant dense<1> : tensor<300x300xui8>
  %1 = fovea.reshape %0 : tensor<300x300xui8> to tensor<90000xui8>
  %2 = fovea.constant dense<2.5> : tensor<300x200xf16>
  %3 = fovea.transpose %2 permutation [1, 0] : (tensor<300x200xf16>) -> tensor<200x300xf16>
  %4 = fovea.constant dense<1.0> : tensor<f32>
  %5 = fovea.broadcast %4 : tensor<f32> to tensor<100x100xf32>
  return %1, %3, %5 : tensor<90000xui8>, tensor<200x300xf16>, tensor<100x100xf32>
}

// CHECK-LABEL: @no_elements
// CHECK-NEXT: fovea.constant dense<> : tensor<0x3xf32>
// CHECK-NEXT: fovea.constant dense<7.000000e+00> : tensor<2x3xf32>
func.func @no_elements() -> (tensor<0x3xf32>, tensor<2x3xf32>) {
  %0 = fovea.constant dense<7.0> : tensor<2x3xf32>
  %1 = fovea.slice %0 starts [9, 0] sizes [0, 3] steps [1, 1]
     : (tensor<2x3xf32>) -> tensor<0x3xf32>
  %2 = fovea.concat %1, %0 axis 0 : (tensor<0x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1, %2 : tensor<0x3xf32>, tensor<2x3xf32>
}

// Resources are reshaped in place.
// CHECK-LABEL: @resource
// CHECK-NEXT: fovea.constant dense_resource<table> : tensor<2x1xf32>
func.func @resource() -> tensor<2x1xf32> {
  %0 = fovea.constant dense_resource<table> : tensor<2xf32>
  %1 = fovea.reshape %0 : tensor<2xf32> to tensor<2x1xf32>
  return %1 : tensor<2x1xf32>
}

// Without its bytes, a resource says nothing.
// CHECK-LABEL: @elided
// CHECK: fovea.slice
func.func @elided() -> tensor<1xf32> {
  %0 = fovea.constant dense_resource<__elided__> : tensor<2xf32>
  %1 = fovea.slice %0 starts [1] sizes [1] steps [1] : (tensor<2xf32>) -> tensor<1xf32>
  return %1 : tensor<1xf32>
}

{-#
  dialect_resources: {
    builtin: {
      table: "0x040000000000803F00000040"
    }
  }
#-}
