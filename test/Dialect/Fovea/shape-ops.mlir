// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// The examples of the ops' documentation, and every optional part once.

// CHECK-LABEL: @move
func.func @move(%pixel: tensor<1x1x1x64xf32>, %column: tensor<3x1xf32>,
                %image: tensor<1x3x8x9xf32>, %a: tensor<2x3xf32>,
                %b: tensor<2x4xf32>, %x: tensor<2x7xf32>,
                %square: tensor<2x2xf32>) {
  // CHECK: fovea.reshape %{{.*}} : tensor<1x1x1x64xf32> to tensor<1x64xf32>
  %0 = fovea.reshape %pixel : tensor<1x1x1x64xf32> to tensor<1x64xf32>
  // CHECK: fovea.broadcast %{{.*}} : tensor<3x1xf32> to tensor<2x3x4xf32>
  %1 = fovea.broadcast %column : tensor<3x1xf32> to tensor<2x3x4xf32>
  // CHECK: fovea.transpose %{{.*}} permutation [0, 2, 3, 1] :
  %2 = fovea.transpose %image permutation [0, 2, 3, 1]
     : (tensor<1x3x8x9xf32>) -> tensor<1x8x9x3xf32>
  // CHECK: fovea.concat %{{.*}}, %{{.*}} axis 1 :
  %3 = fovea.concat %a, %b axis 1
     : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
  // CHECK: fovea.split %{{.*}} axis 1 sizes [3, 4] :
  %4:2 = fovea.split %x axis 1 sizes [3, 4]
       : (tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x4xf32>)
  // CHECK: fovea.slice %{{.*}} starts [0, 6] sizes [2, 3] steps [1, -2] :
  %5 = fovea.slice %x starts [0, 6] sizes [2, 3] steps [1, -2]
     : (tensor<2x7xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.pad %{{.*}} low [0, 1] high [0, -2] mode reflect :
  %6 = fovea.pad %x low [0, 1] high [0, -2] mode reflect
     : (tensor<2x7xf32>) -> tensor<2x6xf32>
  // CHECK: fovea.pad %{{.*}} low [0, 1] high [0, 0] value 1.000000e+00 :
  %7 = fovea.pad %x low [0, 1] high [0, 0] value 1.0
     : (tensor<2x7xf32>) -> tensor<2x8xf32>
  // CHECK: fovea.tile %{{.*}} repeats [1, 3] :
  %8 = fovea.tile %square repeats [1, 3] : (tensor<2x2xf32>) -> tensor<2x6xf32>
  return
}

// CHECK-LABEL: @index
func.func @index(%cube: tensor<2x7x3xf32>, %many: tensor<4x5xi64>,
                 %x: tensor<2x7xf32>, %i: tensor<2x3xi64>,
                 %tuples: tensor<2x4x1xi64>, %u: tensor<2x3xf32>,
                 %rows: tensor<7x3xf32>, %row: tensor<4x1xi64>,
                 %new: tensor<4x3xf32>, %classes: tensor<4xi64>,
                 %values: tensor<2xf32>, %start: tensor<f32>,
                 %delta: tensor<f32>) {
  // CHECK: fovea.gather %{{.*}}, %{{.*}} axis 1 :
  %0 = fovea.gather %cube, %many axis 1
     : (tensor<2x7x3xf32>, tensor<4x5xi64>) -> tensor<2x4x5x3xf32>
  // CHECK: fovea.gather_elements %{{.*}}, %{{.*}} axis 1 :
  %1 = fovea.gather_elements %x, %i axis 1
     : (tensor<2x7xf32>, tensor<2x3xi64>) -> tensor<2x3xf32>
  // CHECK: fovea.gather_nd %{{.*}}, %{{.*}} batch_dims 1 :
  %2 = fovea.gather_nd %cube, %tuples batch_dims 1
     : (tensor<2x7x3xf32>, tensor<2x4x1xi64>) -> tensor<2x4x3xf32>
  // CHECK: fovea.scatter_elements %{{.*}}, %{{.*}}, %{{.*}} axis 1 kind add :
  %3 = fovea.scatter_elements %x, %i, %u axis 1 kind add
     : (tensor<2x7xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> tensor<2x7xf32>
  // CHECK: fovea.scatter_nd %{{.*}}, %{{.*}}, %{{.*}} :
  %4 = fovea.scatter_nd %rows, %row, %new
     : (tensor<7x3xf32>, tensor<4x1xi64>, tensor<4x3xf32>) -> tensor<7x3xf32>
  // CHECK: fovea.one_hot %{{.*}}, %{{.*}} axis 1 depth 10 :
  %5 = fovea.one_hot %classes, %values axis 1 depth 10
     : (tensor<4xi64>, tensor<2xf32>) -> tensor<4x10xf32>
  // CHECK: fovea.range %{{.*}}, %{{.*}} : (tensor<f32>, tensor<f32>) -> tensor<5xf32>
  %6 = fovea.range %start, %delta : (tensor<f32>, tensor<f32>) -> tensor<5xf32>
  return
}
