//===- Contractions.cpp - Reference lowering of matrix products -----------===//

#include "Accumulation.h"
#include "Patterns.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fovea;

static RankedTensorType getTensorType(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// A tensor of zeros, as the start of a sum.
static Value buildZeros(OpBuilder &builder, Location loc,
                        ArrayRef<int64_t> shape, Type elementType) {
  return buildFilledTensor(builder, loc,
                           RankedTensorType::get(shape, elementType),
                           buildZero(builder, loc, elementType));
}

//===----------------------------------------------------------------------===//
// MatMulOp
//===----------------------------------------------------------------------===//

/// Where an operand of shape [batch..., matrix] is read in a loop nest that
/// starts with the `batchRank` batch dimensions of the result.
static AffineMap getMatrixMap(ArrayRef<int64_t> shape, unsigned batchRank,
                              AffineExpr row, AffineExpr column,
                              bool transpose) {
  MLIRContext *context = row.getContext();
  SmallVector<AffineExpr> exprs;
  ArrayRef<int64_t> batch = shape.drop_back(2);
  for (auto [i, size] : llvm::enumerate(batch))
    exprs.push_back(
        size == 1 ? getAffineConstantExpr(0, context)
                  : getAffineDimExpr(batchRank - batch.size() + i, context));
  if (transpose)
    std::swap(row, column);
  exprs.append({row, column});
  return AffineMap::get(batchRank + 3, /*symbolCount=*/0, exprs, context);
}

namespace {
/// Loops: batch..., m, k, n. With n innermost, both the rows of `rhs` and
/// those of the result are walked along.
struct MatMulLowering final : OpConversionPattern<MatMulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MatMulOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    ArrayRef<int64_t> shape = op.getType().getShape();
    unsigned batchRank = shape.size() - 2;
    AffineExpr m = rewriter.getAffineDimExpr(batchRank);
    AffineExpr k = rewriter.getAffineDimExpr(batchRank + 1);
    AffineExpr n = rewriter.getAffineDimExpr(batchRank + 2);
    // The result has every batch dimension in full, of size 1 or not.
    SmallVector<AffineExpr> result;
    for (unsigned i = 0; i < batchRank; ++i)
      result.push_back(rewriter.getAffineDimExpr(i));
    result.append({m, n});

    Type elementType = getTensorType(adaptor.getLhs()).getElementType();
    Value init =
        buildZeros(rewriter, loc, shape, getAccumulatorType(elementType));
    Value sum = buildContraction(
        rewriter, loc, adaptor.getLhs(), adaptor.getRhs(), init,
        {getMatrixMap(op.getLhs().getType().getShape(), batchRank, m, k,
                      op.getTransposeLhs()),
         getMatrixMap(op.getRhs().getType().getShape(), batchRank, k, n,
                      op.getTransposeRhs()),
         AffineMap::get(batchRank + 3, /*symbolCount=*/0, result,
                        rewriter.getContext())});
    rewriter.replaceOp(op,
                       buildFloatTensorCast(rewriter, loc, sum, elementType));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// AttentionOp
//===----------------------------------------------------------------------===//

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
    computeType = getAccumulatorType(op.getType().getElementType());
    scoresType =
        RankedTensorType::get({batch, heads, queries, keys}, computeType);
  }

  Value build(Value query, Value key, Value value, Value mask) {
    Value scores = buildMaskedScores(buildScores(query, key), mask);
    Value output = buildProduct(buildSoftmax(scores), value);
    return buildFloatTensorCast(builder, loc, output,
                                op.getType().getElementType());
  }

private:
  SmallVector<AffineMap> getMaps(ArrayRef<ArrayRef<unsigned>> dims,
                                 unsigned loops) {
    SmallVector<AffineMap> maps;
    for (ArrayRef<unsigned> list : dims)
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

  /// Loops: batch, kv head, head of the group, query, key, depth.
  Value buildScores(Value query, Value key) {
    Value init = buildZeros(builder, loc,
                            {batch, kvHeads, heads / kvHeads, queries, keys},
                            computeType);
    return joinHeads(buildContraction(
        builder, loc, splitHeads(query), key, init,
        getMaps({{0, 1, 2, 3, 5}, {0, 1, 4, 5}, {0, 1, 2, 3, 4}}, 6)));
  }

  /// Loops: batch, kv head, head of the group, query, key, value depth.
  Value buildProduct(Value weights, Value value) {
    int64_t depth = getTensorType(value).getDimSize(3);
    Value init = buildZeros(builder, loc,
                            {batch, kvHeads, heads / kvHeads, queries, depth},
                            computeType);
    return joinHeads(buildContraction(
        builder, loc, splitHeads(weights), value, init,
        getMaps({{0, 1, 2, 3, 4}, {0, 1, 4, 5}, {0, 1, 2, 3, 5}}, 6)));
  }

  Value buildConstant(OpBuilder &builder, double value) {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getFloatAttr(computeType, value));
  }

  Value buildNegativeInfinity(OpBuilder &builder) {
    return buildConstant(builder, -std::numeric_limits<double>::infinity());
  }

  /// Where the mask is read for a score; it broadcasts.
  AffineMap getMaskMap(RankedTensorType mask) {
    SmallVector<AffineExpr> exprs;
    for (auto [i, size] : llvm::enumerate(mask.getShape()))
      exprs.push_back(size == 1
                          ? builder.getAffineConstantExpr(0)
                          : builder.getAffineDimExpr(4 - mask.getRank() + i));
    return AffineMap::get(4, /*symbolCount=*/0, exprs, builder.getContext());
  }

  /// Scale, cap and mask the scores; an excluded key gets -infinity.
  Value buildMaskedScores(Value scores, Value mask) {
    SmallVector<Value> inputs{scores};
    SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(4)};
    if (mask) {
      inputs.push_back(mask);
      maps.push_back(getMaskMap(getTensorType(mask)));
    }
    return buildElements(
        builder, loc, scoresType, inputs, maps,
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          Value score = arith::MulFOp::create(
              builder, loc, args[0],
              buildConstant(builder, op.getScale().convertToDouble()));
          score = buildCapped(builder, score);
          if (mask)
            score = buildMasked(builder, score, args[1]);
          return op.getCausal() ? buildCausal(builder, score) : score;
        });
  }

  Value buildCapped(OpBuilder &builder, Value score) {
    if (op.getSoftcap().isZero())
      return score;
    Value cap = buildConstant(builder, op.getSoftcap().convertToDouble());
    score = arith::DivFOp::create(builder, loc, score, cap);
    score = math::TanhOp::create(builder, loc, score);
    return arith::MulFOp::create(builder, loc, score, cap);
  }

  Value buildMasked(OpBuilder &builder, Value score, Value mask) {
    if (mask.getType().isInteger(1))
      return arith::SelectOp::create(builder, loc, mask, score,
                                     buildNegativeInfinity(builder));
    return arith::AddFOp::create(
        builder, loc, score, buildFloatCast(builder, loc, mask, computeType));
  }

  Value buildCausal(OpBuilder &builder, Value score) {
    Value query = linalg::IndexOp::create(builder, loc, 2);
    Value key = linalg::IndexOp::create(builder, loc, 3);
    Value isPast = arith::CmpIOp::create(builder, loc,
                                         arith::CmpIPredicate::ule, key, query);
    return arith::SelectOp::create(builder, loc, isPast, score,
                                   buildNegativeInfinity(builder));
  }

  /// Fold the scores of each query, starting from `start`.
  Value buildRowReduction(Value scores, Value start, ElementBody body) {
    Value init = buildFilledTensor(
        builder, loc,
        RankedTensorType::get({batch, heads, queries}, computeType), start);
    return buildAccumulation(builder, loc, scores, init,
                             getMaps({{0, 1, 2, 3}, {0, 1, 2}}, 4), body);
  }

  /// Combine every score with the value that belongs to its query.
  Value buildWithRow(Value scores, Value rows, ElementBody body) {
    return buildElements(builder, loc, scoresType, {scores, rows},
                         getMaps({{0, 1, 2, 3}, {0, 1, 2}}, 4), body);
  }

  /// Softmax over the keys. A row of nothing but -infinity, which has no keys,
  /// becomes 0 where the formula would give NaN.
  Value buildSoftmax(Value scores) {
    Value maxima = buildRowReduction(
        scores, buildNegativeInfinity(builder),
        [](OpBuilder &builder, Location loc, ValueRange args) -> Value {
          return arith::MaximumFOp::create(builder, loc, args[0], args[1]);
        });
    Value powers = buildWithRow(
        scores, maxima,
        [&](OpBuilder &builder, Location loc, ValueRange args) -> Value {
          Value isEmpty =
              arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                    args[1], buildNegativeInfinity(builder));
          Value maximum = arith::SelectOp::create(
              builder, loc, isEmpty, buildConstant(builder, 0.0), args[1]);
          Value shifted = arith::SubFOp::create(builder, loc, args[0], maximum);
          return math::ExpOp::create(builder, loc, shifted);
        });
    Value sums = buildRowReduction(
        powers, buildConstant(builder, 0.0),
        [](OpBuilder &builder, Location loc, ValueRange args) -> Value {
          return arith::AddFOp::create(builder, loc, args[0], args[1]);
        });
    return buildWithRow(
        powers, sums,
        [&](OpBuilder &builder, Location loc, ValueRange args) -> Value {
          Value zero = buildConstant(builder, 0.0);
          Value isEmpty = arith::CmpFOp::create(
              builder, loc, arith::CmpFPredicate::OEQ, args[1], zero);
          Value quotient =
              arith::DivFOp::create(builder, loc, args[0], args[1]);
          return arith::SelectOp::create(builder, loc, isEmpty, zero, quotient);
        });
  }

  OpBuilder &builder;
  AttentionOp op;
  Location loc;
  int64_t batch, heads, kvHeads, queries, keys;
  Type computeType;
  RankedTensorType scoresType;
};

struct AttentionLowering final : OpConversionPattern<AttentionOp> {
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

void fovea::populateContractionPatterns(const TypeConverter &converter,
                                        RewritePatternSet &patterns) {
  patterns.add<AttentionLowering, MatMulLowering>(converter,
                                                  patterns.getContext());
}
