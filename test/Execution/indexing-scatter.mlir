// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Scatters of elements: updates meet the elements one after the other.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefF64(tensor<*xf64> {bufferization.access = "read"})
func.func private @printMemrefI32(tensor<*xi32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @kinds() {
  %x = fovea.constant dense<[[8.0, 3.0, 5.0], [1.0, 7.0, 2.0]]>
      : tensor<2x3xf32>
  %i = fovea.constant dense<[[1, -1], [0, 0]]> : tensor<2x2xi64>
  %u = fovea.constant dense<[[4.0, 9.0], [6.0, -2.0]]> : tensor<2x2xf32>
  // The last of several replacements stays.
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [8, 4, 9],
  // CHECK-NEXT: [-2, 7, 2]]
  %0 = fovea.scatter_elements %x, %i, %u axis 1
      : (tensor<2x3xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<2x3xf32>
  %any0 = tensor.cast %0 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [8, 7, 14],
  // CHECK-NEXT: [5, 7, 2]]
  %1 = fovea.scatter_elements %x, %i, %u axis 1 kind add
      : (tensor<2x3xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<2x3xf32>
  %any1 = tensor.cast %1 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [8, 12, 45],
  // CHECK-NEXT: [-12, 7, 2]]
  %2 = fovea.scatter_elements %x, %i, %u axis 1 kind mul
      : (tensor<2x3xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<2x3xf32>
  %any2 = tensor.cast %2 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [8, 3, 5],
  // CHECK-NEXT: [-2, 7, 2]]
  %3 = fovea.scatter_elements %x, %i, %u axis 1 kind min
      : (tensor<2x3xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<2x3xf32>
  %any3 = tensor.cast %3 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [8, 4, 9],
  // CHECK-NEXT: [6, 7, 2]]
  %4 = fovea.scatter_elements %x, %i, %u axis 1 kind max
      : (tensor<2x3xf32>, tensor<2x2xi64>, tensor<2x2xf32>) -> tensor<2x3xf32>
  %any4 = tensor.cast %4 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  return
}

func.func @axis() {
  %x = fovea.constant dense<[[8.0, 3.0, 5.0], [1.0, 7.0, 2.0]]>
      : tensor<2x3xf32>
  %j = fovea.constant dense<[[1, 0, 5], [-2, -9, 1], [0, 0, 0]]>
      : tensor<3x3xi32>
  %v = fovea.constant dense<[[20.0, 21.0, 22.0], [23.0, 24.0, 25.0], [26.0,
      27.0, 28.0]]> : tensor<3x3xf32>
  %none = fovea.constant dense<> : tensor<0x3xi64>
  %w = fovea.constant dense<> : tensor<0x3xf32>
  %b = fovea.constant dense<[true, false, false]> : tensor<3xi1>
  %bi = fovea.constant dense<[0, 2]> : tensor<2xi64>
  %bu = fovea.constant dense<[false, true]> : tensor<2xi1>
  // More updates than elements; those outside go to the nearest.
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [26, 27, 28],
  // CHECK-NEXT: [20, 7, 25]]
  %0 = fovea.scatter_elements %x, %j, %v axis 0
      : (tensor<2x3xf32>, tensor<3x3xi32>, tensor<3x3xf32>) -> tensor<2x3xf32>
  %any0 = tensor.cast %0 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [57, 75, 33],
  // CHECK-NEXT: [21, 7, 49]]
  %1 = fovea.scatter_elements %x, %j, %v axis 0 kind add
      : (tensor<2x3xf32>, tensor<3x3xi32>, tensor<3x3xf32>) -> tensor<2x3xf32>
  %any1 = tensor.cast %1 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [8, 3, 5],
  // CHECK-NEXT: [1, 7, 2]]
  %2 = fovea.scatter_elements %x, %none, %w axis 0 kind mul
      : (tensor<2x3xf32>, tensor<0x3xi64>, tensor<0x3xf32>) -> tensor<2x3xf32>
  %any2 = tensor.cast %2 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [0, 0, 1]
  %3 = fovea.scatter_elements %b, %bi, %bu axis 0
      : (tensor<3xi1>, tensor<2xi64>, tensor<2xi1>) -> tensor<3xi1>
  %wide3 = fovea.cast %3 : tensor<3xi1> to tensor<3xi64>
  %any3 = tensor.cast %wide3 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  return
}

// They wrap, and are compared as what they are.
func.func @integers() {
  %u = fovea.constant dense<[100, 200, 3]> : tensor<3xui8>
  %v = fovea.constant dense<[200, 100, 5]> : tensor<3xui8>
  %s = fovea.constant dense<[100, -128, 3]> : tensor<3xi8>
  %t = fovea.constant dense<[100, -1, -5]> : tensor<3xi8>
  %d = fovea.constant dense<[0, 1, 2]> : tensor<3xi64>
  %l = fovea.constant dense<[2147483647, -7]> : tensor<2xi32>
  %m = fovea.constant dense<[1]> : tensor<1xi32>
  %z = fovea.constant dense<[-2]> : tensor<1xi64>
  // CHECK: sizes = [3]
  // CHECK-NEXT: [44, 44, 8]
  %0 = fovea.scatter_elements %u, %d, %v axis 0 kind add
      : (tensor<3xui8>, tensor<3xi64>, tensor<3xui8>) -> tensor<3xui8>
  %wide0 = fovea.cast %0 : tensor<3xui8> to tensor<3xi64>
  %any0 = tensor.cast %wide0 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any0) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [100, 100, 3]
  %1 = fovea.scatter_elements %u, %d, %v axis 0 kind min
      : (tensor<3xui8>, tensor<3xi64>, tensor<3xui8>) -> tensor<3xui8>
  %wide1 = fovea.cast %1 : tensor<3xui8> to tensor<3xi64>
  %any1 = tensor.cast %wide1 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any1) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [200, 200, 5]
  %2 = fovea.scatter_elements %u, %d, %v axis 0 kind max
      : (tensor<3xui8>, tensor<3xi64>, tensor<3xui8>) -> tensor<3xui8>
  %wide2 = fovea.cast %2 : tensor<3xui8> to tensor<3xi64>
  %any2 = tensor.cast %wide2 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [16, -128, -15]
  %3 = fovea.scatter_elements %s, %d, %t axis 0 kind mul
      : (tensor<3xi8>, tensor<3xi64>, tensor<3xi8>) -> tensor<3xi8>
  %wide3 = fovea.cast %3 : tensor<3xi8> to tensor<3xi64>
  %any3 = tensor.cast %wide3 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [100, -128, -5]
  %4 = fovea.scatter_elements %s, %d, %t axis 0 kind min
      : (tensor<3xi8>, tensor<3xi64>, tensor<3xi8>) -> tensor<3xi8>
  %wide4 = fovea.cast %4 : tensor<3xi8> to tensor<3xi64>
  %any4 = tensor.cast %wide4 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [100, -1, 3]
  %5 = fovea.scatter_elements %s, %d, %t axis 0 kind max
      : (tensor<3xi8>, tensor<3xi64>, tensor<3xi8>) -> tensor<3xi8>
  %wide5 = fovea.cast %5 : tensor<3xi8> to tensor<3xi64>
  %any5 = tensor.cast %wide5 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any5) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2]
  // CHECK-NEXT: [-2147483648, -7]
  %6 = fovea.scatter_elements %l, %z, %m axis 0 kind add
      : (tensor<2xi32>, tensor<1xi64>, tensor<1xi32>) -> tensor<2xi32>
  %any6 = tensor.cast %6 : tensor<2xi32> to tensor<*xi32>
  call @printMemrefI32(%any6) : (tensor<*xi32>) -> ()
  return
}

func.func @floats() {
  %h = fovea.constant dense<[2048.0, 1.0]> : tensor<2xf16>
  %hu = fovea.constant dense<[1.0, 1.0, 0.5]> : tensor<3xf16>
  %hi = fovea.constant dense<[0, 0, 1]> : tensor<3xi64>
  %n = fovea.constant dense<[1.0, 0x7FC00000, 3.0]> : tensor<3xf32>
  %nu = fovea.constant dense<[0x7FC00000, 2.0, 0x7FC00000]> : tensor<3xf32>
  %d = fovea.constant dense<[0, 1, 2]> : tensor<3xi64>
  %q = fovea.constant dense<[0.5, 0.25]> : tensor<2xf64>
  %qu = fovea.constant dense<[0.1]> : tensor<1xf64>
  %qi = fovea.constant dense<[1]> : tensor<1xi32>
  // Every sum is rounded.
  // CHECK: sizes = [2]
  // CHECK-NEXT: [2048, 1.5]
  %0 = fovea.scatter_elements %h, %hi, %hu axis 0 kind add
      : (tensor<2xf16>, tensor<3xi64>, tensor<3xf16>) -> tensor<2xf16>
  %wide0 = fovea.cast %0 : tensor<2xf16> to tensor<2xf32>
  %any0 = tensor.cast %wide0 : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // NaN stays.
  // CHECK: sizes = [3]
  // CHECK-NEXT: [nan, nan, nan]
  %1 = fovea.scatter_elements %n, %d, %nu axis 0 kind min
      : (tensor<3xf32>, tensor<3xi64>, tensor<3xf32>) -> tensor<3xf32>
  %any1 = tensor.cast %1 : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [nan, nan, nan]
  %2 = fovea.scatter_elements %n, %d, %nu axis 0 kind max
      : (tensor<3xf32>, tensor<3xi64>, tensor<3xf32>) -> tensor<3xf32>
  %any2 = tensor.cast %2 : tensor<3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2]
  // CHECK-NEXT: [0.5, 0.025]
  %3 = fovea.scatter_elements %q, %qi, %qu axis 0 kind mul
      : (tensor<2xf64>, tensor<1xi32>, tensor<1xf64>) -> tensor<2xf64>
  %any3 = tensor.cast %3 : tensor<2xf64> to tensor<*xf64>
  call @printMemrefF64(%any3) : (tensor<*xf64>) -> ()
  return
}

func.func @main() {
  call @kinds() : () -> ()
  call @axis() : () -> ()
  call @integers() : () -> ()
  call @floats() : () -> ()
  return
}
