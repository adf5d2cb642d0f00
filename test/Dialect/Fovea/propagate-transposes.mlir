// RUN: fovea-opt %s -fovea-propagate-transposes -fovea-fold-constants | FileCheck %s

// Imported graphs in small: channels-first ops, with transposes around all that
// Fovea has channels last only.

// Everything between two convolutions, with constants of full and lower rank.
// CHECK-LABEL: @conv_norm_relu
// CHECK-DAG: %[[SCALE:.*]] = fovea.constant dense<{{.*}}2.000000e+00, 3.000000e+00{{.*}}> : tensor<1x1x1x2xf32>
// CHECK-DAG: %[[SHIFT:.*]] = fovea.constant dense<{{.*}}4.000000e+00, 5.000000e+00{{.*}}> : tensor<1x1x1x2xf32>
// CHECK-DAG: %[[INPUT:.*]] = fovea.transpose %arg0 permutation [0, 2, 3, 1]
// CHECK: %[[CONV:.*]] = fovea.conv %[[INPUT]]
// CHECK-NEXT: %[[MUL:.*]] = fovea.binary mul %[[CONV]], %[[SCALE]]
// CHECK-NEXT: %[[ADD:.*]] = fovea.binary add %[[MUL]], %[[SHIFT]]
// CHECK-NEXT: %[[RELU:.*]] = fovea.activation relu %[[ADD]] : (tensor<1x6x7x2xf32>)
// CHECK-NEXT: %[[RESULT:.*]] = fovea.conv %[[RELU]]
// CHECK-NEXT: return %[[RESULT]]
func.func @conv_norm_relu(%x: tensor<1x3x6x7xf32>, %k0: tensor<1x1x3x2xf32>,
                          %k1: tensor<1x1x2x5xf32>) -> tensor<1x6x7x5xf32> {
  %scale = fovea.constant dense<[[[[2.0]], [[3.0]]]]> : tensor<1x2x1x1xf32>
  %shift = fovea.constant dense<[[[4.0]], [[5.0]]]> : tensor<2x1x1xf32>
  %0 = fovea.transpose %x permutation [0, 2, 3, 1] : (tensor<1x3x6x7xf32>) -> tensor<1x6x7x3xf32>
  %1 = fovea.conv %0, %k0 : (tensor<1x6x7x3xf32>, tensor<1x1x3x2xf32>) -> tensor<1x6x7x2xf32>
  %2 = fovea.transpose %1 permutation [0, 3, 1, 2] : (tensor<1x6x7x2xf32>) -> tensor<1x2x6x7xf32>
  %3 = fovea.binary mul %2, %scale : (tensor<1x2x6x7xf32>, tensor<1x2x1x1xf32>) -> tensor<1x2x6x7xf32>
  %4 = fovea.binary add %3, %shift : (tensor<1x2x6x7xf32>, tensor<2x1x1xf32>) -> tensor<1x2x6x7xf32>
  %5 = fovea.activation relu %4 : (tensor<1x2x6x7xf32>) -> tensor<1x2x6x7xf32>
  %6 = fovea.transpose %5 permutation [0, 2, 3, 1] : (tensor<1x2x6x7xf32>) -> tensor<1x6x7x2xf32>
  %7 = fovea.conv %6, %k1 : (tensor<1x6x7x2xf32>, tensor<1x1x2x5xf32>) -> tensor<1x6x7x5xf32>
  return %7 : tensor<1x6x7x5xf32>
}

