//===- Indexing.cpp - Reference lowering of gathers and scatters ----------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fovea;

/// Count a negative index from the end; clamp what is still outside.
static Value buildNormalizedIndex(OpBuilder &builder, Location loc,
                                  Value element, int64_t size) {
  Value index =
      arith::IndexCastOp::create(builder, loc, builder.getIndexType(), element);
  Value zero = buildIndex(builder, loc, 0);
  Value fromEnd = arith::AddIOp::create(builder, loc, index,
                                        buildIndex(builder, loc, size));
  Value isNegative = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::slt, index, zero);
  index = arith::SelectOp::create(builder, loc, isNegative, fromEnd, index);
  index = arith::MaxSIOp::create(builder, loc, index, zero);
  return arith::MinSIOp::create(builder, loc, index,
                                buildIndex(builder, loc, size - 1));
}

/// The place that a tuple of indices (the elements of the last dimension of
/// `indices` at `position`) names in the dimensions of `input` after
/// `batchDims`.
static SmallVector<Value> buildTuple(OpBuilder &builder, Location loc,
                                     RankedTensorType input, Value indices,
                                     ValueRange position, int64_t batchDims) {
  SmallVector<Value> tuple, element(position);
  int64_t length = getTensorType(indices).getShape().back();
  for (int64_t i = 0; i < length; ++i) {
    element.push_back(buildIndex(builder, loc, i));
    Value index = tensor::ExtractOp::create(builder, loc, indices, element);
    element.pop_back();
    tuple.push_back(buildNormalizedIndex(builder, loc, index,
                                         input.getDimSize(batchDims + i)));
  }
  return tuple;
}

static SmallVector<Value> buildPosition(OpBuilder &builder, Location loc,
                                        int64_t rank) {
  SmallVector<Value> position;
  for (int64_t dim = 0; dim < rank; ++dim)
    position.push_back(linalg::IndexOp::create(builder, loc, dim));
  return position;
}

static Value buildCombination(const ElementBuilder &e, ScatterKind kind,
                              Value old, Value update) {
  switch (kind) {
  case ScatterKind::replace:
    return update;
  case ScatterKind::add:
    return e.add(old, update);
  case ScatterKind::mul:
    return e.mul(old, update);
  case ScatterKind::min:
    return e.min(old, update);
  case ScatterKind::max:
    return e.max(old, update);
  }
  llvm_unreachable("unknown kind");
}

/// What `update` makes of `old`, both of element type `type`.
static Value buildUpdate(OpBuilder &builder, Location loc, ScatterKind kind,
                         Type type, Value old, Value update) {
  // Narrow floats are combined in f32 and rounded each time.
  ElementBuilder e(builder, loc,
                   kind == ScatterKind::replace ? type : getComputeType(type));
  Value combined =
      buildCombination(e, kind, e.convert(old, type), e.convert(update, type));
  return e.withType(type).convert(combined, e.getElementType());
}

/// Loops, in order, over all updates; each meets the element of the input at
/// the place that `getPlace` builds from the update's position.
template <typename OpTy>
static Value buildScatter(
    OpBuilder &builder, OpTy op, typename OpTy::Adaptor adaptor,
    llvm::function_ref<SmallVector<Value>(OpBuilder &, ValueRange position)>
        getPlace) {
  Location loc = op.getLoc();
  RankedTensorType type = op.getUpdates().getType();
  SmallVector<Value> begins, ends, steps;
  for (int64_t size : type.getShape()) {
    begins.push_back(buildIndex(builder, loc, 0));
    ends.push_back(buildIndex(builder, loc, size));
    steps.push_back(buildIndex(builder, loc, 1));
  }
  auto buildStep = [&](OpBuilder &builder, Location loc, ValueRange position,
                       Value tensor) -> Value {
    SmallVector<Value> place = getPlace(builder, position);
    Value old = tensor::ExtractOp::create(builder, loc, tensor, place);
    Value update =
        tensor::ExtractOp::create(builder, loc, adaptor.getUpdates(), position);
    Value element = buildUpdate(builder, loc, op.getKind(),
                                type.getElementType(), old, update);
    return tensor::InsertOp::create(builder, loc, element, tensor, place);
  };
  if (type.getRank() == 0)
    return buildStep(builder, loc, {}, adaptor.getInput());
  scf::LoopNest nest = scf::buildLoopNest(
      builder, loc, begins, ends, steps, adaptor.getInput(),
      [&](OpBuilder &builder, Location loc, ValueRange position,
          ValueRange tensors) -> scf::ValueVector {
        return {buildStep(builder, loc, position, tensors.front())};
      });
  return nest.results.front();
}

namespace {
struct GatherLowering final : TypedLowering<GatherOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = getResultType(op);
    RankedTensorType input = op.getInput().getType();
    int64_t axis = op.getAxis();
    int64_t indicesRank = op.getIndices().getType().getRank();
    AffineMap map = rewriter.getMultiDimIdentityMap(type.getRank())
                        .getSliceMap(axis, indicesRank);
    auto build = [&](OpBuilder &builder, Location loc,
                     ValueRange args) -> Value {
      SmallVector<Value> place = buildPosition(builder, loc, type.getRank());
      place.erase(place.begin() + axis, place.begin() + axis + indicesRank);
      place.insert(place.begin() + axis,
                   buildNormalizedIndex(builder, loc, args.front(),
                                        input.getDimSize(axis)));
      return tensor::ExtractOp::create(builder, loc, adaptor.getInput(), place);
    };
    rewriter.replaceOp(op, buildElements(rewriter, op.getLoc(), type,
                                         adaptor.getIndices(), map, build));
    return success();
  }
};

