//===- FloatBuilder.cpp - Arithmetic on numbers and their bits ------------===//

#include "FloatBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

FloatBuilder::FloatBuilder(OpBuilder &builder, Location loc, Type like,
                           bool useFMA)
    : ElementBuilder(builder, loc, getElementTypeOrSelf(like), like),
      useFMA(useFMA) {}

/// `like` with elements of another type.
static Type withElementType(Type like, Type elementType) {
  if (auto shaped = dyn_cast<ShapedType>(like))
    return shaped.clone(elementType);
  return elementType;
}

FloatBuilder FloatBuilder::inF64() const {
  Type type = withElementType(getType(), getBuilder().getF64Type());
  return FloatBuilder(getBuilder(), getLoc(), type, useFMA);
}

FloatBuilder FloatBuilder::inF32() const {
  Type type = withElementType(getType(), getBuilder().getF32Type());
  return FloatBuilder(getBuilder(), getLoc(), type, useFMA);
}

Value FloatBuilder::widen(Value value) const {
  return create<arith::ExtFOp>(inF64().getType(), value);
}

Value FloatBuilder::narrow(Value value) const {
  return create<arith::TruncFOp>(inF32().getType(), value);
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Value FloatBuilder::fma(Value a, Value b, Value c) const {
  return useFMA ? create<math::FmaOp>(a, b, c) : add(mul(a, b), c);
}

Value FloatBuilder::fma(Value a, double b, Value c) const {
  return fma(a, constant(b), c);
}

Value FloatBuilder::mul(Value a, double b) const { return mul(a, constant(b)); }

Value FloatBuilder::atMost(Value value, double bound) const {
  Value limit = constant(bound);
  return select(compare(ComparePredicate::lt, limit, value), limit, value);
}

Value FloatBuilder::atLeast(Value value, double bound) const {
  Value limit = constant(bound);
  return select(compare(ComparePredicate::gt, limit, value), limit, value);
}

Value FloatBuilder::isLess(Value lhs, double rhs) const {
  return compare(ComparePredicate::lt, lhs, constant(rhs));
}

Value FloatBuilder::isGreater(Value lhs, double rhs) const {
  return compare(ComparePredicate::gt, lhs, constant(rhs));
}

Value FloatBuilder::isEqual(Value lhs, double rhs) const {
  return compare(ComparePredicate::eq, lhs, constant(rhs));
}

Value FloatBuilder::copySign(Value magnitude, Value sign) const {
  return create<math::CopySignOp>(magnitude, sign);
}

Value FloatBuilder::nan() const {
  return constant(std::numeric_limits<double>::quiet_NaN());
}

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

Type FloatBuilder::getBitsType() const {
  return withElementType(getType(), getBuilder().getIntegerType(getWidth()));
}

Value FloatBuilder::toBits(Value value) const {
  return create<arith::BitcastOp>(getBitsType(), value);
}

Value FloatBuilder::fromBits(Value bits) const {
  return create<arith::BitcastOp>(getType(), bits);
}

Value FloatBuilder::bitConstant(uint64_t bits) const {
  return withType(getBuilder().getIntegerType(getWidth()))
      .constant(APInt(getWidth(), bits));
}

unsigned FloatBuilder::getMantissaWidth() const {
  return cast<FloatType>(getElementType()).getFPMantissaWidth() - 1;
}

Value FloatBuilder::shiftToExponent(Value bits) const {
  return create<arith::ShLIOp>(bits, bitConstant(getMantissaWidth()));
}

double FloatBuilder::getRounder() const {
  return std::ldexp(1.5, getMantissaWidth());
}
