//===- Reductions.cpp - Reference lowering of reductions ------------------===//

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

/// The type of `input` with other elements and without the dimensions `axes`.
static RankedTensorType getRowsType(Value input, ArrayRef<int64_t> axes,
                                    Type elementType) {
  SmallVector<int64_t> shape;
  ArrayRef<int64_t> inputShape = getTensorType(input).getShape();
  for (auto [axis, size] : llvm::enumerate(inputShape))
    if (!llvm::is_contained(axes, static_cast<int64_t>(axis)))
      shape.push_back(size);
  return RankedTensorType::get(shape, elementType);
}

//===----------------------------------------------------------------------===//
// ReduceOp
//===----------------------------------------------------------------------===//

namespace {
/// Reduces `input` as `op` says, to a tensor without the reduced dimensions.
class ReduceBuilder {
public:
  ReduceBuilder(OpBuilder &builder, ReduceOp op, Value input)
      : builder(builder), loc(op.getLoc()), op(op), input(input),
        type(getRowsType(input, op.getAxes(),
                         getSignlessType(op.getAccumulatorType()))) {}

  Value build();

private:
  Value reduce(Value init, ArrayRef<Value> shift, ElementBody body);
  Value buildShift();

  OpBuilder &builder;
  Location loc;
  ReduceOp op;
  Value input;
  RankedTensorType type; // Of partial results.
};
} // namespace

Value ReduceBuilder::reduce(Value init, ArrayRef<Value> shift,
                            ElementBody body) {
  int64_t rank = getTensorType(input).getRank();
  AffineMap rowMap = getDroppingMap(builder.getContext(), rank, op.getAxes());
  SmallVector<Value> inputs = {input};
  SmallVector<AffineMap> maps = {builder.getMultiDimIdentityMap(rank)};
  inputs.append(shift.begin(), shift.end());
  maps.append(shift.size(), rowMap);
  return buildReduction(builder, loc, inputs, maps,
                        buildFilledTensor(builder, loc, type, init), rowMap,
                        body);
}

/// The largest element of each row, or 0 in place of an infinite one, which
/// subtracted from itself would be NaN.
Value ReduceBuilder::buildShift() {
  Type accumulator = op.getAccumulatorType();
  Type element = op.getInput().getType().getElementType();
  Value max = reduce(ElementBuilder(builder, loc, accumulator).lowest(), {},
                     [&](OpBuilder &builder, Location loc, ValueRange args) {
                       ElementBuilder e(builder, loc, accumulator);
                       return e.max(e.convert(args[0], element), args[1]);
                     });
  return buildElements(
      builder, loc, type, max, builder.getMultiDimIdentityMap(type.getRank()),
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        ElementBuilder e(builder, loc, accumulator);
        Value isInfinite =
            e.compare(ComparePredicate::eq, e.abs(args[0]), e.highest());
        return e.select(isInfinite, e.constant(0), args[0]);
      });
}

Value ReduceBuilder::build() {
  SmallVector<Value> shift;
  if (op.getKind() == ReduceKind::log_sum_exp)
    shift.push_back(buildShift());
  Value partial =
      reduce(op.buildInit(builder, loc), shift,
             [&](OpBuilder &builder, Location loc, ValueRange args) {
               return op.buildStep(builder, loc, args.front(), args.back(),
                                   args.size() > 2 ? args[1] : Value());
             });
  if (op.isPartialResultFinal())
    return partial;
  SmallVector<Value> inputs = {partial};
  inputs.append(shift);
  SmallVector<AffineMap> maps(inputs.size(),
                              builder.getMultiDimIdentityMap(type.getRank()));
  RankedTensorType resultType =
      type.clone(getSignlessType(op.getType().getElementType()));
  return buildElements(builder, loc, resultType, inputs, maps,
                       [&](OpBuilder &builder, Location loc, ValueRange args) {
                         return op.buildResult(builder, loc, args[0],
                                               args.size() > 1 ? args[1]
                                                               : Value());
                       });
}

