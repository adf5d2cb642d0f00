//===- RaiseActivations.cpp - Activations that exporters took apart -------===//
//
// Where an exporter has no operator for an activation, it writes the formula.
// Its argument is used twice then, so that nothing could be fused.
//
//===----------------------------------------------------------------------===//

#include "ScalarFactors.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_RAISEACTIVATIONSPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Constants of exporters are rounded to f32, or typed by hand.
static bool isNear(double value, double expected) {
  return std::abs(value - expected) <= 1e-4 * std::abs(expected);
}

static void replaceByActivation(PatternRewriter &rewriter, Operation *op,
                                ActivationKind kind, Value input) {
  rewriter.replaceOpWithNewOp<ActivationOp>(op, kind, input, /*alpha=*/nullptr,
                                            /*beta=*/nullptr,
                                            /*error=*/nullptr);
}

namespace {
/// `x * sigmoid(x)` is silu, `x * hard_sigmoid(x)` hard-swish.
struct RaiseGated final : OpRewritePattern<BinaryOp> {
  RaiseGated(MLIRContext *context, Pass::Statistic &numRaised)
      : OpRewritePattern(context), numRaised(numRaised) {}

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != BinaryKind::mul)
      return rewriter.notifyMatchFailure(op, "expected a product");
    for (unsigned i : {0, 1}) {
      auto gate = op->getOperand(i).getDefiningOp<ActivationOp>();
      if (!gate || gate.getInput() != op->getOperand(1 - i))
        continue;
      std::optional<ActivationKind> kind = getGated(gate);
      if (!kind)
        continue;
      replaceByActivation(rewriter, op, *kind, gate.getInput());
      ++numRaised;
      return success();
    }
    return rewriter.notifyMatchFailure(
        op, "expected the product of a value and its sigmoid");
  }

private:
  static std::optional<ActivationKind> getGated(ActivationOp gate) {
    if (gate.getKind() == ActivationKind::sigmoid)
      return ActivationKind::silu;
    if (gate.getKind() == ActivationKind::hard_sigmoid &&
        isNear(gate.getAlpha()->convertToDouble(), 1.0 / 6) &&
        isNear(gate.getBeta()->convertToDouble(), 0.5))
      return ActivationKind::hard_swish;
    return std::nullopt;
  }

  Pass::Statistic &numRaised;
};

/// The products of 1/2, x and `1 + erf(x / sqrt(2))`, in any order, are gelu.
struct RaiseGelu final : OpRewritePattern<UnaryOp> {
  RaiseGelu(MLIRContext *context, Pass::Statistic &numRaised)
      : OpRewritePattern(context), numRaised(numRaised) {}

  LogicalResult matchAndRewrite(UnaryOp op,
                                PatternRewriter &rewriter) const override {
    if (op.getKind() != UnaryKind::erf || !op->hasOneUse())
      return rewriter.notifyMatchFailure(op, "expected one use of an erf");
    double factor = 1;
    Value input = matchScaled(op.getInput(), factor);
    if (!input || !isNear(factor, M_SQRT1_2))
      return rewriter.notifyMatchFailure(op, "expected erf(x / sqrt(2))");
    auto sum = dyn_cast<BinaryOp>(*op->user_begin());
    if (!sum || sum.getKind() != BinaryKind::add || !sum->hasOneUse() ||
        !(getScalar(sum.getLhs()) == 1.0 || getScalar(sum.getRhs()) == 1.0))
      return rewriter.notifyMatchFailure(op, "expected 1 + erf(x / sqrt(2))");
    BinaryOp product = findProduct(sum, input);
    if (!product)
      return rewriter.notifyMatchFailure(
          op, "expected a product with x and 1/2");
    rewriter.setInsertionPoint(product);
    replaceByActivation(rewriter, product, ActivationKind::gelu, input);
    ++numRaised;
    return success();
  }

private:
  /// The product of `sum` with `input` and 1/2, through users of one use.
  static BinaryOp findProduct(BinaryOp sum, Value input) {
    double factor = 1;
    bool hasInput = false;
    Value value = sum.getResult();
    while (value.hasOneUse()) {
      auto user = dyn_cast<BinaryOp>(*value.user_begin());
      if (!user)
        return nullptr;
      double scale = 1;
      if (matchScaled(user.getResult(), scale) == value) {
        factor *= scale;
      } else if (user.getKind() == BinaryKind::mul && !hasInput) {
        Value other = user.getLhs() == value ? user.getRhs() : user.getLhs();
        // The other factor may be scaled itself.
        if (other != input && matchScaled(other, factor) != input)
          return nullptr;
        hasInput = true;
      } else {
        return nullptr;
      }
      if (hasInput && isNear(factor, 0.5))
        return user;
      value = user.getResult();
    }
    return nullptr;
  }

  Pass::Statistic &numRaised;
};

struct RaiseActivationsPass final
    : fovea::impl::RaiseActivationsPassBase<RaiseActivationsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<RaiseGated, RaiseGelu>(&getContext(), numRaised);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
