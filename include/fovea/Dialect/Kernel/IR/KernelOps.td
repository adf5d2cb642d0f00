//===- KernelOps.td - All ops of the kernel dialect -----------------------===//

#ifndef KERNEL_OPS
#define KERNEL_OPS

include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"
include "fovea/Dialect/Kernel/IR/KernelAttributes.td"
include "fovea/Dialect/Kernel/IR/KernelBase.td"
include "fovea/Dialect/Kernel/IR/KernelInterfaces.td"
include "mlir/Dialect/Arith/IR/ArithBase.td"

//===----------------------------------------------------------------------===//
// Windows of feature maps
//===----------------------------------------------------------------------===//

def Kernel_YieldOp : Op<Kernel_Dialect, "yield",
    [Pure, Terminator, ReturnLike]> {
  let summary = "element that an epilogue stores";
  let arguments = (ins AnyTypeOf<[F32, BF16]>:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

/// An op over windows of a feature map `[batch..., x..., c]`, one entry of
/// `window` for each spatial dimension `x`.
class Kernel_WindowOp<string mnemonic, list<Trait> traits = []>
    : Kernel_Op<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<Kernel_EpilogueOpInterface, [
          "getEpilogueOperands", "getEpilogueOperandsMutable", "getEpilogue"]>,
        SingleBlock])> {
  let regions = (region SizedRegion<1>:$epilogue);
  let results = (outs Optional<Kernel_MixedTensor>:$result);
  let hasVerifier = 1;
  code windowAccessors = [{
    ::mlir::ShapedType getInputType() {
      return ::llvm::cast<::mlir::ShapedType>(getInput().getType());
    }
    ::mlir::ShapedType getInitType() {
      return ::llvm::cast<::mlir::ShapedType>(getInit().getType());
    }
    /// Dimensions in front of the spatial ones.
    int64_t getBatchRank() {
      return getInitType().getRank() - getWindow().size() - 1;
    }
    /// One for each spatial dimension, whether written or not.
    ::llvm::SmallVector<int64_t> getAllStrides() {
      return ::fovea::kernel::getOrOnes(getStrides(), getWindow().size());
    }
    ::llvm::SmallVector<int64_t> getAllDilations() {
      return ::fovea::kernel::getOrOnes(getDilations(), getWindow().size());
    }
  }];
  let extraClassDeclaration = baseDeclaration # windowAccessors;
}

/// A window op that multiplies what it reads by weights.
class Kernel_WeightedWindowOp<string mnemonic, list<Trait> traits = []>
    : Kernel_WindowOp<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<Fovea_CostOpInterface>])> {
  code weightedAccessors = windowAccessors # [{
    ::mlir::ShapedType getWeightsType() {
      return ::llvm::cast<::mlir::ShapedType>(getWeights().getType());
    }
  }];
  let extraClassDeclaration = baseDeclaration # weightedAccessors;
}

def Kernel_ContractOp
    : Kernel_WeightedWindowOp<"contract", [AttrSizedOperandSegments]> {
  let summary = "matrix product or convolution, with an epilogue";
  let description = [{
    With `input` `[n..., x..., ci]` and `weights` `[k..., ci / groups, co]`,
    element `[n, o, c]` of the result `[n..., o..., co]` is the epilogue of

    ```
    sum over k, i of input[n, o * stride + k * dilation, g * (ci / groups) + i]
        * weights[k, i, c]          where g = c / (co / groups)
    ```

    All elements that this names are in the input: it holds its padding. With an
    empty window it is a matrix product. Once there is a `schedule`, `weights`
    has one dimension, and the order that `kernel.pack` makes.

    With a `scale` `[ci]`, the weights of input channel `i` are multiplied by
    `scale[i]` first. This takes one group, and f32.

    `input` and `weights` are both f32 or both bf16, which takes an even number
    of channels in each group. The sum is f32 in either case. The other operands
    may have either type, whatever that of these two.

    Example:

    ```mlir
    %0 = kernel.contract %input, %weights, %bias into %init window [3, 3]
        strides [2, 2] : (tensor<1x225x225x3xf32>, tensor<3x3x3x32xf32>,
        tensor<1x1x1x32xf32>, tensor<1x112x112x32xf32>)
        -> tensor<1x112x112x32xf32> {
    ^bb0(%sum: f32, %b: f32):
      %1 = arith.addf %sum, %b : f32
      kernel.yield %1 : f32
    }
    ```
  }];
  let arguments = (ins Kernel_MixedArray:$input, Kernel_MixedArray:$weights,
                       Optional<Kernel_Array>:$scale,
                       Variadic<Kernel_MixedArray>:$epilogue_operands,
                       Kernel_MixedArray:$init, DenseI64ArrayAttr:$window,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       DefaultValuedAttr<I64Attr, "1">:$groups,
                       OptionalAttr<Kernel_ContractScheduleAttr>:$schedule);
  let assemblyFormat = [{
    $input `,` $weights (`scaled` `by` $scale^)?
    (`,` $epilogue_operands^)? `into` $init
    `window` $window (`strides` $strides^)? (`dilations` $dilations^)?
    (`groups` $groups^)? (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results) $epilogue
  }];
}

