//===- Setup.cpp - What several commands need -----------------------------===//

#include "Setup.h"

#include "Options.h"

#include "fovea/Hardware/HostProbe.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

/// Null, after a warning, if there can be no cache: then all is slower.
static std::unique_ptr<KernelCache> openCache() {
  if (options::noCache)
    return nullptr;
  KernelCacheOptions cacheOptions;
  if (!options::cacheDir.empty())
    cacheOptions.directory = options::cacheDir;
  auto cache = KernelCache::open(std::move(cacheOptions));
  if (cache)
    return std::move(*cache);
  WithColor::warning(errs(), "fovea-nas")
      << "compiled kernels are not kept: " << toString(cache.takeError())
      << "\n";
  return nullptr;
}

Expected<CompileSetup> fovea::createCompileSetup(Precision precision,
                                                 unsigned threads) {
  Expected<HardwareModel> host = getHostModel();
  if (!host)
    return host.takeError();
  CompileSetup setup;
  setup.cache = openCache();
  setup.host = std::move(*host);
  setup.options.precision = precision;
  setup.options.defaultThreads = threads;
  setup.options.hardware = setup.host;
  setup.options.cache = setup.cache.get();
  return setup;
}

StringRef fovea::getName(Precision precision) {
  return precision == Precision::BF16 ? "bf16" : "f32";
}

//===----------------------------------------------------------------------===//
// Studies
//===----------------------------------------------------------------------===//

std::string fovea::printSettings(ArrayRef<std::string> settings) {
  return formatv("{0}", json::Value(json::Array(settings)));
}

Expected<std::vector<std::string>> fovea::parseSettings(StringRef text) {
  if (text.empty())
    return std::vector<std::string>();
  return json::parse<std::vector<std::string>>(text);
}

bool fovea::isDefault(StringRef name, StringRef value) {
  return value.empty() || value == "0" ||
         (name == kModelSettings && value == "[]");
}

Expected<OpenedStudy> fovea::openStudy() {
  auto study = Study::openForReading(options::readStudy);
  if (!study)
    return study.takeError();
  const StudyHeader &header = (*study)->getHeader();
  auto entry = header.settings.find(kModelSettings.str());
  auto settings =
      parseSettings(entry == header.settings.end() ? "" : entry->second);
  if (!settings)
    return settings.takeError();
  auto space = SearchSpace::parse(header.spaceText, header.space, *settings);
  if (!space)
    return space.takeError();
  Expected<Objective> objective = Objective::parse(header.objective);
  if (!objective)
    return objective.takeError();
  Expected<std::vector<Trial>> trials = (*study)->getTrials();
  if (!trials)
    return trials.takeError();
  return OpenedStudy{std::move(*study), std::move(*space),
                     std::move(*objective), std::move(*trials)};
}
