//===- Indexing.cpp - Export of gather and scatter ------------------------===//

#include "ExportRules.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

static LogicalResult exportGather(GatherOp op, GraphWriter &w) {
  w.bind(op.getResult(),
         w.node("Gather", {w.get(op.getInput()), w.get(op.getIndices())},
                NodeAttr("axis", int64_t(op.getAxis()))));
  return success();
}

static LogicalResult exportGatherElements(GatherElementsOp op, GraphWriter &w) {
  w.bind(op.getResult(), w.node("GatherElements",
                                {w.get(op.getInput()), w.get(op.getIndices())},
                                NodeAttr("axis", int64_t(op.getAxis()))));
  return success();
}

/// Tuples have to be of i64.
static std::string getTuples(GraphWriter &w, Value indices) {
  std::string tensor = w.get(indices);
  if (getElementTypeOrSelf(indices).isInteger(64))
    return tensor;
  return w.cast(tensor, IntegerType::get(indices.getContext(), 64));
}

static LogicalResult exportGatherND(GatherNDOp op, GraphWriter &w) {
  w.bind(op.getResult(),
         w.node("GatherND",
                {w.get(op.getInput()), getTuples(w, op.getIndices())},
                NodeAttr("batch_dims", int64_t(op.getBatchDims()))));
  return success();
}

static FailureOr<StringRef> getReduction(Operation *op, ScatterKind kind,
                                         GraphWriter &w) {
  bool isNew = kind == ScatterKind::min || kind == ScatterKind::max;
  if (isNew && w.getOpset() < 18)
    return w.unsupported(op, "minimum and maximum, which need opset 18");
  switch (kind) {
  case ScatterKind::replace:
    return StringRef("none");
  case ScatterKind::add:
    return StringRef("add");
  case ScatterKind::mul:
    return StringRef("mul");
  case ScatterKind::min:
    return StringRef("min");
  case ScatterKind::max:
    return StringRef("max");
  }
  llvm_unreachable("all kinds are above");
}

static LogicalResult exportScatterElements(ScatterElementsOp op,
                                           GraphWriter &w) {
  FailureOr<StringRef> reduction = getReduction(op, op.getKind(), w);
  if (failed(reduction))
    return failure();
  w.bind(op.getResult(), w.node("ScatterElements",
                                {w.get(op.getInput()), w.get(op.getIndices()),
                                 w.get(op.getUpdates())},
                                {NodeAttr("axis", int64_t(op.getAxis())),
                                 NodeAttr("reduction", *reduction)}));
  return success();
}

static LogicalResult exportScatterND(ScatterNDOp op, GraphWriter &w) {
  FailureOr<StringRef> reduction = getReduction(op, op.getKind(), w);
  if (failed(reduction))
    return failure();
  w.bind(op.getResult(),
         w.node("ScatterND",
                {w.get(op.getInput()), getTuples(w, op.getIndices()),
                 w.get(op.getUpdates())},
                NodeAttr("reduction", *reduction)));
  return success();
}

static LogicalResult exportOneHot(OneHotOp op, GraphWriter &w) {
  Type i64 = IntegerType::get(op.getContext(), 64);
  w.bind(op.getResult(),
         w.node("OneHot",
                {w.get(op.getIndices()), w.scalar(op.getDepth(), i64),
                 w.get(op.getValues())},
                NodeAttr("axis", int64_t(op.getAxis()))));
  return success();
}

void fovea::onnx_export::populateIndexingRules(ExportRules &rules) {
  rules.add(exportGather);
  rules.add(exportGatherElements);
  rules.add(exportGatherND);
  rules.add(exportOneHot);
  rules.add(exportScatterElements);
  rules.add(exportScatterND);
}
