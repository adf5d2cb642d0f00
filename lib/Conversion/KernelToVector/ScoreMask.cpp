//===- ScoreMask.cpp - What attention does to scores ----------------------===//

#include "ScoreMask.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fovea;

FailureOr<ScoreMask> ScoreMask::create(OpBuilder &builder,
                                       kernel::AttentionOp op) {
  FailureOr<std::optional<Line>> mask =
      buildOptionalLine(builder, op.getLoc(), op.getMask());
  if (failed(mask))
    return failure();
  ScoreMask result(op);
  result.mask = std::move(*mask);
  return result;
}

ScoreMask::Queries ScoreMask::locate(OpBuilder &builder, Value batch,
                                     Value head, Value first) {
  if (!mask)
    return {first, Value()};
  IndexBuilder index(builder, loc);
  return {first,
          index.dot(index.constant(0), {batch, head, first},
                    {mask->strides[0], mask->strides[1], mask->strides[3]})};
}

Value ScoreMask::buildCapped(OpBuilder &builder, Value score) {
  int64_t lanes = cast<VectorType>(score.getType()).getNumElements();
  Value cap =
      buildSplat(builder, loc, lanes, op.getSoftcap().convertToDouble());
  score = arith::DivFOp::create(builder, loc, score, cap);
  score = math::TanhOp::create(builder, loc, score);
  return arith::MulFOp::create(builder, loc, score, cap);
}

Value ScoreMask::buildElements(OpBuilder &builder, const Queries &queries,
                               Value key, int64_t lane, int64_t valid,
                               VectorType type) {
  IndexBuilder index(builder, loc);
  Value place = index.add(queries.base, index.mul(key, mask->strides[2]));
  if (mask->strides[3] != 0)
    return buildLoad(builder, loc, *mask, index.add(place, lane),
                     type.getNumElements(), valid);
  Value element = memref::LoadOp::create(builder, loc, mask->buffer, place);
  return vector::BroadcastOp::create(builder, loc, type, element);
}

/// -infinity where the key comes after the query.
Value ScoreMask::buildCausal(OpBuilder &builder, const Queries &queries,
                             Value key, int64_t lane, Value score) {
  int64_t lanes = cast<VectorType>(score.getType()).getNumElements();
  auto type = VectorType::get({lanes}, builder.getI32Type());
  auto splat = [&](Value index) -> Value {
    Value integer =
        arith::IndexCastOp::create(builder, loc, builder.getI32Type(), index);
    return vector::BroadcastOp::create(builder, loc, type, integer);
  };
  auto steps = llvm::to_vector(llvm::seq<int32_t>(lane, lane + lanes));
  Value offsets = arith::ConstantOp::create(
      builder, loc, DenseElementsAttr::get(type, ArrayRef(steps)));
  Value indices =
      arith::AddIOp::create(builder, loc, splat(queries.first), offsets);
  Value isPast = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sle,
                                       splat(key), indices);
  return arith::SelectOp::create(
      builder, loc, isPast, score,
      buildSplat(builder, loc, lanes,
                 -std::numeric_limits<double>::infinity()));
}

Value ScoreMask::build(OpBuilder &builder, const Queries &queries, Value key,
                       int64_t lane, int64_t valid, Value score) {
  if (!op.getSoftcap().isZero())
    score = buildCapped(builder, score);
  if (mask)
    score =
        arith::AddFOp::create(builder, loc, score,
                              buildElements(builder, queries, key, lane, valid,
                                            cast<VectorType>(score.getType())));
  return op.getCausal() ? buildCausal(builder, queries, key, lane, score)
                        : score;
}
