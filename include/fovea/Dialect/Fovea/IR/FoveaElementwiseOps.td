//===- FoveaElementwiseOps.td - Elementwise ops ---------------------------===//

#ifndef FOVEA_ELEMENTWISE_OPS
#define FOVEA_ELEMENTWISE_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

/// An op that computes each element of its result by `buildElement`, its only
/// definition. Where f16 and bf16 are computed with, they are extended to f32,
/// and the result is rounded once.
class Fovea_ElementwiseOp<string mnemonic, list<Trait> traits = []>
    : Fovea_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<Fovea_ElementwiseOpInterface>,
        Fovea_SomeBatchOp,
        DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>,
        DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>], traits)> {
  let results = (outs Fovea_Tensor:$result);
  let extraClassDefinition = [{
    ::llvm::LogicalResult
    $cppClass::evaluate(::llvm::ArrayRef<::fovea::HostTensor> operands,
                        ::llvm::MutableArrayRef<::fovea::HostTensor> results) {
      return ::fovea::evaluateElementwise(*this, operands, results);
    }
    ::llvm::SmallVector<unsigned> $cppClass::getBatchOperands() {
      return ::fovea::getOperandsWithBatchOfResult(*this);
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
  let description = [{
    The result has the type of the input. `abs`, `neg` and `sign` take numbers
    (integers wrap; the sign of a zero or NaN is itself), `logical_not` takes
    booleans, and integers bit by bit. All others take floats and are those of
    the C library, with `rsqrt` the reciprocal of the square root and
    `round_even` rounding halves to the even neighbour.

    Example:
    ```mlir
    %0 = fovea.unary exp %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Fovea_UnaryKindAttr:$kind, Fovea_Tensor:$input);
  let assemblyFormat =
      "`` $kind $input attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

def Fovea_BinaryOp : Fovea_ElementwiseOp<"binary", [InferTypeOpAdaptor]> {
  let summary = "elementwise function of two tensors, with broadcasting";
  let description = [{
    Both operands have the same element type, which is that of the result; only
    the exponent of `pow` may have another one. Shapes broadcast by numpy's
    rules: they are aligned at the last dimension, and sizes that differ must be
    1 on one side.

    | kind | elements | value |
    | --- | --- | --- |
    | add, sub, mul | numbers | integers wrap |
    | div | numbers | integers are truncated; x / 0 is 0 |
    | mod | numbers | remainder with the sign of `rhs`; of integers modulo 0: 0 |
    | rem | numbers | remainder with the sign of `lhs`; of integers modulo 0: 0 |
    | pow | numbers | integers by way of f64, converted back as `fovea.cast` does |
    | min, max | numbers | NaN if one operand is |
    | logical_and, logical_or, logical_xor | booleans, integers | bit by bit |
    | shift_left, shift_right | integers | by all bits if `rhs` is negative or no less than the width; signed integers keep their sign |

    Example:
    ```mlir
    %0 = fovea.binary add %x, %bias
       : (tensor<2x5x3xf32>, tensor<3xf32>) -> tensor<2x5x3xf32>
    ```
  }];
  let arguments = (ins Fovea_BinaryKindAttr:$kind,
                       Fovea_Tensor:$lhs, Fovea_Tensor:$rhs);
  let assemblyFormat = "`` $kind $lhs `,` $rhs attr-dict `:` "
                       "functional-type(operands, results)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Fovea_CompareOp : Fovea_ElementwiseOp<"compare", [InferTypeOpAdaptor]> {
  let summary = "elementwise comparison, with broadcasting";
  let description = [{
    Both operands have the same element type; shapes broadcast as those of
    `fovea.binary`. The result is boolean. With NaN on a side, only `ne` holds;
    false is less than true.

    Example:
    ```mlir
    %0 = fovea.compare lt %x, %limit
       : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xi1>
    ```
  }];
  let arguments = (ins Fovea_ComparePredicateAttr:$predicate,
                       Fovea_Tensor:$lhs, Fovea_Tensor:$rhs);
  let assemblyFormat = "`` $predicate $lhs `,` $rhs attr-dict `:` "
                       "functional-type(operands, results)";
}

def Fovea_SelectOp : Fovea_ElementwiseOp<"select", [InferTypeOpAdaptor]> {
  let summary = "elementwise choice between two tensors, with broadcasting";
  let description = [{
    `if_true` and `if_false` have the same element type; the shapes of all three
    operands broadcast as those of `fovea.binary`.

    Example:
    ```mlir
    %0 = fovea.select %mask, %x, %y
       : (tensor<2x1xi1>, tensor<3xf32>, tensor<f32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Fovea_BoolTensor:$condition,
                       Fovea_Tensor:$if_true, Fovea_Tensor:$if_false);
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def Fovea_CastOp : Fovea_ElementwiseOp<"cast"> {
  let summary = "conversion of the element type";
  let description = [{
    Floats become integers by truncation toward zero, saturating at the ends of
    the range (NaN becomes 0), and other floats by rounding to nearest even.
    Anything becomes a boolean by comparison with 0, and booleans become 0 or 1.
    Integers wrap. The result has the shape of the input.

    Example:
    ```mlir
    %0 = fovea.cast %x : tensor<2x3xf32> to tensor<2x3xui8>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Fovea_ActivationOp : Fovea_ElementwiseOp<"activation",
                                             [InferTypeOpAdaptor]> {
  let summary = "activation function";
  let description = [{
    The result has the type of the input, which is floating point, or any number
    for `relu`, `clip` and `shrink`. `alpha` and `beta` are the parameters of the
    kinds that have some; they must be given for these, and no others.

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

    The bounds of `clip` may be infinite; they saturate at the range of integers.
    Integers shrink by way of f64.

    `fovea-select-activations` decides how the op is computed: with `error`, a
    positive number, by an approximation whose error, relative to the larger of
    1 and the magnitude of the input, is at most that; with `separate`, by itself
    and not behind the product that makes its input.

    Example:
    ```mlir
    %0 = fovea.activation silu %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %1 = fovea.activation clip %x alpha 0.0 beta 6.0
       : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %2 = fovea.activation gelu %x error 1.0e-6 separate
       : (tensor<2x3xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Fovea_ActivationKindAttr:$kind,
                       Fovea_NumberTensor:$input,
                       OptionalAttr<F64Attr>:$alpha,
                       OptionalAttr<F64Attr>:$beta,
                       OptionalAttr<F64Attr>:$error,
                       UnitAttr:$separate);
  let assemblyFormat = "`` $kind $input (`alpha` $alpha^)? (`beta` $beta^)? "
                       "(`error` $error^)? (`separate` $separate^)? "
                       "attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    bool mayFuse() { return !getSeparate(); }
  }];
}

def Fovea_PReluOp : Fovea_ElementwiseOp<"prelu", [InferTypeOpAdaptor]> {
  let summary = "leaky ReLU with a slope per element, with broadcasting";
  let description = [{
    `x < 0 ? slope x : x`. Input and slope have the same element type, and the
    slope broadcasts to the shape of the input, which the result has too.

    Example:
    ```mlir
    %0 = fovea.prelu %x, %slope
       : (tensor<1x8x8x3xf32>, tensor<3xf32>) -> tensor<1x8x8x3xf32>
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$input, Fovea_NumberTensor:$slope);
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
}

#endif // FOVEA_ELEMENTWISE_OPS
