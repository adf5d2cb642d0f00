// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Padding against numpy, which has no negative padding: there the elements were
// removed first.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefI32(tensor<*xi32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @constant() {
  %x = fovea.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]>
      : tensor<2x3xf32>
  %u = fovea.constant dense<[7, 8]> : tensor<2xui8>
  %b = fovea.constant dense<[false]> : tensor<1xi1>
  %h = fovea.constant dense<[1.0]> : tensor<1xbf16>
  %i = fovea.constant dense<[3, 4]> : tensor<2xi32>
  // The value is 0 if none is given.
  // CHECK: sizes = [3, 5]
  // CHECK-NEXT: [0, 0, 0, 0, 0],
  // CHECK-NEXT: [1, 2, 3, 0, 0],
  // CHECK-NEXT: [4, 5, 6, 0, 0]]
  %0 = fovea.pad %x low [1, 0] high [0, 2]
      : (tensor<2x3xf32>) -> tensor<3x5xf32>
  %any0 = tensor.cast %0 : tensor<3x5xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 5]
  // CHECK-NEXT: [-1.5, -1.5, 1, 2, 3],
  // CHECK-NEXT: [-1.5, -1.5, 4, 5, 6],
  // CHECK-NEXT: [-1.5, -1.5, -1.5, -1.5, -1.5]]
  %1 = fovea.pad %x low [0, 2] high [1, 0] value -1.5
      : (tensor<2x3xf32>) -> tensor<3x5xf32>
  %any1 = tensor.cast %1 : tensor<3x5xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2, 4]
  // CHECK-NEXT: [-inf, 1, 2, 3],
  // CHECK-NEXT: [-inf, 4, 5, 6]]
  %2 = fovea.pad %x low [0, 1] high [0, 0] value 0xFFF0000000000000
      : (tensor<2x3xf32>) -> tensor<2x4xf32>
  %any2 = tensor.cast %2 : tensor<2x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // In the element type.
  // CHECK: sizes = [5]
  // CHECK-NEXT: [255, 7, 8, 255, 255]
  %3 = fovea.pad %u low [1] high [2] value 255.0
      : (tensor<2xui8>) -> tensor<5xui8>
  %wide3 = fovea.cast %3 : tensor<5xui8> to tensor<5xi64>
  %any3 = tensor.cast %wide3 : tensor<5xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [1, 0, 1]
  %4 = fovea.pad %b low [1] high [1] value 1.0 : (tensor<1xi1>) -> tensor<3xi1>
  %wide4 = fovea.cast %4 : tensor<3xi1> to tensor<3xi64>
  %any4 = tensor.cast %wide4 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  // 2.71828 rounded to 8 bits.
  // CHECK: sizes = [2]
  // CHECK-NEXT: [1, 2.71875]
  %5 = fovea.pad %h low [0] high [1] value 2.71828
      : (tensor<1xbf16>) -> tensor<2xbf16>
  %wide5 = fovea.cast %5 : tensor<2xbf16> to tensor<2xf32>
  %any5 = tensor.cast %wide5 : tensor<2xf32> to tensor<*xf32>
  call @printMemrefF32(%any5) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [2]
  // CHECK-NEXT: [3, 4]
  %6 = fovea.pad %i low [0] high [0] value 9.0
      : (tensor<2xi32>) -> tensor<2xi32>
  %any6 = tensor.cast %6 : tensor<2xi32> to tensor<*xi32>
  call @printMemrefI32(%any6) : (tensor<*xi32>) -> ()
  return
}

func.func @remove() {
  %y = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0,
      9.0, 10.0, 11.0], [12.0, 13.0, 14.0, 15.0]]> : tensor<4x4xf32>
  %e = fovea.constant dense<> : tensor<0x2xf32>
  // CHECK: sizes = [1, 1]
  // CHECK-NEXT: [6]]
  %0 = fovea.pad %y low [-1, -2] high [-2, -1] value 5.0
      : (tensor<4x4xf32>) -> tensor<1x1xf32>
  %any0 = tensor.cast %0 : tensor<1x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // Modes see what is left.
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [14, 15, 5],
  // CHECK-NEXT: [5, 5, 5]]
  %1 = fovea.pad %y low [-3, -2] high [1, 1] value 5.0
      : (tensor<4x4xf32>) -> tensor<2x3xf32>
  %any1 = tensor.cast %1 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [4, 5]
  // CHECK-NEXT: [2, 3, 3, 3, 3],
  // CHECK-NEXT: [2, 3, 3, 3, 3],
  // CHECK-NEXT: [2, 3, 3, 3, 3],
  // CHECK-NEXT: [6, 7, 7, 7, 7]]
  %2 = fovea.pad %y low [2, -2] high [-2, 3] mode edge
      : (tensor<4x4xf32>) -> tensor<4x5xf32>
  %any2 = tensor.cast %2 : tensor<4x5xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 6]
  // CHECK-NEXT: [13, 14, 15, 14, 13, 14]]
  %3 = fovea.pad %y low [-3, -1] high [0, 3] mode reflect
      : (tensor<4x4xf32>) -> tensor<1x6xf32>
  %any3 = tensor.cast %3 : tensor<1x6xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 5]
  // CHECK-NEXT: [13, 12, 13, 12, 13]]
  %4 = fovea.pad %y low [-3, 3] high [0, -2] mode wrap
      : (tensor<4x4xf32>) -> tensor<1x5xf32>
  %any4 = tensor.cast %4 : tensor<1x5xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  // All of a dimension, and more than it has is added.
  // CHECK: sizes = [2, 3]
  // CHECK-NEXT: [5, 5, 5],
  // CHECK-NEXT: [5, 5, 5]]
  %5 = fovea.pad %y low [-4, 0] high [2, -1] value 5.0
      : (tensor<4x4xf32>) -> tensor<2x3xf32>
  %any5 = tensor.cast %5 : tensor<2x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any5) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 3]
  // CHECK-NEXT: [6, 6, 6]]
  %6 = fovea.pad %e low [1, 0] high [0, 1] value 6.0
      : (tensor<0x2xf32>) -> tensor<1x3xf32>
  %any6 = tensor.cast %6 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any6) : (tensor<*xf32>) -> ()
  return
}

func.func @main() {
  call @constant() : () -> ()
  call @remove() : () -> ()
  return
}
