//===- Shapes.cpp - Reference lowering of ops that move elements ----------===//

#include "Patterns.h"
#include "Utils.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace fovea;

/// Each element of the result is that of the input at `map`.
static Value buildRead(OpBuilder &builder, Location loc, RankedTensorType type,
                       Value input, AffineMap map) {
  return buildElements(builder, loc, type, input, map,
                       [](OpBuilder &, Location, ValueRange args) -> Value {
                         return args.front();
                       });
}

/// Each element of the result is that of the input at the position which
/// `getPlace` builds for each dimension from the position in the result.
static Value
buildRead(OpBuilder &builder, Location loc, RankedTensorType type, Value input,
          llvm::function_ref<Value(OpBuilder &, Value position, int64_t dim)>
              getPlace) {
  return buildElements(
      builder, loc, type, {}, {},
      [&](OpBuilder &builder, Location loc, ValueRange) -> Value {
        SmallVector<Value> places;
        for (int64_t dim = 0; dim < type.getRank(); ++dim)
          places.push_back(getPlace(
              builder, linalg::IndexOp::create(builder, loc, dim), dim));
        return tensor::ExtractOp::create(builder, loc, input, places);
      });
}

/// A broadcast of `input` to a type of its own rank or more.
static Value buildBroadcast(OpBuilder &builder, Location loc,
                            RankedTensorType type, Value input) {
  AffineMap map = getBroadcastMap(
      builder.getContext(), getTensorType(input).getShape(), type.getShape());
  return buildRead(builder, loc, type, input, map);
}

/// The box of the given offsets and sizes, by unit steps unless `steps` says
/// otherwise.
static Value extractBox(OpBuilder &builder, Location loc, Value tensor,
                        ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes,
                        ArrayRef<int64_t> steps = {}) {
  SmallVector<int64_t> ones(offsets.size(), 1);
  return tensor::ExtractSliceOp::create(
      builder, loc, tensor,
      getAsIndexOpFoldResult(builder.getContext(), offsets),
      getAsIndexOpFoldResult(builder.getContext(), sizes),
      getAsIndexOpFoldResult(builder.getContext(),
                             steps.empty() ? ones : steps));
}

static Value insertBox(OpBuilder &builder, Location loc, Value box, Value into,
                       ArrayRef<int64_t> offsets) {
  RankedTensorType type = getTensorType(box);
  SmallVector<int64_t> ones(offsets.size(), 1);
  return tensor::InsertSliceOp::create(
      builder, loc, box, into,
      getAsIndexOpFoldResult(builder.getContext(), offsets),
      getAsIndexOpFoldResult(builder.getContext(), type.getShape()),
      getAsIndexOpFoldResult(builder.getContext(), ones));
}

namespace {
struct ReshapeLowering final : TypedLowering<ReshapeOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(ReshapeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op,
                       buildReshape(rewriter, op.getLoc(), adaptor.getInput(),
                                    op.getType().getShape()));
    return success();
  }
};

struct BroadcastLowering final : TypedLowering<BroadcastOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(BroadcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(op,
                       buildBroadcast(rewriter, op.getLoc(), getResultType(op),
                                      adaptor.getInput()));
    return success();
  }
};

struct TransposeLowering final : TypedLowering<TransposeOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(TransposeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    AffineMap map = AffineMap::getPermutationMap(
        invertPermutationVector(op.getPermutation()), getContext());
    rewriter.replaceOp(op, buildRead(rewriter, op.getLoc(), getResultType(op),
                                     adaptor.getInput(), map));
    return success();
  }
};

struct ConcatLowering final : TypedLowering<ConcatOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(ConcatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RankedTensorType type = getResultType(op);
    Value result = buildEmptyTensor(rewriter, op.getLoc(), type);
    SmallVector<int64_t> offsets(type.getRank(), 0);
    for (Value input : adaptor.getInputs()) {
      RankedTensorType inputType = getTensorType(input);
      // A box without elements has no place in a tensor without elements.
      if (inputType.getNumElements() == 0)
        continue;
      result = insertBox(rewriter, op.getLoc(), input, result, offsets);
      offsets[op.getAxis()] += inputType.getDimSize(op.getAxis());
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

struct SplitLowering final : TypedLowering<SplitOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(SplitOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<int64_t> offsets(op.getInput().getType().getRank(), 0);
    SmallVector<Value> parts;
    for (unsigned i = 0; i < op.getNumResults(); ++i) {
      RankedTensorType type = getResultType(op, i);
      if (type.getNumElements() == 0) {
        parts.push_back(buildEmptyTensor(rewriter, op.getLoc(), type));
        continue;
      }
      parts.push_back(extractBox(rewriter, op.getLoc(), adaptor.getInput(),
                                 offsets, type.getShape()));
      offsets[op.getAxis()] += op.getSizes()[i];
    }
    rewriter.replaceOp(op, parts);
    return success();
  }
};

struct SliceLowering final : TypedLowering<SliceOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(SliceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    // Starts of an empty slice may lie anywhere.
    if (op.getType().getNumElements() == 0) {
      rewriter.replaceOp(op,
                         buildEmptyTensor(rewriter, loc, getResultType(op)));
      return success();
    }
    if (llvm::all_of(op.getSteps(), [](int64_t step) { return step > 0; })) {
      rewriter.replaceOp(op, extractBox(rewriter, loc, adaptor.getInput(),
                                        op.getStarts(), op.getSizes(),
                                        op.getSteps()));
      return success();
    }
    auto getPlace = [&](OpBuilder &builder, Value position, int64_t dim) {
      Value step = buildIndex(builder, loc, op.getSteps()[dim]);
      Value start = buildIndex(builder, loc, op.getStarts()[dim]);
      Value distance = arith::MulIOp::create(builder, loc, position, step);
      return arith::AddIOp::create(builder, loc, start, distance).getResult();
    };
    rewriter.replaceOp(op, buildRead(rewriter, loc, getResultType(op),
                                     adaptor.getInput(), getPlace));
    return success();
  }
};

