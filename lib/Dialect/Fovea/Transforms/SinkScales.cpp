//===- SinkScales.cpp - Scales of channels into the next convolution ------===//
//
// A squeeze-and-excite block multiplies each channel of a feature map by one
// number (Hu et al., "Squeeze-and-Excitation Networks", 2018), and a 1x1
// convolution follows. Its weights can be multiplied instead, and they are far
// fewer than the elements of an early feature map.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_SINKSCALESPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// `scale` holds one number for each channel of a batch of one.
static bool isPerChannel(Value scale, RankedTensorType featureMap) {
  RankedTensorType type = getTensorType(scale);
  int64_t channels = featureMap.getShape().back();
  return featureMap.getDimSize(0) == 1 && type.getRank() > 0 &&
         type.getShape().back() == channels &&
         type.getNumElements() == channels;
}

namespace {
/// `conv(x * s, w)` -> `conv(x, w * s)`
struct SinkScale final : OpRewritePattern<ConvOp> {
  SinkScale(MLIRContext *context, Pass::Statistic &numSunk)
      : OpRewritePattern(context), numSunk(numSunk) {}

  LogicalResult matchAndRewrite(ConvOp op,
                                PatternRewriter &rewriter) const override {
    auto product = op.getInput().getDefiningOp<BinaryOp>();
    if (!product || product.getKind() != BinaryKind::mul ||
        !product->hasOneUse() || op.getGroups() != 1)
      return rewriter.notifyMatchFailure(
          op, "expected the only use of a product, and one group");
    RankedTensorType type = product.getType();
    RankedTensorType kernelType = getTensorType(op.getKernel());
    if (kernelType.getNumElements() > type.getNumElements())
      return rewriter.notifyMatchFailure(
          op, "expected fewer weights than elements of the feature map");
    for (unsigned i : {0, 1}) {
      Value input = product->getOperand(i), scale = product->getOperand(1 - i);
      if (input.getType() != type || !isPerChannel(scale, type))
        continue;
      // Input channels are the last but one dimension of the kernel.
      Value factor =
          ReshapeOp::create(rewriter, op.getLoc(),
                            type.clone({type.getShape().back(), 1}), scale);
      Value kernel = BinaryOp::create(rewriter, op.getLoc(), BinaryKind::mul,
                                      op.getKernel(), factor);
      rewriter.modifyOpInPlace(op, [&] {
        op.getInputMutable().assign(input);
        op.getKernelMutable().assign(kernel);
      });
      rewriter.eraseOp(product);
      ++numSunk;
      remarkFusion(op.getLoc(), "scale", /*isFused=*/true,
                   {0.0 + type.getNumElements(), 2 * countBytes(type)},
                   {0.0 + kernelType.getNumElements(),
                    2 * countBytes(kernelType)});
      return success();
    }
    return rewriter.notifyMatchFailure(
        op, "expected a factor for each channel, and a batch of one");
  }

private:
  Pass::Statistic &numSunk;
};

struct SinkScalesPass final : fovea::impl::SinkScalesPassBase<SinkScalesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<SinkScale>(&getContext(), numSunk);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
