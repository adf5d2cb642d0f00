//===- Winograd.cpp - Loops of the transforms of Winograd's algorithms ----===//
//
// A transform takes a tile, a square of vectors of channels, to another square:
//
//   for each tile, vector of channels:
//     for y: rows[y] = transform(load tile[y, :])
//     for x: store transform(rows[:, x])
//
//===----------------------------------------------------------------------===//

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
  /// `sum + factor * value`
  Value addScaled(Value sum, double factor, Value value) const {
    if (factor == 1)
      return add(sum, value);
    if (factor == -1)
      return subtract(sum, value);
    return vector::FMAOp::create(builder, loc, splat(factor, value), value,
                                 sum);
  }
  /// The sum of `factors[i] * values[i]`, of which some are not 0.
  Value combine(ArrayRef<double> factors, ArrayRef<Value> values) const {
    Value sum;
    for (auto [factor, value] : llvm::reverse(llvm::zip_equal(factors, values)))
      if (factor != 0)
        sum = sum ? addScaled(sum, factor, value) : scale(factor, value);
    return sum;
  }

private:
  Value scale(double factor, Value value) const {
    if (factor == 1)
      return value;
    return arith::MulFOp::create(builder, loc, splat(factor, value), value);
  }
  Value splat(double factor, Value like) const {
    auto type = cast<VectorType>(like.getType());
    return arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(type, static_cast<float>(factor)));
  }

  OpBuilder &builder;
  Location loc;
};

using Transform = function_ref<SmallVector<Value>(
    const Algorithm &, const SumBuilder &, ArrayRef<Value>)>;
} // namespace

/// `Bᵀ d`. Row `i` has the coefficients of the product of all `x - p` but that
/// of point `i`.
static SmallVector<Value> transformInput(const Algorithm &algorithm,
                                         const SumBuilder &sums,
                                         ArrayRef<Value> d) {
  // Every other input from `first` on, times `factors`.
  auto combineFrom = [&](int64_t first, ArrayRef<double> factors) {
    SmallVector<Value> values;
    for (size_t i = 0; i < factors.size(); ++i)
      values.push_back(d[first + 2 * i]);
    return sums.combine(factors, values);
  };
  // What the points but 0 and infinity contribute is a polynomial of x^2, and
  // so is what the points but 0 and a pair contribute.
  SmallVector<Value> results{combineFrom(0, algorithm.getNodes())};
  for (auto [i, point] : llvm::enumerate(algorithm.pairs)) {
    Value odd = combineFrom(1, algorithm.getNodes(i));
    Value even = combineFrom(2, algorithm.getNodes(i));
    results.push_back(sums.addScaled(even, point, odd));
    results.push_back(sums.addScaled(even, -point, odd));
  }
  results.push_back(combineFrom(1, algorithm.getNodes()));
  return results;
}

/// `G g`
static SmallVector<Value> transformWeights(const Algorithm &algorithm,
                                           const SumBuilder &sums,
                                           ArrayRef<Value> g) {
  return llvm::map_to_vector(
      algorithm.getWeightTransform(),
      [&](const auto &row) { return sums.combine(row, g); });
}

/// `Aᵀ m`. Row `i` has the `i`-th powers of the points.
static SmallVector<Value> transformOutput(const Algorithm &algorithm,
                                          const SumBuilder &sums,
                                          ArrayRef<Value> m) {
  SmallVector<Value> even, odd;
  for (size_t i = 0; i < algorithm.pairs.size(); ++i) {
    even.push_back(sums.add(m[2 * i + 1], m[2 * i + 2]));
    odd.push_back(sums.subtract(m[2 * i + 1], m[2 * i + 2]));
  }
  SmallVector<Value> results;
  SmallVector<double> powers(algorithm.pairs.size(), 1);
  for (int64_t power = 0; power < algorithm.getOutputs(); ++power) {
    results.push_back(sums.combine(powers, power % 2 == 0 ? even : odd));
    for (auto [value, point] : llvm::zip_equal(powers, algorithm.pairs))
      value *= point;
  }
  results.front() = sums.add(m.front(), results.front());
  results.back() = sums.add(results.back(), m.back());
  return results;
}

//===----------------------------------------------------------------------===//
// Transforms of tiles
//===----------------------------------------------------------------------===//