namespace {
struct LowerReduce final : OpConversionPattern<ReduceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ReduceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value reduced = ReduceBuilder(rewriter, op, adaptor.getInput()).build();
    rewriter.replaceOp(op, buildReshape(rewriter, op.getLoc(), reduced,
                                        op.getType().getShape()));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// ArgReduceOp
//===----------------------------------------------------------------------===//

/// Whether `x` takes the place of `best`, which stands before it. The first of
/// several NaN counts as both the smallest and the largest element.
static Value buildTakesPlace(const ElementBuilder &e, ArgReduceOp op, Value x,
                             Value best) {
  using enum ComparePredicate;
  bool isMax = op.getKind() == ArgKind::max;
  bool isLast = op.getSelectLast();
  ComparePredicate predicate = isLast ? (isMax ? ge : le) : (isMax ? gt : lt);
  Value isBetter = e.compare(predicate, x, best);
  if (!e.isFloat())
    return isBetter;
  Value isNaN = e.isNaN(x);
  if (!isLast)
    isNaN = e.create<arith::AndIOp>(isNaN, e.compare(eq, best, best));
  return e.create<arith::OrIOp>(isBetter, isNaN);
}

namespace {
struct LowerArgReduce final : OpConversionPattern<ArgReduceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ArgReduceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t axis = op.getAxis();
    Value input = adaptor.getInput();
    Type element = op.getInput().getType().getElementType();
    Type index = op.getType().getElementType();
    ElementBuilder e(rewriter, loc, element);
    // Where every element is the worst one, the initial index 0 stays.
    Value worst = op.getKind() == ArgKind::max ? e.lowest() : e.highest();
    Value zero = ElementBuilder(rewriter, loc, index).constant(0);
    Value inits[] = {
        buildFilledTensor(rewriter, loc,
                          getRowsType(input, axis, getSignlessType(element)),
                          worst),
        buildFilledTensor(rewriter, loc, getRowsType(input, axis, index),
                          zero)};
    int64_t rank = op.getInput().getType().getRank();
    SmallVector<Value> results = buildReduction(
        rewriter, loc, input, rewriter.getMultiDimIdentityMap(rank), inits,
        getDroppingMap(rewriter.getContext(), rank, axis),
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          ElementBuilder e(builder, loc, element);
          Value takesPlace = buildTakesPlace(e, op, args[0], args[1]);
          Value position = arith::IndexCastOp::create(
              builder, loc, index, linalg::IndexOp::create(builder, loc, axis));
          return SmallVector<Value>{e.select(takesPlace, args[0], args[1]),
                                    e.select(takesPlace, position, args[2])};
        });
    rewriter.replaceOp(
        op, buildReshape(rewriter, loc, results[1], op.getType().getShape()));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

namespace {
/// The elements at one index of a dimension, as a tensor without it.
struct SliceAlongAxis {
  SmallVector<OpFoldResult> offsets, sizes, steps;

  SliceAlongAxis(Value tensor, int64_t axis, OpFoldResult index) {
    RankedTensorType type = getTensorType(tensor);
    Builder builder(type.getContext());
    offsets.assign(type.getRank(), builder.getIndexAttr(0));
    offsets[axis] = index;
    for (int64_t size : type.getShape())
      sizes.push_back(builder.getIndexAttr(size));
    sizes[axis] = builder.getIndexAttr(1);
    steps.assign(type.getRank(), builder.getIndexAttr(1));
  }
};
} // namespace

static Value extractAlongAxis(OpBuilder &builder, Location loc, Value tensor,
                              int64_t axis, OpFoldResult index) {
  SliceAlongAxis slice(tensor, axis, index);
  Type element = getElementTypeOrSelf(tensor);
  return tensor::ExtractSliceOp::create(
      builder, loc, getRowsType(tensor, axis, element), tensor, slice.offsets,
      slice.sizes, slice.steps);
}

static Value insertAlongAxis(OpBuilder &builder, Location loc, Value rows,
                             Value tensor, int64_t axis, OpFoldResult index) {
  SliceAlongAxis slice(tensor, axis, index);
  return tensor::InsertSliceOp::create(builder, loc, rows, tensor,
                                       slice.offsets, slice.sizes, slice.steps);
}

/// A loop over [0, count) that carries tensors.
static SmallVector<Value>
buildLoop(OpBuilder &builder, Location loc, int64_t count, ValueRange inits,
          llvm::function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)>
              body) {
  auto loop = scf::ForOp::create(
      builder, loc, buildIndex(builder, loc, 0),
      buildIndex(builder, loc, count), buildIndex(builder, loc, 1), inits,
      [&](OpBuilder &builder, Location loc, Value index, ValueRange args) {
        scf::YieldOp::create(builder, loc, body(builder, index, args));
      });
  return SmallVector<Value>(loop.getResults());
}

