//===- Artifacts.cpp - Files made of a compiled model ---------------------===//

#include "fovea/Driver/Artifacts.h"

#include "fovea/Target/CPU/CodeGenerator.h"
#include "fovea/model_abi.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

namespace {
/// A folder that is removed, with all in it, at the end.
class TemporaryFolder {
public:
  TemporaryFolder() = default;
  TemporaryFolder(const TemporaryFolder &) = delete;
  ~TemporaryFolder() {
    if (!path.empty())
      sys::fs::remove_directories(path);
  }

  /// Beside `neighbor`, so that files can be renamed into place.
  Error create(StringRef neighbor) {
    SmallString<128> model(neighbor);
    sys::path::remove_filename(model);
    sys::path::append(model, ".foveac-%%%%%%%%");
    SmallString<128> unique;
    sys::fs::createUniquePath(model, unique, /*MakeAbsolute=*/false);
    if (std::error_code error = sys::fs::create_directory(unique))
      return createFileError(neighbor, error);
    path = unique.str();
    return Error::success();
  }

  std::string getFile(StringRef name) const {
    SmallString<128> file(path);
    sys::path::append(file, name);
    return std::string(file);
  }

private:
  std::string path;
};
} // namespace

static Error writeFile(StringRef path,
                       function_ref<mlir::LogicalResult(raw_ostream &)> write) {
  std::error_code error;
  raw_fd_ostream os(path, error);
  if (error)
    return createFileError(path, error);
  bool written = succeeded(write(os));
  os.close();
  if (os.has_error()) {
    error = os.error();
    os.clear_error();
    return createFileError(path, error);
  }
  if (!written)
    return createStringError("%s: a weight has no readable value",
                             path.str().c_str());
  return Error::success();
}

static Error moveFile(StringRef from, StringRef to) {
  if (std::error_code error = sys::fs::rename(from, to))
    return createFileError(to, error);
  return Error::success();
}

namespace {
/// A C compiler driver, and what it is told to begin with.
struct Linker {
  std::string program;
  SmallVector<std::string> arguments;
};
} // namespace

static Expected<Linker> findLinker(const LinkOptions &options) {
  SmallVector<StringRef> candidates = {"clang-22", "cc", "clang", "gcc"};
  if (!options.linker.empty())
    candidates = {options.linker};
  for (StringRef candidate : candidates) {
    ErrorOr<std::string> program = sys::findProgramByName(candidate);
    if (!program)
      continue;
    Linker linker = {*program, {}};
    // lld takes half the time of GNU ld, and a quarter of that where there are
    // many weights, if it does not fault in its output page by page. Versions
    // before 17 do not know of sections that may be far away.
    auto lld = sys::findProgramByName("ld.lld-22");
    if (lld && options.linker.empty() && candidate == "clang-22")
      linker.arguments = {"--ld-path=" + *lld, "-Wl,--no-mmap-output-file"};
    return linker;
  }
  return createStringError(
      "no C compiler to link with: tried %s; name one with --linker",
      join(candidates, ", ").c_str());
}

/// Run the linker; on failure the error holds what it printed.
static Error runLinker(const Linker &linker, ArrayRef<std::string> arguments,
                       const TemporaryFolder &folder) {
  SmallVector<StringRef> argv = {linker.program};
  argv.append(linker.arguments.begin(), linker.arguments.end());
  argv.append(arguments.begin(), arguments.end());
  std::string log = folder.getFile("link.log");
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(log),
                                          StringRef(log)};
  std::string message;
  int status = sys::ExecuteAndWait(linker.program, argv, /*Env=*/std::nullopt,
                                   redirects, /*SecondsToWait=*/0,
                                   /*MemoryLimit=*/0, &message);
  if (status == 0)
    return Error::success();
  if (auto output = MemoryBuffer::getFile(log))
    message += (*output)->getBuffer();
  return createStringError("linking with '%s' failed: %s",
                           linker.program.c_str(), message.c_str());
}

/// What makes a program or a library of objects.
static SmallVector<std::string> getLinkArguments(const CompiledModel &model,
                                                 ArtifactKind kind,
                                                 ArrayRef<std::string> objects,
                                                 const LinkOptions &options,
                                                 StringRef output) {
  SmallVector<std::string> arguments(objects);
  arguments.append({"-o", output.str()});
  arguments.push_back("-Wl,--defsym=fovea_default_model=" +
                      model.description.getModelSymbol());
  SmallString<128> response(options.runtimeDir);
  sys::path::append(response, kind == ArtifactKind::Executable
                                  ? "fovea-link.rsp"
                                  : "fovea-link-shared.rsp");
  if (kind == ArtifactKind::SharedLibrary)
    arguments.push_back("-shared");
  arguments.push_back("@" + response.str().str());
  return arguments;
}

/// Write the object files of the model's code into `folder`.
static Expected<SmallVector<std::string>>
writeObjects(const CompiledModel &model, const TemporaryFolder &folder) {
  SmallVector<std::string> files;
  for (auto [i, object] : enumerate(model.objects)) {
    files.push_back(folder.getFile("code" + std::to_string(i) + ".o"));
    if (Error error = writeFile(files.back(), [&](raw_ostream &os) {
          os.write(object.data(), object.size());
          return mlir::success();
        }))
      return error;
  }
  return files;
}

