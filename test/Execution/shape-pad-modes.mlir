// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Padding that copies elements, against numpy.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI32(tensor<*xi32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @edge() {
  %x = fovea.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]>
      : tensor<2x3xf32>
  %u = fovea.constant dense<[7, 8]> : tensor<2xui8>
  %i = fovea.constant dense<[[[0, 1], [2, 3]]]> : tensor<1x2x2xi64>
  // CHECK: sizes = [3, 6]
  // CHECK-NEXT: [1, 1, 1, 2, 3, 3],
  // CHECK-NEXT: [1, 1, 1, 2, 3, 3],
  // CHECK-NEXT: [4, 4, 4, 5, 6, 6]]
  %0 = fovea.pad %x low [1, 2] high [0, 1] mode edge
      : (tensor<2x3xf32>) -> tensor<3x6xf32>
  %any0 = tensor.cast %0 : tensor<3x6xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [5]
  // CHECK-NEXT: [7, 7, 7, 7, 8]
  %1 = fovea.pad %u low [3] high [0] mode edge
      : (tensor<2xui8>) -> tensor<5xui8>
  %wide1 = fovea.cast %1 : tensor<5xui8> to tensor<5xi64>
  %any1 = tensor.cast %wide1 : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any1) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 3, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [2, 3]],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [2, 3]]]
  %2 = fovea.pad %i low [1, 0, 0] high [0, 1, 0] mode edge
      : (tensor<1x2x2xi64>) -> tensor<2x3x2xi64>
  %any2 = tensor.cast %2 : tensor<2x3x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  return
}

func.func @reflect() {
  %x = fovea.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]>
      : tensor<2x3xf32>
  %r = fovea.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf16>
  %w = fovea.constant dense<[5, 6]> : tensor<2xi32>
  %o = fovea.constant dense<[4.0]> : tensor<1xf64>
  // CHECK: sizes = [4, 5]
  // CHECK-NEXT: [6, 5, 4, 5, 6],
  // CHECK-NEXT: [3, 2, 1, 2, 3],
  // CHECK-NEXT: [6, 5, 4, 5, 6],
  // CHECK-NEXT: [3, 2, 1, 2, 3]]
  %0 = fovea.pad %x low [1, 2] high [1, 0] mode reflect
      : (tensor<2x3xf32>) -> tensor<4x5xf32>
  %any0 = tensor.cast %0 : tensor<4x5xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // Beyond the other end of the row, and back again.
  // CHECK: sizes = [12]
  // CHECK-NEXT: [1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2]
  %1 = fovea.pad %r low [4] high [5] mode reflect
      : (tensor<3xf16>) -> tensor<12xf16>
  %wide1 = fovea.cast %1 : tensor<12xf16> to tensor<12xf32>
  %any1 = tensor.cast %wide1 : tensor<12xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [7]
  // CHECK-NEXT: [6, 5, 6, 5, 6, 5, 6]
  %2 = fovea.pad %w low [3] high [2] mode reflect
      : (tensor<2xi32>) -> tensor<7xi32>
  %any2 = tensor.cast %2 : tensor<7xi32> to tensor<*xi32>
  call @printMemrefI32(%any2) : (tensor<*xi32>) -> ()
  // A single element is its own mirror.
  // CHECK: sizes = [4]
  // CHECK-NEXT: [4, 4, 4, 4]
  %3 = fovea.pad %o low [2] high [1] mode reflect
      : (tensor<1xf64>) -> tensor<4xf64>
  %any3 = tensor.cast %3 : tensor<4xf64> to tensor<*xf64>
  call @printMemrefF64(%any3) : (tensor<*xf64>) -> ()
  return
}

func.func @wrap() {
  %x = fovea.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]>
      : tensor<2x3xf32>
  %r = fovea.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %b = fovea.constant dense<[true, false]> : tensor<2xi1>
  // CHECK: sizes = [3, 6]
  // CHECK-NEXT: [6, 4, 5, 6, 4, 5],
  // CHECK-NEXT: [3, 1, 2, 3, 1, 2],
  // CHECK-NEXT: [6, 4, 5, 6, 4, 5]]
  %0 = fovea.pad %x low [1, 1] high [0, 2] mode wrap
      : (tensor<2x3xf32>) -> tensor<3x6xf32>
  %any0 = tensor.cast %0 : tensor<3x6xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // More than once.
  // CHECK: sizes = [12]
  // CHECK-NEXT: [3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]
  %1 = fovea.pad %r low [4] high [5] mode wrap
      : (tensor<3xf32>) -> tensor<12xf32>
  %any1 = tensor.cast %1 : tensor<12xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [5]
  // CHECK-NEXT: [0, 1, 0, 1, 0]
  %2 = fovea.pad %b low [1] high [2] mode wrap : (tensor<2xi1>) -> tensor<5xi1>
  %wide2 = fovea.cast %2 : tensor<5xi1> to tensor<5xi64>
  %any2 = tensor.cast %wide2 : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  return
}

func.func @main() {
  call @edge() : () -> ()
  call @reflect() : () -> ()
  call @wrap() : () -> ()
  return
}
