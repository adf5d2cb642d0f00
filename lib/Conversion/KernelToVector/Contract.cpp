//===- Contract.cpp - Loops of contractions -------------------------------===//
//
// One tile is `rows` output rows times one panel of columns:
//
//   for each block of tiles, group, panel, tile of the block:
//     sums = products of the tile (ProductTile.h)
//     for r in rows, v in vectors: store epilogue(sums[r][v])
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

/// Where a tile is.
struct TilePlace {
  Value group;
  Value panel;            ///< Of a run of panels.
  SmallVector<Value> row; ///< Its first row.
  Value tile;             ///< Its number among those of its panel and block.
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
  /// The weights that follow those of a panel at `weightsBase`, of which each
  /// of its tiles brings a share.
  WeightsAhead getShareOfNextPanel(const IndexBuilder &index, Value weightsBase,
                                   int64_t width, int64_t tilesOfPanel,
                                   Value tile);
  void buildPanels(OpBuilder &builder, const PanelRun &panels);
  void buildTile(OpBuilder &builder, const PanelRun &panels, int64_t rows,
                 int64_t tilesOfPanel, const TilePlace &place);
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

WeightsAhead ContractLowering::getShareOfNextPanel(const IndexBuilder &index,
                                                   Value weightsBase,
                                                   int64_t width,
                                                   int64_t tilesOfPanel,
                                                   Value tile) {
  int64_t steps = getDepth() / termsPerStep;
  int64_t elements = llvm::divideCeil(width * termsPerStep, tilesOfPanel);
  Value base = index.add(weightsBase, getDepth() * width);
  return {index.add(base, index.mul(tile, steps * elements)), elements};
}

void ContractLowering::buildTile(OpBuilder &builder, const PanelRun &panels,
                                 int64_t rows, int64_t tilesOfPanel,
                                 const TilePlace &place) {
  IndexBuilder index(builder, loc);
  int64_t groups = op.getGroups(), depth = getDepth();
  int64_t width = panels.columns.width;
  // Where the tile begins in the input, the destination, and the operands.
  SmallVector<Value> bases = rowSpace.buildBases(index, place.row);
  int64_t groupInputs = op.getInputType().getShape().back() / groups;
  Value inputBase = index.add(bases[0], index.mul(place.group, groupInputs));
  Value weightsBase = index.dot(
      index.constant(depth * panels.columns.begin), {place.group, place.panel},
      {depth * schedule.getPaddedColumns(), depth * width});
  ProductTile tile = getTile(width, rows);
  tile.ahead =
      getShareOfNextPanel(index, weightsBase, width, tilesOfPanel, place.tile);
  SmallVector<Value> sums =
      buildProductTile(builder, loc, tile, inputBase, weightsBase);

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

void ContractLowering::buildPanels(OpBuilder &builder, const PanelRun &panels) {
  SmallVector<TileRun> runs =
      cutIntoTiles(rowSpace.dims.back().size, panels.maxRows);
  SmallVector<int64_t> counts =
      llvm::map_to_vector(runs, [](const TileRun &run) { return run.count; });
  SmallVector<int64_t> sizes;
  for (const StridedDim &dim : ArrayRef(rowSpace.dims).drop_back())
    sizes.push_back(dim.size);
  sizes.push_back(llvm::sum_of(counts));
  int64_t tiles = llvm::product_of(sizes, int64_t(1));
  int64_t blocks = std::clamp<int64_t>(tiles, 1, schedule.getBlocks());
  int64_t tilesOfPanel = llvm::divideCeil(tiles, blocks);

  // Tiles of one panel follow each other, so that it stays in the cache.
  buildParallelLoop(
      builder, loc,
      {blocks, static_cast<int64_t>(op.getGroups()), panels.columns.count,
       tilesOfPanel},
      [&](OpBuilder &builder, ValueRange indices) {
        IndexBuilder index(builder, loc);
        auto getBegin = [&](Value block) {
          return index.div(index.mul(block, tiles), blocks);
        };
        TilePlace place{indices[1], indices[2], {}, indices[3]};
        Value tile = index.add(getBegin(indices[0]), place.tile);
        auto buildTiles = [&](OpBuilder &builder) {
          place.row = delinearize(builder, loc, tile, sizes);
          Value last = place.row.back();
          buildCases(
              builder, loc, last, counts,
              [&](OpBuilder &builder, size_t i, Value number) {
                IndexBuilder index(builder, loc);
                place.row.back() =
                    index.add(index.mul(number, runs[i].length), runs[i].begin);
                buildTile(builder, panels, runs[i].length, tilesOfPanel, place);
              });
        };
        if (tiles % blocks == 0)
          return buildTiles(builder);
        Value end = getBegin(index.add(indices[0], 1));
        Value exists = arith::CmpIOp::create(
            builder, loc, arith::CmpIPredicate::ult, tile, end);
        scf::IfOp::create(builder, loc, exists,
                          [&](OpBuilder &builder, Location loc) {
                            buildTiles(builder);
                            scf::YieldOp::create(builder, loc);
                          });
      });
}

void ContractLowering::build(OpBuilder &builder) {
  for (const PanelRun &panels : getPanelRuns())
    buildPanels(builder, panels);
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
