// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Concat and split against numpy.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @concat() {
  %a = fovea.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]>
      : tensor<2x3xf32>
  %b = fovea.constant dense<[[10.0], [11.0]]> : tensor<2x1xf32>
  %empty = fovea.constant dense<> : tensor<2x0xf32>
  %t = fovea.constant dense<[true, false]> : tensor<2xi1>
  %u = fovea.constant dense<[true]> : tensor<1xi1>
  %m = fovea.constant dense<[[[0, 1], [2, 3]]]> : tensor<1x2x2xi64>
  %n = fovea.constant dense<[[[9, 10]]]> : tensor<1x1x2xi64>
  // CHECK: sizes = [4, 3]
  // CHECK-NEXT: [0, 1, 2],
  // CHECK-NEXT: [3, 4, 5],
  // CHECK-NEXT: [0, 1, 2],
  // CHECK-NEXT: [3, 4, 5]]
  %0 = fovea.concat %a, %a axis 0
      : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<4x3xf32>
  %any0 = tensor.cast %0 : tensor<4x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // Empty ones add nothing, at any place.
  // CHECK: sizes = [2, 4]
  // CHECK-NEXT: [0, 1, 2, 10],
  // CHECK-NEXT: [3, 4, 5, 11]]
  %1 = fovea.concat %empty, %a, %empty, %b, %empty axis 1
      : (tensor<2x0xf32>, tensor<2x3xf32>, tensor<2x0xf32>, tensor<2x1xf32>,
         tensor<2x0xf32>) -> tensor<2x4xf32>
  %any1 = tensor.cast %1 : tensor<2x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 1]
  // CHECK-NEXT: [10],
  // CHECK-NEXT: [11]]
  %2 = fovea.concat %b axis 1 : (tensor<2x1xf32>) -> tensor<2x1xf32>
  %any2 = tensor.cast %2 : tensor<2x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [5]
  // CHECK-NEXT: [1, 0, 1, 1, 0]
  %3 = fovea.concat %t, %u, %t axis 0
      : (tensor<2xi1>, tensor<1xi1>, tensor<2xi1>) -> tensor<5xi1>
  %wide3 = fovea.cast %3 : tensor<5xi1> to tensor<5xi64>
  %any3 = tensor.cast %wide3 : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [1, 4, 2]
  // CHECK-NEXT: [9, 10],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [9, 10]]]
  %4 = fovea.concat %n, %m, %n axis 1
      : (tensor<1x1x2xi64>, tensor<1x2x2xi64>, tensor<1x1x2xi64>)
      -> tensor<1x4x2xi64>
  %any4 = tensor.cast %4 : tensor<1x4x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  return
}

func.func @split() {
  %s = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0,
      9.0]]> : tensor<2x5xf32>
  %h = fovea.constant dense<[[[0.0, 1.0]], [[2.0, 3.0]], [[4.0, 5.0]]]>
      : tensor<3x1x2xbf16>
  // CHECK: sizes = [2, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [5, 6]]
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [2, 3, 4],
  // CHECK-NEXT: [7, 8, 9]]
  %0:2 = fovea.split %s axis 1 sizes [2, 3]
      : (tensor<2x5xf32>) -> (tensor<2x2xf32>, tensor<2x3xf32>)
  %any0_0 = tensor.cast %0#0 : tensor<2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0_0) : (tensor<*xf32>) -> ()
  %any0_1 = tensor.cast %0#1 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0_1) : (tensor<*xf32>) -> ()
  // Parts may be empty, at the end too.
  // CHECK: sizes = [2, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [5]]
  // CHECK: sizes = [2, 4]
  // CHECK-NEXT: [1, 2, 3, 4],
  // CHECK-NEXT: [6, 7, 8, 9]]
  %1:4 = fovea.split %s axis 1 sizes [1, 0, 4, 0]
      : (tensor<2x5xf32>) -> (tensor<2x1xf32>, tensor<2x0xf32>, tensor<2x4xf32>,
         tensor<2x0xf32>)
  %any1_0 = tensor.cast %1#0 : tensor<2x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any1_0) : (tensor<*xf32>) -> ()
  %any1_2 = tensor.cast %1#2 : tensor<2x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any1_2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 1, 2]
  // CHECK-NEXT: [0, 1]]]
  // CHECK: sizes = [2, 1, 2]
  // CHECK-NEXT: [2, 3]],
  // CHECK-NEXT: [4, 5]]]
  %2:2 = fovea.split %h axis 0 sizes [1, 2]
      : (tensor<3x1x2xbf16>) -> (tensor<1x1x2xbf16>, tensor<2x1x2xbf16>)
  %wide2_0 = fovea.cast %2#0 : tensor<1x1x2xbf16> to tensor<1x1x2xf32>
  %any2_0 = tensor.cast %wide2_0 : tensor<1x1x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any2_0) : (tensor<*xf32>) -> ()
  %wide2_1 = fovea.cast %2#1 : tensor<2x1x2xbf16> to tensor<2x1x2xf32>
  %any2_1 = tensor.cast %wide2_1 : tensor<2x1x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any2_1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 5]
  // CHECK-NEXT: [0, 1, 2, 3, 4],
  // CHECK-NEXT: [5, 6, 7, 8, 9]]
  %3 = fovea.split %s axis 0 sizes [2] : (tensor<2x5xf32>) -> tensor<2x5xf32>
  %any3 = tensor.cast %3 : tensor<2x5xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  return
}

func.func @main() {
  call @concat() : () -> ()
  call @split() : () -> ()
  return
}
