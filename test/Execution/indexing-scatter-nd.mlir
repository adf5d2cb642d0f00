// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Scatters by index tuples: slices meet the updates one after the other.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @rows() {
  %x = fovea.constant dense<[[8.0, 3.0], [1.0, 7.0], [5.0, 2.0]]>
      : tensor<3x2xf32>
  %i = fovea.constant dense<[[2], [0], [-1]]> : tensor<3x1xi64>
  %u = fovea.constant dense<[[4.0, 9.0], [6.0, -2.0], [1.0, 3.0]]>
      : tensor<3x2xf32>
  // The last of several replacements stays.
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [6, -2],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [1, 3]]
  %0 = fovea.scatter_nd %x, %i, %u
      : (tensor<3x2xf32>, tensor<3x1xi64>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %any0 = tensor.cast %0 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [14, 1],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [10, 14]]
  %1 = fovea.scatter_nd %x, %i, %u kind add
      : (tensor<3x2xf32>, tensor<3x1xi64>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %any1 = tensor.cast %1 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [48, -6],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [20, 54]]
  %2 = fovea.scatter_nd %x, %i, %u kind mul
      : (tensor<3x2xf32>, tensor<3x1xi64>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %any2 = tensor.cast %2 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [6, -2],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [1, 2]]
  %3 = fovea.scatter_nd %x, %i, %u kind min
      : (tensor<3x2xf32>, tensor<3x1xi64>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %any3 = tensor.cast %3 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [8, 3],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [5, 9]]
  %4 = fovea.scatter_nd %x, %i, %u kind max
      : (tensor<3x2xf32>, tensor<3x1xi64>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %any4 = tensor.cast %4 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  return
}

// Those outside go to the nearest.
func.func @elements() {
  %x = fovea.constant dense<[[8.0, 3.0], [1.0, 7.0], [5.0, 2.0]]>
      : tensor<3x2xf32>
  %i = fovea.constant dense<[[[0, 1], [-1, -2]], [[9, 0], [-9, 9]]]>
      : tensor<2x2x2xi32>
  %u = fovea.constant dense<[[10.0, 20.0], [30.0, 40.0]]> : tensor<2x2xf32>
  %r = fovea.constant dense<[1, 2, 3]> : tensor<3xui8>
  %ri = fovea.constant dense<[-1]> : tensor<1xi64>
  %ru = fovea.constant dense<255> : tensor<ui8>
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [8, 40],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [30, 2]]
  %0 = fovea.scatter_nd %x, %i, %u
      : (tensor<3x2xf32>, tensor<2x2x2xi32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %any0 = tensor.cast %0 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any0) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [3, 2]
  // CHECK-NEXT: [8, 53],
  // CHECK-NEXT: [1, 7],
  // CHECK-NEXT: [55, 2]]
  %1 = fovea.scatter_nd %x, %i, %u kind add
      : (tensor<3x2xf32>, tensor<2x2x2xi32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  %any1 = tensor.cast %1 : tensor<3x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // One update.
  // CHECK: sizes = [3]
  // CHECK-NEXT: [1, 2, 255]
  %2 = fovea.scatter_nd %r, %ri, %ru
      : (tensor<3xui8>, tensor<1xi64>, tensor<ui8>) -> tensor<3xui8>
  %wide2 = fovea.cast %2 : tensor<3xui8> to tensor<3xi64>
  %any2 = tensor.cast %wide2 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [1, 2, 2]
  %3 = fovea.scatter_nd %r, %ri, %ru kind add
      : (tensor<3xui8>, tensor<1xi64>, tensor<ui8>) -> tensor<3xui8>
  %wide3 = fovea.cast %3 : tensor<3xui8> to tensor<3xi64>
  %any3 = tensor.cast %wide3 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [3]
  // CHECK-NEXT: [1, 2, 255]
  %4 = fovea.scatter_nd %r, %ri, %ru kind max
      : (tensor<3xui8>, tensor<1xi64>, tensor<ui8>) -> tensor<3xui8>
  %wide4 = fovea.cast %4 : tensor<3xui8> to tensor<3xi64>
  %any4 = tensor.cast %wide4 : tensor<3xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  return
}

