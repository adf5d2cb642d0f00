//===- FoveaContractionOps.td - Matrix products and attention -------------===//

#ifndef FOVEA_CONTRACTION_OPS
#define FOVEA_CONTRACTION_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_MatMulOp : Fovea_InferredOp<"matmul",
    [Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_ContractionOpInterface>,
     DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "matrix product, batched with broadcasting";
  let description = [{
    `lhs` is `[batch..., m, k]` (`[batch..., k, m]` with `transpose_lhs`), `rhs`
    is `[batch..., k, n]` (`[batch..., n, k]` with `transpose_rhs`); both have
    rank 2 at least. Batch dimensions broadcast. The result is
    `[batch..., m, n]`.

    Both operands have one element type. f16 and bf16 accumulate in f32,
    integers in their own type, wrapping around.

    It is an error if a rank is below 2, if the two k differ, and if batch
    dimensions do not broadcast.

    Example:

    ```mlir
    %0 = fovea.matmul %lhs, %rhs transpose_rhs
        : (tensor<12x197x64xf32>, tensor<12x197x64xf32>)
        -> tensor<12x197x197xf32>
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$lhs, Fovea_NumberTensor:$rhs,
                       UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs (`transpose_lhs` $transpose_lhs^)? "
      "(`transpose_rhs` $transpose_rhs^)? "
      "attr-dict `:` functional-type(operands, results)";
  let hasCanonicalizer = 1;
}

def Fovea_AttentionOp : Fovea_InferredOp<"attention",
    [Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_ContractionOpInterface>,
     DeclareOpInterfaceMethods<Fovea_CostOpInterface>,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "scaled dot-product attention";
  let description = [{
    `softmax(scale query keyᵀ + mask) value` per batch and head (Vaswani et
    al., "Attention Is All You Need", 2017, equation 1). `query` is
    `[batch, heads, queries, depth]`, `key` `[batch, kv heads, keys, depth]`,
    `value` `[batch, kv heads, keys, value depth]`, the result
    `[batch, heads, queries, value depth]`. heads is a multiple r of kv heads,
    and head h uses kv head `h / r` (grouped queries).

    `softcap` c, if not 0, replaces a score s by c tanh(s / c) before the mask.
    `mask` broadcasts to `[batch, heads, queries, keys]` and is added (float)
    or excludes a key where it is false (boolean). `causal` excludes keys
    whose index exceeds that of the query. A query without any key gives 0.

    All operands but a boolean mask have one element type; f16 and bf16 are
    computed in f32.

    Example:

    ```mlir
    %0 = fovea.attention %query, %key, %value scale 1.250000e-01 causal
        : (tensor<1x12x197x64xf32>, tensor<1x12x197x64xf32>,
           tensor<1x12x197x64xf32>) -> tensor<1x12x197x64xf32>
    ```
  }];
  let arguments = (ins Fovea_FloatTensor:$query, Fovea_FloatTensor:$key,
                       Fovea_FloatTensor:$value, Optional<Fovea_Tensor>:$mask,
                       F64Attr:$scale, UnitAttr:$causal,
                       DefaultValuedAttr<F64Attr, "0.0">:$softcap);
  let results = (outs Fovea_FloatTensor:$result);
  let assemblyFormat = "$query `,` $key `,` $value (`mask` $mask^)? "
      "`scale` $scale (`causal` $causal^)? (`softcap` $softcap^)? "
      "attr-dict `:` functional-type(operands, results)";
}

#endif // FOVEA_CONTRACTION_OPS
