//===- Contractions.cpp - Export of matrix products and attention ---------===//

#include "ExportRules.h"

#include <limits>
#include <numeric>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

/// The layout with the last two dimensions exchanged.
static Layout getTransposedMatrix(int64_t rank) {
  Layout layout(rank);
  std::iota(layout.begin(), layout.end(), 0);
  std::swap(layout[rank - 1], layout[rank - 2]);
  return layout;
}

static LogicalResult exportMatMul(MatMulOp op, GraphWriter &w) {
  auto getOperand = [&](Value value, bool isTransposed) {
    return w.get(value,
                 isTransposed ? getTransposedMatrix(getRank(value)) : Layout());
  };
  std::string lhs = getOperand(op.getLhs(), op.getTransposeLhs());
  std::string rhs = getOperand(op.getRhs(), op.getTransposeRhs());
  Type type = getElementTypeOrSelf(op.getResult());
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer || integer.getWidth() >= 32) {
    w.bind(op.getResult(), w.node("MatMul", {lhs, rhs}));
    return success();
  }
  // Narrow integers wrap in the end as they would wrap on the way.
  Type wide = IntegerType::get(op.getContext(), 32);
  std::string product =
      w.node("MatMul", {w.cast(lhs, wide), w.cast(rhs, wide)});
  w.bind(op.getResult(), w.cast(product, type));
  return success();
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// Booleans `[queries, keys]`: keys that are not after the query.
static std::string buildCausalMask(GraphWriter &w, MLIRContext *context,
                                   int64_t queries, int64_t keys) {
  HostTensor mask = HostTensor::zeros(
      RankedTensorType::get({queries, keys}, IntegerType::get(context, 1)));
  for (int64_t i = 0; i < queries; ++i)
    for (int64_t j = 0; j <= std::min(i, keys - 1); ++j)
      mask.setInt(i * keys + j, 1);
  return w.initializer(mask, "causal_mask");
}

/// Scores with mask and softmax, `[batch, heads, queries, keys]`.
static std::string buildProbabilities(AttentionOp op, GraphWriter &w,
                                      std::string scores) {
  Type type = getElementTypeOrSelf(op.getQuery());
  double softcap = op.getSoftcap().convertToDouble();
  if (softcap != 0.0) {
    std::string cap = w.scalar(softcap, type);
    scores = w.node("Tanh", w.node("Div", {scores, cap}));
    scores = w.node("Mul", {scores, cap});
  }
  std::string allowed; // Which keys a query may use, if not all.
  if (op.getCausal())
    allowed = buildCausalMask(w, op.getContext(), getShape(op.getQuery())[2],
                              getShape(op.getKey())[2]);
  if (Value mask = op.getMask()) {
    if (!getElementTypeOrSelf(mask).isInteger(1))
      scores = w.node("Add", {scores, w.get(mask)});
    else
      allowed =
          allowed.empty() ? w.get(mask) : w.node("And", {w.get(mask), allowed});
  }
  SmallVector<NodeAttr> lastAxis = {NodeAttr("axis", -1)};
  if (allowed.empty())
    return w.node("Softmax", scores, lastAxis);
  double excluded = -std::numeric_limits<double>::infinity();
  scores = w.node("Where", {allowed, scores, w.scalar(excluded, type)});
  // A query without any key has probabilities of 0 and not of 0 / 0.
  return w.node("Where", {allowed, w.node("Softmax", scores, lastAxis),
                          w.scalar(0.0, type)});
}

static LogicalResult exportAttention(AttentionOp op, GraphWriter &w) {
  ArrayRef<int64_t> query = getShape(op.getQuery());
  ArrayRef<int64_t> key = getShape(op.getKey());
  ArrayRef<int64_t> value = getShape(op.getValue());
  int64_t batch = query[0], heads = query[1], queries = query[2];
  int64_t keyHeads = key[1], keys = key[2];
  bool isGrouped = heads != keyHeads;
  int64_t groupQueries = isGrouped ? heads / keyHeads * queries : queries;

  Type type = getElementTypeOrSelf(op.getQuery());
  std::string scaled =
      w.node("Mul", {w.get(op.getQuery()),
                     w.scalar(op.getScale().convertToDouble(), type)});
  // The heads that share a key head become more queries of it.
  if (isGrouped)
    scaled = w.reshape(scaled, {batch, keyHeads, groupQueries, query[3]});
  std::string scores =
      w.node("MatMul", {scaled, w.get(op.getKey(), getTransposedMatrix(4))});
  if (isGrouped)
    scores = w.reshape(scores, {batch, heads, queries, keys});
  std::string probabilities = buildProbabilities(op, w, scores);
  if (isGrouped)
    probabilities =
        w.reshape(probabilities, {batch, keyHeads, groupQueries, keys});
  std::string result = w.node("MatMul", {probabilities, w.get(op.getValue())});
  if (isGrouped)
    result = w.reshape(result, {batch, heads, queries, value[3]});
  w.bind(op.getResult(), result);
  return success();
}

void fovea::onnx_export::populateContractionRules(ExportRules &rules) {
  rules.add(exportAttention);
  rules.add(exportMatMul);
}
