//===- Passes.td - Passes on the fovea dialect ----------------------------===//

#ifndef FOVEA_TRANSFORMS_PASSES
#define FOVEA_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def FoldConstantsPass : Pass<"fovea-fold-constants", "::mlir::ModuleOp"> {
  let summary = "Compute what depends on constants and weights alone";
  let description = [{
    Folders compute small constants only, since what they make is kept for ever.
    This pass also rearranges weights of any size (the transposes and reshapes
    that layout changes leave on them), into fresh memory that is freed with its
    last use. Ops that would make something much larger of something small (a
    broadcast) are left for when the model runs.

    Before:
    ```mlir
    %0 = fovea.weight "w" value dense_resource<w> : tensor<8x4x3x3xf32>
       : tensor<8x4x3x3xf32>
    %1 = fovea.transpose %0 permutation [2, 3, 1, 0]
       : (tensor<8x4x3x3xf32>) -> tensor<3x3x4x8xf32>
    ```
    After:
    ```mlir
    %1 = fovea.weight "w" value dense_resource<w_1> : tensor<3x3x4x8xf32>
       : tensor<3x3x4x8xf32>
    ```
  }];
  let statistics = [
    Statistic<"numFolded", "folded", "operations computed at compile time">
  ];
}

def FoldBatchNormPass : Pass<"fovea-fold-batch-norm"> {
  let summary = "Fold normalizations and scales into convolutions";
  let description = [{
    A batch normalization with constant parameters becomes a product and a sum
    for each channel. A product of that kind behind a convolution moves into its
    weights, a sum into its bias, wherever it comes from. Results differ in
    rounding.

    Before:
    ```mlir
    %0 = fovea.conv %x, %w : ...
    %1 = fovea.batch_norm %0, %scale, %offset, %mean, %variance epsilon 1.0e-5
    ```
    After, with `s = scale / sqrt(variance + epsilon)` and
    `t = offset - mean * s`:
    ```mlir
    %2 = fovea.binary mul %w, %s : ...
    %1 = fovea.conv %x, %2, %t : ...
    ```
  }];
  let statistics = [
    Statistic<"numDecomposed", "decomposed", "batch normalizations">,
    Statistic<"numFolded", "folded", "products and sums moved into weights">
  ];
}

def PropagateTransposesPass : Pass<"fovea-propagate-transposes"> {
  let summary = "Cancel the transposes around channels-last ops";
  let description = [{
    An imported channels-first graph has a transpose before and after each
    convolution or pooling. This pass moves transposes down through the ops that
    do not care (`TransposableOpInterface`) until they meet their inverse, so
    that the whole graph is channels last between its inputs and outputs.
  }];
  let statistics = [
    Statistic<"numMoved", "moved", "transposes moved through an operation">,
    Statistic<"numRemaining", "remaining", "transposes of activations left">
  ];
}

def LabelOpsPass : Pass<"fovea-label-ops"> {
  let summary = "Keep the names of graph ops in the locations of their loops";
  let description = [{
    Lowering keeps locations and nothing else of an op. This pass fuses the
    op's mnemonic into its location, from where profiles and reports read it.

    Before: `loc("layer1")`. After: `loc(fused<"conv">["layer1"])`.
  }];
}

def RaiseActivationsPass : Pass<"fovea-raise-activations"> {
  let summary = "Recognize activations that an exporter wrote as formulas";
  let description = [{
    `x sigmoid(x)` is silu, `x hard_sigmoid(x)` hard-swish, and the product of
    1/2, x and `1 + erf(x / sqrt(2))` gelu. As one op of one operand they can be
    fused.

    Before:
    ```mlir
    %0 = fovea.activation sigmoid %x : ...
    %1 = fovea.binary mul %x, %0 : ...
    ```
    After:
    ```mlir
    %1 = fovea.activation silu %x : ...
    ```
  }];
  let statistics = [
    Statistic<"numRaised", "raised", "activations recognized">
  ];
}

def RaiseAttentionPass : Pass<"fovea-raise-attention"> {
  let summary = "Recognize attention that an exporter wrote as products";
  let description = [{
    `softmax(q kᵀ * scale) v` becomes `fovea.attention`, wherever the scale
    stands, unless the scores have another use.

    Before:
    ```mlir
    %0 = fovea.matmul %q, %k transpose_rhs : ...
    %1 = fovea.binary mul %0, %scale : ...
    %2 = fovea.softmax %1 axis 3 : ...
    %3 = fovea.matmul %2, %v : ...
    ```
    After:
    ```mlir
    %3 = fovea.attention %q, %k, %v scale 1.250000e-01 : ...
    ```
  }];
  let statistics = [
    Statistic<"numRaised", "raised", "attentions recognized">
  ];
}

