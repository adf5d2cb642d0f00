//===- LoopBuilder.cpp - Buffers as lines, tiles as one loop --------------===//

#include "LoopBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

FailureOr<Line> fovea::buildLine(OpBuilder &builder, Location loc,
                                 Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Line line;
  line.shape = llvm::to_vector(type.getShape());
  int64_t offset;
  if (failed(type.getStridesAndOffset(line.strides, offset)) ||
      llvm::is_contained(line.strides, ShapedType::kDynamic) ||
      offset == ShapedType::kDynamic ||
      (line.shape.back() > 1 && line.strides.back() != 1))
    return emitError(loc) << "expected a buffer of static layout with "
                             "contiguous last dimension, found "
                          << type;
  int64_t last = 0; // Index of the last element.
  for (auto [size, stride] : llvm::zip_equal(line.shape, line.strides)) {
    last += (size - 1) * stride;
    if (size == 1)
      stride = 0;
  }
  auto lineType = MemRefType::get(
      {last + 1}, type.getElementType(),
      StridedLayoutAttr::get(builder.getContext(), offset, {1}));
  line.buffer = memref::ReinterpretCastOp::create(
      builder, loc, lineType, buffer, offset, {last + 1}, {1});
  return line;
}

FailureOr<std::optional<Line>>
fovea::buildOptionalLine(OpBuilder &builder, Location loc, Value buffer) {
  if (!buffer)
    return std::optional<Line>();
  FailureOr<Line> line = buildLine(builder, loc, buffer);
  if (failed(line))
    return failure();
  return std::optional<Line>(std::move(*line));
}

/// Vectors of all CPUs are aligned to so many bytes.
static constexpr int64_t kScratchAlignment = 64;

Line fovea::buildScratch(OpBuilder &builder, Location loc, int64_t size,
                         Type elementType) {
  auto type = MemRefType::get({size}, elementType);
  Value buffer = memref::AllocaOp::create(
      builder, loc, type, builder.getI64IntegerAttr(kScratchAlignment));
  return {buffer, {size}, {1}};
}

SmallVector<StridedDim> fovea::mergeDims(ArrayRef<StridedDim> dims) {
  SmallVector<StridedDim> merged;
  for (const StridedDim &dim : dims) {
    if (dim.size == 1)
      continue;
    bool joins =
        !merged.empty() &&
        llvm::all_of(llvm::zip_equal(merged.back().strides, dim.strides),
                     [&](auto strides) {
                       auto [outer, inner] = strides;
                       return outer == inner * dim.size;
                     });
    if (joins)
      merged.back() = {merged.back().size * dim.size, dim.strides};
    else
      merged.push_back(dim);
  }
  if (merged.empty() && !dims.empty())
    merged.push_back({1, SmallVector<int64_t>(dims.back().strides.size(), 0)});
  return merged;
}

SmallVector<TileRun> fovea::cutIntoTiles(int64_t size, int64_t most) {
  int64_t tiles = llvm::divideCeil(size, most);
  int64_t length = size / tiles, longer = size % tiles;
  SmallVector<TileRun> runs;
  if (longer > 0)
    runs.push_back({0, length + 1, longer});
  if (tiles > longer)
    runs.push_back({longer * (length + 1), length, tiles - longer});
  return runs;
}

