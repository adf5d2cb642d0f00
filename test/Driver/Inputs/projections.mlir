func.func @main(%x: tensor<5x4xf32>) -> (tensor<5x2x3xf32>, tensor<5x2x3xf32>) {
  %w = fovea.constant dense<1.0> : tensor<4x6xf32>
  %v = fovea.constant dense<2.0> : tensor<4x6xf32>
  %0 = fovea.matmul %x, %w : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  %1 = fovea.matmul %x, %v : (tensor<5x4xf32>, tensor<4x6xf32>) -> tensor<5x6xf32>
  %2 = fovea.reshape %0 : tensor<5x6xf32> to tensor<5x2x3xf32>
  %3 = fovea.reshape %1 : tensor<5x6xf32> to tensor<5x2x3xf32>
  return %2, %3 : tensor<5x2x3xf32>, tensor<5x2x3xf32>
}
