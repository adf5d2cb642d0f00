//===- HostLock.h - One measurement at a time on a host ---------*- C++ -*-===//

#ifndef FOVEA_SEARCH_HOSTLOCK_H
#define FOVEA_SEARCH_HOSTLOCK_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace fovea {

/// Held by one at a time among all threads, processes and users of a host. The
/// operating system releases it when its process ends, however that happens.
class HostLock {
public:
  /// A file of the host's temporary folder; caches may lie in a home folder
  /// that several hosts share.
  static std::string getDefaultPath();

  /// Wait until nobody else has the lock of the file `path`, which is made if
  /// it is not there. Fails if the file cannot be opened or locked.
  static llvm::Expected<HostLock>
  acquire(llvm::StringRef path = getDefaultPath());
  /// Nothing if somebody else has the lock.
  static llvm::Expected<std::optional<HostLock>>
  tryAcquire(llvm::StringRef path = getDefaultPath());

  HostLock(HostLock &&other);
  HostLock &operator=(HostLock &&) = delete;
  ~HostLock();

private:
  explicit HostLock(int file) : file(file) {}

  int file;
};

} // namespace fovea

#endif // FOVEA_SEARCH_HOSTLOCK_H
