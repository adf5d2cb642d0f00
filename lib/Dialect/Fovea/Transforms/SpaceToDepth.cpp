//===- SpaceToDepth.cpp - Strided convolutions of few channels ------------===//
//
// The first convolution of a vision model has three channels, which is less
// than what matrix units and instructions for pairs multiply at once, and moves
// by several pixels. On blocks of pixels it has more channels.
//
// Input: convolutions with what is folded into their weights. What is computed
// from weights here is left to constant folding.
//
//===----------------------------------------------------------------------===//

#include "BlockedConv.h"
#include "ConvCost.h"

#include "fovea/Dialect/Fovea/IR/ConstantValue.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_SPACETODEPTHPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

static void remarkChoice(ConvOp conv, const ConvForm &form, bool isRewritten) {
  double elements = conv.getType().getNumElements();
  double outputs = conv.getType().getShape().back();
  double inputBytes = countBytes(getTensorType(conv.getInput()));
  auto getCost = [&](const ConvForm &form) {
    double products = static_cast<double>(form.taps) * form.channels;
    return FusionCost{2 * elements * products,
                      inputBytes + countBytes(conv.getType()) +
                          products * outputs * sizeof(float)};
  };
  remarkFusion(conv.getLoc(), "space-to-depth", isRewritten,
               getCost(getForm(conv)), getCost(form));
}

/// Whether to rewrite `conv` into `form`.
static bool shouldRewrite(ConvOp conv, const ConvForm &form, UseWhere use,
                          const ConvTarget &target) {
  bool isFaster = getConvSeconds(conv, form, target) <
                  getConvSeconds(conv, getForm(conv), target);
  bool isRewritten = use == UseWhere::Always || isFaster;
  remarkChoice(conv, form, isRewritten);
  return isRewritten;
}

static ConvForm getForm(RowForm &rows) {
  return {.taps = rows.countTaps(),
          .channels = rows.getChannels(),
          .inputElements =
              static_cast<double>(rows.getPaddedType().getNumElements())};
}

static ConvForm getForm(DepthForm &depth, ConvOp conv) {
  ConvForm form = getForm(conv);
  form.taps = depth.countTaps();
  form.channels = depth.getChannels();
  form.isInputMoved = true;
  return form;
}

/// The form in rows that takes the least time: with blocks as long as the
/// stride, or as what one step multiplies. The first of equals.
static RowForm chooseRows(ConvOp conv, const ConvTarget &target) {
  constexpr int64_t kPair = 2;
  int64_t channels = getTensorType(conv.getInput()).getShape().back();
  RowForm best(conv, conv.getWindowDims().back().stride * channels);
  if (!target.isBF16 || !RowForm::isPossible(conv, kPair))
    return best;
  RowForm pairs(conv, kPair);
  return getConvSeconds(conv, getForm(pairs), target) <
                 getConvSeconds(conv, getForm(best), target)
             ? pairs
             : best;
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {
/// Convolutions over blocks, for machines of one kind.
struct BlockConv : OpRewritePattern<ConvOp> {
  BlockConv(MLIRContext *context, UseWhere use, const ConvTarget &target,
            Pass::Statistic &numRewritten)
      : OpRewritePattern(context), use(use), target(target),
        numRewritten(numRewritten) {}

protected:
  LogicalResult matchConv(ConvOp op, PatternRewriter &rewriter) const {
    if (op.getGroups() != 1)
      return rewriter.notifyMatchFailure(op, "expected one group");
    if (!isConstant(op.getKernel()))
      return rewriter.notifyMatchFailure(op, "expected constant weights");
    if (op.getType().getNumElements() == 0 ||
        getTensorType(op.getInput()).getNumElements() == 0 ||
        getTensorType(op.getKernel()).getNumElements() == 0)
      return rewriter.notifyMatchFailure(op, "expected elements");
    return success();
  }

  UseWhere use;
  const ConvTarget &target;
  Pass::Statistic &numRewritten;
};

/// On a CPU: another view of the rows of the input.
struct BlockRows final : BlockConv {
  using BlockConv::BlockConv;

  LogicalResult matchAndRewrite(ConvOp op,
                                PatternRewriter &rewriter) const override {
    if (failed(matchConv(op, rewriter)))
      return failure();
    if (!op.getType().getElementType().isF32())
      return rewriter.notifyMatchFailure(op, "expected f32, as kernels have");
    WindowDim row = op.getWindowDims().back();
    if (row.stride == 1 || row.dilation != 1)
      return rewriter.notifyMatchFailure(op, "expected a stride, and no "
                                             "dilation, in the last dimension");
    RowForm rows = chooseRows(op, target);
    if (!shouldRewrite(op, getForm(rows), use, target))
      return rewriter.notifyMatchFailure(op, "takes no less time over blocks");
    rewriter.replaceOp(op, rows.build(rewriter));
    ++numRewritten;
    return success();
  }
};

/// On an accelerator: blocks of pixels moved into channels.
struct BlockPixels final : BlockConv {
  using BlockConv::BlockConv;

  LogicalResult matchAndRewrite(ConvOp op,
                                PatternRewriter &rewriter) const override {
    if (failed(matchConv(op, rewriter)))
      return failure();
    SmallVector<WindowDim> dims = op.getWindowDims();
    if (llvm::any_of(dims, [](const WindowDim &d) { return d.dilation != 1; }))
      return rewriter.notifyMatchFailure(op, "expected no dilation");
    if (llvm::all_of(dims, [](const WindowDim &d) { return d.stride == 1; }))
      return rewriter.notifyMatchFailure(op, "expected a stride");
    DepthForm depth(op);
    if (!depth.isValid())
      return rewriter.notifyMatchFailure(op, "expected windows that reach from "
                                             "the padding into the input");
    if (!shouldRewrite(op, getForm(depth, op), use, target))
      return rewriter.notifyMatchFailure(op, "takes no less time over blocks");
    rewriter.replaceOp(op, depth.build(rewriter));
    ++numRewritten;
    return success();
  }
};

/// On a CPU: what a model moves into channels itself is read where it is.
struct ReadPixels final : BlockConv {
  using BlockConv::BlockConv;

  LogicalResult matchAndRewrite(ConvOp op,
                                PatternRewriter &rewriter) const override {
    auto blocks = op.getInput().getDefiningOp<SpaceToDepthOp>();
    if (!blocks || blocks.getOrder() != DepthOrder::dcr)
      return rewriter.notifyMatchFailure(
          op, "expected blocks of pixels with their places outermost");
    if (failed(matchConv(op, rewriter)))
      return failure();
    SmallVector<WindowDim> dims = op.getWindowDims();
    if (llvm::any_of(dims, [](const WindowDim &d) { return d.dilation != 1; }))
      return rewriter.notifyMatchFailure(op, "expected no dilation");
    rewriter.replaceOp(op, buildFromPixels(rewriter, op, blocks));
    ++numRewritten;
    return success();
  }
};

struct SpaceToDepthPass final
    : fovea::impl::SpaceToDepthPassBase<SpaceToDepthPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    if (use == UseWhere::Never)
      return;
    ConvTarget target{std::move(*machine), bf16};
    RewritePatternSet patterns(&getContext());
    if (target.isCPU()) {
      patterns.add<ReadPixels>(&getContext(), use, target, numRead);
      patterns.add<BlockRows>(&getContext(), use, target, numBlocked);
    } else {
      patterns.add<BlockPixels>(&getContext(), use, target, numBlocked);
    }
    // Each convolution once: over blocks, it is one that has a stride again.
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingOps);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};
} // namespace