/// Transform a tile of `size` rows and columns. Each row is loaded just before
/// it is used, and each column stored when it is there, since more than the
/// registers hold is alive between the two.
static void buildTile(const Algorithm &algorithm, const SumBuilder &sums,
                      int64_t size, Transform transform,
                      function_ref<Value(int64_t y, int64_t x)> load,
                      function_ref<void(int64_t y, int64_t x, Value)> store) {
  SmallVector<SmallVector<Value>> rows;
  for (int64_t y = 0; y < size; ++y) {
    SmallVector<Value> row;
    for (int64_t x = 0; x < size; ++x)
      row.push_back(load(y, x));
    rows.push_back(transform(algorithm, sums, row));
  }
  for (int64_t x = 0, end = rows.front().size(); x < end; ++x) {
    SmallVector<Value> column = llvm::map_to_vector(
        rows, [&](const SmallVector<Value> &row) { return row[x]; });
    for (auto [y, value] : llvm::enumerate(transform(algorithm, sums, column)))
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
static Value buildProductPlace(const Algorithm &algorithm,
                               const IndexBuilder &index, const Line &line,
                               Value base, int64_t u, int64_t v) {
  int64_t channels = line.shape.back() / algorithm.getProducts();
  return index.add(base, (u * algorithm.getPoints() + v) * channels);
}

static void buildInputTiles(OpBuilder &builder, WinogradInputOp op,
                            const Line &input, const Line &tiles,
                            const ColumnRun &channels) {
  Location loc = op.getLoc();
  const Algorithm &algorithm = op.getAlgorithm();
  SmallVector<int64_t> sizes(ArrayRef(tiles.shape).drop_back());
  sizes.push_back(channels.count);
  SmallVector<int64_t> strides(input.strides);
  for (int64_t &stride : MutableArrayRef(strides).drop_back().take_back(2))
    stride *= algorithm.getOutputs();
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
            algorithm, SumBuilder(builder, loc), algorithm.getPoints(),
            transformInput,
            [&](int64_t y, int64_t x) {
              return buildLoad(builder, loc, input,
                               buildPlace(index, input, from, y, x),
                               channels.width, channels.valid);
            },
            [&](int64_t u, int64_t v, Value value) {
              buildStore(builder, loc, value, tiles,
                         buildProductPlace(algorithm, index, tiles, to, u, v),
                         channels.valid);
            });
      });
}

static void buildWeightTiles(OpBuilder &builder, WinogradWeightsOp op,
                             const Line &weights, const Line &tiles,
                             const ColumnRun &channels) {
  Location loc = op.getLoc();
  const Algorithm &algorithm = op.getAlgorithm();
  buildParallelLoop(
      builder, loc, {tiles.shape.front(), channels.count},
      [&](OpBuilder &builder, ValueRange ivs) {
        IndexBuilder index(builder, loc);
        Value first = index.constant(channels.begin);
        Value from =
            index.dot(first, ivs, {weights.strides[2], channels.width});
        Value to = index.dot(first, ivs, {tiles.strides[0], channels.width});
        buildTile(
            algorithm, SumBuilder(builder, loc), kTaps, transformWeights,
            [&](int64_t y, int64_t x) {
              Value place = index.add(from, y * weights.strides[0] +
                                                x * weights.strides[1]);
              return buildLoad(builder, loc, weights, place, channels.width,
                               channels.valid);
            },
            [&](int64_t u, int64_t v, Value value) {
              buildStore(builder, loc, value, tiles,
                         buildProductPlace(algorithm, index, tiles, to, u, v),
                         channels.valid);
            });
      });
}

/// `size` outputs in one dimension, cut into tiles of `outputs` and what is
/// left.
static SmallVector<TileRun> cutIntoOutputs(int64_t size, int64_t outputs) {
  SmallVector<TileRun> runs;
  if (size >= outputs)
    runs.push_back({0, outputs, size / outputs});
  if (size % outputs != 0)
    runs.push_back({size / outputs, size % outputs, 1});
  return runs;
}

/// `rows` and `columns` are the tiles, and how much of each there is.
static void buildOutputTiles(OpBuilder &builder, WinogradOutputOp op,
                             const Line &tiles, EpilogueBuilder &epilogue,
                             const ColumnRun &channels, const TileRun &rows,
                             const TileRun &columns) {
  Location loc = op.getLoc();
  const Algorithm &algorithm = op.getAlgorithm();
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
        tile[rank - 2] = index.mul(tile[rank - 2], algorithm.getOutputs());
        tile[rank - 1] = index.mul(tile[rank - 1], algorithm.getOutputs());
        SmallVector<Value> bases =
            llvm::map_to_vector(epilogue.getLines(), [&](const Line &line) {
              return index.dot(index.constant(0), tile,
                               ArrayRef(line.strides).drop_back());
            });
        buildTile(
            algorithm, SumBuilder(builder, loc), algorithm.getPoints(),
            transformOutput,
            [&](int64_t u, int64_t v) {
              return buildLoad(
                  builder, loc, tiles,
                  buildProductPlace(algorithm, index, tiles, from, u, v),
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
    for (const TileRun &rows : cutIntoOutputs(shape[rank - 3], op.getOutputs()))
      for (const TileRun &columns :
           cutIntoOutputs(shape[rank - 2], op.getOutputs()))
        buildOutputTiles(builder, op, *tiles, *epilogue, channels, rows,
                         columns);
  return success();
}
