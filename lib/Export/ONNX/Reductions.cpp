//===- Reductions.cpp - Export of reductions and orderings ----------------===//

#include "ExportRules.h"

#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

static StringRef getOperator(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::sum:
    return "ReduceSum";
  case ReduceKind::mean:
    return "ReduceMean";
  case ReduceKind::prod:
    return "ReduceProd";
  case ReduceKind::min:
    return "ReduceMin";
  case ReduceKind::max:
    return "ReduceMax";
  case ReduceKind::l1:
    return "ReduceL1";
  case ReduceKind::l2:
    return "ReduceL2";
  case ReduceKind::log_sum:
    return "ReduceLogSum";
  case ReduceKind::log_sum_exp:
    return "ReduceLogSumExp";
  case ReduceKind::sum_square:
    return "ReduceSumSquare";
  }
  llvm_unreachable("all kinds are above");
}

/// The layout of the result of a reduction over `axes` of a value in `layout`.
static Layout getReducedLayout(const Layout &layout, ArrayRef<int64_t> axes,
                               bool keepDims) {
  if (keepDims)
    return layout;
  Layout reduced;
  for (int64_t dim : layout)
    if (!llvm::is_contained(axes, dim))
      reduced.push_back(
          dim - llvm::count_if(axes, [&](int64_t axis) { return axis < dim; }));
  return reduced;
}

/// The type to reduce integers in that the operators do not take: what is
/// computed modulo 2^64 is right modulo less.
static Type getComputeType(Type type, MLIRContext *context) {
  auto integer = dyn_cast<IntegerType>(type);
  return integer && integer.getWidth() < 32 ? IntegerType::get(context, 64)
                                            : type;
}

static LogicalResult exportReduce(ReduceOp op, GraphWriter &w) {
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  std::string x = w.get(op.getInput(), layout);
  SmallVector<int64_t> axes = llvm::map_to_vector(
      op.getAxes(), [&](int64_t axis) { return findAxis(axis, layout); });
  llvm::sort(axes);
  bool keepDims = op.getKeepDims();
  if (axes.empty()) {
    // No axes would mean all of them: reduce over one that is added.
    axes.push_back(getRank(op.getInput()));
    x = w.node("Unsqueeze", {x, w.ints(axes)});
    keepDims = false;
  }
  Type type = getElementTypeOrSelf(op.getInput());
  Type computeType = getComputeType(type, op.getContext());
  if (type != computeType)
    x = w.cast(x, computeType);
  std::string result = w.reduce(getOperator(op.getKind()), x, axes, keepDims);
  if (type != computeType)
    result = w.cast(result, type);
  w.bind(op.getResult(), result,
         getReducedLayout(layout, op.getAxes(), op.getKeepDims()));
  return success();
}

static LogicalResult exportArgReduce(ArgReduceOp op, GraphWriter &w) {
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  int64_t axis = op.getAxis();
  std::string result =
      w.node(op.getKind() == ArgKind::max ? "ArgMax" : "ArgMin",
             w.get(op.getInput(), layout),
             {NodeAttr("axis", findAxis(axis, layout)),
              NodeAttr("keepdims", op.getKeepDims()),
              NodeAttr("select_last_index", op.getSelectLast())});
  Type type = getElementTypeOrSelf(op.getResult());
  if (!type.isInteger(64))
    result = w.cast(result, type);
  w.bind(op.getResult(), result,
         getReducedLayout(layout, axis, op.getKeepDims()));
  return success();
}

static LogicalResult exportTopK(TopKOp op, GraphWriter &w) {
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  SmallVector<std::string> results =
      w.node("TopK", {w.get(op.getInput(), layout), w.ints(int64_t(op.getK()))},
             {NodeAttr("axis", findAxis(op.getAxis(), layout)),
              NodeAttr("largest", op.getLargest())},
             /*numOutputs=*/2);
  w.bind(op.getValues(), results[0], layout);
  w.bind(op.getIndices(), results[1], layout);
  return success();
}

/// Running products, as products over the rows of a matrix that has the
/// elements in its triangle and 1 elsewhere.
static std::string buildCumulativeProduct(CumulativeOp op, GraphWriter &w) {
  ArrayRef<int64_t> shape = getShape(op.getInput());
  Type type = getElementTypeOrSelf(op.getInput());
  int64_t axis = op.getAxis(), size = shape[axis], rank = shape.size();
  SmallVector<int64_t> maskShape(rank + 1, 1);
  maskShape[axis] = maskShape[axis + 1] = size;
  HostTensor mask = HostTensor::zeros(
      RankedTensorType::get(maskShape, IntegerType::get(op.getContext(), 1)));
  for (int64_t row = 0; row < size; ++row)
    for (int64_t column = 0; column < size; ++column) {
      int64_t distance = op.getReverse() ? column - row : row - column;
      mask.setInt(row * size + column, distance >= (op.getExclusive() ? 1 : 0));
    }
  std::string rows = w.node("Unsqueeze", {w.get(op.getInput()), w.ints(axis)});
  std::string triangle = w.node(
      "Where", {w.initializer(mask, "triangle"), rows, w.scalar(1.0, type)});
  return w.reduce("ReduceProd", triangle, axis + 1, /*keepDims=*/false);
}

static LogicalResult exportCumulative(CumulativeOp op, GraphWriter &w) {
  if (op.getKind() == CumulativeKind::prod) {
    w.bind(op.getResult(), buildCumulativeProduct(op, w));
    return success();
  }
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  Type i64 = IntegerType::get(op.getContext(), 64);
  std::string axis = w.scalar(findAxis(op.getAxis(), layout), i64);
  w.bind(op.getResult(),
         w.node("CumSum", {w.get(op.getInput(), layout), axis},
                {NodeAttr("exclusive", op.getExclusive()),
                 NodeAttr("reverse", op.getReverse())}),
         layout);
  return success();
}

void fovea::onnx_export::populateReductionRules(ExportRules &rules) {
  rules.add(exportArgReduce);
  rules.add(exportCumulative);
  rules.add(exportReduce);
  rules.add(exportTopK);
}
