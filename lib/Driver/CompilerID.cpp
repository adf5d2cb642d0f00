//===- CompilerID.cpp - Which compiler this is, to the last bit -----------===//
//
// Build ids are hashes of a program's content that the linker computes. They
// are read from memory rather than from files: while a process runs for hours,
// its files may be replaced by those of another build.
//
//===----------------------------------------------------------------------===//

#include "fovea/Driver/KernelCache.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/MathExtras.h"

#include <link.h>

using namespace llvm;

namespace {
/// A loaded program or library.
struct LoadedObject {
  explicit LoadedObject(const dl_phdr_info &info)
      : base(info.dlpi_addr),
        segments(ArrayRef(info.dlpi_phdr, info.dlpi_phnum)) {}

  bool contains(uintptr_t address) const;
  /// As hexadecimal digits; empty if there is none.
  std::string getBuildID() const;

  uintptr_t base;
  ArrayRef<ElfW(Phdr)> segments;
};
} // namespace

bool LoadedObject::contains(uintptr_t address) const {
  return any_of(segments, [&](const ElfW(Phdr) & segment) {
    return segment.p_type == PT_LOAD &&
           address - base - segment.p_vaddr < segment.p_memsz;
  });
}

/// The build id in a segment of notes: header, name and content of each, both
/// padded to a multiple of 4 bytes.
static ArrayRef<uint8_t> findBuildID(ArrayRef<uint8_t> notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    const auto *note = reinterpret_cast<const ElfW(Nhdr) *>(notes.data());
    notes = notes.drop_front(sizeof(*note));
    uint64_t nameSize = alignTo(note->n_namesz, 4);
    uint64_t size = nameSize + alignTo(note->n_descsz, 4);
    if (size > notes.size())
      break;
    if (note->n_type == NT_GNU_BUILD_ID &&
        toStringRef(notes.take_front(note->n_namesz)) == StringRef("GNU", 4))
      return notes.slice(nameSize, note->n_descsz);
    notes = notes.drop_front(size);
  }
  return {};
}

std::string LoadedObject::getBuildID() const {
  for (const ElfW(Phdr) &segment : segments) {
    if (segment.p_type != PT_NOTE)
      continue;
    ArrayRef<uint8_t> notes(
        reinterpret_cast<const uint8_t *>(base + segment.p_vaddr),
        segment.p_memsz);
    if (ArrayRef<uint8_t> id = findBuildID(notes); !id.empty())
      return toHex(id, /*LowerCase=*/true);
  }
  return "";
}

static std::string computeCompilerID() {
  std::vector<LoadedObject> objects;
  dl_iterate_phdr(
      [](dl_phdr_info *info, size_t, void *data) {
        static_cast<std::vector<LoadedObject> *>(data)->emplace_back(*info);
        return 0;
      },
      &objects);
  // An address in each of the three, which may be in one file.
  const uintptr_t addresses[] = {
      reinterpret_cast<uintptr_t>(&computeCompilerID),
      reinterpret_cast<uintptr_t>(&mlir::verify),
      reinterpret_cast<uintptr_t>(&llvm::verifyModule)};
  std::string result;
  for (uintptr_t address : addresses) {
    auto object = find_if(objects, [&](const LoadedObject &object) {
      return object.contains(address);
    });
    std::string id = object == objects.end() ? "" : object->getBuildID();
    if (id.empty())
      return "";
    result += id + "\n";
  }
  return result;
}

std::string fovea::getCompilerID() {
  static const std::string id = computeCompilerID();
  return id;
}
