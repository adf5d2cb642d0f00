// Needs opset 19.

func.func @main(%x: tensor<1x7xf32> {fovea.name = "x"}) -> (tensor<1x9xf32> {fovea.name = "y"}) {
  %0 = fovea.pad %x low [0, 1] high [0, 1] mode wrap : (tensor<1x7xf32>) -> tensor<1x9xf32>
  return %0 : tensor<1x9xf32>
}
