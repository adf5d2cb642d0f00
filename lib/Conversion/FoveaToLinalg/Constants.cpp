//===- Constants.cpp - Reference lowering of constants and weights --------===//

#include "Patterns.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace fovea;

/// Replace `op` by a constant of the converted (signless) type on the same
/// bytes.
static LogicalResult lowerToConstant(Operation *op, ElementsAttr value,
                                     const TypeConverter &converter,
                                     ConversionPatternRewriter &rewriter) {
  auto type =
      converter.convertType<RankedTensorType>(op->getResult(0).getType());
  ElementsAttr converted = reinterpretElements(value, type);
  if (!converted)
    return rewriter.notifyMatchFailure(op, "value is not dense");
  rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, converted);
  return success();
}

namespace {
struct ConstantLowering final : OpConversionPattern<fovea::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(fovea::ConstantOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    return lowerToConstant(op, op.getValue(), *getTypeConverter(), rewriter);
  }
};

struct WeightLowering final : OpConversionPattern<WeightOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(WeightOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op.getValueAttr())
      return op.emitError("weight '") << op.getName() << "' has no value";
    return lowerToConstant(op, op.getValueAttr(), *getTypeConverter(),
                           rewriter);
  }
};
} // namespace

void fovea::populateConstantPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ConstantLowering, WeightLowering>(converter,
                                                 patterns.getContext());
}
