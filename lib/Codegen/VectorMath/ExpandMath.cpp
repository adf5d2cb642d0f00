//===- ExpandMath.cpp - Math functions as vectorizable arithmetic ---------===//

#include "Functions.h"

#include "fovea/Codegen/Passes.h"
#include "fovea/Codegen/VectorMath.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/StringSet.h"

namespace fovea {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
/// Replaces an op by what `build` makes of its operands.
template <typename OpTy, auto build>
struct ExpandOp final : OpRewritePattern<OpTy> {
  ExpandOp(MLIRContext *context, bool fma)
      : OpRewritePattern<OpTy>(context), fma(fma) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!getElementTypeOrSelf(type).isF32() || isa<TensorType>(type))
      return rewriter.notifyMatchFailure(op, "expected f32 or a vector of it");
    FloatBuilder builder(rewriter, op.getLoc(), type, fma);
    if constexpr (OpTy::template hasTrait<OpTrait::OneOperand>())
      rewriter.replaceOp(op, build(builder, op.getOperand()));
    else
      rewriter.replaceOp(op, build(builder, op.getLhs(), op.getRhs()));
    return success();
  }

  bool fma;
};

/// The only user of the result of `op`, if it is an `OpTy`.
template <typename OpTy> OpTy getOnlyUser(Operation *op) {
  return op->hasOneUse() ? dyn_cast<OpTy>(*op->user_begin()) : OpTy();
}

/// `1 / (1 + exp(-x))` as a whole: it needs none of the care that exp takes of
/// the ends of its range.
struct ExpandLogistic final : OpRewritePattern<math::ExpOp> {
  ExpandLogistic(MLIRContext *context, bool fma)
      : OpRewritePattern(context, /*benefit=*/2), fma(fma) {}

  LogicalResult matchAndRewrite(math::ExpOp op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType();
    auto negation = op.getOperand().getDefiningOp<arith::NegFOp>();
    auto sum = getOnlyUser<arith::AddFOp>(op);
    auto quotient = sum ? getOnlyUser<arith::DivFOp>(sum) : arith::DivFOp();
    if (!getElementTypeOrSelf(type).isF32() || isa<TensorType>(type) ||
        !negation || !quotient || quotient.getRhs() != sum.getResult() ||
        !matchPattern(quotient.getLhs(), m_OneFloat()) ||
        !(matchPattern(sum.getLhs(), m_OneFloat()) ||
          matchPattern(sum.getRhs(), m_OneFloat())))
      return rewriter.notifyMatchFailure(op, "expected 1 / (1 + exp(-x))");
    rewriter.setInsertionPoint(quotient);
    FloatBuilder builder(rewriter, quotient.getLoc(), type, fma);
    rewriter.replaceOp(quotient, buildLogistic(builder, negation.getOperand()));
    return success();
  }

  bool fma;
};

/// Collects the patterns, and which ops they are for.
struct PatternList {
  RewritePatternSet &patterns;
  bool fma;
  llvm::StringSet<> names;

  template <typename OpTy, auto build> void add() {
    patterns.add<ExpandOp<OpTy, build>>(patterns.getContext(), fma);
    names.insert(OpTy::getOperationName());
  }
};
} // namespace

void fovea::populateExpandMathPatterns(RewritePatternSet &patterns, bool fma) {
  patterns.add<ExpandLogistic>(patterns.getContext(), fma);
  PatternList list{patterns, fma, {}};
  list.add<math::ExpOp, buildExp>();
  list.add<math::Exp2Op, buildExp2>();
  list.add<math::ExpM1Op, buildExpM1>();
  list.add<math::LogOp, buildLog>();
  list.add<math::Log2Op, buildLog2>();
  list.add<math::Log1pOp, buildLog1p>();
  list.add<math::TanhOp, buildTanh>();
  list.add<math::ErfOp, buildErf>();
  list.add<math::SinOp, buildSin>();
  list.add<math::CosOp, buildCos>();
  list.add<math::PowFOp, buildPow>();
  // f16 and bf16 are computed in f32.
  populateMathF32ExpansionPatterns(
      patterns, [&](StringRef name) { return list.names.contains(name); });
}

namespace {
struct ExpandMathPass final : fovea::impl::ExpandMathPassBase<ExpandMathPass> {
  using ExpandMathPassBase::ExpandMathPassBase;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet owned(context);
    populateExpandMathPatterns(owned, fma);
    patterns = std::move(owned);
    return success();
  }

  void runOnOperation() override {
    if (failed(applyPatternsGreedily(getOperation(), patterns)))
      signalPassFailure();
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
