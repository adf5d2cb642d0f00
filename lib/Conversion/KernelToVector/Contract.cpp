//===- Contract.cpp - Loops of contractions -------------------------------===//
//
// One tile is `rows` output rows times one panel of columns:
//
//   for each block of tiles, group, panel, tile of the block:
//     sums = products of the tile (ProductTile.h)
//     for r in rows, v in vectors: store epilogue(sums[r][v])
//
// Where weights are scaled, a thread makes a copy of a panel, in which its
// tiles of a block find their weights.
//
// Threads share this as one loop, so that none waits for the other between
// tiles of two lengths, and weights are read once for both.
//
//===----------------------------------------------------------------------===//

#include "EpilogueBuilder.h"
#include "Lowerings.h"
#include "ProductTile.h"
#include "RowSpace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
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

/// The tiles of all rows, in one order for all panels of a run.
struct TileSpace {
  SmallVector<TileRun> runs;  ///< Of the innermost rows.
  SmallVector<int64_t> sizes; ///< Of the loops over rows, the last over tiles.
  int64_t count;              ///< Of all tiles.
  int64_t blocks;
  int64_t tilesOfBlock; ///< Of the largest block.
};

/// One panel, and where its weights are.
struct PanelPlace {
  Value group;
  Value panel;       ///< Of a run of panels.
  Value packed;      ///< Where it begins in the packed weights.
  Line weights;      ///< These, or a scaled copy of the panel.
  Value weightsBase; ///< Where it begins there.
};

class ContractLowering {
public:
  ContractLowering(ContractOp op, Line input, Line weights,
                   std::optional<Line> scale, EpilogueBuilder epilogue,
                   bool hasBF16)
      : op(op), loc(op.getLoc()), schedule(*op.getSchedule()),
        input(std::move(input)), weights(std::move(weights)),
        scale(std::move(scale)), epilogue(std::move(epilogue)),
        hasBF16(hasBF16),
        termsPerStep(getTermsPerStep(op.getWeightsType().getElementType())) {
    rowSpace = RowSpace::create(op.getInitType().getShape(), op.getAllStrides(),
                                this->input, this->epilogue.getLines());
    rowSpace.dims = mergeDims(rowSpace.dims);
    collectTerms();
  }

