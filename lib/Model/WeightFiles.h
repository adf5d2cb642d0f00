//===- WeightFiles.h - The kinds of weight files ----------------*- C++ -*-===//

#ifndef FOVEA_LIB_MODEL_WEIGHTFILES_H
#define FOVEA_LIB_MODEL_WEIGHTFILES_H

#include "fovea/Model/Weights.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"

namespace fovea {

llvm::Error makeFileError(llvm::StringRef path, const llvm::Twine &message);

llvm::Expected<std::unique_ptr<WeightFile>>
openSafetensorsFile(llvm::StringRef path,
                    std::shared_ptr<llvm::MemoryBuffer> file,
                    mlir::MLIRContext &context);

llvm::Expected<std::unique_ptr<WeightFile>>
openNpzFile(llvm::StringRef path, std::shared_ptr<llvm::MemoryBuffer> file,
            mlir::MLIRContext &context);

/// A zip archive: as much of it as numpy writes (entries that are stored or
/// deflated, not encrypted, in one part, with or without the 64-bit extension).
/// Nothing that the archive says about itself is believed without a check.
class ZipArchive {
public:
  struct Entry {
    uint64_t headerOffset;
    uint64_t compressedSize;
    uint64_t size;
    uint32_t crc;
    uint16_t method;
  };

  static llvm::Expected<ZipArchive>
  open(std::shared_ptr<llvm::MemoryBuffer> file);

  /// Bytes of an entry: those of the file, or inflated into memory of their
  /// own. `owner` keeps them alive.
  llvm::Expected<std::pair<llvm::ArrayRef<char>, std::shared_ptr<const void>>>
  read(const Entry &entry) const;

  const llvm::StringMap<Entry> &getEntries() const { return entries; }

private:
  std::shared_ptr<llvm::MemoryBuffer> file;
  llvm::StringMap<Entry> entries;
};

} // namespace fovea

#endif // FOVEA_LIB_MODEL_WEIGHTFILES_H
