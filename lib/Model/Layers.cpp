//===- Layers.cpp - The layers of ModelBuilder ----------------------------===//

#include "fovea/Model/ModelBuilder.h"

#include "llvm/Support/MathExtras.h"

#include <cmath>
#include <numeric>

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

bool ModelBuilder::isFeatureMap(StringRef what, Value value) {
  if (!isUsable(what, value))
    return false;
  size_t rank = getShape(value).size();
  if (rank >= 3 && rank <= 5)
    return true;
  fail(what +
       ": expected an input [batch, spatial..., channels] with one to "
       "three spatial dimensions, got rank " +
       Twine(rank));
  return false;
}

SmallVector<int64_t> ModelBuilder::getPads(Value input, Padding padding,
                                           int64_t window, int64_t stride,
                                           int64_t dilation) const {
  ArrayRef<int64_t> spatial = getShape(input).drop_front().drop_back();
  SmallVector<int64_t> begins(spatial.size(), 0), ends(spatial.size(), 0);
  int64_t reach = dilation * (window - 1);
  for (auto [size, begin, end] : llvm::zip_equal(spatial, begins, ends)) {
    if (padding == Padding::symmetric)
      begin = end = reach / 2;
    if (padding != Padding::same)
      continue;
    int64_t lastStart = (llvm::divideCeil(size, stride) - 1) * stride;
    int64_t total = std::max<int64_t>(lastStart + reach + 1 - size, 0);
    begin = total / 2;
    end = total - begin;
  }
  llvm::append_range(begins, ends);
  return begins;
}

/// Larger windows than any image: what keeps the arithmetic on them exact.
static constexpr int64_t kMaxWindow = 1 << 20;

Value ModelBuilder::conv(StringRef name, Value input, int64_t outChannels,
                         ConvOptions options) {
  auto inner = scope(name);
  if (!isFeatureMap("conv", input) ||
      !isPositive("conv: output channels", outChannels) ||
      !isPositive("conv: kernel", options.kernel) ||
      !isPositive("conv: stride", options.stride) ||
      !isPositive("conv: dilation", options.dilation) ||
      !isPositive("conv: groups", options.groups))
    return {};
  if (std::max({options.kernel, options.stride, options.dilation}) >
      kMaxWindow) {
    fail("conv: expected kernel, stride and dilation of at most 2^20");
    return {};
  }
  int64_t channels = getChannels(input);
  if (channels % options.groups != 0 || outChannels % options.groups != 0) {
    fail("conv: expected " + Twine(channels) + " input and " +
         Twine(outChannels) + " output channels to be multiples of the " +
         Twine(options.groups) + " groups");
    return {};
  }

  size_t spatialRank = getShape(input).size() - 2;
  SmallVector<int64_t> kernelShape(spatialRank, options.kernel);
  double positions = std::pow(options.kernel, spatialRank);
  kernelShape.append({channels / options.groups, outChannels});
  WeightInit init = options.init.value_or(
      WeightInit::heNormal(positions * outChannels / options.groups));

  Type elementType = getElementTypeOrSelf(input);
  SmallVector<Value> operands = {
      input, weight(options.kernelName, kernelShape, init, elementType)};
  if (options.bias)
    operands.push_back(
        weight("bias", outChannels, WeightInit::constant(0.0), elementType));
  SmallVector<int64_t> strides(spatialRank, options.stride);
  SmallVector<int64_t> dilations(spatialRank, options.dilation);
  return getOnlyResult(create<ConvOp>(
      operands, {attr("strides", strides), attr("dilations", dilations),
                 attr("pads", getPads(input, options.padding, options.kernel,
                                      options.stride, options.dilation)),
                 attr("groups", options.groups)}));
}

Value ModelBuilder::depthwiseConv(StringRef name, Value input,
                                  ConvOptions options) {
  options.groups = getChannels(input);
  return conv(name, input, getChannels(input), options);
}

Value ModelBuilder::maxPool(Value input, PoolOptions options) {
  if (!isFeatureMap("max_pool", input) ||
      !isPositive("max_pool: window", options.window) ||
      !isPositive("max_pool: stride", options.stride))
    return {};
  if (std::max(options.window, options.stride) > kMaxWindow) {
    fail("max_pool: expected window and stride of at most 2^20");
    return {};
  }
  size_t spatialRank = getShape(input).size() - 2;
  SmallVector<int64_t> window(spatialRank, options.window);
  SmallVector<int64_t> strides(spatialRank, options.stride);
  return getOnlyResult(create<MaxPoolOp>(
      input, {attr("window", window), attr("strides", strides),
              attr("pads", getPads(input, options.padding, options.window,
                                   options.stride, /*dilation=*/1))}));
}

