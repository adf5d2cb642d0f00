//===- ZipArchive.cpp - Reading of zip archives ---------------------------===//
//
// PKWARE's application note (6.3.9), sections 4.3.7 to 4.3.16 and 4.5.3.
//
//===----------------------------------------------------------------------===//

#include "WeightFiles.h"

#include "llvm/Support/Endian.h"

#include <zlib.h>

using namespace mlir;
using namespace fovea;
using llvm::support::endian::read16le;
using llvm::support::endian::read32le;
using llvm::support::endian::read64le;

static constexpr size_t kEndRecordSize = 22;
static constexpr size_t kLocatorSize = 20;
static constexpr size_t kEndRecord64Size = 56;
static constexpr size_t kCentralHeaderSize = 46;
static constexpr size_t kLocalHeaderSize = 30;
static constexpr uint32_t kUseExtension = 0xffffffff;

static llvm::Error makeZipError(const Twine &message) {
  return llvm::createStringError("damaged archive: " + message);
}

/// `size` bytes of the file at `offset` with the signature in front, or null.
static const char *getRecord(StringRef content, uint64_t offset, size_t size,
                             uint32_t signature) {
  if (offset > content.size() || size > content.size() - offset)
    return nullptr;
  const char *record = content.data() + offset;
  return read32le(record) == signature ? record : nullptr;
}

namespace {
struct Directory {
  uint64_t offset, size, entries;
};
} // namespace

/// The record that ends the archive stands before a comment of at most 64 KiB.
static llvm::Expected<Directory> findDirectory(StringRef content) {
  if (content.size() < kEndRecordSize)
    return makeZipError("file of " + Twine(content.size()) + " bytes");
  uint64_t last = content.size() - kEndRecordSize;
  uint64_t first = last > 0xffff ? last - 0xffff : 0;
  const char *end = nullptr;
  uint64_t offset = last;
  for (;; --offset) {
    end = getRecord(content, offset, kEndRecordSize, 0x06054b50);
    if (end && offset + kEndRecordSize + read16le(end + 20) == content.size())
      break;
    if (offset == first)
      return makeZipError("it has no end record, as if it were truncated");
  }
  Directory directory = {read32le(end + 16), read32le(end + 12),
                         read16le(end + 10)};
  bool isExtended = directory.offset == kUseExtension ||
                    directory.size == kUseExtension ||
                    directory.entries == 0xffff;
  if (!isExtended)
    return directory;

  const char *locator =
      offset < kLocatorSize
          ? nullptr
          : getRecord(content, offset - kLocatorSize, kLocatorSize, 0x07064b50);
  const char *end64 = locator ? getRecord(content, read64le(locator + 8),
                                          kEndRecord64Size, 0x06064b50)
                              : nullptr;
  if (!end64)
    return makeZipError("its 64-bit end record is missing");
  return Directory{read64le(end64 + 48), read64le(end64 + 40),
                   read64le(end64 + 32)};
}

/// Takes the 64-bit values of the sizes and the offset that did not fit.
static bool readExtension(StringRef extra, ZipArchive::Entry &entry) {
  while (extra.size() >= 4) {
    uint16_t id = read16le(extra.data()), size = read16le(extra.data() + 2);
    extra = extra.drop_front(4);
    if (size > extra.size())
      return false;
    StringRef field = extra.take_front(size);
    extra = extra.drop_front(size);
    if (id != 1)
      continue;
    for (uint64_t *value :
         {&entry.size, &entry.compressedSize, &entry.headerOffset}) {
      if (*value != kUseExtension)
        continue;
      if (field.size() < 8)
        return false;
      *value = read64le(field.data());
      field = field.drop_front(8);
    }
  }
  return true;
}

