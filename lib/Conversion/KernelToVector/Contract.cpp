//===- Contract.cpp - Loops of contractions -------------------------------===//
//
// One tile is `rows` output rows times one panel of columns. Its sums stay in
// registers while the loops over taps and input channels run; a step loads the
// vectors of one row of the packed panel, and multiplies each by one element of
// the input for every row of the tile:
//
//   for each tile:
//     sums = 0
//     for k in taps, i in channels:
//       for v in vectors: w[v] = load packed[k, i, v]
//       for r in rows:
//         x = broadcast input[row r, k, i]
//         for v in vectors: sums[r][v] += x * w[v]
//     for r in rows, v in vectors: store epilogue(sums[r][v])
//
//===----------------------------------------------------------------------===//

#include "EpilogueBuilder.h"
#include "Lowerings.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// A loop over the terms of a sum: its length, and how far one step goes in the
/// input.
struct TermLoop {
  int64_t size;
  int64_t inputStride;
};

/// Neighbouring panels of one kind.
struct PanelRun {
  ColumnRun columns;
  int64_t maxRows;
};

class ContractLowering {
public:
  ContractLowering(ContractOp op, Line input, Line weights,
                   EpilogueBuilder epilogue)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        input(std::move(input)), weights(std::move(weights)),
        epilogue(std::move(epilogue)) {
    collectRowDims();
    collectTermLoops();
  }

  void build(OpBuilder &builder);

private:
  void collectRowDims();
  void collectTermLoops();
  SmallVector<PanelRun> getPanelRuns();
  void buildTiles(OpBuilder &builder, const PanelRun &panels,
                  const TileRun &tiles);
  SmallVector<Value> buildSums(OpBuilder &builder, int64_t panel, int64_t rows,
                               Value inputBase, Value weightsBase);
  SmallVector<Value> buildStep(OpBuilder &builder, ArrayRef<int64_t> vectors,
                               int64_t rows, Value inputIndex,
                               Value weightsIndex, ValueRange sums);

  int64_t getChannels() {
    return op.getInitType().getShape().back() / op.getGroups();
  }
  int64_t getDepth() {
    int64_t depth = 1;
    for (const TermLoop &loop : terms)
      depth *= loop.size;
    return depth;
  }

  ContractOp op;
  Location loc;
  ContractScheduleAttr schedule;
  Line input, weights;
  EpilogueBuilder epilogue;
  /// Loops over output rows, with the strides of the input, the destination,
  /// and the operands of the epilogue.
  SmallVector<StridedDim> rowDims;
  /// Loops over taps and channels, as few as the input's layout allows.
  SmallVector<TermLoop> terms;
};
} // namespace

void ContractLowering::collectRowDims() {
  SmallVector<int64_t> strides(op.getBatchRank(), 1);
  llvm::append_range(strides, op.getAllStrides());
  SmallVector<StridedDim> dims;
  for (auto [dim, stride] : llvm::enumerate(strides)) {
    StridedDim row{op.getInitType().getDimSize(dim),
                   {input.strides[dim] * stride}};
    for (const Line &line : epilogue.getLines())
      row.strides.push_back(line.strides[dim]);
    dims.push_back(std::move(row));
  }
  // The product of a vector has no row, but one result.
  if (dims.empty())
    dims.push_back({1, SmallVector<int64_t>(epilogue.getLines().size() + 1)});
  rowDims = mergeDims(dims);
}

void ContractLowering::collectTermLoops() {
  SmallVector<StridedDim> dims;
  for (auto [i, size, dilation] :
       llvm::enumerate(op.getWindow(), op.getAllDilations()))
    dims.push_back({size, {input.strides[op.getBatchRank() + i] * dilation}});
  dims.push_back({op.getInputType().getShape().back() /
                      static_cast<int64_t>(op.getGroups()),
                  {1}});
  for (const StridedDim &dim : mergeDims(dims))
    terms.push_back({dim.size, dim.strides.front()});
}

SmallVector<PanelRun> ContractLowering::getPanelRuns() {
  SmallVector<PanelRun> runs;
  int64_t begin = 0;
  for (auto [panel, rows] :
       llvm::zip_equal(schedule.getPanels(), schedule.getRows())) {
    int64_t valid = std::min(panel, getChannels() - begin);
    bool joins = !runs.empty() && runs.back().columns.width == panel &&
                 runs.back().columns.valid == valid &&
                 runs.back().maxRows == rows;
    if (joins)
      ++runs.back().columns.count;
    else if (valid > 0)
      runs.push_back({{begin, panel, valid, 1}, rows});
    begin += panel;
  }
  return runs;
}

