//===- Convolutions.cpp - Reference lowering of convolutions --------------===//
//
// Both convolutions become one sum of products over an input that holds all its
// zeros: those of the padding and, for a transposed one, those between the
// elements of a strided input. Channels are seen as [groups, channels of a
// group], which keeps all indices affine.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"
#include "Windows.h"

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

/// `[..., c, ...]` -> `[..., groups, c / groups, ...]`
static Value splitChannels(OpBuilder &builder, Location loc, Value tensor,
                           int64_t dim, int64_t groups) {
  SmallVector<int64_t> shape(getTensorType(tensor).getShape());
  shape[dim] /= groups;
  shape.insert(shape.begin() + dim, groups);
  SmallVector<ReassociationIndices> reassociation;
  for (int64_t i = 0, next = 0; next < static_cast<int64_t>(shape.size());
       ++i) {
    reassociation.push_back({next++});
    if (i == dim)
      reassociation.back().push_back(next++);
  }
  return tensor::ExpandShapeOp::create(
      builder, loc, getTensorType(tensor).clone(shape), tensor, reassociation);
}

static Value joinLastDims(OpBuilder &builder, Location loc, Value tensor) {
  int64_t rank = getTensorType(tensor).getRank();
  SmallVector<ReassociationIndices> reassociation;
  for (int64_t i = 0; i < rank - 1; ++i)
    reassociation.push_back({i});
  reassociation.back().push_back(rank - 1);
  return tensor::CollapseShapeOp::create(builder, loc, tensor, reassociation);
}

/// What every result of type `type` starts from: the bias or 0, in the type of
/// the sum.
static Value buildInit(OpBuilder &builder, Location loc, RankedTensorType type,
                       Value bias) {
  Type sumType = getComputeType(type.getElementType());
  if (!bias)
    return buildZeros(builder, loc, type.getShape(), sumType);
  AffineMap channels = getBroadcastMap(
      builder.getContext(), getTensorType(bias).getShape(), type.getShape());
  return buildElements(builder, loc, type.clone(getSignlessType(sumType)), bias,
                       channels,
                       [&](OpBuilder &builder, Location loc, ValueRange args) {
                         return ElementBuilder(builder, loc, sumType)
                             .convert(args[0], type.getElementType());
                       });
}

namespace {
/// The loops of a grouped convolution, by what they run over.
struct ConvLoops {
  AffineExpr batch, group, inputChannel, outputChannel;
  SmallVector<AffineExpr> outputs, taps; ///< One for each spatial dimension.
  unsigned count;

  /// Output channels are innermost: there the kernel and the result are
  /// contiguous. In a depthwise convolution that loop has one iteration, and
  /// the groups take its place.
  ConvLoops(MLIRContext *context, unsigned spatialRank, bool isDepthwise)
      : count(2 * spatialRank + 4) {
    unsigned next = 0;
    auto addLoop = [&] { return getAffineDimExpr(next++, context); };
    batch = addLoop();
    for (unsigned i = 0; i < spatialRank; ++i)
      outputs.push_back(addLoop());
    if (!isDepthwise)
      group = addLoop();
    for (unsigned i = 0; i < spatialRank; ++i)
      taps.push_back(addLoop());
    inputChannel = addLoop();
    outputChannel = addLoop();
    if (isDepthwise)
      group = addLoop();
  }

  /// `[first..., spatial..., last...]`
  AffineMap getMap(ArrayRef<AffineExpr> first, ArrayRef<AffineExpr> spatial,
                   ArrayRef<AffineExpr> last) const {
    SmallVector<AffineExpr> exprs(first);
    llvm::append_range(exprs, spatial);
    llvm::append_range(exprs, last);
    return AffineMap::get(count, /*symbolCount=*/0, exprs, batch.getContext());
  }
};
} // namespace

/// Sum the products of taps. `input` has all zeros in place, `positions` says
/// where in it a tap lies; the kernel's groups are split off its dimension
/// `kernelGroupDim`, counted from the end (1: output, 2: input channels).
template <typename ConvLike>
static Value
buildSumOfProducts(OpBuilder &builder, ConvLike op, Value input, Value kernel,
                   Value bias, const ConvLoops &loops,
                   ArrayRef<AffineExpr> positions, int64_t kernelGroupDim) {
  Location loc = op.getLoc();
  int64_t groups = op.getGroups();
  int64_t rank = getTensorType(input).getRank();
  RankedTensorType type = op.getType();
  Type elementType = type.getElementType();
  Value init = buildInit(builder, loc, type, bias);
  SmallVector<AffineExpr> channels{loops.inputChannel, loops.outputChannel};
  channels.insert(channels.end() - kernelGroupDim, loops.group);

  Value sum = buildContraction(
      builder, loc, splitChannels(builder, loc, input, rank - 1, groups),
      splitChannels(builder, loc, kernel, rank - kernelGroupDim, groups),
      splitChannels(builder, loc, init, rank - 1, groups),
      {loops.getMap(loops.batch, positions, {loops.group, loops.inputChannel}),
       loops.getMap({}, loops.taps, channels),
       loops.getMap(loops.batch, loops.outputs,
                    {loops.group, loops.outputChannel})});
  return buildConverted(builder, loc, joinLastDims(builder, loc, sum),
                        getComputeType(elementType), elementType);
}

