//===- Activations.cpp - Logistic function, silu, gelu as a whole ---------===//
//
// The elements of activations are formulas of exp and erf. Recognized as a
// whole they need none of the care that these take of the ends of their ranges.
//
//===----------------------------------------------------------------------===//

#include "Coefficients.h"
#include "Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

/// x / (1 + 2^-(x P(x^2))). The logarithm of p / (1 - p), with p the normal
/// distribution at x, is so smooth that this polynomial serves for all x.
Value fovea::buildGelu(const FloatBuilder &f, Value x) {
  Value square = f.atMost(f.mul(x, x), 25);
  Value logit = f.mul(x, f.polynomial(square, kGaussianGate));
  return buildGate(f, x, logit, -1);
}

/// x / (1 + exp(-y)); silu if both are the same.
static Value buildLogisticGate(const FloatBuilder &f, Value x, Value y) {
  return buildGate(f, x, y, -kLog2E);
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

/// The only user of the result of `op`, if it is an `OpTy`.
template <typename OpTy> static OpTy getOnlyUser(Operation *op) {
  return op->hasOneUse() ? dyn_cast<OpTy>(*op->user_begin()) : OpTy();
}

static bool isVectorizable(Type type) {
  return getElementTypeOrSelf(type).isF32() && !isa<TensorType>(type);
}

/// `value` is `factor` times the result, for a constant next to `factor`.
static Value getMultiplied(Value value, double factor) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  if (!product)
    return nullptr;
  auto isFactor = [&](Value operand) {
    llvm::APFloat constant(0.0f);
    return matchPattern(operand, m_ConstantFloat(&constant)) &&
           constant.convertToDouble() == static_cast<float>(factor);
  };
  if (isFactor(product.getLhs()))
    return product.getRhs();
  return isFactor(product.getRhs()) ? product.getLhs() : Value();
}

/// Whether `op` may lose digits.
template <typename OpTy> static bool mayApproximate(OpTy op) {
  return arith::bitEnumContainsAll(op.getFastmath(), arith::FastMathFlags::afn);
}

/// The sum of 1 and `op`, if nothing else uses `op`.
static arith::AddFOp getSumWithOne(Operation *op) {
  auto sum = getOnlyUser<arith::AddFOp>(op);
  bool hasOne = sum && (matchPattern(sum.getLhs(), m_OneFloat()) ||
                        matchPattern(sum.getRhs(), m_OneFloat()));
  return hasOne ? sum : arith::AddFOp();
}

namespace {
/// `x / (1 + exp(-y))`: exact for the logistic function itself, whose results
/// may be small and matter.
struct ExpandLogistic final : OpRewritePattern<math::ExpOp> {
  ExpandLogistic(MLIRContext *context, bool fma)
      : OpRewritePattern(context, /*benefit=*/2), fma(fma) {}

  LogicalResult matchAndRewrite(math::ExpOp op,
                                PatternRewriter &rewriter) const override {
    auto negation = op.getOperand().getDefiningOp<arith::NegFOp>();
    arith::AddFOp sum = getSumWithOne(op);
    auto quotient = sum ? getOnlyUser<arith::DivFOp>(sum) : arith::DivFOp();
    if (!isVectorizable(op.getType()) || !negation || !quotient ||
        quotient.getRhs() != sum.getResult())
      return rewriter.notifyMatchFailure(op, "expected x / (1 + exp(-y))");
    bool isLogistic = matchPattern(quotient.getLhs(), m_OneFloat());
    if (!isLogistic && !mayApproximate(op))
      return rewriter.notifyMatchFailure(
          op, "expected 1 / (1 + exp(-y)), or the flag afn");
    rewriter.setInsertionPoint(quotient);
    FloatBuilder f(rewriter, quotient.getLoc(), op.getType(), fma);
    Value y = negation.getOperand();
    rewriter.replaceOp(quotient,
                       isLogistic ? buildLogistic(f, y)
                                  : buildLogisticGate(f, quotient.getLhs(), y));
    return success();
  }

  bool fma;
};

/// `0.5 x (1 + erf(x / sqrt(2)))`
struct ExpandGelu final : OpRewritePattern<math::ErfOp> {
  ExpandGelu(MLIRContext *context, bool fma)
      : OpRewritePattern(context, /*benefit=*/2), fma(fma) {}

  LogicalResult matchAndRewrite(math::ErfOp op,
                                PatternRewriter &rewriter) const override {
    Value x = getMultiplied(op.getOperand(), 1 / llvm::numbers::sqrt2);
    arith::AddFOp sum = getSumWithOne(op);
    auto product = sum ? getOnlyUser<arith::MulFOp>(sum) : arith::MulFOp();
    if (!isVectorizable(op.getType()) || !mayApproximate(op) || !x || !product)
      return rewriter.notifyMatchFailure(
          op, "expected a product with 1 + erf, and the flag afn");
    Value half = product.getLhs() == sum ? product.getRhs() : product.getLhs();
    if (getMultiplied(half, 0.5) != x)
      return rewriter.notifyMatchFailure(op, "expected half of x");
    rewriter.setInsertionPoint(product);
    FloatBuilder f(rewriter, product.getLoc(), op.getType(), fma);
    rewriter.replaceOp(product, buildGelu(f, x));
    return success();
  }

  bool fma;
};
} // namespace

void fovea::populateActivationPatterns(RewritePatternSet &patterns,
                                       const ExpandMathOptions &options) {
  patterns.add<ExpandGelu, ExpandLogistic>(patterns.getContext(), options.fma);
}
