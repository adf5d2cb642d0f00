//===- Passes.td - The reference lowering of fovea ------------------------===//

#ifndef FOVEA_CONVERSION_FOVEATOLINALG_PASSES
#define FOVEA_CONVERSION_FOVEATOLINALG_PASSES

include "mlir/Pass/PassBase.td"

def ConvertFoveaToLinalgPass : Pass<"convert-fovea-to-linalg",
                                    "::mlir::ModuleOp"> {
  let summary = "Lower fovea ops to the loop nests that define them";
  let description = [{
    The reference lowering: the definition of what each op means, in `linalg`,
    `tensor`, `arith`, `math` and `scf`, with no attention to speed but one: the
    innermost loop runs over contiguous elements wherever that is possible. Ops
    on constants are not folded.

    Unsigned element types become signless ones. Every weight must have a value
    by now; an op that cannot be lowered is an error.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

#endif // FOVEA_CONVERSION_FOVEATOLINALG_PASSES
