//===- Attention.cpp - Loops of attention ---------------------------------===//
//
// Lanes of vectors are queries, so that a softmax needs no sums across lanes,
// and neither keys nor values are rearranged:
//
//   for each head, for each block of queries:
//     transposed[i, q] = scale * query[q, i]
//     scores[k, q] = sum over i of key[k, i] * transposed[i, q]
//     scores[k, q] = capped, masked scores[k, q]                    (if asked)
//     most[q] = max over k of scores[k, q]
//     scores[k, q] = exp(scores[k, q] - most[q]);  total[q] = their sum
//     result[q, j] = sum over k of scores[k, q] * value[k, j]  / total[q]
//
// Operands are read in place, whatever lies between the rows of a head.
// Everything but the operands and the result is in a buffer on the stack of the
// thread.
//
//===----------------------------------------------------------------------===//

#include "Lowerings.h"
#include "ProductTile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
class AttentionLowering {
public:
  AttentionLowering(kernel::AttentionOp op, Line query, Line key, Line value,
                    std::optional<Line> mask, Line init)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        query(std::move(query)), key(std::move(key)), value(std::move(value)),
        mask(std::move(mask)), init(std::move(init)) {}

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

  /// One block: its first query, and where its elements begin in each line.
  struct Block {
    const BlockRun &run;
    Value firstQuery;
    Value query, key, value, mask, init;
  };

  SmallVector<BlockRun> getBlockRuns();
  BlockRun makeBlockRun(int64_t begin, int64_t count, int64_t queries);
  void buildBlock(OpBuilder &builder, const Block &block);
  void buildTransposed(OpBuilder &builder, const Block &block);
  void buildScores(OpBuilder &builder, const Block &block);
  void buildSoftmax(OpBuilder &builder, const Block &block);
  void buildResult(OpBuilder &builder, const Block &block);

  /// The loop over the scores of a block, a vector of each key at a time.
  /// `start` holds what is carried for each vector of the block; `step` gets
  /// the key, the number of the vector, where its scores are and what is
  /// carried, and returns the latter's new value.
  using KeyStep = function_ref<Value(OpBuilder &, Value key, size_t number,
                                     Value index, Value carried)>;
  SmallVector<Value> buildKeyLoop(OpBuilder &builder, const BlockRun &run,
                                  ValueRange start, KeyStep step);
  void storeVectors(OpBuilder &builder, ArrayRef<Value> vectors,
                    const Line &line, Value index);

  bool changesScores() {
    return mask || op.getCausal() || !op.getSoftcap().isZero();
  }
  /// `score`, of one key and one vector of queries, capped and masked.
  Value buildMasked(OpBuilder &builder, const Block &block, Value key,
                    size_t number, Value score);
  Value buildCausal(OpBuilder &builder, const Block &block, Value key,
                    int64_t lane, Value score);
  Value buildMaskElements(OpBuilder &builder, const Block &block, Value key,
                          int64_t lane, const ColumnVector &vector);

  Value buildSplat(OpBuilder &builder, int64_t lanes, double value) {
    auto type = VectorType::get({lanes}, builder.getF32Type());
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(type, builder.getF32FloatAttr(value)));
  }

  int64_t getQueries() { return query.shape[1]; }
  int64_t getKeys() { return key.shape[1]; }
  int64_t getDepth() { return key.shape[3]; }
  int64_t getValueDepth() { return value.shape[3]; }

  kernel::AttentionOp op;
  Location loc;
  AttentionScheduleAttr schedule;
  Line query, key, value;
  std::optional<Line> mask;
  Line init;
  /// Scratch memory: [depth, width], [keys, width], [width].
  Line transposed, scores, inverses;
};
} // namespace

static Line buildScratch(OpBuilder &builder, Location loc, int64_t size) {
  auto type = MemRefType::get({size}, builder.getF32Type());
  Value buffer = memref::AllocaOp::create(builder, loc, type,
                                          builder.getI64IntegerAttr(64));
  return {buffer, {size}, {1}};
}

