// What stands between convolutions is computed channels first: every op that
// can be must map its axes, and mix well with tensors that are channels last.

func.func @main(
    %x: tensor<2x6x5x4xf32> {fovea.name = "x"},
    %row: tensor<4xf32> {fovea.name = "row"},
    %plane: tensor<5x1xf32> {fovea.name = "plane"}) -> (
    tensor<2x6x5x4xf32> {fovea.name = "add_row"},
    tensor<2x6x5x4xf32> {fovea.name = "mul_plane"},
    tensor<2x6x5x4xf32> {fovea.name = "sub_scalar"},
    tensor<2x6x5x4xf32> {fovea.name = "max_mixed"},
    tensor<2x6x5x8xf32> {fovea.name = "concat"},
    tensor<2x6x5x1xf32> {fovea.name = "split0"},
    tensor<2x6x5x3xf32> {fovea.name = "split1"},
    tensor<2x3x4x2xf32> {fovea.name = "slice"},
    tensor<2x7x8x7xf32> {fovea.name = "pad"},
    tensor<2x12x5x12xf32> {fovea.name = "tile"},
    tensor<2x6x5x4xf32> {fovea.name = "softmax"},
    tensor<2x6x5x4xf32> {fovea.name = "log_softmax"},
    tensor<2x4xf32> {fovea.name = "pool"},
    tensor<2x1x1x4xf32> {fovea.name = "pool_keep"},
    tensor<2x6x4xf32> {fovea.name = "reduce_width"},
    tensor<2x6x5xf32> {fovea.name = "reduce_channels"},
    tensor<2x6x5xi64> {fovea.name = "arg_max"},
    tensor<2x1x5x4xi64> {fovea.name = "arg_min"},
    tensor<2x6x5x2xf32> {fovea.name = "top_k0"},
    tensor<2x6x5x2xi64> {fovea.name = "top_k1"},
    tensor<2x6x5x4xf32> {fovea.name = "cumulative"},
    tensor<2x6x5x4xf32> {fovea.name = "cumulative_prod"},
    tensor<4x2x5x6xf32> {fovea.name = "transpose"},
    tensor<4x5x6xf32> {fovea.name = "transposed_sum"},
    tensor<2x6x5x4xf32> {fovea.name = "transpose_back"},
    tensor<2x30x4xf32> {fovea.name = "reshape"},
    tensor<2x6x5x4xf32> {fovea.name = "conv_again"},
    tensor<2x6x5x4xf32> {fovea.name = "select"},
    tensor<2x6x5x4xf32> {fovea.name = "input_itself"},
    tensor<2x6x5x4xf32> {fovea.name = "twice"},
    tensor<2x6x5x4xf32> {fovea.name = "twice_again"}) {
  %0 = fovea.weight "kernel" value dense<[[[[0.3, 0.1, 0.1, 0.2], [1.0, -0.3, 0.1, -0.1], [-0.2, -0.4, -0.6, 0.7], [-0.5, 0.2, -0.1, 0.5]]]]> : tensor<1x1x4x4xf32> : tensor<1x1x4x4xf32>
  %1 = fovea.conv %x, %0 : (tensor<2x6x5x4xf32>, tensor<1x1x4x4xf32>) -> tensor<2x6x5x4xf32>
  %2 = fovea.constant dense<2.0> : tensor<f32>
  %3 = fovea.binary add %1, %row : (tensor<2x6x5x4xf32>, tensor<4xf32>) -> tensor<2x6x5x4xf32>
  %4 = fovea.binary mul %plane, %1 : (tensor<5x1xf32>, tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xf32>
  %5 = fovea.binary sub %1, %2 : (tensor<2x6x5x4xf32>, tensor<f32>) -> tensor<2x6x5x4xf32>
  %6 = fovea.binary max %x, %1 : (tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xf32>
  %7 = fovea.concat %1, %x axis 3 : (tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>) -> tensor<2x6x5x8xf32>
  %8:2 = fovea.split %1 axis 3 sizes [1, 3] : (tensor<2x6x5x4xf32>) -> (tensor<2x6x5x1xf32>, tensor<2x6x5x3xf32>)
  %9 = fovea.slice %1 starts [0, 5, 1, 3] sizes [2, 3, 4, 2] steps [1, -2, 1, -1] : (tensor<2x6x5x4xf32>) -> tensor<2x3x4x2xf32>
  %10 = fovea.pad %1 low [0, 1, 2, 0] high [0, 0, 1, 3] value 1.5 : (tensor<2x6x5x4xf32>) -> tensor<2x7x8x7xf32>
  %11 = fovea.tile %1 repeats [1, 2, 1, 3] : (tensor<2x6x5x4xf32>) -> tensor<2x12x5x12xf32>
  %12 = fovea.softmax %1 axis 3 : (tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xf32>
  %13 = fovea.log_softmax %1 axis 1 : (tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xf32>
  %14 = fovea.reduce mean %1 axes [1, 2] : (tensor<2x6x5x4xf32>) -> tensor<2x4xf32>
  %15 = fovea.reduce mean %1 axes [1, 2] keep_dims : (tensor<2x6x5x4xf32>) -> tensor<2x1x1x4xf32>
  %16 = fovea.reduce max %1 axes [2] : (tensor<2x6x5x4xf32>) -> tensor<2x6x4xf32>
  %17 = fovea.reduce sum %1 axes [3] : (tensor<2x6x5x4xf32>) -> tensor<2x6x5xf32>
  %18 = fovea.arg_reduce max %1 axis 3 : (tensor<2x6x5x4xf32>) -> tensor<2x6x5xi64>
  %19 = fovea.arg_reduce min %1 axis 1 keep_dims : (tensor<2x6x5x4xf32>) -> tensor<2x1x5x4xi64>
  %20:2 = fovea.top_k %1 k 2 axis 3 : (tensor<2x6x5x4xf32>) -> (tensor<2x6x5x2xf32>, tensor<2x6x5x2xi64>)
  %21 = fovea.cumulative sum %1 axis 2 : (tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xf32>
  %22 = fovea.cumulative prod %1 axis 1 : (tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xf32>
  %23 = fovea.transpose %1 permutation [3, 0, 2, 1] : (tensor<2x6x5x4xf32>) -> tensor<4x2x5x6xf32>
  %24 = fovea.activation relu %23 : (tensor<4x2x5x6xf32>) -> tensor<4x2x5x6xf32>
  %25 = fovea.reduce sum %24 axes [1] : (tensor<4x2x5x6xf32>) -> tensor<4x5x6xf32>
  %26 = fovea.transpose %24 permutation [1, 3, 2, 0] : (tensor<4x2x5x6xf32>) -> tensor<2x6x5x4xf32>
  %27 = fovea.reshape %1 : tensor<2x6x5x4xf32> to tensor<2x30x4xf32>
  %28 = fovea.weight "kernel_oihw" value dense<[[[[-1.0]], [[-0.2]], [[0.1]], [[-0.0]]], [[[-0.2]], [[-0.4]], [[-0.0]], [[0.7]]], [[[0.0]], [[0.6]], [[0.7]], [[0.5]]], [[[-0.4]], [[0.9]], [[0.5]], [[0.0]]]]> : tensor<4x4x1x1xf32> : tensor<4x4x1x1xf32>
  %29 = fovea.transpose %28 permutation [2, 3, 1, 0] : (tensor<4x4x1x1xf32>) -> tensor<1x1x4x4xf32>
  %30 = fovea.conv %1, %29 : (tensor<2x6x5x4xf32>, tensor<1x1x4x4xf32>) -> tensor<2x6x5x4xf32>
  %31 = fovea.compare gt %1, %x : (tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>) -> tensor<2x6x5x4xi1>
  %32 = fovea.select %31, %1, %2 : (tensor<2x6x5x4xi1>, tensor<2x6x5x4xf32>, tensor<f32>) -> tensor<2x6x5x4xf32>
  return %3, %4, %5, %6, %7, %8#0, %8#1, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19, %20#0, %20#1, %21, %22, %23, %25, %26, %27, %30, %32, %x, %1, %1
    : tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x8xf32>, tensor<2x6x5x1xf32>, tensor<2x6x5x3xf32>, tensor<2x3x4x2xf32>, tensor<2x7x8x7xf32>, tensor<2x12x5x12xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x4xf32>, tensor<2x1x1x4xf32>, tensor<2x6x4xf32>, tensor<2x6x5xf32>, tensor<2x6x5xi64>, tensor<2x1x5x4xi64>, tensor<2x6x5x2xf32>, tensor<2x6x5x2xi64>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<4x2x5x6xf32>, tensor<4x5x6xf32>, tensor<2x6x5x4xf32>, tensor<2x30x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>, tensor<2x6x5x4xf32>
}