// A value with several uses, one of which is a residual addition; then the
// global pooling and the flattening at the end of a classifier.
// CHECK-LABEL: @residual
// CHECK-NOT: fovea.transpose
// CHECK: fovea.reduce mean %{{.*}} axes [1, 2] keep_dims
// CHECK-NEXT: fovea.reshape %{{.*}} : tensor<2x1x1x4xf32> to tensor<2x4xf32>
func.func @residual(%x: tensor<2x6x7x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<2x4xf32> {
  %0 = fovea.conv %x, %k : (tensor<2x6x7x4xf32>, tensor<1x1x4x4xf32>) -> tensor<2x6x7x4xf32>
  %1 = fovea.transpose %0 permutation [0, 3, 1, 2] : (tensor<2x6x7x4xf32>) -> tensor<2x4x6x7xf32>
  %2 = fovea.activation relu %1 : (tensor<2x4x6x7xf32>) -> tensor<2x4x6x7xf32>
  %3 = fovea.transpose %2 permutation [0, 2, 3, 1] : (tensor<2x4x6x7xf32>) -> tensor<2x6x7x4xf32>
  %4 = fovea.conv %3, %k : (tensor<2x6x7x4xf32>, tensor<1x1x4x4xf32>) -> tensor<2x6x7x4xf32>
  %5 = fovea.transpose %4 permutation [0, 3, 1, 2] : (tensor<2x6x7x4xf32>) -> tensor<2x4x6x7xf32>
  %6 = fovea.binary add %5, %2 : (tensor<2x4x6x7xf32>, tensor<2x4x6x7xf32>) -> tensor<2x4x6x7xf32>
  %7 = fovea.reduce mean %6 axes [2, 3] keep_dims : (tensor<2x4x6x7xf32>) -> tensor<2x4x1x1xf32>
  %8 = fovea.reshape %7 : tensor<2x4x1x1xf32> to tensor<2x4xf32>
  return %8 : tensor<2x4xf32>
}

// A pooling that drops the dimensions.
// CHECK-LABEL: @pool_to_vector
// CHECK-NEXT: fovea.reduce mean %arg0 axes [1, 2] : (tensor<2x6x7x4xf32>) -> tensor<2x4xf32>
func.func @pool_to_vector(%x: tensor<2x6x7x4xf32>) -> tensor<2x4xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x6x7x4xf32>) -> tensor<2x4x6x7xf32>
  %1 = fovea.reduce mean %0 axes [2, 3] : (tensor<2x4x6x7xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// Squeeze and excite. The transposes of the pooled vector have become reshapes.
// CHECK-LABEL: @squeeze_excite
// CHECK-SAME: %[[X:[a-z0-9]+]]: tensor<2x6x7x4xf32>
// CHECK-NEXT: %[[POOL:.*]] = fovea.reduce mean %[[X]] axes [1, 2] keep_dims
// CHECK-NEXT: %[[CONV:.*]] = fovea.conv %[[POOL]]
// CHECK-NEXT: %[[SCALE:.*]] = fovea.activation sigmoid %[[CONV]]
// CHECK-NEXT: %[[MUL:.*]] = fovea.binary mul %[[X]], %[[SCALE]]
// CHECK-NEXT: return %[[MUL]]
func.func @squeeze_excite(%x: tensor<2x6x7x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<2x6x7x4xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<2x6x7x4xf32>) -> tensor<2x4x6x7xf32>
  %1 = fovea.reduce mean %0 axes [2, 3] keep_dims : (tensor<2x4x6x7xf32>) -> tensor<2x4x1x1xf32>
  %2 = fovea.reshape %1 : tensor<2x4x1x1xf32> to tensor<2x1x1x4xf32>
  %3 = fovea.conv %2, %k : (tensor<2x1x1x4xf32>, tensor<1x1x4x4xf32>) -> tensor<2x1x1x4xf32>
  %4 = fovea.reshape %3 : tensor<2x1x1x4xf32> to tensor<2x4x1x1xf32>
  %5 = fovea.activation sigmoid %4 : (tensor<2x4x1x1xf32>) -> tensor<2x4x1x1xf32>
  %6 = fovea.binary mul %0, %5 : (tensor<2x4x6x7xf32>, tensor<2x4x1x1xf32>) -> tensor<2x4x6x7xf32>
  %7 = fovea.transpose %6 permutation [0, 2, 3, 1] : (tensor<2x4x6x7xf32>) -> tensor<2x6x7x4xf32>
  return %7 : tensor<2x6x7x4xf32>
}