def MergeMatMulsPass : Pass<"fovea-merge-matmuls"> {
  let summary = "Make one product of several products of one input";
  let description = [{
    Products of the same rows with constant matrices, such as the projections to
    queries, keys and values where a model has one for each, become one product
    with the matrices side by side, and so do the biases behind them. The result
    is read in parts. A product that an elementwise op follows is left alone, for
    that op is to be fused with it.

    Before:
    ```mlir
    %0 = fovea.matmul %x, %w : (..., tensor<768x768xf32>) -> ...
    %1 = fovea.matmul %x, %v : (..., tensor<768x768xf32>) -> ...
    ```
    After:
    ```mlir
    %2 = fovea.concat %w, %v axis 1 : ...
    %3 = fovea.matmul %x, %2 : (..., tensor<768x1536xf32>) -> ...
    %0:2 = fovea.split %3 axis 2 sizes [768, 768] : ...
    ```
  }];
  let statistics = [
    Statistic<"numMerged", "merged", "products that became a part of another">
  ];
}

def SinkScalesPass : Pass<"fovea-sink-scales"> {
  let summary = "Scale the weights of a convolution instead of its input";
  let description = [{
    A feature map that is multiplied by one number for each channel, and then
    read by one convolution, need not be: the weights are multiplied instead,
    where they are fewer. This removes the pass over the feature map that a
    squeeze-and-excite block costs.

    Before:
    ```mlir
    %0 = fovea.binary mul %x, %scale
        : (tensor<1x56x56x96xf32>, tensor<1x1x1x96xf32>) -> ...
    %1 = fovea.conv %0, %w : (..., tensor<1x1x96x24xf32>) -> ...
    ```
    After:
    ```mlir
    %0 = fovea.reshape %scale : tensor<1x1x1x96xf32> to tensor<96x1xf32>
    %1 = fovea.binary mul %w, %0 : ...
    %2 = fovea.conv %x, %1 : ...
    ```
  }];
  let statistics = [
    Statistic<"numSunk", "sunk", "scales moved into weights">
  ];
}

def SelectActivationsPass : Pass<"fovea-select-activations"> {
  let summary = "Choose how exact and where activations are computed";
  let description = [{
    Each activation gets, within the error that is allowed, the implementation
    of the fewest instructions: on CPUs silu and gelu as a whole take half of
    those of their parts ([RationaleVectorMath.md](RationaleVectorMath.md)).
    Accelerators have units for functions. Where the module's machine cannot
    compute an activation behind the product that makes its input, it is kept
    separate.

    Before:
    ```mlir
    %1 = fovea.activation silu %0 : ...
    ```
    After, on a CPU:
    ```mlir
    %1 = fovea.activation silu %0 error 1.0e-6 : ...
    ```
    After, on a machine that fuses ReLU alone:
    ```mlir
    %1 = fovea.activation silu %0 separate : ...
    ```
  }];
  let options = [
    Option<"error", "error", "double", /*default=*/"1e-6",
           "error that is allowed, relative to the larger of 1 and the "
           "argument; 0 for all digits">
  ];
  let statistics = [
    Statistic<"numApproximate", "approximate", "activations with an error">,
    Statistic<"numSeparate", "separate", "activations kept out of products">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::math::MathDialect"
  ];
}

