//===- Attention.cpp - Loops of attention ---------------------------------===//
//
// Lanes of vectors are queries, so that a softmax needs no sums across lanes,
// and neither keys nor values are transposed:
//
//   for each head, for each block of queries:
//     transposed[i, q] = query[q, i]
//     scores[k, q] = scale * sum over i of key[k, i] * transposed[i, q]
//     scores[k, q] = scores[k, q], capped and masked (see ScoreMask.h)
//     most[q] = max over k of scores[k, q]
//     weights[k, q] = exp(scores[k, q] - most[q])
//     total[q] = sum over k of weights[k, q]
//     result[q, j] = sum over k of weights[k, q] * value[k, j] / total[q]
//
// Operands are read in place, whatever lies between the rows of a head.
// Everything but the operands and the result is in a buffer on the stack of the
// thread.
//
// Both products take as many terms at a time as their type has in a step (see
// ProductTile.h), which lie side by side. In f32 that is one, weights replace
// scores, and values are read in place. In bf16 it is two: neighbours i of
// `transposed`, and neighbours k of the rounded weights and of the values, for
// which there are buffers of their own.
//
//===----------------------------------------------------------------------===//

#include "Lowerings.h"
#include "ProductTile.h"
#include "ScoreMask.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

static Type getElementType(const Line &line) {
  return cast<MemRefType>(line.buffer.getType()).getElementType();
}

namespace {
class AttentionLowering {
public:
  AttentionLowering(kernel::AttentionOp op, Line query, Line key, Line value,
                    ScoreMask mask, Line init, bool hasBF16)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        query(std::move(query)), key(std::move(key)), value(std::move(value)),
        mask(std::move(mask)), init(std::move(init)), hasBF16(hasBF16),
        terms(getTermsPerStep(getElementType(this->query))) {}

  void build(OpBuilder &builder);

private:
  /// Neighbouring blocks of queries of one width.
  struct BlockRun {
    int64_t begin;
    int64_t count;
    int64_t queries;                   ///< Of one block.
    int64_t width;                     ///< The same in whole vectors.
    SmallVector<ColumnVector> vectors; ///< That it is cut into.
  };

  /// One block, and where its elements begin in each line.
  struct Block {
    const BlockRun &run;
    ScoreMask::Queries queries;
    Value query, key, value, init;
  };

  SmallVector<BlockRun> getBlockRuns();
  BlockRun makeBlockRun(int64_t begin, int64_t count, int64_t queries);
  void buildBuffers(OpBuilder &builder);
  void buildBlock(OpBuilder &builder, const Block &block);
  void buildTransposed(OpBuilder &builder, const Block &block);
  void buildScores(OpBuilder &builder, const Block &block);
  void buildSoftmax(OpBuilder &builder, const Block &block);
  SmallVector<Value> buildMaxima(OpBuilder &builder, const Block &block);
  SmallVector<Value> buildWeights(OpBuilder &builder, const BlockRun &run,
                                  ValueRange most);
  void buildPackedValues(OpBuilder &builder, const Block &block);
  void buildResult(OpBuilder &builder, const Block &block);
  ProductTile getResultTile(const BlockRun &run, int64_t rows,
                            ArrayRef<ColumnVector> vectors);
  void storeResult(OpBuilder &builder, const Block &block, Value query,
                   int64_t column, ArrayRef<ColumnVector> vectors,
                   ArrayRef<Value> sums);

  /// The loop over the steps of the sum over keys. `body` gets the number of a
  /// step, how many keys it has, which the last one may lack some of, and what
  /// is carried, and returns the latter's new values.
  using KeyStep = function_ref<SmallVector<Value>(
      OpBuilder &, Value step, int64_t keys, ValueRange carried)>;
  SmallVector<Value> buildKeySteps(OpBuilder &builder, ValueRange start,
                                   KeyStep body);
  void storeVectors(OpBuilder &builder, ArrayRef<Value> vectors,
                    const Line &line, Value index);
  /// What each step multiplies for one vector: rows of keys, which are filled
  /// up by zeros where there are none.
  Value buildTerms(OpBuilder &builder, SmallVector<Value> rows);

