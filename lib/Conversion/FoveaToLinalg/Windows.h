//===- Windows.h - Shared by convolutions and pools -------------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_WINDOWS_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_WINDOWS_H

#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/WindowGeometry.h"

namespace fovea {

/// `featureMap` with `padding` put around its spatial dimensions, just as far
/// as the windows read. The spatial dimensions start with dimension
/// `firstSpatial`.
mlir::Value buildPaddedInput(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value featureMap,
                             llvm::ArrayRef<WindowDim> dims,
                             mlir::Value padding, unsigned firstSpatial = 1);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_WINDOWS_H
