// RUN: fovea-opt %s -canonicalize -split-input-file | FileCheck %s

// Shape arithmetic of exported graphs: 64-bit integers, booleans and casts.

// CHECK-LABEL: @fold_shape_arithmetic
func.func @fold_shape_arithmetic() -> (tensor<3xi64>, tensor<3xi1>, tensor<3xi64>) {
  %shape = fovea.constant dense<[7, -7, 224]> : tensor<3xi64>
  %two = fovea.constant dense<2> : tensor<i64>
  %zero = fovea.constant dense<0> : tensor<1xi64>
  // CHECK-DAG: %[[HALF:.*]] = fovea.constant dense<[3, -3, 112]> : tensor<3xi64>
  %half = fovea.binary div %shape, %two : (tensor<3xi64>, tensor<i64>) -> tensor<3xi64>
  // CHECK-DAG: %[[ISSET:.*]] = fovea.constant dense<[true, false, true]> : tensor<3xi1>
  %set = fovea.compare gt %shape, %zero : (tensor<3xi64>, tensor<1xi64>) -> tensor<3xi1>
  // CHECK-DAG: %[[CHOICE:.*]] = fovea.constant dense<[7, 2, 224]> : tensor<3xi64>
  %choice = fovea.select %set, %shape, %two : (tensor<3xi1>, tensor<3xi64>, tensor<i64>) -> tensor<3xi64>
  // CHECK: return %[[HALF]], %[[ISSET]], %[[CHOICE]]
  return %half, %set, %choice : tensor<3xi64>, tensor<3xi1>, tensor<3xi64>
}

// -----

// The attention scale of exported vision transformers.

// CHECK-LABEL: @fold_scale
func.func @fold_scale() -> tensor<f32> {
  %depth = fovea.constant dense<64> : tensor<i64>
  %float = fovea.cast %depth : tensor<i64> to tensor<f32>
  %root = fovea.unary sqrt %float : (tensor<f32>) -> tensor<f32>
  // CHECK: fovea.constant dense<1.250000e-01> : tensor<f32>
  %scale = fovea.unary reciprocal %root : (tensor<f32>) -> tensor<f32>
  return %scale : tensor<f32>
}

// -----

// What is undefined in arithmetic of machines is defined here.

// CHECK-LABEL: @fold_corners
func.func @fold_corners() -> (tensor<2xi8>, tensor<4xui8>, tensor<2xf16>) {
  %x = fovea.constant dense<[-128, 5]> : tensor<2xi8>
  %y = fovea.constant dense<[-1, 0]> : tensor<2xi8>
  // CHECK-DAG: dense<[-128, 0]> : tensor<2xi8>
  %quotient = fovea.binary div %x, %y : (tensor<2xi8>, tensor<2xi8>) -> tensor<2xi8>
  %float = fovea.constant dense<[300.0, -1.0, 0x7FC00000, 254.9]> : tensor<4xf32>
  // CHECK-DAG: dense<[255, 0, 0, 254]> : tensor<4xui8>
  %byte = fovea.cast %float : tensor<4xf32> to tensor<4xui8>
  %third = fovea.constant dense<[0.333333343, 1.0e9]> : tensor<2xf32>
  // CHECK-DAG: dense<[3.332520e-01, 0x7C00]> : tensor<2xf16>
  %half = fovea.cast %third : tensor<2xf32> to tensor<2xf16>
  return %quotient, %byte, %half : tensor<2xi8>, tensor<4xui8>, tensor<2xf16>
}

// -----

// Operations that their libraries do not fold are left, and so are large
// tensors, which would stay in memory for ever.

// CHECK-LABEL: @keep_unfoldable
func.func @keep_unfoldable() -> (tensor<f32>, tensor<100x100xf32>) {
  %x = fovea.constant dense<-1.0> : tensor<f32>
  %big = fovea.constant dense<1.0> : tensor<100x100xf32>
  // CHECK: fovea.unary log
  %log = fovea.unary log %x : (tensor<f32>) -> tensor<f32>
  // CHECK: fovea.unary exp
  %exp = fovea.unary exp %big : (tensor<100x100xf32>) -> tensor<100x100xf32>
  return %log, %exp : tensor<f32>, tensor<100x100xf32>
}

// -----

// CHECK-LABEL: @fold_identities
// CHECK-SAME: (%[[X:[a-z0-9]+]]: tensor<2x3xf32>, %[[I:[a-z0-9]+]]: tensor<3xi64>, %[[C:[a-z0-9]+]]: tensor<2x3xi1>)
func.func @fold_identities(%x: tensor<2x3xf32>, %i: tensor<3xi64>, %c: tensor<2x3xi1>)
    -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<3xi64>, tensor<2x3xf32>, tensor<3xi64>) {
  %one = fovea.constant dense<1.0> : tensor<f32>
  %zero = fovea.constant dense<0> : tensor<1xi64>
  %0 = fovea.binary mul %x, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = fovea.binary mul %one, %x : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = fovea.binary add %i, %zero : (tensor<3xi64>, tensor<1xi64>) -> tensor<3xi64>
  %3 = fovea.select %c, %x, %x : (tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = fovea.cast %i : tensor<3xi64> to tensor<3xi64>
  // CHECK: return %[[X]], %[[X]], %[[I]], %[[X]], %[[I]]
  return %0, %1, %2, %3, %4 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<3xi64>, tensor<2x3xf32>, tensor<3xi64>
}

// -----

// CHECK-LABEL: @keep_what_changes
func.func @keep_what_changes(%x: tensor<3xf32>)
    -> (tensor<3xf32>, tensor<2x3xf32>, tensor<3xf32>) {
  %zero = fovea.constant dense<0.0> : tensor<f32>
  %ones = fovea.constant dense<1.0> : tensor<2x1xf32>
  %one = fovea.constant dense<1.0> : tensor<f32>
  // The sum of -0.0 and 0.0 is 0.0.
  // CHECK: fovea.binary add
  %0 = fovea.binary add %x, %zero : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  // A broadcast.
  // CHECK: fovea.binary mul
  %1 = fovea.binary mul %x, %ones : (tensor<3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  // CHECK: fovea.binary div
  %2 = fovea.binary div %one, %x : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<2x3xf32>, tensor<3xf32>
}

// -----

// f32 holds all values of bf16, but not the other way round.
// CHECK-LABEL: @cast_and_back
// CHECK-SAME: (%[[X:.*]]: tensor<4xbf16>, %[[Y:.*]]: tensor<4xf32>)
func.func @cast_and_back(%x: tensor<4xbf16>, %y: tensor<4xf32>) -> (tensor<4xbf16>, tensor<4xf32>) {
  %0 = fovea.cast %x : tensor<4xbf16> to tensor<4xf32>
  %1 = fovea.cast %0 : tensor<4xf32> to tensor<4xbf16>
  // CHECK: %[[NARROW:.*]] = fovea.cast %[[Y]] : tensor<4xf32> to tensor<4xbf16>
  // CHECK: %[[WIDE:.*]] = fovea.cast %[[NARROW]]
  %2 = fovea.cast %y : tensor<4xf32> to tensor<4xbf16>
  %3 = fovea.cast %2 : tensor<4xbf16> to tensor<4xf32>
  // CHECK: return %[[X]], %[[WIDE]]
  return %1, %3 : tensor<4xbf16>, tensor<4xf32>
}
