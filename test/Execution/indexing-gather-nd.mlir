// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Gathers by index tuples, which count from the end, then clamp.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @gather_nd() {
  %x = fovea.constant dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0],
      [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf32>
  %full = fovea.constant dense<[[0, 2, 1], [1, -3, -1], [9, -9, 0]]>
      : tensor<3x3xi64>
  %two = fovea.constant dense<[[[1, 0], [0, -1]]]> : tensor<1x2x2xi32>
  %one = fovea.constant dense<[[1], [0], [-5]]> : tensor<3x1xi64>
  %r = fovea.constant dense<[4, 5, 6]> : tensor<3xui16>
  %ri = fovea.constant dense<[-2]> : tensor<1xi64>
  // Elements.
  // CHECK: sizes = [3]
  // CHECK-NEXT: [5, 7, 6]
  %0 = fovea.gather_nd %x, %full
      : (tensor<2x3x2xf32>, tensor<3x3xi64>) -> tensor<3xf32>
  %any0 = tensor.cast %0 : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // Rows.
  // CHECK: sizes = [1, 2, 2]
  // CHECK-NEXT: [6, 7],
  // CHECK-NEXT: [4, 5]]]
  %1 = fovea.gather_nd %x, %two
      : (tensor<2x3x2xf32>, tensor<1x2x2xi32>) -> tensor<1x2x2xf32>
  %any1 = tensor.cast %1 : tensor<1x2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // Matrices.
  // CHECK: sizes = [3, 3, 2]
  // CHECK-NEXT: [6, 7],
  // CHECK-NEXT: [8, 9],
  // CHECK-NEXT: [10, 11]],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [4, 5]],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [4, 5]]]
  %2 = fovea.gather_nd %x, %one
      : (tensor<2x3x2xf32>, tensor<3x1xi64>) -> tensor<3x3x2xf32>
  %any2 = tensor.cast %2 : tensor<3x3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // One tuple alone.
  // CHECK: sizes = []
  // CHECK-NEXT: [5]
  %3 = fovea.gather_nd %r, %ri : (tensor<3xui16>, tensor<1xi64>) -> tensor<ui16>
  %wide3 = fovea.cast %3 : tensor<ui16> to tensor<i64>
  %any3 = tensor.cast %wide3 : tensor<i64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  return
}

func.func @batches() {
  %x = fovea.constant dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0],
      [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf32>
  %b1 = fovea.constant dense<[[2], [0]]> : tensor<2x1xi64>
  %b2 = fovea.constant dense<[[[1], [0]], [[-1], [-2]]]> : tensor<2x2x1xi64>
  %b3 = fovea.constant dense<[[[1, 0], [2, 1]], [[0, 0], [-1, -1]]]>
      : tensor<2x2x2xi64>
  %y = fovea.constant dense<[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0, 7.0,
      8.0], [9.0, 10.0, 11.0]]]> : tensor<2x2x3xf64>
  // One row for each batch.
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [4, 5],
  // CHECK-NEXT: [6, 7]]
  %0 = fovea.gather_nd %x, %b1 batch_dims 1
      : (tensor<2x3x2xf32>, tensor<2x1xi64>) -> tensor<2x2xf32>
  %any0 = tensor.cast %0 : tensor<2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // Several elements for each batch.
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [2, 5],
  // CHECK-NEXT: [6, 11]]
  %1 = fovea.gather_nd %x, %b3 batch_dims 1
      : (tensor<2x3x2xf32>, tensor<2x2x2xi64>) -> tensor<2x2xf32>
  %any1 = tensor.cast %1 : tensor<2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // One element for each of two batch dimensions.
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [1, 3],
  // CHECK-NEXT: [8, 10]]
  %2 = fovea.gather_nd %y, %b2 batch_dims 2
      : (tensor<2x2x3xf64>, tensor<2x2x1xi64>) -> tensor<2x2xf64>
  %any2 = tensor.cast %2 : tensor<2x2xf64> to tensor<*xf64>
  call @printMemrefF64(%any2) : (tensor<*xf64>) -> ()
  return
}

// Tuples of no index name the whole tensor, or the whole batch.
func.func @no_indices() {
  %m = fovea.constant dense<[[0.0, 1.0], [2.0, 3.0]]> : tensor<2x2xf32>
  %t = fovea.constant dense<> : tensor<3x0xi64>
  %u = fovea.constant dense<> : tensor<2x0xi64>
  // CHECK: sizes = [3, 2, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]]]
  %0 = fovea.gather_nd %m, %t
      : (tensor<2x2xf32>, tensor<3x0xi64>) -> tensor<3x2x2xf32>
  %any0 = tensor.cast %0 : tensor<3x2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]]
  %1 = fovea.gather_nd %m, %u batch_dims 1
      : (tensor<2x2xf32>, tensor<2x0xi64>) -> tensor<2x2xf32>
  %any1 = tensor.cast %1 : tensor<2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  return
}

func.func @main() {
  call @gather_nd() : () -> ()
  call @batches() : () -> ()
  call @no_indices() : () -> ()
  return
}
