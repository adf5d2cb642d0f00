// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Broadcast and tile against numpy.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefI32(tensor<*xi32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @broadcast() {
  %c = fovea.constant dense<[[1.0], [2.0], [3.0]]> : tensor<3x1xf32>
  %s = fovea.constant dense<-2> : tensor<i16>
  %r = fovea.constant dense<[[[5.0], [6.0]]]> : tensor<1x2x1xf16>
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [1, 1],
  // CHECK-NEXT: [2, 2],
  // CHECK-NEXT: [3, 3]]
  %0 = fovea.broadcast %c : tensor<3x1xf32> to tensor<3x2xf32>
  %any0 = tensor.cast %0 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // Repeated in a dimension of its own and in one before.
  // CHECK: sizes = [2, 3, 2]
  // CHECK-NEXT: [1, 1],
  // CHECK-NEXT: [2, 2],
  // CHECK-NEXT: [3, 3]],
  // CHECK-NEXT: [1, 1],
  // CHECK-NEXT: [2, 2],
  // CHECK-NEXT: [3, 3]]]
  %1 = fovea.broadcast %c : tensor<3x1xf32> to tensor<2x3x2xf32>
  %any1 = tensor.cast %1 : tensor<2x3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [-2, -2],
  // CHECK-NEXT: [-2, -2]]
  %2 = fovea.broadcast %s : tensor<i16> to tensor<2x2xi16>
  %wide2 = fovea.cast %2 : tensor<2x2xi16> to tensor<2x2xi64>
  %any2 = tensor.cast %wide2 : tensor<2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // A dimension of size 1 may stay.
  // CHECK: sizes = [1, 2, 3]
  // CHECK-NEXT: [5, 5, 5],
  // CHECK-NEXT: [6, 6, 6]]]
  %3 = fovea.broadcast %r : tensor<1x2x1xf16> to tensor<1x2x3xf16>
  %wide3 = fovea.cast %3 : tensor<1x2x3xf16> to tensor<1x2x3xf32>
  %any3 = tensor.cast %wide3 : tensor<1x2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  return
}

func.func @tile() {
  %t = fovea.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %u = fovea.constant dense<[250, 251, 252]> : tensor<3xui8>
  %p = fovea.constant dense<[[[0], [1]]]> : tensor<1x2x1xi32>
  %s = fovea.constant dense<4.0> : tensor<f32>
  // CHECK: sizes = [4, 2]
  // CHECK-NEXT: [1, 2],
  // CHECK-NEXT: [3, 4],
  // CHECK-NEXT: [1, 2],
  // CHECK-NEXT: [3, 4]]
  %0 = fovea.tile %t repeats [2, 1] : (tensor<2x2xf32>) -> tensor<4x2xf32>
  %any0 = tensor.cast %0 : tensor<4x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 6]
  // CHECK-NEXT: [1, 2, 1, 2, 1, 2],
  // CHECK-NEXT: [3, 4, 3, 4, 3, 4]]
  %1 = fovea.tile %t repeats [1, 3] : (tensor<2x2xf32>) -> tensor<2x6xf32>
  %any1 = tensor.cast %1 : tensor<2x6xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [4, 4]
  // CHECK-NEXT: [1, 2, 1, 2],
  // CHECK-NEXT: [3, 4, 3, 4],
  // CHECK-NEXT: [1, 2, 1, 2],
  // CHECK-NEXT: [3, 4, 3, 4]]
  %2 = fovea.tile %t repeats [2, 2] : (tensor<2x2xf32>) -> tensor<4x4xf32>
  %any2 = tensor.cast %2 : tensor<4x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [9]
  // CHECK-NEXT: [250, 251, 252, 250, 251, 252, 250, 251, 252]
  %3 = fovea.tile %u repeats [3] : (tensor<3xui8>) -> tensor<9xui8>
  %wide3 = fovea.cast %3 : tensor<9xui8> to tensor<9xi64>
  %any3 = tensor.cast %wide3 : tensor<9xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 2, 3]
  // CHECK-NEXT: [0, 0, 0],
  // CHECK-NEXT: [1, 1, 1]],
  // CHECK-NEXT: [0, 0, 0],
  // CHECK-NEXT: [1, 1, 1]]]
  %4 = fovea.tile %p repeats [2, 1, 3]
      : (tensor<1x2x1xi32>) -> tensor<2x2x3xi32>
  %any4 = tensor.cast %4 : tensor<2x2x3xi32> to tensor<*xi32>
  call @printMemrefI32(%any4) : (tensor<*xi32>) -> ()
  // CHECK: sizes = []
  // CHECK-NEXT: [4]
  %5 = fovea.tile %s repeats [] : (tensor<f32>) -> tensor<f32>
  %any5 = tensor.cast %5 : tensor<f32> to tensor<*xf32>
  call @printMemrefF32(%any5) : (tensor<*xf32>) -> ()
  return
}

func.func @main() {
  call @broadcast() : () -> ()
  call @tile() : () -> ()
  return
}