AttentionLowering::BlockRun
AttentionLowering::makeBlockRun(int64_t begin, int64_t count, int64_t queries) {
  BlockRun run{begin, count, queries, 0,
               cutIntoVectors(queries, schedule.getLanes())};
  for (const ColumnVector &vector : run.vectors)
    run.width += vector.lanes;
  return run;
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

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

void AttentionLowering::buildTransposed(OpBuilder &builder,
                                        const Block &block) {
  const BlockRun &run = block.run;
  Value scale = arith::ConstantOp::create(
      builder, loc, builder.getF32FloatAttr(op.getScale().convertToDouble()));
  buildReductionLoops(
      builder, loc, {run.queries, getDepth()}, {},
      [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
        IndexBuilder index(builder, loc);
        Value element = memref::LoadOp::create(
            builder, loc, query.buffer,
            index.dot(block.query, ivs, {query.strides[1], query.strides[3]}));
        element = arith::MulFOp::create(builder, loc, element, scale);
        memref::StoreOp::create(
            builder, loc, element, transposed.buffer,
            index.dot(index.constant(0), ivs, {1, run.width}));
        return SmallVector<Value>();
      });
  if (run.queries == run.width)
    return;
  Value zero =
      arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0));
  buildReductionLoops(
      builder, loc, {getDepth(), run.width - run.queries}, {},
      [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
        IndexBuilder index(builder, loc);
        memref::StoreOp::create(
            builder, loc, zero, transposed.buffer,
            index.dot(index.constant(run.queries), ivs, {run.width, 1}));
        return SmallVector<Value>();
      });
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

void AttentionLowering::buildScores(OpBuilder &builder, const Block &block) {
  const BlockRun &run = block.run;
  ProductTile tile{key, key.strides[1], 0, transposed, {}, {}};
  for (const ColumnVector &vector : run.vectors)
    tile.vectors.push_back({vector.lanes, vector.lanes});
  tile.terms.push_back({getDepth(), {key.strides[3], run.width}});
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
          storeVectors(builder, sums, scores, index.mul(first, run.width));
          return SmallVector<Value>();
        });
  }
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

Value AttentionLowering::buildMaskElements(OpBuilder &builder,
                                           const Block &block, Value key,
                                           int64_t lane,
                                           const ColumnVector &vector) {
  IndexBuilder index(builder, loc);
  Value place = index.add(block.mask, index.mul(key, mask->strides[2]));
  if (mask->strides[3] != 0)
    return buildLoad(builder, loc, *mask, index.add(place, lane), vector.lanes,
                     vector.valid);
  Value element = memref::LoadOp::create(builder, loc, mask->buffer, place);
  return vector::BroadcastOp::create(
      builder, loc, VectorType::get({vector.lanes}, element.getType()),
      element);
}

/// -infinity where the key comes after the query.
Value AttentionLowering::buildCausal(OpBuilder &builder, const Block &block,
                                     Value key, int64_t lane, Value score) {
  int64_t lanes = cast<VectorType>(score.getType()).getNumElements();
  auto type = VectorType::get({lanes}, builder.getI32Type());
  auto splat = [&](Value index) -> Value {
    Value integer =
        arith::IndexCastOp::create(builder, loc, builder.getI32Type(), index);
    return vector::BroadcastOp::create(builder, loc, type, integer);
  };
  auto steps = llvm::to_vector(llvm::seq<int32_t>(lane, lane + lanes));
  Value offsets = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef(steps)));
  Value queries =
      arith::AddIOp::create(builder, loc, splat(block.firstQuery), offsets);
  Value isPast = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                       splat(key), queries);
  return arith::SelectOp::create(
      builder, loc, isPast, score,
      buildSplat(builder, lanes, -std::numeric_limits<double>::infinity()));
}

