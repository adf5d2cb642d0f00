//===- TensorProtoFile.cpp - ONNX's serialized tensors --------------------===//
//
// A reader of the one protobuf message that test data comes in. A dependency on
// the protobuf library would cost every model executable more than this file:
// its size, and the milliseconds it takes to start.
//
// Field numbers and types are those of TensorProto in onnx.proto.
//
//===----------------------------------------------------------------------===//

#include "Files.h"

#include <bit>
#include <cstring>

using namespace fovea::app;

static_assert(std::endian::native == std::endian::little,
              "raw_data is little-endian");

namespace {
enum Field : uint64_t {
  Dims = 1,
  DataType = 2,
  Segment = 3,
  FloatData = 4,
  Int32Data = 5,
  StringData = 6,
  Int64Data = 7,
  RawData = 9,
  DoubleData = 10,
  Uint64Data = 11,
  ExternalData = 13,
  DataLocation = 14
};

enum WireType : uint64_t { Varint = 0, Fixed64 = 1, Length = 2, Fixed32 = 5 };

/// One field of a message: a number, or a piece of the message.
struct FieldValue {
  uint64_t field, wireType;
  uint64_t number; // of a Varint
  ByteSpan bytes;  // of anything else
};

/// Walks the fields of a message, or the varints of a packed field.
class WireReader {
public:
  explicit WireReader(ByteSpan bytes) : rest(bytes) {}

  bool atEnd() const { return rest.empty(); }

  /// False if the bytes do not hold a number of at most 64 bits.
  bool readVarint(uint64_t &value) {
    value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest.empty())
        return false;
      uint8_t byte = rest.front();
      rest = rest.subspan(1);
      value |= uint64_t(byte & 0x7F) << shift;
      if (!(byte & 0x80))
        return true;
    }
    return false;
  }

  bool readField(FieldValue &value) {
    uint64_t tag, size;
    if (!readVarint(tag))
      return false;
    value = {tag >> 3, tag & 7, 0, {}};
    switch (value.wireType) {
    case Varint:
      return readVarint(value.number);
    case Fixed64:
      return take(8, value.bytes);
    case Length:
      return readVarint(size) && take(size, value.bytes);
    case Fixed32:
      return take(4, value.bytes);
    }
    return false; // groups are obsolete and do not occur
  }

private:
  bool take(uint64_t size, ByteSpan &bytes) {
    if (size > rest.size())
      return false;
    bytes = rest.first(size);
    rest = rest.subspan(size);
    return true;
  }

  ByteSpan rest;
};

/// How a data_type is stored.
struct TypeRule {
  uint64_t onnxType;
  uint64_t dtype;
  Field typedField; ///< where the elements are if not in raw_data
};
} // namespace

static constexpr TypeRule rules[] = {
    {1, FOVEA_F32, FloatData},   {2, FOVEA_U8, Int32Data},
    {3, FOVEA_I8, Int32Data},    {4, FOVEA_U16, Int32Data},
    {5, FOVEA_I16, Int32Data},   {6, FOVEA_I32, Int32Data},
    {7, FOVEA_I64, Int64Data},   {9, FOVEA_BOOL, Int32Data},
    {10, FOVEA_F16, Int32Data},  {11, FOVEA_F64, DoubleData},
    {12, FOVEA_U32, Uint64Data}, {13, FOVEA_U64, Uint64Data},
    {16, FOVEA_BF16, Int32Data}};

static const TypeRule *findRule(uint64_t onnxType) {
  for (const TypeRule &rule : rules)
    if (rule.onnxType == onnxType)
      return &rule;
  return nullptr;
}

/// Calls visit(number) for each varint of a repeated field, packed or not.
template <typename Fn>
static bool forEachVarint(const FieldValue &value, Fn visit) {
  if (value.wireType == Varint) {
    visit(value.number);
    return true;
  }
  if (value.wireType != Length)
    return false;
  WireReader packed(value.bytes);
  while (!packed.atEnd()) {
    uint64_t number;
    if (!packed.readVarint(number))
      return false;
    visit(number);
  }
  return true;
}