// Ops with a dimension or lists of them.
// CHECK-LABEL: @attributes
// CHECK-NOT: fovea.transpose
// CHECK-DAG: fovea.pad %{{.*}} low [0, 1, 2, 0] high [0, 3, 4, 0]
// CHECK-DAG: fovea.slice %{{.*}} starts [0, 1, 2, 0] sizes [1, 6, 7, 4] steps [1, 1, 1, 1]
// CHECK-DAG: fovea.concat %{{.*}}, %{{.*}} axis 3
// CHECK-DAG: fovea.split %{{.*}} axis 3 sizes [2, 6]
// CHECK-DAG: fovea.tile %{{.*}} repeats [1, 1, 1, 3]
// CHECK-DAG: fovea.softmax %{{.*}} axis 3
func.func @attributes(%x: tensor<1x6x7x4xf32>) -> tensor<1x6x7x6xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %1 = fovea.pad %0 low [0, 0, 1, 2] high [0, 0, 3, 4] : (tensor<1x4x6x7xf32>) -> tensor<1x4x10x13xf32>
  %2 = fovea.slice %1 starts [0, 0, 1, 2] sizes [1, 4, 6, 7] steps [1, 1, 1, 1] : (tensor<1x4x10x13xf32>) -> tensor<1x4x6x7xf32>
  %3 = fovea.concat %2, %0 axis 1 : (tensor<1x4x6x7xf32>, tensor<1x4x6x7xf32>) -> tensor<1x8x6x7xf32>
  %4:2 = fovea.split %3 axis 1 sizes [2, 6] : (tensor<1x8x6x7xf32>) -> (tensor<1x2x6x7xf32>, tensor<1x6x6x7xf32>)
  %5 = fovea.tile %4#0 repeats [1, 3, 1, 1] : (tensor<1x2x6x7xf32>) -> tensor<1x6x6x7xf32>
  %6 = fovea.binary add %5, %4#1 : (tensor<1x6x6x7xf32>, tensor<1x6x6x7xf32>) -> tensor<1x6x6x7xf32>
  %7 = fovea.softmax %6 axis 1 : (tensor<1x6x6x7xf32>) -> tensor<1x6x6x7xf32>
  %8 = fovea.transpose %7 permutation [0, 2, 3, 1] : (tensor<1x6x6x7xf32>) -> tensor<1x6x7x6xf32>
  return %8 : tensor<1x6x7x6xf32>
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @patches_to_tokens
// CHECK-NEXT: fovea.reshape %arg0 : tensor<1x2x3x8xf32> to tensor<1x6x8xf32>
// CHECK-NEXT: return
func.func @patches_to_tokens(%x: tensor<1x2x3x8xf32>) -> tensor<1x6x8xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x2x3x8xf32>) -> tensor<1x8x2x3xf32>
  %1 = fovea.reshape %0 : tensor<1x8x2x3xf32> to tensor<1x8x6xf32>
  %2 = fovea.transpose %1 permutation [0, 2, 1] : (tensor<1x8x6xf32>) -> tensor<1x6x8xf32>
  return %2 : tensor<1x6x8xf32>
}

// CHECK-LABEL: @channel_shuffle
// CHECK-NEXT: fovea.reshape %arg0 : tensor<1x8x8x12xf32> to tensor<1x8x8x3x4xf32>
// CHECK-NEXT: fovea.transpose %{{.*}} permutation [0, 1, 2, 4, 3]
// CHECK-NEXT: fovea.reshape %{{.*}} : tensor<1x8x8x4x3xf32> to tensor<1x8x8x12xf32>
// CHECK-NEXT: return
func.func @channel_shuffle(%x: tensor<1x8x8x12xf32>) -> tensor<1x8x8x12xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x8x8x12xf32>) -> tensor<1x12x8x8xf32>
  %1 = fovea.reshape %0 : tensor<1x12x8x8xf32> to tensor<1x3x4x8x8xf32>
  %2 = fovea.transpose %1 permutation [0, 2, 1, 3, 4] : (tensor<1x3x4x8x8xf32>) -> tensor<1x4x3x8x8xf32>
  %3 = fovea.reshape %2 : tensor<1x4x3x8x8xf32> to tensor<1x12x8x8xf32>
  %4 = fovea.transpose %3 permutation [0, 2, 3, 1] : (tensor<1x12x8x8xf32>) -> tensor<1x8x8x12xf32>
  return %4 : tensor<1x8x8x12xf32>
}

// Rows and columns come apart: the flattened order of elements is what a fully
// connected layer was trained with.
// CHECK-LABEL: @do_not_flatten
// CHECK-NEXT: fovea.transpose %arg0 permutation [0, 3, 1, 2]
// CHECK-NEXT: fovea.reshape
// CHECK-NEXT: return
func.func @do_not_flatten(%x: tensor<1x2x3x8xf32>) -> tensor<1x48xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x2x3x8xf32>) -> tensor<1x8x2x3xf32>
  %1 = fovea.reshape %0 : tensor<1x8x2x3xf32> to tensor<1x48xf32>
  return %1 : tensor<1x48xf32>
}

//===----------------------------------------------------------------------===//
// Costs
//===----------------------------------------------------------------------===//

