//===- HostTensor.cpp - Tensor values inside the compiler -----------------===//

#include "fovea/Dialect/Fovea/IR/HostTensor.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/APFloat.h"

#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace fovea;

/// Alignment of our memory: a cache line, and the widest vector.
static constexpr size_t kAlignment = 64;

/// Up to this size `toAttribute` makes `dense` attributes.
static constexpr size_t kMaxDenseBytes = 1024;

int64_t fovea::getElementSize(Type type) {
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

static size_t getByteSize(RankedTensorType type) {
  return type.getNumElements() * getElementSize(type.getElementType());
}

//===----------------------------------------------------------------------===//
// Construction
//===----------------------------------------------------------------------===//

HostTensor HostTensor::zeros(RankedTensorType type) {
  size_t size = getByteSize(type);
  // Zero pages from the system are free until they are touched, which makes
  // `calloc` much cheaper than clearing aligned memory.
  char *base = static_cast<char *>(std::calloc(size + kAlignment, 1));
  if (!base)
    llvm::report_bad_alloc_error("out of memory for a constant tensor");
  size_t offset = kAlignment - reinterpret_cast<uintptr_t>(base) % kAlignment;
  char *data = base + offset;
  std::shared_ptr<char> storage(data, [base](char *) { std::free(base); });
  return HostTensor(type, ArrayRef(data, size), std::move(storage));
}

/// Expand what DenseElementsAttr stores in a layout of its own: splats, and
/// booleans.
static HostTensor copyElements(DenseElementsAttr attr, RankedTensorType type) {
  HostTensor result = HostTensor::zeros(type);
  MutableArrayRef<char> bytes = result.getMutableBytes();
  if (type.getElementType().isInteger(1)) {
    for (auto [byte, value] : llvm::zip_equal(bytes, attr.getValues<bool>()))
      byte = value;
    return result;
  }
  ArrayRef<char> element = attr.getRawData();
  for (size_t i = 0; i < bytes.size(); i += element.size())
    std::memcpy(&bytes[i], element.data(), element.size());
  return result;
}

FailureOr<HostTensor> HostTensor::fromAttribute(ElementsAttr attr) {
  auto type = dyn_cast<RankedTensorType>(attr.getType());
  if (!type || !type.getElementType().isIntOrFloat())
    return failure();
  ArrayRef<char> bytes;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr)) {
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      bytes = blob->getData();
  } else if (auto dense = dyn_cast<DenseIntOrFPElementsAttr>(attr)) {
    if (dense.isSplat() || type.getElementType().isInteger(1))
      return copyElements(dense, type);
    bytes = dense.getRawData();
  } else {
    return failure();
  }
  if (bytes.size() != getByteSize(type))
    return failure();
  return HostTensor(type, bytes, nullptr);
}

MutableArrayRef<char> HostTensor::getMutableBytes() {
  assert(storage && "the bytes belong to an attribute");
  return MutableArrayRef(const_cast<char *>(bytes.data()), bytes.size());
}

