//===- Tensor.cpp - A tensor in host memory -------------------------------===//

#include "Tensor.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

using namespace fovea::app;

std::optional<uint64_t> fovea::app::sizeInBytes(uint64_t dtype,
                                                const Shape &shape) {
  int64_t size = static_cast<int64_t>(fovea_dtype_size(dtype));
  for (int64_t extent : shape)
    if (extent < 0)
      return std::nullopt;
  // A zero makes the size zero, whatever the other extents multiply to.
  if (std::find(shape.begin(), shape.end(), 0) != shape.end())
    return 0;
  for (int64_t extent : shape)
    if (__builtin_mul_overflow(size, extent, &size))
      return std::nullopt;
  return static_cast<uint64_t>(size);
}

std::string fovea::app::typeString(uint64_t dtype, const Shape &shape) {
  std::string text = fovea_dtype_name(dtype);
  if (shape.empty())
    return text + " scalar";
  char separator = ' ';
  for (int64_t extent : shape) {
    text += separator + std::to_string(extent);
    separator = 'x';
  }
  return text;
}

Shape fovea::app::shapeOf(const fovea_tensor_info &info) {
  return Shape(info.shape, info.shape + info.rank);
}

std::string fovea::app::typeString(const fovea_tensor_info &info) {
  return typeString(info.dtype, shapeOf(info));
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

template <typename T> static T load(const uint8_t *bytes) {
  T value;
  memcpy(&value, bytes, sizeof(T));
  return value;
}

static float fromBf16(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

static uint16_t toBf16(float value) {
  uint32_t bits = std::bit_cast<uint32_t>(value);
  if (std::isnan(value))
    return static_cast<uint16_t>(bits >> 16 | 0x40);
  // Ties go to even: what is added reaches one half only for an odd result.
  return static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

static float fromF16(uint16_t bits) {
  int exponent = bits >> 10 & 0x1F;
  int mantissa = bits & 0x3FF;
  float magnitude;
  if (exponent == 0x1F)
    magnitude = mantissa ? std::numeric_limits<float>::quiet_NaN()
                         : std::numeric_limits<float>::infinity();
  else if (exponent == 0)
    magnitude = std::ldexp(static_cast<float>(mantissa), -24);
  else
    magnitude = std::ldexp(static_cast<float>(mantissa | 0x400), exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

static uint16_t toF16(float value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  float magnitude = std::fabs(value);
  if (std::isnan(value))
    return sign | 0x7E00;
  if (magnitude >= 65520.0f) // halfway to 2^16, which does not exist
    return sign | 0x7C00;
  if (magnitude < 0x1p-14f) // subnormal: multiples of 2^-24
    return sign | static_cast<uint16_t>(std::nearbyint(magnitude * 0x1p24f));
  int exponent = std::ilogb(magnitude);
  int mantissa = static_cast<int>(
      std::nearbyint(std::ldexp(magnitude, 10 - exponent))); // 1024 to 2048
  // A mantissa of 2048 carries into the exponent by addition.
  return sign | static_cast<uint16_t>(((exponent + 14) << 10) + mantissa);
}

long double fovea::app::elementAt(const Tensor &tensor, int64_t index) {
  const uint8_t *bytes =
      tensor.data.data() +
      static_cast<uint64_t>(index) * fovea_dtype_size(tensor.dtype);
  switch (tensor.dtype) {
  case FOVEA_F32:
    return load<float>(bytes);
  case FOVEA_F64:
    return load<double>(bytes);
  case FOVEA_F16:
    return fromF16(load<uint16_t>(bytes));
  case FOVEA_BF16:
    return fromBf16(load<uint16_t>(bytes));
  case FOVEA_I8:
    return load<int8_t>(bytes);
  case FOVEA_U8:
  case FOVEA_BOOL:
    return load<uint8_t>(bytes);
  case FOVEA_I16:
    return load<int16_t>(bytes);
  case FOVEA_U16:
    return load<uint16_t>(bytes);
  case FOVEA_I32:
    return load<int32_t>(bytes);
  case FOVEA_U32:
    return load<uint32_t>(bytes);
  case FOVEA_I64:
    return static_cast<long double>(load<int64_t>(bytes));
  case FOVEA_U64:
    return static_cast<long double>(load<uint64_t>(bytes));
  }
  return 0;
}

template <typename T> static T saturate(float value) {
  constexpr auto low = static_cast<double>(std::numeric_limits<T>::lowest());
  constexpr auto high = static_cast<double>(std::numeric_limits<T>::max());
  double rounded = std::nearbyint(static_cast<double>(value));
  if (!(rounded > low)) // NaN too
    return std::numeric_limits<T>::lowest();
  return rounded >= high ? std::numeric_limits<T>::max()
                         : static_cast<T>(rounded);
}

template <typename T, typename Fn>
static Bytes convertEach(const float *values, int64_t count, Fn convert) {
  Bytes bytes(static_cast<size_t>(count) * sizeof(T));
  for (int64_t i = 0; i < count; ++i) {
    T value = convert(values[i]);
    memcpy(bytes.data() + static_cast<size_t>(i) * sizeof(T), &value,
           sizeof(T));
  }
  return bytes;
}

template <typename T>
static Bytes convertInteger(const float *values, int64_t count) {
  return convertEach<T>(values, count, saturate<T>);
}

Bytes fovea::app::convertFromFloat(const float *values, int64_t count,
                                   uint64_t dtype) {
  switch (dtype) {
  case FOVEA_F32:
    return convertEach<float>(values, count, [](float x) { return x; });
  case FOVEA_F64:
    return convertEach<double>(values, count, [](float x) { return x; });
  case FOVEA_F16:
    return convertEach<uint16_t>(values, count, toF16);
  case FOVEA_BF16:
    return convertEach<uint16_t>(values, count, toBf16);
  case FOVEA_I8:
    return convertInteger<int8_t>(values, count);
  case FOVEA_U8:
    return convertInteger<uint8_t>(values, count);
  case FOVEA_I16:
    return convertInteger<int16_t>(values, count);
  case FOVEA_U16:
    return convertInteger<uint16_t>(values, count);
  case FOVEA_I32:
    return convertInteger<int32_t>(values, count);
  case FOVEA_U32:
    return convertInteger<uint32_t>(values, count);
  case FOVEA_I64:
    return convertInteger<int64_t>(values, count);
  case FOVEA_U64:
    return convertInteger<uint64_t>(values, count);
  case FOVEA_BOOL:
    return convertEach<uint8_t>(values, count,
                                [](float x) { return x != 0.0f; });
  }
  return {};
}
