//===- Accumulation.h - Sums and other folds as linalg ----------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_ACCUMULATION_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_ACCUMULATION_H

#include "Utils.h"

namespace fovea {

/// The type in which elements of `type` are summed: f32 for narrower floats,
/// else `type`.
mlir::Type getAccumulatorType(mlir::Type type);

/// `value`, a float, rounded or extended to `type`; any value if it has that
/// type already.
mlir::Value buildFloatCast(mlir::OpBuilder &builder, mlir::Location loc,
                           mlir::Value value, mlir::Type type);

/// The same for each element of a tensor.
mlir::Value buildFloatTensorCast(mlir::OpBuilder &builder, mlir::Location loc,
                                 mlir::Value tensor, mlir::Type elementType);

/// The scalar 0 of an integer or float type.
mlir::Value buildZero(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Type type);

/// `accumulator + lhs * rhs` in the type of `accumulator`, to which floats are
/// extended.
mlir::Value buildMultiplyAdd(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value lhs, mlir::Value rhs,
                             mlir::Value accumulator);

/// A `linalg.generic` that folds elements of `inputs` into `init`. `maps` holds
/// one map for each input and then that of `init`; loops which the latter does
/// not name are reductions, in any order. The arguments of `body` are elements
/// of the inputs and then the accumulator.
mlir::Value buildAccumulation(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::ValueRange inputs, mlir::Value init,
                              llvm::ArrayRef<mlir::AffineMap> maps,
                              ElementBody body);

/// The sum of products `lhs * rhs` on top of `init`, whose element type it is
/// computed in. `maps` as above.
mlir::Value buildContraction(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value lhs, mlir::Value rhs, mlir::Value init,
                             llvm::ArrayRef<mlir::AffineMap> maps);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_ACCUMULATION_H