func.func @slices() {
  %c = fovea.constant dense<[[[0, 1], [2, 3]], [[4, 5], [6, 7]]]>
      : tensor<2x2x2xi64>
  %i = fovea.constant dense<[[1, 0], [0, 1]]> : tensor<2x2xi64>
  %u = fovea.constant dense<[[50, 60], [70, 80]]> : tensor<2x2xi64>
  %j = fovea.constant dense<[[1]]> : tensor<1x1xi64>
  %v = fovea.constant dense<[[[90, 91], [92, 93]]]> : tensor<1x2x2xi64>
  %t = fovea.constant dense<> : tensor<2x0xi64>
  %w = fovea.constant dense<[[[[0, 1], [2, 3]], [[4, 5], [6, 7]]], [[[8, 9],
      [10, 11]], [[12, 13], [14, 15]]]]> : tensor<2x2x2x2xi64>
  %none = fovea.constant dense<> : tensor<0x1xi64>
  %z = fovea.constant dense<> : tensor<0x2x2xi64>
  %one = fovea.constant dense<[[[1], [0]]]> : tensor<1x2x1xi64>
  %many = fovea.constant dense<[[[[0, 1], [2, 3]], [[4, 5], [6, 7]]]]>
      : tensor<1x2x2x2xi64>
  // CHECK: sizes = [2, 2, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [70, 80]],
  // CHECK-NEXT: [50, 60],
  // CHECK-NEXT: [6, 7]]]
  %0 = fovea.scatter_nd %c, %i, %u
      : (tensor<2x2x2xi64>, tensor<2x2xi64>, tensor<2x2xi64>)
      -> tensor<2x2x2xi64>
  %any0 = tensor.cast %0 : tensor<2x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any0) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 2, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]],
  // CHECK-NEXT: [94, 96],
  // CHECK-NEXT: [98, 100]]]
  %1 = fovea.scatter_nd %c, %j, %v kind add
      : (tensor<2x2x2xi64>, tensor<1x1xi64>, tensor<1x2x2xi64>)
      -> tensor<2x2x2xi64>
  %any1 = tensor.cast %1 : tensor<2x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any1) : (tensor<*xi64>) -> ()
  // Tuples in two dimensions.
  // CHECK: sizes = [2, 2, 2]
  // CHECK-NEXT: [4, 5],
  // CHECK-NEXT: [6, 7]],
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]]]
  %2 = fovea.scatter_nd %c, %one, %many
      : (tensor<2x2x2xi64>, tensor<1x2x1xi64>, tensor<1x2x2x2xi64>)
      -> tensor<2x2x2xi64>
  %any2 = tensor.cast %2 : tensor<2x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  // Tuples of no index name the whole tensor.
  // CHECK: sizes = [2, 2, 2]
  // CHECK-NEXT: [8, 11],
  // CHECK-NEXT: [14, 17]],
  // CHECK-NEXT: [20, 23],
  // CHECK-NEXT: [26, 29]]]
  %3 = fovea.scatter_nd %c, %t, %w kind add
      : (tensor<2x2x2xi64>, tensor<2x0xi64>, tensor<2x2x2x2xi64>)
      -> tensor<2x2x2xi64>
  %any3 = tensor.cast %3 : tensor<2x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any3) : (tensor<*xi64>) -> ()
  // CHECK: sizes = [2, 2, 2]
  // CHECK-NEXT: [0, 1],
  // CHECK-NEXT: [2, 3]],
  // CHECK-NEXT: [4, 5],
  // CHECK-NEXT: [6, 7]]]
  %4 = fovea.scatter_nd %c, %none, %z
      : (tensor<2x2x2xi64>, tensor<0x1xi64>, tensor<0x2x2xi64>)
      -> tensor<2x2x2xi64>
  %any4 = tensor.cast %4 : tensor<2x2x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  return
}

func.func @main() {
  call @rows() : () -> ()
  call @elements() : () -> ()
  call @slices() : () -> ()
  return
}
