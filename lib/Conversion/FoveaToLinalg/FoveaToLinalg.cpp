//===- FoveaToLinalg.cpp - The reference lowering of fovea ----------------===//

#include "fovea/Conversion/FoveaToLinalg/FoveaToLinalg.h"

#include "Patterns.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace fovea {
#define GEN_PASS_DEF_CONVERTFOVEATOLINALGPASS
#include "fovea/Conversion/FoveaToLinalg/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
/// Makes element types signless, which is what arith and linalg work on.
struct SignlessTypeConverter : TypeConverter {
  SignlessTypeConverter() {
    addConversion([](Type type) { return type; });
    addConversion([](RankedTensorType type) -> Type {
      return type.clone(getSignlessType(type.getElementType()));
    });
  }
};

struct ConvertFoveaToLinalgPass final
    : fovea::impl::ConvertFoveaToLinalgPassBase<ConvertFoveaToLinalgPass> {
  void runOnOperation() override {
    SignlessTypeConverter converter;
    RewritePatternSet patterns(&getContext());
    populateAttentionPatterns(converter, patterns);
    populateConstantPatterns(converter, patterns);
    populateContractionPatterns(converter, patterns);
    populateConvolutionPatterns(converter, patterns);
    populateElementwisePatterns(converter, patterns);
    populateIndexingPatterns(converter, patterns);
    populateNormalizationPatterns(converter, patterns);
    populatePoolPatterns(converter, patterns);
    populateReductionPatterns(converter, patterns);
    populateResizePatterns(converter, patterns);
    populateShapePatterns(converter, patterns);
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                   converter);
    populateReturnOpTypeConversionPattern(patterns, converter);
    populateCallOpTypeConversionPattern(patterns, converter);

    ConversionTarget target(getContext());
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    target.addIllegalDialect<FoveaDialect>();
    target.addDynamicallyLegalOp<func::FuncOp>([&](func::FuncOp op) {
      return converter.isSignatureLegal(op.getFunctionType());
    });
    target.addDynamicallyLegalOp<func::ReturnOp, func::CallOp>(
        [&](Operation *op) { return converter.isLegal(op); });
    // The lowering says what an op means, on constants as well: the folders are
    // judged by it, not asked by it.
    ConversionConfig config;
    config.foldingMode = DialectConversionFoldingMode::Never;
    if (failed(applyFullConversion(getOperation(), target, std::move(patterns),
                                   config)))
      signalPassFailure();
  }
};
} // namespace
