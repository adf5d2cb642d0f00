//===- FoldBatchNorm.cpp - Normalizations into convolutions ---------------===//
//
// Three small steps that meet: a batch normalization is a product and a sum for
// each channel; such a product moves into the weights of the convolution or
// matrix product before it, and such a sum into the bias of a convolution. What
// is computed from weights alone is left to constant folding.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/ConstantValue.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_FOLDBATCHNORMPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// `value` as one element for each of `channels` channels, or null if it is
/// anything else than a constant that differs along the last dimension only.
static Value getPerChannel(OpBuilder &builder, Location loc, Value value,
                           int64_t channels) {
  RankedTensorType type = getTensorType(value);
  if (!isConstant(value) || type.getNumElements() != channels ||
      type.getRank() == 0 || type.getShape().back() != channels)
    return nullptr;
  if (type.getRank() == 1)
    return value;
  return ReshapeOp::create(builder, loc, type.clone({channels}), value);
}

static Value build(OpBuilder &builder, Location loc, BinaryKind kind, Value lhs,
                   Value rhs) {
  return BinaryOp::create(builder, loc, kind, lhs, rhs);
}

namespace {
/// `batch_norm(x)` -> `x * s + (offset - mean * s)` with
/// `s = scale / sqrt(variance + epsilon)`.
struct DecomposeBatchNorm final : OpRewritePattern<BatchNormOp> {
  DecomposeBatchNorm(MLIRContext *context, Pass::Statistic &numDecomposed)
      : OpRewritePattern(context), numDecomposed(numDecomposed) {}

  LogicalResult matchAndRewrite(BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    for (Value parameter : op->getOperands().drop_front())
      if (!isConstant(parameter))
        return rewriter.notifyMatchFailure(op, "expected constant parameters");
    Location loc = op.getLoc();
    RankedTensorType type = getTensorType(op.getVariance());
    Value epsilon = fovea::ConstantOp::create(
        rewriter, loc,
        DenseElementsAttr::get(
            type.clone({1}),
            rewriter.getFloatAttr(type.getElementType(),
                                  op.getEpsilon().convertToDouble())));
    Value deviation = UnaryOp::create(
        rewriter, loc, UnaryKind::sqrt,
        build(rewriter, loc, BinaryKind::add, op.getVariance(), epsilon));
    Value scale =
        build(rewriter, loc, BinaryKind::div, op.getScale(), deviation);
    Value offset =
        build(rewriter, loc, BinaryKind::sub, op.getOffset(),
              build(rewriter, loc, BinaryKind::mul, op.getMean(), scale));
    Value product = build(rewriter, loc, BinaryKind::mul, op.getInput(), scale);
    rewriter.replaceOp(op,
                       build(rewriter, loc, BinaryKind::add, product, offset));
    ++numDecomposed;
    return success();
  }

private:
  Pass::Statistic &numDecomposed;
};

/// The convolution whose result is an operand of `op`, if `op` is its only
/// user, and the other operand.
static std::pair<ConvOp, Value> matchConvOperand(BinaryOp op) {
  for (unsigned i : {0, 1})
    if (auto conv = op->getOperand(i).getDefiningOp<ConvOp>())
      if (conv->hasOneUse() && conv.getType() == op.getType())
        return {conv, op->getOperand(1 - i)};
  return {};
}

/// The result of `conv` is not read and written again.
static void remarkFold(Location loc, ConvOp conv) {
  double flops = 2.0 * conv.getMACs();
  double elements = conv.getType().getNumElements();
  double bytes = countBytes(getTensorType(conv.getInput())) +
                 countBytes(getTensorType(conv.getKernel())) +
                 countBytes(conv.getType());
  remarkFusion(loc, "fold", /*isFused=*/true,
               {flops + elements, bytes + 2 * countBytes(conv.getType())},
               {flops, bytes});
}

/// `conv(x, w, b) * s` -> `conv(x, w * s, b * s)`
struct FoldProduct final : OpRewritePattern<BinaryOp> {
  FoldProduct(MLIRContext *context, Pass::Statistic &numFolded)
      : OpRewritePattern(context), numFolded(numFolded) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    auto [conv, other] = matchConvOperand(op);
    if (op.getKind() != BinaryKind::mul || !conv ||
        !isConstant(conv.getKernel()) ||
        (conv.getBias() && !isConstant(conv.getBias())))
      return rewriter.notifyMatchFailure(
          op, "expected the product of a convolution by constant weights that "
              "has no other use");
    Location loc = op.getLoc();
    Value scale =
        getPerChannel(rewriter, loc, other, conv.getType().getShape().back());
    if (!scale)
      return rewriter.notifyMatchFailure(op, "expected a constant by channel");
    rewriter.setInsertionPoint(op);
    Value kernel =
        build(rewriter, loc, BinaryKind::mul, conv.getKernel(), scale);
    Value bias = conv.getBias();
    if (bias)
      bias = build(rewriter, loc, BinaryKind::mul, bias, scale);
    rewriter.replaceOpWithNewOp<ConvOp>(
        op, conv.getInput(), kernel, bias, conv.getStridesAttr(),
        conv.getDilationsAttr(), conv.getPadsAttr(), conv.getGroupsAttr());
    ++numFolded;
    remarkFold(loc, conv);
    return success();
  }

private:
  Pass::Statistic &numFolded;
};

/// `conv(x, w, b) + t` -> `conv(x, w, b + t)`
struct FoldSum final : OpRewritePattern<BinaryOp> {
  FoldSum(MLIRContext *context, Pass::Statistic &numFolded)
      : OpRewritePattern(context), numFolded(numFolded) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    auto [conv, other] = matchConvOperand(op);
    if (op.getKind() != BinaryKind::add || !conv ||
        (conv.getBias() && !isConstant(conv.getBias())))
      return rewriter.notifyMatchFailure(
          op, "expected the sum of a constant and a convolution that has no "
              "other use");
    Location loc = op.getLoc();
    Value bias =
        getPerChannel(rewriter, loc, other, conv.getType().getShape().back());
    if (!bias)
      return rewriter.notifyMatchFailure(op, "expected a constant by channel");
    rewriter.setInsertionPoint(op);
    if (conv.getBias())
      bias = build(rewriter, loc, BinaryKind::add, conv.getBias(), bias);
    rewriter.replaceOpWithNewOp<ConvOp>(
        op, conv.getInput(), conv.getKernel(), bias, conv.getStridesAttr(),
        conv.getDilationsAttr(), conv.getPadsAttr(), conv.getGroupsAttr());
    ++numFolded;
    remarkFold(loc, conv);
    return success();
  }

private:
  Pass::Statistic &numFolded;
};

struct FoldBatchNormPass final
    : fovea::impl::FoldBatchNormPassBase<FoldBatchNormPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DecomposeBatchNorm>(&getContext(), numDecomposed);
    patterns.add<FoldProduct, FoldSum>(&getContext(), numFolded);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