SmallVector<ColumnRun> fovea::cutIntoColumns(int64_t columns, int64_t lanes) {
  int64_t whole = columns / lanes, rest = columns % lanes;
  SmallVector<ColumnRun> runs;
  if (whole > 0)
    runs.push_back({0, lanes, lanes, whole});
  if (rest > 0)
    runs.push_back({whole * lanes,
                    static_cast<int64_t>(llvm::PowerOf2Ceil(rest)), rest, 1});
  return runs;
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

Value IndexBuilder::constant(int64_t value) const {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value IndexBuilder::add(Value lhs, Value rhs) const {
  if (matchPattern(lhs, m_Zero()))
    return rhs;
  if (matchPattern(rhs, m_Zero()))
    return lhs;
  return arith::AddIOp::create(builder, loc, lhs, rhs);
}

Value IndexBuilder::add(Value lhs, int64_t rhs) const {
  return rhs == 0 ? lhs : add(lhs, constant(rhs));
}

Value IndexBuilder::mul(Value lhs, int64_t rhs) const {
  if (rhs == 0)
    return constant(0);
  if (rhs == 1)
    return lhs;
  return arith::MulIOp::create(builder, loc, lhs, constant(rhs));
}

Value IndexBuilder::div(Value lhs, int64_t rhs) const {
  if (rhs == 1)
    return lhs;
  return arith::DivUIOp::create(builder, loc, lhs, constant(rhs));
}

Value IndexBuilder::dot(Value base, ValueRange indices,
                        ArrayRef<int64_t> strides) const {
  for (auto [index, stride] : llvm::zip_equal(indices, strides))
    base = add(base, mul(index, stride));
  return base;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

SmallVector<Value> fovea::delinearize(OpBuilder &builder, Location loc,
                                      Value linear, ArrayRef<int64_t> sizes) {
  IndexBuilder index(builder, loc);
  SmallVector<Value> indices(sizes.size());
  int64_t outer = llvm::product_of(sizes, int64_t(1));
  for (auto [size, result] : llvm::zip_equal(sizes, indices)) {
    outer /= size;
    if (size == 1) {
      result = index.constant(0);
      continue;
    }
    if (outer == 1) {
      result = linear;
      linear = index.constant(0);
      continue;
    }
    Value step = index.constant(outer);
    result = arith::DivUIOp::create(builder, loc, linear, step);
    linear = arith::RemUIOp::create(builder, loc, linear, step);
  }
  return indices;
}

void fovea::buildCases(OpBuilder &builder, Location loc, Value number,
                       ArrayRef<int64_t> counts,
                       function_ref<void(OpBuilder &, size_t, Value)> build) {
  std::function<void(OpBuilder &, size_t, Value)> buildFrom =
      [&](OpBuilder &builder, size_t i, Value number) {
        if (i + 1 == counts.size())
          return build(builder, i, number);
        IndexBuilder index(builder, loc);
        Value isHere =
            arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                  number, index.constant(counts[i]));
        scf::IfOp::create(
            builder, loc, isHere,
            [&](OpBuilder &builder, Location loc) {
              build(builder, i, number);
              scf::YieldOp::create(builder, loc);
            },
            [&](OpBuilder &builder, Location loc) {
              IndexBuilder index(builder, loc);
              buildFrom(builder, i + 1, index.add(number, -counts[i]));
              scf::YieldOp::create(builder, loc);
            });
      };
  buildFrom(builder, 0, number);
}

void fovea::buildParallelLoop(
    OpBuilder &builder, Location loc, ArrayRef<int64_t> sizes,
    function_ref<void(OpBuilder &, ValueRange)> body) {
  IndexBuilder index(builder, loc);
  scf::ParallelOp::create(
      builder, loc, index.constant(0),
      index.constant(llvm::product_of(sizes, int64_t(1))), index.constant(1),
      [&](OpBuilder &builder, Location loc, ValueRange ivs) {
        body(builder, delinearize(builder, loc, ivs[0], sizes));
      });
}

SmallVector<Value> fovea::buildReductionLoops(
    OpBuilder &builder, Location loc, ArrayRef<int64_t> sizes,
    ValueRange values,
    function_ref<SmallVector<Value>(OpBuilder &, ValueRange, ValueRange)>
        body) {
  IndexBuilder index(builder, loc);
  SmallVector<Value> begins(sizes.size(), index.constant(0)), ends, steps;
  for (int64_t size : sizes) {
    ends.push_back(index.constant(size));
    steps.push_back(index.constant(1));
  }
  scf::LoopNest nest = scf::buildLoopNest(
      builder, loc, begins, ends, steps, values,
      [&](OpBuilder &builder, Location loc, ValueRange ivs, ValueRange values) {
        return body(builder, ivs, values);
      });
  return SmallVector<Value>(nest.results);
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

static Value buildMask(OpBuilder &builder, Location loc, int64_t length,
                       int64_t valid) {
  auto type = VectorType::get({length}, builder.getI1Type());
  return vector::ConstantMaskOp::create(builder, loc, type,
                                        ArrayRef<int64_t>(valid));
}

Value fovea::buildLoad(OpBuilder &builder, Location loc, const Line &line,
                       Value index, int64_t length, int64_t valid) {
  Type element = cast<MemRefType>(line.buffer.getType()).getElementType();
  auto type = VectorType::get({length}, element);
  if (valid == length)
    return vector::LoadOp::create(builder, loc, type, line.buffer, index);
  Value zero =
      arith::ConstantOp::create(builder, loc, type, builder.getZeroAttr(type));
  return vector::MaskedLoadOp::create(builder, loc, type, line.buffer, index,
                                      buildMask(builder, loc, length, valid),
                                      zero);
}

Value fovea::extendToF32(OpBuilder &builder, Location loc, Value vector) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getElementType().isF32())
    return vector;
  return arith::ExtFOp::create(builder, loc, type.clone(builder.getF32Type()),
                               vector);
}

Value fovea::roundTo(OpBuilder &builder, Location loc, Value vector,
                     Type elementType) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getElementType() == elementType)
    return vector;
  return arith::TruncFOp::create(builder, loc, type.clone(elementType), vector);
}

Value fovea::buildSplat(OpBuilder &builder, Location loc, int64_t lanes,
                        double value) {
  auto type = VectorType::get({lanes}, builder.getF32Type());
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(type, builder.getF32FloatAttr(value)));
}

Value fovea::buildInterleaved(OpBuilder &builder, Location loc,
                              ArrayRef<Value> vectors) {
  if (vectors.size() == 1)
    return vectors.front();
  assert(vectors.size() == 2 && "expected one vector or two");
  return vector::InterleaveOp::create(builder, loc, vectors[0], vectors[1]);
}

void fovea::buildStore(OpBuilder &builder, Location loc, Value vector,
                       const Line &line, Value index, int64_t valid) {
  int64_t length = cast<VectorType>(vector.getType()).getNumElements();
  if (valid == length)
    vector::StoreOp::create(builder, loc, vector, line.buffer, index);
  else
    vector::MaskedStoreOp::create(builder, loc, line.buffer, index,
                                  buildMask(builder, loc, length, valid),
                                  vector);
}
