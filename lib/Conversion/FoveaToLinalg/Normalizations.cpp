//===- Normalizations.cpp - Reference lowering of normalizations ----------===//
//
// All compute in f32, or in f64 where the input is that, whatever the types of
// input and parameters are.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Loop nests
//===----------------------------------------------------------------------===//

namespace {
/// A tensor, and where a loop nest reads it.
struct Operand {
  Value tensor;
  AffineMap map;

  RankedTensorType getType() const { return getTensorType(tensor); }
};

/// Builds loop nests over a tensor and over its rows: the sets of elements that
/// are normalized together, which stretch over some dimensions. All arguments
/// and results of loop bodies have the compute type.
class RowBuilder {
public:
  using Body = llvm::function_ref<Value(const ElementBuilder &, ValueRange)>;

  RowBuilder(OpBuilder &builder, Location loc, Value input,
             ArrayRef<int64_t> axes);

  /// The tensor at each point.
  const Operand &getInput() const { return input; }
  int64_t getRowSize() const { return rowSize; }
  ElementBuilder getElementBuilder() const {
    return ElementBuilder(builder, loc, computeType);
  }

  /// One element for each row: `init`, updated at each point by the body, whose
  /// last argument is the old value.
  Operand reduce(ArrayRef<Operand> inputs, Value init, Body body) const;
  /// One element for each row from another such element.
  Operand mapRows(const Operand &rows, Body body) const;
  /// One element for each point, of the input's type.
  Value mapPoints(ArrayRef<Operand> inputs, Body body) const;

private:
  Value build(RankedTensorType type, ArrayRef<Operand> inputs, Body body) const;
  Value buildBody(OpBuilder &builder, Location loc, ArrayRef<Operand> inputs,
                  ValueRange args, Type resultType, Body body) const;

  OpBuilder &builder;
  Location loc;
  Operand input;
  Type computeType;
  AffineMap rowMap;
  RankedTensorType rowsType;
  int64_t rowSize = 1;
};
} // namespace

RowBuilder::RowBuilder(OpBuilder &builder, Location loc, Value tensor,
                       ArrayRef<int64_t> axes)
    : builder(builder), loc(loc), input{tensor, {}} {
  RankedTensorType type = input.getType();
  input.map = builder.getMultiDimIdentityMap(type.getRank());
  computeType = getComputeType(type.getElementType());
  rowMap = getDroppingMap(builder.getContext(), type.getRank(), axes);
  rowsType = RankedTensorType::get(applyPermutationMap(rowMap, type.getShape()),
                                   computeType);
  for (int64_t axis : axes)
    rowSize *= type.getDimSize(axis);
}

/// Build `body` between conversions to the compute type and from it. Arguments
/// beyond those of `inputs` have that type.
Value RowBuilder::buildBody(OpBuilder &builder, Location loc,
                            ArrayRef<Operand> inputs, ValueRange args,
                            Type resultType, Body body) const {
  ElementBuilder e(builder, loc, computeType);
  SmallVector<Value> converted(args);
  for (auto [index, operand] : llvm::enumerate(inputs))
    converted[index] =
        e.convert(args[index], operand.getType().getElementType());
  return e.withType(resultType).convert(body(e, converted), computeType);
}

Operand RowBuilder::reduce(ArrayRef<Operand> inputs, Value init,
                           Body body) const {
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const Operand &operand : inputs) {
    tensors.push_back(operand.tensor);
    maps.push_back(operand.map);
  }
  Value rows = buildReduction(
      builder, loc, tensors, maps,
      buildFilledTensor(builder, loc, rowsType, init), rowMap,
      [&](OpBuilder &builder, Location loc, ValueRange args) {
        return buildBody(builder, loc, inputs, args, computeType, body);
      });
  return {rows, rowMap};
}

Value RowBuilder::build(RankedTensorType type, ArrayRef<Operand> inputs,
                        Body body) const {
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const Operand &operand : inputs) {
    tensors.push_back(operand.tensor);
    maps.push_back(operand.map);
  }
  return buildElements(builder, loc, type, tensors, maps,
                       [&](OpBuilder &builder, Location loc, ValueRange args) {
                         return buildBody(builder, loc, inputs, args,
                                          type.getElementType(), body);
                       });
}

Operand RowBuilder::mapRows(const Operand &rows, Body body) const {
  AffineMap identity = builder.getMultiDimIdentityMap(rowsType.getRank());
  Value mapped = build(rowsType, Operand{rows.tensor, identity}, body);
  return {mapped, rowMap};
}

