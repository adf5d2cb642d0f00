//===- FoveaShapeOps.td - Ops that move or index elements -----------------===//

#ifndef FOVEA_SHAPE_OPS
#define FOVEA_SHAPE_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

/// An op that only moves elements: the compiler can do it to constants.
class Fovea_MoveOp<string mnemonic, list<Trait> traits = []>
    : Fovea_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>], traits)> {
  let hasFolder = 1;
}
class Fovea_InferredMoveOp<string mnemonic, list<Trait> traits = []>
    : Fovea_MoveOp<mnemonic, !listconcat([InferTypeOpAdaptor], traits)> {
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
}
defvar Fovea_Transposable =
    DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>;

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

def Fovea_ReshapeOp : Fovea_MoveOp<"reshape"> {
  let summary = "the same elements, row major, in another shape";
  let arguments = (ins Fovea_Tensor:$input);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
}

def Fovea_BroadcastOp : Fovea_MoveOp<"broadcast", [Fovea_Transposable]> {
  let summary = "repetition of dimensions of size 1 (numpy rules)";
  let arguments = (ins Fovea_Tensor:$input);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasVerifier = 1;
}

def Fovea_TransposeOp : Fovea_InferredMoveOp<"transpose"> {
  let summary = "permutation of the dimensions";
  let description = "Dimension `i` of the result is `permutation[i]` of the input.";
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Fovea_Tensor:$result);
  let hasCanonicalizer = 1;
}

def Fovea_ConcatOp : Fovea_InferredMoveOp<"concat", [Fovea_Transposable]> {
  let summary = "concatenation along a dimension";
  let arguments = (ins Variadic<Fovea_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_SplitOp : Fovea_InferredMoveOp<"split", [Fovea_Transposable]> {
  let summary = "parts of the given sizes along a dimension";
  let arguments = (ins Fovea_Tensor:$input, I64Attr:$axis,
                       DenseI64ArrayAttr:$sizes);
  let results = (outs Variadic<Fovea_Tensor>:$results);
}

def Fovea_SliceOp : Fovea_InferredMoveOp<"slice", [Fovea_Transposable]> {
  let summary = "every step-th element from start, `sizes` of them";
  let description = [{
    All three lists are of full rank. Steps may be negative, never 0; every
    element that is named must exist.
  }];
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$starts,
                       DenseI64ArrayAttr:$sizes, DenseI64ArrayAttr:$steps);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_PadOp : Fovea_InferredMoveOp<"pad", [Fovea_Transposable]> {
  let summary = "elements added (or, if negative, removed) at the borders";
  // low, high: full rank. value: the constant, converted to the element type.
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$low,
                       DenseI64ArrayAttr:$high,
                       DefaultValuedAttr<Fovea_PadModeAttr,
                                         "PadMode::constant">:$mode,
                       DefaultValuedAttr<F64Attr, "0.0">:$value);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_TileOp : Fovea_InferredMoveOp<"tile", [Fovea_Transposable]> {
  let summary = "repetition of the whole tensor along dimensions";
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$repeats);
  let results = (outs Fovea_Tensor:$result);
}

//===----------------------------------------------------------------------===//
// Indexing. Indices count from the end when negative; what is still outside is
// clamped to the nearest element, so that no memory outside is ever touched.
//===----------------------------------------------------------------------===//

def Fovea_GatherOp : Fovea_InferredMoveOp<"gather"> {
  let summary = "slices along a dimension, by index";
  // result shape: input[:axis] + indices + input[axis+1:]
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_GatherElementsOp : Fovea_InferredMoveOp<"gather_elements"> {
  let summary = "elements along a dimension, by an index for each";
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_GatherNDOp : Fovea_InferredMoveOp<"gather_nd"> {
  let summary = "slices by index tuples (the last dimension of `indices`)";
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_ScatterElementsOp : Fovea_InferredMoveOp<"scatter_elements"> {
  let summary = "the input with elements along a dimension updated";
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       Fovea_Tensor:$updates, I64Attr:$axis,
                       DefaultValuedAttr<Fovea_ScatterKindAttr,
                                         "ScatterKind::replace">:$kind);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_ScatterNDOp : Fovea_InferredMoveOp<"scatter_nd"> {
  let summary = "the input with slices updated, by index tuples";
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       Fovea_Tensor:$updates,
                       DefaultValuedAttr<Fovea_ScatterKindAttr,
                                         "ScatterKind::replace">:$kind);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_OneHotOp : Fovea_InferredMoveOp<"one_hot"> {
  let summary = "indices as vectors that are `on` at the index, else `off`";
  // values: [off, on]; an index outside of [-depth, depth) gives all off.
  let arguments = (ins Fovea_IndexTensor:$indices, Fovea_Tensor:$values,
                       I64Attr:$depth, I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_RangeOp : Fovea_MoveOp<"range"> {
  let summary = "`start + i delta` for each index i of a 1-D tensor";
  // start and delta are scalars (rank 0) of the result's element type.
  let arguments = (ins Fovea_NumberTensor:$start, Fovea_NumberTensor:$delta);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // FOVEA_SHAPE_OPS
