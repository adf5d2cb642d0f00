//===- KernelCache.cpp - Machine code of kernels, kept on disk ------------===//
//
// An entry is a file named after its key: a checksum of key and code, then the
// code. Names begin as `llvm::pruneCache` wants it.
//
//===----------------------------------------------------------------------===//

#include "fovea/Driver/KernelCache.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

using Checksum = BLAKE3Result<>;

static Checksum computeChecksum(StringRef key, StringRef object) {
  BLAKE3 hasher;
  hasher.update(key);
  hasher.update(object);
  return hasher.final();
}

static std::string getEntryPath(StringRef directory, StringRef key) {
  SmallString<128> path(directory);
  sys::path::append(path, "llvmcache-" + key);
  return std::string(path);
}

CachePruningPolicy KernelCacheOptions::getDefaultPolicy() {
  CachePruningPolicy policy;
  policy.Expiration = std::chrono::hours(30 * 24);
  policy.MaxSizeBytes = uint64_t(1) << 30;
  return policy;
}

KernelCache::KernelCache(KernelCacheOptions options)
    : options(std::move(options)) {}

Expected<std::unique_ptr<KernelCache>>
KernelCache::open(KernelCacheOptions options) {
  if (options.directory.empty())
    return createStringError("there is no folder for compiled kernels; set "
                             "FOVEA_CACHE_DIR");
  if (options.compiler.empty())
    return createStringError(
        "this program, MLIR or LLVM was linked without a build id");
  if (std::error_code error = sys::fs::create_directories(options.directory))
    return createFileError(options.directory, error);
  if (!sys::fs::is_directory(options.directory))
    return createFileError(options.directory,
                           std::make_error_code(std::errc::not_a_directory));
  return std::unique_ptr<KernelCache>(new KernelCache(std::move(options)));
}

std::string KernelCache::getKey(ArrayRef<StringRef> parts) const {
  BLAKE3 hasher;
  // Each with its length, so that no two lists look alike.
  auto add = [&](StringRef part) {
    uint8_t size[8];
    support::endian::write64le(size, part.size());
    hasher.update(ArrayRef<uint8_t>(size));
    hasher.update(part);
  };
  add(options.compiler);
  for (StringRef part : parts)
    add(part);
  return toHex(hasher.final(), /*LowerCase=*/true);
}

bool KernelCache::load(StringRef key, SmallVectorImpl<char> &object) const {
  // The time of the last access decides what is pruned. File systems are often
  // mounted such that reading does not set it.
  Expected<sys::fs::file_t> file = sys::fs::openNativeFileForRead(
      getEntryPath(options.directory, key), sys::fs::OF_UpdateAtime);
  if (!file) {
    consumeError(file.takeError());
    return false;
  }
  auto buffer = MemoryBuffer::getOpenFile(*file, key, /*FileSize=*/-1,
                                          /*RequiresNullTerminator=*/false);
  (void)sys::fs::closeFile(*file);
  if (!buffer || (*buffer)->getBufferSize() < sizeof(Checksum))
    return false;
  StringRef checksum = (*buffer)->getBuffer().take_front(sizeof(Checksum));
  StringRef content = (*buffer)->getBuffer().drop_front(sizeof(Checksum));
  if (checksum != toStringRef(computeChecksum(key, content)))
    return false;
  object.assign(content.begin(), content.end());
  return true;
}

/// An error that stayed in the stream would be fatal.
static Error writeEntry(raw_fd_ostream &os, StringRef key, StringRef content) {
  os << toStringRef(computeChecksum(key, content)) << content;
  os.flush();
  std::error_code error = os.error();
  os.clear_error();
  return errorCodeToError(error);
}

void KernelCache::store(StringRef key, ArrayRef<char> object) {
  if (!isWritable)
    return;
  StringRef content(object.data(), object.size());
  // Writes a temporary file and renames it.
  Error error =
      writeToOutput(getEntryPath(options.directory, key), [&](raw_ostream &os) {
        return writeEntry(static_cast<raw_fd_ostream &>(os), key, content);
      });
  if (!error)
    return;
  std::string message = toString(std::move(error));
  // Of several threads that fail, one says why.
  if (isWritable.exchange(false))
    storeError = std::move(message);
}

void KernelCache::prune() const {
  pruneCache(options.directory, options.policy);
}