def Kernel_DepthwiseOp
    : Kernel_WeightedWindowOp<"depthwise", [AttrSizedOperandSegments]> {
  let summary = "depthwise convolution, with an epilogue";
  let description = [{
    With `input` `[n..., x..., c]` and `weights` `[k..., c]`, element
    `[n, o, c]` of the result is the epilogue of

    ```
    sum over k of input[n, o * stride + k * dilation, c] * weights[k, c]
    ```

    The input holds its padding, as for `kernel.contract`. Products and sums are
    f32, also of an input in bf16.

    With a destination for `sums`, each tile of the schedule adds up what it
    stores, and a second result `[n..., o..., c]`, in f32, has one element for
    each tile in place of the columns in the last spatial dimension: so a mean
    over the feature map need not read it. Elements in bf16 are added up before
    they are rounded, where rounding is the last thing that the epilogue does.

    Example:

    ```mlir
    %0 = kernel.depthwise %input, %weights into %init window [3, 3]
        : (tensor<1x58x58x32xf32>, tensor<3x3x32xf32>, tensor<1x56x56x32xf32>)
        -> tensor<1x56x56x32xf32> {
    ^bb0(%sum: f32):
      kernel.yield %sum : f32
    }
    %1:2 = kernel.depthwise %input, %weights into %init sums %sums window [3, 3]
        schedule <lanes = 16, columns = 14>
        : (tensor<1x58x58x32xf32>, tensor<3x3x32xf32>, tensor<1x56x56x32xf32>,
           tensor<1x56x4x32xf32>)
        -> (tensor<1x56x56x32xf32>, tensor<1x56x4x32xf32>) {
    ^bb0(%sum: f32):
      kernel.yield %sum : f32
    }
    ```
  }];
  let arguments = (ins Kernel_MixedArray:$input, Kernel_Array:$weights,
                       Variadic<Kernel_MixedArray>:$epilogue_operands,
                       Kernel_MixedArray:$init, Optional<Kernel_Array>:$sums,
                       DenseI64ArrayAttr:$window,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       OptionalAttr<Kernel_DepthwiseScheduleAttr>:$schedule);
  let results = (outs Variadic<Kernel_MixedTensor>:$result_tensors);
  let assemblyFormat = [{
    $input `,` $weights (`,` $epilogue_operands^)? `into` $init
    (`sums` $sums^)? `window` $window (`strides` $strides^)? (`dilations` $dilations^)?
    (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results) $epilogue
  }];
  let extraClassDeclaration = weightedAccessors # [{
    ::mlir::MutableOperandRange getDpsInitsMutable() {
      unsigned first = getInitMutable().getOperandNumber();
      return ::mlir::MutableOperandRange(*this, first, getSums() ? 2 : 1);
    }
    /// The feature map, and the sums if there are any; null on buffers.
    ::mlir::Value getResult() { return getResultOrNull(0); }
    ::mlir::Value getSumsResult() { return getResultOrNull(1); }
    /// The shape of sums. Expects a schedule.
    ::llvm::SmallVector<int64_t> getSumsShape();

  private:
    ::mlir::Value getResultOrNull(unsigned number) {
      return number < (*this)->getNumResults() ? (*this)->getResult(number)
                                               : ::mlir::OpResult();
    }

  public:
  }];
}

