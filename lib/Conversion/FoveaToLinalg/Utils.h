//===- Utils.h - Building blocks of the reference lowering ------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_UTILS_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_UTILS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fovea {

/// Builds one element of a tensor; `args` are elements of the inputs and, in a
/// reduction, then the partial result.
using ElementBody = llvm::function_ref<mlir::Value(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange args)>;

/// Builds one step of a reduction to several tensors; `args` are elements of
/// the inputs, then the partial results, of which it returns the new ones.
using ReductionBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::OpBuilder &, mlir::Location, mlir::ValueRange args)>;

/// A `linalg.generic` that computes each element of a new tensor of `type` by
/// itself. `maps` say where the inputs are read; the body may ask for its
/// position by `linalg.index`.
mlir::Value buildElements(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::RankedTensorType type, mlir::ValueRange inputs,
                          llvm::ArrayRef<mlir::AffineMap> maps,
                          ElementBody body);

/// A `linalg.generic` that updates the elements of `inits`, all of which are at
/// `initMap`, once for each point of the iteration space: dimensions that
/// `initMap` does not name are reduced. Loops are in the order of dimensions.
llvm::SmallVector<mlir::Value>
buildReduction(mlir::OpBuilder &builder, mlir::Location loc,
               mlir::ValueRange inputs, llvm::ArrayRef<mlir::AffineMap> maps,
               mlir::ValueRange inits, mlir::AffineMap initMap,
               ReductionBody body);

/// A reduction to one tensor.
mlir::Value buildReduction(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::ValueRange inputs,
                           llvm::ArrayRef<mlir::AffineMap> maps,
                           mlir::Value init, mlir::AffineMap initMap,
                           ElementBody body);

/// The sum of products `lhs * rhs` on top of `init`, computed in the element
/// type of `init`, to which narrower floats are extended. `maps` are those of
/// `lhs`, `rhs` and `init`.
mlir::Value buildContraction(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value lhs, mlir::Value rhs, mlir::Value init,
                             llvm::ArrayRef<mlir::AffineMap> maps);

/// The elements of `tensor`, which are of type `from` but for signedness,
/// converted to type `to`.
mlir::Value buildConverted(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value tensor, mlir::Type from, mlir::Type to);

/// Where a tensor of shape `from` is read by its broadcast to the shape `to`.
mlir::AffineMap getBroadcastMap(mlir::MLIRContext *context,
                                llvm::ArrayRef<int64_t> from,
                                llvm::ArrayRef<int64_t> to);

/// The projection of a space of `rank` dimensions that leaves out `dropped`.
mlir::AffineMap getDroppingMap(mlir::MLIRContext *context, int64_t rank,
                               llvm::ArrayRef<int64_t> dropped);

/// A tensor without defined elements.
mlir::Value buildEmptyTensor(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::RankedTensorType type);

/// A tensor all of whose elements are `value`.
mlir::Value buildFilledTensor(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::RankedTensorType type, mlir::Value value);

/// A tensor of zeros, as the start of a sum.
mlir::Value buildZeros(mlir::OpBuilder &builder, mlir::Location loc,
                       llvm::ArrayRef<int64_t> shape, mlir::Type elementType);

/// The same elements in another shape, as views: collapse and expand.
mlir::Value buildReshape(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value tensor, llvm::ArrayRef<int64_t> shape);

mlir::Value buildIndex(mlir::OpBuilder &builder, mlir::Location loc,
                       int64_t value);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_UTILS_H
