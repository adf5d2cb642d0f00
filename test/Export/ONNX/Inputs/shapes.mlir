// Ops that move or index elements.

func.func @main(
    %x: tensor<2x3x4xf32> {fovea.name = "x"},
    %indices: tensor<5xi64> {fovea.name = "indices"},
    %start: tensor<f32> {fovea.name = "start"}) -> (
    tensor<6x4xf32> {fovea.name = "reshape"},
    tensor<3x2x3x4xf32> {fovea.name = "broadcast"},
    tensor<4x2x3xf32> {fovea.name = "transpose"},
    tensor<2x6x4xf32> {fovea.name = "concat"},
    tensor<2x3x1xf32> {fovea.name = "split0"},
    tensor<2x3x3xf32> {fovea.name = "split1"},
    tensor<1x2x4xf32> {fovea.name = "slice"},
    tensor<2x2x4xf32> {fovea.name = "slice_backwards"},
    tensor<3x4x7xf32> {fovea.name = "pad_constant"},
    tensor<3x4x7xf32> {fovea.name = "pad_edge"},
    tensor<3x4x7xf32> {fovea.name = "pad_reflect"},
    tensor<2x2x2xf32> {fovea.name = "pad_negative"},
    tensor<2x6x12xf32> {fovea.name = "tile"},
    tensor<2x5x4xf32> {fovea.name = "gather"},
    tensor<2x1x4xf32> {fovea.name = "gather_elements"},
    tensor<2x4xf32> {fovea.name = "gather_nd"},
    tensor<2x3x4xf32> {fovea.name = "scatter_elements_replace"},
    tensor<2x3x4xf32> {fovea.name = "scatter_elements_add"},
    tensor<2x3x4xf32> {fovea.name = "scatter_elements_mul"},
    tensor<2x3x4xf32> {fovea.name = "scatter_nd_replace"},
    tensor<2x3x4xf32> {fovea.name = "scatter_nd_add"},
    tensor<2x3x4xf32> {fovea.name = "scatter_nd_mul"},
    tensor<3x5xf32> {fovea.name = "one_hot"},
    tensor<7xf32> {fovea.name = "range"}) {
  %0 = fovea.reshape %x : tensor<2x3x4xf32> to tensor<6x4xf32>
  %1 = fovea.broadcast %x : tensor<2x3x4xf32> to tensor<3x2x3x4xf32>
  %2 = fovea.transpose %x permutation [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  %3 = fovea.concat %x, %x axis 1 : (tensor<2x3x4xf32>, tensor<2x3x4xf32>) -> tensor<2x6x4xf32>
  %4:2 = fovea.split %x axis 2 sizes [1, 3] : (tensor<2x3x4xf32>) -> (tensor<2x3x1xf32>, tensor<2x3x3xf32>)
  %5 = fovea.slice %x starts [1, 0, 0] sizes [1, 2, 4] steps [1, 2, 1] : (tensor<2x3x4xf32>) -> tensor<1x2x4xf32>
  %6 = fovea.slice %x starts [1, 2, 3] sizes [2, 2, 4] steps [-1, -1, -1] : (tensor<2x3x4xf32>) -> tensor<2x2x4xf32>
  %7 = fovea.pad %x low [0, 1, 2] high [1, 0, 1] mode constant value 2.5 : (tensor<2x3x4xf32>) -> tensor<3x4x7xf32>
  %8 = fovea.pad %x low [0, 1, 2] high [1, 0, 1] mode edge : (tensor<2x3x4xf32>) -> tensor<3x4x7xf32>
  %9 = fovea.pad %x low [0, 1, 2] high [1, 0, 1] mode reflect : (tensor<2x3x4xf32>) -> tensor<3x4x7xf32>
  %10 = fovea.pad %x low [0, -1, 0] high [0, 0, -2] : (tensor<2x3x4xf32>) -> tensor<2x2x2xf32>
  %11 = fovea.tile %x repeats [1, 2, 3] : (tensor<2x3x4xf32>) -> tensor<2x6x12xf32>
  %12 = fovea.gather %x, %indices axis 1 : (tensor<2x3x4xf32>, tensor<5xi64>) -> tensor<2x5x4xf32>
  %13 = fovea.constant dense<[[[0, 1, 2, -1]], [[2, 1, 0, -3]]]> : tensor<2x1x4xi64>
  %14 = fovea.gather_elements %x, %13 axis 1 : (tensor<2x3x4xf32>, tensor<2x1x4xi64>) -> tensor<2x1x4xf32>
  %15 = fovea.constant dense<[[1], [-1]]> : tensor<2x1xi32>
  %16 = fovea.gather_nd %x, %15 batch_dims 1 : (tensor<2x3x4xf32>, tensor<2x1xi32>) -> tensor<2x4xf32>
  %17 = fovea.slice %x starts [0, 0, 0] sizes [2, 1, 4] steps [1, 1, 1] : (tensor<2x3x4xf32>) -> tensor<2x1x4xf32>
  %18 = fovea.scatter_elements %x, %13, %17 axis 1 kind replace : (tensor<2x3x4xf32>, tensor<2x1x4xi64>, tensor<2x1x4xf32>) -> tensor<2x3x4xf32>
  %19 = fovea.scatter_elements %x, %13, %17 axis 1 kind add : (tensor<2x3x4xf32>, tensor<2x1x4xi64>, tensor<2x1x4xf32>) -> tensor<2x3x4xf32>
  %20 = fovea.scatter_elements %x, %13, %17 axis 1 kind mul : (tensor<2x3x4xf32>, tensor<2x1x4xi64>, tensor<2x1x4xf32>) -> tensor<2x3x4xf32>
  %21 = fovea.constant dense<[[1, 2], [0, -1]]> : tensor<2x2xi64>
  %22 = fovea.reshape %17 : tensor<2x1x4xf32> to tensor<2x4xf32>
  %23 = fovea.scatter_nd %x, %21, %22 kind replace : (tensor<2x3x4xf32>, tensor<2x2xi64>, tensor<2x4xf32>) -> tensor<2x3x4xf32>
  %24 = fovea.scatter_nd %x, %21, %22 kind add : (tensor<2x3x4xf32>, tensor<2x2xi64>, tensor<2x4xf32>) -> tensor<2x3x4xf32>
  %25 = fovea.scatter_nd %x, %21, %22 kind mul : (tensor<2x3x4xf32>, tensor<2x2xi64>, tensor<2x4xf32>) -> tensor<2x3x4xf32>
  %26 = fovea.constant dense<[-1.0, 2.0]> : tensor<2xf32>
  %27 = fovea.one_hot %indices, %26 axis 0 depth 3 : (tensor<5xi64>, tensor<2xf32>) -> tensor<3x5xf32>
  %28 = fovea.constant dense<0.5> : tensor<f32>
  %29 = fovea.range %start, %28 : (tensor<f32>, tensor<f32>) -> tensor<7xf32>
  return %0, %1, %2, %3, %4#0, %4#1, %5, %6, %7, %8, %9, %10, %11, %12, %14, %16, %18, %19, %20, %23, %24, %25, %27, %29
    : tensor<6x4xf32>, tensor<3x2x3x4xf32>, tensor<4x2x3xf32>, tensor<2x6x4xf32>, tensor<2x3x1xf32>, tensor<2x3x3xf32>, tensor<1x2x4xf32>, tensor<2x2x4xf32>, tensor<3x4x7xf32>, tensor<3x4x7xf32>, tensor<3x4x7xf32>, tensor<2x2x2xf32>, tensor<2x6x12xf32>, tensor<2x5x4xf32>, tensor<2x1x4xf32>, tensor<2x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<3x5xf32>, tensor<7xf32>
}