SmallVector<Value> ContractLowering::buildStep(OpBuilder &builder,
                                               ArrayRef<int64_t> vectors,
                                               int64_t rows, Value inputIndex,
                                               Value weightsIndex,
                                               ValueRange sums) {
  IndexBuilder index(builder, loc);
  SmallVector<Value> loaded;
  int64_t column = 0;
  for (int64_t lanes : vectors) {
    loaded.push_back(buildLoad(builder, loc, weights,
                               index.add(weightsIndex, column), lanes, lanes));
    column += lanes;
  }
  SmallVector<Value> results;
  for (int64_t row = 0; row < rows; ++row) {
    Value element = memref::LoadOp::create(
        builder, loc, input.buffer,
        index.add(inputIndex, row * rowDims.back().strides.front()));
    for (Value weight : loaded) {
      Value factor =
          vector::BroadcastOp::create(builder, loc, weight.getType(), element);
      results.push_back(vector::FMAOp::create(builder, loc, factor, weight,
                                              sums[results.size()]));
    }
  }
  return results;
}

/// The sums of a tile, row by row.
SmallVector<Value> ContractLowering::buildSums(OpBuilder &builder,
                                               int64_t panel, int64_t rows,
                                               Value inputBase,
                                               Value weightsBase) {
  SmallVector<int64_t> vectors = schedule.getVectors(panel);
  SmallVector<Value> zeros;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t lanes : vectors) {
      auto type = VectorType::get({lanes}, builder.getF32Type());
      zeros.push_back(arith::ConstantOp::create(builder, loc, type,
                                                builder.getZeroAttr(type)));
    }

  SmallVector<int64_t> sizes, inputStrides, weightStrides;
  int64_t weightStride = getDepth() * panel;
  for (const TermLoop &loop : terms) {
    weightStride /= loop.size;
    sizes.push_back(loop.size);
    inputStrides.push_back(loop.inputStride);
    weightStrides.push_back(weightStride);
  }
  return buildReductionLoops(
      builder, loc, sizes, zeros,
      [&](OpBuilder &builder, ValueRange indices, ValueRange sums) {
        IndexBuilder index(builder, loc);
        return buildStep(builder, vectors, rows,
                         index.dot(inputBase, indices, inputStrides),
                         index.dot(weightsBase, indices, weightStrides), sums);
      });
}

void ContractLowering::buildTiles(OpBuilder &builder, const PanelRun &panels,
                                  const TileRun &tiles) {
  int64_t groups = op.getGroups(), depth = getDepth();
  int64_t width = panels.columns.width;
  // Tiles of one panel follow each other, so that it stays in the cache.
  SmallVector<int64_t> sizes{groups, panels.columns.count};
  for (const StridedDim &dim : ArrayRef(rowDims).drop_back())
    sizes.push_back(dim.size);
  sizes.push_back(tiles.count);

  buildParallelLoop(
      builder, loc, sizes, [&](OpBuilder &builder, ValueRange indices) {
        IndexBuilder index(builder, loc);
        Value group = indices[0], panel = indices[1];
        SmallVector<Value> rowIndices(indices.drop_front(2));
        rowIndices.back() =
            index.add(index.mul(rowIndices.back(), tiles.length), tiles.begin);
        // Where the tile begins in the input, the destination, and the
        // operands.
        SmallVector<Value> bases;
        for (size_t line = 0; line < rowDims.back().strides.size(); ++line) {
          SmallVector<int64_t> strides =
              llvm::map_to_vector(rowDims, [&](const StridedDim &dim) {
                return dim.strides[line];
              });
          bases.push_back(index.dot(index.constant(0), rowIndices, strides));
        }

        int64_t groupInputs = op.getInputType().getShape().back() / groups;
        Value inputBase = index.add(bases[0], index.mul(group, groupInputs));
        Value weightsBase = index.dot(
            index.constant(depth * panels.columns.begin), {group, panel},
            {depth * schedule.getPaddedColumns(), depth * width});
        SmallVector<Value> sums =
            buildSums(builder, width, tiles.length, inputBase, weightsBase);

        Value channel = index.dot(index.constant(panels.columns.begin),
                                  {group, panel}, {getChannels(), width});
        size_t next = 0;
        for (int64_t row = 0; row < tiles.length; ++row) {
          SmallVector<Value> rows;
          for (auto [base, stride] :
               llvm::zip_equal(ArrayRef(bases).drop_front(),
                               ArrayRef(rowDims.back().strides).drop_front()))
            rows.push_back(index.add(base, row * stride));
          int64_t column = 0;
          for (int64_t lanes : schedule.getVectors(width)) {
            epilogue.build(builder, loc, sums[next++], rows,
                           index.add(channel, column),
                           std::min(lanes, panels.columns.valid - column));
            column += lanes;
          }
        }
      });
}

void ContractLowering::build(OpBuilder &builder) {
  for (const PanelRun &panels : getPanelRuns())
    for (const TileRun &tiles :
         cutIntoTiles(rowDims.back().size, panels.maxRows))
      buildTiles(builder, panels, tiles);
}

LogicalResult fovea::lower(OpBuilder &builder, ContractOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<Line> weights = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(input) || failed(weights) || failed(epilogue))
    return failure();
  ContractLowering(op, std::move(*input), std::move(*weights),
                   std::move(*epilogue))
      .build(builder);
  return success();
}
