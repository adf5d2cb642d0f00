// Reductions, orderings, running sums and products.

func.func @main(
    %x: tensor<2x4x5xf32> {fovea.name = "x"},
    %i: tensor<2x4x5xi8> {fovea.name = "i"},
    %b: tensor<2x4x5xi1> {fovea.name = "b"}) -> (
    tensor<2x5xf32> {fovea.name = "sum"},
    tensor<2x5xf32> {fovea.name = "mean"},
    tensor<2x5xf32> {fovea.name = "prod"},
    tensor<2x5xf32> {fovea.name = "min"},
    tensor<2x5xf32> {fovea.name = "max"},
    tensor<2x5xf32> {fovea.name = "l1"},
    tensor<2x5xf32> {fovea.name = "l2"},
    tensor<2x5xf32> {fovea.name = "log_sum_exp"},
    tensor<2x5xf32> {fovea.name = "sum_square"},
    tensor<2x4x1xf32> {fovea.name = "log_sum"},
    tensor<2x4x5xf32> {fovea.name = "no_axes"},
    tensor<f32> {fovea.name = "all_axes"},
    tensor<2x5xi8> {fovea.name = "sum_i8"},
    tensor<2x5xi8> {fovea.name = "max_i8"},
    tensor<2x4xi1> {fovea.name = "any"},
    tensor<2x4xi1> {fovea.name = "all"},
    tensor<2x5xi64> {fovea.name = "arg_max"},
    tensor<2x4x1xi64> {fovea.name = "arg_min_last"},
    tensor<2x3x5xf32> {fovea.name = "top_k0"},
    tensor<2x3x5xi64> {fovea.name = "top_k1"},
    tensor<2x4x2xf32> {fovea.name = "bottom_k0"},
    tensor<2x4x2xi64> {fovea.name = "bottom_k1"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_sum"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_sum_exclusive"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_sum_reverse"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_sum_both"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_prod"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_prod_exclusive"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_prod_reverse"},
    tensor<2x4x5xf32> {fovea.name = "cumulative_prod_both"}) {
  %0 = fovea.unary exp %x : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %1 = fovea.reduce sum %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %2 = fovea.reduce mean %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %3 = fovea.reduce prod %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %4 = fovea.reduce min %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %5 = fovea.reduce max %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %6 = fovea.reduce l1 %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %7 = fovea.reduce l2 %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %8 = fovea.reduce log_sum_exp %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %9 = fovea.reduce sum_square %x axes [1] : (tensor<2x4x5xf32>) -> tensor<2x5xf32>
  %10 = fovea.reduce log_sum %0 axes [2] keep_dims : (tensor<2x4x5xf32>) -> tensor<2x4x1xf32>
  %11 = fovea.reduce sum_square %x axes [] : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %12 = fovea.reduce mean %x axes [0, 1, 2] : (tensor<2x4x5xf32>) -> tensor<f32>
  %13 = fovea.reduce sum %i axes [1] : (tensor<2x4x5xi8>) -> tensor<2x5xi8>
  %14 = fovea.reduce max %i axes [1] : (tensor<2x4x5xi8>) -> tensor<2x5xi8>
  %15 = fovea.reduce max %b axes [2] : (tensor<2x4x5xi1>) -> tensor<2x4xi1>
  %16 = fovea.reduce min %b axes [2] : (tensor<2x4x5xi1>) -> tensor<2x4xi1>
  %17 = fovea.arg_reduce max %x axis 1 : (tensor<2x4x5xf32>) -> tensor<2x5xi64>
  %18 = fovea.arg_reduce min %i axis 2 keep_dims select_last : (tensor<2x4x5xi8>) -> tensor<2x4x1xi64>
  %19:2 = fovea.top_k %x k 3 axis 1 : (tensor<2x4x5xf32>) -> (tensor<2x3x5xf32>, tensor<2x3x5xi64>)
  %20:2 = fovea.top_k %x k 2 axis 2 largest false : (tensor<2x4x5xf32>) -> (tensor<2x4x2xf32>, tensor<2x4x2xi64>)
  %21 = fovea.cumulative sum %x axis 1 : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %22 = fovea.cumulative sum %x axis 1 exclusive : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %23 = fovea.cumulative sum %x axis 1 reverse : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %24 = fovea.cumulative sum %x axis 1 exclusive reverse : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %25 = fovea.cumulative prod %x axis 1 : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %26 = fovea.cumulative prod %x axis 1 exclusive : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %27 = fovea.cumulative prod %x axis 1 reverse : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %28 = fovea.cumulative prod %x axis 1 exclusive reverse : (tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  return %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, %16, %17, %18, %19#0, %19#1, %20#0, %20#1, %21, %22, %23, %24, %25, %26, %27, %28
    : tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x5xf32>, tensor<2x4x1xf32>, tensor<2x4x5xf32>, tensor<f32>, tensor<2x5xi8>, tensor<2x5xi8>, tensor<2x4xi1>, tensor<2x4xi1>, tensor<2x5xi64>, tensor<2x4x1xi64>, tensor<2x3x5xf32>, tensor<2x3x5xi64>, tensor<2x4x2xf32>, tensor<2x4x2xi64>, tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x5xf32>, tensor<2x4x5xf32>
}
