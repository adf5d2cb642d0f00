// Weights of a model come by name from a file, as safetensors or as .npz.

// RUN: rm -rf %t && mkdir %t && %python %S/Inputs/write-weights.py %t
// RUN: foveac %s --weights %t/w.safetensors -o %t/a && %t/a --random-inputs 1 --output-dir %t
// RUN: foveac %s --weights %t/w.npz -o %t/b && %t/b --random-inputs 1 --compare y=%t/y.npy --rtol 0 --atol 0
// RUN: %t/a --random-inputs 1 | FileCheck %s --check-prefix=VALUES
// The inputs are 0 or 1: 10 + 0 * 1 is the least, 30 + 1 * 3 the most.
// VALUES: y: f32 2x3, min 10, max 33,

// RUN: not foveac %s -o %t/none 2>&1 | FileCheck %s --check-prefix=WITHOUT
// WITHOUT: error: weight 'scale' has neither a value nor an initializer; expected a weight file
// RUN: not foveac %s --weights %t/none.npz -o %t/none 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: error: weight file '{{.*}}none.npz'
// RUN: not foveac %s --weights %s -o %t/none 2>&1 | FileCheck %s --check-prefix=NOT-WEIGHTS
// NOT-WEIGHTS: error: weight file '{{.*}}weights.mlir'
// RUN: not ls %t/none

func.func @main(%x: tensor<2x3xi64> {fovea.name = "x"}) -> (tensor<2x3xf32> {fovea.name = "y"}) {
  %scale = fovea.weight "scale" : tensor<3xf32>
  %offset = fovea.weight "offset" : tensor<3xf32>
  %0 = fovea.cast %x : tensor<2x3xi64> to tensor<2x3xf32>
  %1 = fovea.binary mul %0, %scale : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %2 = fovea.binary add %1, %offset : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}
