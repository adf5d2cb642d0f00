//===- FoveaInterfaces.td - Op interfaces of the fovea dialect ------------===//

#ifndef FOVEA_INTERFACES
#define FOVEA_INTERFACES

include "mlir/IR/OpBase.td"

def Fovea_ElementwiseOpInterface : OpInterface<"ElementwiseOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op that computes each element of its only result from the elements of
    its operands at the same (broadcast) position. Every user of such an op,
    from constant folding to kernel epilogues, gets its meaning from here.
  }];
  let methods = [
    InterfaceMethod<[{
      Build the computation of one element (or of a vector of elements) from
      the elements of the operands. `args` are signless scalars or vectors, in
      operand order; the result has the signless element type of the result
      tensor. Only `arith` and `math` ops are built, without side effects and
      without undefined behavior for any arguments, so that they may run where
      the op itself does not.
    }],
    "::mlir::Value", "buildElement",
    (ins "::mlir::OpBuilder &":$builder, "::mlir::Location":$loc,
         "::mlir::ValueRange":$args)>,
    InterfaceMethod<[{
      Whether this may be computed in the epilogue of the kernel that makes an
      operand.
    }],
    "bool", "mayFuse", (ins), /*methodBody=*/"",
    /*defaultImplementation=*/"return true;">
  ];
}

def Fovea_HostEvaluableOpInterface : OpInterface<"HostEvaluableOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op that the compiler can compute itself when all operands are constant:
    shape arithmetic of imported graphs, and rearrangements of weights.
  }];
  let methods = [
    InterfaceMethod<[{
      Compute all results from the values of the operands (but for the
      destinations of an op in destination style). Results are
      allocated by the caller, zero-filled, with the types of the op's results.
      Fails, with no diagnostic, where the values do not permit evaluation.
    }],
    "::llvm::LogicalResult", "evaluate",
    (ins "::llvm::ArrayRef<::fovea::HostTensor>":$operands,
         "::llvm::MutableArrayRef<::fovea::HostTensor>":$results)>
  ];
}

def Fovea_TransposableOpInterface : OpInterface<"TransposableOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op that can be computed as well on permuted data: with
    `t = transpose(permutation)`, `op(t(x)...) == t(op'(x)...)`. The layout
    pass moves and cancels transposes through such ops.
  }];
  let methods = [
    InterfaceMethod<[{
      Build `op'`, the op on operands as they were before `t`. `operands` are
      all operands of the op, those of the result's rank without their
      transpose, the others as they are. Returns the new results, of the
      permuted shape, or failure (with no IR built) when this op, with these
      attributes, does not commute with `permutation`. A result of another rank
      (of a reduction that drops dimensions) is returned as it was before: the
      op fails where the order of what remains would change.
    }],
    "::llvm::FailureOr<::llvm::SmallVector<::mlir::Value>>", "buildTransposed",
    (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$operands,
         "::llvm::ArrayRef<int64_t>":$permutation)>
  ];
}

def Fovea_CostOpInterface : OpInterface<"CostOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op whose work is worth counting: those made of multiply-accumulates.
    What does not implement it counts as free of arithmetic, as is the custom
    where the size of a model is published.
  }];
  let methods = [
    InterfaceMethod<[{
      Multiply-accumulates of one execution, as the product of sizes: terms of
      padding count, the addition of a bias and the softmax of an attention do
      not. Saturates.
    }],
    "uint64_t", "getMACs">,
    InterfaceMethod<[{
      Bytes of all operands and results: what is moved at least, if nothing is
      in a cache before.
    }],
    "uint64_t", "getBytes", (ins), /*methodBody=*/"",
    /*defaultImplementation=*/"return ::fovea::getOperandAndResultBytes($_op);">
  ];
}

def Fovea_ContractionOpInterface : OpInterface<"ContractionOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op whose multiply-accumulates are those of products of matrices, which
    machines have units for. The shapes say how well such a unit is filled.
  }];
  let methods = [
    InterfaceMethod<[{
      The products, one after the other. Their multiply-accumulates are those
      of `CostOpInterface`.
    }],
    "::llvm::SmallVector<::fovea::MatrixProduct>", "getProducts">
  ];
}

def Fovea_BatchOpInterface : OpInterface<"BatchOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op that works image by image: element `i` of its results along dimension
    0 needs of some operands, those that have the batch, element `i` alone. A
    clone of it with fewer elements of these computes fewer of its results.
  }];
  let methods = [
    InterfaceMethod<[{
      The positions of the operands that have the batch; none where this op,
      with these attributes and shapes, mixes images.
    }],
    "::llvm::SmallVector<unsigned>", "getBatchOperands", (ins),
    /*methodBody=*/"", /*defaultImplementation=*/"return {0};">,
    InterfaceMethod<[{
      Called on a clone that works on `images` images: attributes that hold the
      size of the batch take it.
    }],
    "void", "setBatch", (ins "int64_t":$images),
    /*methodBody=*/"", /*defaultImplementation=*/"return;">
  ];
}
// For ops of which not all are of that kind, or more operands have the batch.
defvar Fovea_SomeBatchOp = DeclareOpInterfaceMethods<Fovea_BatchOpInterface,
                                                     ["getBatchOperands"]>;

def Fovea_VectorWorkOpInterface : OpInterface<"VectorWorkOpInterface"> {
  let cppNamespace = "::fovea";
  let description = [{
    An op that computes something beside multiply-accumulates and elements: a
    pooling, a reduction, a normalization.
  }];
  let methods = [
    InterfaceMethod<[{
      Additions, products, comparisons and functions of one execution, each of
      which counts as one operation, without what `ContractionOpInterface`
      says.
    }],
    "double", "getVectorOperations">
  ];
}

#endif // FOVEA_INTERFACES
