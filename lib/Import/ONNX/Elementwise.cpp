//===- Elementwise.cpp - Elementwise ONNX operators -----------------------===//

#include "Registry.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

//===----------------------------------------------------------------------===//
// Functions of one tensor, and activations
//===----------------------------------------------------------------------===//

namespace {

struct UnaryRow {
  StringLiteral name;
  int64_t firstOpset;
  UnaryKind kind;
};

struct BinaryRow {
  StringLiteral name;
  int64_t firstOpset;
  BinaryKind kind;
};

struct CompareRow {
  StringLiteral name;
  int64_t firstOpset;
  ComparePredicate predicate;
};

/// A parameter of an activation: the ONNX attribute and its default.
struct Parameter {
  StringLiteral name;
  double otherwise;
};

struct ActivationRow {
  StringLiteral name;
  int64_t firstOpset;
  ActivationKind kind;
  std::optional<Parameter> alpha = {};
  std::optional<Parameter> beta = {};
};

} // namespace

static constexpr UnaryRow kUnaryOps[] = {
    {"Abs", 6, UnaryKind::abs},
    {"Acos", 7, UnaryKind::acos},
    {"Acosh", 9, UnaryKind::acosh},
    {"Asin", 7, UnaryKind::asin},
    {"Asinh", 9, UnaryKind::asinh},
    {"Atan", 7, UnaryKind::atan},
    {"Atanh", 9, UnaryKind::atanh},
    {"BitwiseNot", 18, UnaryKind::logical_not},
    {"Ceil", 6, UnaryKind::ceil},
    {"Cos", 7, UnaryKind::cos},
    {"Cosh", 9, UnaryKind::cosh},
    {"Erf", 9, UnaryKind::erf},
    {"Exp", 6, UnaryKind::exp},
    {"Floor", 6, UnaryKind::floor},
    {"Log", 6, UnaryKind::log},
    {"Neg", 6, UnaryKind::neg},
    {"Not", 1, UnaryKind::logical_not},
    {"Reciprocal", 6, UnaryKind::reciprocal},
    {"Round", 11, UnaryKind::round_even},
    {"Sign", 9, UnaryKind::sign},
    {"Sin", 7, UnaryKind::sin},
    {"Sinh", 9, UnaryKind::sinh},
    {"Sqrt", 6, UnaryKind::sqrt},
    {"Tan", 7, UnaryKind::tan},
    {"Tanh", 6, UnaryKind::tanh},
};

static constexpr BinaryRow kBinaryOps[] = {
    {"Add", 7, BinaryKind::add},
    {"And", 7, BinaryKind::logical_and},
    {"BitwiseAnd", 18, BinaryKind::logical_and},
    {"BitwiseOr", 18, BinaryKind::logical_or},
    {"BitwiseXor", 18, BinaryKind::logical_xor},
    {"Div", 7, BinaryKind::div},
    {"Mul", 7, BinaryKind::mul},
    {"Or", 7, BinaryKind::logical_or},
    {"Sub", 7, BinaryKind::sub},
    {"Xor", 7, BinaryKind::logical_xor},
};

static constexpr CompareRow kCompareOps[] = {
    {"Equal", 7, ComparePredicate::eq},
    {"Greater", 7, ComparePredicate::gt},
    {"GreaterOrEqual", 12, ComparePredicate::ge},
    {"Less", 7, ComparePredicate::lt},
    {"LessOrEqual", 12, ComparePredicate::le},
};