struct TileLowering final : TypedLowering<TileOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(TileOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    // [n0, n1] -> [1, n0, 1, n1] -> [r0, n0, r1, n1] -> [r0 * n0, r1 * n1].
    RankedTensorType type = getResultType(op);
    SmallVector<int64_t> unrepeated, repeated;
    for (auto [size, repeats] :
         llvm::zip_equal(op.getInput().getType().getShape(), op.getRepeats())) {
      unrepeated.append({1, size});
      repeated.append({repeats, size});
    }
    Value input =
        buildReshape(rewriter, op.getLoc(), adaptor.getInput(), unrepeated);
    Value tiles =
        buildBroadcast(rewriter, op.getLoc(), type.clone(repeated), input);
    rewriter.replaceOp(
        op, buildReshape(rewriter, op.getLoc(), tiles, type.getShape()));
    return success();
  }
};

/// Padding works on what is left after removal.
struct PadLowering final : TypedLowering<PadOp> {
  using TypedLowering::TypedLowering;

  LogicalResult
  matchAndRewrite(PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<int64_t> begins, sizes, low;
    for (auto [size, before, after] : llvm::zip_equal(
             op.getInput().getType().getShape(), op.getLow(), op.getHigh())) {
      begins.push_back(std::max<int64_t>(-before, 0));
      sizes.push_back(size - begins.back() + std::min<int64_t>(after, 0));
      low.push_back(std::max<int64_t>(before, 0));
    }
    rewriter.replaceOp(op, buildPad(rewriter, op, getResultType(op),
                                    adaptor.getInput(), begins, sizes, low));
    return success();
  }

private:
  static Value buildPad(OpBuilder &builder, PadOp op, RankedTensorType type,
                        Value input, ArrayRef<int64_t> begins,
                        ArrayRef<int64_t> sizes, ArrayRef<int64_t> low) {
    Location loc = op.getLoc();
    bool isConstant = op.getMode() == PadMode::constant;
    if (llvm::is_contained(sizes, 0))
      return isConstant ? buildFilledTensor(builder, loc, type,
                                            buildScalar(builder, op, type))
                        : buildEmptyTensor(builder, loc, type);
    input = extractBox(builder, loc, input, begins, sizes);
    if (isConstant)
      return insertBox(
          builder, loc, input,
          buildFilledTensor(builder, loc, type, buildScalar(builder, op, type)),
          low);
    return buildRead(builder, loc, type, input,
                     [&](OpBuilder &builder, Value position, int64_t dim) {
                       return buildPlace(builder, loc, op.getMode(), position,
                                         low[dim], sizes[dim]);
                     });
  }

  /// `value` rounded to the element type.
  static Value buildScalar(OpBuilder &builder, PadOp op,
                           RankedTensorType type) {
    HostTensor scalar = HostTensor::zeros(
        RankedTensorType::get({}, op.getType().getElementType()));
    scalar.setFloat(0, op.getValue().convertToDouble());
    ElementsAttr attr = reinterpretElements(scalar.toDenseAttribute(),
                                            type.clone(ArrayRef<int64_t>{}));
    return arith::ConstantOp::create(
        builder, op.getLoc(),
        cast<DenseElementsAttr>(attr).getSplatValue<TypedAttr>());
  }

  /// Where, among `size` elements, the element at `position` of a dimension
  /// padded by `low` comes from.
  static Value buildPlace(OpBuilder &builder, Location loc, PadMode mode,
                          Value position, int64_t low, int64_t size) {
    auto constant = [&](int64_t value) {
      return buildIndex(builder, loc, value);
    };
    Value index = arith::SubIOp::create(builder, loc, position, constant(low));
    if (mode == PadMode::edge) {
      index = arith::MaxSIOp::create(builder, loc, index, constant(0));
      return arith::MinSIOp::create(builder, loc, index, constant(size - 1));
    }
    // A mirrored row repeats after walking to its end and back.
    Value period = constant(
        mode == PadMode::wrap ? size : std::max<int64_t>(2 * (size - 1), 1));
    index = arith::RemSIOp::create(builder, loc, index, period);
    Value fromEnd = arith::AddIOp::create(builder, loc, index, period);
    Value isNegative = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::slt, index, constant(0));
    index = arith::SelectOp::create(builder, loc, isNegative, fromEnd, index);
    if (mode == PadMode::wrap)
      return index;
    Value mirrored = arith::SubIOp::create(builder, loc, period, index);
    return arith::MinSIOp::create(builder, loc, index, mirrored);
  }
};
} // namespace

void fovea::populateShapePatterns(const TypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<ReshapeLowering, BroadcastLowering, TransposeLowering,
               ConcatLowering, SplitLowering, SliceLowering, TileLowering,
               PadLowering>(converter, patterns.getContext());
}