/// Write the object file of the model's weights into `folder`, if these are
/// embedded, and add it to `objects`.
static Error addWeights(const ModelDescription &model,
                        const TemporaryFolder &folder,
                        SmallVectorImpl<std::string> &objects) {
  if (model.weightsSize == 0 || !model.weightsFile.empty())
    return Error::success();
  objects.push_back(folder.getFile("weights.o"));
  return writeFile(objects.back(), [&](raw_ostream &os) {
    return writeWeightsObject(model, os);
  });
}

/// Make the hidden symbols of an object file local: those by which the objects
/// of one model know each other would clash with those of another model.
static Error localizeHiddenSymbols(StringRef from, StringRef to) {
  auto input = object::ObjectFile::createObjectFile(from);
  if (!input)
    return input.takeError();
  objcopy::ConfigManager config;
  config.ELF.LocalizeHidden = true;
  Error failure = Error::success();
  Error written = writeFile(to, [&](raw_ostream &os) {
    failure = objcopy::executeObjcopyOnBinary(config, *input->getBinary(), os);
    return mlir::success();
  });
  return joinErrors(std::move(failure), std::move(written));
}

/// Merge `objects`, which hold the model's code, and the weights into one
/// object file.
static Error mergeObjects(const CompiledModel &model,
                          SmallVector<std::string> objects,
                          const Linker &linker, const TemporaryFolder &folder,
                          StringRef output) {
  auto merge = [&](ArrayRef<std::string> inputs, StringRef merged) {
    SmallVector<std::string> arguments(inputs);
    arguments.append({"-r", "-nostdlib", "-o", merged.str()});
    // The linker of another platform need not be here; LLVM's is for all.
    if (!model.description.target.empty())
      arguments.append(
          {"--target=" + model.description.target, "-fuse-ld=lld"});
    return runLinker(linker, arguments, folder);
  };
  // The weights, which may be large, are added last, so that symbols are only
  // changed in a small file.
  std::string merged = folder.getFile("merged.o");
  SmallVector<std::string> parts = {folder.getFile("code.o")};
  if (Error error = merge(objects, merged))
    return error;
  if (Error error = localizeHiddenSymbols(merged, parts[0]))
    return error;
  if (Error error = addWeights(model.description, folder, parts))
    return error;
  return merge(parts, output);
}

/// Link a program or a library of `objects`, which hold the model's code, and
/// the weights.
static Error linkObjects(const CompiledModel &model, ArtifactKind kind,
                         SmallVector<std::string> objects, const Linker &linker,
                         const LinkOptions &options,
                         const TemporaryFolder &folder, StringRef output) {
  if (Error error = addWeights(model.description, folder, objects))
    return error;
  return runLinker(
      linker, getLinkArguments(model, kind, objects, options, output), folder);
}

/// Write the file that the artifact maps its weights from.
static Error writeWeightsFile(const ModelDescription &model,
                              const TemporaryFolder &folder,
                              StringRef artifact) {
  fovea_weights_header header = {};
  memcpy(header.magic, FOVEA_WEIGHTS_MAGIC, sizeof(header.magic));
  header.version = FOVEA_WEIGHTS_VERSION;
  header.hash = model.weightsHash;
  header.size = model.weightsSize;
  std::string file = folder.getFile("weights");
  if (Error error = writeFile(file, [&](raw_ostream &os) {
        os.write(reinterpret_cast<const char *>(&header), sizeof(header));
        return writeWeights(model, os);
      }))
    return error;
  SmallString<128> target(artifact);
  sys::path::remove_filename(target);
  sys::path::append(target, model.weightsFile);
  return moveFile(file, target);
}

static Error writeHeaderFile(const ModelDescription &model,
                             const TemporaryFolder &folder,
                             StringRef artifact) {
  std::string file = folder.getFile("model.h");
  if (Error error = writeFile(file, [&](raw_ostream &os) {
        writeHeader(model, os);
        return mlir::success();
      }))
    return error;
  SmallString<128> target(artifact);
  sys::path::replace_extension(target, ".h");
  return moveFile(file, target);
}

Error fovea::writeArtifact(const CompiledModel &model, ArtifactKind kind,
                           StringRef path, const LinkOptions &options) {
  TemporaryFolder folder;
  if (Error error = folder.create(path))
    return error;
  Expected<Linker> linker = findLinker(options);
  if (!linker)
    return linker.takeError();
  auto objects = writeObjects(model, folder);
  if (!objects)
    return objects.takeError();
  std::string linked = folder.getFile("linked");
  if (Error error = kind == ArtifactKind::Object
                        ? mergeObjects(model, *objects, *linker, folder, linked)
                        : linkObjects(model, kind, *objects, *linker, options,
                                      folder, linked))
    return error;
  if (!model.description.weightsFile.empty())
    if (Error error = writeWeightsFile(model.description, folder, path))
      return error;
  if (kind != ArtifactKind::Executable)
    if (Error error = writeHeaderFile(model.description, folder, path))
      return error;
  return moveFile(linked, path);
}

std::string fovea::findRuntimeDirectory(StringRef program) {
  SmallString<128> path(program);
  sys::path::remove_filename(path);
  sys::path::append(path, "..", "lib");
  return std::string(path);
}