// Two transposes become one.
// CHECK-LABEL: @merge
// CHECK-NEXT: %[[ADD:.*]] = fovea.binary add %arg0, %arg1
// CHECK-NEXT: %[[RESULT:.*]] = fovea.transpose %[[ADD]] permutation [0, 3, 1, 2]
// CHECK-NEXT: return %[[RESULT]]
func.func @merge(%x: tensor<1x6x7x4xf32>, %y: tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %1 = fovea.transpose %y permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %2 = fovea.binary add %0, %1 : (tensor<1x4x6x7xf32>, tensor<1x4x6x7xf32>) -> tensor<1x4x6x7xf32>
  return %2 : tensor<1x4x6x7xf32>
}

// The other operand would have to be transposed instead.
// CHECK-LABEL: @do_not_trade
// CHECK-NEXT: fovea.transpose %arg0
// CHECK-NEXT: fovea.binary
// CHECK-NEXT: return
func.func @do_not_trade(%x: tensor<1x6x7x4xf32>, %y: tensor<1x4x6x7xf32>) -> tensor<1x4x6x7xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %1 = fovea.binary add %0, %y : (tensor<1x4x6x7xf32>, tensor<1x4x6x7xf32>) -> tensor<1x4x6x7xf32>
  return %1 : tensor<1x4x6x7xf32>
}

// A small operand is cheaper to transpose than a large one.
// CHECK-LABEL: @trade_large_for_small
// CHECK-NEXT: %[[SMALL:.*]] = fovea.transpose %arg1 permutation [0, 2, 3, 1] : (tensor<1x4x1x7xf32>)
// CHECK-NEXT: fovea.binary add %arg0, %[[SMALL]]
// CHECK-NEXT: return
func.func @trade_large_for_small(%x: tensor<1x6x7x4xf32>, %y: tensor<1x4x1x7xf32>) -> tensor<1x6x7x4xf32> {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %1 = fovea.binary add %0, %y : (tensor<1x4x6x7xf32>, tensor<1x4x1x7xf32>) -> tensor<1x4x6x7xf32>
  %2 = fovea.transpose %1 permutation [0, 2, 3, 1] : (tensor<1x4x6x7xf32>) -> tensor<1x6x7x4xf32>
  return %2 : tensor<1x6x7x4xf32>
}

// Before a slice there is more to move than after it.
// CHECK-LABEL: @hoist_and_sink
// CHECK-DAG: %[[SLICE:.*]] = fovea.slice %arg0 starts [0, 0, 0, 0] sizes [1, 6, 7, 1]
// CHECK-DAG: %[[ONE:.*]] = fovea.reshape %[[SLICE]] : tensor<1x6x7x1xf32> to tensor<1x1x6x7xf32>
// CHECK-DAG: %[[T:.*]] = fovea.transpose %arg1 permutation [0, 2, 3, 1] : (tensor<1x4x6x7xf32>)
// CHECK-DAG: %[[PAD:.*]] = fovea.pad %[[T]] low [0, 1, 1, 0]
// CHECK: return %[[ONE]], %[[PAD]]
func.func @hoist_and_sink(%x: tensor<1x6x7x4xf32>, %y: tensor<1x4x6x7xf32>)
    -> (tensor<1x1x6x7xf32>, tensor<1x8x9x4xf32>) {
  %0 = fovea.transpose %x permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %1 = fovea.slice %0 starts [0, 0, 0, 0] sizes [1, 1, 6, 7] steps [1, 1, 1, 1] : (tensor<1x4x6x7xf32>) -> tensor<1x1x6x7xf32>
  %2 = fovea.pad %y low [0, 0, 1, 1] high [0, 0, 1, 1] : (tensor<1x4x6x7xf32>) -> tensor<1x4x8x9xf32>
  %3 = fovea.transpose %2 permutation [0, 2, 3, 1] : (tensor<1x4x8x9xf32>) -> tensor<1x8x9x4xf32>
  return %1, %3 : tensor<1x1x6x7xf32>, tensor<1x8x9x4xf32>
}

