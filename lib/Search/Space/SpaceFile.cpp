//===- SpaceFile.cpp - The YAML of a search space -------------------------===//

#include "SpaceFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

using namespace llvm;
using namespace fovea;

LLVM_YAML_IS_SEQUENCE_VECTOR(KnobEntry)
LLVM_YAML_IS_SEQUENCE_VECTOR(ConstraintEntry)

namespace {
/// Where the text of the file begins, for lines of nodes, and what was
/// reported.
struct Reader {
  StringRef text;
  std::string fileName;
  std::string message;
};

/// What a word or list must not be.
struct NoMapping {};
} // namespace

/// The line where the node that is being read starts.
static unsigned getLine(yaml::IO &io) {
  const yaml::Node *node = static_cast<yaml::Input &>(io).getCurrentNode();
  auto &reader = *static_cast<Reader *>(io.getContext());
  const char *start =
      node ? node->getSourceRange().Start.getPointer() : nullptr;
  if (start < reader.text.begin() || start > reader.text.end())
    return 0;
  return 1 + StringRef(reader.text.begin(), start - reader.text.begin())
                 .count('\n');
}

namespace llvm::yaml {

template <> struct MappingTraits<NoMapping> {
  static void mapping(IO &io, NoMapping &) {
    io.setError("expected a word or a list of words");
  }
};

template <> struct PolymorphicTraits<Words> {
  static NodeKind getKind(const Words &) { return NodeKind::Sequence; }
  static std::string &getAsScalar(Words &words) {
    return words.list.emplace_back();
  }
  static std::vector<std::string> &getAsSequence(Words &words) {
    return words.list;
  }
  static NoMapping &getAsMap(Words &) {
    static NoMapping none;
    return none;
  }
};

template <typename T> struct EntriesTraits {
  static void inputOne(IO &io, StringRef key, Entries<T> &entries) {
    entries.line = getLine(io);
    T value;
    io.mapRequired(key, value);
    // YAML I/O gives keys in no order.
    std::pair<std::string, T> entry(key.str(), std::move(value));
    auto place = llvm::upper_bound(
        entries.list, entry,
        [](const auto &lhs, const auto &rhs) { return lhs.first < rhs.first; });
    entries.list.insert(place, std::move(entry));
  }
  static void output(IO &, Entries<T> &) {}
};
template <>
struct CustomMappingTraits<Entries<std::string>> : EntriesTraits<std::string> {
};
template <>
struct CustomMappingTraits<Entries<Words>> : EntriesTraits<Words> {};

template <> struct MappingTraits<KnobEntry> {
  static void mapping(IO &io, KnobEntry &knob) {
    knob.line = getLine(io);
    io.mapOptional("name", knob.name);
    io.mapRequired("setting", knob.settings);
    io.mapOptional("for", knob.instances);
    io.mapOptional("add", knob.isRelative);
    io.mapRequired("choices", knob.choices);
  }
};

template <> struct MappingTraits<ConstraintEntry> {
  static void mapping(IO &io, ConstraintEntry &constraint) {
    constraint.line = getLine(io);
    io.mapOptional("for", constraint.instances);
    io.mapRequired("forbid", constraint.forbidden);
  }
};

template <> struct MappingTraits<SpaceFile> {
  static void mapping(IO &io, SpaceFile &file) {
    io.mapRequired("name", file.name);
    io.mapOptional("summary", file.summary);
    io.mapRequired("model", file.model);
    io.mapOptional("settings", file.settings);
    io.mapRequired("knobs", file.knobs);
    io.mapOptional("constraints", file.constraints);
  }
};

} // namespace llvm::yaml

static void keepMessage(const SMDiagnostic &diagnostic, void *context) {
  auto &reader = *static_cast<Reader *>(context);
  // What follows the first one is only what came of it.
  if (!reader.message.empty())
    return;
  raw_string_ostream os(reader.message);
  os << reader.fileName;
  if (diagnostic.getLineNo() > 0)
    os << ":" << diagnostic.getLineNo();
  os << ": " << diagnostic.getMessage();
}

Error SpaceFile::makeError(unsigned line, const Twine &message) const {
  std::string place = line ? fileName + ":" + utostr(line) : fileName;
  return createStringError(place + ": " + message);
}

Expected<SpaceFile> fovea::readSpaceFile(StringRef yaml, StringRef fileName) {
  Reader reader{yaml, fileName.str(), {}};
  // The context of the input is the handler's as well.
  yaml::Input input(MemoryBufferRef(yaml, fileName), &reader, keepMessage,
                    &reader);
  SpaceFile file;
  file.fileName = fileName.str();
  input >> file;
  if (!reader.message.empty())
    return createStringError(reader.message);
  // Of an empty file nothing is read, without a message.
  if (file.name.empty())
    return file.makeError(0, "expected a search space with a 'name'");
  if (input.error())
    return file.makeError(0, "invalid YAML");
  return file;
}