Value ModelBuilder::globalAvgPool(Value input, bool keepDims) {
  if (!isFeatureMap("global_avg_pool", input))
    return {};
  SmallVector<int64_t> axes(getShape(input).size() - 2);
  std::iota(axes.begin(), axes.end(), 1);
  SmallVector<NamedAttribute> attributes = {
      attr("kind", ReduceKindAttr::get(builder.getContext(), ReduceKind::mean)),
      attr("axes", axes)};
  if (keepDims)
    attributes.push_back(attr("keep_dims", builder.getUnitAttr()));
  return getOnlyResult(create<ReduceOp>(input, attributes));
}

//===----------------------------------------------------------------------===//
// Normalizations
//===----------------------------------------------------------------------===//

Value ModelBuilder::batchNorm(StringRef name, Value input, double epsilon,
                              const BatchNormNames &names) {
  auto inner = scope(name);
  if (!isUsable("batch_norm", input))
    return {};
  int64_t channels = getChannels(input);
  Type type = getElementTypeOrSelf(input);
  auto zero = WeightInit::constant(0.0), one = WeightInit::constant(1.0);
  Value scale = weight(names.scale, channels, one, type);
  Value offset = weight(names.offset, channels, zero, type);
  Value mean = weight(names.mean, channels, zero, type);
  Value variance = weight(names.variance, channels, one, type);
  return getOnlyResult(
      create<BatchNormOp>({input, scale, offset, mean, variance},
                          attr("epsilon", builder.getF64FloatAttr(epsilon))));
}

Value ModelBuilder::layerNorm(StringRef name, Value input, double epsilon) {
  auto inner = scope(name);
  if (!isUsable("layer_norm", input))
    return {};
  int64_t channels = getChannels(input);
  Type type = getElementTypeOrSelf(input);
  Value scale = weight("scale", channels, WeightInit::constant(1.0), type);
  Value offset = weight("offset", channels, WeightInit::constant(0.0), type);
  int64_t axis = getShape(input).size() - 1;
  return getOnlyResult(create<LayerNormOp>(
      {input, scale, offset},
      {attr("axis", axis), attr("epsilon", builder.getF64FloatAttr(epsilon)),
       attr("operandSegmentSizes", builder.getDenseI32ArrayAttr({1, 1, 1}))}));
}

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

Value ModelBuilder::linear(StringRef name, Value input, int64_t outFeatures,
                           LinearOptions options) {
  auto inner = scope(name);
  if (!isUsable("linear", input) ||
      !isPositive("linear: output features", outFeatures))
    return {};
  int64_t features = getChannels(input);
  Type type = getElementTypeOrSelf(input);
  WeightInit init =
      options.init.value_or(WeightInit::xavierUniform(features, outFeatures));
  Value result =
      matmul(input, weight("kernel", {features, outFeatures}, init, type));
  if (!options.bias)
    return result;
  return add(result, weight("bias", outFeatures, options.biasInit, type));
}

Value ModelBuilder::multiHeadAttention(StringRef name, Value input,
                                       int64_t heads, LinearOptions options) {
  auto inner = scope(name);
  if (!isUsable("attention", input) || !isPositive("attention: heads", heads))
    return {};
  ArrayRef<int64_t> shape = getShape(input);
  if (shape.size() != 3 || shape[2] % heads != 0) {
    fail("attention: expected an input [batch, tokens, channels] with a "
         "multiple of " +
         Twine(heads) + " channels, got rank " + Twine(shape.size()) + " and " +
         Twine(getChannels(input)) + " channels");
    return {};
  }
  int64_t batch = shape[0], tokens = shape[1], channels = shape[2];
  int64_t depth = channels / heads;

  // Each projection is initialized as if it stood alone.
  LinearOptions projection = options;
  projection.init =
      options.init.value_or(WeightInit::xavierUniform(channels, channels));
  Value qkv = linear("qkv", input, 3 * channels, projection);
  SmallVector<Value> parts = split(qkv, /*axis=*/2, /*parts=*/3);
  for (Value &part : parts)
    part =
        transpose(reshape(part, {batch, tokens, heads, depth}), {0, 2, 1, 3});
  Value mixed =
      attention(parts[0], parts[1], parts[2], 1.0 / std::sqrt(double(depth)));
  mixed = reshape(transpose(mixed, {0, 2, 1, 3}), {batch, tokens, channels});
  return linear("out", mixed, channels, options);
}