  bool isPacked() { return terms > 1; }
  int64_t getQueries() { return query.shape[1]; }
  int64_t getKeys() { return key.shape[1]; }
  int64_t getKeySteps() { return llvm::divideCeil(getKeys(), terms); }
  int64_t getDepth() { return key.shape[3]; }
  int64_t getValueDepth() { return value.shape[3]; }
  SmallVector<ColumnVector> getValueVectors() {
    return cutIntoVectors(getValueDepth(), schedule.getLanes());
  }

  kernel::AttentionOp op;
  Location loc;
  AttentionScheduleAttr schedule;
  Line query, key, value;
  ScoreMask mask;
  Line init;
  bool hasBF16;
  int64_t terms; ///< Of both products, in one step.
  /// Scratch memory: [depth / terms, width, terms], [keys, width],
  /// [key steps, width, terms], [width].
  Line transposed, scores, weights, inverses;
  /// More of it if values are packed: [key steps, value width, terms].
  Line packedValues;
};
} // namespace

/// Of `vectors` that lie side by side.
static int64_t getWidth(ArrayRef<ColumnVector> vectors) {
  int64_t width = 0;
  for (const ColumnVector &vector : vectors)
    width += vector.lanes;
  return width;
}

AttentionLowering::BlockRun
AttentionLowering::makeBlockRun(int64_t begin, int64_t count, int64_t queries) {
  SmallVector<ColumnVector> vectors =
      cutIntoVectors(queries, schedule.getLanes());
  return {begin, count, queries, getWidth(vectors), vectors};
}

SmallVector<AttentionLowering::BlockRun> AttentionLowering::getBlockRuns() {
  int64_t width = schedule.getLanes() * schedule.getVectors();
  int64_t whole = getQueries() / width, rest = getQueries() % width;
  SmallVector<BlockRun> runs;
  if (whole > 0)
    runs.push_back(makeBlockRun(0, whole, width));
  if (rest > 0)
    runs.push_back(makeBlockRun(whole * width, 1, rest));
  return runs;
}

void AttentionLowering::storeVectors(OpBuilder &builder,
                                     ArrayRef<Value> vectors, const Line &line,
                                     Value index) {
  for (Value vector : vectors) {
    int64_t lanes = cast<VectorType>(vector.getType()).getNumElements();
    buildStore(builder, loc, vector, line, index, lanes);
    index = IndexBuilder(builder, loc).add(index, lanes);
  }
}

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

void AttentionLowering::buildTransposed(OpBuilder &builder,
                                        const Block &block) {
  const BlockRun &run = block.run;
  int64_t steps = getDepth() / terms;
  buildReductionLoops(
      builder, loc, {run.queries, steps}, {},
      [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
        IndexBuilder index(builder, loc);
        Value from = index.dot(block.query, ivs,
                               {query.strides[1], terms * query.strides[3]});
        Value to =
            index.dot(index.constant(0), ivs, {terms, terms * run.width});
        buildStore(builder, loc,
                   buildLoad(builder, loc, query, from, terms, terms),
                   transposed, to, terms);
        return SmallVector<Value>();
      });
  if (run.queries == run.width)
    return;
  auto type = VectorType::get({terms}, getElementType(transposed));
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
  buildReductionLoops(builder, loc, {steps, run.width - run.queries}, {},
                      [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
                        IndexBuilder index(builder, loc);
                        Value to =
                            index.dot(index.constant(terms * run.queries), ivs,
                                      {terms * run.width, terms});
                        buildStore(builder, loc, zero, transposed, to, terms);
                        return SmallVector<Value>();
                      });
}

