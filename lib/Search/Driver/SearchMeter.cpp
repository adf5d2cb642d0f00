//===- SearchMeter.cpp - The scale of all latencies -----------------------===//

#include "fovea/Hardware/HostProbe.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Search/LocalRunner.h"

#include "Models.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA256.h"

using namespace llvm;
using namespace fovea;

static Expected<CompiledCandidate>
compileReference(const CompileOptions &compile,
                 std::unique_ptr<Candidate> &owner) {
  std::unique_ptr<ModelConfig> config =
      kMobileNetV2.create(kMobileNetV2.variants.front());
  auto candidate = Candidate::create(*config);
  if (!candidate)
    return candidate.takeError();
  owner = std::move(*candidate);
  return owner->compile(compile);
}

/// The file for what the time of `model` depends on: its code, this machine,
/// and the threads.
static std::string getReferenceFile(StringRef directory,
                                    const CompiledModel &model,
                                    const MeterOptions &options) {
  SHA256 hash;
  hash.update(getHostIdentity());
  hash.update(utostr(options.threads));
  for (const auto &object : model.objects)
    hash.update(StringRef(object.data(), object.size()));
  SmallString<128> path(directory);
  sys::path::append(
      path, "reference-" +
                toHex(hash.final(), /*LowerCase=*/true).substr(0, 16) + ".txt");
  return std::string(path);
}

/// 0 if there is no such file, or if it holds no time.
static double readSeconds(StringRef path) {
  auto buffer = MemoryBuffer::getFile(path);
  double seconds = 0;
  if (!buffer || (*buffer)->getBuffer().trim().getAsDouble(seconds) ||
      !std::isfinite(seconds) || seconds < 0)
    return 0;
  return seconds;
}

static Error writeSeconds(StringRef path, double seconds) {
  if (std::error_code error =
          sys::fs::create_directories(sys::path::parent_path(path)))
    return createStringError(error, "%s: %s", path.str().c_str(),
                             error.message().c_str());
  return writeToOutput(path, [&](raw_ostream &os) {
    os << formatv("{0:e9}\n", seconds);
    return Error::success();
  });
}

Expected<std::unique_ptr<LatencyMeter>>
fovea::createSearchMeter(const CompileOptions &compile, MeterOptions options,
                         StringRef cacheDirectory) {
  std::unique_ptr<Candidate> candidate;
  Expected<CompiledCandidate> reference = compileReference(compile, candidate);
  if (!reference)
    return reference.takeError();
  if (cacheDirectory.empty())
    return LatencyMeter::create(reference->model, options);
  std::string file =
      getReferenceFile(cacheDirectory, reference->model, options);
  options.referenceSeconds = readSeconds(file);
  auto meter = LatencyMeter::create(reference->model, options);
  if (!meter || options.referenceSeconds > 0)
    return meter;
  if (Error error = writeSeconds(file, (*meter)->getReferenceSeconds()))
    return error;
  return meter;
}
