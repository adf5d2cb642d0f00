//===- Tensors.cpp - ONNX tensors and element types -----------------------===//

#include "Tensors.h"

#include "fovea/Dialect/Fovea/IR/HostTensor.h"
#include "fovea/Import/ONNX/ONNXImport.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;
using onnx::TensorProto;

/// More than any machine that we compile for has; keeps byte counts far from
/// the limits of 64-bit arithmetic.
static constexpr int64_t kMaxTensorBytes = int64_t(1) << 40;

/// Raw data of at least this size are moved rather than copied.
static constexpr size_t kMinMovedBytes = 4096;

// By number; the newer ones are unknown to the protobuf classes that we use.
static constexpr llvm::StringLiteral kDataTypeNames[] = {
    "undefined",      "float32",    "uint8",
    "int8",           "uint16",     "int16",
    "int32",          "int64",      "string",
    "bool",           "float16",    "float64",
    "uint32",         "uint64",     "complex64",
    "complex128",     "bfloat16",   "float8e4m3fn",
    "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz",
    "uint4",          "int4",       "float4e2m1",
    "float8e8m0",     "uint2",      "int2"};

std::string onnximport::getDataTypeName(int64_t dataType) {
  if (dataType >= 0 && size_t(dataType) < std::size(kDataTypeNames))
    return kDataTypeNames[dataType].str();
  return "#" + std::to_string(dataType);
}

Type onnximport::getElementType(int64_t dataType, MLIRContext *context) {
  Builder builder(context);
  auto integer = [&](unsigned width) { return builder.getIntegerType(width); };
  auto unsignedInteger = [&](unsigned width) {
    return builder.getIntegerType(width, /*isSigned=*/false);
  };
  switch (dataType) {
  case TensorProto::FLOAT:
    return builder.getF32Type();
  case TensorProto::DOUBLE:
    return builder.getF64Type();
  case TensorProto::FLOAT16:
    return builder.getF16Type();
  case TensorProto::BFLOAT16:
    return builder.getBF16Type();
  case TensorProto::INT8:
    return integer(8);
  case TensorProto::INT16:
    return integer(16);
  case TensorProto::INT32:
    return integer(32);
  case TensorProto::INT64:
    return integer(64);
  case TensorProto::UINT8:
    return unsignedInteger(8);
  case TensorProto::UINT16:
    return unsignedInteger(16);
  case TensorProto::UINT32:
    return unsignedInteger(32);
  case TensorProto::UINT64:
    return unsignedInteger(64);
  case TensorProto::BOOL:
    return integer(1);
  default:
    return {};
  }
}

FailureOr<RankedTensorType> onnximport::getTensorType(ArrayRef<int64_t> shape,
                                                      Type elementType,
                                                      ErrorEmitter emitError) {
  int64_t bytes = getElementSize(elementType);
  for (int64_t size : shape) {
    if (size < 0)
      return emitError() << "size " << size << " of a dimension is negative";
    if (size > kMaxTensorBytes)
      return emitError() << "size " << size << " of a dimension is too large";
    if (llvm::MulOverflow(bytes, std::max<int64_t>(size, 1), bytes) ||
        bytes > kMaxTensorBytes)
      return emitError() << "a tensor of shape [" << shape << "] is too large";
  }
  return RankedTensorType::get(shape, elementType);
}

//===----------------------------------------------------------------------===//
// Tensor values
//===----------------------------------------------------------------------===//

namespace {

/// Imports one tensor.
class TensorImporter {
public:
  /// Raw data are moved out of `donor`, if it is given.
  TensorImporter(const TensorProto &tensor, TensorProto *donor, StringRef name,
                 ExternalData &externalData, RankedTensorType type,
                 ErrorEmitter emitError)
      : tensor(tensor), donor(donor), name(name), externalData(externalData),
        type(type), emitError(emitError),
        byteSize(type.getNumElements() *
                 getElementSize(type.getElementType())) {}

