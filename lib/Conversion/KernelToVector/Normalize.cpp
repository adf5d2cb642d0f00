//===- Normalize.cpp - Loops of normalizations of rows --------------------===//
//
// A row is read three times, from a cache after the first:
//
//   for each row:
//     m = sum(x) / n                      (0 if it is not centered)
//     f = 1 / sqrt(sum((x - m)^2) / n + epsilon)
//     store epilogue((x - m) * f)
//
//===----------------------------------------------------------------------===//

#include "EpilogueBuilder.h"
#include "Lowerings.h"
#include "ProductTile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
class NormalizeLowering {
public:
  NormalizeLowering(NormalizeOp op, Line input, EpilogueBuilder epilogue)
      : op(op), loc(op.getLoc()), lanes(op.getSchedule()->getLanes()),
        input(std::move(input)), epilogue(std::move(epilogue)) {}

  void build(OpBuilder &builder);

private:
  using Step = function_ref<Value(OpBuilder &, Value x, Value sum)>;

  void buildRow(OpBuilder &builder, Value inputBase, ValueRange rows);
  /// The sum over a row of what `step` adds to it for each vector.
  Value buildSum(OpBuilder &builder, Value base, Step step);
  Value splat(OpBuilder &builder, Value scalar, Value like) {
    return vector::BroadcastOp::create(builder, loc, like.getType(), scalar);
  }
  int64_t getColumns() { return input.shape.back(); }
  int64_t getWholeVectors() { return getColumns() / lanes; }

  NormalizeOp op;
  Location loc;
  int64_t lanes;
  Line input;
  EpilogueBuilder epilogue;
};
} // namespace

Value NormalizeLowering::buildSum(OpBuilder &builder, Value base, Step step) {
  IndexBuilder index(builder, loc);
  auto add = [&](OpBuilder &builder, Value column, const ColumnVector &vector,
                 Value sum) {
    Value x = buildLoad(builder, loc, input,
                        IndexBuilder(builder, loc).add(base, column),
                        vector.lanes, vector.valid);
    x = extendToF32(builder, loc, x);
    Value result = step(builder, x, sum);
    if (vector.valid == vector.lanes)
      return result;
    // What is not there adds nothing.
    auto maskType = VectorType::get({vector.lanes}, builder.getI1Type());
    Value mask = vector::ConstantMaskOp::create(
        builder, loc, maskType, ArrayRef<int64_t>(vector.valid));
    return arith::SelectOp::create(builder, loc, mask, result, sum).getResult();
  };
  auto zeros = [&](int64_t count) -> Value {
    auto type = VectorType::get({count}, builder.getF32Type());
    return arith::ConstantOp::create(builder, loc, type,
                                     builder.getZeroAttr(type));
  };
  auto reduce = [&](Value vector) -> Value {
    return vector::ReductionOp::create(builder, loc, vector::CombiningKind::ADD,
                                       vector);
  };

  Value total;
  if (getWholeVectors() > 0) {
    Value sum = buildReductionLoops(
                    builder, loc, getWholeVectors(), zeros(lanes),
                    [&](OpBuilder &builder, ValueRange ivs, ValueRange sums) {
                      Value column =
                          IndexBuilder(builder, loc).mul(ivs[0], lanes);
                      return SmallVector<Value>{
                          add(builder, column, {lanes, lanes}, sums[0])};
                    })
                    .front();
    total = reduce(sum);
  }
  if (getColumns() % lanes != 0) {
    ColumnVector last = cutIntoVectors(getColumns() % lanes, lanes).front();
    Value rest = reduce(add(builder, index.constant(getWholeVectors() * lanes),
                            last, zeros(last.lanes)));
    total =
        total ? Value(arith::AddFOp::create(builder, loc, total, rest)) : rest;
  }
  return total;
}

void NormalizeLowering::buildRow(OpBuilder &builder, Value inputBase,
                                 ValueRange rows) {
  auto scalar = [&](double value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getF32FloatAttr(value));
  };
  Value count = scalar(getColumns());
  Value mean;
  if (op.getCenter()) {
    Value sum = buildSum(builder, inputBase,
                         [&](OpBuilder &builder, Value x, Value sum) -> Value {
                           return arith::AddFOp::create(builder, loc, sum, x);
                         });
    mean = arith::DivFOp::create(builder, loc, sum, count);
  }
  auto center = [&](OpBuilder &builder, Value x) -> Value {
    if (!mean)
      return x;
    return arith::SubFOp::create(builder, loc, x, splat(builder, mean, x));
  };
  Value squares = buildSum(
      builder, inputBase, [&](OpBuilder &builder, Value x, Value sum) -> Value {
        Value centered = center(builder, x);
        return vector::FMAOp::create(builder, loc, centered, centered, sum);
      });
  Value variance = arith::DivFOp::create(builder, loc, squares, count);
  variance = arith::AddFOp::create(builder, loc, variance,
                                   scalar(op.getEpsilon().convertToDouble()));
  Value factor = arith::DivFOp::create(
      builder, loc, scalar(1), math::SqrtOp::create(builder, loc, variance));

  auto finish = [&](OpBuilder &builder, Value column,
                    const ColumnVector &vector) {
    Value x = buildLoad(builder, loc, input,
                        IndexBuilder(builder, loc).add(inputBase, column),
                        vector.lanes, vector.valid);
    x = extendToF32(builder, loc, x);
    Value result = arith::MulFOp::create(builder, loc, center(builder, x),
                                         splat(builder, factor, x));
    epilogue.build(builder, loc, result, rows, column, vector.valid);
  };
  buildReductionLoops(builder, loc, getWholeVectors(), {},
                      [&](OpBuilder &builder, ValueRange ivs, ValueRange) {
                        Value column =
                            IndexBuilder(builder, loc).mul(ivs[0], lanes);
                        finish(builder, column, {lanes, lanes});
                        return SmallVector<Value>();
                      });
  if (getColumns() % lanes != 0)
    finish(builder,
           IndexBuilder(builder, loc).constant(getWholeVectors() * lanes),
           cutIntoVectors(getColumns() % lanes, lanes).front());
}

void NormalizeLowering::build(OpBuilder &builder) {
  SmallVector<int64_t> sizes(ArrayRef(input.shape).drop_back());
  buildParallelLoop(
      builder, loc, sizes, [&](OpBuilder &builder, ValueRange ivs) {
        IndexBuilder index(builder, loc);
        auto getRow = [&](const Line &line) {
          return index.dot(index.constant(0), ivs,
                           ArrayRef(line.strides).drop_back());
        };
        buildRow(builder, getRow(input),
                 llvm::map_to_vector(epilogue.getLines(), getRow));
      });
}

LogicalResult fovea::lower(OpBuilder &builder, NormalizeOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(input) || failed(epilogue))
    return failure();
  NormalizeLowering(op, std::move(*input), std::move(*epilogue)).build(builder);
  return success();
}
