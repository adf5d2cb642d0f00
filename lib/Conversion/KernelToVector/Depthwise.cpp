//===- Depthwise.cpp - Loops of depthwise convolutions --------------------===//
//
// One tile is some neighbours in the last spatial dimension times one vector of
// channels. Of each row of taps, every element of the input is loaded once and
// goes into all the sums that it is a term of:
//
//   for each tile:
//     sums = 0
//     for k in taps of the outer dimensions:
//       w[j] = load weights[k, j]            for j in taps of the last one
//       for each input x that the tile reads: sums[t] += x * w[j]
//           where t * stride + j * dilation is the place of x
//     store epilogue(sums)
//
//===----------------------------------------------------------------------===//

#include "EpilogueBuilder.h"
#include "Lowerings.h"
#include "RowSpace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <map>

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// One product: sum `output` of a tile, tap `tap` of the last dimension.
struct Term {
  int64_t output;
  int64_t tap;
};

class DepthwiseLowering {
public:
  DepthwiseLowering(DepthwiseOp op, Line input, Line weights,
                    EpilogueBuilder epilogue)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        input(std::move(input)), weights(std::move(weights)),
        epilogue(std::move(epilogue)) {
    rowSpace = RowSpace::create(op.getInitType().getShape(), op.getAllStrides(),
                                this->input, this->epilogue.getLines());
  }

  void build(OpBuilder &builder);

private:
  void buildTiles(OpBuilder &builder, const ColumnRun &channels,
                  const TileRun &tiles);
  SmallVector<Value> buildSums(OpBuilder &builder, const ColumnRun &channels,
                               int64_t columns, Value inputBase,
                               Value weightsBase);
  SmallVector<Value> buildTapRow(OpBuilder &builder, const ColumnRun &channels,
                                 Value inputBase, Value weightsBase,
                                 ValueRange sums);

  int64_t getLastTaps() { return op.getWindow().back(); }
  int64_t getLastStride() { return op.getAllStrides().back(); }
  int64_t getLastDilation() { return op.getAllDilations().back(); }

  DepthwiseOp op;
  Location loc;
  DepthwiseScheduleAttr schedule;
  Line input, weights;
  EpilogueBuilder epilogue;
  RowSpace rowSpace;
};
} // namespace

SmallVector<Value> DepthwiseLowering::buildTapRow(OpBuilder &builder,
                                                  const ColumnRun &channels,
                                                  Value inputBase,
                                                  Value weightsBase,
                                                  ValueRange sums) {
  IndexBuilder index(builder, loc);
  SmallVector<Value> taps;
  for (int64_t tap = 0; tap < getLastTaps(); ++tap)
    taps.push_back(buildLoad(
        builder, loc, weights,
        index.add(weightsBase, tap * op.getWeightsType().getShape().back()),
        channels.width, channels.valid));
  // What each place in the input is multiplied with, from left to right.
  std::map<int64_t, SmallVector<Term>> terms;
  for (int64_t output = 0; output < static_cast<int64_t>(sums.size()); ++output)
    for (int64_t tap = 0; tap < getLastTaps(); ++tap)
      terms[output * getLastStride() + tap * getLastDilation()].push_back(
          {output, tap});

  SmallVector<Value> results(sums);
  int64_t stride = input.strides[input.strides.size() - 2];
  for (const auto &[place, products] : terms) {
    Value element =
        buildLoad(builder, loc, input, index.add(inputBase, place * stride),
                  channels.width, channels.valid);
    for (const Term &term : products)
      results[term.output] = vector::FMAOp::create(
          builder, loc, element, taps[term.tap], results[term.output]);
  }
  return results;
}

SmallVector<Value> DepthwiseLowering::buildSums(OpBuilder &builder,
                                                const ColumnRun &channels,
                                                int64_t columns,
                                                Value inputBase,
                                                Value weightsBase) {
  auto type = VectorType::get({channels.width}, builder.getF32Type());
  Value zero =
      arith::ConstantOp::create(builder, loc, type, builder.getZeroAttr(type));
  SmallVector<int64_t> sizes, inputStrides, weightStrides;
  int64_t weightStride = op.getWeightsType().getNumElements();
  for (auto [i, size, dilation] :
       llvm::enumerate(op.getWindow().drop_back(),
                       ArrayRef(op.getAllDilations()).drop_back())) {
    weightStride /= size;
    sizes.push_back(size);
    inputStrides.push_back(input.strides[op.getBatchRank() + i] * dilation);
    weightStrides.push_back(weightStride);
  }
  return buildReductionLoops(
      builder, loc, sizes, SmallVector<Value>(columns, zero),
      [&](OpBuilder &builder, ValueRange indices, ValueRange sums) {
        IndexBuilder index(builder, loc);
        return buildTapRow(
            builder, channels, index.dot(inputBase, indices, inputStrides),
            index.dot(weightsBase, indices, weightStrides), sums);
      });
}

void DepthwiseLowering::buildTiles(OpBuilder &builder,
                                   const ColumnRun &channels,
                                   const TileRun &tiles) {
  SmallVector<int64_t> sizes;
  for (const StridedDim &dim : ArrayRef(rowSpace.dims).drop_back())
    sizes.push_back(dim.size);
  sizes.append({channels.count, tiles.count});
  buildParallelLoop(
      builder, loc, sizes, [&](OpBuilder &builder, ValueRange indices) {
        IndexBuilder index(builder, loc);
        SmallVector<Value> rowIndices(indices.drop_back(2));
        rowIndices.push_back(
            index.add(index.mul(indices.back(), tiles.length), tiles.begin));
        SmallVector<Value> bases = rowSpace.buildBases(index, rowIndices);
        Value channel = index.dot(index.constant(channels.begin),
                                  indices[indices.size() - 2], channels.width);
        SmallVector<Value> sums =
            buildSums(builder, channels, tiles.length,
                      index.add(bases.front(), channel), channel);
        for (auto [column, sum] : llvm::enumerate(sums)) {
          SmallVector<Value> rows =
              rowSpace.buildResultRows(index, bases, column);
          epilogue.build(builder, loc, sum, rows, channel, channels.valid);
        }
      });
}

void DepthwiseLowering::build(OpBuilder &builder) {
  for (const ColumnRun &channels :
       cutIntoColumns(op.getInitType().getShape().back(), schedule.getLanes()))
    for (const TileRun &tiles :
         cutIntoTiles(rowSpace.dims.back().size, schedule.getColumns()))
      buildTiles(builder, channels, tiles);
}

LogicalResult fovea::lower(OpBuilder &builder, DepthwiseOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<Line> weights = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(input) || failed(weights) || failed(epilogue))
    return failure();
  DepthwiseLowering(op, std::move(*input), std::move(*weights),
                    std::move(*epilogue))
      .build(builder);
  return success();
}
