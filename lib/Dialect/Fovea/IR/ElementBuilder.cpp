//===- ElementBuilder.cpp - Arithmetic on elements ------------------------===//

#include "fovea/Dialect/Fovea/IR/ElementBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fovea;

Type fovea::getComputeType(Type type) {
  if (isa<FloatType>(type) && type.getIntOrFloatBitWidth() < 32)
    return Float32Type::get(type.getContext());
  return type;
}

/// `element` as a scalar or as a vector of the shape of `like`.
static Type getTypeLike(Type element, Type like) {
  if (auto vector = dyn_cast_if_present<VectorType>(like))
    return vector.clone(element);
  return element;
}

static bool isBoolean(Type type) { return type.isInteger(1); }
static bool isUnsignedType(Type type) {
  return type.isUnsignedInteger() || isBoolean(type);
}

ElementBuilder::ElementBuilder(OpBuilder &builder, Location loc,
                               Type elementType, Type like)
    : builder(builder), loc(loc), elementType(elementType),
      valueType(getTypeLike(getSignlessType(elementType), like)) {}

ElementBuilder ElementBuilder::withType(Type type) const {
  return ElementBuilder(builder, loc, type, valueType);
}

bool ElementBuilder::isFloat() const { return isa<FloatType>(elementType); }
bool ElementBuilder::isUnsigned() const { return isUnsignedType(elementType); }

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static Value createConstant(const ElementBuilder &e, TypedAttr element) {
  if (auto vector = dyn_cast<VectorType>(e.getType()))
    element = DenseElementsAttr::get(vector, element);
  return e.create<arith::ConstantOp>(element);
}

Value ElementBuilder::constant(double value) const {
  if (isFloat())
    return createConstant(*this, FloatAttr::get(elementType, value));
  APSInt integer(getWidth(), isUnsigned());
  bool isExact;
  // Out of range and NaN: the conversion saturates, respectively gives 0.
  APFloat(value).convertToInteger(integer, APFloat::rmTowardZero, &isExact);
  return constant(integer);
}

Value ElementBuilder::constant(const APInt &value) const {
  return createConstant(*this,
                        IntegerAttr::get(getSignlessType(elementType), value));
}

Value ElementBuilder::lowest() const {
  if (isFloat())
    return constant(-std::numeric_limits<double>::infinity());
  return constant(isUnsigned() ? APInt::getMinValue(getWidth())
                               : APInt::getSignedMinValue(getWidth()));
}

