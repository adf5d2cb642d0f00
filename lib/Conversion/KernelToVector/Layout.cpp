//===- Layout.cpp - Loops of packing, and of borders ----------------------===//

#include "LoopBuilder.h"
#include "Lowerings.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

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

/// A vector of f32 with AVX-512; LLVM cuts it where vectors are shorter.
static constexpr int64_t kFillLanes = 16;

namespace {
/// Fills the border of a buffer row by row, where rows are the outermost
/// dimension that has a border: so a thread fills what it reads.
class BorderLowering {
public:
  BorderLowering(FillBorderOp op, Line line, Value vector)
      : op(op), loc(op.getLoc()), line(std::move(line)), vector(vector),
        rowDim(findRowDim()) {}

  void build(OpBuilder &builder);

private:
  size_t findRowDim();
  /// Fill the two ends of dimension `dim`; in those between rows and it only
  /// the inside, since their ends are filled already.
  void fillEnds(OpBuilder &builder, Value row, size_t dim);
  /// Fill all of a box of `sizes` in the last dimensions, which begins at
  /// `base`.
  void fillBox(OpBuilder &builder, Value base, ArrayRef<int64_t> sizes);
  void fillRun(OpBuilder &builder, Value base, int64_t length);

  FillBorderOp op;
  Location loc;
  Line line;
  Value vector;
  size_t rowDim;
};
} // namespace

size_t BorderLowering::findRowDim() {
  size_t dim = 0;
  // A row has at least all channels.
  while (dim + 2 < line.shape.size() && op.getLow()[dim] == 0 &&
         op.getHigh()[dim] == 0)
    ++dim;
  return dim;
}

void BorderLowering::fillRun(OpBuilder &builder, Value base, int64_t length) {
  IndexBuilder index(builder, loc);
  int64_t whole = length / kFillLanes * kFillLanes;
  if (whole > 0) {
    auto loop =
        scf::ForOp::create(builder, loc, index.constant(0),
                           index.constant(whole), index.constant(kFillLanes));
    OpBuilder inner = OpBuilder::atBlockBegin(loop.getBody());
    buildStore(inner, loc, vector, line,
               IndexBuilder(inner, loc).add(base, loop.getInductionVar()),
               kFillLanes);
  }
  if (whole < length)
    buildStore(builder, loc, vector, line, index.add(base, whole),
               length - whole);
}

void BorderLowering::fillBox(OpBuilder &builder, Value base,
                             ArrayRef<int64_t> sizes) {
  // There are rows alone: a box is one element.
  if (sizes.empty())
    return fillRun(builder, base, 1);
  SmallVector<StridedDim> dims;
  for (auto [size, stride] :
       llvm::zip_equal(sizes, ArrayRef(line.strides).take_back(sizes.size())))
    dims.push_back({size, {stride}});
  dims = mergeDims(dims);
  SmallVector<int64_t> outerSizes, strides;
  for (const StridedDim &dim : ArrayRef(dims).drop_back()) {
    outerSizes.push_back(dim.size);
    strides.push_back(dim.strides.front());
  }
  bool isContiguous = dims.back().strides.front() <= 1;
  int64_t length = isContiguous ? dims.back().size : 1;
  if (!isContiguous) {
    outerSizes.push_back(dims.back().size);
    strides.push_back(dims.back().strides.front());
  }
  buildReductionLoops(builder, loc, outerSizes, {},
                      [&](OpBuilder &builder, ValueRange indices,
                          ValueRange) -> SmallVector<Value> {
                        IndexBuilder index(builder, loc);
                        fillRun(builder, index.dot(base, indices, strides),
                                length);
                        return {};
                      });
}

void BorderLowering::fillEnds(OpBuilder &builder, Value row, size_t dim) {
  IndexBuilder index(builder, loc);
  ArrayRef<int64_t> shape = line.shape, strides = line.strides;
  int64_t low = op.getLow()[dim], high = op.getHigh()[dim];
  int64_t begin = 0;
  SmallVector<int64_t> sizes;
  for (size_t i = rowDim + 1; i < dim; ++i) {
    begin += op.getLow()[i] * strides[i];
    sizes.push_back(shape[i] - op.getLow()[i] - op.getHigh()[i]);
  }
  sizes.push_back(0);
  llvm::append_range(sizes, shape.drop_front(dim + 1));
  for (auto [place, size] :
       {std::pair(int64_t(0), low), std::pair(shape[dim] - high, high)}) {
    sizes[dim - rowDim - 1] = size;
    if (!llvm::is_contained(sizes, 0))
      fillBox(builder, index.add(row, begin + place * strides[dim]), sizes);
  }
}

void BorderLowering::build(OpBuilder &builder) {
  ArrayRef<int64_t> shape = line.shape;
  int64_t low = op.getLow()[rowDim], high = op.getHigh()[rowDim];
  buildParallelLoop(
      builder, loc, shape.take_front(rowDim + 1),
      [&](OpBuilder &builder, ValueRange indices) {
        Value row = IndexBuilder(builder, loc)
                        .dot(IndexBuilder(builder, loc).constant(0), indices,
                             ArrayRef(line.strides).take_front(rowDim + 1));
        buildCases(builder, loc, indices.back(),
                   {low, shape[rowDim] - low - high, high},
                   [&](OpBuilder &builder, size_t i, Value) {
                     if (i != 1)
                       return fillBox(builder, row,
                                      shape.drop_front(rowDim + 1));
                     for (size_t dim = rowDim + 1; dim < shape.size(); ++dim)
                       fillEnds(builder, row, dim);
                   });
      });
}

LogicalResult fovea::lower(OpBuilder &builder, FillBorderOp op) {
  FailureOr<Line> line = buildLine(builder, op.getLoc(), op.getInit());
  if (failed(line))
    return failure();
  auto type = VectorType::get(
      {kFillLanes}, cast<MemRefType>(op.getInit().getType()).getElementType());
  Value vector = arith::ConstantOp::create(
      builder, op.getLoc(),
      DenseElementsAttr::get(
          type, builder.getFloatAttr(type.getElementType(),
                                     op.getValue().convertToDouble())));
  BorderLowering(op, std::move(*line), vector).build(builder);
  return success();
}