void AttentionLowering::buildScores(OpBuilder &builder, const Block &block) {
  const BlockRun &run = block.run;
  ProductTile tile{key, key.strides[1], 0, transposed, {}, {}, hasBF16};
  for (const ColumnVector &vector : run.vectors)
    tile.vectors.push_back({vector.lanes, vector.lanes});
  tile.terms.push_back(
      {getDepth() / terms, {terms * key.strides[3], terms * run.width}});
  for (const TileRun &keys : cutIntoTiles(getKeys(), schedule.getRows())) {
    tile.rows = keys.length;
    buildReductionLoops(
        builder, loc, keys.count, {},
        [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
          IndexBuilder index(builder, loc);
          Value first = index.add(index.mul(ivs[0], keys.length), keys.begin);
          SmallVector<Value> sums = buildProductTile(
              builder, loc, tile,
              index.add(block.key, index.mul(first, key.strides[1])),
              index.constant(0));
          // Scaled queries would have to be rounded.
          for (Value &sum : sums)
            sum = arith::MulFOp::create(
                builder, loc, sum,
                buildSplat(builder, loc,
                           cast<VectorType>(sum.getType()).getNumElements(),
                           op.getScale().convertToDouble()));
          storeVectors(builder, sums, scores, index.mul(first, run.width));
          return SmallVector<Value>();
        });
  }
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

SmallVector<Value> AttentionLowering::buildKeySteps(OpBuilder &builder,
                                                    ValueRange start,
                                                    KeyStep body) {
  int64_t whole = getKeys() / terms, rest = getKeys() % terms;
  SmallVector<Value> carried = buildReductionLoops(
      builder, loc, whole, start,
      [&](OpBuilder &builder, ValueRange ivs, ValueRange carried) {
        return body(builder, ivs[0], terms, carried);
      });
  if (rest == 0)
    return carried;
  return body(builder, IndexBuilder(builder, loc).constant(whole), rest,
              carried);
}

Value AttentionLowering::buildTerms(OpBuilder &builder,
                                    SmallVector<Value> rows) {
  Type type = rows.front().getType();
  while (static_cast<int64_t>(rows.size()) < terms)
    rows.push_back(
        arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type)));
  return buildInterleaved(builder, loc, rows);
}

/// Cap and mask the scores, and return the largest one of each query; 0 for a
/// query without any key, so that all of its weights, and their sum, become 0.
SmallVector<Value> AttentionLowering::buildMaxima(OpBuilder &builder,
                                                  const Block &block) {
  const BlockRun &run = block.run;
  SmallVector<Value> lowest;
  for (const ColumnVector &vector : run.vectors)
    lowest.push_back(buildSplat(builder, loc, vector.lanes,
                                -std::numeric_limits<double>::infinity()));
  SmallVector<Value> most = buildReductionLoops(
      builder, loc, getKeys(), lowest,
      [&](OpBuilder &builder, ValueRange ivs, ValueRange carried) {
        IndexBuilder index(builder, loc);
        Value place = index.mul(ivs[0], run.width);
        SmallVector<Value> results;
        int64_t lane = 0;
        for (auto [vector, most] : llvm::zip_equal(run.vectors, carried)) {
          Value from = index.add(place, lane);
          Value score =
              buildLoad(builder, loc, scores, from, vector.lanes, vector.lanes);
          if (!mask.isEmpty()) {
            score = mask.build(builder, block.queries, ivs[0], lane,
                               vector.valid, score);
            buildStore(builder, loc, score, scores, from, vector.lanes);
          }
          // One instruction on most CPUs. A NaN that it does not see here makes
          // the sum of the weights NaN.
          Value isMore = arith::CmpFOp::create(
              builder, loc, arith::CmpFPredicate::OGT, score, most);
          results.push_back(
              arith::SelectOp::create(builder, loc, isMore, score, most));
          lane += vector.lanes;
        }
        return results;
      });
  for (auto [vector, most, lowest] :
       llvm::zip_equal(run.vectors, most, lowest)) {
    Value isEmpty = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OEQ, most, lowest);
    most = arith::SelectOp::create(
        builder, loc, isEmpty, buildSplat(builder, loc, vector.lanes, 0), most);
  }
  return most;
}

/// Write the weights, and return their sums.
SmallVector<Value> AttentionLowering::buildWeights(OpBuilder &builder,
                                                   const BlockRun &run,
                                                   ValueRange most) {
  SmallVector<Value> zeros;
  for (const ColumnVector &vector : run.vectors)
    zeros.push_back(buildSplat(builder, loc, vector.lanes, 0));
  return buildKeySteps(
      builder, zeros,
      [&](OpBuilder &builder, Value step, int64_t keys, ValueRange carried) {
        IndexBuilder index(builder, loc);
        Value place = index.mul(step, terms * run.width);
        SmallVector<Value> totals(carried);
        int64_t lane = 0;
        for (auto [vector, most, total] :
             llvm::zip_equal(run.vectors, most, totals)) {
          SmallVector<Value> rows;
          for (int64_t key = 0; key < keys; ++key) {
            Value score = buildLoad(builder, loc, scores,
                                    index.add(place, key * run.width + lane),
                                    vector.lanes, vector.lanes);
            score = arith::SubFOp::create(builder, loc, score, most);
            Value weight = math::ExpOp::create(builder, loc, score);
            total = arith::AddFOp::create(builder, loc, total, weight);
            rows.push_back(
                roundTo(builder, loc, weight, getElementType(weights)));
          }
          buildStore(builder, loc, buildTerms(builder, rows), weights,
                     index.add(place, terms * lane), terms * vector.lanes);
          lane += vector.lanes;
        }
        return totals;
      });
}

