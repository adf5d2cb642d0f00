//===- NpyFile.cpp - NumPy's .npy format ----------------------------------===//
//
// A magic number, a version, the size of a header, the header (a Python
// dictionary literal with the keys descr, fortran_order and shape), the data.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
//
//===----------------------------------------------------------------------===//

#include "Files.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

using namespace fovea::app;

static constexpr std::string_view magic("\x93NUMPY", 6);

namespace {
struct DTypeCode {
  std::string_view code;
  uint64_t dtype;
};

struct Header {
  std::string_view descr;
  bool fortranOrder = false;
  Shape shape;
};
} // namespace

static constexpr DTypeCode codes[] = {
    {"f4", FOVEA_F32}, {"f8", FOVEA_F64}, {"f2", FOVEA_F16}, {"V2", FOVEA_BF16},
    {"i1", FOVEA_I8},  {"u1", FOVEA_U8},  {"i2", FOVEA_I16}, {"u2", FOVEA_U16},
    {"i4", FOVEA_I32}, {"u4", FOVEA_U32}, {"i8", FOVEA_I64}, {"u8", FOVEA_U64},
    {"b1", FOVEA_BOOL}};

namespace {
/// Reads the subset of Python literals that occurs in a header.
class HeaderParser {
public:
  explicit HeaderParser(std::string_view text) : text(text) {}

  bool parse(Header &header) {
    if (!take('{'))
      return false;
    while (!take('}')) {
      std::string_view key;
      if (!parseString(key) || !take(':') || !parseValue(key, header))
        return false;
      if (!take(',') && peek() != '}')
        return false;
    }
    return found == (1 | 2 | 4) && peek() == '\0';
  }

private:
  char peek() {
    size_t start = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(start == text.npos ? text.size() : start);
    return text.empty() ? '\0' : text.front();
  }

  bool take(char expected) {
    if (peek() != expected)
      return false;
    text.remove_prefix(1);
    return true;
  }

  bool takeWord(std::string_view word) {
    peek();
    if (!text.starts_with(word))
      return false;
    text.remove_prefix(word.size());
    return true;
  }

  bool parseString(std::string_view &value) {
    char quote = peek();
    if (quote != '\'' && quote != '"')
      return false;
    size_t end = text.find(quote, 1);
    if (end == text.npos)
      return false;
    value = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return true;
  }

  bool parseShape(Shape &shape) {
    if (!take('('))
      return false;
    while (!take(')')) {
      peek();
      int64_t extent = -1;
      auto [end, status] =
          std::from_chars(text.data(), text.data() + text.size(), extent);
      if (status != std::errc() || extent < 0)
        return false;
      text.remove_prefix(static_cast<size_t>(end - text.data()));
      shape.push_back(extent);
      if (!take(',') && peek() != ')')
        return false;
    }
    return true;
  }

  bool parseValue(std::string_view key, Header &header) {
    if (key == "descr")
      return once(1) && parseString(header.descr);
    if (key == "shape")
      return once(2) && parseShape(header.shape);
    if (key != "fortran_order" || !once(4))
      return false;
    header.fortranOrder = takeWord("True");
    return header.fortranOrder || takeWord("False");
  }

  bool once(unsigned bit) {
    bool first = !(found & bit);
    found |= bit;
    return first;
  }

  std::string_view text;
  unsigned found = 0;
};
} // namespace

static uint64_t dtypeOf(std::string_view descr) {
  if (descr.size() != 3 ||
      std::string_view("<>|=").find(descr[0]) == std::string_view::npos)
    return 0;
  for (const DTypeCode &entry : codes)
    if (descr.substr(1) == entry.code)
      return entry.dtype;
  return 0;
}

static void swapBytes(Bytes &data, uint64_t size) {
  for (size_t i = 0; i < data.size(); i += size)
    std::reverse(data.data() + i, data.data() + i + size);
}

/// Turns column-major data into row-major data.
static Bytes transposeFortran(const Bytes &data, const Shape &shape,
                              uint64_t size) {
  Bytes result(data.size());
  Shape index(shape.size(), 0);
  for (size_t target = 0; target < data.size(); target += size) {
    uint64_t source = 0;
    for (size_t i = shape.size(); i-- > 0;)
      source = source * static_cast<uint64_t>(shape[i]) +
               static_cast<uint64_t>(index[i]);
    memcpy(result.data() + target, data.data() + source * size, size);
    for (size_t i = shape.size(); i-- > 0;) {
      if (++index[i] < shape[i])
        break;
      index[i] = 0;
    }
  }
  return result;
}

