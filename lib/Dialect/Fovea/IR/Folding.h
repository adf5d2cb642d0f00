//===- Folding.h - Folding of ops that can be evaluated ---------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_FOLDING_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_FOLDING_H

#include "mlir/IR/OpDefinition.h"

namespace fovea {

/// Compute the results of a `HostEvaluableOpInterface` op whose operands (as
/// the fold adaptor gives them) are all constant. Fails where they are not, and
/// where they or the results are large: attributes live as long as the context,
/// so weights are the business of the fold-constants pass.
llvm::LogicalResult
foldByEvaluation(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
                 llvm::SmallVectorImpl<mlir::OpFoldResult> &results);

/// The same for an op with one result; null on failure.
mlir::OpFoldResult foldByEvaluation(mlir::Operation *op,
                                    llvm::ArrayRef<mlir::Attribute> operands);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_FOLDING_H
