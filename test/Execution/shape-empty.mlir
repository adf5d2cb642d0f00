// RUN: %run_reference | FileCheck %s
// RUN: %run_folded | FileCheck %s
//
// Empty tensors touch no memory. What has no element cannot be printed: it
// becomes a part of something that shows its shape.

func.func private @printMemrefF32(tensor<*xf32> {bufferization.access = "read"})
func.func private @printMemrefI64(tensor<*xi64> {bufferization.access = "read"})

func.func @move() {
  %z = fovea.constant dense<> : tensor<0x3xf32>
  %row = fovea.constant dense<[[0.0, 1.0, 2.0]]> : tensor<1x3xf32>
  %column = fovea.constant dense<[[0.0], [1.0], [2.0]]> : tensor<3x1xf32>
  %0 = fovea.transpose %z permutation [1, 0]
      : (tensor<0x3xf32>) -> tensor<3x0xf32>
  // CHECK: sizes = [3, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [1],
  // CHECK-NEXT: [2]]
  %1 = fovea.concat %column, %0 axis 1
      : (tensor<3x1xf32>, tensor<3x0xf32>) -> tensor<3x1xf32>
  %any1 = tensor.cast %1 : tensor<3x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  %2 = fovea.reshape %z : tensor<0x3xf32> to tensor<3x1x0xf32>
  %3 = fovea.reshape %2 : tensor<3x1x0xf32> to tensor<0x3xf32>
  // CHECK: sizes = [1, 3]
  // CHECK-NEXT: [0, 1, 2]]
  %4 = fovea.concat %3, %row axis 0
      : (tensor<0x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %any4 = tensor.cast %4 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any4) : (tensor<*xf32>) -> ()
  %5 = fovea.broadcast %row : tensor<1x3xf32> to tensor<0x3xf32>
  // CHECK: sizes = [1, 3]
  // CHECK-NEXT: [0, 1, 2]]
  %6 = fovea.concat %row, %5 axis 0
      : (tensor<1x3xf32>, tensor<0x3xf32>) -> tensor<1x3xf32>
  %any6 = tensor.cast %6 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any6) : (tensor<*xf32>) -> ()
  %7 = fovea.tile %row repeats [0, 1] : (tensor<1x3xf32>) -> tensor<0x3xf32>
  %8 = fovea.tile %7 repeats [5, 1] : (tensor<0x3xf32>) -> tensor<0x3xf32>
  // CHECK: sizes = [1, 3]
  // CHECK-NEXT: [0, 1, 2]]
  %9 = fovea.concat %8, %row axis 0
      : (tensor<0x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %any9 = tensor.cast %9 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any9) : (tensor<*xf32>) -> ()
  return
}

// An empty slice may start anywhere.
func.func @slice() {
  %x = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0,
      9.0, 10.0, 11.0]]> : tensor<3x4xf32>
  %row = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0]]> : tensor<1x4xf32>
  %0 = fovea.slice %x starts [3, 0] sizes [0, 4] steps [1, 1]
      : (tensor<3x4xf32>) -> tensor<0x4xf32>
  // CHECK: sizes = [1, 4]
  // CHECK-NEXT: [0, 1, 2, 3]]
  %1 = fovea.concat %0, %row axis 0
      : (tensor<0x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %any1 = tensor.cast %1 : tensor<1x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  %2 = fovea.slice %x starts [-1, 3] sizes [0, 4] steps [-1, -1]
      : (tensor<3x4xf32>) -> tensor<0x4xf32>
  // CHECK: sizes = [1, 4]
  // CHECK-NEXT: [0, 1, 2, 3]]
  %3 = fovea.concat %row, %2 axis 0
      : (tensor<1x4xf32>, tensor<0x4xf32>) -> tensor<1x4xf32>
  %any3 = tensor.cast %3 : tensor<1x4xf32> to tensor<*xf32>
  call @printMemrefF32(%any3) : (tensor<*xf32>) -> ()
  return
}

