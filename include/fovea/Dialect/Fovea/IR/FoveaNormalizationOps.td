//===- FoveaNormalizationOps.td - Normalizations and softmax --------------===//
//
// All compute in f32, or in f64 if the input is f64, and round once to the type
// of the input, which the result has. Scales, offsets and statistics may have
// other floating point types.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_NORMALIZATION_OPS
#define FOVEA_NORMALIZATION_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_BatchNormOp : Fovea_InferredOp<"batch_norm",
    [Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "normalization of channels by stored statistics";
  let description = [{
    `(input - mean) / sqrt(variance + epsilon) * scale + offset`. The last
    dimension of the input is that of channels; the four parameters have shape
    `[channels]`. (Ioffe and Szegedy, "Batch Normalization", 2015; at inference.)

    Example:
    ```mlir
    %0 = fovea.batch_norm %x, %scale, %offset, %mean, %variance epsilon 1.0e-5
       : (tensor<1x8x8x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>,
          tensor<3xf32>) -> tensor<1x8x8x3xf32>
    ```
  }];
  let arguments = (ins Fovea_FloatTensor:$input, Fovea_FloatTensor:$scale,
                       Fovea_FloatTensor:$offset, Fovea_FloatTensor:$mean,
                       Fovea_FloatTensor:$variance, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
  let assemblyFormat = "operands `epsilon` $epsilon attr-dict `:` "
                       "functional-type(operands, results)";
}

def Fovea_LayerNormOp : Fovea_InferredOp<"layer_norm",
    [AttrSizedOperandSegments, Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "normalization over the dimensions from `axis` on";
  let description = [{
    `(input - mean) / sqrt(variance + epsilon) * scale + offset`, with mean and
    variance over the dimensions `axis` to the last. Scale and offset, where
    given, broadcast to the shape of these dimensions. (Ba, Kiros and Hinton,
    "Layer Normalization", 2016.)

    Example:
    ```mlir
    %0 = fovea.layer_norm %x scale %scale offset %offset axis 2 epsilon 1.0e-6
       : (tensor<1x16x64xf32>, tensor<64xf32>, tensor<64xf32>)
         -> tensor<1x16x64xf32>
    ```
  }];
  let arguments = (ins Fovea_FloatTensor:$input,
                       Optional<Fovea_FloatTensor>:$scale,
                       Optional<Fovea_FloatTensor>:$offset,
                       I64Attr:$axis, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
  let assemblyFormat =
      "$input (`scale` $scale^)? (`offset` $offset^)? `axis` $axis "
      "`epsilon` $epsilon attr-dict `:` functional-type(operands, results)";
}

def Fovea_RMSNormOp : Fovea_InferredOp<"rms_norm",
    [Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "division by the root mean square over dimensions from `axis`";
  let description = [{
    `input / sqrt(mean of squares + epsilon) * scale`, with the mean over the
    dimensions `axis` to the last. The scale, where given, broadcasts to the
    shape of these dimensions. (Zhang and Sennrich, "Root Mean Square Layer
    Normalization", 2019.)

    Example:
    ```mlir
    %0 = fovea.rms_norm %x scale %scale axis 2 epsilon 1.0e-6
       : (tensor<1x16x64xf32>, tensor<64xf32>) -> tensor<1x16x64xf32>
    ```
  }];
  let arguments = (ins Fovea_FloatTensor:$input,
                       Optional<Fovea_FloatTensor>:$scale,
                       I64Attr:$axis, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
  let assemblyFormat =
      "$input (`scale` $scale^)? `axis` $axis `epsilon` $epsilon attr-dict `:` "
      "functional-type(operands, results)";
}

def Fovea_GroupNormOp : Fovea_InferredOp<"group_norm",
    [AttrSizedOperandSegments, Fovea_BatchOpInterface,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "normalization per sample and group of channels";
  let description = [{
    `(input - mean) / sqrt(variance + epsilon) * scale + offset` for an input of
    shape `[batch, spatial..., channels]`, with mean and variance for each sample
    and group of successive channels. `groups` divides the channels; as many
    groups as channels are instance normalization. Scale and offset, where given,
    have shape `[channels]`. (Wu and He, "Group Normalization", 2018.)

    Example:
    ```mlir
    %0 = fovea.group_norm %x scale %scale offset %offset groups 4 epsilon 1.0e-5
       : (tensor<1x8x8x16xf32>, tensor<16xf32>, tensor<16xf32>)
         -> tensor<1x8x8x16xf32>
    ```
  }];
  let arguments = (ins Fovea_FloatTensor:$input,
                       Optional<Fovea_FloatTensor>:$scale,
                       Optional<Fovea_FloatTensor>:$offset,
                       I64Attr:$groups, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
  let assemblyFormat =
      "$input (`scale` $scale^)? (`offset` $offset^)? `groups` $groups "
      "`epsilon` $epsilon attr-dict `:` functional-type(operands, results)";
}

class Fovea_SoftmaxLikeOp<string mnemonic> : Fovea_InferredOp<mnemonic,
    [Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let arguments = (ins Fovea_FloatTensor:$input, I64Attr:$axis);
  let results = (outs Fovea_FloatTensor:$result);
  let assemblyFormat = "$input `axis` $axis attr-dict `:` "
                       "functional-type(operands, results)";
}

def Fovea_SoftmaxOp : Fovea_SoftmaxLikeOp<"softmax"> {
  let summary = "exponentials normalized to sum 1 along a dimension";
  let description = [{
    `exp(x - m) / sum(exp(x - m))` along dimension `axis`, of which `m` is the
    largest element, so that nothing overflows.

    Example:
    ```mlir
    %0 = fovea.softmax %x axis 1 : (tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
  }];
}

def Fovea_LogSoftmaxOp : Fovea_SoftmaxLikeOp<"log_softmax"> {
  let summary = "logarithm of the softmax along a dimension";
  let description = [{
    `x - m - log(sum(exp(x - m)))` along dimension `axis`, of which `m` is the
    largest element.

    Example:
    ```mlir
    %0 = fovea.log_softmax %x axis 1 : (tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
  }];
}

#endif // FOVEA_NORMALIZATION_OPS
