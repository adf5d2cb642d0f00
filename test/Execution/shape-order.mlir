// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Reshape and transpose against numpy.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI32(tensor<*xi32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @reshape() {
  %x = fovea.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]>
      : tensor<2x3xf32>
  %y = fovea.constant dense<[[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]>
      : tensor<2x6xi32>
  %one = fovea.constant dense<[[7.0]]> : tensor<1x1xf64>
  %scalar = fovea.constant dense<-3.0> : tensor<f64>
  // Dimensions of size 1 come and go.
  // CHECK: sizes = [2, 1, 3]
  // CHECK-NEXT: [0, 1, 2]],
  // CHECK-NEXT: [3, 4, 5]]]
  %0 = fovea.reshape %x : tensor<2x3xf32> to tensor<2x1x3xf32>
  %any0 = tensor.cast %0 : tensor<2x1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // No dimension of one side is a product of those of the other.
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [4, 5]]
  %1 = fovea.reshape %x : tensor<2x3xf32> to tensor<3x2xf32>
  %any1 = tensor.cast %1 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [4, 3]
  // CHECK-NEXT: [0, 1, 2],
  // CHECK-NEXT: [3, 4, 5],
  // CHECK-NEXT: [6, 7, 8],
  // CHECK-NEXT: [9, 10, 11]]
  %2 = fovea.reshape %y : tensor<2x6xi32> to tensor<4x3xi32>
  %any2 = tensor.cast %2 : tensor<4x3xi32> to tensor<*xi32>
  call @printMemrefI32(%any2) : (tensor<*xi32>) -> ()
  // To and from a scalar.
  // CHECK: sizes = []
  // CHECK-NEXT: [7]
  %3 = fovea.reshape %one : tensor<1x1xf64> to tensor<f64>
  %any3 = tensor.cast %3 : tensor<f64> to tensor<*xf64>
  call @printMemrefF64(%any3) : (tensor<*xf64>) -> ()
  // CHECK: sizes = [1, 1, 1]
  // CHECK-NEXT: [-3]]]
  %4 = fovea.reshape %scalar : tensor<f64> to tensor<1x1x1xf64>
  %any4 = tensor.cast %4 : tensor<1x1x1xf64> to tensor<*xf64>
  call @printMemrefF64(%any4) : (tensor<*xf64>) -> ()
  return
}

func.func @transpose() {
  %a = fovea.constant dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0],
      [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf32>
  %b = fovea.constant dense<[[true, false, false]]> : tensor<1x3xi1>
  %u = fovea.constant dense<[[200, 1], [2, 255]]> : tensor<2x2xui8>
  %v = fovea.constant dense<[[[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10,
      11]]]]> : tensor<1x2x3x2xi64>
  // A rotation, the other one, and a permutation that is its own inverse.
  // CHECK: sizes = [2, 2, 3]
  // CHECK-NEXT: [0, 2, 4],
  // CHECK-NEXT: [6, 8, 10]],
  // CHECK-NEXT: [1, 3, 5],
  // CHECK-NEXT: [7, 9, 11]]]
  %0 = fovea.transpose %a permutation [2, 0, 1]
      : (tensor<2x3x2xf32>) -> tensor<2x2x3xf32>
  %any0 = tensor.cast %0 : tensor<2x2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2, 2]
  // CHECK-NEXT: [0, 6],
  // CHECK-NEXT: [1, 7]],
  // CHECK-NEXT: [2, 8],
  // CHECK-NEXT: [3, 9]],
  // CHECK-NEXT: [4, 10],
  // CHECK-NEXT: [5, 11]]]
  %1 = fovea.transpose %a permutation [1, 2, 0]
      : (tensor<2x3x2xf32>) -> tensor<3x2x2xf32>
  %any1 = tensor.cast %1 : tensor<3x2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 2, 3]
  // CHECK-NEXT: [0, 2, 4],
  // CHECK-NEXT: [1, 3, 5]],
  // CHECK-NEXT: [6, 8, 10],
  // CHECK-NEXT: [7, 9, 11]]]
  %2 = fovea.transpose %a permutation [0, 2, 1]
      : (tensor<2x3x2xf32>) -> tensor<2x2x3xf32>
  %any2 = tensor.cast %2 : tensor<2x2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 1]
  // CHECK-NEXT: [1],
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [0]]
  %3 = fovea.transpose %b permutation [1, 0]
      : (tensor<1x3xi1>) -> tensor<3x1xi1>
  %wide3 = fovea.cast %3 : tensor<3x1xi1> to tensor<3x1xi64>
  %any3 = tensor.cast %wide3 : tensor<3x1xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [200, 2],
  // CHECK-NEXT: [1, 255]]
  %4 = fovea.transpose %u permutation [1, 0]
      : (tensor<2x2xui8>) -> tensor<2x2xui8>
  %wide4 = fovea.cast %4 : tensor<2x2xui8> to tensor<2x2xi64>
  %any4 = tensor.cast %wide4 : tensor<2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  // Channels first to channels last.
  // CHECK: sizes = [1, 3, 2, 2]
  // CHECK-NEXT: [0, 6],
  // CHECK-NEXT: [1, 7]],
  // CHECK-NEXT: [2, 8],
  // CHECK-NEXT: [3, 9]],
  // CHECK-NEXT: [4, 10],
  // CHECK-NEXT: [5, 11]]]]
  %5 = fovea.transpose %v permutation [0, 2, 3, 1]
      : (tensor<1x2x3x2xi64>) -> tensor<1x3x2x2xi64>
  %any5 = tensor.cast %5 : tensor<1x3x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any5) : (tensor<*xi64>) -> ()
  return
}

func.func @main() {
  call @reshape() : () -> ()
  call @transpose() : () -> ()
  return
}
