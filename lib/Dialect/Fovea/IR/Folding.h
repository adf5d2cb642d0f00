//===- Folding.h - Folding of ops that can be evaluated ---------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_FOLDING_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_FOLDING_H

#include "mlir/Interfaces/FoldInterfaces.h"

namespace fovea {

/// Computes the results of a `HostEvaluableOpInterface` op whose operands are
/// all constant, where the op's own folder does not apply. Fails where operands
/// or results are large: attributes live as long as the context, so weights are
/// the business of the fold-constants pass.
struct EvaluationFolder final : mlir::DialectFoldInterface {
  using DialectFoldInterface::DialectFoldInterface;

  llvm::LogicalResult
  fold(mlir::Operation *op, llvm::ArrayRef<mlir::Attribute> operands,
       llvm::SmallVectorImpl<mlir::OpFoldResult> &results) const override;
};

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_FOLDING_H
