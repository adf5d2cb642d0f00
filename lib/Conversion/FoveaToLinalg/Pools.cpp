//===- Pools.cpp - Reference lowering of pools ----------------------------===//

#include "Patterns.h"
#include "Windows.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

namespace {
/// The loops of a pool: batch, outputs..., taps..., channel. Channels are
/// contiguous in both tensors.
struct PoolLoops {
  explicit PoolLoops(MLIRContext *context, ArrayRef<WindowDim> dims)
      : context(context), dims(dims) {}

  unsigned getCount() const { return 2 * dims.size() + 2; }
  AffineExpr getBatch() const { return getAffineDimExpr(0, context); }
  AffineExpr getOutput(unsigned i) const {
    return getAffineDimExpr(1 + i, context);
  }
  AffineExpr getTap(unsigned i) const {
    return getAffineDimExpr(1 + dims.size() + i, context);
  }
  AffineExpr getChannel() const {
    return getAffineDimExpr(getCount() - 1, context);
  }
  AffineMap getMap(ArrayRef<AffineExpr> exprs) const {
    return AffineMap::get(getCount(), /*symbolCount=*/0, exprs, context);
  }

  /// Where taps lie in the padded input's spatial dimensions.
  SmallVector<AffineExpr> getPositions() const {
    SmallVector<AffineExpr> exprs;
    for (auto [i, dim] : llvm::enumerate(dims))
      exprs.push_back(getOutput(i) * dim.stride + getTap(i) * dim.dilation);
    return exprs;
  }
  AffineMap getPlaneMap() const { return getMap(getPositions()); }
  AffineMap getInputMap() const {
    SmallVector<AffineExpr> exprs{getBatch()};
    llvm::append_range(exprs, getPositions());
    exprs.push_back(getChannel());
    return getMap(exprs);
  }
  AffineMap getWindowMap() const {
    SmallVector<AffineExpr> exprs;
    for (unsigned i = 0; i < dims.size(); ++i)
      exprs.push_back(getTap(i));
    return getMap(exprs);
  }
  AffineMap getResultMap() const {
    SmallVector<AffineExpr> exprs{getBatch()};
    for (unsigned i = 0; i < dims.size(); ++i)
      exprs.push_back(getOutput(i));
    exprs.push_back(getChannel());
    return getMap(exprs);
  }

  MLIRContext *context;
  ArrayRef<WindowDim> dims;
};
} // namespace

/// A tensor that is never read: linalg takes the extent of the taps from it.
static Value buildWindow(OpBuilder &builder, Location loc,
                         ArrayRef<WindowDim> dims) {
  SmallVector<int64_t> shape;
  for (const WindowDim &dim : dims)
    shape.push_back(dim.window);
  return buildEmptyTensor(builder, loc,
                          RankedTensorType::get(shape, builder.getI1Type()));
}

/// Fold the taps of each window of `input`, which is padded with `padding`,
/// into an accumulator that starts as `start`. The arguments of `body` are an
/// element and the accumulator.
static Value buildPool(OpBuilder &builder, Location loc, Value input,
                       ArrayRef<int64_t> resultShape, ArrayRef<WindowDim> dims,
                       Value padding, Value start, ElementBody body) {
  PoolLoops loops(builder.getContext(), dims);
  Value init = buildFilledTensor(
      builder, loc, RankedTensorType::get(resultShape, start.getType()), start);
  return buildReduction(builder, loc,
                        {buildPaddedInput(builder, loc, input, dims, padding),
                         buildWindow(builder, loc, dims)},
                        {loops.getInputMap(), loops.getWindowMap()}, init,
                        loops.getResultMap(),
                        [&](OpBuilder &builder, Location loc, ValueRange args) {
                          return body(builder, loc, {args[0], args[2]});
                        });
}

//===----------------------------------------------------------------------===//
// Maximum
//===----------------------------------------------------------------------===//

