//===- WeightsObject.cpp - The weights as an object file ------------------===//
//
// A relocatable ELF file with one read-only section, written as a stream:
// gigabytes of weights pass through neither LLVM's constants nor an assembler,
// both of which hold several copies in memory.
//
//===----------------------------------------------------------------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Target/CPU/CodeGenerator.h"

#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace fovea;

namespace {
/// The sections of the file, in order.
enum Section : unsigned { Null, Weights, Symbols, Strings, Stack, NumSections };

/// Offsets of the parts of the file: header, weights, symbols, strings, section
/// headers.
struct Layout {
  uint64_t weights, symbols, strings, sectionHeaders;

  Layout(uint64_t weightsSize, uint64_t stringsSize) {
    weights = alignTo(sizeof(ELF::Elf64_Ehdr), kBufferAlignment);
    symbols = alignTo(weights + weightsSize, 8);
    strings = symbols + 2 * sizeof(ELF::Elf64_Sym);
    sectionHeaders = alignTo(strings + stringsSize, 8);
  }
};
} // namespace

template <typename T> static void writeStruct(raw_ostream &os, const T &value) {
  os.write(reinterpret_cast<const char *>(&value), sizeof(value));
}

static uint16_t getMachine(const ModelDescription &model) {
  Triple triple(model.target.empty() ? sys::getDefaultTargetTriple()
                                     : model.target);
  return triple.isAArch64() ? ELF::EM_AARCH64 : ELF::EM_X86_64;
}

static ELF::Elf64_Ehdr makeHeader(const Layout &layout, uint16_t machine) {
  ELF::Elf64_Ehdr header = {};
  memcpy(header.e_ident, ELF::ElfMagic, 4);
  header.e_ident[ELF::EI_CLASS] = ELF::ELFCLASS64;
  header.e_ident[ELF::EI_DATA] = ELF::ELFDATA2LSB;
  header.e_ident[ELF::EI_VERSION] = ELF::EV_CURRENT;
  header.e_type = ELF::ET_REL;
  header.e_machine = machine;
  header.e_version = ELF::EV_CURRENT;
  header.e_shoff = layout.sectionHeaders;
  header.e_ehsize = sizeof(ELF::Elf64_Ehdr);
  header.e_shentsize = sizeof(ELF::Elf64_Shdr);
  header.e_shnum = NumSections;
  header.e_shstrndx = Strings;
  return header;
}

static ELF::Elf64_Shdr makeSection(uint32_t name, uint32_t type, uint64_t flags,
                                   uint64_t offset, uint64_t size,
                                   uint64_t alignment) {
  ELF::Elf64_Shdr section = {};
  section.sh_name = name;
  section.sh_type = type;
  section.sh_flags = flags;
  section.sh_offset = offset;
  section.sh_size = size;
  section.sh_addralign = alignment;
  return section;
}

mlir::LogicalResult fovea::writeWeightsObject(const ModelDescription &model,
                                              raw_ostream &os) {
  std::string strings(1, '\0');
  auto addString = [&](StringRef text) -> uint32_t {
    uint32_t offset = strings.size();
    strings += text.str() + '\0';
    return offset;
  };
  // Sections that may be far away from the code have a name and a flag of their
  // own on x86-64, so that the linker places them behind everything else.
  bool isX86 = getMachine(model) == ELF::EM_X86_64;
  uint32_t weightsName = addString(isX86 ? ".lrodata" : ".rodata");
  uint32_t symbolsName = addString(".symtab");
  uint32_t stringsName = addString(".strtab");
  uint32_t stackName = addString(".note.GNU-stack");
  uint32_t symbolName = addString(model.getWeightsSymbol());

  Layout layout(model.weightsSize, strings.size());
  uint64_t start = os.tell();
  auto padTo = [&](uint64_t offset) {
    os.write_zeros(offset - (os.tell() - start));
  };
  writeStruct(os, makeHeader(layout, getMachine(model)));
  padTo(layout.weights);
  if (failed(writeWeights(model, os)))
    return mlir::failure();
  padTo(layout.symbols);
  ELF::Elf64_Sym symbol = {};
  writeStruct(os, symbol);
  symbol.st_name = symbolName;
  symbol.setBindingAndType(ELF::STB_GLOBAL, ELF::STT_OBJECT);
  symbol.st_other = ELF::STV_HIDDEN;
  symbol.st_shndx = Weights;
  symbol.st_size = model.weightsSize;
  writeStruct(os, symbol);
  os << strings;
  padTo(layout.sectionHeaders);

  writeStruct(os, makeSection(0, ELF::SHT_NULL, 0, 0, 0, 0));
  writeStruct(os,
              makeSection(weightsName, ELF::SHT_PROGBITS,
                          ELF::SHF_ALLOC | (isX86 ? ELF::SHF_X86_64_LARGE : 0),
                          layout.weights, model.weightsSize, kBufferAlignment));
  ELF::Elf64_Shdr symbols =
      makeSection(symbolsName, ELF::SHT_SYMTAB, 0, layout.symbols,
                  2 * sizeof(ELF::Elf64_Sym), 8);
  symbols.sh_link = Strings;
  symbols.sh_info = 1; // The first symbol that is not local.
  symbols.sh_entsize = sizeof(ELF::Elf64_Sym);
  writeStruct(os, symbols);
  writeStruct(os, makeSection(stringsName, ELF::SHT_STRTAB, 0, layout.strings,
                              strings.size(), 1));
  writeStruct(os, makeSection(stackName, ELF::SHT_PROGBITS, 0,
                              layout.sectionHeaders, 0, 1));
  return mlir::success();
}
