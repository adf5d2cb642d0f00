//===- Elementwise.cpp - Reference lowering of elementwise ops ------------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

namespace {
/// An elementwise op says itself what it computes: this is the loop around it.
struct LowerElementwise final
    : OpInterfaceConversionPattern<ElementwiseOpInterface> {
  using OpInterfaceConversionPattern::OpInterfaceConversionPattern;

  LogicalResult
  matchAndRewrite(ElementwiseOpInterface op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = getTypeConverter()->convertType<RankedTensorType>(
        op->getResult(0).getType());
    SmallVector<AffineMap> maps =
        llvm::map_to_vector(operands, [&](Value operand) {
          RankedTensorType operandType = getTensorType(operand);
          return getBroadcastMap(op.getContext(), operandType.getShape(),
                                 type.getShape());
        });
    Value result =
        buildElements(rewriter, op.getLoc(), type, operands, maps,
                      [&](OpBuilder &builder, Location loc, ValueRange args) {
                        return op.buildElement(builder, loc, args);
                      });
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void fovea::populateElementwisePatterns(const TypeConverter &converter,
                                        RewritePatternSet &patterns) {
  patterns.add<LowerElementwise>(converter, patterns.getContext());
}
