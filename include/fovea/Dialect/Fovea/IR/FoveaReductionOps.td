//===- FoveaReductionOps.td - Reductions, orderings, running sums ---------===//

#ifndef FOVEA_REDUCTION_OPS
#define FOVEA_REDUCTION_OPS

include "fovea/Dialect/Fovea/IR/FoveaEnums.td"
include "fovea/Dialect/Fovea/IR/FoveaInterfaces.td"

def Fovea_ReduceOp : Fovea_InferredOp<"reduce",
    [DeclareOpInterfaceMethods<Fovea_HostEvaluableOpInterface>,
     DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>]> {
  let summary = "reduction over dimensions";
  let arguments = (ins Fovea_ReduceKindAttr:$kind, Fovea_Tensor:$input,
                       DenseI64ArrayAttr:$axes, UnitAttr:$keep_dims);
  let results = (outs Fovea_Tensor:$result);
  let assemblyFormat =
      "$kind $input attr-dict `:` functional-type(operands, results)";
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
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>]> {
  let summary = "index of the smallest or largest element along a dimension";
  // Of equal elements the first one, or the last with select_last.
  let arguments = (ins Fovea_ArgKindAttr:$kind, Fovea_NumberTensor:$input,
                       I64Attr:$axis, UnitAttr:$keep_dims,
                       UnitAttr:$select_last);
  let results = (outs Fovea_IndexTensor:$result);
  let assemblyFormat =
      "$kind $input attr-dict `:` functional-type(operands, results)";
}

def Fovea_TopKOp : Fovea_InferredOp<"top_k"> {
  let summary = "k largest or smallest elements along a dimension, in order";
  // Of equal elements the one with the lower index comes first. Indices: i64.
  let arguments = (ins Fovea_NumberTensor:$input, I64Attr:$k, I64Attr:$axis,
                       DefaultValuedAttr<BoolAttr, "true">:$largest);
  let results = (outs Fovea_NumberTensor:$values, Fovea_IndexTensor:$indices);
}

def Fovea_CumulativeOp : Fovea_InferredOp<"cumulative",
    [DeclareOpInterfaceMethods<Fovea_TransposableOpInterface>]> {
  let summary = "running sum or product along a dimension";
  let arguments = (ins Fovea_CumulativeKindAttr:$kind,
                       Fovea_NumberTensor:$input, I64Attr:$axis,
                       UnitAttr:$exclusive, UnitAttr:$reverse);
  let results = (outs Fovea_NumberTensor:$result);
  let assemblyFormat =
      "$kind $input attr-dict `:` functional-type(operands, results)";
}

#endif // FOVEA_REDUCTION_OPS
