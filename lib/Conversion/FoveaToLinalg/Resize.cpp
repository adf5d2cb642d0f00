//===- Resize.cpp - Reference lowering of resampling ----------------------===//
//
// Interpolation is separable: one gather of weighted elements for each
// dimension that changes, from tables of indices and weights that the compiler
// computes.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/ResizeTable.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Constants and element types
//===----------------------------------------------------------------------===//

static Value buildIndexTable(OpBuilder &builder, Location loc,
                             ArrayRef<int64_t> indices,
                             ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, builder.getI64Type());
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, indices));
}

static Value buildWeightTable(OpBuilder &builder, Location loc,
                              ArrayRef<double> weights, ArrayRef<int64_t> shape,
                              Type elementType) {
  SmallVector<Attribute> values;
  for (double weight : weights)
    values.push_back(builder.getFloatAttr(elementType, weight));
  auto type = RankedTensorType::get(shape, elementType);
  return arith::ConstantOp::create(builder, loc,
                                   DenseElementsAttr::get(type, values));
}

/// Integers are interpolated in f64, which holds all but the largest of them.
static Type getInterpolationType(Type elementType) {
  if (isa<IntegerType>(elementType))
    return Float64Type::get(elementType.getContext());
  return getComputeType(elementType);
}

//===----------------------------------------------------------------------===//
// Passes over the tensor
//===----------------------------------------------------------------------===//

/// Take elements of `input` by the tables of all dimensions, which select.
static Value buildSelection(OpBuilder &builder, Location loc, Value input,
                            ArrayRef<int64_t> shape,
                            ArrayRef<ResizeTable> tables) {
  RankedTensorType type = getTensorType(input);
  SmallVector<Value> indices;
  SmallVector<AffineMap> maps;
  for (auto [dim, table] : llvm::enumerate(tables)) {
    indices.push_back(buildIndexTable(builder, loc, table.indices, shape[dim]));
    maps.push_back(AffineMap::get(shape.size(), /*symbolCount=*/0,
                                  builder.getAffineDimExpr(dim)));
  }
  return buildElements(
      builder, loc, type.clone(shape), indices, maps,
      [&](OpBuilder &builder, Location loc, ValueRange args) -> Value {
        SmallVector<Value> position;
        for (Value index : args)
          position.push_back(arith::IndexCastOp::create(
              builder, loc, builder.getIndexType(), index));
        return tensor::ExtractOp::create(builder, loc, input, position);
      });
}

/// Interpolate along dimension `dim`. Elements of `input` are those of
/// `elementType` but for signedness, those of the result of `computeType`.
/// The loop over the taps stands right inside that over the dimension, so that
/// what comes after it is walked along.
static Value buildInterpolation(OpBuilder &builder, Location loc, Value input,
                                int64_t dim, const ResizeTable &table,
                                Type elementType, Type computeType) {
  RankedTensorType type = getTensorType(input);
  int64_t size = table.indices.size() / table.taps;
  SmallVector<int64_t> shape(type.getShape());
  shape[dim] = size;
  Value indices =
      buildIndexTable(builder, loc, table.indices, {size, table.taps});
  Value weights = buildWeightTable(builder, loc, table.weights,
                                   {size, table.taps}, computeType);
  Value init = buildZeros(builder, loc, shape, computeType);

  unsigned loops = shape.size() + 1;
  unsigned tapLoop = dim + 1;
  AffineMap tableMap = AffineMap::get(
      loops, /*symbolCount=*/0,
      {builder.getAffineDimExpr(dim), builder.getAffineDimExpr(tapLoop)},
      builder.getContext());
  AffineMap resultMap =
      builder.getMultiDimIdentityMap(loops).dropResult(tapLoop);
  return buildReduction(
      builder, loc, {indices, weights}, {tableMap, tableMap}, init, resultMap,
      [&](OpBuilder &builder, Location loc, ValueRange args) -> Value {
        SmallVector<Value> position;
        for (unsigned loop = 0; loop < loops; ++loop)
          if (loop != tapLoop)
            position.push_back(linalg::IndexOp::create(builder, loc, loop));
        position[dim] = arith::IndexCastOp::create(
            builder, loc, builder.getIndexType(), args[0]);
        Value element =
            tensor::ExtractOp::create(builder, loc, input, position);
        ElementBuilder e(builder, loc, computeType);
        return e.add(args[2], e.mul(e.convert(element, elementType), args[1]));
      });
}

/// Put `value` wherever the coordinate of some dimension is outside.
static Value buildExtrapolation(OpBuilder &builder, Location loc, Value tensor,
                                ArrayRef<ResizeTable> tables, Value value) {
  RankedTensorType type = getTensorType(tensor);
  SmallVector<Value> inputs{tensor};
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(type.getRank())};
  for (auto [dim, table] : llvm::enumerate(tables)) {
    if (table.outside.empty())
      continue;
    auto maskType =
        RankedTensorType::get(type.getDimSize(dim), builder.getI1Type());
    inputs.push_back(arith::ConstantOp::create(
        builder, loc, DenseElementsAttr::get(maskType, table.outside)));
    maps.push_back(AffineMap::get(type.getRank(), /*symbolCount=*/0,
                                  builder.getAffineDimExpr(dim)));
  }
  if (inputs.size() == 1)
    return tensor;
  return buildElements(
      builder, loc, type, inputs, maps,
      [&](OpBuilder &builder, Location loc, ValueRange args) -> Value {
        Value isOutside = args[1];
        for (Value mask : args.drop_front(2))
          isOutside = arith::OrIOp::create(builder, loc, isOutside, mask);
        return arith::SelectOp::create(builder, loc, isOutside, value, args[0]);
      });
}

