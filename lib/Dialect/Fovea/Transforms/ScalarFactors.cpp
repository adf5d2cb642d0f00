//===- ScalarFactors.cpp - Products with single numbers -------------------===//

#include "ScalarFactors.h"

using namespace mlir;
using namespace fovea;

std::optional<double> fovea::getScalar(Value value) {
  auto constant = value.getDefiningOp<fovea::ConstantOp>();
  if (!constant)
    return std::nullopt;
  auto splat = dyn_cast<SplatElementsAttr>(constant.getValue());
  if (!splat || !isa<FloatType>(splat.getElementType()))
    return std::nullopt;
  return splat.getSplatValue<APFloat>().convertToDouble();
}

Value fovea::matchScaled(Value value, double &factor) {
  auto op = value.getDefiningOp<BinaryOp>();
  if (!op)
    return nullptr;
  std::optional<double> left = getScalar(op.getLhs());
  std::optional<double> right = getScalar(op.getRhs());
  if (op.getKind() == BinaryKind::mul && (left || right)) {
    Value other = right ? op.getLhs() : op.getRhs();
    if (other.getType() != value.getType())
      return nullptr;
    factor *= right ? *right : *left;
    return other;
  }
  if (op.getKind() == BinaryKind::div && right && *right != 0 &&
      op.getLhs().getType() == value.getType()) {
    factor /= *right;
    return op.getLhs();
  }
  return nullptr;
}