def SpaceToDepthPass : Pass<"fovea-space-to-depth"> {
  let summary = "Give strided convolutions of few channels more channels";
  let description = [{
    A convolution that moves by several pixels is computed on blocks of pixels,
    with weights of which some are 0, where an estimate says that this takes
    less time: on a matrix unit that multiplies many channels at once, or on a
    CPU that multiplies pairs in bf16. It takes one group, no dilation, and
    constant weights, which need not have values yet.

    On an accelerator, blocks of as many pixels as the stride become channels.
    In a dimension with stride s and p zeros of low padding, tap k is at
    q = k - p. It becomes tap floor(q / s) - floor(-p / s) of the blocks and
    channel q mod s. Sizes that the stride does not divide are padded first.

    Before:
    ```mlir
    %0 = fovea.conv %x, %w strides [2, 2] pads [3, 3, 3, 3]
        : (tensor<1x224x224x3xf32>, tensor<7x7x3x64xf32>)
        -> tensor<1x112x112x64xf32>
    ```
    After, on an accelerator, with `%v` computed from `%w`:
    ```mlir
    %1 = fovea.space_to_depth %x block_size 2
        : (tensor<1x224x224x3xf32>) -> tensor<1x112x112x12xf32>
    %0 = fovea.conv %1, %v pads [2, 2, 1, 1]
        : (tensor<1x112x112x12xf32>, tensor<4x4x12x64xf32>)
        -> tensor<1x112x112x64xf32>
    ```

    On a CPU the blocks are neighbours in a row of the padded input, which lie
    side by side: no element moves for them. They are as long as the stride or,
    in bf16, pairs where windows begin at pairs. A convolution of what
    `fovea.space_to_depth` made reads the pixels as they are.

    After, on a CPU, in bf16:
    ```mlir
    %1 = fovea.pad %x low [0, 3, 3, 0] high [0, 2, 3, 0]
        : (tensor<1x224x224x3xf32>) -> tensor<1x229x230x3xf32>
    %2 = fovea.reshape %1
        : tensor<1x229x230x3xf32> to tensor<1x229x345x2xf32>
    %0 = fovea.conv %2, %v strides [2, 3]
        : (tensor<1x229x345x2xf32>, tensor<7x11x2x64xf32>)
        -> tensor<1x112x112x64xf32>
    ```

    Results differ in rounding; and an infinity or NaN in the input also reaches
    the windows that end in its block, since it is multiplied by 0 there.
  }];
  let options = [
    Option<"use", "space-to-depth", "::fovea::UseWhere",
           "::fovea::UseWhere::Auto",
           "where to compute a convolution over blocks of pixels",
           "::fovea::getUseWhereValues()">,
    Option<"bf16", "bf16", "bool", /*default=*/"false",
           "convolutions will multiply in bf16">
  ];
  let statistics = [
    Statistic<"numBlocked", "blocked", "convolutions over blocks of pixels">,
    Statistic<"numRead", "read",
              "convolutions that read pixels in place of blocks">
  ];
}

def SplitBatchPass : Pass<"fovea-split-batch"> {
  let summary = "Compute a batch image by image";
  let description = [{
    Feature maps of a whole batch leave the caches before the next op reads
    them; those of one image stay. So the ops from the inputs on are cloned for
    each image, as far as an estimate says that what maps gain is more than what
    it costs to read weights once for each image. From there on the ops have the
    batch, as before. What takes part says so by `BatchOpInterface`; the batch
    is dimension 0 of the first input. More than 16 images are computed several
    at a time, so that there are at most 16 clones.

    Before:
    ```mlir
    %0 = fovea.conv %x, %w : (tensor<2x8x8x3xf32>, tensor<3x3x3x8xf32>)
        -> tensor<2x6x6x8xf32>
    ```
    After:
    ```mlir
    %1 = fovea.slice %x starts [0, 0, 0, 0] sizes [1, 8, 8, 3] steps [1, 1, 1, 1]
        : (tensor<2x8x8x3xf32>) -> tensor<1x8x8x3xf32>
    %2 = fovea.conv %1, %w : (tensor<1x8x8x3xf32>, tensor<3x3x3x8xf32>)
        -> tensor<1x6x6x8xf32>
    %3 = fovea.slice %x starts [1, 0, 0, 0] sizes [1, 8, 8, 3] steps [1, 1, 1, 1]
        : (tensor<2x8x8x3xf32>) -> tensor<1x8x8x3xf32>
    %4 = fovea.conv %3, %w : (tensor<1x8x8x3xf32>, tensor<3x3x3x8xf32>)
        -> tensor<1x6x6x8xf32>
    %0 = fovea.concat %2, %4 axis 0
        : (tensor<1x6x6x8xf32>, tensor<1x6x6x8xf32>) -> tensor<2x6x6x8xf32>
    ```
  }];
  let options = [
    Option<"use", "split-batch", "::fovea::UseWhere",
           "::fovea::UseWhere::Auto",
           "where to compute images one after the other",
           "::fovea::getUseWhereValues()">
  ];
  let statistics = [
    Statistic<"numSplit", "split", "operations that became several">
  ];
}

#endif // FOVEA_TRANSFORMS_PASSES
