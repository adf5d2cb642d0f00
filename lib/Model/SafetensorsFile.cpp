//===- SafetensorsFile.cpp - Weights in the safetensors format ------------===//
//
// u64 size of the header, the header (a JSON object that maps each name to
// dtype, shape and the range of its bytes), and the bytes of all tensors.
//
//===----------------------------------------------------------------------===//

#include "WeightFiles.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace fovea;

namespace {

class SafetensorsFile final : public WeightFile {
public:
  SafetensorsFile(StringRef path, std::shared_ptr<llvm::MemoryBuffer> file,
                  llvm::json::Object header, size_t dataOffset,
                  MLIRContext &context)
      : path(path), file(std::move(file)), header(std::move(header)),
        dataOffset(dataOffset), context(context) {}

  llvm::Expected<std::optional<StoredTensor>> read(StringRef name) override;
  SmallVector<StringRef> getNames() const override;

private:
  std::string path;
  std::shared_ptr<llvm::MemoryBuffer> file;
  llvm::json::Object header;
  size_t dataOffset;
  MLIRContext &context;
};

} // namespace

static Type getElementType(StringRef dtype, Builder builder) {
  return llvm::StringSwitch<Type>(dtype)
      .Case("F64", builder.getF64Type())
      .Case("F32", builder.getF32Type())
      .Case("F16", builder.getF16Type())
      .Case("BF16", builder.getBF16Type())
      .Case("I64", builder.getI64Type())
      .Case("I32", builder.getI32Type())
      .Case("I16", builder.getIntegerType(16))
      .Case("I8", builder.getIntegerType(8))
      .Case("U64", builder.getIntegerType(64, /*isSigned=*/false))
      .Case("U32", builder.getIntegerType(32, /*isSigned=*/false))
      .Case("U16", builder.getIntegerType(16, /*isSigned=*/false))
      .Case("U8", builder.getIntegerType(8, /*isSigned=*/false))
      .Case("BOOL", builder.getI1Type())
      .Default(nullptr);
}

static llvm::Error makeEntryError(const Twine &message) {
  return llvm::createStringError("damaged entry: " + message);
}

llvm::Expected<std::optional<StoredTensor>>
SafetensorsFile::read(StringRef name) {
  const llvm::json::Value *value = header.get(name);
  if (!value || name == "__metadata__")
    return std::nullopt;
  const llvm::json::Object *entry = value->getAsObject();
  if (!entry)
    return makeEntryError("expected an object");
  std::optional<StringRef> dtype = entry->getString("dtype");
  const llvm::json::Array *dims = entry->getArray("shape");
  const llvm::json::Array *range = entry->getArray("data_offsets");
  if (!dtype || !dims || !range || range->size() != 2)
    return makeEntryError("expected dtype, shape and two data_offsets");

  StoredTensor tensor;
  tensor.elementType = getElementType(*dtype, Builder(&context));
  if (!tensor.elementType)
    return llvm::createStringError("unsupported dtype '" + *dtype + "'");
  // No product can overflow while it is at most the size of the file.
  int64_t dataSize = file->getBufferSize() - dataOffset;
  int64_t bytes = fovea::getElementSize(tensor.elementType);
  for (const llvm::json::Value &dim : *dims) {
    std::optional<int64_t> size = dim.getAsInteger();
    if (!size || *size < 0)
      return makeEntryError("expected sizes of at least 0 as shape");
    if (*size > 0 && bytes > dataSize / *size)
      return makeEntryError("its shape has more elements than the file");
    bytes *= *size;
    tensor.shape.push_back(*size);
  }
  std::optional<int64_t> begin = (*range)[0].getAsInteger();
  std::optional<int64_t> end = (*range)[1].getAsInteger();
  if (!begin || !end || *begin < 0 || *end < *begin || *end > dataSize)
    return makeEntryError("its data lies outside of the file, which has " +
                          Twine(dataSize) + " bytes of data");
  if (*end - *begin != bytes)
    return makeEntryError("expected " + Twine(bytes) + " bytes of data, got " +
                          Twine(*end - *begin));
  tensor.bytes =
      ArrayRef(file->getBufferStart() + dataOffset + *begin, size_t(bytes));
  tensor.owner = file;
  return tensor;
}

SmallVector<StringRef> SafetensorsFile::getNames() const {
  SmallVector<StringRef> names;
  for (const auto &entry : header)
    if (entry.first != "__metadata__")
      names.push_back(entry.first);
  return names;
}

/// Whether the JSON nests no deeper than a header has reason to: the parser
/// recurses, and would overflow the stack on a hostile file.
static bool isShallow(StringRef json) {
  int depth = 0;
  bool inString = false;
  for (size_t i = 0; i < json.size(); ++i) {
    char c = json[i];
    if (inString) {
      i += c == '\\';
      inString = c != '"';
      continue;
    }
    inString = c == '"';
    depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    if (depth > 16)
      return false;
  }
  return true;
}

llvm::Expected<std::unique_ptr<WeightFile>>
fovea::openSafetensorsFile(StringRef path,
                           std::shared_ptr<llvm::MemoryBuffer> file,
                           MLIRContext &context) {
  constexpr size_t sizeBytes = sizeof(uint64_t);
  StringRef content = file->getBuffer();
  if (content.size() <= sizeBytes || content[sizeBytes] != '{')
    return makeFileError(path,
                         "neither a safetensors file nor an .npz archive");
  uint64_t headerSize = llvm::support::endian::read64le(content.data());
  if (headerSize > content.size() - sizeBytes)
    return makeFileError(path, "truncated: its header of " + Twine(headerSize) +
                                   " bytes does not fit in the file of " +
                                   Twine(content.size()));
  StringRef json = content.substr(sizeBytes, headerSize);
  if (!isShallow(json))
    return makeFileError(path, "bad header: too many levels");
  auto header = llvm::json::parse(json);
  if (!header)
    return makeFileError(path,
                         "bad header: " + llvm::toString(header.takeError()));
  llvm::json::Object *object = header->getAsObject();
  if (!object)
    return makeFileError(path, "bad header: expected a JSON object");
  return std::make_unique<SafetensorsFile>(path, std::move(file),
                                           std::move(*object),
                                           sizeBytes + headerSize, context);
}