llvm::Expected<ZipArchive>
ZipArchive::open(std::shared_ptr<llvm::MemoryBuffer> file) {
  ZipArchive archive;
  archive.file = std::move(file);
  StringRef content = archive.file->getBuffer();
  auto directory = findDirectory(content);
  if (!directory)
    return directory.takeError();
  uint64_t offset = directory->offset;
  for (uint64_t i = 0; i < directory->entries; ++i) {
    const char *header =
        getRecord(content, offset, kCentralHeaderSize, 0x02014b50);
    if (!header)
      return makeZipError("entry " + Twine(i) + " of its directory of " +
                          Twine(directory->entries) + " is missing");
    uint16_t nameSize = read16le(header + 28),
             extraSize = read16le(header + 30),
             commentSize = read16le(header + 32);
    uint64_t size = kCentralHeaderSize + nameSize + extraSize + commentSize;
    if (size > content.size() - offset)
      return makeZipError("its directory is truncated");
    StringRef name(header + kCentralHeaderSize, nameSize);
    Entry entry = {read32le(header + 42), read32le(header + 20),
                   read32le(header + 24), read32le(header + 16),
                   read16le(header + 10)};
    if (!readExtension(StringRef(name.end(), extraSize), entry))
      return makeZipError("bad extension of entry '" + name + "'");
    if (read16le(header + 8) & 1)
      return llvm::createStringError("entry '" + name + "' is encrypted");
    if (!archive.entries.try_emplace(name, entry).second)
      return makeZipError("two entries '" + name + "'");
    offset += size;
  }
  return archive;
}

/// zlib counts in 32 bits: it is fed in pieces.
static bool inflateRaw(ArrayRef<char> input, MutableArrayRef<char> output) {
  constexpr size_t piece = 1u << 30;
  z_stream stream = {};
  if (inflateInit2(&stream, /*windowBits=*/-15) != Z_OK)
    return false;
  int status = Z_OK;
  while (status == Z_OK) {
    size_t inputPiece = std::min(input.size(), piece);
    size_t outputPiece = std::min(output.size(), piece);
    stream.next_in =
        reinterpret_cast<Bytef *>(const_cast<char *>(input.data()));
    stream.avail_in = inputPiece;
    stream.next_out = reinterpret_cast<Bytef *>(output.data());
    stream.avail_out = outputPiece;
    status = inflate(&stream, Z_NO_FLUSH);
    size_t consumed = inputPiece - stream.avail_in;
    size_t produced = outputPiece - stream.avail_out;
    input = input.drop_front(consumed);
    output = output.drop_front(produced);
    if (status == Z_OK && consumed == 0 && produced == 0)
      break;
  }
  inflateEnd(&stream);
  return status == Z_STREAM_END && output.empty();
}

static uint32_t computeCRC(ArrayRef<char> bytes) {
  return crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()),
                 bytes.size());
}

llvm::Expected<std::pair<ArrayRef<char>, std::shared_ptr<const void>>>
ZipArchive::read(const Entry &entry) const {
  StringRef content = file->getBuffer();
  const char *header =
      getRecord(content, entry.headerOffset, kLocalHeaderSize, 0x04034b50);
  if (!header)
    return makeZipError("a local header is missing");
  // Relative to the header, with which they were found to lie in the file.
  uint64_t available = content.size() - entry.headerOffset;
  uint64_t begin =
      kLocalHeaderSize + read16le(header + 26) + read16le(header + 28);
  if (begin > available || entry.compressedSize > available - begin)
    return makeZipError("data of " + Twine(entry.compressedSize) +
                        " bytes reaches beyond the end of the file");
  ArrayRef<char> stored(header + begin, entry.compressedSize);

  std::pair<ArrayRef<char>, std::shared_ptr<const void>> result;
  if (entry.method == 0) {
    if (entry.size != entry.compressedSize)
      return makeZipError("two sizes of one stored entry");
    result = {stored, file};
  } else if (entry.method == 8) {
    // Deflate shrinks at most 1032 times: no allocation before this check.
    if (entry.size / 1032 > entry.compressedSize)
      return makeZipError("impossible size of " + Twine(entry.size) +
                          " bytes after inflation");
    std::shared_ptr<char[]> inflated(new char[entry.size]);
    if (!inflateRaw(stored, {inflated.get(), size_t(entry.size)}))
      return makeZipError("deflated data does not inflate to " +
                          Twine(entry.size) + " bytes");
    result = {ArrayRef(inflated.get(), entry.size), inflated};
  } else {
    return llvm::createStringError("compression method " + Twine(entry.method) +
                                   ", expected none (0) or deflate (8)");
  }
  if (computeCRC(result.first) != entry.crc)
    return makeZipError("checksum of the data is wrong");
  return result;
}
