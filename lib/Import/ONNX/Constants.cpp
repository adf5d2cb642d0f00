//===- Constants.cpp - ONNX operators that make constants -----------------===//

#include "Importer.h"
#include "Registry.h"

#include <cmath>
#include <numbers>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Values that the file holds
//===----------------------------------------------------------------------===//

static FailureOr<ElementsAttr> importTensor(NodeContext &ctx,
                                            const onnx::TensorProto &tensor,
                                            StringRef attribute) {
  StringRef name = cast<NameLoc>(ctx.getLoc()).getName();
  return importTensor(
      tensor, name, ctx.getImporter().getFile().getExternalData(),
      [&] { return ctx.emitError() << "attribute '" << attribute << "' "; });
}

static Value importConstant(NodeContext &ctx) {
  Builder &builder = ctx.getBuilder();
  if (const onnx::TensorProto *tensor = ctx.getTensor("value")) {
    auto value = importTensor(ctx, *tensor, "value");
    if (failed(value))
      return {};
    return ctx.getImporter().buildInitializer(
        *value, cast<NameLoc>(ctx.getLoc()).getName(), ctx.getLoc());
  }
  if (ctx.hasAttribute("value_int"))
    return ctx.scalarInt(ctx.getInt("value_int", 0), builder.getI64Type());
  if (ctx.hasAttribute("value_ints"))
    return ctx.constantInts(ctx.getInts("value_ints"));
  if (ctx.hasAttribute("value_float"))
    return ctx.scalar(ctx.getFloat("value_float", 0), builder.getF32Type());
  if (ctx.hasAttribute("value_floats")) {
    SmallVector<double> values = ctx.getFloats("value_floats");
    HostTensor tensor = HostTensor::zeros(
        RankedTensorType::get(values.size(), builder.getF32Type()));
    for (auto [i, value] : llvm::enumerate(values))
      tensor.setFloat(i, value);
    return ctx.constant(tensor);
  }
  for (StringRef name : {"sparse_value", "value_string", "value_strings"})
    if (ctx.hasAttribute(name))
      ctx.emitUnsupported() << "attribute '" << name << "' is not supported";
  if (!ctx.hasError())
    ctx.emitError() << "attribute 'value' is missing";
  return {};
}

static Value importConstantOfShape(NodeContext &ctx) {
  SmallVector<int64_t> shape = ctx.constantInts(0, "shape");
  const onnx::TensorProto *tensor = ctx.getTensor("value");
  if (ctx.hasError())
    return {};
  if (!tensor)
    return ctx.splat(0, shape, ctx.getBuilder().getF32Type());
  auto value = importTensor(ctx, *tensor, "value");
  if (failed(value))
    return {};
  if (value->getNumElements() != 1) {
    ctx.emitError() << "attribute 'value' must be one element, but is "
                    << value->getType();
    return {};
  }
  return ctx.broadcast(ctx.reshape(ctx.constant(*value), {}), shape);
}

//===----------------------------------------------------------------------===//
// Values by a formula
//===----------------------------------------------------------------------===//

/// Number of elements of a range, or nothing if there is none.
static std::optional<double> getRangeSize(const HostTensor &start,
                                          const HostTensor &limit,
                                          const HostTensor &delta) {
  double step = delta.getFloat(0);
  double size = std::ceil((limit.getFloat(0) - start.getFloat(0)) / step);
  if (step == 0 || !std::isfinite(size))
    return std::nullopt;
  return std::max(size, 0.0);
}

static Value importRange(NodeContext &ctx) {
  ctx.ignoreAttributes({"stash_type"});
  std::optional<HostTensor> start = ctx.constant(0, "start");
  std::optional<HostTensor> limit = ctx.constant(1, "limit");
  std::optional<HostTensor> delta = ctx.constant(2, "delta");
  if (ctx.hasError())
    return {};
  for (Value input : ctx.getInputs()) {
    if (getTensorTypeOf(input).getNumElements() == 1)
      continue;
    ctx.emitError() << "start, limit and delta must be scalars, but one is "
                    << input.getType();
    return {};
  }
  std::optional<double> size = getRangeSize(*start, *limit, *delta);
  if (!size || *size > 1e12) {
    ctx.emitError() << "the range from " << start->getFloat(0) << " to "
                    << limit->getFloat(0) << " by " << delta->getFloat(0)
                    << " has no size";
    return {};
  }
  RankedTensorType type =
      ctx.getTensorType(int64_t(*size), start->getElementType());
  return ctx.create<RangeOp>(
      {ctx.reshape(ctx.input(0), {}), ctx.reshape(ctx.input(2), {})}, {}, type);
}

static constexpr int64_t kMaxWindowSize = int64_t(1) << 24;

/// A window a0 - a1 cos(2 pi n / N) + a2 cos(4 pi n / N), where N is the size,
/// or one less if it is symmetric.
static Value importWindow(NodeContext &ctx, ArrayRef<double> coefficients) {
  bool periodic = ctx.getBool("periodic", true);
  Type type =
      ctx.getElementType("output_datatype", ctx.getBuilder().getF32Type());
  int64_t size = ctx.constantInt(0, "size");
  if (!ctx.hasError() && (size < 0 || size > kMaxWindowSize))
    ctx.emitError() << "size must be from 0 to " << kMaxWindowSize
                    << ", but is " << size;
  RankedTensorType resultType = ctx.getTensorType(size, type);
  if (!resultType)
    return {};
  HostTensor window = HostTensor::zeros(resultType);
  double period = periodic ? size : size - 1;
  for (int64_t i : llvm::seq(size)) {
    double angle = 2 * std::numbers::pi * i / period;
    double value = coefficients[0] - coefficients[1] * std::cos(angle) +
                   coefficients[2] * std::cos(2 * angle);
    window.setFloat(i, value);
  }
  return ctx.constant(window);
}

void onnximport::registerConstantOps(OpRegistry &registry) {
  registry.add("Constant", {1}, {0, 0}, importConstant);
  registry.add("ConstantOfShape", {9}, {1, 1}, importConstantOfShape);
  registry.add("Range", {11}, {3, 3}, importRange);
  registry.add("BlackmanWindow", {17}, {1, 1}, [](NodeContext &ctx) {
    return importWindow(ctx, {0.42, 0.5, 0.08});
  });
  registry.add("HammingWindow", {17}, {1, 1}, [](NodeContext &ctx) {
    return importWindow(ctx, {25.0 / 46.0, 21.0 / 46.0, 0});
  });
  registry.add("HannWindow", {17}, {1, 1}, [](NodeContext &ctx) {
    return importWindow(ctx, {0.5, 0.5, 0});
  });
}