Value AttentionLowering::buildMasked(OpBuilder &builder, const Block &block,
                                     Value key, size_t number, Value score) {
  int64_t lane = 0;
  for (const ColumnVector &vector :
       ArrayRef(block.run.vectors).take_front(number))
    lane += vector.lanes;
  const ColumnVector &vector = block.run.vectors[number];
  if (!op.getSoftcap().isZero()) {
    Value cap =
        buildSplat(builder, vector.lanes, op.getSoftcap().convertToDouble());
    score = arith::DivFOp::create(builder, loc, score, cap);
    score = math::TanhOp::create(builder, loc, score);
    score = arith::MulFOp::create(builder, loc, score, cap);
  }
  if (mask)
    score = arith::AddFOp::create(
        builder, loc, score,
        buildMaskElements(builder, block, key, lane, vector));
  return op.getCausal() ? buildCausal(builder, block, key, lane, score) : score;
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

SmallVector<Value> AttentionLowering::buildKeyLoop(OpBuilder &builder,
                                                   const BlockRun &run,
                                                   ValueRange start,
                                                   KeyStep step) {
  return buildReductionLoops(
      builder, loc, getKeys(), start,
      [&](OpBuilder &builder, ValueRange ivs, ValueRange carried) {
        IndexBuilder index(builder, loc);
        Value place = index.mul(ivs[0], run.width);
        SmallVector<Value> results;
        for (auto [number, vector] : llvm::enumerate(run.vectors)) {
          results.push_back(
              step(builder, ivs[0], number, place, carried[number]));
          place = index.add(place, vector.lanes);
        }
        return results;
      });
}

void AttentionLowering::buildSoftmax(OpBuilder &builder, const Block &block) {
  const BlockRun &run = block.run;
  SmallVector<Value> lowest, zeros, ones;
  for (const ColumnVector &vector : run.vectors) {
    lowest.push_back(buildSplat(builder, vector.lanes,
                                -std::numeric_limits<double>::infinity()));
    zeros.push_back(buildSplat(builder, vector.lanes, 0));
    ones.push_back(buildSplat(builder, vector.lanes, 1));
  }
  auto load = [&](OpBuilder &builder, size_t number, Value index) {
    int64_t lanes = run.vectors[number].lanes;
    return buildLoad(builder, loc, scores, index, lanes, lanes);
  };
  auto store = [&](OpBuilder &builder, Value score, Value index) {
    int64_t lanes = cast<VectorType>(score.getType()).getNumElements();
    buildStore(builder, loc, score, scores, index, lanes);
  };
  SmallVector<Value> most = buildKeyLoop(
      builder, run, lowest,
      [&](OpBuilder &builder, Value key, size_t number, Value index,
          Value most) -> Value {
        Value score = load(builder, number, index);
        if (changesScores()) {
          score = buildMasked(builder, block, key, number, score);
          store(builder, score, index);
        }
        // One instruction on most CPUs. A NaN that it does not see here makes
        // the sum NaN below.
        Value isMore = arith::CmpFOp::create(
            builder, loc, arith::CmpFPredicate::OGT, score, most);
        return arith::SelectOp::create(builder, loc, isMore, score, most);
      });
  // A query without any key: all of its weights, and their sum, become 0.
  for (auto [most, lowest, zero] : llvm::zip_equal(most, lowest, zeros)) {
    Value isEmpty = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OEQ, most, lowest);
    most = arith::SelectOp::create(builder, loc, isEmpty, zero, most);
  }
  SmallVector<Value> totals = buildKeyLoop(
      builder, run, zeros,
      [&](OpBuilder &builder, Value key, size_t number, Value index,
          Value total) -> Value {
        Value score = arith::SubFOp::create(
            builder, loc, load(builder, number, index), most[number]);
        Value weight = math::ExpOp::create(builder, loc, score);
        store(builder, weight, index);
        return arith::AddFOp::create(builder, loc, total, weight);
      });
  SmallVector<Value> inverses;
  for (auto [total, zero, one] : llvm::zip_equal(totals, zeros, ones)) {
    Value isEmpty = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OEQ, total, zero);
    Value inverse = arith::DivFOp::create(builder, loc, one, total);
    inverses.push_back(
        arith::SelectOp::create(builder, loc, isEmpty, zero, inverse));
  }
  storeVectors(builder, inverses, this->inverses,
               IndexBuilder(builder, loc).constant(0));
}

