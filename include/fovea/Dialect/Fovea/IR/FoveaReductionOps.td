//===- FoveaReductionOps.td - Reductions, orderings, running sums ---------===//

#ifndef FOVEA_REDUCTION_OPS
#define FOVEA_REDUCTION_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_ReduceOp : Fovea_InferredOp<"reduce",
    [Fovea_SomeBatchOp,
     DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "reduction over dimensions";
  let description = [{
    Reduces the dimensions `axes`, each named once, which vanish or, with
    `keep_dims`, have size 1 in the result. The element type stays the same.

    | kind | value | of no elements |
    | --- | --- | --- |
    | sum, prod | | 0, 1 |
    | mean | integers are truncated toward 0 | NaN; integers: 0 |
    | min, max | NaN if an element is | +-infinity; integers: end of the range |
    | l1 | sum of absolute values | 0 |
    | l2 | square root of the sum of squares | 0 |
    | log_sum | log(sum) | -infinity |
    | log_sum_exp | log(sum of exponentials), which do not overflow | -infinity |
    | sum_square | sum of squares | 0 |

    f16 and bf16 are computed in f32 and rounded once, integers in 64 bits. For
    `l2` and the logarithms integers are computed in f64 and converted as by
    `fovea.cast`. Of booleans there is a `min` (all) and a `max` (any).

    Example:
    ```mlir
    %0 = fovea.reduce mean %x axes [1, 2]
       : (tensor<1x8x8x3xf32>) -> tensor<1x3xf32>
    %1 = fovea.reduce max %x axes [3] keep_dims
       : (tensor<1x8x8x3xf32>) -> tensor<1x8x8x1xf32>
    ```
  }];
  let arguments = (ins Fovea_ReduceKindAttr:$kind, Fovea_Tensor:$input,
                       DenseI64ArrayAttr:$axes, UnitAttr:$keep_dims);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat =
      "`` $kind $input `axes` $axes (`keep_dims` $keep_dims^)? attr-dict `:` "
      "functional-type(operands, results)";
  let hasFolder = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The element type of partial results, with its signedness.
    ::mlir::Type getAccumulatorType();
    /// How many elements each element of the result is made from.
    int64_t getReducedCount();

    // The computation, once for all users: partial results start as `buildInit`,
    // take up each element of the input by `buildStep` (scalars or vectors,
    // signless), and become elements of the result by `buildResult`. So that
    // the exponentials of `log_sum_exp` do not overflow, a `shift` may be
    // subtracted from all elements, which its result adds again.
    ::mlir::Value buildInit(::mlir::OpBuilder &builder, ::mlir::Location loc);
    ::mlir::Value buildStep(::mlir::OpBuilder &builder, ::mlir::Location loc,
                            ::mlir::Value element, ::mlir::Value accumulator,
                            ::mlir::Value shift = {});
    ::mlir::Value buildResult(::mlir::OpBuilder &builder, ::mlir::Location loc,
                              ::mlir::Value accumulator,
                              ::mlir::Value shift = {});
    /// Whether `buildResult` has nothing to do.
    bool isPartialResultFinal();
  }];
}

def Fovea_ArgReduceOp : Fovea_InferredOp<"arg_reduce",
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "index of the smallest or largest element along a dimension";
  let description = [{
    The position (i64) along dimension `axis`, which is not empty; the dimension
    vanishes or, with `keep_dims`, has size 1 in the result. Of equal elements
    the first counts, or with `select_last` the last one. NaN is both smaller
    and larger than every number.

    Example:
    ```mlir
    %0 = fovea.arg_reduce max %x axis 1
       : (tensor<1x10xf32>) -> tensor<1xi64>
    ```
  }];
  let arguments = (ins Fovea_ArgKindAttr:$kind, Fovea_NumberTensor:$input,
                       I64Attr:$axis, UnitAttr:$keep_dims,
                       UnitAttr:$select_last);
  let results = (outs Fovea_IndexTensor:$result);
  let assemblyFormat =
      "`` $kind $input `axis` $axis (`keep_dims` $keep_dims^)? "
      "(`select_last` $select_last^)? attr-dict `:` "
      "functional-type(operands, results)";
}

def Fovea_TopKOp : Fovea_InferredOp<"top_k",
    [DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "k largest or smallest elements along a dimension, in order";
  let description = [{
    The `k` largest (or, with `largest false`, smallest) elements along dimension
    `axis`, in order, and where they stand (i64). `k` is at most the size of the
    dimension, in place of which it stands in the shape of both results. Of equal
    elements the one with the lower index comes first; NaN is larger than every
    number.

    Example:
    ```mlir
    %values, %indices = fovea.top_k %x k 5 axis 1
       : (tensor<1x10xf32>) -> (tensor<1x5xf32>, tensor<1x5xi64>)
    ```
  }];
  let arguments = (ins Fovea_NumberTensor:$input, I64Attr:$k, I64Attr:$axis,
                       DefaultValuedAttr<BoolAttr, "true">:$largest);
  let results = (outs Fovea_NumberTensor:$values, Fovea_IndexTensor:$indices);
  let assemblyFormat =
      "$input `k` $k `axis` $axis (`largest` $largest^)? attr-dict `:` "
      "functional-type(operands, results)";
}

def Fovea_CumulativeOp : Fovea_InferredOp<"cumulative",
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_VectorWorkOpInterface>]> {
  let summary = "running sum or product along a dimension";
  let description = [{
    Element `i` along dimension `axis` is the sum or product of elements 0 to
    `i`, or with `exclusive` of those before `i`; with `reverse`, they are counted
    from the other end. Integers wrap; f16 and bf16 are computed in f32.

    Example:
    ```mlir
    %0 = fovea.cumulative sum %x axis 1 exclusive
       : (tensor<1x10xf32>) -> tensor<1x10xf32>
    ```
  }];
  let arguments = (ins Fovea_CumulativeKindAttr:$kind,
                       Fovea_NumberTensor:$input, I64Attr:$axis,
                       UnitAttr:$exclusive, UnitAttr:$reverse);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat =
      "`` $kind $input `axis` $axis (`exclusive` $exclusive^)? "
      "(`reverse` $reverse^)? attr-dict `:` "
      "functional-type(operands, results)";
}

#endif // FOVEA_REDUCTION_OPS
