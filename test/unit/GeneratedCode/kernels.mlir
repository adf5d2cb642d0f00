// Something of each kernel, and of what has none, on sizes that no vector
// divides.
func.func @main(%image: tensor<2x33x35x5xf32>) -> (tensor<2x7xf32>, tensor<2x45x20xf32>) {
  // Convolutions, pools.
  %w0 = fovea.weight "stem" init <normal, 0.0, 0.15> : tensor<3x3x5x20xf32>
  %b0 = fovea.weight "stem/bias" init <normal, 0.0, 0.1> : tensor<20xf32>
  %0 = fovea.conv %image, %w0, %b0 strides [2, 2] pads [1, 1, 1, 1] : (tensor<2x33x35x5xf32>, tensor<3x3x5x20xf32>, tensor<20xf32>) -> tensor<2x17x18x20xf32>
  %1 = fovea.activation silu %0 : (tensor<2x17x18x20xf32>) -> tensor<2x17x18x20xf32>
  %w1 = fovea.weight "depthwise" init <normal, 0.0, 0.3> : tensor<3x3x1x20xf32>
  %2 = fovea.conv %1, %w1 pads [1, 1, 1, 1] groups 20 : (tensor<2x17x18x20xf32>, tensor<3x3x1x20xf32>) -> tensor<2x17x18x20xf32>
  %3 = fovea.binary add %2, %1 : (tensor<2x17x18x20xf32>, tensor<2x17x18x20xf32>) -> tensor<2x17x18x20xf32>
  // The depthwise convolution adds up its tiles for this mean.
  %mean = fovea.reduce mean %3 axes [1, 2] keep_dims : (tensor<2x17x18x20xf32>) -> tensor<2x1x1x20xf32>
  %scaled = fovea.binary mul %3, %mean : (tensor<2x17x18x20xf32>, tensor<2x1x1x20xf32>) -> tensor<2x17x18x20xf32>
  %4 = fovea.max_pool %scaled window [3, 3] strides [2, 2] pads [1, 1, 1, 1] : (tensor<2x17x18x20xf32>) -> tensor<2x9x9x20xf32>
  %5 = fovea.avg_pool %4 window [2, 2] strides [1, 2] pads [0, 0, 1, 1] : (tensor<2x9x9x20xf32>) -> tensor<2x9x5x20xf32>
  // Attention of projections.
  %tokens = fovea.reshape %5 : tensor<2x9x5x20xf32> to tensor<2x45x20xf32>
  %s = fovea.weight "norm/scale" init <normal, 1.0, 0.1> : tensor<20xf32>
  %n = fovea.layer_norm %tokens scale %s axis 2 epsilon 1.0e-6 : (tensor<2x45x20xf32>, tensor<20xf32>) -> tensor<2x45x20xf32>
  %wq = fovea.weight "query" init <normal, 0.0, 0.2> : tensor<20x20xf32>
  %wk = fovea.weight "key" init <normal, 0.0, 0.2> : tensor<20x20xf32>
  %wv = fovea.weight "value" init <normal, 0.0, 0.2> : tensor<20x20xf32>
  %q = fovea.matmul %n, %wq : (tensor<2x45x20xf32>, tensor<20x20xf32>) -> tensor<2x45x20xf32>
  %k = fovea.matmul %n, %wk : (tensor<2x45x20xf32>, tensor<20x20xf32>) -> tensor<2x45x20xf32>
  %v = fovea.matmul %n, %wv : (tensor<2x45x20xf32>, tensor<20x20xf32>) -> tensor<2x45x20xf32>
  %qs = fovea.reshape %q : tensor<2x45x20xf32> to tensor<2x45x2x10xf32>
  %ks = fovea.reshape %k : tensor<2x45x20xf32> to tensor<2x45x2x10xf32>
  %vs = fovea.reshape %v : tensor<2x45x20xf32> to tensor<2x45x2x10xf32>
  %qt = fovea.transpose %qs permutation [0, 2, 1, 3] : (tensor<2x45x2x10xf32>) -> tensor<2x2x45x10xf32>
  %kt = fovea.transpose %ks permutation [0, 2, 1, 3] : (tensor<2x45x2x10xf32>) -> tensor<2x2x45x10xf32>
  %vt = fovea.transpose %vs permutation [0, 2, 1, 3] : (tensor<2x45x2x10xf32>) -> tensor<2x2x45x10xf32>
  %6 = fovea.attention %qt, %kt, %vt scale 0.3 causal : (tensor<2x2x45x10xf32>, tensor<2x2x45x10xf32>, tensor<2x2x45x10xf32>) -> tensor<2x2x45x10xf32>
  %7 = fovea.transpose %6 permutation [0, 2, 1, 3] : (tensor<2x2x45x10xf32>) -> tensor<2x45x2x10xf32>
  %8 = fovea.reshape %7 : tensor<2x45x2x10xf32> to tensor<2x45x20xf32>
  %9 = fovea.binary add %8, %tokens : (tensor<2x45x20xf32>, tensor<2x45x20xf32>) -> tensor<2x45x20xf32>
  // Products of two activations, and reductions.
  %10 = fovea.matmul %9, %n transpose_rhs : (tensor<2x45x20xf32>, tensor<2x45x20xf32>) -> tensor<2x45x45xf32>
  %11 = fovea.softmax %10 axis 2 : (tensor<2x45x45xf32>) -> tensor<2x45x45xf32>
  %12 = fovea.matmul %11, %9 : (tensor<2x45x45xf32>, tensor<2x45x20xf32>) -> tensor<2x45x20xf32>
  %13 = fovea.reduce mean %12 axes [1] : (tensor<2x45x20xf32>) -> tensor<2x20xf32>
  %w2 = fovea.weight "head" init <normal, 0.0, 0.2> : tensor<20x7xf32>
  %14 = fovea.matmul %13, %w2 : (tensor<2x20xf32>, tensor<20x7xf32>) -> tensor<2x7xf32>
  return %14, %12 : tensor<2x7xf32>, tensor<2x45x20xf32>
}
