//===- Winograd.cpp - Loops of the transforms of F(4x4, 3x3) --------------===//
//
// A transform takes a tile, a square of vectors of channels, to another square:
//
//   for each tile, vector of channels:
//     for y: rows[y] = transform(load tile[y, :])
//     for x: store transform(rows[:, x])
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Kernel/IR/Winograd.h"

#include "EpilogueBuilder.h"
#include "Lowerings.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;
using namespace fovea::kernel::winograd;

//===----------------------------------------------------------------------===//
// Transforms in one dimension
//===----------------------------------------------------------------------===//

namespace {
/// Sums of vectors with constant factors.
class SumBuilder {
public:
  SumBuilder(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  Value add(Value lhs, Value rhs) const {
    return arith::AddFOp::create(builder, loc, lhs, rhs);
  }
  Value subtract(Value lhs, Value rhs) const {
    return arith::SubFOp::create(builder, loc, lhs, rhs);
  }
  Value scale(double factor, Value value) const {
    return arith::MulFOp::create(builder, loc, splat(factor, value), value);
  }
  /// `sum + factor * value`
  Value addScaled(Value sum, double factor, Value value) const {
    return vector::FMAOp::create(builder, loc, splat(factor, value), value,
                                 sum);
  }

private:
  Value splat(double factor, Value like) const {
    auto type = cast<VectorType>(like.getType());
    return arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(type, static_cast<float>(factor)));
  }

  OpBuilder &builder;
  Location loc;
};

using Transform =
    function_ref<SmallVector<Value>(const SumBuilder &, ArrayRef<Value>)>;
} // namespace

static constexpr double kNear2 = kNear * kNear, kFar2 = kFar * kFar;

/// `Bᵀ d`. Row `i` has the coefficients of the product of all `x - p` but that
/// of point `i`.
static SmallVector<Value> transformInput(const SumBuilder &sums,
                                         ArrayRef<Value> d) {
  // What the points but 0 and `p`, `-p` contribute is a polynomial of x^2.
  auto getParts = [&](double other) {
    return std::pair(sums.addScaled(d[4], -other, d[2]),
                     sums.addScaled(d[3], -other, d[1]));
  };
  auto [nearEven, nearOdd] = getParts(kFar2);
  auto [farEven, farOdd] = getParts(kNear2);
  auto getEnd = [&](Value lowest, Value middle, Value highest) {
    return sums.addScaled(sums.addScaled(highest, -(kNear2 + kFar2), middle),
                          kNear2 * kFar2, lowest);
  };
  return {getEnd(d[0], d[2], d[4]),
          sums.addScaled(nearEven, kNear, nearOdd),
          sums.addScaled(nearEven, -kNear, nearOdd),
          sums.addScaled(farEven, kFar, farOdd),
          sums.addScaled(farEven, -kFar, farOdd),
          getEnd(d[1], d[3], d[5])};
}

/// `G g`
static SmallVector<Value> transformWeights(const SumBuilder &sums,
                                           ArrayRef<Value> g) {
  constexpr auto transform = getWeightTransform();
  SmallVector<Value> results;
  for (const auto &row : transform) {
    Value sum = sums.scale(row[0], g[0]);
    for (int64_t tap = 1; tap < kTaps; ++tap)
      sum = sums.addScaled(sum, row[tap], g[tap]);
    results.push_back(sum);
  }
  return results;
}

/// `Aᵀ m`. Row `i` has the `i`-th powers of the points.
static SmallVector<Value> transformOutput(const SumBuilder &sums,
                                          ArrayRef<Value> m) {
  Value nearEven = sums.add(m[1], m[2]), nearOdd = sums.subtract(m[1], m[2]);
  Value farEven = sums.add(m[3], m[4]), farOdd = sums.subtract(m[3], m[4]);
  auto combine = [&](double near, Value nearPart, double far, Value farPart) {
    return sums.addScaled(sums.scale(far, farPart), near, nearPart);
  };
  return {
      sums.add(m[0], sums.add(nearEven, farEven)),
      combine(kNear, nearOdd, kFar, farOdd),
      combine(kNear2, nearEven, kFar2, farEven),
      sums.add(combine(kNear * kNear2, nearOdd, kFar * kFar2, farOdd), m[5])};
}