static constexpr ActivationRow kActivations[] = {
    {"Celu", 12, ActivationKind::celu, Parameter{"alpha", 1.0}},
    {"Elu", 6, ActivationKind::elu, Parameter{"alpha", 1.0}},
    {"HardSigmoid", 6, ActivationKind::hard_sigmoid, Parameter{"alpha", 0.2f},
     Parameter{"beta", 0.5}},
    {"HardSwish", 14, ActivationKind::hard_swish},
    {"LeakyRelu", 6, ActivationKind::leaky_relu, Parameter{"alpha", 0.01f}},
    {"Mish", 18, ActivationKind::mish},
    {"Relu", 6, ActivationKind::relu},
    {"Selu", 6, ActivationKind::selu,
     Parameter{"alpha", 1.67326319217681884765625},
     Parameter{"gamma", 1.05070102214813232421875}},
    {"Shrink", 9, ActivationKind::shrink, Parameter{"lambd", 0.5},
     Parameter{"bias", 0.0}},
    {"Sigmoid", 6, ActivationKind::sigmoid},
    {"Softplus", 1, ActivationKind::softplus},
    {"Softsign", 1, ActivationKind::softsign},
    {"ThresholdedRelu", 10, ActivationKind::thresholded_relu,
     Parameter{"alpha", 1.0}},
};

static Value importActivation(NodeContext &ctx, const ActivationRow &row) {
  auto get = [&](const std::optional<Parameter> &parameter) {
    return parameter ? std::optional(
                           ctx.getFloat(parameter->name, parameter->otherwise))
                     : std::nullopt;
  };
  return ctx.activation(row.kind, ctx.input(0), get(row.alpha), get(row.beta));
}

static Value importGelu(NodeContext &ctx) {
  StringRef approximate = ctx.getString("approximate", "none");
  if (approximate == "none")
    return ctx.activation(ActivationKind::gelu, ctx.input(0));
  if (approximate == "tanh")
    return ctx.activation(ActivationKind::gelu_tanh, ctx.input(0));
  ctx.emitError()
      << "attribute 'approximate' must be 'none' or 'tanh', but is '"
      << approximate << "'";
  return {};
}

static Value importSwish(NodeContext &ctx) {
  double alpha = ctx.getFloat("alpha", 1.0);
  if (alpha == 1.0)
    return ctx.activation(ActivationKind::silu, ctx.input(0));
  return ctx.activation(ActivationKind::quick_gelu, ctx.input(0), alpha);
}