  void build(OpBuilder &builder);

private:
  void collectTerms();
  ProductTile getTile(const Line &weights, int64_t panel, int64_t rows);
  SmallVector<PanelRun> getPanelRuns();
  TileSpace getTileSpace(const PanelRun &panels);
  PanelPlace getPlace(const IndexBuilder &index, const PanelRun &panels,
                      Value group, Value panel);
  /// What follows a panel in memory, of which each of its tiles brings a share.
  WeightsAhead getShareOfNextPanel(const IndexBuilder &index,
                                   const PanelRun &panels,
                                   const PanelPlace &place,
                                   int64_t tilesOfBlock, Value tile);
  void buildPanels(OpBuilder &builder, const PanelRun &panels);
  void buildScaledPanels(OpBuilder &builder, const PanelRun &panels);
  /// A copy of the panel at `place`, scaled, in `scratch`.
  PanelPlace buildScaledPanel(OpBuilder &builder, const PanelRun &panels,
                              const PanelPlace &place, const Line &scratch);
  /// Tile `tile` of all, which is `tileOfBlock` in its block.
  void buildTile(OpBuilder &builder, const PanelRun &panels,
                 const TileSpace &tiles, const PanelPlace &place, Value tile,
                 Value tileOfBlock);
  void buildRows(OpBuilder &builder, const PanelRun &panels, int64_t rows,
                 const PanelPlace &place, ValueRange firstRow,
                 WeightsAhead ahead);
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
  std::optional<Line> scale;
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

ProductTile ContractLowering::getTile(const Line &weights, int64_t panel,
                                      int64_t rows) {
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

TileSpace ContractLowering::getTileSpace(const PanelRun &panels) {
  TileSpace tiles;
  tiles.runs = cutIntoTiles(rowSpace.dims.back().size, panels.maxRows);
  for (const StridedDim &dim : ArrayRef(rowSpace.dims).drop_back())
    tiles.sizes.push_back(dim.size);
  tiles.sizes.push_back(0);
  for (const TileRun &run : tiles.runs)
    tiles.sizes.back() += run.count;
  tiles.count = llvm::product_of(tiles.sizes, int64_t(1));
  tiles.blocks = std::clamp<int64_t>(tiles.count, 1, schedule.getBlocks());
  tiles.tilesOfBlock = llvm::divideCeil(tiles.count, tiles.blocks);
  return tiles;
}

PanelPlace ContractLowering::getPlace(const IndexBuilder &index,
                                      const PanelRun &panels, Value group,
                                      Value panel) {
  int64_t depth = getDepth();
  Value begin = index.dot(
      index.constant(depth * panels.columns.begin), {group, panel},
      {depth * schedule.getPaddedColumns(), depth * panels.columns.width});
  return {group, panel, begin, weights, begin};
}

WeightsAhead ContractLowering::getShareOfNextPanel(const IndexBuilder &index,
                                                   const PanelRun &panels,
                                                   const PanelPlace &place,
                                                   int64_t tilesOfBlock,
                                                   Value tile) {
  int64_t steps = getDepth() / termsPerStep, width = panels.columns.width;
  int64_t elements = llvm::divideCeil(width * termsPerStep, tilesOfBlock);
  Value next = index.add(place.packed, getDepth() * width);
  return {weights.buffer, index.add(next, index.mul(tile, steps * elements)),
          elements};
}

void ContractLowering::buildRows(OpBuilder &builder, const PanelRun &panels,
                                 int64_t rows, const PanelPlace &place,
                                 ValueRange firstRow, WeightsAhead ahead) {
  IndexBuilder index(builder, loc);
  int64_t groups = op.getGroups(), width = panels.columns.width;
  // Where the tile begins in the input, the destination, and the operands.
  SmallVector<Value> bases = rowSpace.buildBases(index, firstRow);
  int64_t groupInputs = op.getInputType().getShape().back() / groups;
  Value inputBase = index.add(bases[0], index.mul(place.group, groupInputs));
  ProductTile tile = getTile(place.weights, width, rows);
  tile.ahead = ahead;
  SmallVector<Value> sums =
      buildProductTile(builder, loc, tile, inputBase, place.weightsBase);

  Value channel = index.dot(index.constant(panels.columns.begin),
                            {place.group, place.panel}, {getChannels(), width});
  size_t next = 0;
  for (int64_t row = 0; row < rows; ++row) {
    SmallVector<Value> resultRows = rowSpace.buildResultRows(index, bases, row);
    int64_t column = 0;
    for (int64_t lanes : schedule.getVectors(width)) {
      epilogue.build(builder, loc, sums[next++], resultRows,
                     index.add(channel, column),
                     std::min(lanes, panels.columns.valid - column));
      column += lanes;
    }
  }
}

void ContractLowering::buildTile(OpBuilder &builder, const PanelRun &panels,
                                 const TileSpace &tiles,
                                 const PanelPlace &place, Value tile,
                                 Value tileOfBlock) {
  SmallVector<Value> row = delinearize(builder, loc, tile, tiles.sizes);
  auto counts = llvm::map_to_vector(
      tiles.runs, [](const TileRun &run) { return run.count; });
  buildCases(builder, loc, row.back(), counts,
             [&](OpBuilder &builder, size_t i, Value number) {
               IndexBuilder index(builder, loc);
               const TileRun &run = tiles.runs[i];
               row.back() = index.add(index.mul(number, run.length), run.begin);
               buildRows(builder, panels, run.length, place, row,
                         getShareOfNextPanel(index, panels, place,
                                             tiles.tilesOfBlock, tileOfBlock));
             });
}

/// The first tile of `block`.
static Value getBegin(const IndexBuilder &index, const TileSpace &tiles,
                      Value block) {
  return index.div(index.mul(block, tiles.count), tiles.blocks);
}

void ContractLowering::buildPanels(OpBuilder &builder, const PanelRun &panels) {
  TileSpace tiles = getTileSpace(panels);
  // Tiles of one panel follow each other, so that it stays in the cache.
  buildParallelLoop(
      builder, loc,
      {tiles.blocks, static_cast<int64_t>(op.getGroups()), panels.columns.count,
       tiles.tilesOfBlock},
      [&](OpBuilder &builder, ValueRange indices) {
        IndexBuilder index(builder, loc);
        PanelPlace place = getPlace(index, panels, indices[1], indices[2]);
        Value tile = index.add(getBegin(index, tiles, indices[0]), indices[3]);
        if (tiles.count % tiles.blocks == 0)
          return buildTile(builder, panels, tiles, place, tile, indices[3]);
        Value end = getBegin(index, tiles, index.add(indices[0], 1));
        Value exists = arith::CmpIOp::create(
            builder, loc, arith::CmpIPredicate::ult, tile, end);
        scf::IfOp::create(
            builder, loc, exists, [&](OpBuilder &builder, Location loc) {
              buildTile(builder, panels, tiles, place, tile, indices[3]);
              scf::YieldOp::create(builder, loc);
            });
      });
}

PanelPlace ContractLowering::buildScaledPanel(OpBuilder &builder,
                                              const PanelRun &panels,
                                              const PanelPlace &place,
                                              const Line &scratch) {
  int64_t width = panels.columns.width;
  int64_t channels = op.getInputType().getShape().back();
  buildReductionLoops(
      builder, loc, {getDepth() / channels, channels}, {},
      [&](OpBuilder &builder, ValueRange indices,
          ValueRange) -> SmallVector<Value> {
        IndexBuilder index(builder, loc);
        Value to =
            index.dot(index.constant(0), indices, {channels * width, width});
        Value from = index.add(place.packed, to);
        Value factor =
            memref::LoadOp::create(builder, loc, scale->buffer, indices.back());
        int64_t column = 0;
        for (int64_t lanes : schedule.getVectors(width)) {
          Value vector = buildLoad(builder, loc, weights,
                                   index.add(from, column), lanes, lanes);
          Value factors = vector::BroadcastOp::create(builder, loc,
                                                      vector.getType(), factor);
          buildStore(builder, loc,
                     arith::MulFOp::create(builder, loc, vector, factors),
                     scratch, index.add(to, column), lanes);
          column += lanes;
        }
        return {};
      });
  PanelPlace scaled = place;
  scaled.weights = scratch;
  scaled.weightsBase = IndexBuilder(builder, loc).constant(0);
  return scaled;
}

void ContractLowering::buildScaledPanels(OpBuilder &builder,
                                         const PanelRun &panels) {
  TileSpace tiles = getTileSpace(panels);
  Line scratch = buildScratch(builder, loc, getDepth() * panels.columns.width,
                              builder.getF32Type());
  buildParallelLoop(
      builder, loc, {tiles.blocks, panels.columns.count},
      [&](OpBuilder &builder, ValueRange indices) {
        IndexBuilder index(builder, loc);
        PanelPlace place = buildScaledPanel(
            builder, panels,
            getPlace(index, panels, index.constant(0), indices[1]), scratch);
        Value begin = getBegin(index, tiles, indices[0]);
        Value end = getBegin(index, tiles, index.add(indices[0], 1));
        auto loop =
            scf::ForOp::create(builder, loc, begin, end, index.constant(1));
        builder.setInsertionPointToStart(loop.getBody());
        Value tile = loop.getInductionVar();
        Value tileOfBlock = arith::SubIOp::create(builder, loc, tile, begin);
        buildTile(builder, panels, tiles, place, tile, tileOfBlock);
      });
}

void ContractLowering::build(OpBuilder &builder) {
  for (const PanelRun &panels : getPanelRuns())
    if (scale)
      buildScaledPanels(builder, panels);
    else
      buildPanels(builder, panels);
}

LogicalResult fovea::lower(OpBuilder &builder, ContractOp op, bool hasBF16) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<Line> weights = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<std::optional<Line>> scale =
      buildOptionalLine(builder, op.getLoc(), op.getScale());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(input) || failed(weights) || failed(scale) || failed(epilogue))
    return failure();
  ContractLowering(op, std::move(*input), std::move(*weights),
                   std::move(*scale), std::move(*epilogue), hasBF16)
      .build(builder);
  return success();
}
