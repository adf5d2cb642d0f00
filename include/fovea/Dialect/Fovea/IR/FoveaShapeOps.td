//===- FoveaShapeOps.td - Ops that move or index elements -----------------===//

#ifndef FOVEA_SHAPE_OPS
#define FOVEA_SHAPE_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

/// An op that only moves elements: the compiler can do it to constants.
class Fovea_MoveOp<string mnemonic, list<Trait> traits = []>
    : Fovea_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>], traits)>;
/// The format is that of the operands and attributes, before the types.
class Fovea_InferredMoveOp<string mnemonic, string format,
                           list<Trait> traits = []>
    : Fovea_MoveOp<mnemonic, !listconcat([InferTypeOpAdaptor], traits)> {
  let assemblyFormat =
      format # " attr-dict `:` functional-type(operands, results)";
}
defvar Fovea_Transposable =
    DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>;

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

def Fovea_ReshapeOp : Fovea_MoveOp<"reshape", [Fovea_SomeBatchOp]> {
  let summary = "the same elements, row major, in another shape";
  let description = [{
    Both shapes have the same number of elements.

    Example:
    ```mlir
    %0 = fovea.reshape %x : tensor<1x1x1x64xf32> to tensor<1x64xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Fovea_BroadcastOp : Fovea_MoveOp<"broadcast",
    [Fovea_SomeBatchOp, Fovea_Transposable]> {
  let summary = "repetition of dimensions of size 1 (numpy rules)";
  let description = [{
    Dimensions are aligned at the last one. A dimension of the input that has
    size 1, or that is missing at the front, is repeated; every other one has
    the size of the result's.

    Example:
    ```mlir
    %0 = fovea.broadcast %x : tensor<3x1xf32> to tensor<2x3x4xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Fovea_TransposeOp : Fovea_InferredMoveOp<"transpose",
    "$input `permutation` $permutation",
    [Fovea_SomeBatchOp]> {
  let summary = "permutation of the dimensions";
  let description = [{
    Dimension `i` of the result is dimension `permutation[i]` of the input.

    Example:
    ```mlir
    %0 = fovea.transpose %x permutation [0, 2, 3, 1]
       : (tensor<1x3x8x9xf32>) -> tensor<1x8x9x3xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Fovea_Tensor:$result);
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

def Fovea_ConcatOp : Fovea_InferredMoveOp<"concat",
    "$inputs `axis` $axis",
    [Fovea_SomeBatchOp, Fovea_Transposable]> {
  let summary = "concatenation along a dimension";
  let description = [{
    One or more tensors of the same element type and of shapes that differ in
    dimension `axis` alone. `axis` is in `[0, rank)`.

    Example:
    ```mlir
    %0 = fovea.concat %a, %b axis 1
       : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<2x7xf32>
    ```
  }];
  let arguments = (ins Variadic<Fovea_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
  let hasFolder = 1;
}

def Fovea_SplitOp : Fovea_InferredMoveOp<"split",
    "$input `axis` $axis `sizes` $sizes",
    [Fovea_SomeBatchOp, Fovea_Transposable]> {
  let summary = "parts of the given sizes along a dimension";
  let description = [{
    The sizes add up to the size of dimension `axis` of the input; there is one
    result for each.

    Example:
    ```mlir
    %0:2 = fovea.split %x axis 1 sizes [3, 4]
         : (tensor<2x7xf32>) -> (tensor<2x3xf32>, tensor<2x4xf32>)
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, I64Attr:$axis,
                       DenseI64ArrayAttr:$sizes);
  let results = (outs Variadic<Fovea_Tensor>:$results);
  let hasFolder = 1;
}

def Fovea_SliceOp : Fovea_InferredMoveOp<"slice",
    "$input `starts` $starts `sizes` $sizes `steps` $steps",
    [DeclareOpInterfaceMethods<Fovea_BatchOpInterface,
                               ["getBatchOperands", "setBatch"]>,
     Fovea_Transposable]> {
  let summary = "every step-th element from start, `sizes` of them";
  let description = [{
    All three lists are of full rank. Steps may be negative, never 0; every
    element that is named must exist. `sizes` is the shape of the result.

    Example:
    ```mlir
    %0 = fovea.slice %x starts [0, 6] sizes [2, 3] steps [1, -2]
       : (tensor<2x7xf32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$starts,
                       DenseI64ArrayAttr:$sizes, DenseI64ArrayAttr:$steps);
  let results = (outs Fovea_Tensor:$result);
  let hasFolder = 1;
}

def Fovea_PadOp : Fovea_InferredMoveOp<"pad",
    "$input `low` $low `high` $high (`mode` $mode^)? (`value` $value^)?",
    [Fovea_SomeBatchOp, Fovea_Transposable]> {
  let summary = "elements added (or, if negative, removed) at the borders";
  let description = [{
    `low` and `high` are of full rank; dimension `d` of the result has size
    `low[d] + input[d] + high[d]`. Elements are removed before others are added.
    What is added depends on the mode, for the row `1 2 3`:

    | mode | `low = 4` adds | |
    | --- | --- | --- |
    | constant | `v v v v` | `value`, converted to the element type |
    | edge | `1 1 1 1` | the nearest element |
    | reflect | `1 2 3 2` | a mirror at the center of the outermost element |
    | wrap | `3 1 2 3` | the row again |

    The last three cannot add to a dimension where no element is left.

    Example:
    ```mlir
    %0 = fovea.pad %x low [0, 1] high [0, -2] mode reflect
       : (tensor<2x7xf32>) -> tensor<2x6xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$low,
                       DenseI64ArrayAttr:$high,
                       DefaultValuedAttr<Fovea_PadModeAttr,
                                         "PadMode::constant">:$mode,
                       DefaultValuedAttr<F64Attr, "0.0">:$value);
  let results = (outs Fovea_Tensor:$result);
  let hasFolder = 1;
}

def Fovea_TileOp : Fovea_InferredMoveOp<"tile",
    "$input `repeats` $repeats",
    [Fovea_Transposable]> {
  let summary = "repetition of the whole tensor along dimensions";
  let description = [{
    Dimension `d` of the result has size `repeats[d] * input[d]`.

    Example:
    ```mlir
    %0 = fovea.tile %x repeats [1, 3]
       : (tensor<2x2xf32>) -> tensor<2x6xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, DenseI64ArrayAttr:$repeats);
  let results = (outs Fovea_Tensor:$result);
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Indexing. Indices count from the end when negative; what is still outside is
// clamped to the nearest element, so that no memory outside is ever touched.
//===----------------------------------------------------------------------===//

def Fovea_GatherOp : Fovea_InferredMoveOp<"gather",
    "operands `axis` $axis"> {
  let summary = "slices along a dimension, by index";
  let description = [{
    `result[i..., j..., k...] = input[i..., indices[j...], k...]`, where `i` has
    `axis` dimensions: the result has shape `input[:axis] + indices.shape +
    input[axis + 1:]`. Negative indices count from the end; what is still
    outside is clamped to the nearest element. Only without indices may
    dimension `axis` be empty.

    Example:
    ```mlir
    %0 = fovea.gather %x, %i axis 1
       : (tensor<2x7x3xf32>, tensor<4x5xi64>) -> tensor<2x4x5x3xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
  let hasCanonicalizer = 1;
}

def Fovea_GatherElementsOp : Fovea_InferredMoveOp<"gather_elements",
    "operands `axis` $axis"> {
  let summary = "elements along a dimension, by an index for each";
  let description = [{
    `result[i...] = input[i... with i[axis] = indices[i...]]`. The result has
    the shape of the indices, which have the rank of the input and, but for
    `axis`, no larger dimensions. Negative indices count from the end; what is
    still outside is clamped to the nearest element.

    Example:
    ```mlir
    %0 = fovea.gather_elements %x, %i axis 1
       : (tensor<2x7xf32>, tensor<2x3xi64>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_GatherNDOp : Fovea_InferredMoveOp<"gather_nd",
    "operands (`batch_dims` $batch_dims^)?"> {
  let summary = "slices by index tuples (the last dimension of `indices`)";
  let description = [{
    With `b = batch_dims` and tuples of length `k` (the last dimension of the
    indices): `result[i..., j..., l...] = input[i..., indices[i..., j...],
    l...]`, where `i` has `b` dimensions, which input and indices share, and a
    tuple indexes the `k` dimensions from `b` on. The result has shape
    `indices.shape[:-1] + input.shape[b + k:]`. Negative indices count from the
    end; what is still outside is clamped to the nearest element.

    Example:
    ```mlir
    %0 = fovea.gather_nd %x, %i batch_dims 1
       : (tensor<2x7x3xf32>, tensor<2x4x1xi64>) -> tensor<2x4x3xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       DefaultValuedAttr<I64Attr, "0">:$batch_dims);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_ScatterElementsOp : Fovea_InferredMoveOp<"scatter_elements",
    "operands `axis` $axis (`kind` $kind^)?"> {
  let summary = "the input with elements along a dimension updated";
  let description = [{
    For each index `i` of `indices`, in row-major order, the element
    `input[i... with i[axis] = indices[i...]]` meets `updates[i...]` by `kind`,
    so that of several replacements the last one stays. Indices and updates have
    the same shape, of the input's rank and, but for `axis`, with no larger
    dimensions. Negative indices count from the end; what is still outside is
    clamped to the nearest element. Booleans can only be replaced.

    Example:
    ```mlir
    %0 = fovea.scatter_elements %x, %i, %u
         axis 1 kind add
       : (tensor<2x7xf32>, tensor<2x3xi64>, tensor<2x3xf32>) -> tensor<2x7xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       Fovea_Tensor:$updates, I64Attr:$axis,
                       DefaultValuedAttr<Fovea_ScatterKindAttr,
                                         "ScatterKind::replace">:$kind);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_ScatterNDOp : Fovea_InferredMoveOp<"scatter_nd",
    "operands (`kind` $kind^)?"> {
  let summary = "the input with slices updated, by index tuples";
  let description = [{
    For each tuple `j`, in row-major order, the slice `input[indices[j...]]`
    meets `updates[j...]` by `kind`. With tuples of length `k` (the last
    dimension of the indices), the updates have shape `indices.shape[:-1] +
    input.shape[k:]`. Negative indices count from the end; what is still outside
    is clamped to the nearest element. Booleans can only be replaced.

    Example:
    ```mlir
    %0 = fovea.scatter_nd %x, %i, %u
       : (tensor<7x3xf32>, tensor<4x1xi64>, tensor<4x3xf32>) -> tensor<7x3xf32>
    ```
  }];
  let arguments = (ins Fovea_Tensor:$input, Fovea_IndexTensor:$indices,
                       Fovea_Tensor:$updates,
                       DefaultValuedAttr<Fovea_ScatterKindAttr,
                                         "ScatterKind::replace">:$kind);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_OneHotOp : Fovea_InferredMoveOp<"one_hot",
    "operands `axis` $axis `depth` $depth"> {
  let summary = "indices as vectors that are `on` at the index, else `off`";
  let description = [{
    A dimension of size `depth` is inserted at `axis` of the indices' shape.
    `values` is `[off, on]`. Negative indices count from `depth`; an index
    outside of `[-depth, depth)` gives all off.

    Example:
    ```mlir
    %0 = fovea.one_hot %i, %v axis 1 depth 10
       : (tensor<4xi64>, tensor<2xf32>) -> tensor<4x10xf32>
    ```
  }];
  let arguments = (ins Fovea_IndexTensor:$indices, Fovea_Tensor:$values,
                       I64Attr:$depth, I64Attr:$axis);
  let results = (outs Fovea_Tensor:$result);
}

def Fovea_RangeOp : Fovea_MoveOp<"range"> {
  let summary = "`start + i delta` for each index i of a 1-D tensor";
  let description = [{
    `start` and `delta` are scalars (rank 0) of the result's element type.
    Integers wrap; f16 and bf16 are computed in f32.

    Example:
    ```mlir
    %0 = fovea.range %start, %delta : (tensor<f32>, tensor<f32>) -> tensor<5xf32>
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$start, Fovea_NumberTensor:$delta);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // FOVEA_SHAPE_OPS
