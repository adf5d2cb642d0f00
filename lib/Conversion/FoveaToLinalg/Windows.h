//===- Windows.h - Shared pieces of ops with a window -----------*- C++ -*-===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_WINDOWS_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_WINDOWS_H

#include "Accumulation.h"

#include "fovea/Dialect/Fovea/IR/WindowGeometry.h"

#include "mlir/Transforms/DialectConversion.h"

namespace fovea {

/// `featureMap` with `padding` put around its spatial dimensions, just as far
/// as the windows read. The spatial dimensions start with dimension
/// `firstSpatial`.
mlir::Value buildPaddedInput(mlir::OpBuilder &builder, mlir::Location loc,
                             mlir::Value featureMap,
                             llvm::ArrayRef<WindowDim> dims,
                             mlir::Value padding, unsigned firstSpatial = 1);

// One function for each file with patterns of window ops.
void populateConvolutionPatterns(const mlir::TypeConverter &converter,
                                 mlir::RewritePatternSet &patterns);
void populatePoolPatterns(const mlir::TypeConverter &converter,
                          mlir::RewritePatternSet &patterns);
void populateResizePatterns(const mlir::TypeConverter &converter,
                            mlir::RewritePatternSet &patterns);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_WINDOWS_H