  FailureOr<ElementsAttr> run() {
    if (tensor.data_location() == TensorProto::EXTERNAL)
      return importExternal();
    if (!tensor.has_raw_data())
      return importTyped();
    if (getTypedSize() > 0)
      return emitError() << "has its data twice: " << tensor.raw_data().size()
                         << " raw bytes and " << getTypedSize() << " elements";
    return importRaw();
  }

private:
  FailureOr<ElementsAttr> importExternal();
  FailureOr<ElementsAttr> importRaw();
  FailureOr<ElementsAttr> importTyped();

  /// Number of elements in the field for the element type.
  int64_t getTypedSize() const;

  bool isBoolean() const { return type.getElementType().isInteger(1); }

  /// Copy bytes that have the layout of `raw_data`.
  ElementsAttr copy(ArrayRef<char> bytes);

  template <typename T, typename Field>
  void fill(const Field &field, HostTensor &result);

  const TensorProto &tensor;
  TensorProto *donor;
  StringRef name;
  ExternalData &externalData;
  RankedTensorType type;
  ErrorEmitter emitError;
  int64_t byteSize;
};

} // namespace

ElementsAttr TensorImporter::copy(ArrayRef<char> bytes) {
  HostTensor result = HostTensor::zeros(type);
  MutableArrayRef<char> target = result.getMutableBytes();
  if (isBoolean())
    llvm::transform(bytes, target.begin(), [](char byte) { return byte != 0; });
  else
    llvm::copy(bytes, target.begin());
  return result.toAttribute(name);
}

FailureOr<ElementsAttr> TensorImporter::importRaw() {
  const std::string &raw = tensor.raw_data();
  if (int64_t(raw.size()) != byteSize)
    return emitError() << "has " << raw.size() << " bytes of data, but " << type
                       << " needs " << byteSize;
  if (!donor || isBoolean() || raw.size() < kMinMovedBytes)
    return copy(raw);

  auto *data = donor->release_raw_data();
  auto free = [data](void *, size_t, size_t) { delete data; };
  AsmResourceBlob blob(ArrayRef<char>(*data), alignof(std::max_align_t), free,
                       /*dataIsMutable=*/false);
  return ElementsAttr(
      DenseResourceElementsAttr::get(type, name, std::move(blob)));
}

FailureOr<ElementsAttr> TensorImporter::importExternal() {
  StringRef location;
  uint64_t offset = 0, length = byteSize;
  for (const onnx::StringStringEntryProto &entry : tensor.external_data()) {
    StringRef value = entry.value();
    if (entry.key() == "location")
      location = value;
    else if (entry.key() == "offset" && value.getAsInteger(10, offset))
      return emitError() << "external data offset '" << value
                         << "' is not a number";
    else if (entry.key() == "length" && value.getAsInteger(10, length))
      return emitError() << "external data length '" << value
                         << "' is not a number";
  }
  if (length != uint64_t(byteSize))
    return emitError() << "has " << length << " bytes of external data, but "
                       << type << " needs " << byteSize;

  auto buffer = externalData.open(location);
  if (failed(buffer))
    return failure();
  uint64_t available = (*buffer)->getBufferSize();
  if (offset > available || length > available - offset)
    return emitError() << "needs " << length << " bytes at offset " << offset
                       << " of external data file '" << location
                       << "', which has " << available;

  ArrayRef<char> bytes((*buffer)->getBufferStart() + offset, length);
  size_t alignment = getElementSize(type.getElementType());
  if (isBoolean() || length < kMinMovedBytes ||
      !llvm::isAddrAligned(llvm::Align(alignment), bytes.data()))
    return copy(bytes);
  AsmResourceBlob blob(
      bytes, alignment, [keep = *buffer](void *, size_t, size_t) {},
      /*dataIsMutable=*/false);
  return ElementsAttr(
      DenseResourceElementsAttr::get(type, name, std::move(blob)));
}

template <typename T, typename Field>
void TensorImporter::fill(const Field &field, HostTensor &result) {
  char *target = result.getMutableBytes().data();
  for (auto value : field) {
    T element = static_cast<T>(value);
    std::memcpy(target, &element, sizeof(T));
    target += sizeof(T);
  }
}