func.func @pad() {
  %y = fovea.constant dense<[[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0,
      9.0, 10.0, 11.0], [12.0, 13.0, 14.0, 15.0]]> : tensor<4x4xf32>
  %e = fovea.constant dense<> : tensor<0x2xf32>
  %column = fovea.constant dense<[[0.0], [1.0], [2.0], [3.0]]> : tensor<4x1xf32>
  // Nothing is left, and nothing added.
  %0 = fovea.pad %y low [0, -2] high [0, -2] mode reflect
      : (tensor<4x4xf32>) -> tensor<4x0xf32>
  // CHECK: sizes = [4, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [1],
  // CHECK-NEXT: [2],
  // CHECK-NEXT: [3]]
  %1 = fovea.concat %0, %column axis 1
      : (tensor<4x0xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
  %any1 = tensor.cast %1 : tensor<4x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 3]
  // CHECK-NEXT: [6, 6, 6]]
  %2 = fovea.pad %e low [1, 0] high [0, 1] value 6.0
      : (tensor<0x2xf32>) -> tensor<1x3xf32>
  %any2 = tensor.cast %2 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  return
}

func.func @concat() {
  %e = fovea.constant dense<> : tensor<2x0xf32>
  %column = fovea.constant dense<[[0.0], [1.0], [2.0], [3.0]]> : tensor<4x1xf32>
  %0 = fovea.concat %e, %e axis 0
      : (tensor<2x0xf32>, tensor<2x0xf32>) -> tensor<4x0xf32>
  // CHECK: sizes = [4, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [1],
  // CHECK-NEXT: [2],
  // CHECK-NEXT: [3]]
  %1 = fovea.concat %0, %column axis 1
      : (tensor<4x0xf32>, tensor<4x1xf32>) -> tensor<4x1xf32>
  %any1 = tensor.cast %1 : tensor<4x1xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  return
}

func.func @cumulative() {
  %z = fovea.constant dense<> : tensor<0x3xf32>
  %row = fovea.constant dense<[[0.0, 1.0, 2.0]]> : tensor<1x3xf32>
  %0 = fovea.cumulative sum %z axis 0 : (tensor<0x3xf32>) -> tensor<0x3xf32>
  %1 = fovea.cumulative prod %0 axis 1 : (tensor<0x3xf32>) -> tensor<0x3xf32>
  // CHECK: sizes = [1, 3]
  // CHECK-NEXT: [0, 1, 2]]
  %2 = fovea.concat %1, %row axis 0
      : (tensor<0x3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %any2 = tensor.cast %2 : tensor<1x3xf32> to tensor<*xf32>
  call @printMemrefF32(%any2) : (tensor<*xf32>) -> ()
  return
}

func.func @top_k() {
  %z = fovea.constant dense<> : tensor<0x3xf32>
  %y = fovea.constant dense<[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]>
      : tensor<2x3xf32>
  %row = fovea.constant dense<[[0.0, 1.0]]> : tensor<1x2xf32>
  %i = fovea.constant dense<[[0, 1]]> : tensor<1x2xi64>
  %column = fovea.constant dense<[[0], [1]]> : tensor<2x1xi64>
  %0:2 = fovea.top_k %z k 2 axis 1
      : (tensor<0x3xf32>) -> (tensor<0x2xf32>, tensor<0x2xi64>)
  // CHECK: sizes = [1, 2]
  // CHECK-NEXT: [0, 1]]
  %1 = fovea.concat %0#0, %row axis 0
      : (tensor<0x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %any1 = tensor.cast %1 : tensor<1x2xf32> to tensor<*xf32>
  call @printMemrefF32(%any1) : (tensor<*xf32>) -> ()
  // CHECK: sizes = [1, 2]
  // CHECK-NEXT: [0, 1]]
  %2 = fovea.concat %0#1, %i axis 0
      : (tensor<0x2xi64>, tensor<1x2xi64>) -> tensor<1x2xi64>
  %any2 = tensor.cast %2 : tensor<1x2xi64> to tensor<*xi64>
  call @printMemrefI64(%any2) : (tensor<*xi64>) -> ()
  %3:2 = fovea.top_k %y k 0 axis 1
      : (tensor<2x3xf32>) -> (tensor<2x0xf32>, tensor<2x0xi64>)
  // CHECK: sizes = [2, 1]
  // CHECK-NEXT: [0],
  // CHECK-NEXT: [1]]
  %4 = fovea.concat %3#1, %column axis 1
      : (tensor<2x0xi64>, tensor<2x1xi64>) -> tensor<2x1xi64>
  %any4 = tensor.cast %4 : tensor<2x1xi64> to tensor<*xi64>
  call @printMemrefI64(%any4) : (tensor<*xi64>) -> ()
  return
}

func.func @main() {
  call @move() : () -> ()
  call @slice() : () -> ()
  call @pad() : () -> ()
  call @concat() : () -> ()
  call @cumulative() : () -> ()
  call @top_k() : () -> ()
  return
}
