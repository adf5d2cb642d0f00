//===- FoveaElementwiseOps.td - Elementwise ops ---------------------------===//

#ifndef FOVEA_ELEMENTWISE_OPS
#define FOVEA_ELEMENTWISE_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

class Fovea_ElementwiseOp<string mnemonic, list<Trait> traits = []>
    : Fovea_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<Fovea_ElementwiseOpInterface>,
        DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>,
        DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>], traits)> {
  let results = (outs Fovea_Tensor:$result);
  let hasFolder = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult
    $cppClass::evaluate(::llvm::ArrayRef<::fovea::HostTensor> operands,
                        ::llvm::MutableArrayRef<::fovea::HostTensor> results) {
      return ::fovea::evaluateElementwise(*this, operands, results);
    }
    ::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>>
    $cppClass::buildTransposed(::mlir::OpBuilder &builder,
                               ::mlir::ValueRange operands,
                               ::llvm::ArrayRef<int64_t> permutation) {
      return ::fovea::buildTransposedElementwise(*this, builder, operands,
                                                 permutation);
    }
  }];
}

def Fovea_UnaryOp : Fovea_ElementwiseOp<"unary", [InferTypeOpAdaptor]> {
  let summary = "elementwise function of one tensor";
  let arguments = (ins Fovea_UnaryKindAttr:$kind, Fovea_Tensor:$input);
  let assemblyFormat =
      "$kind $input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Fovea_BinaryOp : Fovea_ElementwiseOp<"binary", [InferTypeOpAdaptor]> {
  let summary = "elementwise function of two tensors, with broadcasting";
  let arguments = (ins Fovea_BinaryKindAttr:$kind,
                       Fovea_Tensor:$lhs, Fovea_Tensor:$rhs);
  let assemblyFormat =
      "$kind $lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Fovea_CompareOp : Fovea_ElementwiseOp<"compare", [InferTypeOpAdaptor]> {
  let summary = "elementwise comparison, with broadcasting";
  let arguments = (ins Fovea_ComparePredicateAttr:$predicate,
                       Fovea_Tensor:$lhs, Fovea_Tensor:$rhs);
  let assemblyFormat =
   "$predicate $lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

def Fovea_SelectOp : Fovea_ElementwiseOp<"select", [InferTypeOpAdaptor]> {
  let summary = "elementwise choice between two tensors, with broadcasting";
  let arguments = (ins Fovea_BoolTensor:$condition,
                       Fovea_Tensor:$if_true, Fovea_Tensor:$if_false);
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
}

def Fovea_CastOp : Fovea_ElementwiseOp<"cast"> {
  let summary = "conversion of the element type";
  let description = [{
    Floats become integers by truncation toward zero, saturating at the ends of
    the range (NaN becomes 0). Anything becomes a boolean by comparison with 0.
    Integers wrap.
  }];
  let arguments = (ins Fovea_Tensor:$input);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
}

def Fovea_ActivationOp : Fovea_ElementwiseOp<"activation",
                                             [InferTypeOpAdaptor]> {
  let summary = "activation function";
  let description = [{
    `alpha` and `beta` are the parameters of the kinds that have some:

    | kind | value | alpha | beta |
    | --- | --- | --- | --- |
    | relu | max(x, 0) | | |
    | leaky_relu | x < 0 ? alpha x : x | slope | |
    | clip | min(max(x, alpha), beta) | lower bound | upper bound |
    | silu | x sigmoid(x) | | |
    | quick_gelu | x sigmoid(alpha x) | scale | |
    | hard_swish | x clip(x / 6 + 1 / 2, 0, 1) | | |
    | sigmoid | 1 / (1 + exp(-x)) | | |
    | hard_sigmoid | clip(alpha x + beta, 0, 1) | slope | offset |
    | gelu | x (1 + erf(x / sqrt(2))) / 2 | | |
    | gelu_tanh | x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2 | | |
    | elu | x < 0 ? alpha (exp(x) - 1) : x | scale | |
    | selu | beta (x < 0 ? alpha (exp(x) - 1) : x) | scale | outer scale |
    | celu | max(x, 0) + min(alpha (exp(x / alpha) - 1), 0) | scale | |
    | softplus | log(1 + exp(x)) | | |
    | softsign | x / (1 + abs(x)) | | |
    | mish | x tanh(softplus(x)) | | |
    | thresholded_relu | x > alpha ? x : 0 | threshold | |
    | shrink | x < -alpha ? x + beta : x > alpha ? x - beta : 0 | lambda | bias |
  }];
  let arguments = (ins Fovea_ActivationKindAttr:$kind,
                       Fovea_NumberTensor:$input,
                       OptionalAttr<F64Attr>:$alpha,
                       OptionalAttr<F64Attr>:$beta);
  let assemblyFormat =
      "$kind $input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Fovea_PReluOp : Fovea_ElementwiseOp<"prelu", [InferTypeOpAdaptor]> {
  let summary = "leaky ReLU with a slope per element, with broadcasting";
  let arguments = (ins Fovea_NumberTensor:$input, Fovea_NumberTensor:$slope);
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
}

#endif // FOVEA_ELEMENTWISE_OPS
