//===- FoveaWindowOps.td - Convolutions, pooling, resampling --------------===//
//
// Feature maps are `[batch, spatial..., channels]` with one spatial dimension
// at least. `pads` lists the begin of every spatial dimension and then the end
// of every one. Attributes left out mean stride 1, dilation 1, no padding.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_WINDOW_OPS
#define FOVEA_WINDOW_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

/// An op that slides a window over the spatial dimensions of its input.
class Fovea_WindowOp<string mnemonic, list<Trait> traits = []>
    : Fovea_InferredOp<mnemonic, !listconcat([Fovea_BatchOpInterface], traits)> {
  let extraClassDeclaration = [{
    /// The geometry of the window, one entry for each spatial dimension.
    ::llvm::SmallVector<::fovea::WindowDim> getWindowDims();
  }];
}

defvar Fovea_WindowFormat = "(`strides` $strides^)? "
    "(`dilations` $dilations^)? (`pads` $pads^)? ";
defvar Fovea_TypeFormat = "attr-dict `:` functional-type(operands, results)";

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

def Fovea_ConvOp : Fovea_WindowOp<"conv",
    [DeclareOpInterfaceMethods<Fovea_ContractionOpInterface>,
     DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "convolution, channels last";
  let description = [{
    With `input` `[n, x..., ci]`, `kernel` `[k..., ci / groups, co]` and, if
    given, `bias` `[co]`, the result `[n, o..., co]` is

    ```
    result[n, o, c] = bias[c] + sum over k, i of
        input[n, o * stride + k * dilation - pad, g * (ci / groups) + i]
        * kernel[k, i, c]          where g = c / (co / groups)
    ```

    Outside of the input there is 0. `groups` divides both channel counts;
    `groups = ci` is a depthwise convolution. Output sizes are
    `floor((x + pad begin + pad end - (k - 1) * dilation - 1) / stride) + 1`.

    All operands have one element type. f16 and bf16 accumulate in f32,
    integers in their own type, wrapping around.

    It is an error if ranks, channels or the numbers of attribute values do not
    agree, if a stride, dilation or kernel size is below 1 or a pad negative,
    and if the window does not fit into the padded input.

    Example:

    ```mlir
    %0 = fovea.conv %image, %kernel, %bias strides [2, 2] pads [0, 0, 1, 1]
        : (tensor<1x224x224x3xf32>, tensor<3x3x3x32xf32>, tensor<32xf32>)
        -> tensor<1x112x112x32xf32>
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$input, Fovea_NumberTensor:$kernel,
                       Optional<Fovea_NumberTensor>:$bias,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       OptionalAttr<DenseI64ArrayAttr>:$pads,
                       DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $kernel (`,` $bias^)? ",
      Fovea_WindowFormat, "(`groups` $groups^)? ", Fovea_TypeFormat);
  let hasCanonicalizer = 1;
}

def Fovea_ConvTransposeOp : Fovea_WindowOp<"conv_transpose",
    [DeclareOpInterfaceMethods<Fovea_ContractionOpInterface>,
     DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "transposed convolution, channels last";
  let description = [{
    The gradient of a convolution with respect to its input: with `input`
    `[n, x..., ci]`, `kernel` `[k..., ci, co / groups]` and, if given, `bias`
    `[co]`, element `input[n, x, i]` times `kernel[k, i, j]` is added to
    `result[n, x * stride + k * dilation - pad, g * (co / groups) + j]` where
    `g = i / (ci / groups)`; products that fall outside of the result are
    dropped. Result sizes are `(x - 1) * stride + (k - 1) * dilation + 1
    - pad begin - pad end + output_padding`.

    Element types, accumulation and errors as for `fovea.conv`.

    Example:

    ```mlir
    %0 = fovea.conv_transpose %input, %kernel strides [2, 2] pads [1, 1, 1, 1]
        output_padding [1, 1]
        : (tensor<1x7x7x64xf32>, tensor<3x3x64x32xf32>)
        -> tensor<1x14x14x32xf32>
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$input, Fovea_NumberTensor:$kernel,
                       Optional<Fovea_NumberTensor>:$bias,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       OptionalAttr<DenseI64ArrayAttr>:$pads,
                       OptionalAttr<DenseI64ArrayAttr>:$output_padding,
                       DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat = !strconcat("$input `,` $kernel (`,` $bias^)? ",
      Fovea_WindowFormat, "(`output_padding` $output_padding^)? "
      "(`groups` $groups^)? ", Fovea_TypeFormat);
}

//===----------------------------------------------------------------------===//
// Pooling
//===----------------------------------------------------------------------===//

/// `[n, x..., c] -> [n, o..., c]`. Output sizes are
/// `floor((x + pad begin + pad end - (window - 1) * dilation - 1) / stride) + 1`;
/// with `ceil_mode` the division rounds up, and a last window that would start
/// behind the input and its low padding is left out.
class Fovea_PoolOp<string mnemonic, dag extraArguments = (ins),
                   string extraFormat = ""> : Fovea_WindowOp<mnemonic,
    [DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let arguments = !con((ins Fovea_NumberTensor:$input,
                            DenseI64ArrayAttr:$window,
                            OptionalAttr<DenseI64ArrayAttr>:$strides,
                            OptionalAttr<DenseI64ArrayAttr>:$dilations,
                            OptionalAttr<DenseI64ArrayAttr>:$pads,
                            UnitAttr:$ceil_mode), extraArguments);
  let assemblyFormat = !strconcat("$input `window` $window ",
      Fovea_WindowFormat, "(`ceil_mode` $ceil_mode^)? ", extraFormat,
      Fovea_TypeFormat);
}

def Fovea_MaxPoolOp : Fovea_PoolOp<"max_pool"> {
  let summary = "largest element of each window; padding never wins";
  let description = [{
    `[n, x..., c] -> [n, o..., c]`, with the output sizes of `fovea.conv`. With
    `ceil_mode` their division rounds up, and a last window that would start
    behind the input and its low padding is left out. A window that lies in
    the padding as a whole gives the lowest value of the type (-infinity for
    floats). NaN is larger than any number.

    Errors as for `fovea.conv`.

    Example:

    ```mlir
    %0 = fovea.max_pool %input window [3, 3] strides [2, 2] pads [1, 1, 1, 1]
        : (tensor<1x112x112x64xf32>) -> tensor<1x56x56x64xf32>
    ```
  }];
  let results = (outs Fovea_NumberTensor:$result);
  let hasFolder = 1;
}

def Fovea_MaxPoolIndicesOp : Fovea_PoolOp<"max_pool_indices"> {
  let summary = "where in its spatial plane the maximum of each window lies";
  let description = [{
    For each result of `fovea.max_pool` with the same attributes, the position
    of that element in the input, flattened over the spatial dimensions in row
    major order, batch and channel left out: `y * width + x` for images. Of
    equal elements the first one counts. A window that lies in the padding as a
    whole gives -1.

    Example:

    ```mlir
    %0 = fovea.max_pool_indices %input window [2, 2] strides [2, 2]
        : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xi64>
    ```
  }];
  let results = (outs Fovea_IndexTensor:$result);
}

def Fovea_AvgPoolOp : Fovea_PoolOp<"avg_pool",
    (ins UnitAttr:$count_include_pad),
    "(`count_include_pad` $count_include_pad^)? "> {
  let summary = "mean of each window";
  let description = [{
    Shapes as for `fovea.max_pool`. The sum of the taps inside the input is
    divided by their number or, with `count_include_pad`, by the number of taps
    inside the input and its explicit padding; what `ceil_mode` lets a window
    reach beyond that never counts. A window without a tap to count gives NaN.
    f16 and bf16 accumulate in f32.

    Example:

    ```mlir
    %0 = fovea.avg_pool %input window [3, 3] strides [2, 2] pads [1, 1, 1, 1]
        count_include_pad
        : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32>
    ```
  }];
  let results = (outs Fovea_FloatTensor:$result);
}

def Fovea_LpPoolOp : Fovea_PoolOp<"lp_pool",
    (ins DefaultValuedAttr<I64Attr, "2">:$p), "(`p` $p^)? "> {
  let summary = "p-norm of each window";
  let description = [{
    Shapes as for `fovea.max_pool`. The result is `(sum of |x|^p)^(1/p)` over
    the taps inside the input, `p` at least 1. f16 and bf16 accumulate in f32.

    Example:

    ```mlir
    %0 = fovea.lp_pool %input window [2, 2] strides [2, 2] p 3
        : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32>
    ```
  }];
  let results = (outs Fovea_FloatTensor:$result);
}

//===----------------------------------------------------------------------===//
// Resampling
//===----------------------------------------------------------------------===//

def Fovea_ResizeOp : Fovea_InferredOp<"resize",
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "resampling of any dimensions";
  let description = [{
    Means what the ONNX operator Resize means, on any dimensions of a tensor of
    any layout. `sizes` are the sizes of the result, `scales` the factors
    (result / input) that the coordinate formulas use, both of full rank; they
    may differ where a size was rounded. `roi` (the begin of every dimension,
    then the end of every one, as fractions of the input) belongs to
    `tf_crop_and_resize`, which gives `extrapolation_value` outside of the
    input.

    Each dimension is interpolated on its own: position `o` of the result maps
    to a real coordinate of the input (`coordinate_mode`), and the elements
    around that are weighted by a kernel (`mode`; `cubic_coefficient` is the
    free parameter of the cubic). Beyond the border there is the border's
    element; with `exclude_outside` its weight is 0 instead, and the other
    weights are scaled to sum 1. `antialias` widens the kernel of a dimension
    that shrinks by `1 / scale`; it has no effect on `nearest`.

    f16 and bf16 are computed in f32, integers in f64, then truncated towards
    zero and clamped to their type.

    It is an error if a list is not of full rank, if a size is negative, if a
    scale is not positive and finite or off by a factor of two, if an empty
    dimension is to grow, and if `tf_crop_and_resize` comes without `roi`.

    Example:

    ```mlir
    %0 = fovea.resize linear %input sizes [1, 16, 16, 3]
        scales [1.0, 2.0, 2.0, 1.0] coordinates half_pixel
        : (tensor<1x8x8x3xf32>) -> tensor<1x16x16x3xf32>
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$input,
      DenseI64ArrayAttr:$sizes, DenseF64ArrayAttr:$scales,
      Fovea_ResizeModeAttr:$mode, Fovea_CoordinateModeAttr:$coordinate_mode,
      DefaultValuedAttr<Fovea_NearestModeAttr,
                        "NearestMode::round_prefer_floor">:$nearest_mode,
      DefaultValuedAttr<F64Attr, "-0.75">:$cubic_coefficient,
      UnitAttr:$exclude_outside, UnitAttr:$antialias,
      DefaultValuedAttr<F64Attr, "0.0">:$extrapolation_value,
      OptionalAttr<DenseF64ArrayAttr>:$roi);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat = !strconcat("$mode $input `sizes` $sizes `scales` $scales "
      "`coordinates` $coordinate_mode (`nearest_mode` $nearest_mode^)? "
      "(`cubic_coefficient` $cubic_coefficient^)? "
      "(`exclude_outside` $exclude_outside^)? (`antialias` $antialias^)? "
      "(`extrapolation_value` $extrapolation_value^)? (`roi` $roi^)? ",
      Fovea_TypeFormat);
  let hasFolder = 1;
}

class Fovea_DepthOp<string mnemonic>
    : Fovea_InferredOp<mnemonic, [Fovea_BatchOpInterface]> {
  let arguments = (ins Fovea_Tensor:$input, I64Attr:$block_size,
      DefaultValuedAttr<Fovea_DepthOrderAttr, "DepthOrder::dcr">:$order);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat = !strconcat(
      "$input `block_size` $block_size (`order` $order^)? ", Fovea_TypeFormat);
  let hasFolder = 1;
}

def Fovea_SpaceToDepthOp : Fovea_DepthOp<"space_to_depth"> {
  let summary = "blocks of pixels into channels";
  let description = [{
    `[n, x..., c] -> [n, x / b..., b^r * c]` for block size b and r spatial
    dimensions: pixel `x` of a channel goes to block `x / b`, and its place in
    the block, `x % b`, becomes the outer part (`dcr`) or the inner part
    (`crd`) of the channel index. It is an error if b does not divide a spatial
    size.

    Example:

    ```mlir
    %0 = fovea.space_to_depth %input block_size 2
        : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x12xf32>
    ```
  }];
}

def Fovea_DepthToSpaceOp : Fovea_DepthOp<"depth_to_space"> {
  let summary = "channels into blocks of pixels";
  let description = [{
    `[n, x..., b^r * c] -> [n, x * b..., c]` for block size b and r spatial
    dimensions, the inverse of `fovea.space_to_depth`. It is an error if b^r
    does not divide the channels.

    Example:

    ```mlir
    %0 = fovea.depth_to_space %input block_size 2 order crd
        : (tensor<1x4x4x12xf32>) -> tensor<1x8x8x3xf32>
    ```
  }];
}

#endif // FOVEA_WINDOW_OPS
