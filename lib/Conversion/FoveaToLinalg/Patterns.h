//===- Patterns.h - Patterns of the reference lowering ----------*- C++ -*-===//
//
// One populate function for each theme of ops, and what patterns share.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_CONVERSION_FOVEATOLINALG_PATTERNS_H
#define FOVEA_LIB_CONVERSION_FOVEATOLINALG_PATTERNS_H

#include "mlir/Transforms/DialectConversion.h"

namespace fovea {

/// A lowering that asks for the types of its results.
template <typename OpTy>
struct TypedLowering : mlir::OpConversionPattern<OpTy> {
  using mlir::OpConversionPattern<OpTy>::OpConversionPattern;
  using OpAdaptor = typename OpTy::Adaptor;

  /// The type that a result becomes, which has a signless element type.
  mlir::RankedTensorType getResultType(OpTy op, unsigned index = 0) const {
    return this->getTypeConverter()
        ->template convertType<mlir::RankedTensorType>(
            op->getResult(index).getType());
  }
};

void populateAttentionPatterns(const mlir::TypeConverter &converter,
                               mlir::RewritePatternSet &patterns);
void populateConstantPatterns(const mlir::TypeConverter &converter,
                              mlir::RewritePatternSet &patterns);
void populateContractionPatterns(const mlir::TypeConverter &converter,
                                 mlir::RewritePatternSet &patterns);
void populateConvolutionPatterns(const mlir::TypeConverter &converter,
                                 mlir::RewritePatternSet &patterns);
void populateElementwisePatterns(const mlir::TypeConverter &converter,
                                 mlir::RewritePatternSet &patterns);
void populateIndexingPatterns(const mlir::TypeConverter &converter,
                              mlir::RewritePatternSet &patterns);
void populateNormalizationPatterns(const mlir::TypeConverter &converter,
                                   mlir::RewritePatternSet &patterns);
void populatePoolPatterns(const mlir::TypeConverter &converter,
                          mlir::RewritePatternSet &patterns);
void populateReductionPatterns(const mlir::TypeConverter &converter,
                               mlir::RewritePatternSet &patterns);
void populateResizePatterns(const mlir::TypeConverter &converter,
                            mlir::RewritePatternSet &patterns);
void populateShapePatterns(const mlir::TypeConverter &converter,
                           mlir::RewritePatternSet &patterns);

} // namespace fovea

#endif // FOVEA_LIB_CONVERSION_FOVEATOLINALG_PATTERNS_H
