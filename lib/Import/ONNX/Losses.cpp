//===- Losses.cpp - ONNX loss functions -----------------------------------===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// Sum, mean (by weight, if `weights` are given) or nothing.
static Value reduceLoss(NodeContext &ctx, Value loss, Value weights) {
  StringRef reduction = ctx.getString("reduction", "mean");
  if (ctx.hasError() || reduction == "none")
    return loss;
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq(getRank(loss)));
  auto sum = [&](Value value) {
    return ctx.reduce(ReduceKind::sum, value, axes, /*keepDims=*/false);
  };
  if (reduction == "sum")
    return sum(loss);
  if (reduction != "mean") {
    ctx.emitError() << "attribute 'reduction' must be 'none', 'sum' or 'mean', "
                       "but is '"
                    << reduction << "'";
    return {};
  }
  if (!weights)
    return ctx.reduce(ReduceKind::mean, loss, axes, /*keepDims=*/false);
  return ctx.div(sum(loss), sum(weights));
}

/// Minus the log-probability `[batch, classes, ...]` of the target class
/// `[batch, ...]`, times the weight of the class. Targets that are to be
/// ignored have no loss and no weight.
static Value buildLikelihoodLoss(NodeContext &ctx, Value logProbabilities) {
  std::optional<int64_t> ignored;
  if (ctx.hasAttribute("ignore_index"))
    ignored = ctx.getInt("ignore_index", 0);
  if (!ctx.checkRank(0, 2) || ctx.hasError())
    return {};
  Value target = ctx.input(1);
  SmallVector<int64_t> shape(getShape(logProbabilities));
  shape.erase(shape.begin() + 1);
  if (getShape(target) != ArrayRef(shape)) {
    ctx.emitError() << "scores are " << logProbabilities.getType()
                    << ", but targets are " << target.getType();
    return {};
  }

  Type type = getElementTypeOf(logProbabilities);
  Type indexType = getElementTypeOf(target);
  Value zero = ctx.scalar(0, type);
  Value isIgnored;
  if (ignored) {
    isIgnored = ctx.compare(ComparePredicate::eq, target,
                            ctx.scalarInt(*ignored, indexType));
    target = ctx.select(isIgnored, ctx.scalarInt(0, indexType), target);
  }
  SmallVector<int64_t> column(shape);
  column.insert(column.begin() + 1, 1);
  Value indices = ctx.reshape(target, column);
  if (ctx.hasError())
    return {};
  Value picked = ctx.create<GatherElementsOp>(
      {logProbabilities, indices}, ctx.attributes().setInt("axis", 1));
  Value loss = ctx.unary(UnaryKind::neg, ctx.reshape(picked, shape));

  Value weights;
  if (ctx.hasInput(2))
    weights = ctx.gather(ctx.input(2), target, /*axis=*/0);
  else if (isIgnored)
    weights = ctx.scalar(1, type);
  if (isIgnored)
    weights = ctx.select(isIgnored, zero, weights);
  if (weights)
    loss = ctx.mul(loss, weights);
  // What is ignored may be infinite.
  if (isIgnored)
    loss = ctx.select(isIgnored, zero, loss);
  return reduceLoss(ctx, loss, weights);
}

static Value importNegativeLogLikelihoodLoss(NodeContext &ctx) {
  return buildLikelihoodLoss(ctx, ctx.input(0));
}

static void importSoftmaxCrossEntropyLoss(NodeContext &ctx) {
  if (!ctx.checkRank(0, 2))
    return;
  Value logProbabilities = ctx.create<LogSoftmaxOp>(
      ctx.input(0), ctx.attributes().setInt("axis", 1));
  ctx.setOutput(0, buildLikelihoodLoss(ctx, logProbabilities));
  ctx.setOutput(1, logProbabilities);
}

void onnximport::registerLossOps(OpRegistry &registry) {
  registry.add("NegativeLogLikelihoodLoss", {12}, {2, 3},
               importNegativeLogLikelihoodLoss);
  registry.add("SoftmaxCrossEntropyLoss", {12}, {2, 3},
               importSoftmaxCrossEntropyLoss);
}
