//===- ProcessID.cpp - Which process this is, and whether it lives --------===//

#include "ProcessID.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <cerrno>
#include <climits>
#include <csignal>
#include <optional>
#include <unistd.h>

using namespace fovea;
using llvm::StringRef;

static std::string readFile(const llvm::Twine &path) {
  auto file = llvm::MemoryBuffer::getFileAsStream(path);
  return file ? (*file)->getBuffer().str() : std::string();
}

static std::string readLink(const char *path) {
  char target[PATH_MAX];
  ssize_t size = readlink(path, target, sizeof(target));
  return size > 0 ? std::string(target, size) : std::string();
}

static std::string getHostName() {
  char name[HOST_NAME_MAX + 1] = {};
  gethostname(name, HOST_NAME_MAX);
  return name;
}

namespace {
struct ProcessStatus {
  /// `Z` if it has ended, but its parent did not ask yet how.
  char state;
  int64_t start;
};
} // namespace

/// Fields 3 and 22 of /proc/NUMBER/stat. None if that cannot be read.
static std::optional<ProcessStatus> getStatus(int64_t number) {
  std::string text = readFile("/proc/" + llvm::Twine(number) + "/stat");
  // The second field is a name in parentheses, and may hold anything.
  size_t end = StringRef(text).rfind(") ");
  if (end == StringRef::npos)
    return std::nullopt;
  llvm::SmallVector<StringRef> fields;
  StringRef(text).drop_front(end + 2).split(fields, ' ');
  ProcessStatus status;
  if (fields.size() < 20 || fields[19].getAsInteger(10, status.start))
    return std::nullopt;
  status.state = fields[0].front();
  return status;
}

ProcessID ProcessID::getOwn() {
  ProcessID id;
  id.host = getHostName();
  id.machine =
      id.host + " " +
      StringRef(readFile("/proc/sys/kernel/random/boot_id")).trim().str() +
      " " + readLink("/proc/self/ns/pid");
  id.number = getpid();
  if (std::optional<ProcessStatus> status = getStatus(id.number))
    id.start = status->start;
  return id;
}

bool ProcessID::isKnownDead() const {
  if (machine != getOwn().machine)
    return false;
  if (kill(static_cast<pid_t>(number), 0) != 0 && errno == ESRCH)
    return true;
  std::optional<ProcessStatus> status = getStatus(number);
  return status && (status->state == 'Z' || status->start != start);
}
