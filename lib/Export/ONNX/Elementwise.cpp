//===- Elementwise.cpp - Export of elementwise ops ------------------------===//

#include "ExportRules.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace fovea;
using namespace fovea::onnx_export;

/// The operands of `op` in the layout that suits most of them, and its result,
/// made from them by `build`, in the same one.
static LogicalResult
exportInLayout(Operation *op, GraphWriter &w,
               llvm::function_ref<std::string(ArrayRef<std::string>)> build) {
  Value result = op->getResult(0);
  Layout layout = w.chooseLayout(op->getOperands(), getRank(result));
  auto inputs = llvm::map_to_vector(op->getOperands(), [&](Value operand) {
    // A scalar has no layout.
    return w.get(operand, getRank(operand) == 0 ? Layout() : layout);
  });
  w.bind(result, build(inputs), layout);
  return success();
}

//===----------------------------------------------------------------------===//
// Unary, binary, compare, select, cast
//===----------------------------------------------------------------------===//

static StringRef getOperator(UnaryKind kind) {
  switch (kind) {
  case UnaryKind::abs:
    return "Abs";
  case UnaryKind::neg:
    return "Neg";
  case UnaryKind::sign:
    return "Sign";
  case UnaryKind::exp:
    return "Exp";
  case UnaryKind::log:
    return "Log";
  case UnaryKind::sqrt:
  case UnaryKind::rsqrt: // And the reciprocal of it.
    return "Sqrt";
  case UnaryKind::reciprocal:
    return "Reciprocal";
  case UnaryKind::erf:
    return "Erf";
  case UnaryKind::sin:
    return "Sin";
  case UnaryKind::cos:
    return "Cos";
  case UnaryKind::tan:
    return "Tan";
  case UnaryKind::asin:
    return "Asin";
  case UnaryKind::acos:
    return "Acos";
  case UnaryKind::atan:
    return "Atan";
  case UnaryKind::sinh:
    return "Sinh";
  case UnaryKind::cosh:
    return "Cosh";
  case UnaryKind::tanh:
    return "Tanh";
  case UnaryKind::asinh:
    return "Asinh";
  case UnaryKind::acosh:
    return "Acosh";
  case UnaryKind::atanh:
    return "Atanh";
  case UnaryKind::floor:
    return "Floor";
  case UnaryKind::ceil:
    return "Ceil";
  case UnaryKind::round_even:
    return "Round";
  case UnaryKind::logical_not:
    return "Not";
  }
  llvm_unreachable("all kinds are above");
}

static LogicalResult exportUnary(UnaryOp op, GraphWriter &w) {
  return exportInLayout(op, w, [&](ArrayRef<std::string> x) {
    std::string result = w.node(getOperator(op.getKind()), x);
    return op.getKind() == UnaryKind::rsqrt ? w.node("Reciprocal", result)
                                            : result;
  });
}

/// The operator for a binary function, empty if it takes more than one.
static StringRef getOperator(BinaryKind kind) {
  switch (kind) {
  case BinaryKind::add:
    return "Add";
  case BinaryKind::sub:
    return "Sub";
  case BinaryKind::mul:
    return "Mul";
  case BinaryKind::div:
    return "Div";
  case BinaryKind::pow:
    return "Pow";
  case BinaryKind::min:
    return "Min";
  case BinaryKind::max:
    return "Max";
  case BinaryKind::logical_and:
    return "And";
  case BinaryKind::logical_or:
    return "Or";
  case BinaryKind::logical_xor:
    return "Xor";
  case BinaryKind::mod:
  case BinaryKind::rem:
    return "Mod";
  case BinaryKind::shift_left:
  case BinaryKind::shift_right:
    return "BitShift";
  }
  llvm_unreachable("all kinds are above");
}

static LogicalResult exportBinary(BinaryOp op, GraphWriter &w) {
  Type type = getElementTypeOrSelf(op.getLhs());
  BinaryKind kind = op.getKind();
  bool isShift =
      kind == BinaryKind::shift_left || kind == BinaryKind::shift_right;
  if (isShift && !type.isUnsignedInteger())
    return w.unsupported(op, "shifts of signed integers");
  SmallVector<NodeAttr> attributes;
  if (isShift)
    attributes.emplace_back("direction",
                            kind == BinaryKind::shift_left ? "LEFT" : "RIGHT");
  if (kind == BinaryKind::rem)
    attributes.emplace_back("fmod", 1);
  return exportInLayout(op, w, [&](ArrayRef<std::string> x) {
    if (kind != BinaryKind::mod || !isa<FloatType>(type))
      return w.node(getOperator(kind), x, attributes);
    // The operator has the sign of the divisor for integers alone.
    std::string quotient = w.node("Floor", w.node("Div", x));
    return w.node("Sub", {x[0], w.node("Mul", {quotient, x[1]})});
  });
}

static LogicalResult exportCompare(CompareOp op, GraphWriter &w) {
  return exportInLayout(op, w, [&](ArrayRef<std::string> x) {
    switch (op.getPredicate()) {
    case ComparePredicate::eq:
      return w.node("Equal", x);
    case ComparePredicate::ne:
      return w.node("Not", w.node("Equal", x));
    case ComparePredicate::lt:
      return w.node("Less", x);
    case ComparePredicate::le:
      return w.node("LessOrEqual", x);
    case ComparePredicate::gt:
      return w.node("Greater", x);
    case ComparePredicate::ge:
      return w.node("GreaterOrEqual", x);
    }
    llvm_unreachable("all predicates are above");
  });
}

