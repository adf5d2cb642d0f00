//===- NpzFile.cpp - Weights in numpy archives ----------------------------===//
//
// A zip archive with a .npy file for each tensor: a magic string, a version,
// the size of the header, the header (a Python dictionary in a form that numpy
// fixes) and the elements.
//
//===----------------------------------------------------------------------===//

#include "WeightFiles.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

#include <cstring>

using namespace mlir;
using namespace fovea;

namespace {

class NpzFile final : public WeightFile {
public:
  NpzFile(ZipArchive archive, MLIRContext &context)
      : archive(std::move(archive)), context(context) {}

  llvm::Expected<std::optional<StoredTensor>> read(StringRef name) override;
  SmallVector<StringRef> getNames() const override;

private:
  ZipArchive archive;
  MLIRContext &context;
};

struct NpyHeader {
  StringRef descr;
  bool isFortranOrder = false;
  SmallVector<int64_t> shape;
  size_t dataOffset = 0;
};

} // namespace

static llvm::Error makeNpyError(const Twine &message) {
  return llvm::createStringError("bad .npy entry: " + message);
}

static Type getElementType(StringRef descr, Builder builder) {
  // '<' is little endian; one byte has no order.
  if (!descr.consume_front("<") && !descr.consume_front("|"))
    return nullptr;
  return llvm::StringSwitch<Type>(descr)
      .Case("f8", builder.getF64Type())
      .Case("f4", builder.getF32Type())
      .Case("f2", builder.getF16Type())
      .Case("i8", builder.getI64Type())
      .Case("i4", builder.getI32Type())
      .Case("i2", builder.getIntegerType(16))
      .Case("i1", builder.getIntegerType(8))
      .Case("u8", builder.getIntegerType(64, /*isSigned=*/false))
      .Case("u4", builder.getIntegerType(32, /*isSigned=*/false))
      .Case("u2", builder.getIntegerType(16, /*isSigned=*/false))
      .Case("u1", builder.getIntegerType(8, /*isSigned=*/false))
      .Case("b1", builder.getI1Type())
      .Default(nullptr);
}

/// The text that follows `'key':` in the dictionary.
static StringRef findValue(StringRef dictionary, StringRef key) {
  size_t position = dictionary.find(("'" + key + "':").str());
  if (position == StringRef::npos)
    return {};
  return dictionary.drop_front(position + key.size() + 3).ltrim();
}

static llvm::Expected<NpyHeader> parseHeader(ArrayRef<char> bytes) {
  StringRef content(bytes.data(), bytes.size());
  if (content.size() < 12 || !content.starts_with("\x93NUMPY"))
    return makeNpyError("it does not begin with the magic string");
  uint8_t version = content[6];
  if (version < 1 || version > 3)
    return makeNpyError("version " + Twine(version) + ", expected 1, 2 or 3");
  size_t prefix = version == 1 ? 10 : 12;
  uint64_t size = version == 1
                      ? llvm::support::endian::read16le(content.data() + 8)
                      : llvm::support::endian::read32le(content.data() + 8);
  if (size > content.size() - prefix)
    return makeNpyError("its header is truncated");

  NpyHeader header;
  header.dataOffset = prefix + size;
  StringRef dictionary = content.substr(prefix, size);
  StringRef descr = findValue(dictionary, "descr");
  StringRef order = findValue(dictionary, "fortran_order");
  StringRef shape = findValue(dictionary, "shape");
  if (!descr.consume_front("'") || !shape.consume_front("(") ||
      !(order.starts_with("True") || order.starts_with("False")))
    return makeNpyError(
        "expected descr, fortran_order and shape in its header");
  header.descr = descr.take_until([](char c) { return c == '\''; });
  header.isFortranOrder = order.starts_with("True");
  shape = shape.take_until([](char c) { return c == ')'; });
  SmallVector<StringRef> sizes;
  shape.split(sizes, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef text : sizes) {
    int64_t value;
    if (text.trim().getAsInteger(10, value) || value < 0)
      return makeNpyError("expected sizes of at least 0 in its shape, got '" +
                          text.trim() + "'");
    header.shape.push_back(value);
  }
  return header;
}

/// The elements of a column-major tensor in row-major order.
static void reorderColumns(StoredTensor &tensor, int64_t elementSize) {
  std::shared_ptr<char[]> rows(new char[tensor.bytes.size()]);
  size_t rank = tensor.shape.size();
  SmallVector<int64_t> index(rank, 0), strides(rank, elementSize);
  for (size_t i = 1; i < rank; ++i)
    strides[i] = strides[i - 1] * tensor.shape[i - 1];
  const char *source = tensor.bytes.data();
  for (size_t i = 0; i < tensor.bytes.size(); i += elementSize) {
    std::memcpy(rows.get() + i, source, elementSize);
    for (size_t dim = rank; dim-- > 0;) {
      source += strides[dim];
      if (++index[dim] < tensor.shape[dim])
        break;
      source -= strides[dim] * tensor.shape[dim];
      index[dim] = 0;
    }
  }
  tensor.bytes = ArrayRef(rows.get(), tensor.bytes.size());
  tensor.owner = std::move(rows);
}

llvm::Expected<std::optional<StoredTensor>> NpzFile::read(StringRef name) {
  auto entry = archive.getEntries().find((name + ".npy").str());
  if (entry == archive.getEntries().end())
    return std::nullopt;
  auto content = archive.read(entry->second);
  if (!content)
    return content.takeError();
  auto header = parseHeader(content->first);
  if (!header)
    return header.takeError();

  StoredTensor tensor;
  tensor.elementType = getElementType(header->descr, Builder(&context));
  if (!tensor.elementType)
    return llvm::createStringError("unsupported dtype '" + header->descr + "'");
  tensor.shape = header->shape;
  tensor.owner = content->second;
  tensor.bytes = content->first.drop_front(header->dataOffset);
  int64_t elementSize = fovea::getElementSize(tensor.elementType);
  uint64_t expected = elementSize;
  for (int64_t size : tensor.shape)
    expected = llvm::SaturatingMultiply<uint64_t>(expected, size);
  if (expected != tensor.bytes.size())
    return makeNpyError("expected " + Twine(expected) +
                        " bytes of elements, got " +
                        Twine(tensor.bytes.size()));
  if (header->isFortranOrder && tensor.shape.size() > 1)
    reorderColumns(tensor, elementSize);
  return tensor;
}

SmallVector<StringRef> NpzFile::getNames() const {
  SmallVector<StringRef> names;
  for (const auto &entry : archive.getEntries()) {
    StringRef name = entry.first();
    if (name.consume_back(".npy"))
      names.push_back(name);
  }
  return names;
}

llvm::Expected<std::unique_ptr<WeightFile>>
fovea::openNpzFile(StringRef path, std::shared_ptr<llvm::MemoryBuffer> file,
                   MLIRContext &context) {
  auto archive = ZipArchive::open(std::move(file));
  if (!archive)
    return makeFileError(path, llvm::toString(archive.takeError()));
  return std::make_unique<NpzFile>(std::move(*archive), context);
}
