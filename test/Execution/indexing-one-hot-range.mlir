// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// One-hot vectors and ranges.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @one_hot() {
  %i = fovea.constant dense<[0, 2, -1, -3, 3, -4]> : tensor<6xi64>
  %v = fovea.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %w = fovea.constant dense<[[1, 0], [-1, 5]]> : tensor<2x2xi32>
  %q = fovea.constant dense<[7, 250]> : tensor<2xui8>
  %b = fovea.constant dense<[true, false]> : tensor<2xi1>
  %s = fovea.constant dense<1> : tensor<i64>
  %ext = fovea.constant dense<[9223372036854775807, -9223372036854775808, 1]>
      : tensor<3xi64>
  %none = fovea.constant dense<> : tensor<0xi64>
  %column = fovea.constant dense<[[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]]>
      : tensor<6x1xf32>
  // Indices beyond both ends give all off.
  // CHECK: sizes = [6, 3]
  // CHECK-NEXT: [1, 0, 0],
  // CHECK-NEXT: [0, 0, 1],
  // CHECK-NEXT: [0, 0, 1],
  // CHECK-NEXT: [1, 0, 0],
  // CHECK-NEXT: [0, 0, 0],
  // CHECK-NEXT: [0, 0, 0]]
  %0 = fovea.one_hot %i, %v axis 1 depth 3
      : (tensor<6xi64>, tensor<2xf32>) -> tensor<6x3xf32>
  %any0 = tensor.cast %0 : tensor<6x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 6]
  // CHECK-NEXT: [1, 0, 0, 1, 0, 0],
  // CHECK-NEXT: [0, 0, 0, 0, 0, 0],
  // CHECK-NEXT: [0, 1, 1, 0, 0, 0]]
  %1 = fovea.one_hot %i, %v axis 0 depth 3
      : (tensor<6xi64>, tensor<2xf32>) -> tensor<3x6xf32>
  %any1 = tensor.cast %1 : tensor<3x6xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // The new dimension in between.
  // CHECK: sizes = [2, 3, 2]
  // CHECK-NEXT: [7, 250],
  // CHECK-NEXT: [250, 7],
  // CHECK-NEXT: [7, 7]],
  // CHECK-NEXT: [7, 7],
  // CHECK-NEXT: [7, 7],
  // CHECK-NEXT: [250, 7]]]
  %2 = fovea.one_hot %w, %q axis 1 depth 3
      : (tensor<2x2xi32>, tensor<2xui8>) -> tensor<2x3x2xui8>
  %wide2 = fovea.cast %2 : tensor<2x3x2xui8> to tensor<2x3x2xi64>
  %any2 = tensor.cast %wide2 : tensor<2x3x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 2, 2]
  // CHECK-NEXT: [1, 0],
  // CHECK-NEXT: [0, 1]],
  // CHECK-NEXT: [1, 0],
  // CHECK-NEXT: [1, 1]]]
  %3 = fovea.one_hot %w, %b axis 2 depth 2
      : (tensor<2x2xi32>, tensor<2xi1>) -> tensor<2x2x2xi1>
  %wide3 = fovea.cast %3 : tensor<2x2x2xi1> to tensor<2x2x2xi64>
  %any3 = tensor.cast %wide3 : tensor<2x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [4]
  // CHECK-NEXT: [0, 1, 0, 0]
  %4 = fovea.one_hot %s, %v axis 0 depth 4
      : (tensor<i64>, tensor<2xf32>) -> tensor<4xf32>
  %any4 = tensor.cast %4 : tensor<4xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [0, 0],
  // CHECK-NEXT: [0, 0],
  // CHECK-NEXT: [0, 1]]
  %5 = fovea.one_hot %ext, %v axis 1 depth 2
      : (tensor<3xi64>, tensor<2xf32>) -> tensor<3x2xf32>
  %any5 = tensor.cast %5 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any5) : (tensor<*xf32>) -> ()
  // No indices, and no depth.
  %6 = fovea.one_hot %none, %v axis 0 depth 2
      : (tensor<0xi64>, tensor<2xf32>) -> tensor<2x0xf32>
  %7 = fovea.one_hot %i, %v axis 1 depth 0
      : (tensor<6xi64>, tensor<2xf32>) -> tensor<6x0xf32>
  // CHECK: sizes = [6, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [1],
  // CHECK-NEXT: [2],
  // CHECK-NEXT: [3],
  // CHECK-NEXT: [4],
  // CHECK-NEXT: [5]]
  %8 = fovea.concat %7, %column axis 1
      : (tensor<6x0xf32>, tensor<6x1xf32>) -> tensor<6x1xf32>
  %any8 = tensor.cast %8 : tensor<6x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any8) : (tensor<*xf32>) -> ()
  return
}

