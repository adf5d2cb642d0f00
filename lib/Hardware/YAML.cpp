//===- YAML.cpp - Hardware models as YAML ---------------------------------===//

#include "Fields.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;
using namespace fovea;

LLVM_YAML_IS_SEQUENCE_VECTOR(CacheLevel)
LLVM_YAML_IS_SEQUENCE_VECTOR(MatrixShape)

namespace llvm::yaml {
template <> struct ScalarEnumerationTraits<DeviceKind> {
  static void enumeration(IO &io, DeviceKind &kind) {
    io.enumCase(kind, "cpu", DeviceKind::CPU);
    io.enumCase(kind, "accelerator", DeviceKind::Accelerator);
  }
};

/// Structs of a hardware model: their fields, and what these may be. Small ones
/// are written on one line.
template <typename T, bool IsFlow> struct HardwareTraits {
  static void mapping(IO &io, T &value) { mapFields(io, value); }
  static std::string validate(IO &, T &value) { return checkFields(value); }
  static const bool flow = IsFlow;
};
template <typename T> struct HardwareTraits<T, false> {
  static void mapping(IO &io, T &value) { mapFields(io, value); }
  static std::string validate(IO &, T &value) { return checkFields(value); }
};

template <>
struct MappingTraits<PeakRates> : HardwareTraits<PeakRates, true> {};
template <>
struct MappingTraits<VectorUnit> : HardwareTraits<VectorUnit, true> {};
template <>
struct MappingTraits<Bandwidth> : HardwareTraits<Bandwidth, true> {};
template <>
struct MappingTraits<CacheLevel> : HardwareTraits<CacheLevel, false> {};
template <>
struct MappingTraits<MatrixShape> : HardwareTraits<MatrixShape, true> {};
template <>
struct MappingTraits<AcceleratorParts>
    : HardwareTraits<AcceleratorParts, false> {};
template <>
struct MappingTraits<TargetMatch> : HardwareTraits<TargetMatch, false> {};
/// Checked by hand, for of an empty file it is not read.
template <> struct MappingTraits<HardwareModel> {
  static void mapping(IO &io, HardwareModel &model) { mapFields(io, model); }
};
} // namespace llvm::yaml

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
/// Keeps what the parser has to say about a file.
struct Messages {
  StringRef fileName;
  std::string text;
};
} // namespace

static void keepMessage(const SMDiagnostic &diagnostic, void *context) {
  auto *messages = static_cast<Messages *>(context);
  // What follows the first one is only what came of it.
  if (!messages->text.empty())
    return;
  raw_string_ostream os(messages->text);
  os << messages->fileName;
  if (diagnostic.getLineNo() > 0)
    os << ":" << diagnostic.getLineNo();
  os << ": " << diagnostic.getMessage();
}

Expected<HardwareModel> fovea::parseHardwareModel(StringRef text,
                                                  StringRef fileName) {
  Messages messages{fileName, {}};
  yaml::Input input(MemoryBufferRef(text, fileName), /*Ctxt=*/nullptr,
                    keepMessage, &messages);
  HardwareModel model;
  input >> model;
  if (!messages.text.empty())
    return createStringError(messages.text);
  // Of an empty file nothing is read, without an error.
  if (model.name.empty())
    return createStringError(fileName + ": expected the description of a "
                                        "machine, found nothing");
  if (std::string error = checkFields(model); !error.empty())
    return createStringError(fileName + ": " + error);
  return model;
}

Expected<HardwareModel> fovea::readHardwareModel(StringRef path) {
  auto file = MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return createFileError(path, file.getError());
  return parseHardwareModel((*file)->getBuffer(), path);
}

void fovea::writeHardwareModel(const HardwareModel &model, raw_ostream &os) {
  yaml::Output output(os);
  HardwareModel copy = model;
  output << copy;
}
