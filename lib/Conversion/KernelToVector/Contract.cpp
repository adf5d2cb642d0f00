//===- Contract.cpp - Loops of contractions -------------------------------===//
//
// One tile is `rows` output rows times one panel of columns:
//
//   for each tile:
//     sums = products of the tile (ProductTile.h)
//     for r in rows, v in vectors: store epilogue(sums[r][v])
//
//===----------------------------------------------------------------------===//

#include "EpilogueBuilder.h"
#include "Lowerings.h"
#include "ProductTile.h"
#include "RowSpace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// Neighbouring panels of one kind.
struct PanelRun {
  ColumnRun columns;
  int64_t maxRows;
};

class ContractLowering {
public:
  ContractLowering(ContractOp op, Line input, Line weights,
                   EpilogueBuilder epilogue, bool hasBF16)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        input(std::move(input)), weights(std::move(weights)),
        epilogue(std::move(epilogue)), hasBF16(hasBF16),
        termsPerStep(getTermsPerStep(op.getWeightsType().getElementType())) {
    rowSpace = RowSpace::create(op.getInitType().getShape(), op.getAllStrides(),
                                this->input, this->epilogue.getLines());
    rowSpace.dims = mergeDims(rowSpace.dims);
    collectTerms();
  }

  void build(OpBuilder &builder);

private:
  void collectTerms();
  ProductTile getTile(int64_t panel, int64_t rows);
  SmallVector<PanelRun> getPanelRuns();
  void buildTiles(OpBuilder &builder, const PanelRun &panels,
                  const TileRun &tiles);
  int64_t getChannels() {
    return op.getInitType().getShape().back() / op.getGroups();
  }
  int64_t getDepth() {
    int64_t depth = termsPerStep;
    for (const StridedDim &term : terms)
      depth *= term.size;
    return depth;
  }

  ContractOp op;
  Location loc;
  ContractScheduleAttr schedule;
  Line input, weights;
  EpilogueBuilder epilogue;
  bool hasBF16;
  int64_t termsPerStep;
  /// Rows of the result, in as few loops as the lines allow.
  RowSpace rowSpace;
  /// Loops over taps and channels (those of one step count as one), as few as
  /// the input's layout allows, with the stride of the input.
  SmallVector<StridedDim> terms;
};
} // namespace

void ContractLowering::collectTerms() {
  SmallVector<StridedDim> dims;
  for (auto [i, size, dilation] :
       llvm::enumerate(op.getWindow(), op.getAllDilations()))
    dims.push_back({size, {input.strides[op.getBatchRank() + i] * dilation}});
  int64_t channels = op.getInputType().getShape().back() /
                     static_cast<int64_t>(op.getGroups());
  dims.push_back({channels / termsPerStep, {termsPerStep}});
  terms = mergeDims(dims);
}

ProductTile ContractLowering::getTile(int64_t panel, int64_t rows) {
  ProductTile tile{
      input, rowSpace.getRowStrides().front(), rows, weights, {}, {}, hasBF16};
  for (int64_t lanes : schedule.getVectors(panel))
    tile.vectors.push_back({lanes, lanes});
  int64_t weightStride = getDepth() * panel;
  for (const StridedDim &term : terms) {
    weightStride /= term.size;
    tile.terms.push_back({term.size, {term.strides.front(), weightStride}});
  }
  return tile;
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

void ContractLowering::buildTiles(OpBuilder &builder, const PanelRun &panels,
                                  const TileRun &tiles) {
  int64_t groups = op.getGroups(), depth = getDepth();
  int64_t width = panels.columns.width;
  // Tiles of one panel follow each other, so that it stays in the cache.
  SmallVector<int64_t> sizes{groups, panels.columns.count};
  for (const StridedDim &dim : ArrayRef(rowSpace.dims).drop_back())
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
        SmallVector<Value> bases = rowSpace.buildBases(index, rowIndices);

        int64_t groupInputs = op.getInputType().getShape().back() / groups;
        Value inputBase = index.add(bases[0], index.mul(group, groupInputs));
        Value weightsBase = index.dot(
            index.constant(depth * panels.columns.begin), {group, panel},
            {depth * schedule.getPaddedColumns(), depth * width});
        SmallVector<Value> sums = buildProductTile(
            builder, loc, getTile(width, tiles.length), inputBase, weightsBase);

        Value channel = index.dot(index.constant(panels.columns.begin),
                                  {group, panel}, {getChannels(), width});
        size_t next = 0;
        for (int64_t row = 0; row < tiles.length; ++row) {
          SmallVector<Value> rows = rowSpace.buildResultRows(index, bases, row);
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
         cutIntoTiles(rowSpace.dims.back().size, panels.maxRows))
      buildTiles(builder, panels, tiles);
}

LogicalResult fovea::lower(OpBuilder &builder, ContractOp op, bool hasBF16) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<Line> weights = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(input) || failed(weights) || failed(epilogue))
    return failure();
  ContractLowering(op, std::move(*input), std::move(*weights),
                   std::move(*epilogue), hasBF16)
      .build(builder);
  return success();
}