/// Splits the file into header text and data.
static bool split(ByteSpan bytes, std::string_view &header, ByteSpan &data,
                  std::string &error) {
  std::string_view text(reinterpret_cast<const char *>(bytes.data()),
                        bytes.size());
  if (!text.starts_with(magic)) {
    error = "not a .npy file: expected it to start with \\x93NUMPY";
    return false;
  }
  if (bytes.size() < 8) {
    error = "truncated .npy file: expected a version";
    return false;
  }
  unsigned version = bytes[6];
  if (version < 1 || version > 3) {
    error = "expected .npy version 1, 2 or 3, got " + std::to_string(version);
    return false;
  }
  size_t sizeBytes = version == 1 ? 2 : 4, headerSize = 0;
  size_t start = 8 + sizeBytes;
  if (bytes.size() >= start)
    for (size_t i = 0; i < sizeBytes; ++i)
      headerSize |= size_t(bytes[8 + i]) << (8 * i);
  if (bytes.size() < start || headerSize > bytes.size() - start) {
    error = "truncated .npy file: its header does not fit in " +
            std::to_string(bytes.size()) + " bytes";
    return false;
  }
  header = text.substr(start, headerSize);
  data = bytes.subspan(start + headerSize);
  return true;
}

std::optional<Tensor> fovea::app::parseNpy(ByteSpan bytes, std::string &error) {
  std::string_view text;
  ByteSpan data;
  if (!split(bytes, text, data, error))
    return std::nullopt;
  Header header;
  if (!HeaderParser(text).parse(header)) {
    error = "malformed .npy header: expected a dictionary of descr (a string), "
            "fortran_order and shape";
    return std::nullopt;
  }
  Tensor tensor;
  tensor.dtype = dtypeOf(header.descr);
  tensor.shape = header.shape;
  if (!tensor.dtype) {
    error =
        "unsupported .npy element type '" + std::string(header.descr) +
        "': expected one of f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, "
        "V2";
    return std::nullopt;
  }
  auto size = sizeInBytes(tensor.dtype, tensor.shape);
  if (!size || *size != data.size()) {
    error = "wrong amount of data: expected " +
            (size ? std::to_string(*size) : std::string("more than 2^63")) +
            " bytes (" + typeString(tensor.dtype, tensor.shape) + "), got " +
            std::to_string(data.size());
    return std::nullopt;
  }
  tensor.data.assign(data.begin(), data.end());
  uint64_t elementSize = fovea_dtype_size(tensor.dtype);
  if (header.descr[0] == '>')
    swapBytes(tensor.data, elementSize);
  if (header.fortranOrder && tensor.shape.size() > 1)
    tensor.data = transposeFortran(tensor.data, tensor.shape, elementSize);
  return tensor;
}

Bytes fovea::app::formatNpy(const Tensor &tensor) {
  std::string_view code;
  for (const DTypeCode &entry : codes)
    if (entry.dtype == tensor.dtype)
      code = entry.code;
  std::string header = "{'descr': '";
  header += fovea_dtype_size(tensor.dtype) == 1 ? '|' : '<';
  header += code;
  header += "', 'fortran_order': False, 'shape': (";
  for (int64_t extent : tensor.shape)
    header += std::to_string(extent) + ", ";
  header += "), }";
  // The data starts at a multiple of 64 bytes, and a newline ends the header.
  constexpr size_t prefix = 10;
  header.resize((prefix + header.size() + 64) / 64 * 64 - prefix, ' ');
  header.back() = '\n';

  Bytes result;
  result.reserve(prefix + header.size() + tensor.data.size());
  result.insert(result.end(), magic.begin(), magic.end());
  const uint8_t version[] = {1, 0, static_cast<uint8_t>(header.size()),
                             static_cast<uint8_t>(header.size() >> 8)};
  result.insert(result.end(), version, version + sizeof(version));
  result.insert(result.end(), header.begin(), header.end());
  result.insert(result.end(), tensor.data.begin(), tensor.data.end());
  return result;
}