// Where it costs nothing, elementwise ops stay with the convolution; but a
// softmax does not change its dimension for that.
// CHECK-LABEL: @sink_past_elementwise
// CHECK: %[[CONV:.*]] = fovea.conv
// CHECK-NEXT: %[[RELU:.*]] = fovea.activation relu %[[CONV]]
// CHECK-NEXT: %[[T:.*]] = fovea.transpose %[[RELU]]
// CHECK-NEXT: fovea.softmax %[[T]] axis 3
func.func @sink_past_elementwise(%x: tensor<1x6x7x4xf32>, %k: tensor<1x1x4x4xf32>) -> tensor<1x4x6x7xf32> {
  %0 = fovea.conv %x, %k : (tensor<1x6x7x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x6x7x4xf32>
  %1 = fovea.transpose %0 permutation [0, 3, 1, 2] : (tensor<1x6x7x4xf32>) -> tensor<1x4x6x7xf32>
  %2 = fovea.activation relu %1 : (tensor<1x4x6x7xf32>) -> tensor<1x4x6x7xf32>
  %3 = fovea.softmax %2 axis 3 : (tensor<1x4x6x7xf32>) -> tensor<1x4x6x7xf32>
  return %3 : tensor<1x4x6x7xf32>
}

// Transposes that are no pair, among them some that are their own inverse.
// CHECK-LABEL: @attention
// CHECK-COUNT-4: fovea.transpose
// CHECK-NOT: fovea.transpose
func.func @attention(%q: tensor<1x9x4x8xf32>, %k: tensor<1x9x4x8xf32>, %v: tensor<1x9x4x8xf32>) -> tensor<1x9x4x8xf32> {
  %scale = fovea.constant dense<0.5> : tensor<f32>
  %0 = fovea.transpose %q permutation [0, 2, 1, 3] : (tensor<1x9x4x8xf32>) -> tensor<1x4x9x8xf32>
  %1 = fovea.transpose %k permutation [0, 2, 1, 3] : (tensor<1x9x4x8xf32>) -> tensor<1x4x9x8xf32>
  %2 = fovea.transpose %1 permutation [0, 1, 3, 2] : (tensor<1x4x9x8xf32>) -> tensor<1x4x8x9xf32>
  %3 = fovea.transpose %v permutation [0, 2, 1, 3] : (tensor<1x9x4x8xf32>) -> tensor<1x4x9x8xf32>
  %4 = fovea.matmul %0, %2 : (tensor<1x4x9x8xf32>, tensor<1x4x8x9xf32>) -> tensor<1x4x9x9xf32>
  %5 = fovea.binary mul %4, %scale : (tensor<1x4x9x9xf32>, tensor<f32>) -> tensor<1x4x9x9xf32>
  %6 = fovea.softmax %5 axis 3 : (tensor<1x4x9x9xf32>) -> tensor<1x4x9x9xf32>
  %7 = fovea.matmul %6, %3 : (tensor<1x4x9x9xf32>, tensor<1x4x9x8xf32>) -> tensor<1x4x9x8xf32>
  %8 = fovea.transpose %7 permutation [0, 2, 1, 3] : (tensor<1x4x9x8xf32>) -> tensor<1x9x4x8xf32>
  return %8 : tensor<1x9x4x8xf32>
}

// What is read in parts is not transposed as a whole: each part may meet a
// transpose of its own.
// CHECK-LABEL: @sink_past_slices
// CHECK-DAG: %[[FIRST:.*]] = fovea.slice %{{.*}} starts [0, 0, 0, 0] sizes [5, 1, 2, 4]
// CHECK-DAG: %[[SECOND:.*]] = fovea.slice %{{.*}} starts [0, 1, 0, 0] sizes [5, 1, 2, 4]
// CHECK-DAG: fovea.transpose %[[FIRST]]
// CHECK-DAG: fovea.reshape %[[SECOND]]
// CHECK-NOT: fovea.transpose
// CHECK: return
func.func @sink_past_slices(%x: tensor<5x2x2x4xf32>) -> (tensor<1x2x5x4xf32>, tensor<1x5x2x4xf32>) {
  %0 = fovea.activation relu %x : (tensor<5x2x2x4xf32>) -> tensor<5x2x2x4xf32>
  %1 = fovea.transpose %0 permutation [1, 2, 0, 3] : (tensor<5x2x2x4xf32>) -> tensor<2x2x5x4xf32>
  %2 = fovea.slice %1 starts [0, 0, 0, 0] sizes [1, 2, 5, 4] steps [1, 1, 1, 1] : (tensor<2x2x5x4xf32>) -> tensor<1x2x5x4xf32>
  %3 = fovea.slice %1 starts [1, 0, 0, 0] sizes [1, 2, 5, 4] steps [1, 1, 1, 1] : (tensor<2x2x5x4xf32>) -> tensor<1x2x5x4xf32>
  %4 = fovea.transpose %3 permutation [0, 2, 1, 3] : (tensor<1x2x5x4xf32>) -> tensor<1x5x2x4xf32>
  return %2, %4 : tensor<1x2x5x4xf32>, tensor<1x5x2x4xf32>
}
