//===- ElementBuilder.h - Arithmetic on elements ----------------*- C++ -*-===//
//
// The one place that knows which arith op computes on floats, signed integers,
// unsigned integers and booleans, and how the undefined corners of integer
// arithmetic are defined.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_FOVEA_IR_ELEMENTBUILDER_H
#define FOVEA_DIALECT_FOVEA_IR_ELEMENTBUILDER_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/Builders.h"

namespace fovea {

/// The type to compute in for elements of `type`: f32 for the narrower floats,
/// whose own arithmetic few machines have and whose sums lose digits.
mlir::Type getComputeType(mlir::Type type);

/// Builds arithmetic on elements of one type, as scalars or as vectors. Values
/// are signless; the element type given to the constructor tells the
/// signedness (signless integers are signed, i1 is a boolean).
class ElementBuilder {
public:
  /// Values have the shape of `like` if that is a vector type.
  ElementBuilder(mlir::OpBuilder &builder, mlir::Location loc,
                 mlir::Type elementType, mlir::Type like = {});

  /// A builder of another element type, at the same place and shape.
  ElementBuilder withType(mlir::Type elementType) const;

  mlir::OpBuilder &getBuilder() const { return builder; }
  mlir::Location getLoc() const { return loc; }
  mlir::Type getElementType() const { return elementType; }
  /// The signless type of values, scalar or vector.
  mlir::Type getType() const { return valueType; }
  bool isFloat() const;
  bool isUnsigned() const;
  unsigned getWidth() const { return elementType.getIntOrFloatBitWidth(); }

  /// Create an op with one result at the builder's place.
  template <typename OpTy, typename... Args>
  mlir::Value create(Args... args) const {
    return OpTy::create(builder, loc, args...);
  }

  /// Constants. An integer saturates at the ends of its range.
  mlir::Value constant(double value) const;
  mlir::Value constant(const llvm::APInt &value) const;
  /// The neutral elements of `max` and `min`: infinities, or the ends of an
  /// integer's range.
  mlir::Value lowest() const;
  mlir::Value highest() const;

  mlir::Value add(mlir::Value lhs, mlir::Value rhs) const;
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs) const;
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs) const;
  /// Integers are truncated; x / 0 is 0 and the smallest integer / -1 is
  /// itself.
  mlir::Value div(mlir::Value lhs, mlir::Value rhs) const;
  /// The remainder with the sign of `lhs`; 0 for integers modulo 0.
  mlir::Value rem(mlir::Value lhs, mlir::Value rhs) const;
  /// NaN if an operand is NaN.
  mlir::Value min(mlir::Value lhs, mlir::Value rhs) const;
  mlir::Value max(mlir::Value lhs, mlir::Value rhs) const;
  mlir::Value neg(mlir::Value value) const;
  mlir::Value abs(mlir::Value value) const;
  /// On NaN only `ne` holds.
  mlir::Value compare(ComparePredicate predicate, mlir::Value lhs,
                      mlir::Value rhs) const;
  mlir::Value isNaN(mlir::Value value) const;
  mlir::Value select(mlir::Value condition, mlir::Value ifTrue,
                     mlir::Value ifFalse) const;

  /// Convert a value of element type `from` to this builder's type, as
  /// `fovea.cast` defines it.
  mlir::Value convert(mlir::Value value, mlir::Type from) const;

private:
  mlir::Value floatToInt(mlir::Value value, mlir::Type from) const;
  mlir::Value intToFloat(mlir::Value value, mlir::Type from) const;
  mlir::Value intToInt(mlir::Value value, mlir::Type from) const;
  mlir::Value floatToFloat(mlir::Value value, mlir::Type from) const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  mlir::Type elementType;
  mlir::Type valueType;
};

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_ELEMENTBUILDER_H
