// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Slices against numpy.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @slice() {
  %x = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0,
      9.0, 10.0, 11.0]]> : tensor<3x4xf32>
  %row = fovea.constant dense<[0, 1, 2, 3, 4, 5, 6]> : tensor<7xi16>
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [4, 5, 6],
  // CHECK-NEXT: [8, 9, 10]]
  %0 = fovea.slice %x starts [1, 0] sizes [2, 3] steps [1, 1]
      : (tensor<3x4xf32>) -> tensor<2x3xf32>
  %any0 = tensor.cast %0 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [1, 3],
  // CHECK-NEXT: [9, 11]]
  %1 = fovea.slice %x starts [0, 1] sizes [2, 2] steps [2, 2]
      : (tensor<3x4xf32>) -> tensor<2x2xf32>
  %any1 = tensor.cast %1 : tensor<2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // The step of a single element may lead anywhere.
  // CHECK: sizes = [1, 1]
  // CHECK-NEXT: [11]]
  %2 = fovea.slice %x starts [2, 3] sizes [1, 1] steps [9, -9]
      : (tensor<3x4xf32>) -> tensor<1x1xf32>
  %any2 = tensor.cast %2 : tensor<1x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2]
  // CHECK-NEXT: [1, 6]
  %3 = fovea.slice %row starts [1] sizes [2] steps [5]
      : (tensor<7xi16>) -> tensor<2xi16>
  %wide3 = fovea.cast %3 : tensor<2xi16> to tensor<2xi64>
  %any3 = tensor.cast %wide3 : tensor<2xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  return
}

func.func @slice_backwards() {
  %x = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0,
      9.0, 10.0, 11.0]]> : tensor<3x4xf32>
  %row = fovea.constant dense<[0, 1, 2, 3, 4, 5, 6]> : tensor<7xi16>
  %d = fovea.constant dense<[[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0, 7.0,
      8.0], [9.0, 10.0, 11.0]]]> : tensor<2x2x3xf64>
  // CHECK: sizes = [7]
  // CHECK-NEXT: [6, 5, 4, 3, 2, 1, 0]
  %0 = fovea.slice %row starts [6] sizes [7] steps [-1]
      : (tensor<7xi16>) -> tensor<7xi16>
  %wide0 = fovea.cast %0 : tensor<7xi16> to tensor<7xi64>
  %any0 = tensor.cast %wide0 : tensor<7xi64> to tensor<*xi64>
  call @printMemrefI64(%any0) : (tensor<*xi64>) -> ()
  // To the first element and not beyond.
  // CHECK: sizes = [3]
  // CHECK-NEXT: [6, 3, 0]
  %1 = fovea.slice %row starts [6] sizes [3] steps [-3]
      : (tensor<7xi16>) -> tensor<3xi16>
  %wide1 = fovea.cast %1 : tensor<3xi16> to tensor<3xi64>
  %any1 = tensor.cast %wide1 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any1) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [5, 3, 1]
  %2 = fovea.slice %row starts [5] sizes [3] steps [-2]
      : (tensor<7xi16>) -> tensor<3xi16>
  %wide2 = fovea.cast %2 : tensor<3xi16> to tensor<3xi64>
  %any2 = tensor.cast %wide2 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // Both directions in one.
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [9, 10, 11],
  // CHECK-NEXT: [5, 6, 7]]
  %3 = fovea.slice %x starts [2, 1] sizes [2, 3] steps [-1, 1]
      : (tensor<3x4xf32>) -> tensor<2x3xf32>
  %any3 = tensor.cast %3 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [3, 1],
  // CHECK-NEXT: [11, 9]]
  %4 = fovea.slice %x starts [0, 3] sizes [2, 2] steps [2, -2]
      : (tensor<3x4xf32>) -> tensor<2x2xf32>
  %any4 = tensor.cast %4 : tensor<2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 1, 2]
  // CHECK-NEXT: [11, 9]],
  // CHECK-NEXT: [5, 3]]]
  %5 = fovea.slice %d starts [1, 1, 2] sizes [2, 1, 2] steps [-1, 1, -2]
      : (tensor<2x2x3xf64>) -> tensor<2x1x2xf64>
  %any5 = tensor.cast %5 : tensor<2x1x2xf64> to tensor<*xf64>
  call @printMemrefF64(%any5) : (tensor<*xf64>) -> ()
  return
}

func.func @main() {
  call @slice() : () -> ()
  call @slice_backwards() : () -> ()
  return
}