/// Maxima of the windows of `input`, whose elements are those of `type` without
/// their signedness. Lower than the lowest value nothing is, so padding cannot
/// win.
static Value buildMaxPool(OpBuilder &builder, Location loc, Value input,
                          Type type, ArrayRef<int64_t> resultShape,
                          ArrayRef<WindowDim> dims) {
  Value lowest = ElementBuilder(builder, loc, type).lowest();
  return buildPool(
      builder, loc, input, resultShape, dims, lowest, lowest,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return ElementBuilder(builder, loc, type).max(args[0], args[1]);
      });
}

/// The position of each pixel in its plane, -1 in the padding.
static Value buildPositions(OpBuilder &builder, Location loc,
                            ArrayRef<WindowDim> dims) {
  SmallVector<int64_t> plane;
  int64_t size = 1;
  for (const WindowDim &dim : dims) {
    plane.push_back(dim.input);
    size *= dim.input;
  }
  Type type = builder.getI64Type();
  Value flat = buildElements(
      builder, loc, RankedTensorType::get(size, type), {}, {},
      [&](OpBuilder &builder, Location loc, ValueRange) -> Value {
        Value index = linalg::IndexOp::create(builder, loc, 0);
        return arith::IndexCastOp::create(builder, loc, type, index);
      });
  Value none = arith::ConstantIntOp::create(builder, loc, type, -1);
  return buildPaddedInput(builder, loc, buildReshape(builder, loc, flat, plane),
                          dims, none,
                          /*firstSpatial=*/0);
}

/// Whether `value` is the maximum of its window. A NaN is, as NaN counts as
/// larger than any number.
static Value buildIsMaximum(const ElementBuilder &e, Value value,
                            Value maximum) {
  Value isEqual = e.compare(ComparePredicate::eq, value, maximum);
  if (!e.isFloat())
    return isEqual;
  return arith::OrIOp::create(e.getBuilder(), e.getLoc(), isEqual,
                              e.isNaN(value));
}

namespace {
struct LowerMaxPool final : OpConversionPattern<MaxPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MaxPoolOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op, buildMaxPool(rewriter, op.getLoc(), adaptor.getInput(),
                         op.getInput().getType().getElementType(),
                         op.getType().getShape(), op.getWindowDims()));
    return success();
  }
};

/// The least position among the taps that equal the maximum of their window.
/// Compared as unsigned numbers, the -1 of padding never is the least one.
struct LowerMaxPoolIndices final : OpConversionPattern<MaxPoolIndicesOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(MaxPoolIndicesOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<WindowDim> dims = op.getWindowDims();
    Type type = op.getInput().getType().getElementType();
    Value maxima = buildMaxPool(rewriter, loc, adaptor.getInput(), type,
                                op.getType().getShape(), dims);
    Value lowest = ElementBuilder(rewriter, loc, type).lowest();
    Value input =
        buildPaddedInput(rewriter, loc, adaptor.getInput(), dims, lowest);
    Value none =
        arith::ConstantIntOp::create(rewriter, loc, rewriter.getI64Type(), -1);
    Value init = buildFilledTensor(rewriter, loc, op.getType(), none);
    PoolLoops loops(getContext(), dims);
    rewriter.replaceOp(
        op,
        buildReduction(
            rewriter, loc,
            {input, buildPositions(rewriter, loc, dims), maxima,
             buildWindow(rewriter, loc, dims)},
            {loops.getInputMap(), loops.getPlaneMap(), loops.getResultMap(),
             loops.getWindowMap()},
            init, loops.getResultMap(),
            [&](OpBuilder &builder, Location loc, ValueRange args) -> Value {
              Value isMaximum = buildIsMaximum(
                  ElementBuilder(builder, loc, type), args[0], args[2]);
              Value position = arith::SelectOp::create(builder, loc, isMaximum,
                                                       args[1], none);
              return arith::MinUIOp::create(builder, loc, position, args[4]);
            }));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Mean and norm
//===----------------------------------------------------------------------===//

/// For each output along a dimension, the taps that count in a mean: those
/// inside the input or, with `includePadding`, inside its explicit padding.
static Value buildTapCounts(OpBuilder &builder, Location loc,
                            const WindowDim &dim, bool includePadding,
                            Type type) {
  SmallVector<Attribute> counts;
  for (int64_t output = 0; output < dim.output; ++output)
    counts.push_back(
        builder.getFloatAttr(type, dim.countTaps(output, includePadding)));
  return arith::ConstantOp::create(
      builder, loc,
      DenseElementsAttr::get(RankedTensorType::get(dim.output, type), counts));
}

/// Divide the sums of the windows by the number of taps that count.
static Value buildMeans(OpBuilder &builder, Location loc, Value sums,
                        ArrayRef<WindowDim> dims, bool includePadding) {
  RankedTensorType type = getTensorType(sums);
  SmallVector<Value> inputs{sums};
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(type.getRank())};
  for (auto [i, dim] : llvm::enumerate(dims)) {
    inputs.push_back(buildTapCounts(builder, loc, dim, includePadding,
                                    type.getElementType()));
    maps.push_back(AffineMap::get(type.getRank(), /*symbolCount=*/0,
                                  builder.getAffineDimExpr(i + 1)));
  }
  return buildElements(builder, loc, type, inputs, maps,
                       [&](OpBuilder &builder, Location loc, ValueRange args) {
                         ElementBuilder e(builder, loc, type.getElementType());
                         Value count = args[1];
                         for (Value factor : args.drop_front(2))
                           count = e.mul(count, factor);
                         return e.div(args[0], count);
                       });
}