def Kernel_PoolOp : Kernel_WindowOp<"pool"> {
  let summary = "sum or maximum of each window, with an epilogue";
  let description = [{
    With `input` `[n..., x..., c]`, element `[n, o, c]` of the result is the
    epilogue of `input[n, o * stride + k * dilation, c]` over all `k` in the
    window, combined by `addf` or `maximumf`.

    The input holds its padding, as for `kernel.contract`: elements that change
    nothing, which are 0 for `addf` and -infinity for `maximumf`. They are
    combined in f32, also those of an input in bf16.

    Example:

    ```mlir
    %0 = kernel.pool maximumf %input into %init window [3, 3] strides [2, 2]
        : (tensor<1x113x113x64xf32>, tensor<1x56x56x64xf32>)
        -> tensor<1x56x56x64xf32> {
    ^bb0(%max: f32):
      kernel.yield %max : f32
    }
    ```
  }];
  let arguments = (ins AtomicRMWKindAttr:$kind, Kernel_MixedArray:$input,
                       Variadic<Kernel_MixedArray>:$epilogue_operands,
                       Kernel_MixedArray:$init, DenseI64ArrayAttr:$window,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       OptionalAttr<Kernel_DepthwiseScheduleAttr>:$schedule);
  let assemblyFormat = [{
    $kind $input (`,` $epilogue_operands^)? `into` $init
    `window` $window (`strides` $strides^)? (`dilations` $dilations^)?
    (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results) $epilogue
  }];
}

//===----------------------------------------------------------------------===//
// Winograd convolution
//===----------------------------------------------------------------------===//

/// One of the three transforms of Winograd's minimal filtering (Lavin and Gray,
/// "Fast Algorithms for Convolutional Neural Networks", 2016, section 4.1), at
/// the points of Winograd.h. Its `outputs` say which algorithm it is.
class Kernel_WinogradOp<string mnemonic, list<Trait> traits>
    : Kernel_Op<mnemonic, traits> {
  let results = (outs Optional<StaticShapeTensorOf<[F32]>>:$result);
  let hasVerifier = 1;
  let extraClassDeclaration = baseDeclaration # [{
    /// Once verified, there is one.
    const ::fovea::kernel::winograd::Algorithm &getAlgorithm() {
      return *::fovea::kernel::winograd::findAlgorithm(getOutputs());
    }
  }];
}

/// Results of a tile, in each dimension.
def Kernel_WinogradOutputs : DefaultValuedAttr<I64Attr, "4">;

def Kernel_WinogradInputOp : Kernel_WinogradOp<"winograd_input", []> {
  let summary = "tiles of a feature map, made ready for products by element";
  let description = [{
    With m `outputs` of a tile in each dimension, 2 or 4, and p = m + 2, tile
    `[i, j]` of `input` `[n..., h, w, c]` is the block of p x p that begins at
    `[m i, m j]`. With the matrix `Bᵀ` of F(m x m, 3x3), element
    `[n, i, j, (p u + v) c + k]` of the result is element `[u, v]` of
    `Bᵀ tile B` for channel `k`.

    Example:

    ```mlir
    %0 = kernel.winograd_input %input into %init
        : (tensor<1x58x58x64xf32>, tensor<1x14x14x2304xf32>)
        -> tensor<1x14x14x2304xf32>
    ```
  }];
  let arguments = (ins Kernel_Array:$input, Kernel_Array:$init,
                       Kernel_WinogradOutputs:$outputs,
                       OptionalAttr<Kernel_RowScheduleAttr>:$schedule);
  let assemblyFormat = [{
    $input `into` $init (`outputs` $outputs^)? (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results)
  }];
}

