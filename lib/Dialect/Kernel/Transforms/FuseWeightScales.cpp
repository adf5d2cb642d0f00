//===- FuseWeightScales.cpp - Scale weights where they are multiplied -----===//
//
// Weights that are scaled when the model runs (by a squeeze-and-excite block,
// say) would be written and packed by kernels of their own, which all threads
// wait for. A contraction can scale the panels that it is about to use instead.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_FUSEWEIGHTSCALESPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

/// A thread keeps a scaled panel on its stack, which may not be much larger.
static constexpr int64_t kMaxPanelBytes = 256 << 10;
/// Vectors of columns that most panels have at most.
static constexpr int64_t kVectorsOfPanel = 3;

/// Whether `factor` has one element for each input channel of `weights`, which
/// are their last but one dimension.
static bool isPerInputChannel(RankedTensorType factor,
                              RankedTensorType weights) {
  int64_t channels = weights.getDimSize(weights.getRank() - 2);
  return factor.getRank() >= 2 && factor.getNumElements() == channels &&
         factor.getDimSize(factor.getRank() - 2) == channels;
}

static bool fitsOntoStack(ContractOp op, const HardwareModel &machine) {
  ShapedType weights = op.getWeightsType();
  int64_t columns = weights.getShape().back();
  int64_t depth = weights.getNumElements() / std::max<int64_t>(columns, 1);
  int64_t rowBytes =
      std::min(columns * getElementSize(weights.getElementType()),
               kVectorsOfPanel * machine.vector->bytes);
  return depth * rowBytes <= kMaxPanelBytes;
}

namespace {
/// `contract(x, w * s)` -> `contract(x, w scaled by s)`
struct FuseWeightScale final : OpRewritePattern<ContractOp> {
  FuseWeightScale(MLIRContext *context, const HardwareModel &machine,
                  Pass::Statistic &numFused)
      : OpRewritePattern(context), machine(machine), numFused(numFused) {}

  LogicalResult matchAndRewrite(ContractOp op,
                                PatternRewriter &rewriter) const override {
    auto product = op.getWeights().getDefiningOp<BinaryOp>();
    if (!product || product.getKind() != BinaryKind::mul ||
        !product->hasOneUse())
      return rewriter.notifyMatchFailure(op,
                                         "expected the only use of a product");
    if (op.getScale() || op.getSchedule() || op.getGroups() != 1 ||
        !op.getWeightsType().getElementType().isF32())
      return rewriter.notifyMatchFailure(
          op, "expected one group, f32, and no scale or schedule");
    if (!fitsOntoStack(op, machine))
      return rewriter.notifyMatchFailure(op, "expected smaller panels");
    for (unsigned i : {0, 1}) {
      Value weights = product->getOperand(i),
            factor = product->getOperand(1 - i);
      if (weights.getType() == product.getType() &&
          isPerInputChannel(getTensorType(factor), product.getType()))
        return fuse(rewriter, op, weights, factor);
    }
    return rewriter.notifyMatchFailure(
        op, "expected a factor for each input channel");
  }

private:
  LogicalResult fuse(PatternRewriter &rewriter, ContractOp op, Value weights,
                     Value factor) const {
    RankedTensorType type = getTensorType(factor);
    Value scale = ReshapeOp::create(
        rewriter, op.getLoc(), type.clone({type.getNumElements()}), factor);
    rewriter.modifyOpInPlace(op, [&] {
      op.getWeightsMutable().assign(weights);
      op.getScaleMutable().assign(scale);
    });
    ++numFused;
    // Scaled weights were written and read, and so were packed ones.
    double flops = op.getWeightsType().getNumElements();
    remarkFusion(op.getLoc(), "weight-scale", /*isFused=*/true,
                 {flops, 4.0 * countBytes(op.getWeightsType())}, {flops, 0});
    return success();
  }

  const HardwareModel &machine;
  Pass::Statistic &numFused;
};

struct FuseWeightScalesPass final
    : fovea::kernel::impl::FuseWeightScalesPassBase<FuseWeightScalesPass> {
  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseWeightScale>(&getContext(), *machine, numFused);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
