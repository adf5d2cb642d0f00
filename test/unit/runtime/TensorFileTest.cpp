//===- TensorFileTest.cpp - Readers of .npy and TensorProto ---------------===//
//
// Built twice: as it is, and with the readers under AddressSanitizer and
// UndefinedBehaviorSanitizer.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

using namespace fovea::app;

static Bytes toBytes(std::string_view text) {
  return Bytes(text.begin(), text.end());
}

template <typename T> static Bytes toBytes(std::initializer_list<T> values) {
  Bytes bytes(values.size() * sizeof(T));
  memcpy(bytes.data(), values.begin(), bytes.size());
  return bytes;
}

static void expectEqual(const std::optional<Tensor> &actual,
                        const Tensor &expected, const std::string &error) {
  ASSERT_TRUE(actual) << error;
  EXPECT_EQ(actual->dtype, expected.dtype);
  EXPECT_EQ(actual->shape, expected.shape);
  EXPECT_EQ(actual->data, expected.data);
}

//===----------------------------------------------------------------------===//
// .npy
//===----------------------------------------------------------------------===//

/// A file of version 1 with this header, padded as NumPy does.
static Bytes npy(std::string header, const Bytes &data) {
  header += '\n';
  std::string text("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(header.size() & 0xFF);
  text += static_cast<char>(header.size() >> 8);
  Bytes bytes = toBytes(text + header);
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

static void expectNpyError(const Bytes &bytes, const std::string &message) {
  std::string error;
  EXPECT_FALSE(parseNpy(bytes, error));
  EXPECT_EQ(error, message);
}

TEST(Npy, RoundTripsEveryType) {
  for (uint64_t dtype = FOVEA_F32; dtype <= FOVEA_BOOL; ++dtype)
    for (const Shape &shape :
         {Shape{}, Shape{5}, Shape{2, 0, 3}, Shape{1, 2, 3, 4}}) {
      Tensor tensor{dtype, shape, {}};
      tensor.data.resize(*sizeInBytes(dtype, shape));
      for (size_t i = 0; i < tensor.data.size(); ++i)
        tensor.data[i] = static_cast<uint8_t>(i * 7 + 1);
      std::string error;
      Bytes file = formatNpy(tensor);
      EXPECT_EQ((file.size() - tensor.data.size()) % 64, 0u);
      expectEqual(parseNpy(file, error), tensor, error);
    }
}

TEST(Npy, ReadsOtherSpellings) {
  std::string error;
  Tensor expected{FOVEA_I16, {2, 3}, toBytes<int16_t>({1, 2, 3, 4, 5, 6})};
  expectEqual(
      parseNpy(npy("{\"shape\":(2,3),\"descr\":\"<i2\",\"fortran_order\""
                   ":False}",
                   expected.data),
               error),
      expected, error);
  expectEqual(parseNpy(npy("{'descr': '<i2', 'fortran_order': True, 'shape': "
                           "(2, 3), }",
                           toBytes<int16_t>({1, 4, 2, 5, 3, 6})),
                       error),
              expected, error);
  expectEqual(
      parseNpy(npy("{'descr': '>i2', 'fortran_order': False, 'shape': (2, 3,)}",
                   toBytes(std::string_view("\0\1\0\2\0\3\0\4\0\5\0\6", 12))),
               error),
      expected, error);
}

TEST(Npy, ReadsVersion2) {
  std::string header =
      "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}\n";
  std::string text("\x93NUMPY\x02\x00", 8);
  text += static_cast<char>(header.size());
  text += std::string(3, '\0') + header + "ab";
  std::string error;
  expectEqual(parseNpy(toBytes(text), error), {FOVEA_U8, {2}, toBytes("ab")},
              error);
}

TEST(Npy, SaysWhatIsWrong) {
  const std::string rest = "'fortran_order': False, 'shape': (2, 3)}";
  expectNpyError(toBytes("hello"),
                 "not a .npy file: expected it to start with \\x93NUMPY");
  expectNpyError(npy("{'descr': '<f4', " + rest, Bytes(23)),
                 "wrong amount of data: expected 24 bytes (f32 2x3), got 23");
  expectNpyError(npy("{'descr': '<c8', " + rest, Bytes(48)),
                 "unsupported .npy element type '<c8': expected one of f2, f4, "
                 "f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, V2");
  const std::string malformed =
      "malformed .npy header: expected a dictionary of descr (a string), "
      "fortran_order and shape";
  expectNpyError(npy("{'descr': [('a', '<f4')], " + rest, {}), malformed);
  expectNpyError(npy("{" + rest, {}), malformed);
  expectNpyError(npy("{'descr': '<f4', 'descr': '<f4', " + rest, {}),
                 malformed);
  expectNpyError(
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", {}),
      malformed);
  expectNpyError(npy("{'descr': '<f4', 'fortran_order': False, 'shape': "
                     "(4294967296, 4294967296)}",
                     {}),
                 "wrong amount of data: expected more than 2^63 bytes (f32 "
                 "4294967296x4294967296), got 0");
  Bytes version9 = npy("{}", {});
  version9[6] = 9;
  expectNpyError(version9, "expected .npy version 1, 2 or 3, got 9");
}

TEST(Npy, SurvivesDamage) {
  Tensor tensor{FOVEA_F32, {3, 4}, Bytes(48, 1)};
  EXPECT_GT(expectSurvivesDamage(formatNpy(tensor), parseNpy), 1000);
}

//===----------------------------------------------------------------------===//
// TensorProto
//===----------------------------------------------------------------------===//

namespace {
/// Writes a TensorProto by hand.
struct ProtoWriter {
  ProtoWriter &varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      bytes.push_back(static_cast<uint8_t>(value | 0x80));
    bytes.push_back(static_cast<uint8_t>(value));
    return *this;
  }
  ProtoWriter &number(uint64_t field, uint64_t value) {
    return varint(field << 3).varint(value);
  }
  ProtoWriter &blob(uint64_t field, const Bytes &content) {
    varint(field << 3 | 2).varint(content.size());
    bytes.insert(bytes.end(), content.begin(), content.end());
    return *this;
  }
  ProtoWriter &packed(uint64_t field, std::initializer_list<uint64_t> values) {
    ProtoWriter content;
    for (uint64_t value : values)
      content.varint(value);
    return blob(field, content.bytes);
  }
  Bytes bytes;
};
} // namespace

static void expectProto(const ProtoWriter &proto, const Tensor &expected) {
  std::string error;
  expectEqual(parseTensorProto(proto.bytes, error), expected, error);
}

static void expectProtoError(const ProtoWriter &proto,
                             const std::string &message) {
  std::string error;
  EXPECT_FALSE(parseTensorProto(proto.bytes, error));
  EXPECT_EQ(error, message);
}

TEST(TensorProto, ReadsRawData) {
  const std::pair<uint64_t, uint64_t> types[] = {
      {1, FOVEA_F32},  {2, FOVEA_U8},   {3, FOVEA_I8},   {4, FOVEA_U16},
      {5, FOVEA_I16},  {6, FOVEA_I32},  {7, FOVEA_I64},  {9, FOVEA_BOOL},
      {10, FOVEA_F16}, {11, FOVEA_F64}, {12, FOVEA_U32}, {13, FOVEA_U64},
      {16, FOVEA_BF16}};
  for (auto [onnxType, dtype] : types) {
    Tensor expected{dtype, {2, 3}, Bytes(6 * fovea_dtype_size(dtype), 1)};
    expectProto(ProtoWriter()
                    .number(1, 2)
                    .number(1, 3)
                    .number(2, onnxType)
                    .blob(8, toBytes("the name"))
                    .blob(9, expected.data),
                expected);
  }
}

TEST(TensorProto, ReadsTypedFields) {
  expectProto(ProtoWriter().packed(1, {3}).number(2, 1).blob(
                  4, toBytes<float>({1.5f, -2.0f, 3.0f})),
              {FOVEA_F32, {3}, toBytes<float>({1.5f, -2.0f, 3.0f})});
  // Negative numbers are sign-extended to ten bytes on the wire.
  expectProto(
      ProtoWriter().packed(1, {2}).number(2, 3).packed(5, {~uint64_t(0), 127}),
      {FOVEA_I8, {2}, toBytes<int8_t>({-1, 127})});
  expectProto(ProtoWriter().packed(1, {2}).number(2, 6).packed(
                  5, {~uint64_t(4), 70000}),
              {FOVEA_I32, {2}, toBytes<int32_t>({-5, 70000})});
  expectProto(
      ProtoWriter().packed(1, {2}).number(2, 10).packed(5, {0x3C00, 0xC000}),
      {FOVEA_F16, {2}, toBytes<uint16_t>({0x3C00, 0xC000})});
  expectProto(ProtoWriter().packed(1, {2}).number(2, 9).packed(5, {1, 0}),
              {FOVEA_BOOL, {2}, toBytes<uint8_t>({1, 0})});
  expectProto(ProtoWriter().number(2, 12).packed(11, {4000000000u}),
              {FOVEA_U32, {}, toBytes<uint32_t>({4000000000u})});
  expectProto(ProtoWriter().packed(1, {1}).number(2, 11).blob(
                  10, toBytes<double>({0.1})),
              {FOVEA_F64, {1}, toBytes<double>({0.1})});
  // Unpacked, and with the type last.
  expectProto(ProtoWriter()
                  .number(7, 5)
                  .number(7, ~uint64_t(0))
                  .number(1, 2)
                  .number(2, 7),
              {FOVEA_I64, {2}, toBytes<int64_t>({5, -1})});
}

TEST(TensorProto, SaysWhatIsWrong) {
  const std::string malformed =
      "malformed TensorProto: a field is cut off or has the wrong wire type";
  expectProtoError(ProtoWriter(),
                   "unsupported element type: TensorProto.data_type is 0");
  expectProtoError(ProtoWriter().number(2, 8),
                   "unsupported element type: TensorProto.data_type is 8");
  expectProtoError(ProtoWriter().number(2, 1).number(1, 4).blob(9, Bytes(12)),
                   "wrong amount of data: expected 16 bytes (f32 4), got 12");
  expectProtoError(ProtoWriter().number(2, 1).number(1, ~uint64_t(0)),
                   "wrong amount of data: expected a valid number of bytes "
                   "(f32 -1), got 0");
  expectProtoError(ProtoWriter().number(2, 1).number(14, 1),
                   "expected the elements in the file, got a reference to "
                   "external data");
  expectProtoError(ProtoWriter().number(2, 1).varint(9 << 3 | 2).varint(50),
                   malformed);
  expectProtoError(ProtoWriter().number(2, 1).number(9, 50), malformed);
  expectProtoError(ProtoWriter().number(2, 1).number(1, 1).blob(4, Bytes(3)),
                   malformed);
}

TEST(TensorProto, SurvivesDamage) {
  ProtoWriter raw, typed;
  raw.packed(1, {2, 3}).number(2, 1).blob(9, Bytes(24, 3));
  typed.number(1, 4).number(2, 6).packed(5, {1, 300, ~uint64_t(0), 70000});
  EXPECT_GT(expectSurvivesDamage(raw.bytes, parseTensorProto), 1000);
  EXPECT_GT(expectSurvivesDamage(typed.bytes, parseTensorProto), 500);
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

TEST(Tensor, ConvertsHalfPrecisionExactly) {
  // Every finite 16-bit pattern is a float, and comes back from it.
  for (uint64_t dtype : {uint64_t(FOVEA_F16), uint64_t(FOVEA_BF16)})
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      Tensor tensor{dtype, {}, toBytes({static_cast<uint16_t>(bits)})};
      auto value = static_cast<float>(elementAt(tensor, 0));
      Bytes back = convertFromFloat(&value, 1, dtype);
      if (!std::isnan(value))
        ASSERT_EQ(back, tensor.data) << bits;
      else
        ASSERT_TRUE(std::isnan(elementAt({dtype, {}, back}, 0)));
    }
}

TEST(Tensor, RoundsHalfPrecisionToNearestEven) {
  auto toHalf = [](float value, uint64_t dtype) {
    uint16_t bits;
    memcpy(&bits, convertFromFloat(&value, 1, dtype).data(), 2);
    return bits;
  };
  EXPECT_EQ(toHalf(1.0f + 0x1p-11f, FOVEA_F16), 0x3C00);   // a tie, down
  EXPECT_EQ(toHalf(1.0f + 0x1.8p-10f, FOVEA_F16), 0x3C02); // a tie, up
  EXPECT_EQ(toHalf(1.0f + 0x1.1p-11f, FOVEA_F16), 0x3C01);
  EXPECT_EQ(toHalf(2.0f - 0x1p-12f, FOVEA_F16), 0x4000); // carries
  EXPECT_EQ(toHalf(65519.0f, FOVEA_F16), 0x7BFF);
  EXPECT_EQ(toHalf(65520.0f, FOVEA_F16), 0x7C00);
  EXPECT_EQ(toHalf(0x1p-25f, FOVEA_F16), 0x0000); // a tie with zero
  EXPECT_EQ(toHalf(-0x1.8p-25f, FOVEA_F16), 0x8001);
  EXPECT_EQ(toHalf(0x1.ffep-15f, FOVEA_F16), 0x0400); // to the least normal
  EXPECT_EQ(toHalf(1.0f + 0x1p-8f, FOVEA_BF16), 0x3F80);
  EXPECT_EQ(toHalf(1.0f + 0x1.8p-7f, FOVEA_BF16), 0x3F82);
  EXPECT_EQ(toHalf(3.4e38f, FOVEA_BF16), 0x7F80);
}

TEST(Tensor, SaturatesIntegers) {
  const float values[] = {-1e30f, -2.5f, 2.5f, 1e30f, NAN};
  Tensor tensor{FOVEA_U8, {5}, convertFromFloat(values, 5, FOVEA_U8)};
  EXPECT_EQ(tensor.data, toBytes<uint8_t>({0, 0, 2, 255, 0}));
  tensor = {FOVEA_I64, {5}, convertFromFloat(values, 5, FOVEA_I64)};
  EXPECT_EQ(tensor.data,
            toBytes<int64_t>({std::numeric_limits<int64_t>::min(), -2, 2,
                              std::numeric_limits<int64_t>::max(),
                              std::numeric_limits<int64_t>::min()}));
}

TEST(Tensor, ChecksSizes) {
  EXPECT_EQ(sizeInBytes(FOVEA_F32, {2, 3}), 24u);
  EXPECT_EQ(sizeInBytes(FOVEA_F64, {}), 8u);
  EXPECT_EQ(sizeInBytes(FOVEA_F32, {int64_t(1) << 40, 0, int64_t(1) << 40}),
            0u);
  EXPECT_FALSE(sizeInBytes(FOVEA_F32, {-1}));
  EXPECT_FALSE(sizeInBytes(FOVEA_F32, {0, -1}));
  EXPECT_FALSE(sizeInBytes(FOVEA_F32, {int64_t(1) << 61}));
}