//===----------------------------------------------------------------------===//
// Transforms of tiles
//===----------------------------------------------------------------------===//

/// Transform a tile of `size` rows and columns. Each row is loaded just before
/// it is used, and each column stored when it is there, since more than the
/// registers hold is alive between the two.
static void buildTile(const SumBuilder &sums, int64_t size, Transform transform,
                      function_ref<Value(int64_t y, int64_t x)> load,
                      function_ref<void(int64_t y, int64_t x, Value)> store) {
  SmallVector<SmallVector<Value>> rows;
  for (int64_t y = 0; y < size; ++y) {
    SmallVector<Value> row;
    for (int64_t x = 0; x < size; ++x)
      row.push_back(load(y, x));
    rows.push_back(transform(sums, row));
  }
  for (int64_t x = 0, end = rows.front().size(); x < end; ++x) {
    SmallVector<Value> column = llvm::map_to_vector(
        rows, [&](const SmallVector<Value> &row) { return row[x]; });
    for (auto [y, value] : llvm::enumerate(transform(sums, column)))
      store(y, x, value);
  }
}

/// Where row `y`, column `x` of a tile lies: `dims` are the two dimensions in
/// front of the channels of `line`.
static Value buildPlace(const IndexBuilder &index, const Line &line, Value base,
                        int64_t y, int64_t x) {
  size_t rank = line.strides.size();
  return index.add(base,
                   y * line.strides[rank - 3] + x * line.strides[rank - 2]);
}

/// Where product `u`, `v` of a tile lies in a line of tiles.
static Value buildProductPlace(const IndexBuilder &index, const Line &line,
                               Value base, int64_t u, int64_t v) {
  int64_t channels = line.shape.back() / kProducts;
  return index.add(base, (u * kPoints + v) * channels);
}

static void buildInputTiles(OpBuilder &builder, WinogradInputOp op,
                            const Line &input, const Line &tiles,
                            const ColumnRun &channels) {
  Location loc = op.getLoc();
  SmallVector<int64_t> sizes(ArrayRef(tiles.shape).drop_back());
  sizes.push_back(channels.count);
  SmallVector<int64_t> strides(input.strides);
  for (int64_t &stride : MutableArrayRef(strides).drop_back().take_back(2))
    stride *= kOutputs;
  strides.back() = channels.width;
  SmallVector<int64_t> tileStrides(tiles.strides);
  tileStrides.back() = channels.width;
  buildParallelLoop(
      builder, loc, sizes, [&](OpBuilder &builder, ValueRange ivs) {
        IndexBuilder index(builder, loc);
        Value first = index.constant(channels.begin);
        Value from = index.dot(first, ivs, strides);
        Value to = index.dot(first, ivs, tileStrides);
        buildTile(
            SumBuilder(builder, loc), kPoints, transformInput,
            [&](int64_t y, int64_t x) {
              return buildLoad(builder, loc, input,
                               buildPlace(index, input, from, y, x),
                               channels.width, channels.valid);
            },
            [&](int64_t u, int64_t v, Value value) {
              buildStore(builder, loc, value, tiles,
                         buildProductPlace(index, tiles, to, u, v),
                         channels.valid);
            });
      });
}

static void buildWeightTiles(OpBuilder &builder, WinogradWeightsOp op,
                             const Line &weights, const Line &tiles,
                             const ColumnRun &channels) {
  Location loc = op.getLoc();
  buildParallelLoop(
      builder, loc, {tiles.shape.front(), channels.count},
      [&](OpBuilder &builder, ValueRange ivs) {
        IndexBuilder index(builder, loc);
        Value first = index.constant(channels.begin);
        Value from =
            index.dot(first, ivs, {weights.strides[2], channels.width});
        Value to = index.dot(first, ivs, {tiles.strides[0], channels.width});
        buildTile(
            SumBuilder(builder, loc), kTaps, transformWeights,
            [&](int64_t y, int64_t x) {
              Value place = index.add(from, y * weights.strides[0] +
                                                x * weights.strides[1]);
              return buildLoad(builder, loc, weights, place, channels.width,
                               channels.valid);
            },
            [&](int64_t u, int64_t v, Value value) {
              buildStore(builder, loc, value, tiles,
                         buildProductPlace(index, tiles, to, u, v),
                         channels.valid);
            });
      });
}