static Value importPRelu(NodeContext &ctx) {
  return ctx.create<PReluOp>({ctx.input(0), ctx.input(1)});
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

static Value clip(NodeContext &ctx, Value input, std::optional<double> low,
                  std::optional<double> high) {
  if (!low && !high)
    return input;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return ctx.activation(ActivationKind::clip, input, low.value_or(-infinity),
                        high.value_or(infinity));
}

/// Clip with bounds as attributes.
static Value importClipAttributes(NodeContext &ctx) {
  std::optional<double> low, high;
  if (ctx.hasAttribute("min"))
    low = ctx.getFloat("min", 0);
  if (ctx.hasAttribute("max"))
    high = ctx.getFloat("max", 0);
  return clip(ctx, ctx.input(0), low, high);
}

/// Clip with bounds as operands of rank 0. Constant bounds of floats make it an
/// activation, which fuses; others are general minima and maxima.
static Value importClip(NodeContext &ctx) {
  Value input = ctx.input(0);
  bool isActivation = isa<FloatType>(getElementTypeOf(input));
  std::optional<double> values[2];
  for (unsigned i : {1u, 2u}) {
    if (!ctx.hasInput(i))
      continue;
    if (getTensorTypeOf(ctx.input(i)).getNumElements() != 1) {
      ctx.emitError() << "bound '" << ctx.getNode().input(i)
                      << "' must be one element, but is "
                      << ctx.input(i).getType();
      return {};
    }
    FailureOr<HostTensor> value = getHostTensor(ctx.input(i));
    if (succeeded(value))
      values[i - 1] = value->getFloat(0);
    else
      isActivation = false;
  }
  if (isActivation)
    return clip(ctx, input, values[0], values[1]);
  if (ctx.hasInput(1))
    input = ctx.binary(BinaryKind::max, input, ctx.reshape(ctx.input(1), {}));
  if (ctx.hasInput(2))
    input = ctx.binary(BinaryKind::min, input, ctx.reshape(ctx.input(2), {}));
  return input;
}

//===----------------------------------------------------------------------===//
// Functions of several tensors
//===----------------------------------------------------------------------===//

static Value importVariadic(NodeContext &ctx, BinaryKind kind) {
  Value result = ctx.input(0);
  for (Value input : ctx.getInputs().drop_front())
    result = ctx.binary(kind, result, input);
  return result;
}

static Value importMean(NodeContext &ctx) {
  Value sum = importVariadic(ctx, BinaryKind::add);
  if (ctx.getNumInputs() == 1 || ctx.hasError())
    return sum;
  return ctx.div(sum, ctx.scalar(ctx.getNumInputs(), getElementTypeOf(sum)));
}

static Value importMod(NodeContext &ctx) {
  // The sign of the result is that of the dividend with fmod, else that of the
  // divisor.
  bool fmod = ctx.getBool("fmod", false);
  if (!fmod && isa<FloatType>(getElementTypeOf(ctx.input(0)))) {
    ctx.emitError() << "attribute 'fmod' must be 1 for floats";
    return {};
  }
  return ctx.binary(fmod ? BinaryKind::rem : BinaryKind::mod, ctx.input(0),
                    ctx.input(1));
}

/// The result has the type of the base; the exponent may have another one.
static Value importPow(NodeContext &ctx) {
  Value base = ctx.input(0), exponent = ctx.input(1);
  Type type = getElementTypeOf(base);
  if (type == getElementTypeOf(exponent))
    return ctx.binary(BinaryKind::pow, base, exponent);
  if (isa<IntegerType>(type) && isa<FloatType>(getElementTypeOf(exponent))) {
    Type f64 = ctx.getBuilder().getF64Type();
    Value power = ctx.binary(BinaryKind::pow, ctx.cast(base, f64),
                             ctx.cast(exponent, f64));
    return ctx.cast(power, type);
  }
  return ctx.binary(BinaryKind::pow, base, ctx.cast(exponent, type));
}

static Value importBitShift(NodeContext &ctx) {
  StringRef direction = ctx.getString("direction", "");
  if (direction != "LEFT" && direction != "RIGHT") {
    ctx.emitError() << "attribute 'direction' must be 'LEFT' or 'RIGHT', but "
                       "is '"
                    << direction << "'";
    return {};
  }
  return ctx.binary(direction == "LEFT" ? BinaryKind::shift_left
                                        : BinaryKind::shift_right,
                    ctx.input(0), ctx.input(1));
}

static Value importWhere(NodeContext &ctx) {
  return ctx.select(ctx.input(0), ctx.input(1), ctx.input(2));
}

//===----------------------------------------------------------------------===//
// Types and special values
//===----------------------------------------------------------------------===//

static Value importCast(NodeContext &ctx) {
  // These concern types of 8 bits and less, which are not supported.
  ctx.ignoreAttributes({"saturate", "round_mode"});
  ctx.requireInt("to");
  Type from = getElementTypeOf(ctx.input(0));
  return ctx.cast(ctx.input(0), ctx.getElementType("to", from));
}

static Value importCastLike(NodeContext &ctx) {
  ctx.ignoreAttributes({"saturate", "round_mode"});
  return ctx.cast(ctx.input(0), getElementTypeOf(ctx.input(1)));
}

static Value importIsNaN(NodeContext &ctx) {
  return ctx.compare(ComparePredicate::ne, ctx.input(0), ctx.input(0));
}

static Value importIsInf(NodeContext &ctx) {
  Value input = ctx.input(0);
  bool negative = ctx.getBool("detect_negative", true);
  bool positive = ctx.getBool("detect_positive", true);
  if (!negative && !positive)
    return ctx.splat(0, getShape(input), ctx.getBuilder().getI1Type());
  if (negative && positive)
    input = ctx.unary(UnaryKind::abs, input);
  else if (negative)
    input = ctx.unary(UnaryKind::neg, input);
  if (ctx.hasError())
    return {};
  Value infinity = ctx.scalar(std::numeric_limits<double>::infinity(),
                              getElementTypeOf(input));
  return ctx.compare(ComparePredicate::eq, input, infinity);
}

static Value importIdentity(NodeContext &ctx) { return ctx.input(0); }

/// At inference the identity, and a mask of ones.
static void importDropout(NodeContext &ctx) {
  double ratio = ctx.getFloat("ratio", 0.5);
  ctx.ignoreAttributes({"seed"});
  if (ctx.hasInput(2) && ctx.constantInt(2, "training mode") != 0) {
    if (ctx.hasInput(1))
      ratio = ctx.constantFloat(1, "ratio");
    if (ratio != 0)
      ctx.emitUnsupported() << "training mode is not supported";
  }
  if (ctx.hasError())
    return;
  Value input = ctx.input(0);
  ctx.setOutput(0, input);
  if (!ctx.hasOutput(1))
    return;
  // The mask has been boolean only since version 10.
  Type maskType = ctx.getOpset() < 10 ? getElementTypeOf(input)
                                      : ctx.getBuilder().getI1Type();
  ctx.setOutput(1, ctx.splat(1, getShape(input), maskType));
}

void onnximport::registerElementwiseOps(OpRegistry &registry) {
  for (const UnaryRow &row : kUnaryOps)
    registry.add(row.name, {row.firstOpset}, {1, 1}, [row](NodeContext &ctx) {
      return ctx.unary(row.kind, ctx.input(0));
    });
  for (const BinaryRow &row : kBinaryOps)
    registry.add(row.name, {row.firstOpset}, {2, 2}, [row](NodeContext &ctx) {
      return ctx.binary(row.kind, ctx.input(0), ctx.input(1));
    });
  for (const CompareRow &row : kCompareOps)
    registry.add(row.name, {row.firstOpset}, {2, 2}, [row](NodeContext &ctx) {
      return ctx.compare(row.predicate, ctx.input(0), ctx.input(1));
    });
  for (const ActivationRow &row : kActivations)
    registry.add(row.name, {row.firstOpset}, {1, 1}, [row](NodeContext &ctx) {
      return importActivation(ctx, row);
    });
  for (auto [name, kind] :
       {std::pair("Sum", BinaryKind::add), std::pair("Max", BinaryKind::max),
        std::pair("Min", BinaryKind::min)})
    registry.add(
        name, {6}, {1, Arity::kVariadic},
        [kind = kind](NodeContext &ctx) { return importVariadic(ctx, kind); });

  registry.add("BitShift", {11}, {2, 2}, importBitShift);
  registry.add("Cast", {6}, {1, 1}, importCast);
  registry.add("CastLike", {15}, {2, 2}, importCastLike);
  registry.add("Clip", {6, 10}, {1, 1}, importClipAttributes);
  registry.add("Clip", {11}, {1, 3}, importClip);
  registry.add("Dropout", {7}, {1, 3}, importDropout);
  registry.add("Gelu", {20}, {1, 1}, importGelu);
  registry.add("Identity", {1}, {1, 1}, importIdentity);
  registry.add("IsInf", {10}, {1, 1}, importIsInf);
  registry.add("IsNaN", {9}, {1, 1}, importIsNaN);
  registry.add("Mean", {6}, {1, Arity::kVariadic}, importMean);
  registry.add("Mod", {10}, {2, 2}, importMod);
  registry.add("PRelu", {7}, {2, 2}, importPRelu);
  registry.add("Pow", {7}, {2, 2}, importPow);
  registry.add("Swish", {24}, {1, 1}, importSwish);
  registry.add("Where", {9}, {3, 3}, importWhere);
}
