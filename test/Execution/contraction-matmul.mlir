// RUN: %run_reference | FileCheck %s
//
// Matrix products against numpy.

func.func private @printMemrefF32(tensor<*xf32>)
func.func private @printMemrefI32(tensor<*xi32>)

// Batch dimensions [2, 1] and [3].
func.func @broadcast() {
  %lhs = fovea.constant dense<[[[[3.0, 0.0], [1.0, -4.0], [-1.0, 2.0]]],
      [[[2.0, 1.0], [3.0, -2.0], [-3.0, -4.0]]]]> : tensor<2x1x3x2xf32>
  %rhs = fovea.constant dense<[[[-3.0, 2.0, 4.0, -3.0], [0.0, -3.0, 3.0,
      -3.0]], [[1.0, -4.0, 2.0, 4.0], [2.0, -2.0, 3.0, -2.0]], [[2.0, 3.0, 0.0,
      1.0], [3.0, -3.0, -4.0, -1.0]]]> : tensor<3x2x4xf32>
  %result = fovea.matmul %lhs, %rhs
      : (tensor<2x1x3x2xf32>, tensor<3x2x4xf32>) -> tensor<2x3x3x4xf32>
  %flat = fovea.reshape %result : tensor<2x3x3x4xf32> to tensor<72xf32>
  %any = tensor.cast %flat : tensor<72xf32> to tensor<*xf32>
  call @printMemrefF32(%any) : (tensor<*xf32>) -> ()
  return
}
// CHECK: sizes = [72]
// CHECK-NEXT: [-9, 6, 12, -9, -3, 14, -8, 9, 3, -8, 2, -3, 3, -12, 6, 12, -7, 4, -10, 12, 3, 0, 4, -8, 6, 9, 0, 3, -10, 15, 16, 5, 4, -9, -8, -3, -6, 1, 11, -9, -9, 12, 6, -3, 9, 6, -24, 21, 4, -10, 7, 6, -1, -8, 0, 16, -11, 20, -18, -4, 7, 3, -4, 1, 0, 15, 8, 5, -18, 3, 16, 1]

// Both operands transposed, integers.
func.func @transposed() {
  %lhs = fovea.constant dense<[[-3, 3], [3, -1], [-2, 2]]> : tensor<3x2xi32>
  %rhs = fovea.constant dense<[[0, -4, 1], [2, -4, 2], [0, 3, 3], [2, -1, -1]]>
      : tensor<4x3xi32>
  %result = fovea.matmul %lhs, %rhs transpose_lhs transpose_rhs
      : (tensor<3x2xi32>, tensor<4x3xi32>) -> tensor<2x4xi32>
  %flat = fovea.reshape %result : tensor<2x4xi32> to tensor<8xi32>
  %any = tensor.cast %flat : tensor<8xi32> to tensor<*xi32>
  call @printMemrefI32(%any) : (tensor<*xi32>) -> ()
  return
}
// CHECK: sizes = [8]
// CHECK-NEXT: [-14, -22, 3, -7, 6, 14, 3, 5]

func.func @main() {
  call @broadcast() : () -> ()
  call @transposed() : () -> ()
  return
}