int64_t TensorImporter::getTypedSize() const {
  switch (tensor.data_type()) {
  case TensorProto::FLOAT:
    return tensor.float_data_size();
  case TensorProto::DOUBLE:
    return tensor.double_data_size();
  case TensorProto::INT64:
    return tensor.int64_data_size();
  case TensorProto::UINT32:
  case TensorProto::UINT64:
    return tensor.uint64_data_size();
  default:
    return tensor.int32_data_size();
  }
}

FailureOr<ElementsAttr> TensorImporter::importTyped() {
  int64_t count = getTypedSize();
  if (count != type.getNumElements()) {
    if (count == 0)
      return emitError() << "has no data, but " << type << " needs "
                         << type.getNumElements() << " elements";
    return emitError() << "has " << count << " elements, but " << type
                       << " needs " << type.getNumElements();
  }

  HostTensor result = HostTensor::zeros(type);
  switch (tensor.data_type()) {
  case TensorProto::FLOAT:
    fill<float>(tensor.float_data(), result);
    break;
  case TensorProto::DOUBLE:
    fill<double>(tensor.double_data(), result);
    break;
  case TensorProto::INT64:
    fill<int64_t>(tensor.int64_data(), result);
    break;
  case TensorProto::UINT32:
    fill<uint32_t>(tensor.uint64_data(), result);
    break;
  case TensorProto::UINT64:
    fill<uint64_t>(tensor.uint64_data(), result);
    break;
  case TensorProto::BOOL:
    fill<bool>(tensor.int32_data(), result);
    break;
  case TensorProto::INT8:
  case TensorProto::UINT8:
    fill<int8_t>(tensor.int32_data(), result);
    break;
  case TensorProto::INT32:
    fill<int32_t>(tensor.int32_data(), result);
    break;
  default: // 16 bits: integers, and floats as their bit pattern.
    fill<int16_t>(tensor.int32_data(), result);
  }
  return result.toAttribute(name);
}

static FailureOr<ElementsAttr> importTensor(const TensorProto &tensor,
                                            TensorProto *donor, StringRef name,
                                            ExternalData &externalData,
                                            ErrorEmitter emitError) {
  MLIRContext *context = externalData.getLocation().getContext();
  Type elementType = getElementType(tensor.data_type(), context);
  if (!elementType)
    return emitError() << "has element type "
                       << getDataTypeName(tensor.data_type())
                       << ", which is not supported";
  SmallVector<int64_t> shape(tensor.dims().begin(), tensor.dims().end());
  auto type = getTensorType(shape, elementType, emitError);
  if (failed(type))
    return failure();
  return TensorImporter(tensor, donor, name, externalData, *type, emitError)
      .run();
}

FailureOr<ElementsAttr> onnximport::importTensor(const TensorProto &tensor,
                                                 StringRef name,
                                                 ExternalData &externalData,
                                                 ErrorEmitter emitError) {
  return ::importTensor(tensor, /*donor=*/nullptr, name, externalData,
                        emitError);
}

FailureOr<ElementsAttr> onnximport::takeTensor(TensorProto &tensor,
                                               StringRef name,
                                               ExternalData &externalData,
                                               ErrorEmitter emitError) {
  return ::importTensor(tensor, &tensor, name, externalData, emitError);
}

FailureOr<ElementsAttr> fovea::importONNXTensor(StringRef path,
                                                MLIRContext *context) {
  Location loc = FileLineColLoc::get(context, path, 0, 0);
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return emitError(loc) << "cannot read: " << buffer.getError().message();
  TensorProto tensor;
  google::protobuf::LogSilencer silence;
  if ((*buffer)->getBufferSize() > INT_MAX ||
      !tensor.ParsePartialFromArray((*buffer)->getBufferStart(),
                                    (*buffer)->getBufferSize()))
    return emitError(loc) << "not an ONNX tensor, or truncated";
  ExternalData externalData(llvm::sys::path::parent_path(path), loc);
  return takeTensor(tensor, llvm::sys::path::stem(path), externalData,
                    [&] { return emitError(loc) << "tensor "; });
}
