//===- KernelCache.h - Machine code of kernels, kept on disk ----*- C++ -*-===//
//
// A folder of object files by the content of what they were compiled from.
// Several processes and threads may use one folder at the same time.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_DRIVER_KERNELCACHE_H
#define FOVEA_DRIVER_KERNELCACHE_H

#include "fovea/Hardware/HostProbe.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Error.h"

#include <atomic>
#include <memory>
#include <string>

namespace fovea {

/// Identifies the code of this compiler, MLIR and LLVM as they are loaded into
/// this process, by their build ids. Empty if one of them has none.
std::string getCompilerID();

struct KernelCacheOptions {
  /// Created if it is not there. By default that of this user; empty if there
  /// is none.
  std::string directory = getCacheDirectory();
  /// When old entries are removed, and how many: by default when the folder was
  /// last looked at 20 minutes ago, those not used for 30 days, and the oldest
  /// ones beyond 1 GiB.
  llvm::CachePruningPolicy policy = getDefaultPolicy();
  /// What else the code depends on: the compiler, by default this one. Entries
  /// that were stored with another value are not found.
  std::string compiler = getCompilerID();

  static llvm::CachePruningPolicy getDefaultPolicy();
};

class KernelCache {
public:
  /// Fails if there is no folder of that name and none can be made, and if the
  /// compiler is not known.
  static llvm::Expected<std::unique_ptr<KernelCache>>
  open(KernelCacheOptions options);

  /// The key of code that is a function of all `parts`.
  std::string getKey(llvm::ArrayRef<llvm::StringRef> parts) const;

  /// Read the entry of `key` into `object`. False if there is none, or if it is
  /// damaged.
  bool load(llvm::StringRef key, llvm::SmallVectorImpl<char> &object) const;

  /// Make `object` the entry of `key`. The entry appears whole or not at all.
  /// Once that fails (a full disk, a folder that is read-only), it is not tried
  /// again.
  void store(llvm::StringRef key, llvm::ArrayRef<char> object);

  /// Remove entries as the policy says.
  void prune() const;

  /// Why entries are not stored any more; empty if they are.
  llvm::StringRef getStoreError() const { return storeError; }

private:
  explicit KernelCache(KernelCacheOptions options);

  KernelCacheOptions options;
  std::atomic<bool> isWritable = true;
  std::string storeError;
};

} // namespace fovea

#endif // FOVEA_DRIVER_KERNELCACHE_H
