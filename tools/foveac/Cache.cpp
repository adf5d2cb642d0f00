//===- Cache.cpp - The cache of kernels, by the command line --------------===//

#include "Cache.h"

#include "Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

void fovea::warnOfCache(const Twine &reason) {
  errs() << "foveac: warning: compiled kernels are not kept: " << reason
         << "\n";
}

/// Whether code may come from the cache: not if somebody wants to see how it is
/// made, or makes it in a way that the cache knows nothing of.
static bool isCacheWanted() {
  return !options::noCache && !hasForeignOptions() &&
         none_of(options::printIRAfter,
                 [](Level level) { return level > Level::Memory; });
}

static Expected<CachePruningPolicy> parsePolicy() {
  if (options::cachePolicy.empty())
    return KernelCacheOptions::getDefaultPolicy();
  auto policy = parseCachePruningPolicy(options::cachePolicy);
  if (!policy)
    return createStringError("--cache-policy: %s",
                             toString(policy.takeError()).c_str());
  return policy;
}

Expected<std::unique_ptr<KernelCache>> fovea::openCache() {
  auto policy = parsePolicy();
  if (!policy)
    return policy.takeError();
  if (!isCacheWanted())
    return nullptr;
  KernelCacheOptions cacheOptions;
  cacheOptions.policy = *policy;
  if (!options::cacheDir.empty())
    cacheOptions.directory = options::cacheDir;
  // Without a home there is no place for a cache, which is no reason to warn.
  if (cacheOptions.directory.empty())
    return nullptr;
  auto cache = KernelCache::open(std::move(cacheOptions));
  if (cache)
    return cache;
  warnOfCache(toString(cache.takeError()));
  return nullptr;
}
