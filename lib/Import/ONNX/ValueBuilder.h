//===- ValueBuilder.h - Builds values of the fovea dialect ------*- C++ -*-===//
//
// A thin layer over `tryCreate` for importers, which compose many ops from
// parts that may not fit together. An error is reported where it happens and
// remembered: from then on every function returns a null value and builds
// nothing, so that a composition is written straight down and checked once, at
// its end. Only code that looks into a value has to test it first.
//
// Ops on small constants are folded at once, which makes of shape computations
// constants that other ops can be built with.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_LIB_IMPORT_ONNX_VALUEBUILDER_H
#define FOVEA_LIB_IMPORT_ONNX_VALUEBUILDER_H

#include "fovea/Dialect/Fovea/IR/Fovea.h"

namespace fovea::onnximport {

/// Attributes of an op to build, by name.
class AttributeList {
public:
  explicit AttributeList(mlir::MLIRContext *context) : builder(context) {}

  AttributeList &set(llvm::StringRef name, mlir::Attribute value);
  AttributeList &setInt(llvm::StringRef name, int64_t value);
  AttributeList &setInts(llvm::StringRef name, llvm::ArrayRef<int64_t> values);
  AttributeList &setFloat(llvm::StringRef name, double value);
  AttributeList &setFloats(llvm::StringRef name, llvm::ArrayRef<double> values);
  AttributeList &setUnit(llvm::StringRef name, bool present = true);

  operator llvm::ArrayRef<mlir::NamedAttribute>() const { return attributes; }

private:
  mlir::Builder builder;
  llvm::SmallVector<mlir::NamedAttribute> attributes;
};

class ValueBuilder {
public:
  ValueBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  mlir::OpBuilder &getBuilder() { return builder; }
  mlir::MLIRContext *getContext() { return builder.getContext(); }
  mlir::Location getLoc() const { return loc; }

  /// Whether an error was reported.
  bool hasError() const { return error; }
  mlir::InFlightDiagnostic emitError();
  /// Remember an error that was reported elsewhere.
  void setFailed() { error = true; }

  AttributeList attributes() { return AttributeList(getContext()); }

  /// Build an op, or fold it. Of absent operands (optional ones) the caller has
  /// left out the values; a null value stems from an earlier error.
  template <typename OpTy>
  mlir::Value create(mlir::ValueRange operands,
                     llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
                     mlir::Type resultType = {}) {
    llvm::SmallVector<mlir::Value> results =
        createAll<OpTy>(operands, attributes, resultType);
    return results.empty() ? mlir::Value() : results.front();
  }

  /// All results; none after an error.
  template <typename OpTy>
  llvm::SmallVector<mlir::Value>
  createAll(mlir::ValueRange operands,
            llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
            mlir::Type resultType = {}) {
    return createAll(OpTy::getOperationName(), operands, attributes,
                     resultType);
  }

  // Elementwise.
  mlir::Value unary(UnaryKind kind, mlir::Value input);
  mlir::Value binary(BinaryKind kind, mlir::Value lhs, mlir::Value rhs);
  mlir::Value compare(ComparePredicate predicate, mlir::Value lhs,
                      mlir::Value rhs);
  mlir::Value select(mlir::Value condition, mlir::Value ifTrue,
                     mlir::Value ifFalse);
  mlir::Value cast(mlir::Value input, mlir::Type elementType);
  mlir::Value activation(ActivationKind kind, mlir::Value input,
                         std::optional<double> alpha = {},
                         std::optional<double> beta = {});

  mlir::Value add(mlir::Value lhs, mlir::Value rhs) {
    return binary(BinaryKind::add, lhs, rhs);
  }
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs) {
    return binary(BinaryKind::sub, lhs, rhs);
  }
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs) {
    return binary(BinaryKind::mul, lhs, rhs);
  }
  mlir::Value div(mlir::Value lhs, mlir::Value rhs) {
    return binary(BinaryKind::div, lhs, rhs);
  }

  // Reductions.
  mlir::Value reduce(ReduceKind kind, mlir::Value input,
                     llvm::ArrayRef<int64_t> axes, bool keepDims);

  // Shape.
  mlir::Value reshape(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  mlir::Value broadcast(mlir::Value input, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value input, llvm::ArrayRef<int64_t> permutation);
  mlir::Value concat(mlir::ValueRange inputs, int64_t axis);
  mlir::Value slice(mlir::Value input, llvm::ArrayRef<int64_t> starts,
                    llvm::ArrayRef<int64_t> sizes,
                    llvm::ArrayRef<int64_t> steps);
  /// `size` elements of dimension `axis`, from `start` on.
  mlir::Value sliceAxis(mlir::Value input, int64_t axis, int64_t start,
                        int64_t size);
  mlir::Value pad(mlir::Value input, llvm::ArrayRef<int64_t> low,
                  llvm::ArrayRef<int64_t> high, double value = 0.0);
  mlir::Value gather(mlir::Value input, mlir::Value indices, int64_t axis);
  /// The input with its 1-D shape `[n]` set on dimension `axis` of `rank`, the
  /// others being 1: a vector that broadcasts along one dimension.
  mlir::Value alongAxis(mlir::Value vector, int64_t axis, int64_t rank);

  /// From `[batch, channels, spatial...]` to `[batch, spatial..., channels]`
  /// and back. Tensors of rank 2 stay as they are.
  mlir::Value toChannelsLast(mlir::Value input);
  mlir::Value toChannelsFirst(mlir::Value input);

  // Constants.
  mlir::Value constant(mlir::ElementsAttr value);
  mlir::Value constant(const HostTensor &value);
  /// 1-D, i64.
  mlir::Value constantInts(llvm::ArrayRef<int64_t> values);
  /// A tensor of rank 0.
  mlir::Value scalar(double value, mlir::Type elementType);
  mlir::Value scalarInt(int64_t value, mlir::Type elementType);
  /// A tensor with all elements equal.
  mlir::Value splat(double value, llvm::ArrayRef<int64_t> shape,
                    mlir::Type elementType);
  /// 0, 1, ... size - 1, as i64.
  mlir::Value iota(int64_t size);

  /// The tensor type, or null after an error.
  mlir::RankedTensorType getTensorType(llvm::ArrayRef<int64_t> shape,
                                       mlir::Type elementType);

private:
  llvm::SmallVector<mlir::Value>
  createAll(llvm::StringRef name, mlir::ValueRange operands,
            llvm::ArrayRef<mlir::NamedAttribute> attributes,
            mlir::Type resultType);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  bool error = false;
};

mlir::RankedTensorType getTensorTypeOf(mlir::Value value);
llvm::ArrayRef<int64_t> getShape(mlir::Value value);
int64_t getRank(mlir::Value value);
mlir::Type getElementTypeOf(mlir::Value value);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_VALUEBUILDER_H
