// RUN: fovea-opt %s -fovea-fold-batch-norm -split-input-file | FileCheck %s
// RUN: fovea-opt %s -fovea-fold-batch-norm -fovea-fold-constants -split-input-file | FileCheck %s --check-prefix=VALUES

// scale / sqrt(variance + epsilon) = 3 / sqrt(8 + 1) = 1, and then 2; the offset
// is 5 - 7 * 1 = -2, and then 1 - 1 * 2 = -1.
// CHECK-LABEL: @batch_norm
// CHECK: %[[Y:.*]] = fovea.conv %{{.*}}, %{{.*}}, %{{.*}} :
// CHECK-NEXT: return %[[Y]]
// VALUES-LABEL: @batch_norm
// VALUES-DAG: %[[W:.*]] = fovea.constant dense<{{\[\[\[}}1.000000e+01, 4.000000e+01]]]> : tensor<1x1x2xf32>
// VALUES-DAG: %[[B:.*]] = fovea.constant dense<[-2.{{.*}}, -1.{{.*}}]> : tensor<2xf32>
// VALUES: fovea.conv %{{.*}}, %[[W]], %[[B]] :
func.func @batch_norm(%x: tensor<1x4x1xf32>) -> tensor<1x4x2xf32> {
  %w = fovea.constant dense<[[[10.0, 20.0]]]> : tensor<1x1x2xf32>
  %scale = fovea.constant dense<[3.0, 4.0]> : tensor<2xf32>
  %offset = fovea.constant dense<[5.0, 1.0]> : tensor<2xf32>
  %mean = fovea.constant dense<[7.0, 1.0]> : tensor<2xf32>
  %variance = fovea.constant dense<[8.0, 3.0]> : tensor<2xf32>
  %0 = fovea.conv %x, %w : (tensor<1x4x1xf32>, tensor<1x1x2xf32>) -> tensor<1x4x2xf32>
  %1 = fovea.batch_norm %0, %scale, %offset, %mean, %variance epsilon 1.0 : (tensor<1x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}

// -----

// A product by channel scales the bias too.
// CHECK-LABEL: @product
// CHECK: %[[S:.*]] = fovea.reshape %{{.*}} : tensor<1x1x2xf32> to tensor<2xf32>
// CHECK-DAG: %[[W:.*]] = fovea.binary mul %{{.*}}, %[[S]] : (tensor<1x1x2xf32>
// CHECK-DAG: %[[B:.*]] = fovea.binary mul %{{.*}}, %[[S]] : (tensor<2xf32>
// CHECK: fovea.conv %{{.*}}, %[[W]], %[[B]] :
func.func @product(%x: tensor<1x4x1xf32>) -> tensor<1x4x2xf32> {
  %w = fovea.weight "w" : tensor<1x1x2xf32>
  %b = fovea.weight "b" : tensor<2xf32>
  %s = fovea.weight "s" : tensor<1x1x2xf32>
  %0 = fovea.conv %x, %w, %b : (tensor<1x4x1xf32>, tensor<1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  %1 = fovea.binary mul %s, %0 : (tensor<1x1x2xf32>, tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}

// -----

// Another use sees the result before the product.
// CHECK-LABEL: @do_not_fold_shared
// CHECK: fovea.binary mul %{{.*}} : (tensor<1x4x2xf32>
func.func @do_not_fold_shared(%x: tensor<1x4x1xf32>) -> (tensor<1x4x2xf32>, tensor<1x4x2xf32>) {
  %w = fovea.weight "w" : tensor<1x1x2xf32>
  %s = fovea.weight "s" : tensor<2xf32>
  %0 = fovea.conv %x, %w : (tensor<1x4x1xf32>, tensor<1x1x2xf32>) -> tensor<1x4x2xf32>
  %1 = fovea.binary mul %0, %s : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  return %0, %1 : tensor<1x4x2xf32>, tensor<1x4x2xf32>
}

// -----

// The factor differs along a spatial dimension.
// CHECK-LABEL: @do_not_fold_spatial
// CHECK: fovea.binary mul %{{.*}} : (tensor<1x2x2xf32>, tensor<2x1xf32>)
func.func @do_not_fold_spatial(%x: tensor<1x2x1xf32>) -> tensor<1x2x2xf32> {
  %w = fovea.weight "w" : tensor<1x1x2xf32>
  %s = fovea.weight "s" : tensor<2x1xf32>
  %0 = fovea.conv %x, %w : (tensor<1x2x1xf32>, tensor<1x1x2xf32>) -> tensor<1x2x2xf32>
  %1 = fovea.binary mul %0, %s : (tensor<1x2x2xf32>, tensor<2x1xf32>) -> tensor<1x2x2xf32>
  return %1 : tensor<1x2x2xf32>
}

// -----

// The weights are not known.
// CHECK-LABEL: @do_not_fold_unknown
// CHECK: fovea.binary mul %{{.*}} : (tensor<1x4x2xf32>
func.func @do_not_fold_unknown(%x: tensor<1x4x1xf32>, %w: tensor<1x1x2xf32>) -> tensor<1x4x2xf32> {
  %s = fovea.weight "s" : tensor<2xf32>
  %0 = fovea.conv %x, %w : (tensor<1x4x1xf32>, tensor<1x1x2xf32>) -> tensor<1x4x2xf32>
  %1 = fovea.binary mul %0, %s : (tensor<1x4x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}
