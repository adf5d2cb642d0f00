//===- Inference.h - Checks that inference of result types shares -*- C++ -*-=//
//
// Attribute values come from files and may be anything. Each check reports at
// `location`, if there is one, and fails.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_DIALECT_FOVEA_IR_INFERENCE_H
#define FOVEA_LIB_DIALECT_FOVEA_IR_INFERENCE_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"

#include <optional>

namespace fovea {

/// Fail the inference of an `OpTy` with an error that reads like one of its
/// verifier. The op itself does not exist yet.
template <typename OpTy, typename... Args>
llvm::LogicalResult inferenceError(std::optional<mlir::Location> location,
                                   Args &&...args) {
  return mlir::emitOptionalError(location, "'", OpTy::getOperationName(),
                                 "' op ", std::forward<Args>(args)...);
}

/// Number of elements, or nothing if their bytes do not fit 63 bits.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// Append a tensor type to `types`. Fails for negative sizes, and for more
/// elements than memory can have.
llvm::LogicalResult appendTensorType(std::optional<mlir::Location> location,
                                     llvm::ArrayRef<int64_t> shape,
                                     mlir::Type elementType,
                                     llvm::SmallVectorImpl<mlir::Type> &types);

/// The operand `name` has the element type of the operand `referenceName`.
llvm::LogicalResult checkElementType(std::optional<mlir::Location> location,
                                     llvm::StringRef name,
                                     mlir::RankedTensorType type,
                                     llvm::StringRef referenceName,
                                     mlir::RankedTensorType reference);

/// `axis` is in [0, rank of `type`).
llvm::LogicalResult checkAxis(std::optional<mlir::Location> location,
                              int64_t axis, mlir::RankedTensorType type);

/// The attribute `name` has one value for each dimension of `type`.
llvm::LogicalResult checkFullRank(std::optional<mlir::Location> location,
                                  llvm::StringRef name,
                                  llvm::ArrayRef<int64_t> values,
                                  mlir::RankedTensorType type);

} // namespace fovea

#endif // FOVEA_LIB_DIALECT_FOVEA_IR_INFERENCE_H
