//===- WindowOps.cpp - Convolutions and pools -----------------------------===//

#include "Inference.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/CheckedArithmetic.h"

using namespace mlir;
using namespace fovea;

/// Sizes between the batch and the channels.
static ArrayRef<int64_t> getSpatialSizes(RankedTensorType featureMap) {
  return featureMap.getShape().drop_front().drop_back();
}

static LogicalResult checkFeatureMap(std::optional<Location> loc,
                                     RankedTensorType input) {
  if (input.getRank() >= 3)
    return success();
  return emitOptionalError(
      loc, "expected input [batch, spatial..., channels], got ", input);
}

/// `[batch, outputs..., channels]`
static SmallVector<int64_t> getResultShape(RankedTensorType input,
                                           ArrayRef<WindowDim> dims,
                                           int64_t channels) {
  SmallVector<int64_t> shape{input.getDimSize(0)};
  for (const WindowDim &dim : dims)
    shape.push_back(dim.output);
  shape.push_back(channels);
  return shape;
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

template <typename ConvLike>
static WindowAttributes getConvAttributes(ConvLike op) {
  return {getTensorType(op.getKernel()).getShape().drop_back(2),
          op.getStrides(), op.getDilations(), op.getPads()};
}

/// Checks common to both convolutions: ranks, element types, groups, bias.
template <typename Adaptor>
static LogicalResult checkConvOperands(std::optional<Location> loc,
                                       Adaptor adaptor,
                                       int64_t outputChannels) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType kernel = getTensorType(adaptor.getKernel());
  if (failed(checkElementType(loc, "kernel", kernel, "input", input)))
    return failure();
  int64_t inputChannels = input.getShape().back();
  int64_t groups = adaptor.getGroups();
  if (groups < 1 || inputChannels % groups != 0 || outputChannels % groups != 0)
    return emitOptionalError(loc, "expected groups that divide ", inputChannels,
                             " input channels and ", outputChannels,
                             " output channels, got ", groups);
  if (!adaptor.getBias())
    return success();
  RankedTensorType bias = getTensorType(adaptor.getBias());
  if (failed(checkElementType(loc, "bias", bias, "input", input)))
    return failure();
  if (bias.getShape() != ArrayRef(outputChannels))
    return emitOptionalError(loc, "expected bias of shape [", outputChannels,
                             "], got ", bias);
  return success();
}

static LogicalResult checkConvRanks(std::optional<Location> loc,
                                    RankedTensorType input,
                                    RankedTensorType kernel) {
  if (failed(checkFeatureMap(loc, input)))
    return failure();
  if (kernel.getRank() != input.getRank())
    return emitOptionalError(loc, "expected kernel of rank ", input.getRank(),
                             " for input ", input, ", got ", kernel);
  return success();
}

LogicalResult ConvOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> loc,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType kernel = getTensorType(adaptor.getKernel());
  if (failed(checkConvRanks(loc, input, kernel)))
    return failure();
  int64_t outputChannels = kernel.getShape().back();
  if (failed(checkConvOperands(loc, adaptor, outputChannels)))
    return failure();
  int64_t groupChannels =
      input.getShape().back() / static_cast<int64_t>(adaptor.getGroups());
  if (kernel.getDimSize(kernel.getRank() - 2) != groupChannels)
    return emitOptionalError(loc, "expected kernel [window..., ", groupChannels,
                             ", output channels] for input ", input, " in ",
                             adaptor.getGroups(), " groups, got ", kernel);
  auto dims =
      inferWindowDims(loc, getSpatialSizes(input), getConvAttributes(adaptor));
  if (failed(dims))
    return failure();
  return appendTensorType(loc, getResultShape(input, *dims, outputChannels),
                          input.getElementType(), types);
}

SmallVector<WindowDim> ConvOp::getWindowDims() {
  return *inferWindowDims(std::nullopt, getSpatialSizes(getInput().getType()),
                          getConvAttributes(*this));
}

LogicalResult ConvTransposeOp::inferReturnTypes(MLIRContext *,
                                                std::optional<Location> loc,
                                                Adaptor adaptor,
                                                SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType kernel = getTensorType(adaptor.getKernel());
  if (failed(checkConvRanks(loc, input, kernel)))
    return failure();
  int64_t groups = adaptor.getGroups();
  std::optional<int64_t> outputChannels =
      llvm::checkedMul(kernel.getShape().back(), groups);
  if (!outputChannels)
    return emitOptionalError(loc, "too many output channels in kernel ", kernel,
                             " with ", groups, " groups");
  if (failed(checkConvOperands(loc, adaptor, *outputChannels)))
    return failure();
  if (kernel.getDimSize(kernel.getRank() - 2) != input.getShape().back())
    return emitOptionalError(
        loc, "expected kernel [window..., ", input.getShape().back(),
        ", output channels / groups] for input ", input, ", got ", kernel);
  auto dims = inferTransposedWindowDims(loc, getSpatialSizes(input),
                                        getConvAttributes(adaptor),
                                        adaptor.getOutputPadding());
  if (failed(dims))
    return failure();
  return appendTensorType(loc, getResultShape(input, *dims, *outputChannels),
                          input.getElementType(), types);
}

