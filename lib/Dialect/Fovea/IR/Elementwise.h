//===- Elementwise.h - What elementwise ops have in common ------*- C++ -*-===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_ELEMENTWISE_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_ELEMENTWISE_H

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"

namespace fovea {

/// The element types that a kind of op is defined for.
enum class Domain { floats, numbers, bits };

/// Report a tensor type outside of the domain of the op's `kind`.
llvm::LogicalResult verifyDomain(mlir::Operation *op, llvm::StringRef kind,
                                 Domain domain, mlir::Type type);

/// The type that an op computes in: f32 for narrower floats, and f64 for
/// integers if the function leaves the integers (`viaFloat`).
mlir::Type getComputeType(mlir::Type elementType, bool viaFloat);

/// `TransposableOpInterface::buildTransposed` of an elementwise op.
llvm::FailureOr<llvm::SmallVector<mlir::Value>>
buildTransposedElementwise(mlir::Operation *op, mlir::OpBuilder &builder,
                           mlir::ValueRange operands,
                           llvm::ArrayRef<int64_t> permutation);

/// `BatchOpInterface::getBatchOperands` of an op whose operands broadcast: those
/// with as many dimensions as the first result, and its size of dimension 0.
llvm::SmallVector<unsigned> getOperandsWithBatchOfResult(mlir::Operation *op);

/// The result type of a reduction, of any rank, that is moved before a
/// transpose of its input. Fails where the transpose would be left over.
llvm::FailureOr<mlir::RankedTensorType>
getTransposedReductionType(mlir::RankedTensorType type,
                           llvm::ArrayRef<int64_t> axes,
                           llvm::ArrayRef<int64_t> permutation);

/// The shape `s` whose transpose by `permutation` is `shape`.
llvm::SmallVector<int64_t>
getUntransposedShape(llvm::ArrayRef<int64_t> shape,
                     llvm::ArrayRef<int64_t> permutation);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_ELEMENTWISE_H