HostTensor HostTensor::reshaped(ArrayRef<int64_t> shape) const {
  RankedTensorType newType = RankedTensorType::get(shape, getElementType());
  assert(newType.getNumElements() == getNumElements() &&
         "reshaping must keep the number of elements");
  return HostTensor(newType, bytes, storage);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

template <typename T> static T load(const char *data) {
  T value;
  std::memcpy(&value, data, sizeof(T)); // Blobs may be unaligned.
  return value;
}

static uint64_t loadBits(const char *data, int64_t size) {
  uint64_t bits = 0;
  std::memcpy(&bits, data, size);
  return bits;
}

double HostTensor::getFloat(int64_t index) const {
  auto floatType = dyn_cast<FloatType>(getElementType());
  if (!floatType) {
    int64_t value = getInt(index);
    return getElementType().isUnsignedInteger()
               ? static_cast<double>(static_cast<uint64_t>(value))
               : static_cast<double>(value);
  }
  int64_t size = getElementSize(floatType);
  const char *data = bytes.data() + index * size;
  if (floatType.isF32())
    return load<float>(data);
  if (floatType.isF64())
    return load<double>(data);
  APInt bits(floatType.getWidth(), loadBits(data, size));
  return APFloat(floatType.getFloatSemantics(), bits).convertToDouble();
}

int64_t HostTensor::getInt(int64_t index) const {
  Type elementType = getElementType();
  if (isa<FloatType>(elementType)) {
    APSInt result(64, /*isUnsigned=*/false);
    bool isExact;
    APFloat(getFloat(index))
        .convertToInteger(result, APFloat::rmTowardZero, &isExact);
    return result.getSExtValue();
  }
  int64_t size = getElementSize(elementType);
  uint64_t bits = loadBits(bytes.data() + index * size, size);
  if (elementType.isInteger(1) || elementType.isUnsignedInteger())
    return bits;
  return llvm::SignExtend64(bits, size * 8);
}

void HostTensor::setFloat(int64_t index, double value) {
  auto floatType = dyn_cast<FloatType>(getElementType());
  if (!floatType) {
    APSInt result(64, getElementType().isUnsignedInteger());
    bool isExact;
    APFloat(value).convertToInteger(result, APFloat::rmNearestTiesToEven,
                                    &isExact);
    return setInt(index, static_cast<int64_t>(result.getZExtValue()));
  }
  APFloat rounded(value);
  bool losesInfo;
  rounded.convert(floatType.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
  uint64_t bits = rounded.bitcastToAPInt().getZExtValue();
  int64_t size = getElementSize(floatType);
  std::memcpy(getMutableBytes().data() + index * size, &bits, size);
}

void HostTensor::setInt(int64_t index, int64_t value) {
  if (isa<FloatType>(getElementType()))
    return setFloat(index, static_cast<double>(value));
  if (getElementType().isInteger(1))
    value = value != 0;
  int64_t size = getElementSize(getElementType());
  std::memcpy(getMutableBytes().data() + index * size, &value, size);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

DenseElementsAttr HostTensor::toDenseAttribute() const {
  if (!getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  SmallVector<bool> values;
  for (char byte : bytes)
    values.push_back(byte != 0);
  return DenseElementsAttr::get(type, values);
}

ElementsAttr HostTensor::toAttribute(StringRef name) const {
  if (bytes.size() <= kMaxDenseBytes)
    return toDenseAttribute();
  if (!storage) {
    AsmResourceBlob copy =
        HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, kAlignment);
    return DenseResourceElementsAttr::get(type, name, std::move(copy));
  }
  AsmResourceBlob blob(
      bytes, kAlignment,
      [owner = storage](void *, size_t, size_t) mutable { owner.reset(); },
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}

ElementsAttr fovea::reinterpretElements(ElementsAttr attr,
                                        RankedTensorType type) {
  if (attr.getType() == type)
    return attr;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  auto dense = dyn_cast<DenseIntOrFPElementsAttr>(attr);
  if (!dense)
    return nullptr;
  DenseElementsAttr result = dense;
  if (type.getElementType() != attr.getElementType())
    result = result.bitcast(type.getElementType());
  return result.reshape(type);
}

void fovea::releaseResource(ElementsAttr attr) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    resource.getRawHandle().getResource()->setBlob(AsmResourceBlob());
}

FailureOr<HostTensor> fovea::getHostTensor(Value value) {
  ElementsAttr attr;
  if (auto weight = value.getDefiningOp<WeightOp>())
    attr = weight.getValueAttr();
  else if (auto constant = value.getDefiningOp<ConstantOp>())
    attr = constant.getValue();
  if (!attr)
    return failure();
  return HostTensor::fromAttribute(attr);
}

FailureOr<SmallVector<int64_t>> fovea::getConstantInts(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  if (!constant || !isa<IntegerType>(constant.getType().getElementType()))
    return failure();
  FailureOr<HostTensor> tensor = HostTensor::fromAttribute(constant.getValue());
  if (failed(tensor))
    return failure();
  SmallVector<int64_t> result(tensor->getNumElements());
  for (auto [index, element] : llvm::enumerate(result))
    element = tensor->getInt(index);
  return result;
}
