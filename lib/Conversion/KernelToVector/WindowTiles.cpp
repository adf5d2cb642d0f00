//===- WindowTiles.cpp - Windows folded in registers ----------------------===//

#include "WindowTiles.h"

#include "RowSpace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

#include <map>

using namespace mlir;
using namespace fovea;

/// Rows of more taps than this become loops: unrolled they would only make the
/// code larger.
static constexpr int64_t kMaxUnrolledTaps = 16;

namespace {
/// One element folded: accumulator `output` of a tile, tap `tap` of the row.
struct Term {
  int64_t output;
  int64_t tap;
};

class WindowLowering {
public:
  WindowLowering(Location loc, const WindowTiling &tiling, const Line &input,
                 EpilogueBuilder &epilogue, WindowFold &fold,
                 const std::optional<Line> &sums)
      : loc(loc), tiling(tiling), input(input), epilogue(epilogue), fold(fold),
        sums(sums), rowSpace(RowSpace::create(tiling.shape, tiling.strides,
                                              input, epilogue.getLines())) {}

  void build(OpBuilder &builder);

private:
  void buildTiles(OpBuilder &builder, const ColumnRun &channels,
                  const TileRun &tiles, int64_t firstTile);
  SmallVector<Value> buildAccumulators(OpBuilder &builder,
                                       const ColumnRun &channels,
                                       int64_t columns, Value inputBase,
                                       Value channel);
  SmallVector<Value> buildTapRow(OpBuilder &builder, const ColumnRun &channels,
                                 const TapRow &taps, Value inputBase,
                                 Value channel, ValueRange accumulators);
  /// Store the sum of `elements`; `indices` are those of a row and of its tile.
  void buildSum(OpBuilder &builder, const ColumnRun &channels,
                ArrayRef<Value> elements, ValueRange indices, Value channel);

  Location loc;
  const WindowTiling &tiling;
  const Line &input;
  EpilogueBuilder &epilogue;
  WindowFold &fold;
  const std::optional<Line> &sums;
  RowSpace rowSpace;
};
} // namespace

SmallVector<Value> WindowLowering::buildTapRow(OpBuilder &builder,
                                               const ColumnRun &channels,
                                               const TapRow &taps,
                                               Value inputBase, Value channel,
                                               ValueRange accumulators) {
  IndexBuilder index(builder, loc);
  fold.beginRow(builder, taps, channel, channels);
  // What each place in the input is a term of, from left to right.
  std::map<int64_t, SmallVector<Term>> terms;
  for (size_t output = 0; output < accumulators.size(); ++output)
    for (int64_t tap = 0; tap < taps.count; ++tap)
      terms[output * tiling.strides.back() + tap * tiling.dilations.back()]
          .push_back({static_cast<int64_t>(output), tap});

  SmallVector<Value> results(accumulators);
  int64_t stride = input.strides[input.strides.size() - 2];
  for (const auto &[place, folds] : terms) {
    Value element =
        buildLoad(builder, loc, input, index.add(inputBase, place * stride),
                  channels.width, channels.valid);
    element = extendToF32(builder, loc, element);
    for (const Term &term : folds)
      results[term.output] =
          fold.buildStep(builder, results[term.output], element, term.tap);
  }
  return results;
}

SmallVector<Value> WindowLowering::buildAccumulators(OpBuilder &builder,
                                                     const ColumnRun &channels,
                                                     int64_t columns,
                                                     Value inputBase,
                                                     Value channel) {
  auto type = VectorType::get({channels.width}, builder.getF32Type());
  Value start = fold.buildStart(builder, type);
  bool isUnrolled = tiling.window.back() <= kMaxUnrolledTaps;
  int64_t taps = isUnrolled ? tiling.window.back() : 1;
  ArrayRef<int64_t> sizes =
      isUnrolled ? tiling.window.drop_back() : tiling.window;
  size_t batchRank = tiling.shape.size() - tiling.window.size() - 1;
  SmallVector<int64_t> strides;
  for (size_t i = 0; i < sizes.size(); ++i)
    strides.push_back(input.strides[batchRank + i] * tiling.dilations[i]);
  return buildReductionLoops(
      builder, loc, sizes, SmallVector<Value>(columns, start),
      [&](OpBuilder &builder, ValueRange indices, ValueRange accumulators) {
        IndexBuilder index(builder, loc);
        return buildTapRow(builder, channels, {indices, taps},
                           index.dot(inputBase, indices, strides), channel,
                           accumulators);
      });
}

/// A stored element in f32, if possible as it was before it was rounded.
static Value getUnrounded(OpBuilder &builder, Location loc, Value element) {
  if (auto rounding = element.getDefiningOp<arith::TruncFOp>())
    return rounding.getIn();
  return extendToF32(builder, loc, element);
}

void WindowLowering::buildSum(OpBuilder &builder, const ColumnRun &channels,
                              ArrayRef<Value> elements, ValueRange indices,
                              Value channel) {
  Value sum = getUnrounded(builder, loc, elements.front());
  for (Value element : elements.drop_front())
    sum = arith::AddFOp::create(builder, loc, sum,
                                getUnrounded(builder, loc, element));
  buildStore(builder, loc, sum, *sums,
             IndexBuilder(builder, loc)
                 .dot(channel, indices, ArrayRef(sums->strides).drop_back()),
             channels.valid);
}

void WindowLowering::buildTiles(OpBuilder &builder, const ColumnRun &channels,
                                const TileRun &tiles, int64_t firstTile) {
  SmallVector<int64_t> sizes;
  for (const StridedDim &dim : ArrayRef(rowSpace.dims).drop_back())
    sizes.push_back(dim.size);
  // The tiles of a row with the same vector of channels follow each other.
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
        SmallVector<Value> accumulators =
            buildAccumulators(builder, channels, tiles.length,
                              index.add(bases.front(), channel), channel);
        SmallVector<Value> elements;
        for (auto [column, accumulator] : llvm::enumerate(accumulators))
          elements.push_back(
              epilogue.build(builder, loc, accumulator,
                             rowSpace.buildResultRows(index, bases, column),
                             channel, channels.valid));
        if (!sums)
          return;
        rowIndices.back() = index.add(indices.back(), firstTile);
        buildSum(builder, channels, elements, rowIndices, channel);
      });
}

void WindowLowering::build(OpBuilder &builder) {
  for (const ColumnRun &channels :
       cutIntoColumns(tiling.shape.back(), tiling.lanes)) {
    int64_t firstTile = 0;
    for (const TileRun &tiles :
         cutIntoTiles(rowSpace.dims.back().size, tiling.columns)) {
      buildTiles(builder, channels, tiles, firstTile);
      firstTile += tiles.count;
    }
  }
}

void fovea::buildWindowTiles(OpBuilder &builder, Location loc,
                             const WindowTiling &tiling, const Line &input,
                             EpilogueBuilder &epilogue, WindowFold &fold,
                             const std::optional<Line> &sums) {
  WindowLowering(loc, tiling, input, epilogue, fold, sums).build(builder);
}