Value ElementBuilder::highest() const {
  if (isFloat())
    return constant(std::numeric_limits<double>::infinity());
  return constant(isUnsigned() ? APInt::getMaxValue(getWidth())
                               : APInt::getSignedMaxValue(getWidth()));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Value ElementBuilder::add(Value lhs, Value rhs) const {
  return isFloat() ? create<arith::AddFOp>(lhs, rhs)
                   : create<arith::AddIOp>(lhs, rhs);
}

Value ElementBuilder::sub(Value lhs, Value rhs) const {
  return isFloat() ? create<arith::SubFOp>(lhs, rhs)
                   : create<arith::SubIOp>(lhs, rhs);
}

Value ElementBuilder::mul(Value lhs, Value rhs) const {
  return isFloat() ? create<arith::MulFOp>(lhs, rhs)
                   : create<arith::MulIOp>(lhs, rhs);
}

Value ElementBuilder::div(Value lhs, Value rhs) const {
  if (isFloat())
    return create<arith::DivFOp>(lhs, rhs);
  Value zero = constant(0);
  Value one = constant(1);
  Value isZero = compare(ComparePredicate::eq, rhs, zero);
  if (isUnsigned()) {
    Value divisor = select(isZero, one, rhs);
    return select(isZero, zero, create<arith::DivUIOp>(lhs, divisor));
  }
  // -1 is excluded too: the smallest integer / -1 overflows.
  Value isMinusOne = compare(ComparePredicate::eq, rhs, constant(-1));
  Value divisor = select(create<arith::OrIOp>(isZero, isMinusOne), one, rhs);
  Value quotient = create<arith::DivSIOp>(lhs, divisor);
  return select(isZero, zero, select(isMinusOne, neg(lhs), quotient));
}

Value ElementBuilder::rem(Value lhs, Value rhs) const {
  if (isFloat())
    return create<arith::RemFOp>(lhs, rhs);
  // Every integer is 0 modulo 1, which is also the result for 0 and for -1.
  Value one = constant(1);
  Value unsafe = compare(ComparePredicate::eq, rhs, constant(0));
  if (!isUnsigned())
    unsafe = create<arith::OrIOp>(
        unsafe, compare(ComparePredicate::eq, rhs, constant(-1)));
  Value divisor = select(unsafe, one, rhs);
  return isUnsigned() ? create<arith::RemUIOp>(lhs, divisor)
                      : create<arith::RemSIOp>(lhs, divisor);
}

Value ElementBuilder::min(Value lhs, Value rhs) const {
  if (isFloat())
    return create<arith::MinimumFOp>(lhs, rhs);
  return isUnsigned() ? create<arith::MinUIOp>(lhs, rhs)
                      : create<arith::MinSIOp>(lhs, rhs);
}

Value ElementBuilder::max(Value lhs, Value rhs) const {
  if (isFloat())
    return create<arith::MaximumFOp>(lhs, rhs);
  return isUnsigned() ? create<arith::MaxUIOp>(lhs, rhs)
                      : create<arith::MaxSIOp>(lhs, rhs);
}

Value ElementBuilder::neg(Value value) const {
  if (isFloat())
    return create<arith::NegFOp>(value);
  return create<arith::SubIOp>(constant(0), value);
}

Value ElementBuilder::abs(Value value) const {
  if (isFloat())
    return create<math::AbsFOp>(value);
  return isUnsigned() ? value : create<math::AbsIOp>(value);
}

static arith::CmpFPredicate getFloatPredicate(ComparePredicate predicate) {
  switch (predicate) {
  case ComparePredicate::eq:
    return arith::CmpFPredicate::OEQ;
  case ComparePredicate::ne:
    return arith::CmpFPredicate::UNE;
  case ComparePredicate::lt:
    return arith::CmpFPredicate::OLT;
  case ComparePredicate::le:
    return arith::CmpFPredicate::OLE;
  case ComparePredicate::gt:
    return arith::CmpFPredicate::OGT;
  case ComparePredicate::ge:
    return arith::CmpFPredicate::OGE;
  }
  llvm_unreachable("unknown predicate");
}

static arith::CmpIPredicate getIntPredicate(ComparePredicate predicate,
                                            bool isUnsigned) {
  using enum arith::CmpIPredicate;
  switch (predicate) {
  case ComparePredicate::eq:
    return eq;
  case ComparePredicate::ne:
    return ne;
  case ComparePredicate::lt:
    return isUnsigned ? ult : slt;
  case ComparePredicate::le:
    return isUnsigned ? ule : sle;
  case ComparePredicate::gt:
    return isUnsigned ? ugt : sgt;
  case ComparePredicate::ge:
    return isUnsigned ? uge : sge;
  }
  llvm_unreachable("unknown predicate");
}

Value ElementBuilder::compare(ComparePredicate predicate, Value lhs,
                              Value rhs) const {
  ElementBuilder compute = withType(getComputeType(elementType));
  if (compute.elementType != elementType)
    return compute.compare(predicate, compute.convert(lhs, elementType),
                           compute.convert(rhs, elementType));
  if (isFloat())
    return create<arith::CmpFOp>(getFloatPredicate(predicate), lhs, rhs);
  return create<arith::CmpIOp>(getIntPredicate(predicate, isUnsigned()), lhs,
                               rhs);
}

Value ElementBuilder::isNaN(Value value) const {
  if (!isFloat())
    return withType(builder.getI1Type()).constant(0);
  return compare(ComparePredicate::ne, value, value);
}

Value ElementBuilder::select(Value condition, Value ifTrue,
                             Value ifFalse) const {
  return create<arith::SelectOp>(condition, ifTrue, ifFalse);
}

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

Value ElementBuilder::convert(Value value, Type from) const {
  if (from == elementType)
    return value;
  if (isBoolean(elementType)) {
    ElementBuilder source = withType(from);
    return source.compare(ComparePredicate::ne, value, source.constant(0));
  }
  if (isa<FloatType>(from))
    return isFloat() ? floatToFloat(value, from) : floatToInt(value, from);
  return isFloat() ? intToFloat(value, from) : intToInt(value, from);
}

Value ElementBuilder::floatToFloat(Value value, Type from) const {
  unsigned fromWidth = from.getIntOrFloatBitWidth();
  // f16 and bf16 hold none of each other's range and precision, and machines
  // without native bf16 convert it from and to f32 only.
  bool viaF32 = (fromWidth == 16 && getWidth() == 16) ||
                (fromWidth == 64 && elementType.isBF16()) ||
                (from.isBF16() && getWidth() == 64);
  if (viaF32) {
    Type f32 = builder.getF32Type();
    return convert(withType(f32).convert(value, from), f32);
  }
  return fromWidth < getWidth() ? create<arith::ExtFOp>(valueType, value)
                                : create<arith::TruncFOp>(valueType, value);
}

Value ElementBuilder::intToFloat(Value value, Type from) const {
  Type compute = getComputeType(elementType);
  if (compute != elementType)
    return convert(withType(compute).convert(value, from), compute);
  return isUnsignedType(from) ? create<arith::UIToFPOp>(valueType, value)
                              : create<arith::SIToFPOp>(valueType, value);
}

Value ElementBuilder::intToInt(Value value, Type from) const {
  unsigned fromWidth = from.getIntOrFloatBitWidth();
  if (fromWidth == getWidth())
    return value;
  if (fromWidth > getWidth())
    return create<arith::TruncIOp>(valueType, value);
  return isUnsignedType(from) ? create<arith::ExtUIOp>(valueType, value)
                              : create<arith::ExtSIOp>(valueType, value);
}

Value ElementBuilder::floatToInt(Value value, Type from) const {
  // The ends of every integer's range are exact in f32 and f64, but beyond the
  // range of f16.
  Type compute = getComputeType(from);
  if (compute != from)
    return convert(withType(compute).convert(value, from), compute);

  ElementBuilder source = withType(from);
  unsigned magnitudeBits = isUnsigned() ? getWidth() : getWidth() - 1;
  Value end = source.constant(std::ldexp(1.0, magnitudeBits));
  Value begin =
      source.constant(isUnsigned() ? 0 : -std::ldexp(1.0, magnitudeBits));
  Value isAbove = source.compare(ComparePredicate::ge, value, end);
  Value isBelow = source.compare(ComparePredicate::lt, value, begin);
  Value isOutside = create<arith::OrIOp>(create<arith::OrIOp>(isAbove, isBelow),
                                         source.isNaN(value));
  // An out-of-range conversion is poison: convert 0 in its place.
  Value inside = source.select(isOutside, source.constant(0), value);
  Value converted = isUnsigned() ? create<arith::FPToUIOp>(valueType, inside)
                                 : create<arith::FPToSIOp>(valueType, inside);
  Value saturated = select(isBelow, lowest(), converted);
  return select(isAbove, highest(), saturated);
}
