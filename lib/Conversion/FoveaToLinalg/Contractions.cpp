//===- Contractions.cpp - Reference lowering of matrix products -----------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

/// Where an operand of shape [batch..., matrix] is read in a loop nest of the
/// batch dimensions `batch` and then m, k, n.
static AffineMap getMatrixMap(ArrayRef<int64_t> shape, ArrayRef<int64_t> batch,
                              AffineExpr row, AffineExpr column,
                              bool transpose) {
  MLIRContext *context = row.getContext();
  SmallVector<AffineExpr> exprs(
      getBroadcastMap(context, shape.drop_back(2), batch).getResults());
  if (transpose)
    std::swap(row, column);
  exprs.append({row, column});
  return AffineMap::get(batch.size() + 3, /*symbolCount=*/0, exprs, context);
}

namespace {
/// Loops: batch..., m, k, n. With n innermost, both the rows of `rhs` and
/// those of the result are walked along.
struct LowerMatMul final : OpConversionPattern<MatMulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MatMulOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ArrayRef<int64_t> shape = op.getType().getShape();
    ArrayRef<int64_t> batch = shape.drop_back(2);
    AffineExpr m = rewriter.getAffineDimExpr(batch.size());
    AffineExpr k = rewriter.getAffineDimExpr(batch.size() + 1);
    AffineExpr n = rewriter.getAffineDimExpr(batch.size() + 2);
    AffineMap resultMap =
        getDroppingMap(getContext(), batch.size() + 3, batch.size() + 1);
    Type elementType = op.getType().getElementType();
    Type computeType = getComputeType(elementType);
    Value sum =
        buildContraction(rewriter, loc, adaptor.getLhs(), adaptor.getRhs(),
                         buildZeros(rewriter, loc, shape, computeType),
                         {getMatrixMap(op.getLhs().getType().getShape(), batch,
                                       m, k, op.getTransposeLhs()),
                          getMatrixMap(op.getRhs().getType().getShape(), batch,
                                       k, n, op.getTransposeRhs()),
                          resultMap});
    rewriter.replaceOp(
        op, buildConverted(rewriter, loc, sum, computeType, elementType));
    return success();
  }
};
} // namespace

void fovea::populateContractionPatterns(const TypeConverter &converter,
                                        RewritePatternSet &patterns) {
  patterns.add<LowerMatMul>(converter, patterns.getContext());
}
