//===- FuseEpilogues.cpp - Elementwise ops into kernels -------------------===//
//
// Input: kernels and fovea ops on tensors. What stands between a kernel and the
// elementwise op (a reshape) is not looked through.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_FUSEEPILOGUESPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

//===----------------------------------------------------------------------===//
// What can be fused
//===----------------------------------------------------------------------===//

/// The kernel whose result `op` may take over: of several the last one, since
/// the others' results are there when it runs.
static EpilogueOpInterface findProducer(ElementwiseOpInterface op) {
  RankedTensorType type = getTensorType(op->getResult(0));
  EpilogueOpInterface last;
  for (Value operand : op->getOperands()) {
    auto kernel = operand.getDefiningOp<EpilogueOpInterface>();
    if (!kernel || operand.getType() != type ||
        !llvm::all_of(operand.getUsers(),
                      [&](Operation *user) { return user == op; }) ||
        kernel->getBlock() != op->getBlock())
      continue;
    if (!last || last->isBeforeInBlock(kernel))
      last = kernel;
  }
  return last;
}

/// The value of a constant of one element, or with equal elements.
static FloatAttr getScalar(Value value) {
  auto constant = value.getDefiningOp<fovea::ConstantOp>();
  if (!constant)
    return nullptr;
  auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
  return splat ? splat.getSplatValue<FloatAttr>() : FloatAttr();
}

//===----------------------------------------------------------------------===//
// Fusion
//===----------------------------------------------------------------------===//

/// `value` with dimensions of size 1 in front, up to the rank of `type`.
static Value buildFullRank(OpBuilder &builder, Location loc, Value value,
                           RankedTensorType type) {
  RankedTensorType from = getTensorType(value);
  if (from.getRank() == type.getRank())
    return value;
  SmallVector<int64_t> shape(type.getRank() - from.getRank(), 1);
  llvm::append_range(shape, from.getShape());
  return ReshapeOp::create(builder, loc, from.clone(shape), value);
}

/// Put the computation of `op` behind what `kernel` yields now. Gives back the
/// operands of `op` that have become new operands of the epilogue.
static SmallVector<Value> inlineIntoEpilogue(RewriterBase &rewriter,
                                             ElementwiseOpInterface op,
                                             EpilogueOpInterface kernel) {
  OpBuilder::InsertionGuard guard(rewriter);
  Block &block = kernel.getEpilogue().front();
  Operation *yield = block.getTerminator();
  Location loc = op->getLoc();
  SmallVector<Value> elements, added;
  rewriter.setInsertionPoint(yield);
  for (Value operand : op->getOperands()) {
    if (operand == kernel->getResult(0)) {
      elements.push_back(getYieldedValue(kernel));
    } else if (FloatAttr scalar = getScalar(operand)) {
      elements.push_back(arith::ConstantOp::create(rewriter, loc, scalar));
    } else {
      added.push_back(operand);
      elements.push_back(block.addArgument(rewriter.getF32Type(), loc));
    }
  }
  Value element = op.buildElement(rewriter, loc, elements);
  rewriter.modifyOpInPlace(yield, [&] { yield->setOperand(0, element); });
  return added;
}

namespace {
struct FuseIntoEpilogue final
    : OpInterfaceRewritePattern<ElementwiseOpInterface> {
  FuseIntoEpilogue(MLIRContext *context, Pass::Statistic &numFused)
      : OpInterfaceRewritePattern(context), numFused(numFused) {}

  LogicalResult matchAndRewrite(ElementwiseOpInterface op,
                                PatternRewriter &rewriter) const override {
    if (!op.mayFuse())
      return rewriter.notifyMatchFailure(op, "the op is to stay by itself");
    EpilogueOpInterface kernel = findProducer(op);
    if (!kernel)
      return rewriter.notifyMatchFailure(
          op, "no operand is a kernel's result of the same shape that has no "
              "other use");
    for (Value operand : op->getOperands())
      if (!getTensorType(operand).getElementType().isF32())
        return rewriter.notifyMatchFailure(op, "expected operands of f32");

    remarkEpilogue(op, kernel);
    // The kernel moves here, where all operands are defined, with a destination
    // of its own that is made no earlier than needed.
    rewriter.moveOpBefore(kernel, op);
    RankedTensorType type = getTensorType(op->getResult(0));
    auto destination = cast<DestinationStyleOpInterface>(kernel.getOperation());
    rewriter.setInsertionPoint(kernel);
    Value empty = tensor::EmptyOp::create(
        rewriter, op->getLoc(), type.getShape(), type.getElementType());
    rewriter.modifyOpInPlace(kernel, [&] {
      SmallVector<Value> added = inlineIntoEpilogue(rewriter, op, kernel);
      for (Value &value : added)
        value = buildFullRank(rewriter, op->getLoc(), value, type);
      kernel.getEpilogueOperandsMutable().append(added);
      destination.getDpsInitsMutable().assign(empty);
      kernel->setLoc(rewriter.getFusedLoc({kernel->getLoc(), op->getLoc()}));
    });
    rewriter.replaceOp(op, kernel->getResult(0));
    ++numFused;
    return success();
  }

private:
  /// What is fused is not written and read again between the two.
  static void remarkEpilogue(ElementwiseOpInterface op,
                             EpilogueOpInterface kernel) {
    double between = countBytes(getTensorType(op->getResult(0)));
    FusionCost cost{0, between};
    for (Value operand : kernel->getOperands())
      cost.bytes += countBytes(getTensorType(operand));
    for (Value operand : op->getOperands())
      cost.bytes += countBytes(getTensorType(operand));
    cost.bytes -= 2 * between;
    if (auto counted = dyn_cast<CostOpInterface>(kernel.getOperation()))
      cost.flops = 2.0 * counted.getMACs();
    remarkFusion(op->getLoc(), "epilogue", /*isFused=*/true,
                 {cost.flops, cost.bytes + 2 * between}, cost);
  }

  Pass::Statistic &numFused;
};

struct FuseEpiloguesPass final
    : fovea::kernel::impl::FuseEpiloguesPassBase<FuseEpiloguesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseIntoEpilogue>(&getContext(), numFused);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