/// Appends the elements of one occurrence of a typed field.
static bool appendTyped(const FieldValue &value, Tensor &tensor) {
  size_t size = fovea_dtype_size(tensor.dtype);
  if (value.field == FloatData || value.field == DoubleData) {
    uint64_t single = value.field == FloatData ? Fixed32 : Fixed64;
    if ((value.wireType != single && value.wireType != Length) ||
        value.bytes.size() % size)
      return false;
    tensor.data.insert(tensor.data.end(), value.bytes.begin(),
                       value.bytes.end());
    return true;
  }
  return forEachVarint(value, [&](uint64_t number) {
    uint8_t bytes[8]; // Narrow types are the low bytes of the number.
    memcpy(bytes, &number, sizeof(bytes));
    tensor.data.insert(tensor.data.end(), bytes, bytes + size);
  });
}

static bool fail(std::string &error, std::string message) {
  error = std::move(message);
  return false;
}

static constexpr char malformed[] =
    "malformed TensorProto: a field is cut off or has the wrong wire type";

/// First pass: everything but the elements, which may stand before the type.
static bool readDescription(ByteSpan bytes, Tensor &tensor,
                            const TypeRule *&rule, std::string &error) {
  uint64_t onnxType = 0;
  WireReader reader(bytes);
  while (!reader.atEnd()) {
    FieldValue value;
    if (!reader.readField(value))
      return fail(error, malformed);
    switch (value.field) {
    case Dims:
      if (!forEachVarint(value, [&](uint64_t number) {
            tensor.shape.push_back(static_cast<int64_t>(number));
          }))
        return fail(error, malformed);
      break;
    case DataType:
      if (value.wireType != Varint)
        return fail(error, malformed);
      onnxType = value.number;
      break;
    case Segment:
      return fail(error, "segmented tensors are not supported");
    case ExternalData:
      return fail(error, "expected the elements in the file, got a reference "
                         "to external data");
    case DataLocation:
      if (value.wireType != Varint || value.number != 0)
        return fail(error, "expected the elements in the file, got a reference "
                           "to external data");
      break;
    default:
      break;
    }
  }
  rule = findRule(onnxType);
  if (!rule)
    return fail(error, "unsupported element type: TensorProto.data_type is " +
                           std::to_string(onnxType));
  tensor.dtype = rule->dtype;
  return true;
}

/// Second pass: the elements.
static bool readElements(ByteSpan bytes, const TypeRule &rule, Tensor &tensor,
                         std::string &error) {
  WireReader reader(bytes);
  while (!reader.atEnd()) {
    FieldValue value;
    if (!reader.readField(value))
      return fail(error, malformed);
    if (value.field == RawData) {
      if (value.wireType != Length)
        return fail(error, malformed);
      tensor.data.insert(tensor.data.end(), value.bytes.begin(),
                         value.bytes.end());
    } else if (value.field == rule.typedField && !appendTyped(value, tensor)) {
      return fail(error, malformed);
    }
  }
  return true;
}

std::optional<Tensor> fovea::app::parseTensorProto(ByteSpan bytes,
                                                   std::string &error) {
  Tensor tensor;
  const TypeRule *rule = nullptr;
  if (!readDescription(bytes, tensor, rule, error) ||
      !readElements(bytes, *rule, tensor, error))
    return std::nullopt;
  auto size = sizeInBytes(tensor.dtype, tensor.shape);
  if (!size || *size != tensor.data.size()) {
    error = "wrong amount of data: expected " +
            (size ? std::to_string(*size) : std::string("a valid number of")) +
            " bytes (" + typeString(tensor.dtype, tensor.shape) + "), got " +
            std::to_string(tensor.data.size());
    return std::nullopt;
  }
  return tensor;
}