Value RowBuilder::mapPoints(ArrayRef<Operand> inputs, Body body) const {
  return build(input.getType(), inputs, body);
}

//===----------------------------------------------------------------------===//
// Statistics
//===----------------------------------------------------------------------===//

static Value buildSum(const ElementBuilder &e, ValueRange args) {
  return e.add(args[0], args[1]);
}

static Value buildRsqrt(const ElementBuilder &e, Value x) {
  return e.div(e.constant(1), e.create<math::SqrtOp>(x));
}

static Operand buildMean(const RowBuilder &rows, const Operand &sum) {
  return rows.mapRows(sum, [&](const ElementBuilder &e, ValueRange args) {
    return e.div(args[0], e.constant(rows.getRowSize()));
  });
}

/// `1 / sqrt(mean of squares + epsilon)` of each row, of the distances from
/// `center` if that is given.
static Operand buildInverseDeviation(const RowBuilder &rows,
                                     const Operand *center, double epsilon) {
  SmallVector<Operand> inputs = {rows.getInput()};
  if (center)
    inputs.push_back(*center);
  Operand squares =
      rows.reduce(inputs, rows.getElementBuilder().constant(0),
                  [&](const ElementBuilder &e, ValueRange args) {
                    Value distance = center ? e.sub(args[0], args[1]) : args[0];
                    return e.add(args.back(), e.mul(distance, distance));
                  });
  return rows.mapRows(squares, [&](const ElementBuilder &e, ValueRange args) {
    Value mean = e.div(args[0], e.constant(rows.getRowSize()));
    return buildRsqrt(e, e.add(mean, e.constant(epsilon)));
  });
}

/// Normalize rows, in two passes for the statistics: the mean first, so that
/// the variance is a sum of small numbers. `scale` and `offset` may be null.
static Value normalizeRows(const RowBuilder &rows, bool isCentered,
                           double epsilon, const Operand &scale,
                           const Operand &offset) {
  Operand mean;
  if (isCentered)
    mean = buildMean(rows, rows.reduce(rows.getInput(),
                                       rows.getElementBuilder().constant(0),
                                       buildSum));
  SmallVector<Operand> inputs = {
      rows.getInput(),
      buildInverseDeviation(rows, isCentered ? &mean : nullptr, epsilon)};
  for (const Operand &operand : {mean, scale, offset})
    if (operand.tensor)
      inputs.push_back(operand);

  return rows.mapPoints(inputs, [&](const ElementBuilder &e, ValueRange args) {
    ValueRange rest = args.drop_front(2);
    auto takeNext = [&] {
      Value next = rest.front();
      rest = rest.drop_front();
      return next;
    };
    Value y = isCentered ? e.sub(args[0], takeNext()) : args[0];
    y = e.mul(y, args[1]);
    if (scale.tensor)
      y = e.mul(y, takeNext());
    return offset.tensor ? e.add(y, takeNext()) : y;
  });
}

//===----------------------------------------------------------------------===//
// LayerNormOp, RMSNormOp, GroupNormOp
//===----------------------------------------------------------------------===//

/// A parameter that broadcasts to the last dimensions of `shape`, or null.
static Operand getParameter(Value parameter, ArrayRef<int64_t> shape) {
  if (!parameter)
    return {};
  RankedTensorType type = getTensorType(parameter);
  return {parameter,
          getBroadcastMap(parameter.getContext(), type.getShape(), shape)};
}

static SmallVector<int64_t> getAxesFrom(int64_t axis, RankedTensorType type) {
  return llvm::to_vector(llvm::seq(axis, type.getRank()));
}

namespace {
struct LowerLayerNorm final : OpConversionPattern<LayerNormOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(LayerNormOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = op.getType();
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getInput(),
                    getAxesFrom(op.getAxis(), type));
    rewriter.replaceOp(
        op, normalizeRows(rows, /*isCentered=*/true,
                          op.getEpsilon().convertToDouble(),
                          getParameter(adaptor.getScale(), type.getShape()),
                          getParameter(adaptor.getOffset(), type.getShape())));
    return success();
  }
};

struct LowerRMSNorm final : OpConversionPattern<RMSNormOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(RMSNormOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = op.getType();
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getInput(),
                    getAxesFrom(op.getAxis(), type));
    rewriter.replaceOp(
        op, normalizeRows(rows, /*isCentered=*/false,
                          op.getEpsilon().convertToDouble(),
                          getParameter(adaptor.getScale(), type.getShape()),
                          /*offset=*/{}));
    return success();
  }
};