//===----------------------------------------------------------------------===//
// Result
//===----------------------------------------------------------------------===//

void AttentionLowering::buildResult(OpBuilder &builder, const Block &block) {
  const BlockRun &run = block.run;
  int64_t panel = schedule.getLanes() * schedule.getVectors();
  for (int64_t begin = 0; begin < getValueDepth(); begin += panel)
    for (const TileRun &rows : cutIntoTiles(run.queries, schedule.getRows())) {
      int64_t columns = std::min(panel, getValueDepth() - begin);
      ProductTile tile{scores,
                       /*rowStride=*/1,
                       rows.length,
                       value,
                       cutIntoVectors(columns, schedule.getLanes()),
                       {{getKeys(), {run.width, value.strides[1]}}}};
      buildReductionLoops(
          builder, loc, rows.count, {},
          [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
            IndexBuilder index(builder, loc);
            Value first = index.add(index.mul(ivs[0], rows.length), rows.begin);
            SmallVector<Value> sums = buildProductTile(
                builder, loc, tile, first, index.add(block.value, begin));
            size_t next = 0;
            for (int64_t row = 0; row < rows.length; ++row) {
              Value inverse = memref::LoadOp::create(
                  builder, loc, inverses.buffer, index.add(first, row));
              Value target = index.add(
                  index.add(block.init, index.mul(first, init.strides[1])),
                  row * init.strides[1] + begin);
              for (const ColumnVector &vector : tile.vectors) {
                Value sum = sums[next++];
                Value factor = vector::BroadcastOp::create(
                    builder, loc, sum.getType(), inverse);
                buildStore(builder, loc,
                           arith::MulFOp::create(builder, loc, sum, factor),
                           init, target, vector.valid);
                target = index.add(target, vector.lanes);
              }
            }
            return SmallVector<Value>();
          });
    }
}

void AttentionLowering::buildBlock(OpBuilder &builder, const Block &block) {
  buildTransposed(builder, block);
  buildScores(builder, block);
  buildSoftmax(builder, block);
  buildResult(builder, block);
}

void AttentionLowering::build(OpBuilder &builder) {
  int64_t width = schedule.getLanes() * schedule.getVectors();
  transposed = buildScratch(builder, loc, getDepth() * width);
  scores = buildScratch(builder, loc, getKeys() * width);
  inverses = buildScratch(builder, loc, width);
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
          Value none = index.constant(0), maskBase;
          if (mask)
            maskBase = index.dot(
                none, {ivs[0], head, first},
                {mask->strides[0], mask->strides[1], mask->strides[3]});
          buildBlock(builder,
                     {run, first, base(query, first, head),
                      base(key, none, ivs[1]), base(value, none, ivs[1]),
                      maskBase, base(init, first, head)});
        });
}

LogicalResult fovea::lower(OpBuilder &builder, kernel::AttentionOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  Location loc = op.getLoc();
  FailureOr<Line> query = buildLine(builder, loc, op.getQuery());
  FailureOr<Line> key = buildLine(builder, loc, op.getKey());
  FailureOr<Line> value = buildLine(builder, loc, op.getValue());
  FailureOr<Line> init = buildLine(builder, loc, op.getInit());
  if (failed(query) || failed(key) || failed(value) || failed(init))
    return failure();
  std::optional<Line> mask;
  if (op.getMask()) {
    FailureOr<Line> line = buildLine(builder, loc, op.getMask());
    if (failed(line))
      return failure();
    mask = std::move(*line);
  }
  AttentionLowering(op, std::move(*query), std::move(*key), std::move(*value),
                    std::move(mask), std::move(*init))
      .build(builder);
  return success();
}
