//===- Convolution.cpp - ONNX convolutions --------------------------------===//

#include "Registry.h"
#include "Windows.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static AutoPad readAutoPad(NodeContext &ctx) {
  StringRef name = ctx.getString("auto_pad", "NOTSET");
  if (name == "NOTSET" || name.empty())
    return AutoPad::notset;
  if (name == "VALID")
    return AutoPad::valid;
  if (name == "SAME_UPPER")
    return AutoPad::sameUpper;
  if (name == "SAME_LOWER")
    return AutoPad::sameLower;
  ctx.emitError() << "attribute 'auto_pad' must be 'NOTSET', 'VALID', "
                     "'SAME_UPPER' or 'SAME_LOWER', but is '"
                  << name << "'";
  return AutoPad::notset;
}

/// A list of `count` integers of at least `min`; `otherwise` each without it.
static SmallVector<int64_t> readInts(NodeContext &ctx, StringRef name,
                                     size_t count, int64_t min,
                                     int64_t otherwise) {
  SmallVector<int64_t> values = ctx.getInts(name);
  if (!ctx.hasAttribute(name))
    values.assign(count, otherwise);
  bool isValid = llvm::all_of(values, [&](int64_t value) {
    return value >= min && value <= kMaxWindowValue;
  });
  if (!ctx.hasError() && (values.size() != count || !isValid))
    ctx.emitError() << "attribute '" << name << "' must be " << count
                    << " integers from " << min << " on, but is ["
                    << ArrayRef(values) << "]";
  return values;
}

std::optional<WindowParameters>
onnximport::readWindowParameters(NodeContext &ctx,
                                 ArrayRef<int64_t> spatialShape,
                                 std::optional<ArrayRef<int64_t>> kernel) {
  size_t rank = spatialShape.size();
  WindowParameters result;
  result.autoPad = readAutoPad(ctx);
  if (!kernel && !ctx.hasAttribute("kernel_shape"))
    ctx.emitError() << "attribute 'kernel_shape' is missing";
  result.window = readInts(ctx, "kernel_shape", rank, 1, 1);
  if (kernel && !ctx.hasAttribute("kernel_shape"))
    result.window = llvm::to_vector(*kernel);
  if (!ctx.hasError() && kernel && ArrayRef(result.window) != *kernel)
    ctx.emitError() << "attribute 'kernel_shape' is ["
                    << ArrayRef(result.window) << "], but the weight has ["
                    << *kernel << "]";
  result.strides = readInts(ctx, "strides", rank, 1, 1);
  result.dilations = readInts(ctx, "dilations", rank, 1, 1);
  result.pads = readInts(ctx, "pads", 2 * rank, -kMaxWindowValue, 0);
  if (ctx.hasError())
    return std::nullopt;
  return result;
}

