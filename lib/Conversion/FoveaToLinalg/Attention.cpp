//===- Attention.cpp - Reference lowering of attention --------------------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

namespace {
/// Lowers one attention op step by step. Scores are
/// [batch, heads, queries, keys]; where they meet keys and values, heads are
/// seen as [kv heads, heads / kv heads].
class AttentionBuilder {
public:
  AttentionBuilder(OpBuilder &builder, AttentionOp op)
      : builder(builder), op(op), loc(op.getLoc()) {
    ArrayRef<int64_t> query = op.getQuery().getType().getShape();
    ArrayRef<int64_t> key = op.getKey().getType().getShape();
    batch = query[0], heads = query[1], queries = query[2];
    kvHeads = key[1], keys = key[2];
    computeType = getComputeType(op.getType().getElementType());
    scoresType =
        RankedTensorType::get({batch, heads, queries, keys}, computeType);
  }

  Value build(Value query, Value key, Value value, Value mask) {
    Value scores = buildMaskedScores(buildScores(query, key), mask);
    Value result = buildProduct(buildSoftmax(scores), value);
    return buildConverted(builder, loc, result, computeType,
                          op.getType().getElementType());
  }

private:
  Value buildScores(Value query, Value key);
  Value buildMaskedScores(Value scores, Value mask);
  Value buildSoftmax(Value scores);
  Value buildProduct(Value weights, Value value);

  Value buildCapped(const ElementBuilder &e, Value score);
  Value buildMasked(const ElementBuilder &e, Value score, Value mask);
  Value buildCausal(const ElementBuilder &e, Value score);

  Value buildRowReduction(Value scores, Value start, ElementBody body);
  Value buildWithRow(Value scores, Value rows, ElementBody body);

  /// Maps from `loops` loops to those listed, one for each list.
  SmallVector<AffineMap> getMaps(ArrayRef<ArrayRef<unsigned>> lists,
                                 unsigned loops) {
    SmallVector<AffineMap> maps;
    for (ArrayRef<unsigned> list : lists)
      maps.push_back(AffineMap::getMultiDimMapWithTargets(
          loops, list, builder.getContext()));
    return maps;
  }

  Value splitHeads(Value tensor) {
    ArrayRef<int64_t> shape = getTensorType(tensor).getShape();
    return buildReshape(builder, loc, tensor,
                        {batch, kvHeads, heads / kvHeads, shape[2], shape[3]});
  }

  Value joinHeads(Value tensor) {
    ArrayRef<int64_t> shape = getTensorType(tensor).getShape();
    return buildReshape(builder, loc, tensor,
                        {batch, heads, shape[3], shape[4]});
  }

  OpBuilder &builder;
  AttentionOp op;
  Location loc;
  int64_t batch, heads, kvHeads, queries, keys;
  Type computeType;
  RankedTensorType scoresType;
};
} // namespace

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Loops: batch, kv head, head of the group, query, key, depth.
Value AttentionBuilder::buildScores(Value query, Value key) {
  Value init =
      buildZeros(builder, loc, {batch, kvHeads, heads / kvHeads, queries, keys},
                 computeType);
  return joinHeads(buildContraction(
      builder, loc, splitHeads(query), key, init,
      getMaps({{0, 1, 2, 3, 5}, {0, 1, 4, 5}, {0, 1, 2, 3, 4}}, 6)));
}

/// Loops: batch, kv head, head of the group, query, key, value depth.
Value AttentionBuilder::buildProduct(Value weights, Value value) {
  Value init = buildZeros(builder, loc,
                          {batch, kvHeads, heads / kvHeads, queries,
                           getTensorType(value).getShape().back()},
                          computeType);
  return joinHeads(buildContraction(
      builder, loc, splitHeads(weights), value, init,
      getMaps({{0, 1, 2, 3, 4}, {0, 1, 4, 5}, {0, 1, 2, 3, 5}}, 6)));
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

/// Scale, cap and mask the scores; an excluded key gets -infinity.
Value AttentionBuilder::buildMaskedScores(Value scores, Value mask) {
  SmallVector<Value> inputs{scores};
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(4)};
  if (mask) {
    inputs.push_back(mask);
    maps.push_back(getBroadcastMap(builder.getContext(),
                                   getTensorType(mask).getShape(),
                                   scoresType.getShape()));
  }
  return buildElements(builder, loc, scoresType, inputs, maps,
                       [&](OpBuilder &builder, Location loc, ValueRange args) {
                         ElementBuilder e(builder, loc, computeType);
                         Value score =
                             e.mul(args[0],
                                   e.constant(op.getScale().convertToDouble()));
                         score = buildCapped(e, score);
                         if (mask)
                           score = buildMasked(e, score, args[1]);
                         return op.getCausal() ? buildCausal(e, score) : score;
                       });
}

