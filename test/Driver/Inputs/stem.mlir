func.func @main(%x: tensor<1x17x17x3xf32> {fovea.name = "x"})
    -> (tensor<1x9x9x8xf32> {fovea.name = "y"}) {
  %w = fovea.weight "w" init <normal, 0.0, 0.27> : tensor<7x7x3x8xf32>
  %0 = fovea.conv %x, %w strides [2, 2] pads [3, 3, 3, 3]
      : (tensor<1x17x17x3xf32>, tensor<7x7x3x8xf32>) -> tensor<1x9x9x8xf32>
  return %0 : tensor<1x9x9x8xf32>
}
