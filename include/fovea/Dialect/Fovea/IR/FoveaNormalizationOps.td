//===- FoveaNormalizationOps.td - Normalizations and softmax --------------===//

#ifndef FOVEA_NORMALIZATION_OPS
#define FOVEA_NORMALIZATION_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_BatchNormOp : Fovea_InferredOp<"batch_norm"> {
  let summary = "normalization of channels by stored statistics";
  // scale, offset, mean, variance: [channels]; channels are the last dimension.
  let arguments = (ins Fovea_FloatTensor:$input, Fovea_FloatTensor:$scale,
                       Fovea_FloatTensor:$offset, Fovea_FloatTensor:$mean,
                       Fovea_FloatTensor:$variance, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
}

def Fovea_LayerNormOp : Fovea_InferredOp<"layer_norm",
                                         [AttrSizedOperandSegments]> {
  let summary = "normalization over the dimensions from `axis` on";
  // scale and offset broadcast to the dimensions from axis on.
  let arguments = (ins Fovea_FloatTensor:$input,
                       Optional<Fovea_FloatTensor>:$scale,
                       Optional<Fovea_FloatTensor>:$offset,
                       I64Attr:$axis, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
}

def Fovea_RMSNormOp : Fovea_InferredOp<"rms_norm"> {
  let summary = "division by the root mean square over dimensions from `axis`";
  let arguments = (ins Fovea_FloatTensor:$input,
                       Optional<Fovea_FloatTensor>:$scale,
                       I64Attr:$axis, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
}

def Fovea_GroupNormOp : Fovea_InferredOp<"group_norm",
                                         [AttrSizedOperandSegments]> {
  let summary = "normalization per sample and group of channels";
  // Channels last; scale and offset: [channels]. `groups` = channels is
  // instance normalization.
  let arguments = (ins Fovea_FloatTensor:$input,
                       Optional<Fovea_FloatTensor>:$scale,
                       Optional<Fovea_FloatTensor>:$offset,
                       I64Attr:$groups, F64Attr:$epsilon);
  let results = (outs Fovea_FloatTensor:$result);
}

class Fovea_SoftmaxLikeOp<string mnemonic> : Fovea_InferredOp<mnemonic,
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>]> {
  let arguments = (ins Fovea_FloatTensor:$input, I64Attr:$axis);
  let results = (outs Fovea_FloatTensor:$result);
}
def Fovea_SoftmaxOp : Fovea_SoftmaxLikeOp<"softmax"> {
  let summary = "exponentials normalized to sum 1 along a dimension";
}
def Fovea_LogSoftmaxOp : Fovea_SoftmaxLikeOp<"log_softmax"> {
  let summary = "logarithm of the softmax along a dimension";
}

#endif // FOVEA_NORMALIZATION_OPS
