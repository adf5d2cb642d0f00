//===- HostLock.cpp - One measurement at a time on a host -----------------===//

#include "fovea/Search/HostLock.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Errno.h"

#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
using namespace fovea;

std::string HostLock::getDefaultPath() {
  // Not $TMPDIR: that may be each user's own.
  return P_tmpdir "/fovea-measurement.lock";
}

static Expected<int> openLockFile(StringRef path) {
  SmallString<128> name(path);
  auto open = [&](int flags) {
    return sys::RetryAfterSignal(-1, ::open, name.c_str(),
                                 flags | O_RDONLY | O_CLOEXEC, 0666);
  };
  // In a folder like /tmp, Linux does not let O_CREAT open the file of another
  // user (fs.protected_regular). Somebody else may make it between the calls.
  int file = open(0);
  if (file < 0 && errno == ENOENT)
    file = open(O_CREAT);
  if (file < 0 && errno == EACCES)
    file = open(0);
  if (file < 0)
    return createFileError(path, errnoAsErrorCode());
  return file;
}

/// Lock a file with `operation` of flock. Such a lock belongs to the opened
/// file, not to the process: threads exclude each other too.
static bool lockFile(int file, int operation) {
  return sys::RetryAfterSignal(-1, ::flock, file, operation) == 0;
}

Expected<HostLock> HostLock::acquire(StringRef path) {
  Expected<int> file = openLockFile(path);
  if (!file)
    return file.takeError();
  HostLock lock(*file);
  if (!lockFile(*file, LOCK_EX))
    return createFileError(path, errnoAsErrorCode());
  return lock;
}

Expected<std::optional<HostLock>> HostLock::tryAcquire(StringRef path) {
  Expected<int> file = openLockFile(path);
  if (!file)
    return file.takeError();
  HostLock lock(*file);
  if (lockFile(*file, LOCK_EX | LOCK_NB))
    return std::move(lock);
  if (errno == EWOULDBLOCK)
    return std::nullopt;
  return createFileError(path, errnoAsErrorCode());
}

HostLock::HostLock(HostLock &&other) : file(std::exchange(other.file, -1)) {}

HostLock::~HostLock() {
  // A child process may still have the file open: closing it is not enough.
  if (file >= 0) {
    (void)lockFile(file, LOCK_UN);
    ::close(file);
  }
}