namespace {
struct LowerAvgPool final : OpConversionPattern<AvgPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(AvgPoolOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    SmallVector<WindowDim> dims = op.getWindowDims();
    Type type = op.getType().getElementType();
    Type sumType = getComputeType(type);
    Value sums =
        buildPool(rewriter, loc, adaptor.getInput(), op.getType().getShape(),
                  dims, ElementBuilder(rewriter, loc, type).constant(0),
                  ElementBuilder(rewriter, loc, sumType).constant(0),
                  [&](OpBuilder &builder, Location loc, ValueRange args) {
                    ElementBuilder e(builder, loc, sumType);
                    return e.add(args[1], e.convert(args[0], type));
                  });
    Value means =
        buildMeans(rewriter, loc, sums, dims, op.getCountIncludePad());
    rewriter.replaceOp(op, buildConverted(rewriter, loc, means, sumType, type));
    return success();
  }
};
} // namespace

/// `|value|^exponent`; exponents 1 and 2, and the roots of them, exactly.
static Value buildPower(const ElementBuilder &e, Value value, double exponent) {
  Value magnitude = e.abs(value);
  if (exponent == 1.0)
    return magnitude;
  if (exponent == 2.0)
    return e.mul(value, value);
  if (exponent == 0.5)
    return e.create<math::SqrtOp>(magnitude);
  return e.create<math::PowFOp>(magnitude, e.constant(exponent));
}

namespace {
struct LowerLpPool final : OpConversionPattern<LpPoolOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(LpPoolOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = op.getType().getElementType();
    Type sumType = getComputeType(type);
    double p = op.getP();
    Value sums = buildPool(
        rewriter, loc, adaptor.getInput(), op.getType().getShape(),
        op.getWindowDims(), ElementBuilder(rewriter, loc, type).constant(0),
        ElementBuilder(rewriter, loc, sumType).constant(0),
        [&](OpBuilder &builder, Location loc, ValueRange args) {
          ElementBuilder e(builder, loc, sumType);
          return e.add(args[1], buildPower(e, e.convert(args[0], type), p));
        });
    AffineMap identity =
        rewriter.getMultiDimIdentityMap(op.getType().getRank());
    rewriter.replaceOp(
        op,
        buildElements(
            rewriter, loc, op.getType(), sums, identity,
            [&](OpBuilder &builder, Location loc, ValueRange args) {
              Value root = buildPower(ElementBuilder(builder, loc, sumType),
                                      args[0], 1.0 / p);
              return ElementBuilder(builder, loc, type).convert(root, sumType);
            }));
    return success();
  }
};
} // namespace

void fovea::populatePoolPatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns) {
  patterns.add<LowerAvgPool, LowerLpPool, LowerMaxPoolIndices, LowerMaxPool>(
      converter, patterns.getContext());
}