Value ModelBuilder::matmul(Value lhs, Value rhs) {
  return getOnlyResult(create<MatMulOp>({lhs, rhs}));
}

Value ModelBuilder::attention(Value query, Value key, Value value,
                              double scale) {
  return getOnlyResult(create<AttentionOp>(
      {query, key, value}, attr("scale", builder.getF64FloatAttr(scale))));
}

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

Value ModelBuilder::constant(ArrayRef<int64_t> shape, double value,
                             Type elementType) {
  if (!isSaneShape("constant", shape))
    return {};
  auto type = RankedTensorType::get(shape, elementType ? elementType
                                                       : builder.getF32Type());
  if (!isa<FloatType>(type.getElementType())) {
    fail("constant: expected a floating point element type");
    return {};
  }
  auto elements = DenseElementsAttr::get(
      type, builder.getFloatAttr(type.getElementType(), value));
  return getOnlyResult(create<ConstantOp>({}, attr("value", elements), type));
}

Value ModelBuilder::activation(ActivationKind kind, Value input,
                               std::optional<double> alpha,
                               std::optional<double> beta) {
  SmallVector<NamedAttribute> attributes = {
      attr("kind", ActivationKindAttr::get(builder.getContext(), kind))};
  if (alpha)
    attributes.push_back(attr("alpha", builder.getF64FloatAttr(*alpha)));
  if (beta)
    attributes.push_back(attr("beta", builder.getF64FloatAttr(*beta)));
  return getOnlyResult(create<ActivationOp>(input, attributes));
}

Value ModelBuilder::binary(BinaryKind kind, Value lhs, Value rhs) {
  return getOnlyResult(create<BinaryOp>(
      {lhs, rhs},
      attr("kind", BinaryKindAttr::get(builder.getContext(), kind))));
}

Value ModelBuilder::softmax(Value input, int64_t axis) {
  return getOnlyResult(create<SoftmaxOp>(input, attr("axis", axis)));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Value ModelBuilder::reshape(Value input, ArrayRef<int64_t> shape) {
  if (!isUsable("reshape", input) || !isSaneShape("reshape", shape))
    return {};
  return getOnlyResult(create<ReshapeOp>(
      input, {}, RankedTensorType::get(shape, getElementTypeOrSelf(input))));
}

Value ModelBuilder::broadcast(Value input, ArrayRef<int64_t> shape) {
  if (!isUsable("broadcast", input) || !isSaneShape("broadcast", shape))
    return {};
  return getOnlyResult(create<BroadcastOp>(
      input, {}, RankedTensorType::get(shape, getElementTypeOrSelf(input))));
}

Value ModelBuilder::transpose(Value input, ArrayRef<int64_t> permutation) {
  return getOnlyResult(
      create<TransposeOp>(input, attr("permutation", permutation)));
}

Value ModelBuilder::concat(ArrayRef<Value> inputs, int64_t axis) {
  return getOnlyResult(create<ConcatOp>(inputs, attr("axis", axis)));
}

Value ModelBuilder::select(Value input, int64_t axis, int64_t index) {
  if (!isUsable("select", input))
    return {};
  SmallVector<int64_t> sizes(getShape(input));
  int64_t rank = sizes.size();
  if (axis < 0 || axis >= rank || index < 0 || index >= sizes[axis]) {
    fail("select: expected an element of the input, got index " + Twine(index) +
         " of dimension " + Twine(axis));
    return {};
  }
  SmallVector<int64_t> starts(rank, 0), steps(rank, 1);
  starts[axis] = index;
  sizes[axis] = 1;
  Value slice = getOnlyResult(
      create<SliceOp>(input, {attr("starts", starts), attr("sizes", sizes),
                              attr("steps", steps)}));
  sizes.erase(sizes.begin() + axis);
  return reshape(slice, sizes);
}

SmallVector<Value> ModelBuilder::split(Value input, int64_t axis,
                                       int64_t parts) {
  SmallVector<Value> results(std::max<int64_t>(parts, 0));
  if (!isUsable("split", input) || !isPositive("split: parts", parts))
    return results;
  int64_t size = getSize(input, axis);
  if (size % parts != 0) {
    fail("split: expected a multiple of " + Twine(parts) + ", got " +
         Twine(size) + " elements");
    return results;
  }
  SmallVector<int64_t> sizes(parts, size / parts);
  if (Operation *op =
          create<SplitOp>(input, {attr("axis", axis), attr("sizes", sizes)}))
    llvm::copy(op->getResults(), results.begin());
  return results;
}