/// Interpolate along one dimension after the other.
static Value buildInterpolations(OpBuilder &builder, ResizeOp op, Value tensor,
                                 ArrayRef<ResizeTable> tables) {
  Type elementType = op.getType().getElementType();
  Type computeType = getInterpolationType(elementType);
  Type currentType = elementType;
  for (auto [dim, table] : llvm::enumerate(tables)) {
    if (table.isIdentity(op.getInput().getType().getDimSize(dim)))
      continue;
    tensor = buildInterpolation(builder, op.getLoc(), tensor, dim, table,
                                currentType, computeType);
    currentType = computeType;
  }
  return buildConverted(builder, op.getLoc(), tensor, currentType, elementType);
}

namespace {
struct LowerResize final : OpConversionPattern<ResizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ResizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = op.getType();
    Type elementType = type.getElementType();
    if (type.getNumElements() == 0) {
      rewriter.replaceOp(
          op, buildEmptyTensor(rewriter, loc,
                               type.clone(getSignlessType(elementType))));
      return success();
    }
    SmallVector<ResizeTable> tables;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      tables.push_back(computeResizeTable(op, dim));
    bool selects = llvm::all_of(
        tables, [](const ResizeTable &table) { return table.isSelection(); });
    Value result =
        selects ? buildSelection(rewriter, loc, adaptor.getInput(),
                                 type.getShape(), tables)
                : buildInterpolations(rewriter, op, adaptor.getInput(), tables);
    Value outside = ElementBuilder(rewriter, loc, elementType)
                        .constant(op.getExtrapolationValue().convertToDouble());
    rewriter.replaceOp(
        op, buildExtrapolation(rewriter, loc, result, tables, outside));
    return success();
  }
};

//===----------------------------------------------------------------------===//
// SpaceToDepthOp, DepthToSpaceOp
//===----------------------------------------------------------------------===//

/// How the pixels of blocks lie on either side. In space:
/// [batch, (position, offset in the block)..., channel]; in depth:
/// [batch, position..., and offset... and channel in either order].
struct DepthLayout {
  SmallVector<int64_t> space, depth; ///< Shapes.
  SmallVector<int64_t> depthToSpace; ///< Dimension of space for one of depth.

  DepthLayout(RankedTensorType spaceType, int64_t blockSize, DepthOrder order) {
    int64_t spatialRank = spaceType.getRank() - 2;
    space.push_back(spaceType.getDimSize(0));
    SmallVector<int64_t> offsets;
    depthToSpace.push_back(0);
    for (int64_t i = 0; i < spatialRank; ++i) {
      depthToSpace.push_back(space.size());
      space.push_back(spaceType.getDimSize(i + 1) / blockSize);
      offsets.push_back(space.size());
      space.push_back(blockSize);
    }
    int64_t channel = space.size();
    space.push_back(spaceType.getShape().back());
    if (order == DepthOrder::crd)
      depthToSpace.push_back(channel);
    llvm::append_range(depthToSpace, offsets);
    if (order == DepthOrder::dcr)
      depthToSpace.push_back(channel);
    for (int64_t dim : depthToSpace)
      depth.push_back(space[dim]);
  }
};

struct LowerSpaceToDepth final : OpConversionPattern<SpaceToDepthOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(SpaceToDepthOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    DepthLayout layout(op.getInput().getType(), op.getBlockSize(),
                       op.getOrder());
    Value blocks =
        buildReshape(rewriter, op.getLoc(), adaptor.getInput(), layout.space);
    Value init = buildEmptyTensor(rewriter, op.getLoc(),
                                  getTensorType(blocks).clone(layout.depth));
    Value result = linalg::TransposeOp::create(rewriter, op.getLoc(), blocks,
                                               init, layout.depthToSpace)
                       ->getResult(0);
    rewriter.replaceOp(op, buildReshape(rewriter, op.getLoc(), result,
                                        op.getType().getShape()));
    return success();
  }
};

struct LowerDepthToSpace final : OpConversionPattern<DepthToSpaceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(DepthToSpaceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    DepthLayout layout(op.getType(), op.getBlockSize(), op.getOrder());
    Value blocks =
        buildReshape(rewriter, op.getLoc(), adaptor.getInput(), layout.depth);
    Value init = buildEmptyTensor(rewriter, op.getLoc(),
                                  getTensorType(blocks).clone(layout.space));
    Value result = linalg::TransposeOp::create(
                       rewriter, op.getLoc(), blocks, init,
                       invertPermutationVector(layout.depthToSpace))
                       ->getResult(0);
    rewriter.replaceOp(op, buildReshape(rewriter, op.getLoc(), result,
                                        op.getType().getShape()));
    return success();
  }
};
} // namespace

void fovea::populateResizePatterns(const TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<LowerDepthToSpace, LowerResize, LowerSpaceToDepth>(
      converter, patterns.getContext());
}