func.func @range() {
  %s = fovea.constant dense<1.5> : tensor<f32>
  %d = fovea.constant dense<-0.5> : tensor<f32>
  %a = fovea.constant dense<3> : tensor<i64>
  %b = fovea.constant dense<-2> : tensor<i64>
  %c = fovea.constant dense<100> : tensor<i8>
  %e = fovea.constant dense<20> : tensor<i8>
  %u = fovea.constant dense<250> : tensor<ui8>
  %v = fovea.constant dense<3> : tensor<ui8>
  %x = fovea.constant dense<2048.0> : tensor<f16>
  %y = fovea.constant dense<1.0> : tensor<f16>
  %l = fovea.constant dense<0.25> : tensor<f64>
  %one = fovea.constant dense<[4.0]> : tensor<1xf32>
  // CHECK: sizes = [5]
  // CHECK-NEXT: [1.5, 1, 0.5, 0, -0.5]
  %0 = fovea.range %s, %d : (tensor<f32>, tensor<f32>) -> tensor<5xf32>
  %any0 = tensor.cast %0 : tensor<5xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [4]
  // CHECK-NEXT: [3, 1, -1, -3]
  %1 = fovea.range %a, %b : (tensor<i64>, tensor<i64>) -> tensor<4xi64>
  %any1 = tensor.cast %1 : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any1) : (tensor<*xi64>) -> ()
  // Integers wrap.
  // CHECK: sizes = [4]
  // CHECK-NEXT: [100, 120, -116, -96]
  %2 = fovea.range %c, %e : (tensor<i8>, tensor<i8>) -> tensor<4xi8>
  %wide2 = fovea.cast %2 : tensor<4xi8> to tensor<4xi64>
  %any2 = tensor.cast %wide2 : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [4]
  // CHECK-NEXT: [250, 253, 0, 3]
  %3 = fovea.range %u, %v : (tensor<ui8>, tensor<ui8>) -> tensor<4xui8>
  %wide3 = fovea.cast %3 : tensor<4xui8> to tensor<4xi64>
  %any3 = tensor.cast %wide3 : tensor<4xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // Each element is rounded once: a running sum would stay at 2048.
  // CHECK: sizes = [5]
  // CHECK-NEXT: [2048, 2048, 2050, 2052, 2052]
  %4 = fovea.range %x, %y : (tensor<f16>, tensor<f16>) -> tensor<5xf16>
  %wide4 = fovea.cast %4 : tensor<5xf16> to tensor<5xf32>
  %any4 = tensor.cast %wide4 : tensor<5xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [0.25, 0.5, 0.75]
  %5 = fovea.range %l, %l : (tensor<f64>, tensor<f64>) -> tensor<3xf64>
  %any5 = tensor.cast %5 : tensor<3xf64> to tensor<*xf64>
  call @printMemrefF64(%any5) : (tensor<*xf64>) -> ()
  %6 = fovea.range %s, %d : (tensor<f32>, tensor<f32>) -> tensor<0xf32>
  // CHECK: sizes = [1]
  // CHECK-NEXT: [4]
  %7 = fovea.concat %6, %one axis 0
      : (tensor<0xf32>, tensor<1xf32>) -> tensor<1xf32>
  %any7 = tensor.cast %7 : tensor<1xf32> to tensor<*xf32>
  call @printMemrefF32(%any7) : (tensor<*xf32>) -> ()
  return
}

func.func @main() {
  call @one_hot() : () -> ()
  call @range() : () -> ()
  return
}
