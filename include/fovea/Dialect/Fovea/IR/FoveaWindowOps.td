//===- FoveaWindowOps.td - Convolutions, pooling, resampling --------------===//
//
// Feature maps are `[batch, spatial..., channels]` with one to three spatial
// dimensions. `pads` lists the begin of every spatial dimension and then the
// end of every one. Attributes left out mean stride 1, dilation 1, no padding.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_WINDOW_OPS
#define FOVEA_WINDOW_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_ConvOp : Fovea_InferredOp<"conv",
    [DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "convolution, channels last";
  let arguments = (ins Fovea_NumberTensor:$input, Fovea_NumberTensor:$kernel,
                       Optional<Fovea_NumberTensor>:$bias,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       OptionalAttr<DenseI64ArrayAttr>:$pads,
                       DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs Fovea_NumberTensor:$result);
  // kernel: [window..., input channels / groups, output channels]
}

def Fovea_ConvTransposeOp : Fovea_InferredOp<"conv_transpose",
    [DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "transposed convolution, channels last";
  let arguments = (ins Fovea_NumberTensor:$input, Fovea_NumberTensor:$kernel,
                       Optional<Fovea_NumberTensor>:$bias,
                       OptionalAttr<DenseI64ArrayAttr>:$strides,
                       OptionalAttr<DenseI64ArrayAttr>:$dilations,
                       OptionalAttr<DenseI64ArrayAttr>:$pads,
                       OptionalAttr<DenseI64ArrayAttr>:$output_padding,
                       DefaultValuedAttr<I64Attr, "1">:$groups);
  let results = (outs Fovea_NumberTensor:$result);
  // kernel: [window..., input channels, output channels / groups]
}

class Fovea_PoolOp<string mnemonic, dag extraArguments = (ins)>
    : Fovea_InferredOp<mnemonic> {
  let arguments = !con((ins Fovea_NumberTensor:$input,
                            DenseI64ArrayAttr:$window,
                            OptionalAttr<DenseI64ArrayAttr>:$strides,
                            OptionalAttr<DenseI64ArrayAttr>:$dilations,
                            OptionalAttr<DenseI64ArrayAttr>:$pads,
                            UnitAttr:$ceil_mode), extraArguments);
}

def Fovea_MaxPoolOp : Fovea_PoolOp<"max_pool"> {
  let summary = "largest element of each window; padding never wins";
  let results = (outs Fovea_NumberTensor:$result);
}

def Fovea_MaxPoolIndicesOp : Fovea_PoolOp<"max_pool_indices"> {
  let summary = "where in its spatial plane the maximum of each window lies";
  // Flattened over the spatial dimensions, row major, without batch/channel.
  let results = (outs Fovea_IndexTensor:$result);
}

def Fovea_AvgPoolOp : Fovea_PoolOp<"avg_pool",
                                   (ins UnitAttr:$count_include_pad)> {
  let summary = "mean of each window";
  let results = (outs Fovea_FloatTensor:$result);
}

def Fovea_LpPoolOp : Fovea_PoolOp<"lp_pool",
                                  (ins DefaultValuedAttr<I64Attr, "2">:$p)> {
  let summary = "p-norm of each window";
  let results = (outs Fovea_FloatTensor:$result);
}

def Fovea_ResizeOp : Fovea_InferredOp<"resize",
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>]> {
  let summary = "resampling of any dimensions";
  let description = [{
    `sizes` are the sizes of the result, `scales` the factors (result / input)
    that the coordinate formulas use, both of full rank. `roi` (begins, then
    ends, normalized) belongs to `tf_crop_and_resize`.
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
}

def Fovea_SpaceToDepthOp : Fovea_InferredOp<"space_to_depth"> {
  let summary = "blocks of pixels into channels";
  let arguments = (ins Fovea_Tensor:$input, I64Attr:$block_size,
      DefaultValuedAttr<Fovea_DepthOrderAttr, "DepthOrder::dcr">:$order);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_DepthToSpaceOp : Fovea_InferredOp<"depth_to_space"> {
  let summary = "channels into blocks of pixels";
  let arguments = (ins Fovea_Tensor:$input, I64Attr:$block_size,
      DefaultValuedAttr<Fovea_DepthOrderAttr, "DepthOrder::dcr">:$order);
  let results = (outs Fovea_Tensor:$result);
}

#endif // FOVEA_WINDOW_OPS