//===----------------------------------------------------------------------===//
// TopKOp
//===----------------------------------------------------------------------===//

namespace {
/// An element and where it stands, as i64.
struct Candidate {
  Value element, index;
};
} // namespace

/// Whether `x` comes strictly before `y` in the order that is asked for: by
/// value, with NaN as the largest, then by index.
static Value buildPrecedes(const ElementBuilder &e, bool largest, Candidate x,
                           Candidate y) {
  auto isLarger = [&](Value a, Value b) {
    Value isGreater = e.compare(ComparePredicate::gt, a, b);
    if (!e.isFloat())
      return isGreater;
    Value isNumber = e.compare(ComparePredicate::eq, b, b);
    Value onlyLeftIsNaN = e.create<arith::AndIOp>(e.isNaN(a), isNumber);
    return e.create<arith::OrIOp>(isGreater, onlyLeftIsNaN);
  };
  Value xWins =
      largest ? isLarger(x.element, y.element) : isLarger(y.element, x.element);
  Value yWins =
      largest ? isLarger(y.element, x.element) : isLarger(x.element, y.element);
  Value standsFirst =
      e.create<arith::CmpIOp>(arith::CmpIPredicate::slt, x.index, y.index);
  Type boolean = e.getBuilder().getI1Type();
  Value no = e.withType(boolean).constant(0);
  return e.create<arith::OrIOp>(xWins, e.select(yWins, no, standsFirst));
}

namespace {
/// Selects the first element in order, then k - 1 times the first of those that
/// come after the last one selected.
struct LowerTopK final : TypedLowering<TopKOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(TopKOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType valuesType = getResultType(op, 0);
    RankedTensorType indicesType = getResultType(op, 1);
    // There are no slices of rows without elements.
    if (valuesType.getNumElements() == 0) {
      rewriter.replaceOp(op, {buildEmptyTensor(rewriter, loc, valuesType),
                              buildEmptyTensor(rewriter, loc, indicesType)});
      return success();
    }
    ArrayRef<int64_t> shape = valuesType.getShape();
    Value inits[] = {
        buildZeros(rewriter, loc, shape, valuesType.getElementType()),
        buildZeros(rewriter, loc, shape, indicesType.getElementType())};
    SmallVector<Value> results = buildLoop(
        rewriter, loc, op.getK(), inits,
        [&](OpBuilder &builder, Value rank, ValueRange found) {
          SmallVector<Value> next =
              selectNext(builder, op, adaptor.getInput(), rank, found);
          int64_t axis = op.getAxis();
          return SmallVector<Value>{
              insertAlongAxis(builder, loc, next[0], found[0], axis, rank),
              insertAlongAxis(builder, loc, next[1], found[1], axis, rank)};
        });
    rewriter.replaceOp(op, results);
    return success();
  }

private:
  /// Values and indices of place `rank` of each row, given those `found` for
  /// the places before.
  static SmallVector<Value> selectNext(OpBuilder &builder, TopKOp op,
                                       Value input, Value rank,
                                       ValueRange found) {
    Location loc = op.getLoc();
    int64_t axis = op.getAxis();
    Type element = op.getInput().getType().getElementType();
    Type index = builder.getI64Type();
    Value zero = buildIndex(builder, loc, 0);
    Value isFirst = arith::CmpIOp::create(builder, loc,
                                          arith::CmpIPredicate::eq, rank, zero);
    Value last = arith::SelectOp::create(
        builder, loc, isFirst, zero,
        arith::SubIOp::create(builder, loc, rank, buildIndex(builder, loc, 1)));
    Value inputs[] = {input,
                      extractAlongAxis(builder, loc, found[0], axis, last),
                      extractAlongAxis(builder, loc, found[1], axis, last)};

    // An index of -1 marks that there is no candidate yet.
    ElementBuilder e(builder, loc, element);
    Value inits[] = {
        buildFilledTensor(builder, loc, getRowsType(input, axis, e.getType()),
                          e.constant(0)),
        buildFilledTensor(builder, loc, getRowsType(input, axis, index),
                          e.withType(index).constant(-1))};
    int64_t inputRank = op.getInput().getType().getRank();
    AffineMap rowMap = getDroppingMap(builder.getContext(), inputRank, axis);
    return buildReduction(
        builder, loc, inputs,
        {builder.getMultiDimIdentityMap(inputRank), rowMap, rowMap}, inits,
        rowMap, [&](OpBuilder &builder, Location loc, ValueRange args) {
          ElementBuilder e(builder, loc, element);
          ElementBuilder indices = e.withType(index);
          Value position = arith::IndexCastOp::create(
              builder, loc, index, linalg::IndexOp::create(builder, loc, axis));
          Candidate x = {args[0], position}, previous = {args[1], args[2]};
          Candidate best = {args[3], args[4]};
          Value isLeft = e.create<arith::OrIOp>(
              isFirst, buildPrecedes(e, op.getLargest(), previous, x));
          Value isBetter = e.create<arith::OrIOp>(
              indices.compare(ComparePredicate::lt, best.index,
                              indices.constant(0)),
              buildPrecedes(e, op.getLargest(), x, best));
          Value takesPlace = e.create<arith::AndIOp>(isLeft, isBetter);
          return SmallVector<Value>{
              e.select(takesPlace, x.element, best.element),
              e.select(takesPlace, x.index, best.index)};
        });
  }
};