/// `size` outputs in one dimension, cut into whole tiles and what is left.
static SmallVector<TileRun> cutIntoOutputs(int64_t size) {
  SmallVector<TileRun> runs;
  if (size >= kOutputs)
    runs.push_back({0, kOutputs, size / kOutputs});
  if (size % kOutputs != 0)
    runs.push_back({size / kOutputs, size % kOutputs, 1});
  return runs;
}

/// `rows` and `columns` are the tiles, and how much of each there is.
static void buildOutputTiles(OpBuilder &builder, WinogradOutputOp op,
                             const Line &tiles, EpilogueBuilder &epilogue,
                             const ColumnRun &channels, const TileRun &rows,
                             const TileRun &columns) {
  Location loc = op.getLoc();
  SmallVector<int64_t> sizes(ArrayRef(tiles.shape).drop_back(3));
  sizes.append({rows.count, columns.count, channels.count});
  buildParallelLoop(
      builder, loc, sizes, [&](OpBuilder &builder, ValueRange ivs) {
        IndexBuilder index(builder, loc);
        Value channel =
            index.add(index.mul(ivs.back(), channels.width), channels.begin);
        SmallVector<Value> tile(ivs.drop_back());
        size_t rank = tile.size();
        tile[rank - 2] = index.add(tile[rank - 2], rows.begin);
        tile[rank - 1] = index.add(tile[rank - 1], columns.begin);
        Value from =
            index.dot(channel, tile, ArrayRef(tiles.strides).drop_back());
        // Where the tile begins in the destination, and in the operands.
        tile[rank - 2] = index.mul(tile[rank - 2], kOutputs);
        tile[rank - 1] = index.mul(tile[rank - 1], kOutputs);
        SmallVector<Value> bases =
            llvm::map_to_vector(epilogue.getLines(), [&](const Line &line) {
              return index.dot(index.constant(0), tile,
                               ArrayRef(line.strides).drop_back());
            });
        buildTile(
            SumBuilder(builder, loc), kPoints, transformOutput,
            [&](int64_t u, int64_t v) {
              return buildLoad(builder, loc, tiles,
                               buildProductPlace(index, tiles, from, u, v),
                               channels.width, channels.valid);
            },
            [&](int64_t y, int64_t x, Value value) {
              if (y >= rows.length || x >= columns.length)
                return;
              SmallVector<Value> places;
              for (auto [line, base] :
                   llvm::zip_equal(epilogue.getLines(), bases))
                places.push_back(buildPlace(index, line, base, y, x));
              epilogue.build(builder, loc, value, places, channel,
                             channels.valid);
            });
      });
}

//===----------------------------------------------------------------------===//
// Lowerings
//===----------------------------------------------------------------------===//

LogicalResult fovea::lower(OpBuilder &builder, WinogradInputOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<Line> tiles = buildLine(builder, op.getLoc(), op.getInit());
  if (failed(input) || failed(tiles))
    return failure();
  for (const ColumnRun &channels :
       cutIntoColumns(input->shape.back(), op.getSchedule()->getLanes()))
    buildInputTiles(builder, op, *input, *tiles, channels);
  return success();
}

LogicalResult fovea::lower(OpBuilder &builder, WinogradWeightsOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> weights = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<Line> tiles = buildLine(builder, op.getLoc(), op.getInit());
  if (failed(weights) || failed(tiles))
    return failure();
  for (const ColumnRun &channels :
       cutIntoColumns(weights->shape.back(), op.getSchedule()->getLanes()))
    buildWeightTiles(builder, op, *weights, *tiles, channels);
  return success();
}

LogicalResult fovea::lower(OpBuilder &builder, WinogradOutputOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> tiles = buildLine(builder, op.getLoc(), op.getProducts());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(tiles) || failed(epilogue))
    return failure();
  ArrayRef<int64_t> shape = epilogue->getLines().front().shape;
  size_t rank = shape.size();
  for (const ColumnRun &channels :
       cutIntoColumns(shape.back(), op.getSchedule()->getLanes()))
    for (const TileRun &rows : cutIntoOutputs(shape[rank - 3]))
      for (const TileRun &columns : cutIntoOutputs(shape[rank - 2]))
        buildOutputTiles(builder, op, *tiles, *epilogue, channels, rows,
                         columns);
  return success();
}