def Kernel_WinogradWeightsOp : Kernel_WinogradOp<"winograd_weights", [
    DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>]> {
  let summary = "3x3 weights, made ready for products by element";
  let description = [{
    With `weights` `[3, 3, ci, co]` and the matrix `G` of the algorithm, element
    `[i, (p u + v) co + k]` of the result `[ci, p p co]` is element `[u, v]` of
    `G weights[:, :, i, k] Gᵀ`, where p = `outputs` + 2: the weights of a
    `kernel.contract` with p p groups.

    Example:

    ```mlir
    %0 = kernel.winograd_weights %weights into %init
        : (tensor<3x3x64x64xf32>, tensor<64x2304xf32>) -> tensor<64x2304xf32>
    ```
  }];
  let arguments = (ins Kernel_Array:$weights, Kernel_Array:$init,
                       Kernel_WinogradOutputs:$outputs,
                       OptionalAttr<Kernel_RowScheduleAttr>:$schedule);
  let assemblyFormat = [{
    $weights `into` $init (`outputs` $outputs^)? (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results)
  }];
}

def Kernel_WinogradOutputOp : Kernel_WinogradOp<"winograd_output", [
    DeclareOpInterfaceMethods<Kernel_EpilogueOpInterface, [
      "getEpilogueOperands", "getEpilogueOperandsMutable", "getEpilogue"]>,
    SingleBlock]> {
  let summary = "sums of tiles back to a feature map, with an epilogue";
  let description = [{
    The inverse of what `winograd_input` did, for `products`
    `[n..., ceil(h / m), ceil(w / m), p p c]` and the result `[n..., h, w, c]`,
    with m `outputs` of a tile in each dimension and p = m + 2: with the matrix
    `Aᵀ` of the algorithm, the epilogue of `Aᵀ tile A` is the block of m x m that
    begins at `[m i, m j]`, cut at the end of the result.

    Example:

    ```mlir
    %0 = kernel.winograd_output %products, %bias into %init
        : (tensor<1x14x14x2304xf32>, tensor<1x1x1x64xf32>,
           tensor<1x56x56x64xf32>) -> tensor<1x56x56x64xf32> {
    ^bb0(%sum: f32, %b: f32):
      %1 = arith.addf %sum, %b : f32
      kernel.yield %1 : f32
    }
    ```
  }];
  let arguments = (ins Kernel_Array:$products,
                       Variadic<Kernel_Array>:$epilogue_operands,
                       Kernel_Array:$init, Kernel_WinogradOutputs:$outputs,
                       OptionalAttr<Kernel_RowScheduleAttr>:$schedule);
  let regions = (region SizedRegion<1>:$epilogue);
  let assemblyFormat = [{
    $products (`,` $epilogue_operands^)? `into` $init (`outputs` $outputs^)?
    (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results) $epilogue
  }];
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

def Kernel_AttentionOp : Kernel_Op<"attention",
    [DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "scaled dot-product attention";
  let description = [{
    `softmax(scale query keyᵀ + mask) value` for each batch and head, with
    `query` `[batch, n, heads, d]`, `key` `[batch, m, kv heads, d]`, `value`
    `[batch, m, kv heads, e]` and the result `[batch, n, heads, e]`. Head `h`
    uses the kv head `h / (heads / kv heads)`. The scores of a block of queries
    live in a buffer that fits into a cache, and never in the arena.

    `mask` broadcasts to `[batch, heads, m, n]`: keys come before queries.
    `causal` excludes keys whose index exceeds that of the query. `softcap` c, if
    not 0, replaces a score s by c tanh(s / c) before the mask. A query whose
    scores are all -infinity gives 0.

    `query`, `key` and `value` are all f32 or all bf16, which takes an even `d`.
    In bf16 the weights of the softmax are rounded as well, once they are summed
    up. Scores, the mask and sums are f32 in either case.

    Example:

    ```mlir
    %0 = kernel.attention %query, %key, %value into %init scale 1.250000e-01
        : (tensor<1x197x12x64xf32>, tensor<1x197x12x64xf32>,
           tensor<1x197x12x64xf32>, tensor<1x197x12x64xf32>)
        -> tensor<1x197x12x64xf32>
    ```
  }];
  let arguments = (ins Kernel_MixedArray:$query, Kernel_MixedArray:$key,
                       Kernel_MixedArray:$value, Optional<Kernel_Array>:$mask,
                       Kernel_MixedArray:$init, F64Attr:$scale,
                       UnitAttr:$causal,
                       DefaultValuedAttr<F64Attr, "0.0">:$softcap,
                       OptionalAttr<Kernel_AttentionScheduleAttr>:$schedule);
  let results = (outs Optional<Kernel_MixedTensor>:$result);
  let assemblyFormat = [{
    $query `,` $key `,` $value (`mask` $mask^)? `into` $init `scale` $scale
    (`causal` $causal^)? (`softcap` $softcap^)? (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Normalization
//===----------------------------------------------------------------------===//

def Kernel_NormalizeOp : Kernel_Op<"normalize", [
    DeclareOpInterfaceMethods<Kernel_EpilogueOpInterface, [
      "getEpilogueOperands", "getEpilogueOperandsMutable", "getEpilogue"]>,
    SingleBlock]> {
  let summary = "layer or root mean square normalization, with an epilogue";
  let description = [{
    Each row `x` of the last dimension of `input` becomes the epilogue of
    `(x - m) / sqrt(mean((x - m)^2) + epsilon)`, where `m` is its mean, or 0
    without `center`. All of it is computed in f32, whatever is read and stored.

    Example:

    ```mlir
    %0 = kernel.normalize %input, %scale into %init center epsilon 1.0e-6
        : (tensor<1x197x384xf32>, tensor<1x1x384xf32>, tensor<1x197x384xf32>)
        -> tensor<1x197x384xf32> {
    ^bb0(%x: f32, %s: f32):
      %1 = arith.mulf %x, %s : f32
      kernel.yield %1 : f32
    }
    ```
  }];
  let arguments = (ins Kernel_MixedArray:$input,
                       Variadic<Kernel_MixedArray>:$epilogue_operands,
                       Kernel_MixedArray:$init, UnitAttr:$center,
                       F64Attr:$epsilon,
                       OptionalAttr<Kernel_RowScheduleAttr>:$schedule);
  let results = (outs Optional<Kernel_MixedTensor>:$result);
  let regions = (region SizedRegion<1>:$epilogue);
  let assemblyFormat = [{
    $input (`,` $epilogue_operands^)? `into` $init (`center` $center^)?
    `epsilon` $epsilon (`schedule` $schedule^)?
    attr-dict `:` functional-type(operands, results) $epilogue
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Layout
//===----------------------------------------------------------------------===//

def Kernel_PackOp : Kernel_Op<"pack", [
    DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>]> {
  let summary = "weights in the order in which a contraction reads them";
  let description = [{
    `weights` `[k..., ci / groups, co]` becomes one dimension: for each group and
    each panel of the schedule the block `[k..., ci / groups, panel]`. Columns
    beyond the channels are 0.

    Weights in bf16 are multiplied in pairs of channels, which lie side by side:
    `[k..., ci / groups / 2, panel, 2]`.

    Example:

    ```mlir
    %0 = kernel.pack %weights into %init groups 1
        schedule <lanes = 16, panels = [32], rows = [14]>
        : (tensor<3x3x3x32xf32>, tensor<864xf32>) -> tensor<864xf32>
    ```
  }];
  let arguments = (ins Kernel_MixedArray:$weights, Kernel_MixedArray:$init,
                       I64Attr:$groups, Kernel_ContractScheduleAttr:$schedule);
  let results = (outs Optional<Kernel_MixedTensor>:$result);
  let assemblyFormat = [{
    $weights `into` $init `groups` $groups `schedule` $schedule
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def Kernel_FillBorderOp : Kernel_Op<"fill_border"> {
  let summary = "zeros around a feature map";
  let description = [{
    Sets the first `low[d]` and the last `high[d]` elements of every dimension
    `d` to `value` and leaves the rest as it is: the result of another kernel
    lies there, or will.

    Example:

    ```mlir
    %0 = kernel.fill_border %init low [0, 1, 1, 0] high [0, 1, 1, 0]
        value 0.000000e+00
        : (tensor<1x58x58x32xf32>) -> tensor<1x58x58x32xf32>
    ```
  }];
  let arguments = (ins Kernel_MixedArray:$init, DenseI64ArrayAttr:$low,
                       DenseI64ArrayAttr:$high, F32Attr:$value);
  let results = (outs Optional<Kernel_MixedTensor>:$result);
  let assemblyFormat = [{
    $init `low` $low `high` $high `value` $value
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // KERNEL_OPS