void AttentionLowering::buildSoftmax(OpBuilder &builder, const Block &block) {
  SmallVector<Value> totals =
      buildWeights(builder, block.run, buildMaxima(builder, block));
  SmallVector<Value> inverses;
  for (auto [vector, total] : llvm::zip_equal(block.run.vectors, totals)) {
    Value zero = buildSplat(builder, loc, vector.lanes, 0);
    Value isEmpty = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OEQ, total, zero);
    Value inverse = arith::DivFOp::create(
        builder, loc, buildSplat(builder, loc, vector.lanes, 1), total);
    inverses.push_back(
        arith::SelectOp::create(builder, loc, isEmpty, zero, inverse));
  }
  storeVectors(builder, inverses, this->inverses,
               IndexBuilder(builder, loc).constant(0));
}

//===----------------------------------------------------------------------===//
// Result
//===----------------------------------------------------------------------===//

void AttentionLowering::buildPackedValues(OpBuilder &builder,
                                          const Block &block) {
  SmallVector<ColumnVector> vectors = getValueVectors();
  buildKeySteps(
      builder, {},
      [&](OpBuilder &builder, Value step, int64_t keys, ValueRange) {
        IndexBuilder index(builder, loc);
        Value from =
            index.add(block.value, index.mul(step, terms * value.strides[1]));
        Value to = index.mul(step, terms * getWidth(vectors));
        int64_t column = 0;
        for (const ColumnVector &vector : vectors) {
          SmallVector<Value> rows;
          for (int64_t key = 0; key < keys; ++key)
            rows.push_back(
                buildLoad(builder, loc, value,
                          index.add(from, key * value.strides[1] + column),
                          vector.lanes, vector.valid));
          buildStore(builder, loc, buildTerms(builder, rows), packedValues,
                     index.add(to, terms * column), terms * vector.lanes);
          column += vector.lanes;
        }
        return SmallVector<Value>();
      });
}

/// The product of the weights of `rows` queries and of some columns of values.
ProductTile AttentionLowering::getResultTile(const BlockRun &run, int64_t rows,
                                             ArrayRef<ColumnVector> vectors) {
  ProductTile tile{weights,
                   /*rowStride=*/terms,
                   rows,
                   isPacked() ? packedValues : value,
                   SmallVector<ColumnVector>(vectors),
                   {},
                   hasBF16};
  int64_t stride = value.strides[1];
  if (isPacked()) {
    stride = terms * getWidth(getValueVectors());
    for (ColumnVector &vector : tile.vectors)
      vector.valid = vector.lanes;
  }
  tile.terms.push_back({getKeySteps(), {terms * run.width, stride}});
  return tile;
}

/// Store the weighted sums of queries from number `query` of the block on,
/// divided by the sums of their weights, from `column` on.
void AttentionLowering::storeResult(OpBuilder &builder, const Block &block,
                                    Value query, int64_t column,
                                    ArrayRef<ColumnVector> vectors,
                                    ArrayRef<Value> sums) {
  IndexBuilder index(builder, loc);
  Value base = index.add(block.init, index.mul(query, init.strides[1]));
  for (int64_t row = 0; !sums.empty(); ++row) {
    Value inverse = memref::LoadOp::create(builder, loc, inverses.buffer,
                                           index.add(query, row));
    Value target = index.add(base, row * init.strides[1] + column);
    for (const ColumnVector &vector : vectors) {
      Value sum = sums.consume_front();
      Value factor =
          vector::BroadcastOp::create(builder, loc, sum.getType(), inverse);
      Value mean = arith::MulFOp::create(builder, loc, sum, factor);
      buildStore(builder, loc,
                 roundTo(builder, loc, mean, getElementType(init)), init,
                 target, vector.valid);
      target = index.add(target, vector.lanes);
    }
  }
}

