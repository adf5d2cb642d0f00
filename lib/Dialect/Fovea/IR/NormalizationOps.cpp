//===- NormalizationOps.cpp - Normalizations and softmax ------------------===//

#include "Inference.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

static bool broadcastsTo(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes({from, to});
  return succeeded(shape) && ArrayRef(*shape) == to;
}

/// Check an optional parameter that broadcasts to the `shape` of what is
/// normalized.
template <typename OpTy>
static LogicalResult checkParameter(std::optional<Location> loc, StringRef name,
                                    Value parameter, ArrayRef<int64_t> shape) {
  if (!parameter || broadcastsTo(getTensorType(parameter).getShape(), shape))
    return success();
  return inferenceError<OpTy>(loc, "expects ", name,
                              " to broadcast to the normalized shape [", shape,
                              "], got ", parameter.getType());
}

/// Check an optional parameter with one element for each channel.
template <typename OpTy>
static LogicalResult checkChannels(std::optional<Location> loc, StringRef name,
                                   Value parameter, int64_t channels) {
  if (!parameter || getTensorType(parameter).getShape() == ArrayRef(channels))
    return success();
  return inferenceError<OpTy>(loc, "expects ", name, " of shape [", channels,
                              "], one element per channel of the input, got ",
                              parameter.getType());
}

//===----------------------------------------------------------------------===//
// BatchNormOp
//===----------------------------------------------------------------------===//

LogicalResult BatchNormOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() == 0)
    return inferenceError<BatchNormOp>(
        loc, "expects an input with a channel dimension, got ", input);
  int64_t channels = input.getShape().back();
  std::pair<StringRef, Value> parameters[] = {
      {"scale", adaptor.getScale()},
      {"offset", adaptor.getOffset()},
      {"mean", adaptor.getMean()},
      {"variance", adaptor.getVariance()}};
  for (auto [name, parameter] : parameters)
    if (failed(checkChannels<BatchNormOp>(loc, name, parameter, channels)))
      return failure();
  types.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// LayerNormOp, RMSNormOp
//===----------------------------------------------------------------------===//

LogicalResult LayerNormOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkAxis(loc, adaptor.getAxis(), input)))
    return failure();
  ArrayRef<int64_t> shape = input.getShape().drop_front(adaptor.getAxis());
  if (failed(checkParameter<LayerNormOp>(loc, "scale", adaptor.getScale(),
                                         shape)) ||
      failed(checkParameter<LayerNormOp>(loc, "offset", adaptor.getOffset(),
                                         shape)))
    return failure();
  types.push_back(input);
  return success();
}

LogicalResult RMSNormOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> loc,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (failed(checkAxis(loc, adaptor.getAxis(), input)))
    return failure();
  ArrayRef<int64_t> shape = input.getShape().drop_front(adaptor.getAxis());
  if (failed(
          checkParameter<RMSNormOp>(loc, "scale", adaptor.getScale(), shape)))
    return failure();
  types.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// GroupNormOp
//===----------------------------------------------------------------------===//

LogicalResult GroupNormOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  if (input.getRank() < 2)
    return inferenceError<GroupNormOp>(
        loc, "expects an input of shape [batch, spatial..., channels], got ",
        input);
  int64_t channels = input.getShape().back();
  int64_t groups = adaptor.getGroups();
  if (groups < 1 || channels % groups != 0)
    return inferenceError<GroupNormOp>(loc, "expects groups that divide the ",
                                       channels, " channels of ", input,
                                       ", got ", groups);
  if (failed(checkChannels<GroupNormOp>(loc, "scale", adaptor.getScale(),
                                        channels)) ||
      failed(checkChannels<GroupNormOp>(loc, "offset", adaptor.getOffset(),
                                        channels)))
    return failure();
  types.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// SoftmaxOp, LogSoftmaxOp
//===----------------------------------------------------------------------===//

static LogicalResult inferSoftmax(std::optional<Location> loc, Value input,
                                  int64_t axis, SmallVectorImpl<Type> &types) {
  if (failed(checkAxis(loc, axis, getTensorType(input))))
    return failure();
  types.push_back(input.getType());
  return success();
}

template <typename OpTy>
static FailureOr<SmallVector<Value>>
buildTransposedSoftmax(OpTy op, OpBuilder &builder, Value input,
                       ArrayRef<int64_t> permutation) {
  return SmallVector<Value>{OpTy::create(builder, op.getLoc(), input.getType(),
                                         input, permutation[op.getAxis()])};
}

LogicalResult SoftmaxOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> loc,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  return inferSoftmax(loc, adaptor.getInput(), adaptor.getAxis(), types);
}

FailureOr<SmallVector<Value>>
SoftmaxOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                           ArrayRef<int64_t> permutation) {
  return buildTransposedSoftmax(*this, builder, operands[0], permutation);
}

LogicalResult LogSoftmaxOp::inferReturnTypes(MLIRContext *,
                                             std::optional<Location> loc,
                                             Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  return inferSoftmax(loc, adaptor.getInput(), adaptor.getAxis(), types);
}

FailureOr<SmallVector<Value>>
LogSoftmaxOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                              ArrayRef<int64_t> permutation) {
  return buildTransposedSoftmax(*this, builder, operands[0], permutation);
}