Value AttentionBuilder::buildCapped(const ElementBuilder &e, Value score) {
  if (op.getSoftcap().isZero())
    return score;
  Value cap = e.constant(op.getSoftcap().convertToDouble());
  return e.mul(cap, e.create<math::TanhOp>(e.div(score, cap)));
}

Value AttentionBuilder::buildMasked(const ElementBuilder &e, Value score,
                                    Value mask) {
  if (mask.getType().isInteger(1))
    return e.select(mask, score, e.lowest());
  return e.add(score, e.convert(mask, mask.getType()));
}

Value AttentionBuilder::buildCausal(const ElementBuilder &e, Value score) {
  Value query = linalg::IndexOp::create(e.getBuilder(), loc, 2);
  Value key = linalg::IndexOp::create(e.getBuilder(), loc, 3);
  Value isPast = arith::CmpIOp::create(e.getBuilder(), loc,
                                       arith::CmpIPredicate::ule, key, query);
  return e.select(isPast, score, e.lowest());
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// Fold the scores of each query, starting from `start`.
Value AttentionBuilder::buildRowReduction(Value scores, Value start,
                                          ElementBody body) {
  auto type = RankedTensorType::get({batch, heads, queries}, computeType);
  return buildReduction(builder, loc, scores, getMaps({{0, 1, 2, 3}}, 4),
                        buildFilledTensor(builder, loc, type, start),
                        getMaps({{0, 1, 2}}, 4).front(), body);
}

/// Combine every score with the value that belongs to its query.
Value AttentionBuilder::buildWithRow(Value scores, Value rows,
                                     ElementBody body) {
  return buildElements(builder, loc, scoresType, {scores, rows},
                       getMaps({{0, 1, 2, 3}, {0, 1, 2}}, 4), body);
}

/// Softmax over the keys. A row of nothing but -infinity, which has no keys,
/// becomes 0 where the formula would give NaN.
Value AttentionBuilder::buildSoftmax(Value scores) {
  ElementBuilder outer(builder, loc, computeType);
  Value maxima = buildRowReduction(
      scores, outer.lowest(),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return ElementBuilder(builder, loc, computeType).max(args[0], args[1]);
      });
  Value powers = buildWithRow(
      scores, maxima, [&](OpBuilder &builder, Location loc, ValueRange args) {
        ElementBuilder e(builder, loc, computeType);
        Value isEmpty = e.compare(ComparePredicate::eq, args[1], e.lowest());
        Value maximum = e.select(isEmpty, e.constant(0), args[1]);
        return e.create<math::ExpOp>(e.sub(args[0], maximum));
      });
  Value sums = buildRowReduction(
      powers, outer.constant(0),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return ElementBuilder(builder, loc, computeType).add(args[0], args[1]);
      });
  return buildWithRow(
      powers, sums, [&](OpBuilder &builder, Location loc, ValueRange args) {
        ElementBuilder e(builder, loc, computeType);
        Value isEmpty = e.compare(ComparePredicate::eq, args[1], e.constant(0));
        return e.select(isEmpty, e.constant(0), e.div(args[0], args[1]));
      });
}

namespace {
struct LowerAttention final : OpConversionPattern<AttentionOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(AttentionOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, AttentionBuilder(rewriter, op)
                               .build(adaptor.getQuery(), adaptor.getKey(),
                                      adaptor.getValue(), adaptor.getMask()));
    return success();
  }
};
} // namespace

void fovea::populateAttentionPatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<LowerAttention>(converter, patterns.getContext());
}
