//===- FoveaContractionOps.td - Matrix products and attention -------------===//

#ifndef FOVEA_CONTRACTION_OPS
#define FOVEA_CONTRACTION_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_MatMulOp : Fovea_InferredOp<"matmul",
    [DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "matrix product, batched with broadcasting";
  let description = [{
    `lhs` is `[batch..., m, k]` (`[batch..., k, m]` with `transpose_lhs`), `rhs`
    is `[batch..., k, n]` (`[batch..., n, k]` with `transpose_rhs`); both have
    rank 2 at least. Batch dimensions broadcast.
  }];
  let arguments = (ins Fovea_NumberTensor:$lhs, Fovea_NumberTensor:$rhs,
                       UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs Fovea_NumberTensor:$result);
}

def Fovea_AttentionOp : Fovea_InferredOp<"attention",
    [DeclareOpInterfaceMethods<Fovea_CostOpInterface>]> {
  let summary = "scaled dot-product attention";
  let description = [{
    `softmax(scale query keyᵀ + mask) value` per batch and head. `query` is
    `[batch, heads, queries, depth]`, `key` `[batch, kv heads, keys, depth]`,
    `value` `[batch, kv heads, keys, value depth]`; heads is a multiple of kv
    heads. `mask` broadcasts to `[batch, heads, queries, keys]` and is added
    (float) or excludes where false (boolean). `causal` excludes keys after the
    query. `softcap` c, if not 0, replaces a score s by c tanh(s / c) before the
    mask.
  }];
  let arguments = (ins Fovea_FloatTensor:$query, Fovea_FloatTensor:$key,
                       Fovea_FloatTensor:$value, Optional<Fovea_Tensor>:$mask,
                       F64Attr:$scale, UnitAttr:$causal,
                       DefaultValuedAttr<F64Attr, "0.0">:$softcap);
  let results = (outs Fovea_FloatTensor:$result);
}

#endif // FOVEA_CONTRACTION_OPS
