//===- CacheLevels.cpp - The caches that the system knows of --------------===//

#include "fovea/Hardware/HostProbe.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

#include <algorithm>

using namespace llvm;
using namespace fovea;

/// The first line of a small file; empty if it cannot be read.
static std::string readLine(const Twine &path) {
  // These files do not know their size.
  auto file = MemoryBuffer::getFileAsStream(path);
  return file ? (*file)->getBuffer().split('\n').first.trim().str() : "";
}

static std::optional<int64_t> readNumber(const Twine &path) {
  int64_t number;
  if (StringRef(readLine(path)).getAsInteger(10, number) || number < 1)
    return std::nullopt;
  return number;
}

/// A size such as "32K".
static std::optional<int64_t> readSize(const Twine &path) {
  std::string text = readLine(path);
  StringRef digits = text;
  int64_t unit = digits.consume_back("K")   ? 1024
                 : digits.consume_back("M") ? 1024 * 1024
                                            : 1;
  int64_t number;
  if (digits.getAsInteger(10, number) || number < 1 || number > 1 << 30)
    return std::nullopt;
  return number * unit;
}

/// How many CPUs a list such as "0-3,8" names; 1 if there is none.
static int64_t countListed(const Twine &path) {
  std::string text = readLine(path);
  int64_t count = 0;
  for (StringRef range : split(text, ',')) {
    auto [first, last] = range.split('-');
    int64_t begin, end;
    if (first.getAsInteger(10, begin))
      continue;
    if (last.empty() || last.getAsInteger(10, end))
      end = begin;
    count += std::max<int64_t>(end - begin + 1, 0);
  }
  return std::max<int64_t>(count, 1);
}

std::vector<CacheLevel> fovea::readCacheLevels(StringRef root, int64_t cores) {
  std::vector<CacheLevel> caches;
  // Threads of one core are one core.
  int64_t siblings = countListed(root + "/cpu0/topology/thread_siblings_list");
  for (unsigned index = 0;; ++index) {
    std::string folder = (root + "/cpu0/cache/index" + Twine(index)).str();
    std::string type = readLine(folder + "/type");
    if (type.empty())
      break;
    std::optional<int64_t> bytes = readSize(folder + "/size");
    if (type == "Instruction" || !bytes)
      continue;
    CacheLevel cache;
    cache.bytes = *bytes;
    cache.lineBytes =
        readNumber(folder + "/coherency_line_size").value_or(cache.lineBytes);
    cache.ways = readNumber(folder + "/ways_of_associativity");
    cache.sharedBy = std::clamp<int64_t>(
        countListed(folder + "/shared_cpu_list") / siblings, 1, cores);
    caches.push_back(cache);
  }
  llvm::sort(caches, [](const CacheLevel &a, const CacheLevel &b) {
    return a.bytes < b.bytes;
  });
  return caches;
}
