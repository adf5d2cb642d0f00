//===- Attention.cpp - Loops of attention ---------------------------------===//
//
// Lanes of vectors are queries, so that a softmax needs no sums across lanes,
// and neither keys nor values are rearranged:
//
//   for each head, for each block of queries:
//     transposed[i, q] = scale * query[q, i]
//     scores[k, q] = sum over i of key[k, i] * transposed[i, q]
//     most[q] = max over k of scores[k, q]
//     scores[k, q] = exp(scores[k, q] - most[q]);  total[q] = their sum
//     result[q, j] = sum over k of scores[k, q] * value[k, j]  / total[q]
//
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
                    Line init)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        query(std::move(query)), key(std::move(key)), value(std::move(value)),
        init(std::move(init)) {}

  void build(OpBuilder &builder);

private:
  /// Neighbouring blocks of queries of one width.
  struct BlockRun {
    int64_t begin;
    int64_t count;
    int64_t queries; ///< Of one block.
    int64_t width;   ///< The same in whole vectors.
  };

  SmallVector<BlockRun> getBlockRuns();
  void buildBlock(OpBuilder &builder, const BlockRun &run, Value query,
                  Value key, Value value, Value init);
  void buildTransposed(OpBuilder &builder, const BlockRun &run, Value base);
  void buildScores(OpBuilder &builder, const BlockRun &run, Value base);
  void buildSoftmax(OpBuilder &builder, const BlockRun &run);
  void buildResult(OpBuilder &builder, const BlockRun &run, Value valueBase,
                   Value initBase);

  /// For each vector of a block, loop over its scores: `step` gets where they
  /// are and the values carried, and returns the new ones.
  Value buildKeyLoop(
      OpBuilder &builder, const BlockRun &run, int64_t lane, Value start,
      function_ref<Value(OpBuilder &, Value index, Value carried)> step);
  void storeVectors(OpBuilder &builder, ArrayRef<Value> vectors,
                    const Line &line, Value index);

  int64_t getQueries() { return query.shape[2]; }
  int64_t getKeys() { return key.shape[2]; }
  int64_t getDepth() { return key.shape[3]; }
  int64_t getValueDepth() { return value.shape[3]; }

  kernel::AttentionOp op;
  Location loc;
  AttentionScheduleAttr schedule;
  Line query, key, value, init;
  /// Scratch memory: [depth, width], [keys, width], [width].
  Line transposed, scores, totals;
};
} // namespace

static Line buildScratch(OpBuilder &builder, Location loc, int64_t size) {
  auto type = MemRefType::get({size}, builder.getF32Type());
  Value buffer = memref::AllocaOp::create(builder, loc, type,
                                          builder.getI64IntegerAttr(64));
  return {buffer, {size}, {1}};
}

SmallVector<AttentionLowering::BlockRun> AttentionLowering::getBlockRuns() {
  int64_t width = schedule.getLanes() * schedule.getVectors();
  int64_t whole = getQueries() / width, rest = getQueries() % width;
  SmallVector<BlockRun> runs;
  if (whole > 0)
    runs.push_back({0, whole, width, width});
  if (rest > 0) {
    int64_t padded = 0;
    for (const ColumnVector &vector : cutIntoVectors(rest, schedule.getLanes()))
      padded += vector.lanes;
    runs.push_back({whole * width, 1, rest, padded});
  }
  return runs;
}

void AttentionLowering::buildTransposed(OpBuilder &builder, const BlockRun &run,
                                        Value base) {
  Value scale = arith::ConstantOp::create(
      builder, loc, builder.getF32FloatAttr(op.getScale().convertToDouble()));
  buildReductionLoops(
      builder, loc, {run.queries, getDepth()}, {},
      [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
        IndexBuilder index(builder, loc);
        Value element = memref::LoadOp::create(
            builder, loc, query.buffer,
            index.dot(base, ivs, {query.strides[2], query.strides[3]}));
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

void AttentionLowering::buildScores(OpBuilder &builder, const BlockRun &run,
                                    Value base) {
  ProductTile tile{key, key.strides[2], 0, transposed, {}, {}};
  for (const ColumnVector &vector :
       cutIntoVectors(run.width, schedule.getLanes()))
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
              index.add(base, index.mul(first, key.strides[2])),
              index.constant(0));
          storeVectors(builder, sums, scores, index.mul(first, run.width));
          return SmallVector<Value>();
        });
  }
}

Value AttentionLowering::buildKeyLoop(
    OpBuilder &builder, const BlockRun &run, int64_t lane, Value start,
    function_ref<Value(OpBuilder &, Value, Value)> step) {
  return buildReductionLoops(
             builder, loc, getKeys(), start,
             [&](OpBuilder &builder, ValueRange ivs, ValueRange carried) {
               IndexBuilder index(builder, loc);
               return SmallVector<Value>{
                   step(builder, index.add(index.mul(ivs[0], run.width), lane),
                        carried[0])};
             })
      .front();
}

