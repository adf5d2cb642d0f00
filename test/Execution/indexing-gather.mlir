// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Gathers of slices and of elements. Indices count from the end, then clamp.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @gather() {
  %x = fovea.constant dense<[[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [[6.0, 7.0],
      [8.0, 9.0], [10.0, 11.0]]]> : tensor<2x3x2xf32>
  %i = fovea.constant dense<[[2, 0], [-1, -3], [1, 1]]> : tensor<3x2xi64>
  %j = fovea.constant dense<[1, 0, -1]> : tensor<3xi32>
  %far = fovea.constant dense<[3, -4, 9223372036854775807,
      -9223372036854775808]> : tensor<4xi64>
  %row = fovea.constant dense<[5, 250, 7]> : tensor<3xui8>
  %s = fovea.constant dense<-1> : tensor<i64>
  %m = fovea.constant dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]>
      : tensor<3x2xf64>
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [4, 5]]
  %0 = fovea.gather %m, %j axis 0
      : (tensor<3x2xf64>, tensor<3xi32>) -> tensor<3x2xf64>
  %any0 = tensor.cast %0 : tensor<3x2xf64> to tensor<*xf64>
  call @printMemrefF64(%any0) : (tensor<*xf64>) -> ()
  // The shape of the indices takes the place of the dimension.
  // CHECK: sizes = [2, 3, 2, 2]
  // CHECK-NEXT: [4, 5],
  // CHECK-NEXT: [0, 1]],
  // CHECK-NEXT: [4, 5],
  // CHECK-NEXT: [0, 1]],
  // CHECK-NEXT: [2, 3],
  // CHECK-NEXT: [2, 3]]],
  // CHECK-NEXT: [10, 11],
  // CHECK-NEXT: [6, 7]],
  // CHECK-NEXT: [10, 11],
  // CHECK-NEXT: [6, 7]],
  // CHECK-NEXT: [8, 9],
  // CHECK-NEXT: [8, 9]]]]
  %1 = fovea.gather %x, %i axis 1
      : (tensor<2x3x2xf32>, tensor<3x2xi64>) -> tensor<2x3x2x2xf32>
  %any1 = tensor.cast %1 : tensor<2x3x2x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3, 3]
  // CHECK-NEXT: [1, 0, 1],
  // CHECK-NEXT: [3, 2, 3],
  // CHECK-NEXT: [5, 4, 5]],
  // CHECK-NEXT: [7, 6, 7],
  // CHECK-NEXT: [9, 8, 9],
  // CHECK-NEXT: [11, 10, 11]]]
  %2 = fovea.gather %x, %j axis 2
      : (tensor<2x3x2xf32>, tensor<3xi32>) -> tensor<2x3x3xf32>
  %any2 = tensor.cast %2 : tensor<2x3x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [4]
  // CHECK-NEXT: [7, 5, 7, 5]
  %3 = fovea.gather %row, %far axis 0
      : (tensor<3xui8>, tensor<4xi64>) -> tensor<4xui8>
  %wide3 = fovea.cast %3 : tensor<4xui8> to tensor<4xi64>
  %any3 = tensor.cast %wide3 : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // A single index takes the dimension away.
  // CHECK: sizes = [3]
  // CHECK-NEXT: [1, 3, 5]
  %4 = fovea.gather %m, %s axis 1
      : (tensor<3x2xf64>, tensor<i64>) -> tensor<3xf64>
  %any4 = tensor.cast %4 : tensor<3xf64> to tensor<*xf64>
  call @printMemrefF64(%any4) : (tensor<*xf64>) -> ()
  // CHECK: sizes = []
  // CHECK-NEXT: [7]
  %5 = fovea.gather %row, %s axis 0
      : (tensor<3xui8>, tensor<i64>) -> tensor<ui8>
  %wide5 = fovea.cast %5 : tensor<ui8> to tensor<i64>
  %any5 = tensor.cast %wide5 : tensor<i64> to tensor<*xi64>
  call @printMemrefI64(%any5) : (tensor<*xi64>) -> ()
  return
}

