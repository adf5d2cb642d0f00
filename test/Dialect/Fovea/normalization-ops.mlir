// RUN: fovea-opt %s | fovea-opt | FileCheck %s

// The examples of the ops' documentation, and every kind and optional part once.

// CHECK-LABEL: @batch_norm
func.func @batch_norm(%x0: tensor<1x8x8x3xf32>, %x1: tensor<3xf32>) {
  // CHECK: fovea.batch_norm %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} epsilon 1.000000e-05
  %0 = fovea.batch_norm %x0, %x1, %x1, %x1, %x1 epsilon 1.000000e-05 : (tensor<1x8x8x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x8x8x3xf32>
  return
}

// CHECK-LABEL: @layer_norm
func.func @layer_norm(%x0: tensor<1x16x64xf32>, %x1: tensor<64xf32>) {
  // CHECK: fovea.layer_norm %{{.*}} scale %{{.*}} offset %{{.*}} axis 2 epsilon 1.000000e-05
  %0 = fovea.layer_norm %x0 scale %x1 offset %x1 axis 2 epsilon 1.000000e-05 : (tensor<1x16x64xf32>, tensor<64xf32>, tensor<64xf32>) -> tensor<1x16x64xf32>
  // CHECK: fovea.layer_norm %{{.*}} offset %{{.*}} axis 1 epsilon 1.000000e-05
  %1 = fovea.layer_norm %x0 offset %x1 axis 1 epsilon 1.000000e-05 : (tensor<1x16x64xf32>, tensor<64xf32>) -> tensor<1x16x64xf32>
  // CHECK: fovea.layer_norm %{{.*}} axis 1 epsilon 1.000000e-05
  %2 = fovea.layer_norm %x0 axis 1 epsilon 1.000000e-05 : (tensor<1x16x64xf32>) -> tensor<1x16x64xf32>
  return
}

// CHECK-LABEL: @rms_norm
func.func @rms_norm(%x0: tensor<1x16x64xf32>, %x1: tensor<64xf32>) {
  // CHECK: fovea.rms_norm %{{.*}} scale %{{.*}} axis 2 epsilon 1.000000e-05
  %0 = fovea.rms_norm %x0 scale %x1 axis 2 epsilon 1.000000e-05 : (tensor<1x16x64xf32>, tensor<64xf32>) -> tensor<1x16x64xf32>
  // CHECK: fovea.rms_norm %{{.*}} axis 2 epsilon 1.000000e-05
  %1 = fovea.rms_norm %x0 axis 2 epsilon 1.000000e-05 : (tensor<1x16x64xf32>) -> tensor<1x16x64xf32>
  return
}

// CHECK-LABEL: @group_norm
func.func @group_norm(%x0: tensor<1x8x8x16xf32>, %x1: tensor<16xf32>) {
  // CHECK: fovea.group_norm %{{.*}} scale %{{.*}} offset %{{.*}} groups 4 epsilon 1.000000e-05
  %0 = fovea.group_norm %x0 scale %x1 offset %x1 groups 4 epsilon 1.000000e-05 : (tensor<1x8x8x16xf32>, tensor<16xf32>, tensor<16xf32>) -> tensor<1x8x8x16xf32>
  // CHECK: fovea.group_norm %{{.*}} groups 16 epsilon 1.000000e-05
  %1 = fovea.group_norm %x0 groups 16 epsilon 1.000000e-05 : (tensor<1x8x8x16xf32>) -> tensor<1x8x8x16xf32>
  return
}

// CHECK-LABEL: @softmax
func.func @softmax(%x0: tensor<1x10xf32>) {
  // CHECK: fovea.softmax %{{.*}} axis 1
  %0 = fovea.softmax %x0 axis 1 : (tensor<1x10xf32>) -> tensor<1x10xf32>
  // CHECK: fovea.log_softmax %{{.*}} axis 1
  %1 = fovea.log_softmax %x0 axis 1 : (tensor<1x10xf32>) -> tensor<1x10xf32>
  return
}
