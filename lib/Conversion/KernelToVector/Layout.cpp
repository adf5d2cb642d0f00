//===- Layout.cpp - Loops of packing, and of borders ----------------------===//

#include "LoopBuilder.h"
#include "Lowerings.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

//===----------------------------------------------------------------------===//
// PackOp
//===----------------------------------------------------------------------===//

/// `lanes` elements from `index` of `terms` neighbouring rows, those of one
/// column side by side.
static Value loadRows(OpBuilder &builder, Location loc, const Line &from,
                      Value index, int64_t terms, int64_t lanes,
                      int64_t valid) {
  SmallVector<Value> rows;
  for (int64_t row = 0; row < terms; ++row)
    rows.push_back(buildLoad(
        builder, loc, from,
        IndexBuilder(builder, loc).add(index, row * from.shape.back()), lanes,
        valid));
  return buildInterleaved(builder, loc, rows);
}

/// Copy one panel of every group, as many rows at a time as lie side by side.
static void buildPanel(OpBuilder &builder, PackOp op, const Line &from,
                       const Line &to, const ColumnRun &panel) {
  Location loc = op.getLoc();
  int64_t columns = from.shape.back();
  int64_t depth =
      llvm::product_of(ArrayRef(from.shape).drop_back(), int64_t(1));
  int64_t groups = op.getGroups();
  int64_t terms =
      getTermsPerStep(cast<MemRefType>(from.buffer.getType()).getElementType());
  int64_t groupSize = depth * op.getSchedule().getPaddedColumns();
  buildParallelLoop(
      builder, loc, {groups, depth / terms},
      [&](OpBuilder &builder, ValueRange ivs) {
        IndexBuilder index(builder, loc);
        Value source = index.dot(index.constant(panel.begin), ivs,
                                 {columns / groups, terms * columns});
        Value target = index.dot(index.constant(depth * panel.begin), ivs,
                                 {groupSize, terms * panel.width});
        int64_t column = 0;
        for (int64_t lanes : op.getSchedule().getVectors(panel.width)) {
          int64_t valid = std::clamp<int64_t>(panel.valid - column, 0, lanes);
          Value vector = loadRows(builder, loc, from, index.add(source, column),
                                  terms, lanes, valid);
          buildStore(builder, loc, vector, to,
                     index.add(target, terms * column), terms * lanes);
          column += lanes;
        }
      });
}

LogicalResult fovea::lower(OpBuilder &builder, PackOp op) {
  FailureOr<Line> from = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<Line> to = buildLine(builder, op.getLoc(), op.getInit());
  if (failed(from) || failed(to))
    return failure();
  // The dimensions in front of the channels are one: the buffer is dense.
  int64_t size = 1;
  for (auto [extent, stride] :
       llvm::reverse(llvm::zip_equal(from->shape, from->strides))) {
    if (extent != 1 && stride != size)
      return op.emitOpError("expected dense weights, found ")
             << op.getWeights().getType();
    size *= extent;
  }
  int64_t channels = from->shape.back() / static_cast<int64_t>(op.getGroups());
  int64_t begin = 0;
  for (int64_t panel : op.getSchedule().getPanels()) {
    int64_t valid = std::clamp<int64_t>(channels - begin, 0, panel);
    buildPanel(builder, op, *from, *to, {begin, panel, valid, 1});
    begin += panel;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// FillBorderOp
//===----------------------------------------------------------------------===//

/// Fill `size` elements from `begin` on in dimension `dim`; in the dimensions
/// before it only the inside, since their borders are filled already.
static void fillSlab(OpBuilder &builder, FillBorderOp op, Value value,
                     int64_t dim, int64_t begin, int64_t size) {
  auto type = cast<MemRefType>(op.getInit().getType());
  SmallVector<int64_t> offsets(type.getRank(), 0), sizes(type.getShape()),
      ones(type.getRank(), 1);
  for (int64_t before = 0; before < dim; ++before) {
    offsets[before] = op.getLow()[before];
    sizes[before] -= op.getLow()[before] + op.getHigh()[before];
  }
  offsets[dim] = begin;
  sizes[dim] = size;
  if (llvm::is_contained(sizes, 0))
    return;
  Value slab = memref::SubViewOp::create(builder, op.getLoc(), op.getInit(),
                                         offsets, sizes, ones);
  linalg::FillOp::create(builder, op.getLoc(), value, slab);
}

LogicalResult fovea::lower(OpBuilder &builder, FillBorderOp op) {
  auto type = cast<FloatType>(
      cast<MemRefType>(op.getInit().getType()).getElementType());
  Value value = arith::ConstantOp::create(
      builder, op.getLoc(),
      builder.getFloatAttr(type, op.getValue().convertToDouble()));
  for (auto [dim, low, high, size] :
       llvm::enumerate(op.getLow(), op.getHigh(),
                       cast<MemRefType>(op.getInit().getType()).getShape())) {
    fillSlab(builder, op, value, dim, 0, low);
    fillSlab(builder, op, value, dim, size - high, high);
  }
  return success();
}
