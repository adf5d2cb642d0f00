//===- Accumulation.h - Sums of products and other folds --------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_ACCUMULATION_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_ACCUMULATION_H

#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"

namespace fovea {

/// The elements of `tensor`, which are of type `from` but for signedness,
/// converted to type `to`.
mlir::Value buildConverted(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value tensor, mlir::Type from, mlir::Type to);

/// A tensor of zeros, as the start of a sum.
mlir::Value buildZeros(mlir::OpBuilder &builder, mlir::Location loc,
                       llvm::ArrayRef<int64_t> shape, mlir::Type elementType);

/// A reduction of `inputs` into the only tensor `init`. `maps` holds one map
/// for each input and then that of `init`. The arguments of `body` are elements
/// of the inputs and then the accumulator.
mlir::Value buildAccumulation(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::ValueRange inputs, mlir::Value init,
                              llvm::ArrayRef<mlir::AffineMap> maps,
                              ElementBody body);

/// The sum of products `lhs * rhs` on top of `init`, computed in the element
/// type of `init`, to which narrower floats are extended. `maps` are those of
/// `lhs`, `rhs` and `init`.
mlir::Value buildContraction(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value lhs, mlir::Value rhs, mlir::Value init,
                             llvm::ArrayRef<mlir::AffineMap> maps);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_ACCUMULATION_H