// Only without indices may the dimension be empty.
func.func @gather_nothing() {
  %none = fovea.constant dense<> : tensor<2x0xf32>
  %m = fovea.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]>
      : tensor<2x3xf32>
  %e = fovea.constant dense<> : tensor<0xi64>
  %column = fovea.constant dense<[[0.0], [1.0]]> : tensor<2x1xf32>
  %0 = fovea.gather %none, %e axis 1
      : (tensor<2x0xf32>, tensor<0xi64>) -> tensor<2x0xf32>
  %1 = fovea.gather %m, %e axis 1
      : (tensor<2x3xf32>, tensor<0xi64>) -> tensor<2x0xf32>
  // CHECK: sizes = [2, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [1]]
  %2 = fovea.concat %0, %column, %1 axis 1
      : (tensor<2x0xf32>, tensor<2x1xf32>, tensor<2x0xf32>) -> tensor<2x1xf32>
  %any2 = tensor.cast %2 : tensor<2x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  return
}

func.func @gather_elements() {
  %g = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0,
      9.0, 10.0, 11.0]]> : tensor<3x4xf32>
  %i = fovea.constant dense<[[0, 3, -1], [2, 2, 0]]> : tensor<2x3xi64>
  %j = fovea.constant dense<[[2, 0, -1, 1], [-3, 5, -9, 0], [0, 0, 0, 0], [1, 2,
      1, 2]]> : tensor<4x4xi32>
  %b = fovea.constant dense<[[true, false]]> : tensor<1x2xi1>
  %bi = fovea.constant dense<[[1, 0]]> : tensor<1x2xi64>
  %h = fovea.constant dense<[[[0, 1]], [[2, 3]]]> : tensor<2x1x2xi16>
  %hi = fovea.constant dense<[[[1, 0]], [[-1, 1]]]> : tensor<2x1x2xi64>
  // Fewer rows than the input has.
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [0, 3, 3],
  // CHECK-NEXT: [6, 6, 4]]
  %0 = fovea.gather_elements %g, %i axis 1
      : (tensor<3x4xf32>, tensor<2x3xi64>) -> tensor<2x3xf32>
  %any0 = tensor.cast %0 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // More along the axis.
  // CHECK: sizes = [4, 4]
  // CHECK-NEXT: [8, 1, 10, 7],
  // CHECK-NEXT: [0, 9, 2, 3],
  // CHECK-NEXT: [0, 1, 2, 3],
  // CHECK-NEXT: [4, 9, 6, 11]]
  %1 = fovea.gather_elements %g, %j axis 0
      : (tensor<3x4xf32>, tensor<4x4xi32>) -> tensor<4x4xf32>
  %any1 = tensor.cast %1 : tensor<4x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 2]
  // CHECK-NEXT: [0, 1]]
  %2 = fovea.gather_elements %b, %bi axis 1
      : (tensor<1x2xi1>, tensor<1x2xi64>) -> tensor<1x2xi1>
  %wide2 = fovea.cast %2 : tensor<1x2xi1> to tensor<1x2xi64>
  %any2 = tensor.cast %wide2 : tensor<1x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 1, 2]
  // CHECK-NEXT: [1, 0]],
  // CHECK-NEXT: [3, 3]]]
  %3 = fovea.gather_elements %h, %hi axis 2
      : (tensor<2x1x2xi16>, tensor<2x1x2xi64>) -> tensor<2x1x2xi16>
  %wide3 = fovea.cast %3 : tensor<2x1x2xi16> to tensor<2x1x2xi64>
  %any3 = tensor.cast %wide3 : tensor<2x1x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 1, 2]
  // CHECK-NEXT: [2, 1]],
  // CHECK-NEXT: [2, 3]]]
  %4 = fovea.gather_elements %h, %hi axis 0
      : (tensor<2x1x2xi16>, tensor<2x1x2xi64>) -> tensor<2x1x2xi16>
  %wide4 = fovea.cast %4 : tensor<2x1x2xi16> to tensor<2x1x2xi64>
  %any4 = tensor.cast %wide4 : tensor<2x1x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  return
}

func.func @main() {
  call @gather() : () -> ()
  call @gather_nothing() : () -> ()
  call @gather_elements() : () -> ()
  return
}