//===----------------------------------------------------------------------===//
// CumulativeOp
//===----------------------------------------------------------------------===//

/// Walks along the axis with the running result of all rows.
struct LowerCumulative final : OpConversionPattern<CumulativeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(CumulativeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    int64_t axis = op.getAxis();
    Value input = adaptor.getInput();
    Value empty = buildEmptyTensor(rewriter, loc, getTensorType(input));
    // There are no slices of rows without elements.
    if (op.getType().getNumElements() == 0) {
      rewriter.replaceOp(op, empty);
      return success();
    }
    Type compute = getComputeType(op.getType().getElementType());
    RankedTensorType runningType =
        getRowsType(input, axis, getSignlessType(compute));
    Value init = ElementBuilder(rewriter, loc, compute)
                     .constant(op.getKind() == CumulativeKind::prod ? 1 : 0);
    Value inits[] = {empty,
                     buildFilledTensor(rewriter, loc, runningType, init)};
    int64_t count = op.getType().getDimSize(axis);
    SmallVector<Value> results = buildLoop(
        rewriter, loc, count, inits,
        [&](OpBuilder &builder, Value step, ValueRange carried) {
          Value index = step;
          if (op.getReverse())
            index = arith::SubIOp::create(
                builder, loc, buildIndex(builder, loc, count - 1), step);
          Value slice = extractAlongAxis(builder, loc, input, axis, index);
          // The running result is updated in place: after its last reader.
          if (op.getExclusive()) {
            Value result = insertAlongAxis(builder, loc,
                                           convertRows(builder, op, carried[1]),
                                           carried[0], axis, index);
            return SmallVector<Value>{result,
                                      advance(builder, op, slice, carried[1])};
          }
          Value next = advance(builder, op, slice, carried[1]);
          return SmallVector<Value>{
              insertAlongAxis(builder, loc, convertRows(builder, op, next),
                              carried[0], axis, index),
              next};
        });
    rewriter.replaceOp(op, results[0]);
    return success();
  }

private:
  /// The running result after one more slice of the input.
  static Value advance(OpBuilder &builder, CumulativeOp op, Value slice,
                       Value running) {
    Type type = op.getType().getElementType();
    AffineMap identity =
        builder.getMultiDimIdentityMap(getTensorType(slice).getRank());
    return buildReduction(
        builder, op.getLoc(), slice, identity, running, identity,
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          ElementBuilder e(builder, loc, getComputeType(type));
          Value x = e.convert(args[0], type);
          return op.getKind() == CumulativeKind::sum ? e.add(args[1], x)
                                                     : e.mul(args[1], x);
        });
  }

  /// The running result in the element type of the result.
  static Value convertRows(OpBuilder &builder, CumulativeOp op, Value running) {
    Type type = op.getType().getElementType();
    return buildConverted(builder, op.getLoc(), running, getComputeType(type),
                          type);
  }
};
} // namespace

void fovea::populateReductionPatterns(const TypeConverter &converter,
                                      RewritePatternSet &patterns) {
  patterns.add<LowerArgReduce, LowerCumulative, LowerReduce, LowerTopK>(
      converter, patterns.getContext());
}