static LogicalResult exportSelect(SelectOp op, GraphWriter &w) {
  return exportInLayout(
      op, w, [&](ArrayRef<std::string> x) { return w.node("Where", x); });
}

static LogicalResult exportCast(CastOp op, GraphWriter &w) {
  return exportInLayout(op, w, [&](ArrayRef<std::string> x) {
    return w.cast(x[0], getElementTypeOrSelf(op.getResult()));
  });
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// x times half of (1 + `cdf`).
static std::string buildGelu(GraphWriter &w, const std::string &x,
                             const std::string &cdf, Type type) {
  std::string sum = w.node("Add", {cdf, w.scalar(1.0, type)});
  return w.node("Mul", {w.node("Mul", {x, w.scalar(0.5, type)}), sum});
}

/// A bound as the operator wants it: of the type clipped, or left out.
static std::string getClipBound(GraphWriter &w, std::optional<APFloat> bound,
                                Type type) {
  if (!bound || bound->isInfinity())
    return "";
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer)
    return w.scalar(bound->convertToDouble(), type);
  APSInt saturated(integer.getWidth(), integer.isUnsigned());
  bool isExact;
  bound->convertToInteger(saturated, APFloat::rmTowardZero, &isExact);
  return w.scalar(saturated.isSigned() ? double(saturated.getSExtValue())
                                       : double(saturated.getZExtValue()),
                  type);
}

static std::string buildActivation(ActivationOp op, GraphWriter &w,
                                   const std::string &x) {
  Type type = getElementTypeOrSelf(op.getInput());
  auto scalar = [&](double value) { return w.scalar(value, type); };
  auto alpha = [&](double otherwise = 0.0) {
    return op.getAlpha() ? op.getAlpha()->convertToDouble() : otherwise;
  };
  auto beta = [&](double otherwise = 0.0) {
    return op.getBeta() ? op.getBeta()->convertToDouble() : otherwise;
  };
  auto mul = [&](const std::string &lhs, const std::string &rhs) {
    return w.node("Mul", {lhs, rhs});
  };
  switch (op.getKind()) {
  case ActivationKind::relu:
    return w.node("Relu", x);
  case ActivationKind::leaky_relu:
    return w.node("LeakyRelu", x, NodeAttr("alpha", alpha()));
  case ActivationKind::clip:
    return w.node("Clip", {x, getClipBound(w, op.getAlpha(), type),
                           getClipBound(w, op.getBeta(), type)});
  case ActivationKind::silu:
    return mul(x, w.node("Sigmoid", x));
  case ActivationKind::quick_gelu:
    return mul(x, w.node("Sigmoid", mul(x, scalar(alpha(1.0)))));
  case ActivationKind::hard_swish:
    return w.node("HardSwish", x);
  case ActivationKind::sigmoid:
    return w.node("Sigmoid", x);
  case ActivationKind::hard_sigmoid:
    return w.node("HardSigmoid", x,
                  {NodeAttr("alpha", alpha()), NodeAttr("beta", beta())});
  case ActivationKind::gelu:
    if (w.getOpset() >= 20)
      return w.node("Gelu", x);
    return buildGelu(w, x, w.node("Erf", mul(x, scalar(std::sqrt(0.5)))), type);
  case ActivationKind::gelu_tanh: {
    if (w.getOpset() >= 20)
      return w.node("Gelu", x, NodeAttr("approximate", "tanh"));
    std::string cube = mul(mul(x, x), mul(x, scalar(0.044715)));
    std::string inner =
        mul(w.node("Add", {x, cube}), scalar(std::sqrt(2.0 / M_PI)));
    return buildGelu(w, x, w.node("Tanh", inner), type);
  }
  case ActivationKind::elu:
    return w.node("Elu", x, NodeAttr("alpha", alpha()));
  case ActivationKind::selu:
    return w.node("Selu", x,
                  {NodeAttr("alpha", alpha()), NodeAttr("gamma", beta())});
  case ActivationKind::celu: {
    // Celu itself is for f32 alone.
    std::string negative = w.node("Elu", w.node("Div", {x, scalar(alpha())}));
    return w.node("Where", {w.node("Less", {x, scalar(0.0)}),
                            mul(negative, scalar(alpha())), x});
  }
  case ActivationKind::softplus:
    return w.node("Softplus", x);
  case ActivationKind::softsign:
    return w.node("Softsign", x);
  case ActivationKind::mish:
    return mul(x, w.node("Tanh", w.node("Softplus", x)));
  case ActivationKind::thresholded_relu:
    return w.node("ThresholdedRelu", x, NodeAttr("alpha", alpha()));
  case ActivationKind::shrink:
    return w.node("Shrink", x,
                  {NodeAttr("lambd", alpha()), NodeAttr("bias", beta())});
  }
  llvm_unreachable("all kinds are above");
}

static LogicalResult exportActivation(ActivationOp op, GraphWriter &w) {
  return exportInLayout(op, w, [&](ArrayRef<std::string> x) {
    return buildActivation(op, w, x[0]);
  });
}

static LogicalResult exportPRelu(PReluOp op, GraphWriter &w) {
  return exportInLayout(
      op, w, [&](ArrayRef<std::string> x) { return w.node("PRelu", x); });
}

void fovea::onnx_export::populateElementwiseRules(ExportRules &rules) {
  rules.add(exportActivation);
  rules.add(exportBinary);
  rules.add(exportCast);
  rules.add(exportCompare);
  rules.add(exportPRelu);
  rules.add(exportSelect);
  rules.add(exportUnary);
}