template <typename ConvLike> static ConvLoops getLoops(ConvLike op) {
  int64_t groups = op.getGroups();
  auto getChannels = [](Value value) {
    return getTensorType(value).getShape().back();
  };
  bool isDepthwise = groups > 1 && groups == getChannels(op.getInput()) &&
                     groups == getChannels(op.getResult());
  return ConvLoops(op.getContext(), op.getWindowDims().size(), isDepthwise);
}

/// The input of a transposed convolution with zeros between and around its
/// elements, such that output o meets tap k at
/// `o + (effective window - 1) - k * dilation`.
static Value buildDilatedInput(OpBuilder &builder, Location loc, Value input,
                               ArrayRef<WindowDim> dims) {
  RankedTensorType type = getTensorType(input);
  SmallVector<int64_t> shape(type.getShape()), partShape(type.getShape());
  SmallVector<int64_t> from(type.getRank(), 0), to(type.getRank(), 0);
  SmallVector<int64_t> ones(type.getRank(), 1), strides(ones);
  for (auto [i, dim] : llvm::enumerate(dims)) {
    int64_t reach = dim.getEffectiveWindow() - 1;
    shape[i + 1] = dim.output + reach;
    strides[i + 1] = dim.stride;
    // Input x goes to x * stride + offset. Large pads drop it at either end.
    int64_t offset = reach - dim.padLow;
    int64_t begin =
        std::max<int64_t>(0, llvm::divideCeilSigned(-offset, dim.stride));
    int64_t end = std::min(
        dim.input, llvm::divideCeilSigned(shape[i + 1] - offset, dim.stride));
    from[i + 1] = begin;
    to[i + 1] = begin * dim.stride + offset;
    partShape[i + 1] = end - begin;
    if (begin >= end)
      partShape[i + 1] = to[i + 1] = from[i + 1] = 0;
  }
  Value zeros = buildZeros(builder, loc, shape, type.getElementType());
  if (type.clone(partShape).getNumElements() == 0)
    return zeros;
  MLIRContext *context = builder.getContext();
  SmallVector<OpFoldResult> sizes = getAsIndexOpFoldResult(context, partShape);
  Value part = tensor::ExtractSliceOp::create(
      builder, loc, type.clone(partShape), input,
      getAsIndexOpFoldResult(context, from), sizes,
      getAsIndexOpFoldResult(context, ones));
  return tensor::InsertSliceOp::create(
      builder, loc, part, zeros, getAsIndexOpFoldResult(context, to), sizes,
      getAsIndexOpFoldResult(context, strides));
}

namespace {
struct LowerConv final : OpConversionPattern<ConvOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConvOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<WindowDim> dims = op.getWindowDims();
    ElementBuilder e(rewriter, op.getLoc(), op.getType().getElementType());
    Value input = buildPaddedInput(rewriter, op.getLoc(), adaptor.getInput(),
                                   dims, e.constant(0));
    ConvLoops loops = getLoops(op);
    SmallVector<AffineExpr> positions;
    for (auto [dim, output, tap] :
         llvm::zip_equal(dims, loops.outputs, loops.taps))
      positions.push_back(output * dim.stride + tap * dim.dilation);
    rewriter.replaceOp(
        op, buildSumOfProducts(rewriter, op, input, adaptor.getKernel(),
                               adaptor.getBias(), loops, positions, 1));
    return success();
  }
};

/// A convolution of the dilated input with the mirrored kernel.
struct LowerConvTranspose final : OpConversionPattern<ConvTransposeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(ConvTransposeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    SmallVector<WindowDim> dims = op.getWindowDims();
    Value input =
        buildDilatedInput(rewriter, op.getLoc(), adaptor.getInput(), dims);
    ConvLoops loops = getLoops(op);
    SmallVector<AffineExpr> positions;
    for (auto [dim, output, tap] :
         llvm::zip_equal(dims, loops.outputs, loops.taps))
      positions.push_back(output + (dim.getEffectiveWindow() - 1) -
                          tap * dim.dilation);
    rewriter.replaceOp(
        op, buildSumOfProducts(rewriter, op, input, adaptor.getKernel(),
                               adaptor.getBias(), loops, positions, 2));
    return success();
  }
};
} // namespace

void fovea::populateConvolutionPatterns(const TypeConverter &converter,
                                        RewritePatternSet &patterns) {
  patterns.add<LowerConv, LowerConvTranspose>(converter, patterns.getContext());
}
