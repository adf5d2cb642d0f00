//===- ExpandMath.cpp - Math functions as vectorizable arithmetic ---------===//

#include "Functions.h"

#include "fovea/Codegen/Passes.h"
#include "fovea/Codegen/VectorMath.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
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

/// Kernels sum with fused multiply-adds, each of which would be a call for
/// every lane where there is no instruction.
struct SplitFMA final : OpRewritePattern<vector::FMAOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(vector::FMAOp op,
                                PatternRewriter &rewriter) const override {
    Value product =
        arith::MulFOp::create(rewriter, op.getLoc(), op.getLhs(), op.getRhs());
    rewriter.replaceOpWithNewOp<arith::AddFOp>(op, product, op.getAcc());
    return success();
  }
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

void fovea::populateExpandMathPatterns(RewritePatternSet &patterns,
                                       const ExpandMathOptions &options) {
  populateActivationPatterns(patterns, options);
  if (!options.fma)
    patterns.add<SplitFMA>(patterns.getContext());
  PatternList list{patterns, options.fma, {}};
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
    populateExpandMathPatterns(owned, {fma});
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