void onnximport::resolveAutoPad(WindowParameters &attributes,
                                ArrayRef<int64_t> spatialShape) {
  if (attributes.autoPad == AutoPad::notset)
    return;
  int64_t rank = attributes.getSpatialRank();
  attributes.pads.assign(2 * rank, 0);
  if (attributes.autoPad == AutoPad::valid)
    return;
  for (int64_t i : llvm::seq(rank)) {
    int64_t stride = attributes.strides[i], size = spatialShape[i];
    int64_t outputSize = llvm::divideCeil(size, stride);
    int64_t total = std::max<int64_t>(
        (outputSize - 1) * stride + attributes.getExtent(i) - size, 0);
    // Of an odd number, the larger half is at the end or at the begin.
    int64_t begin = attributes.autoPad == AutoPad::sameUpper
                        ? total / 2
                        : total - total / 2;
    attributes.pads[i] = begin;
    attributes.pads[rank + i] = total - begin;
  }
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

Value onnximport::toKernelLast(ValueBuilder &builder, Value weight) {
  if (builder.hasError())
    return {};
  SmallVector<int64_t> permutation =
      llvm::to_vector(llvm::seq<int64_t>(2, getRank(weight)));
  permutation.append({1, 0});
  return builder.transpose(weight, permutation);
}

Value onnximport::buildConv(ValueBuilder &builder, Value input, Value weight,
                            Value bias, const WindowParameters &attributes,
                            int64_t groups) {
  if (builder.hasError())
    return {};
  SmallVector<Value> operands{builder.toChannelsLast(input),
                              toKernelLast(builder, weight)};
  if (bias)
    operands.push_back(bias);
  if (builder.hasError())
    return {};
  Value result = builder.create<ConvOp>(
      operands, builder.attributes()
                    .setInts("strides", attributes.strides)
                    .setInts("dilations", attributes.dilations)
                    .setInts("pads", attributes.pads)
                    .setInt("groups", groups));
  return builder.toChannelsFirst(result);
}

/// Check that input and weight have the same rank, with one to three spatial
/// dimensions.
static bool checkConvRanks(NodeContext &ctx, unsigned input, unsigned weight) {
  if (!ctx.checkRank(input, 3, 5))
    return false;
  int64_t rank = getRank(ctx.input(input));
  return ctx.checkRank(weight, rank, rank);
}

static Value importConv(NodeContext &ctx) {
  if (!checkConvRanks(ctx, 0, 1))
    return {};
  ArrayRef<int64_t> spatialShape = getSpatialShape(ctx.input(0));
  auto attributes =
      readWindowParameters(ctx, spatialShape, getSpatialShape(ctx.input(1)));
  int64_t groups = ctx.getInt("group", 1);
  if (!attributes)
    return {};
  resolveAutoPad(*attributes, spatialShape);
  return buildConv(ctx, ctx.input(0), ctx.input(1), ctx.input(2), *attributes,
                   groups);
}

//===----------------------------------------------------------------------===//
// Transposed convolution
//===----------------------------------------------------------------------===//

/// Pads and output padding for the output sizes that are asked for, either as
/// such or by padding "SAME" (input times stride). What the window does not
/// reach is output padding.
static void resolveOutputShape(WindowParameters &attributes,
                               MutableArrayRef<int64_t> outputPadding,
                               ArrayRef<int64_t> inputShape,
                               ArrayRef<int64_t> outputShape) {
  int64_t rank = attributes.getSpatialRank();
  for (int64_t i : llvm::seq(rank)) {
    int64_t total = (inputShape[i] - 1) * attributes.strides[i] +
                    outputPadding[i] + attributes.getExtent(i) - outputShape[i];
    if (total < 0) {
      outputPadding[i] -= total;
      total = 0;
    }
    int64_t begin = attributes.autoPad == AutoPad::sameUpper
                        ? total / 2
                        : total - total / 2;
    attributes.pads[i] = begin;
    attributes.pads[rank + i] = total - begin;
  }
}

static Value importConvTranspose(NodeContext &ctx) {
  if (!checkConvRanks(ctx, 0, 1))
    return {};
  ArrayRef<int64_t> spatialShape = getSpatialShape(ctx.input(0));
  size_t rank = spatialShape.size();
  auto attributes =
      readWindowParameters(ctx, spatialShape, getSpatialShape(ctx.input(1)));
  int64_t groups = ctx.getInt("group", 1);
  SmallVector<int64_t> outputPadding =
      readInts(ctx, "output_padding", rank, 0, 0);
  SmallVector<int64_t> outputShape = ctx.getInts("output_shape");
  // Some exporters give batch and channels as well.
  if (outputShape.size() == rank + 2)
    outputShape.erase(outputShape.begin(), outputShape.begin() + 2);
  bool hasOutputShape = ctx.hasAttribute("output_shape");
  if (hasOutputShape && (outputShape.size() != rank ||
                         llvm::any_of(outputShape, [](int64_t size) {
                           return size < 0 || size > kMaxWindowValue;
                         })))
    ctx.emitError() << "attribute 'output_shape' must be " << rank
                    << " sizes, but is [" << ArrayRef(outputShape) << "]";
  if (ctx.hasError())
    return {};

  bool isSame = attributes->autoPad == AutoPad::sameUpper ||
                attributes->autoPad == AutoPad::sameLower;
  if (isSame && !hasOutputShape)
    for (auto [size, stride] :
         llvm::zip_equal(spatialShape, attributes->strides))
      outputShape.push_back(size * stride);
  if (isSame || hasOutputShape)
    resolveOutputShape(*attributes, outputPadding, spatialShape, outputShape);
  else if (attributes->autoPad == AutoPad::valid)
    attributes->pads.assign(2 * rank, 0);

  // From [input channels, output channels, window...].
  SmallVector<int64_t> permutation =
      llvm::to_vector(llvm::seq<int64_t>(2, rank + 2));
  permutation.append({0, 1});
  SmallVector<Value> operands{ctx.toChannelsLast(ctx.input(0)),
                              ctx.transpose(ctx.input(1), permutation)};
  if (ctx.hasInput(2))
    operands.push_back(ctx.input(2));
  if (ctx.hasError())
    return {};
  Value result = ctx.create<ConvTransposeOp>(
      operands, ctx.attributes()
                    .setInts("strides", attributes->strides)
                    .setInts("dilations", attributes->dilations)
                    .setInts("pads", attributes->pads)
                    .setInts("output_padding", outputPadding)
                    .setInt("groups", groups));
  return ctx.toChannelsFirst(result);
}

void onnximport::registerConvolutionOps(OpRegistry &registry) {
  registry.add("Conv", {1}, {2, 3}, importConv);
  registry.add("ConvTranspose", {1}, {2, 3}, importConvTranspose);
}