/// The channels become two dimensions, groups and channels of a group.
struct LowerGroupNorm final : OpConversionPattern<GroupNormOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(GroupNormOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = op.getType();
    int64_t groups = op.getGroups();
    int64_t groupSize = type.getShape().back() / groups;
    SmallVector<int64_t> shape(type.getShape().drop_back());
    shape.append({groups, groupSize});
    auto getChannels = [&](Value parameter) -> Operand {
      if (!parameter)
        return {};
      Value split =
          buildReshape(rewriter, op.getLoc(), parameter, {groups, groupSize});
      return getParameter(split, shape);
    };

    SmallVector<int64_t> axes =
        llvm::to_vector(llvm::seq<int64_t>(1, type.getRank() - 1));
    axes.push_back(type.getRank());
    Value input =
        buildReshape(rewriter, op.getLoc(), adaptor.getInput(), shape);
    RowBuilder rows(rewriter, op.getLoc(), input, axes);
    Value result = normalizeRows(
        rows, /*isCentered=*/true, op.getEpsilon().convertToDouble(),
        getChannels(adaptor.getScale()), getChannels(adaptor.getOffset()));
    rewriter.replaceOp(
        op, buildReshape(rewriter, op.getLoc(), result, type.getShape()));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// BatchNormOp
//===----------------------------------------------------------------------===//

/// With stored statistics, one loop nest is enough.
struct LowerBatchNorm final : OpConversionPattern<BatchNormOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(BatchNormOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    double epsilon = op.getEpsilon().convertToDouble();
    RowBuilder points(rewriter, op.getLoc(), adaptor.getInput(), /*axes=*/{});
    SmallVector<Operand> inputs = {points.getInput()};
    for (Value parameter : adaptor.getOperands().drop_front())
      inputs.push_back(getParameter(parameter, op.getType().getShape()));
    Value result =
        points.mapPoints(inputs, [&](const ElementBuilder &e, ValueRange args) {
          Value x = args[0], scale = args[1], offset = args[2];
          Value mean = args[3], variance = args[4];
          Value factor =
              e.mul(scale, buildRsqrt(e, e.add(variance, e.constant(epsilon))));
          return e.add(e.mul(e.sub(x, mean), factor), offset);
        });
    rewriter.replaceOp(op, result);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// SoftmaxOp, LogSoftmaxOp
//===----------------------------------------------------------------------===//

/// The largest element of each row: subtracted first, it keeps exponentials
/// from overflowing.
Operand buildRowMax(const RowBuilder &rows) {
  return rows.reduce(rows.getInput(), rows.getElementBuilder().lowest(),
                     [](const ElementBuilder &e, ValueRange args) {
                       return e.max(args[0], args[1]);
                     });
}

/// The sum of `exp(x - max)` over each row.
Operand buildRowSum(const RowBuilder &rows, const Operand &max) {
  return rows.reduce({rows.getInput(), max},
                     rows.getElementBuilder().constant(0),
                     [](const ElementBuilder &e, ValueRange args) {
                       Value shifted = e.sub(args[0], args[1]);
                       return e.add(args[2], e.create<math::ExpOp>(shifted));
                     });
}

struct LowerSoftmax final : OpConversionPattern<SoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getInput(), op.getAxis());
    Operand max = buildRowMax(rows);
    Operand sum = buildRowSum(rows, max);
    Value result =
        rows.mapPoints({rows.getInput(), max, sum},
                       [](const ElementBuilder &e, ValueRange args) {
                         Value shifted = e.sub(args[0], args[1]);
                         return e.div(e.create<math::ExpOp>(shifted), args[2]);
                       });
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct LowerLogSoftmax final : OpConversionPattern<LogSoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(LogSoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getInput(), op.getAxis());
    Operand max = buildRowMax(rows);
    Operand logSum = rows.mapRows(buildRowSum(rows, max),
                                  [](const ElementBuilder &e, ValueRange args) {
                                    return e.create<math::LogOp>(args[0]);
                                  });
    Value result =
        rows.mapPoints({rows.getInput(), max, logSum},
                       [](const ElementBuilder &e, ValueRange args) {
                         return e.sub(e.sub(args[0], args[1]), args[2]);
                       });
    rewriter.replaceOp(op, result);
    return success();
  }
};
} // namespace

void fovea::populateNormalizationPatterns(const TypeConverter &converter,
                                          RewritePatternSet &patterns) {
  patterns.add<LowerBatchNorm, LowerGroupNorm, LowerLayerNorm, LowerLogSoftmax,
               LowerRMSNorm, LowerSoftmax>(converter, patterns.getContext());
}
