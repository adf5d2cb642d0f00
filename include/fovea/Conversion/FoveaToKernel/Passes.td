//===- Passes.td - From graph ops to kernels ------------------------------===//

#ifndef FOVEA_CONVERSION_FOVEATOKERNEL_PASSES
#define FOVEA_CONVERSION_FOVEATOKERNEL_PASSES

include "mlir/Pass/PassBase.td"

def ConvertFoveaToKernelPass : Pass<"convert-fovea-to-kernel"> {
  let summary = "Turn convolutions, matrix products, attention into kernels";
  let description = [{
    f32 convolutions become `kernel.contract` or `kernel.depthwise`, products
    with a matrix `kernel.contract`; a bias becomes a sum, to be fused into the
    epilogue. Products of many pairs of matrices become one contraction with a
    group for each. Maximum and average pools become `kernel.pool`, and so do
    sums, means and maxima of all dimensions between batch and channels, or of
    the last ones of these. Attention becomes `kernel.attention` with tokens
    before heads, a layer or root mean square normalization of rows
    `kernel.normalize`. All else stays as it is, for `--convert-fovea-to-linalg`.

    A 3x3 convolution with constant weights and stride 1 becomes an algorithm of
    Winograd, a `kernel.contract` between `kernel.winograd_input` and
    `kernel.winograd_output`, in tiles of 2x2 or of 4x4 results, where this takes
    less time by an estimate of all: with one thread and with all cores, in the
    geometric mean.

    A kernel's input holds its padding. So that this costs no copy, the padded
    buffer is made before the input is computed: only its border is filled, and
    bufferization lets the producer write the inside. `fovea.pad` of constants
    around feature maps is made in the same way.

    Before:
    ```mlir
    %0 = fovea.activation relu %x : ...
    %1 = fovea.conv %0, %w pads [1, 1, 1, 1] : ...
    ```
    After:
    ```mlir
    %0 = tensor.empty() : tensor<1x58x58x64xf32>
    %1 = kernel.fill_border %0 low [0, 1, 1, 0] high [0, 1, 1, 0] value 0.0
    %2 = fovea.activation relu %x : ...
    %3 = tensor.insert_slice %2 into %1[0, 1, 1, 0] [1, 56, 56, 64] [1, 1, 1, 1]
    %4 = kernel.contract %3, %w into ... window [3, 3]
    ```
  }];
  let options = [
    Option<"winograd", "winograd", "::fovea::WinogradUse",
           "::fovea::WinogradUse::Auto",
           "when to compute a convolution by Winograd's algorithm",
           "::fovea::getWinogradUseValues()">
  ];
  let dependentDialects = ["::fovea::kernel::KernelDialect",
                           "::mlir::tensor::TensorDialect"];
  let statistics = [
    Statistic<"numNormalizations", "normalizations",
              "ops made kernel.normalize">,
    Statistic<"numAttentions", "attentions", "ops made kernel.attention">,
    Statistic<"numContractions", "contractions", "ops made kernel.contract">,
    Statistic<"numDepthwise", "depthwise", "ops made kernel.depthwise">,
    Statistic<"numWinograd", "winograd",
              "convolutions by Winograd's algorithm">,
    Statistic<"numPools", "pools", "ops made kernel.pool">
  ];
}

#endif // FOVEA_CONVERSION_FOVEATOKERNEL_PASSES
