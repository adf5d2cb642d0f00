//===- Reduction.cpp - ONNX reductions, orderings, running sums -----------===//

#include "Registry.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

namespace {

struct ReduceRow {
  StringLiteral name;
  ReduceKind kind;
  /// Version since which the axes are an operand.
  int64_t operandSince;
};

} // namespace

static constexpr ReduceRow kReduceOps[] = {
    {"ReduceL1", ReduceKind::l1, 18},
    {"ReduceL2", ReduceKind::l2, 18},
    {"ReduceLogSum", ReduceKind::log_sum, 18},
    {"ReduceLogSumExp", ReduceKind::log_sum_exp, 18},
    {"ReduceMax", ReduceKind::max, 18},
    {"ReduceMean", ReduceKind::mean, 18},
    {"ReduceMin", ReduceKind::min, 18},
    {"ReduceProd", ReduceKind::prod, 18},
    {"ReduceSum", ReduceKind::sum, 13},
    {"ReduceSumSquare", ReduceKind::sum_square, 18},
};

static Value importReduce(NodeContext &ctx, const ReduceRow &row) {
  bool keepDims = ctx.getBool("keepdims", true);
  bool isOperand = ctx.getOpset() >= row.operandSince;
  bool noop = isOperand && ctx.getBool("noop_with_empty_axes", false);
  SmallVector<int64_t> axes;
  if (!isOperand)
    axes = ctx.getInts("axes");
  else if (ctx.hasInput(1))
    axes = ctx.constantInts(1, "axes");

  Value input = ctx.input(0);
  int64_t rank = getRank(input);
  axes = ctx.normalizeAxes(axes, rank);
  if (axes.empty() && !noop)
    axes = llvm::to_vector(llvm::seq(rank));
  if (ctx.hasError())
    return {};
  // Booleans have an order, too. Unsigned, the smallest number is false.
  Type type = getElementTypeOf(input);
  if (type.isInteger(1))
    input =
        ctx.cast(input, ctx.getBuilder().getIntegerType(8, /*isSigned=*/false));
  return ctx.cast(ctx.reduce(row.kind, input, axes, keepDims), type);
}

static Value importArgReduce(NodeContext &ctx, ArgKind kind) {
  Value input = ctx.input(0);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", 0), getRank(input));
  bool keepDims = ctx.getBool("keepdims", true);
  bool selectLast = ctx.getBool("select_last_index", false);
  return ctx.create<ArgReduceOp>(
      input, ctx.attributes()
                 .set("kind", ArgKindAttr::get(ctx.getContext(), kind))
                 .setInt("axis", axis)
                 .setUnit("keep_dims", keepDims)
                 .setUnit("select_last", selectLast));
}

static void importTopK(NodeContext &ctx) {
  Value input = ctx.input(0);
  int64_t axis = ctx.normalizeAxis(ctx.getInt("axis", -1), getRank(input));
  int64_t count =
      ctx.getOpset() < 10 ? ctx.requireInt("k") : ctx.constantInt(1, "k");
  bool largest = ctx.getBool("largest", true);
  // Sorted is one of the orders that are allowed without this.
  ctx.ignoreAttributes({"sorted"});
  ctx.setOutputs(ctx.createAll<TopKOp>(
      input, ctx.attributes()
                 .setInt("k", count)
                 .setInt("axis", axis)
                 .set("largest", ctx.getBuilder().getBoolAttr(largest))));
}

static Value importCumSum(NodeContext &ctx) {
  Value input = ctx.input(0);
  int64_t axis = ctx.normalizeAxis(ctx.constantInt(1, "axis"), getRank(input));
  bool exclusive = ctx.getBool("exclusive", false);
  bool reverse = ctx.getBool("reverse", false);
  return ctx.create<CumulativeOp>(
      input, ctx.attributes()
                 .set("kind", CumulativeKindAttr::get(ctx.getContext(),
                                                      CumulativeKind::sum))
                 .setInt("axis", axis)
                 .setUnit("exclusive", exclusive)
                 .setUnit("reverse", reverse));
}

void onnximport::registerReductionOps(OpRegistry &registry) {
  for (const ReduceRow &row : kReduceOps) {
    auto import = [row](NodeContext &ctx) { return importReduce(ctx, row); };
    registry.add(row.name, {1, row.operandSince - 1}, {1, 1}, import);
    registry.add(row.name, {row.operandSince}, {1, 2}, import);
  }
  registry.add("ArgMax", {1}, {1, 1}, [](NodeContext &ctx) {
    return importArgReduce(ctx, ArgKind::max);
  });
  registry.add("ArgMin", {1}, {1, 1}, [](NodeContext &ctx) {
    return importArgReduce(ctx, ArgKind::min);
  });
  registry.add("CumSum", {11}, {2, 2}, importCumSum);
  registry.add("TopK", {1, 9}, {1, 1}, importTopK);
  registry.add("TopK", {10}, {2, 2}, importTopK);
}