SmallVector<WindowDim> ConvTransposeOp::getWindowDims() {
  return *inferTransposedWindowDims(
      std::nullopt, getSpatialSizes(getInput().getType()),
      getConvAttributes(*this), getOutputPadding());
}

/// The pads of `conv` together with those that `pad` adds to its input, or
/// failure if a convolution cannot do what `pad` does: put zeros around the
/// spatial dimensions.
static FailureOr<SmallVector<int64_t>> mergePads(ConvOp conv, PadOp pad,
                                                 PatternRewriter &rewriter) {
  if (pad.getMode() != PadMode::constant || !pad.getValue().isZero())
    return rewriter.notifyMatchFailure(conv, "input is not padded with zeros");
  ArrayRef<int64_t> low = pad.getLow(), high = pad.getHigh();
  if (low.front() != 0 || low.back() != 0 || high.front() != 0 ||
      high.back() != 0)
    return rewriter.notifyMatchFailure(
        conv, "input is padded along batch or channels");
  SmallVector<int64_t> pads(low.drop_front().drop_back());
  llvm::append_range(pads, high.drop_front().drop_back());
  if (llvm::any_of(pads, [](int64_t size) { return size < 0; }))
    return rewriter.notifyMatchFailure(conv, "pad removes elements");
  if (conv.getPads())
    for (auto [sum, own] : llvm::zip_equal(pads, *conv.getPads()))
      sum += own;
  return pads;
}

/// conv(pad(x)) -> conv(x) with larger pads.
static LogicalResult foldPadIntoConv(ConvOp conv, PatternRewriter &rewriter) {
  auto pad = conv.getInput().getDefiningOp<PadOp>();
  if (!pad)
    return rewriter.notifyMatchFailure(conv, "input is not padded");
  FailureOr<SmallVector<int64_t>> pads = mergePads(conv, pad, rewriter);
  if (failed(pads))
    return failure();
  WindowAttributes attrs = getConvAttributes(conv);
  attrs.pads = *pads;
  if (failed(inferWindowDims(std::nullopt,
                             getSpatialSizes(pad.getInput().getType()), attrs)))
    return rewriter.notifyMatchFailure(conv, "sum of the pads is too large");
  rewriter.modifyOpInPlace(conv, [&] {
    conv.getInputMutable().assign(pad.getInput());
    conv.setPads(*pads);
  });
  return success();
}

void ConvOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *) {
  patterns.add(foldPadIntoConv);
}

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

template <typename PoolLike>
static FailureOr<SmallVector<WindowDim>>
inferPoolDims(std::optional<Location> loc, PoolLike op) {
  return inferWindowDims(
      loc, getSpatialSizes(getTensorType(op.getInput())),
      {op.getWindow(), op.getStrides(), op.getDilations(), op.getPads()},
      op.getCeilMode());
}

template <typename Adaptor>
static LogicalResult inferPoolType(std::optional<Location> loc, Adaptor adaptor,
                                   Type elementType,
                                   SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkFeatureMap(loc, input)))
    return failure();
  auto dims = inferPoolDims(loc, adaptor);
  if (failed(dims))
    return failure();
  return appendTensorType(loc,
                          getResultShape(input, *dims, input.getShape().back()),
                          elementType, types);
}

/// A mean or norm is only defined here for floating point elements.
template <typename Adaptor>
static LogicalResult inferFloatPoolType(std::optional<Location> loc,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (!isa<FloatType>(input.getElementType()))
    return emitOptionalError(
        loc, "expected input of floating point elements, got ", input);
  return inferPoolType(loc, adaptor, input.getElementType(), types);
}

LogicalResult MaxPoolOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> loc,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferPoolType(
      loc, adaptor, getTensorType(adaptor.getInput()).getElementType(), types);
}

SmallVector<WindowDim> MaxPoolOp::getWindowDims() {
  return *inferPoolDims(std::nullopt, *this);
}

OpFoldResult MaxPoolOp::fold(FoldAdaptor) {
  auto isIdentity = [](const WindowDim &dim) {
    return dim.window == 1 && dim.stride == 1 && dim.padLow == 0 &&
           dim.padHigh == 0;
  };
  return llvm::all_of(getWindowDims(), isIdentity) ? OpFoldResult(getInput())
                                                   : OpFoldResult();
}

LogicalResult MaxPoolIndicesOp::inferReturnTypes(MLIRContext *context,
                                                 std::optional<Location> loc,
                                                 Adaptor adaptor,
                                                 SmallVectorImpl<Type> &types) {
  return inferPoolType(loc, adaptor, IntegerType::get(context, 64), types);
}

SmallVector<WindowDim> MaxPoolIndicesOp::getWindowDims() {
  return *inferPoolDims(std::nullopt, *this);
}

LogicalResult AvgPoolOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> loc,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferFloatPoolType(loc, adaptor, types);
}

SmallVector<WindowDim> AvgPoolOp::getWindowDims() {
  return *inferPoolDims(std::nullopt, *this);
}

LogicalResult LpPoolOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  int64_t p = adaptor.getP();
  if (p < 1)
    return emitOptionalError(loc, "expected p of at least 1, got ", p);
  return inferFloatPoolType(loc, adaptor, types);
}

SmallVector<WindowDim> LpPoolOp::getWindowDims() {
  return *inferPoolDims(std::nullopt, *this);
}
