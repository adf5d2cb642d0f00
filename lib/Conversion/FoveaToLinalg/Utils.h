//===- Utils.h - Building blocks of the reference lowering ------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_UTILS_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_UTILS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fovea {

/// Builds one element of a tensor; `args` are elements of the inputs.
using ElementBuilder = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange args)>;

/// A `linalg.generic` that computes each element of a new tensor of `type` by
/// itself. `maps` say where the inputs are read; the body may ask for its
/// position by `linalg.index`.
mlir::Value buildElements(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::RankedTensorType type, mlir::ValueRange inputs,
                          llvm::ArrayRef<mlir::AffineMap> maps,
                          ElementBuilder body);

/// A tensor without defined elements.
mlir::Value buildEmptyTensor(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::RankedTensorType type);

/// A tensor all of whose elements are `value`.
mlir::Value buildFilledTensor(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::RankedTensorType type, mlir::Value value);

/// The same elements in another shape, as views: collapse and expand.
mlir::Value buildReshape(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value tensor, llvm::ArrayRef<int64_t> shape);

mlir::Value buildIndex(mlir::OpBuilder &builder, mlir::Location loc,
                       int64_t value);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_UTILS_H
