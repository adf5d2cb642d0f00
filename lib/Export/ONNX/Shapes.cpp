//===- Shapes.cpp - Export of ops that move elements ----------------------===//

#include "ExportRules.h"

#include <limits>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

static LogicalResult exportReshape(ReshapeOp op, GraphWriter &w) {
  w.bind(op.getResult(),
         w.reshape(w.get(op.getInput()), getShape(op.getResult())));
  return success();
}

/// A transpose is no node: it says how the tensor of its operand holds its
/// result.
static LogicalResult exportTranspose(TransposeOp op, GraphWriter &w) {
  if (w.isConstant(op.getResult()))
    return success(); // Transposed where it is used.
  int64_t rank = getRank(op.getInput());
  Layout input = w.chooseLayout(op.getInput(), rank);
  Layout result;
  for (int64_t i = 0; i < rank; ++i) {
    int64_t dim = input.empty() ? i : input[i];
    result.push_back(llvm::find(op.getPermutation(), dim) -
                     op.getPermutation().begin());
  }
  w.bind(op.getResult(), w.get(op.getInput(), input), result);
  return success();
}

static LogicalResult exportBroadcast(BroadcastOp op, GraphWriter &w) {
  ArrayRef<int64_t> shape = getShape(op.getResult());
  Layout layout = w.chooseLayout(op.getInput(), shape.size());
  w.bind(op.getResult(),
         w.node("Expand", {w.get(op.getInput(), layout),
                           w.ints(applyLayout(shape, layout))}),
         layout);
  return success();
}

static LogicalResult exportConcat(ConcatOp op, GraphWriter &w) {
  Layout layout = w.chooseLayout(op.getInputs(), getRank(op.getResult()));
  auto inputs = llvm::map_to_vector(
      op.getInputs(), [&](Value input) { return w.get(input, layout); });
  w.bind(op.getResult(),
         w.node("Concat", inputs,
                NodeAttr("axis", findAxis(op.getAxis(), layout))),
         layout);
  return success();
}

static LogicalResult exportSplit(SplitOp op, GraphWriter &w) {
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  SmallVector<std::string> results = w.node(
      "Split", {w.get(op.getInput(), layout), w.ints(op.getSizes())},
      NodeAttr("axis", findAxis(op.getAxis(), layout)), op.getNumResults());
  for (auto [value, tensor] : llvm::zip_equal(op.getResults(), results))
    w.bind(value, tensor, layout);
  return success();
}

static LogicalResult exportSlice(SliceOp op, GraphWriter &w) {
  ArrayRef<int64_t> shape = getShape(op.getInput());
  Layout layout = w.chooseLayout(op.getInput(), shape.size());
  SmallVector<int64_t> starts, ends, axes, steps;
  for (int64_t dim = 0, rank = shape.size(); dim < rank; ++dim) {
    int64_t start = op.getStarts()[dim], size = op.getSizes()[dim],
            step = op.getSteps()[dim];
    if (size == shape[dim] && (step == 1 || size == 0))
      continue;
    // The end of a slice that runs down to element 0 would be -1, which means
    // the last element.
    int64_t end =
        size == 0 ? start : start + (size - 1) * step + (step > 0 ? 1 : -1);
    if (end < 0)
      end = std::numeric_limits<int64_t>::min() + 1;
    starts.push_back(start);
    ends.push_back(end);
    axes.push_back(findAxis(dim, layout));
    steps.push_back(step);
  }
  std::string x = w.get(op.getInput(), layout);
  if (!axes.empty())
    x = w.node("Slice",
               {x, w.ints(starts), w.ints(ends), w.ints(axes), w.ints(steps)});
  w.bind(op.getResult(), x, layout);
  return success();
}

static StringRef getModeName(PadMode mode) {
  switch (mode) {
  case PadMode::constant:
    return "constant";
  case PadMode::edge:
    return "edge";
  case PadMode::reflect:
    return "reflect";
  case PadMode::wrap:
    return "wrap";
  }
  llvm_unreachable("all modes are above");
}

static LogicalResult exportPad(PadOp op, GraphWriter &w) {
  if (op.getMode() == PadMode::wrap && w.getOpset() < 19)
    return w.unsupported(op, "mode wrap, which needs opset 19");
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  SmallVector<int64_t> pads = applyLayout(op.getLow(), layout);
  llvm::append_range(pads, applyLayout(op.getHigh(), layout));
  SmallVector<std::string> inputs = {w.get(op.getInput(), layout),
                                     w.ints(pads)};
  if (op.getMode() == PadMode::constant)
    inputs.push_back(w.scalar(op.getValue().convertToDouble(),
                              getElementTypeOrSelf(op.getInput())));
  w.bind(op.getResult(),
         w.node("Pad", inputs, NodeAttr("mode", getModeName(op.getMode()))),
         layout);
  return success();
}

static LogicalResult exportTile(TileOp op, GraphWriter &w) {
  Layout layout = w.chooseLayout(op.getInput(), getRank(op.getInput()));
  w.bind(op.getResult(),
         w.node("Tile", {w.get(op.getInput(), layout),
                         w.ints(applyLayout(op.getRepeats(), layout))}),
         layout);
  return success();
}

static LogicalResult exportRange(RangeOp op, GraphWriter &w) {
  Type type = getElementTypeOrSelf(op.getResult());
  HostTensor indices =
      HostTensor::zeros(cast<RankedTensorType>(op.getResult().getType()));
  for (int64_t i = 0, size = indices.getNumElements(); i < size; ++i)
    isa<FloatType>(type) ? indices.setFloat(i, i) : indices.setInt(i, i);
  std::string offsets =
      w.node("Mul", {w.initializer(indices, "indices"), w.get(op.getDelta())});
  w.bind(op.getResult(), w.node("Add", {offsets, w.get(op.getStart())}));
  return success();
}

void fovea::onnx_export::populateShapeRules(ExportRules &rules) {
  rules.add(exportBroadcast);
  rules.add(exportConcat);
  rules.add(exportPad);
  rules.add(exportRange);
  rules.add(exportReshape);
  rules.add(exportSlice);
  rules.add(exportSplit);
  rules.add(exportTile);
  rules.add(exportTranspose);
}
