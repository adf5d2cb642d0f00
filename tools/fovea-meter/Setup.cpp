//===- Setup.cpp - What is measured, by the command line ------------------===//

#include "Setup.h"

#include "Models.h"
#include "fovea/Support/Clock.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace fovea;

llvm::Expected<std::unique_ptr<ModelConfig>> fovea::parseModel(StringRef text) {
  auto [name, assignments] = text.split(':');
  const ModelDefinition *definition = findModel(name);
  if (!definition)
    return llvm::createStringError("there is no model '" + name +
                                   "'; foveac --list-models lists them");
  ModelSettings settings;
  SmallVector<StringRef> parts;
  assignments.split(parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef part : parts)
    settings.assignments.push_back(part.str());
  auto config = configureModel(*definition, settings);
  if (!config)
    return llvm::createStringError("model '" + text +
                                   "': " + toString(config.takeError()));
  return config;
}

CompileOptions Setup::getCompileOptions() const {
  CompileOptions options;
  options.precision = precision;
  options.defaultThreads = meter.threads;
  return options;
}

llvm::Expected<Compiled> fovea::compileModel(const ModelConfig &config,
                                             const CompileOptions &options) {
  Stopwatch watch;
  auto candidate = Candidate::create(config);
  if (!candidate)
    return candidate.takeError();
  double buildSeconds = watch.getSeconds();
  auto result = (*candidate)->compile(options);
  if (!result)
    return result.takeError();
  return Compiled{std::move(*candidate), std::move(*result), buildSeconds};
}

llvm::Expected<Compiled> fovea::compileModel(StringRef text,
                                             const CompileOptions &options) {
  auto config = parseModel(text);
  if (!config)
    return config.takeError();
  return compileModel(**config, options);
}

llvm::Expected<std::unique_ptr<KernelCache>>
fovea::openKernelCache(StringRef directory) {
  KernelCacheOptions options;
  if (!directory.empty())
    options.directory = directory.str();
  return KernelCache::open(std::move(options));
}