void AttentionLowering::buildSoftmax(OpBuilder &builder, const BlockRun &run) {
  int64_t lane = 0;
  for (const ColumnVector &vector :
       cutIntoVectors(run.width, schedule.getLanes())) {
    int64_t lanes = vector.lanes;
    auto type = VectorType::get({lanes}, builder.getF32Type());
    auto splat = [&](double value) -> Value {
      return arith::ConstantOp::create(
          builder, loc,
          DenseElementsAttr::get(type, builder.getF32FloatAttr(value)));
    };
    Value most = buildKeyLoop(
        builder, run, lane, splat(-std::numeric_limits<double>::infinity()),
        [&](OpBuilder &builder, Value index, Value most) -> Value {
          Value score = buildLoad(builder, loc, scores, index, lanes, lanes);
          return arith::MaximumFOp::create(builder, loc, most, score);
        });
    Value total = buildKeyLoop(
        builder, run, lane, splat(0),
        [&](OpBuilder &builder, Value index, Value total) -> Value {
          Value score = buildLoad(builder, loc, scores, index, lanes, lanes);
          score = arith::SubFOp::create(builder, loc, score, most);
          Value weight = math::ExpOp::create(builder, loc, score);
          buildStore(builder, loc, weight, scores, index, lanes);
          return arith::AddFOp::create(builder, loc, total, weight);
        });
    Value inverse = arith::DivFOp::create(builder, loc, splat(1), total);
    IndexBuilder index(builder, loc);
    buildStore(builder, loc, inverse, totals, index.constant(lane), lanes);
    lane += lanes;
  }
}

void AttentionLowering::buildResult(OpBuilder &builder, const BlockRun &run,
                                    Value valueBase, Value initBase) {
  int64_t panel = schedule.getLanes() * schedule.getVectors();
  for (int64_t begin = 0; begin < getValueDepth(); begin += panel)
    for (const TileRun &rows : cutIntoTiles(run.queries, schedule.getRows())) {
      int64_t columns = std::min(panel, getValueDepth() - begin);
      ProductTile tile{scores,
                       /*rowStride=*/1,
                       rows.length,
                       value,
                       cutIntoVectors(columns, schedule.getLanes()),
                       {{getKeys(), {run.width, value.strides[2]}}}};
      buildReductionLoops(
          builder, loc, rows.count, {},
          [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
            IndexBuilder index(builder, loc);
            Value first = index.add(index.mul(ivs[0], rows.length), rows.begin);
            SmallVector<Value> sums = buildProductTile(
                builder, loc, tile, first, index.add(valueBase, begin));
            size_t next = 0;
            for (int64_t row = 0; row < rows.length; ++row) {
              Value inverse = memref::LoadOp::create(
                  builder, loc, totals.buffer, index.add(first, row));
              Value target = index.add(
                  index.add(initBase, index.mul(first, init.strides[2])),
                  row * init.strides[2] + begin);
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

void AttentionLowering::buildBlock(OpBuilder &builder, const BlockRun &run,
                                   Value queryBase, Value keyBase,
                                   Value valueBase, Value initBase) {
  buildTransposed(builder, run, queryBase);
  buildScores(builder, run, keyBase);
  buildSoftmax(builder, run);
  buildResult(builder, run, valueBase, initBase);
}

void AttentionLowering::build(OpBuilder &builder) {
  int64_t width = schedule.getLanes() * schedule.getVectors();
  transposed = buildScratch(builder, loc, getDepth() * width);
  scores = buildScratch(builder, loc, getKeys() * width);
  totals = buildScratch(builder, loc, width);
  int64_t batches = query.shape[0];
  int64_t kvHeads = key.shape[1], group = query.shape[1] / kvHeads;
  for (const BlockRun &run : getBlockRuns())
    buildParallelLoop(
        builder, loc, {batches, kvHeads, group, run.count},
        [&](OpBuilder &builder, ValueRange ivs) {
          IndexBuilder index(builder, loc);
          Value first = index.add(index.mul(ivs[3], run.queries), run.begin);
          Value head = index.add(index.mul(ivs[1], group), ivs[2]);
          auto base = [&](const Line &line, Value head, Value row) {
            return index.dot(index.constant(0), {ivs[0], head, row},
                             ArrayRef(line.strides).take_front(3));
          };
          Value none = index.constant(0);
          buildBlock(builder, run, base(query, head, first),
                     base(key, ivs[1], none), base(value, ivs[1], none),
                     base(init, head, first));
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
  AttentionLowering(op, std::move(*query), std::move(*key), std::move(*value),
                    std::move(*init))
      .build(builder);
  return success();
}