void AttentionLowering::buildResult(OpBuilder &builder, const Block &block) {
  const BlockRun &run = block.run;
  int64_t panel = schedule.getLanes() * schedule.getVectors();
  for (int64_t begin = 0; begin < getValueDepth(); begin += panel) {
    SmallVector<ColumnVector> vectors = cutIntoVectors(
        std::min(panel, getValueDepth() - begin), schedule.getLanes());
    for (const TileRun &rows : cutIntoTiles(run.queries, schedule.getRows())) {
      ProductTile tile = getResultTile(run, rows.length, vectors);
      buildReductionLoops(
          builder, loc, rows.count, {},
          [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
            IndexBuilder index(builder, loc);
            Value first = index.add(index.mul(ivs[0], rows.length), rows.begin);
            Value values = isPacked() ? index.constant(terms * begin)
                                      : index.add(block.value, begin);
            SmallVector<Value> sums = buildProductTile(
                builder, loc, tile, index.mul(first, terms), values);
            storeResult(builder, block, first, begin, vectors, sums);
            return SmallVector<Value>();
          });
    }
  }
}

//===----------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------===//

void AttentionLowering::buildBlock(OpBuilder &builder, const Block &block) {
  buildTransposed(builder, block);
  buildScores(builder, block);
  buildSoftmax(builder, block);
  if (isPacked())
    buildPackedValues(builder, block);
  buildResult(builder, block);
}

void AttentionLowering::buildBuffers(OpBuilder &builder) {
  int64_t width = schedule.getLanes() * schedule.getVectors();
  Type type = getElementType(query), f32 = builder.getF32Type();
  transposed = buildScratch(builder, loc, getDepth() * width, type);
  scores = buildScratch(builder, loc, getKeys() * width, f32);
  weights = isPacked() ? buildScratch(builder, loc,
                                      terms * getKeySteps() * width, type)
                       : scores;
  inverses = buildScratch(builder, loc, width, f32);
  if (isPacked())
    packedValues =
        buildScratch(builder, loc,
                     terms * getKeySteps() * getWidth(getValueVectors()), type);
}

void AttentionLowering::build(OpBuilder &builder) {
  buildBuffers(builder);
  int64_t batches = query.shape[0];
  int64_t kvHeads = key.shape[2], group = query.shape[2] / kvHeads;
  for (const BlockRun &run : getBlockRuns())
    buildParallelLoop(
        builder, loc, {batches, kvHeads, group, run.count},
        [&](OpBuilder &builder, ValueRange ivs) {
          IndexBuilder index(builder, loc);
          Value first = index.add(index.mul(ivs[3], run.queries), run.begin);
          Value head = index.add(index.mul(ivs[1], group), ivs[2]);
          auto base = [&](const Line &line, Value row, Value head) {
            return index.dot(index.constant(0), {ivs[0], row, head},
                             ArrayRef(line.strides).take_front(3));
          };
          Value none = index.constant(0);
          buildBlock(builder,
                     {run, mask.locate(builder, ivs[0], head, first),
                      base(query, first, head), base(key, none, ivs[1]),
                      base(value, none, ivs[1]), base(init, first, head)});
        });
}

LogicalResult fovea::lower(OpBuilder &builder, kernel::AttentionOp op,
                           bool hasBF16) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  Location loc = op.getLoc();
  FailureOr<Line> query = buildLine(builder, loc, op.getQuery());
  FailureOr<Line> key = buildLine(builder, loc, op.getKey());
  FailureOr<Line> value = buildLine(builder, loc, op.getValue());
  FailureOr<ScoreMask> mask = ScoreMask::create(builder, op);
  FailureOr<Line> init = buildLine(builder, loc, op.getInit());
  if (failed(query) || failed(key) || failed(value) || failed(mask) ||
      failed(init))
    return failure();
  AttentionLowering(op, std::move(*query), std::move(*key), std::move(*value),
                    std::move(*mask), std::move(*init), hasBF16)
      .build(builder);
  return success();
}
