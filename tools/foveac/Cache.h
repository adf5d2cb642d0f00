//===- Cache.h - The cache of kernels, by the command line ------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAC_CACHE_H
#define FOVEA_TOOLS_FOVEAC_CACHE_H

#include "fovea/Driver/KernelCache.h"

namespace fovea {

/// The cache that the options ask for. Null if there is to be none, or, after a
/// warning, if there can be none. Fails on an option that makes no sense.
llvm::Expected<std::unique_ptr<KernelCache>> openCache();

/// Tell the user that kernels are compiled again the next time.
void warnOfCache(const llvm::Twine &reason);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAC_CACHE_H
