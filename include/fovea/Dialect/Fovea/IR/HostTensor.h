//===- HostTensor.h - Tensor values inside the compiler ---------*- C++ -*-===//
//
// A view of a constant tensor while the compiler computes with it: the type,
// and the elements as raw bytes, row major, little endian, one byte for a
// boolean. Unlike DenseElementsAttr it is never hashed or stored in a context,
// so it is fit for weights of any size.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DIALECT_FOVEA_IR_HOSTTENSOR_H
#define FOVEA_DIALECT_FOVEA_IR_HOSTTENSOR_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

#include <cstddef>
#include <memory>

namespace fovea {

/// Bytes that one element of `type` takes in host and device memory.
int64_t getElementSize(mlir::Type type);

class HostTensor {
public:
  /// A tensor of zeros that owns its memory, aligned to 64 bytes.
  static HostTensor zeros(mlir::RankedTensorType type);

  /// The value of an attribute. Aliases the bytes of a resource or dense
  /// attribute where its storage has our layout (the attribute must then
  /// outlive the tensor), and copies otherwise (splats, booleans). Fails for
  /// attributes that hold no bytes.
  static llvm::FailureOr<HostTensor> fromAttribute(mlir::ElementsAttr attr);

  mlir::RankedTensorType getType() const { return type; }
  llvm::ArrayRef<int64_t> getShape() const { return type.getShape(); }
  int64_t getNumElements() const { return type.getNumElements(); }
  mlir::Type getElementType() const { return type.getElementType(); }

  llvm::ArrayRef<char> getBytes() const { return bytes; }
  /// Only for a tensor made by `zeros`.
  llvm::MutableArrayRef<char> getMutableBytes();

  /// The same elements in another shape; shares the memory.
  HostTensor reshaped(llvm::ArrayRef<int64_t> shape) const;

  /// Element `index` (row major) of any numeric type. `getInt` truncates
  /// floats toward zero; `setFloat` and `setInt` round to nearest even, and
  /// wrap integers.
  double getFloat(int64_t index) const;
  int64_t getInt(int64_t index) const;
  void setFloat(int64_t index, double value);
  void setInt(int64_t index, int64_t value);

  /// A `dense` attribute for small tensors, and a `dense_resource` one (which
  /// takes the memory over, `name` being its key) for large ones.
  mlir::ElementsAttr toAttribute(llvm::StringRef name) const;

  /// A `dense` attribute. It lives as long as the context, so this is for
  /// small tensors alone.
  mlir::DenseElementsAttr toDenseAttribute() const;

private:
  HostTensor(mlir::RankedTensorType type, llvm::ArrayRef<char> bytes,
             std::shared_ptr<char> storage)
      : type(type), bytes(bytes), storage(std::move(storage)) {}

  mlir::RankedTensorType type;
  llvm::ArrayRef<char> bytes;
  std::shared_ptr<char> storage; // Null for an alias.
};

/// The value of a `fovea.constant` or of a bound `fovea.weight`, else failure.
llvm::FailureOr<HostTensor> getHostTensor(mlir::Value value);

/// All elements of an integer (or boolean) constant; failure if `value` is not
/// one. For shapes, axes and the like.
llvm::FailureOr<llvm::SmallVector<int64_t>> getConstantInts(mlir::Value value);

/// The bytes of `attr` under another type of the same size, without a copy
/// where they are in a resource. Null if `attr` is not dense.
mlir::ElementsAttr reinterpretElements(mlir::ElementsAttr attr,
                                       mlir::RankedTensorType type);

/// Free the memory of a `dense_resource` attribute, which must have no further
/// use: the context keeps the (now empty) entry for ever.
void releaseResource(mlir::ElementsAttr attr);

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_IR_HOSTTENSOR_H
