//===- Normalizations.cpp - Export of normalizations and softmax ----------===//

#include "ExportRules.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

static LogicalResult exportBatchNorm(BatchNormOp op, GraphWriter &w) {
  int64_t rank = getRank(op.getInput());
  if (rank < 2)
    return w.unsupported(op, "an input without a batch dimension");
  Layout layout = getChannelsFirst(rank);
  std::string result = w.node(
      "BatchNormalization",
      {w.get(op.getInput(), layout), w.get(op.getScale()),
       w.get(op.getOffset()), w.get(op.getMean()), w.get(op.getVariance())},
      NodeAttr("epsilon", op.getEpsilon().convertToDouble()));
  w.bind(op.getResult(), result, layout);
  return success();
}

/// A parameter of the shape `shape`, which the operators want in full.
static std::string getFullParameter(GraphWriter &w, Value parameter,
                                    ArrayRef<int64_t> shape) {
  if (getShape(parameter) == shape)
    return w.get(parameter);
  return w.node("Expand", {w.get(parameter), w.ints(shape)});
}

static LogicalResult exportLayerNorm(LayerNormOp op, GraphWriter &w) {
  ArrayRef<int64_t> shape = getShape(op.getInput()).drop_front(op.getAxis());
  SmallVector<std::string> inputs = {w.get(op.getInput())};
  inputs.push_back(
      op.getScale() ? getFullParameter(w, op.getScale(), shape)
                    : w.splat(shape, 1.0, getElementTypeOrSelf(op.getInput())));
  if (op.getOffset())
    inputs.push_back(getFullParameter(w, op.getOffset(), shape));
  w.bind(op.getResult(),
         w.node("LayerNormalization", inputs,
                {NodeAttr("axis", int64_t(op.getAxis())),
                 NodeAttr("epsilon", op.getEpsilon().convertToDouble())}));
  return success();
}

static LogicalResult exportRMSNorm(RMSNormOp op, GraphWriter &w) {
  Type type = getElementTypeOrSelf(op.getInput());
  std::string x = w.get(op.getInput());
  SmallVector<int64_t> axes;
  for (int64_t axis = op.getAxis(), rank = getRank(op.getInput()); axis < rank;
       ++axis)
    axes.push_back(axis);
  std::string mean = w.reduce("ReduceMean", w.node("Mul", {x, x}), axes,
                              /*keepDims=*/true);
  std::string epsilon = w.scalar(op.getEpsilon().convertToDouble(), type);
  std::string root = w.node("Sqrt", w.node("Add", {mean, epsilon}));
  std::string result = w.node("Div", {x, root});
  if (op.getScale())
    result = w.node("Mul", {result, w.get(op.getScale())});
  w.bind(op.getResult(), result);
  return success();
}

static LogicalResult exportGroupNorm(GroupNormOp op, GraphWriter &w) {
  ArrayRef<int64_t> shape = getShape(op.getInput());
  Type type = getElementTypeOrSelf(op.getInput());
  int64_t rank = shape.size(), batch = shape[0], groups = op.getGroups();
  Layout layout = getChannelsFirst(rank);

  // Each group as the one channel of an instance normalization. ONNX's own
  // GroupNormalization changed the shape of its parameters between opsets.
  int64_t elements = 1;
  for (int64_t size : shape.drop_front())
    elements *= size;
  std::string x = w.reshape(w.get(op.getInput(), layout),
                            {batch, groups, groups ? elements / groups : 0});
  x = w.node("InstanceNormalization",
             {x, w.splat(groups, 1.0, type), w.splat(groups, 0.0, type)},
             NodeAttr("epsilon", op.getEpsilon().convertToDouble()));
  x = w.reshape(x, applyLayout(shape, layout));
  if (op.getScale())
    x = w.node("Mul", {x, w.get(op.getScale(), layout)});
  if (op.getOffset())
    x = w.node("Add", {x, w.get(op.getOffset(), layout)});
  w.bind(op.getResult(), x, layout);
  return success();
}

template <typename OpTy>
static LogicalResult exportSoftmaxLike(OpTy op, GraphWriter &w,
                                       StringRef opType) {
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  int64_t axis = findAxis(op.getAxis(), layout);
  w.bind(op.getResult(),
         w.node(opType, w.get(op.getInput(), layout), NodeAttr("axis", axis)),
         layout);
  return success();
}

static LogicalResult exportSoftmax(SoftmaxOp op, GraphWriter &w) {
  return exportSoftmaxLike(op, w, "Softmax");
}

static LogicalResult exportLogSoftmax(LogSoftmaxOp op, GraphWriter &w) {
  return exportSoftmaxLike(op, w, "LogSoftmax");
}

void fovea::onnx_export::populateNormalizationRules(ExportRules &rules) {
  rules.add(exportBatchNorm);
  rules.add(exportGroupNorm);
  rules.add(exportLayerNorm);
  rules.add(exportLogSoftmax);
  rules.add(exportRMSNorm);
  rules.add(exportSoftmax);
}
