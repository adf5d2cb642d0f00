//===- RaiseAttention.cpp - Attention that exporters took apart -----------===//
//
// `softmax(q kᵀ * scale) v` becomes one op. Exporters put the scale before or
// behind the first product, often as a square root on either side of it, and a
// transpose of k somewhere between its definition and the product.
//
//===----------------------------------------------------------------------===//

#include "ScalarFactors.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_RAISEATTENTIONPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// `value` without a scalar factor, which goes into `scale`. Looks through one
/// transpose.
static Value takeScale(OpBuilder &builder, Value value, double &scale) {
  if (Value inner = matchScaled(value, scale))
    return inner;
  auto transpose = value.getDefiningOp<TransposeOp>();
  if (!transpose)
    return value;
  Value inner = matchScaled(transpose.getInput(), scale);
  if (!inner)
    return value;
  return TransposeOp::create(builder, transpose.getLoc(), inner,
                             transpose.getPermutationAttr());
}

/// Batch dimensions that are equal, not broadcast, and two more.
static bool isBatchedProduct(MatMulOp op) {
  ArrayRef<int64_t> lhs = getTensorType(op.getLhs()).getShape();
  ArrayRef<int64_t> rhs = getTensorType(op.getRhs()).getShape();
  return lhs.size() == 4 && rhs.size() == 4 &&
         lhs.take_front(2) == rhs.take_front(2);
}

namespace {
struct FuseAttention final : OpRewritePattern<MatMulOp> {
  FuseAttention(MLIRContext *context, Pass::Statistic &numRaised)
      : OpRewritePattern(context), numRaised(numRaised) {}

  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    auto softmax = op.getLhs().getDefiningOp<SoftmaxOp>();
    if (!softmax || !softmax->hasOneUse() || softmax.getAxis() != 3 ||
        op.getTransposeLhs() || op.getTransposeRhs() || !isBatchedProduct(op))
      return rewriter.notifyMatchFailure(
          op, "expected softmax(...) value of rank 4 with equal heads");
    double scale = 1;
    Value product = matchScaled(softmax.getInput(), scale);
    if (!product)
      product = softmax.getInput();
    auto scores = product.getDefiningOp<MatMulOp>();
    if (!scores || !scores->hasOneUse() || scores.getTransposeLhs() ||
        !isBatchedProduct(scores))
      return rewriter.notifyMatchFailure(
          op, "expected the softmax of a product that has no other use");

    Location loc = op.getLoc();
    Value query = takeScale(rewriter, scores.getLhs(), scale);
    Value key = takeScale(rewriter, scores.getRhs(), scale);
    if (!scores.getTransposeRhs())
      key = TransposeOp::create(rewriter, loc, key,
                                rewriter.getDenseI64ArrayAttr({0, 1, 3, 2}));
    rewriter.replaceOpWithNewOp<AttentionOp>(
        op, op.getType(), query, key, op.getRhs(), /*mask=*/nullptr,
        rewriter.getF64FloatAttr(scale), /*causal=*/nullptr,
        /*softcap=*/rewriter.getF64FloatAttr(0));
    ++numRaised;
    return success();
  }

private:
  Pass::Statistic &numRaised;
};

struct RaiseAttentionPass final
    : fovea::impl::RaiseAttentionPassBase<RaiseAttentionPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseAttention>(&getContext(), numRaised);
    // Joins the transpose of the key with those before it.
    TransposeOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