struct GatherElementsLowering final : TypedLowering<GatherElementsOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(GatherElementsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = getResultType(op);
    auto build = [&](OpBuilder &builder, Location loc,
                     ValueRange args) -> Value {
      SmallVector<Value> place = buildPosition(builder, loc, type.getRank());
      place[op.getAxis()] = buildNormalizedIndex(
          builder, loc, args.front(),
          op.getInput().getType().getDimSize(op.getAxis()));
      return tensor::ExtractOp::create(builder, loc, adaptor.getInput(), place);
    };
    rewriter.replaceOp(
        op,
        buildElements(rewriter, op.getLoc(), type, adaptor.getIndices(),
                      rewriter.getMultiDimIdentityMap(type.getRank()), build));
    return success();
  }
};

struct GatherNDLowering final : TypedLowering<GatherNDOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(GatherNDOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = getResultType(op);
    int64_t batchDims = op.getBatchDims();
    int64_t tupleRank = op.getIndices().getType().getRank() - 1;
    auto build = [&](OpBuilder &builder, Location loc, ValueRange) -> Value {
      SmallVector<Value> position = buildPosition(builder, loc, type.getRank());
      ArrayRef<Value> all = position;
      SmallVector<Value> place(all.take_front(batchDims));
      llvm::append_range(place,
                         buildTuple(builder, loc, op.getInput().getType(),
                                    adaptor.getIndices(),
                                    all.take_front(tupleRank), batchDims));
      llvm::append_range(place, all.drop_front(tupleRank));
      return tensor::ExtractOp::create(builder, loc, adaptor.getInput(), place);
    };
    rewriter.replaceOp(
        op, buildElements(rewriter, op.getLoc(), type, {}, {}, build));
    return success();
  }
};

struct ScatterElementsLowering final : TypedLowering<ScatterElementsOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(ScatterElementsOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType input = op.getInput().getType();
    auto getPlace = [&](OpBuilder &builder, ValueRange position) {
      SmallVector<Value> place(position);
      Value index = tensor::ExtractOp::create(builder, op.getLoc(),
                                              adaptor.getIndices(), position);
      place[op.getAxis()] = buildNormalizedIndex(
          builder, op.getLoc(), index, input.getDimSize(op.getAxis()));
      return place;
    };
    rewriter.replaceOp(op, buildScatter(rewriter, op, adaptor, getPlace));
    return success();
  }
};

struct ScatterNDLowering final : TypedLowering<ScatterNDOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(ScatterNDOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType input = op.getInput().getType();
    int64_t tupleRank = op.getIndices().getType().getRank() - 1;
    auto getPlace = [&](OpBuilder &builder, ValueRange position) {
      SmallVector<Value> place =
          buildTuple(builder, op.getLoc(), input, adaptor.getIndices(),
                     position.take_front(tupleRank), /*batchDims=*/0);
      llvm::append_range(place, position.drop_front(tupleRank));
      return place;
    };
    rewriter.replaceOp(op, buildScatter(rewriter, op, adaptor, getPlace));
    return success();
  }
};

struct OneHotLowering final : TypedLowering<OneHotOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(OneHotOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = getResultType(op);
    int64_t axis = op.getAxis();
    Value off = tensor::ExtractOp::create(rewriter, loc, adaptor.getValues(),
                                          buildIndex(rewriter, loc, 0));
    Value on = tensor::ExtractOp::create(rewriter, loc, adaptor.getValues(),
                                         buildIndex(rewriter, loc, 1));
    AffineMap map =
        rewriter.getMultiDimIdentityMap(type.getRank()).dropResult(axis);
    auto build = [&](OpBuilder &builder, Location loc,
                     ValueRange args) -> Value {
      // The index is `position` or, counted from the end, `position - depth`.
      Value index = arith::IndexCastOp::create(
          builder, loc, builder.getIndexType(), args.front());
      Value position = linalg::IndexOp::create(builder, loc, axis);
      Value fromEnd = arith::SubIOp::create(
          builder, loc, position, buildIndex(builder, loc, op.getDepth()));
      Value isOn = arith::OrIOp::create(
          builder, loc,
          arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, index,
                                position),
          arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, index,
                                fromEnd));
      return arith::SelectOp::create(builder, loc, isOn, on, off);
    };
    rewriter.replaceOp(op, buildElements(rewriter, loc, type,
                                         adaptor.getIndices(), map, build));
    return success();
  }
};

struct RangeLowering final : TypedLowering<RangeOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(RangeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type element = op.getType().getElementType();
    AffineMap scalar =
        AffineMap::get(/*dimCount=*/1, /*symbolCount=*/0, getContext());
    auto build = [&](OpBuilder &builder, Location loc, ValueRange args) {
      ElementBuilder e(builder, loc, getComputeType(element));
      Type i64 = builder.getI64Type();
      Value position = arith::IndexCastOp::create(
          builder, loc, i64, linalg::IndexOp::create(builder, loc, 0));
      Value distance =
          e.mul(e.convert(position, i64), e.convert(args[1], element));
      Value result = e.add(e.convert(args[0], element), distance);
      return e.withType(element).convert(result, e.getElementType());
    };
    rewriter.replaceOp(
        op, buildElements(rewriter, op.getLoc(), getResultType(op),
                          adaptor.getOperands(), {scalar, scalar}, build));
    return success();
  }
};
} // namespace

void fovea::populateIndexingPatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<GatherLowering, GatherElementsLowering, GatherNDLowering,
               ScatterElementsLowering, ScatterNDLowering, OneHotLowering,
               RangeLowering>(converter, patterns.getContext());
}
