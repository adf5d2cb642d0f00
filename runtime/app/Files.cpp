//===- Files.cpp - Reading and writing whole files ------------------------===//

#include "Files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

using namespace fovea::app;

namespace {
struct FileCloser {
  void operator()(FILE *file) const { fclose(file); }
};
using FileHandle = std::unique_ptr<FILE, FileCloser>;
} // namespace

static std::string failure(const char *what, const std::string &path) {
  return std::string(what) + " '" + path + "': " + strerror(errno);
}

std::optional<Bytes> fovea::app::readFile(const std::string &path,
                                          std::string &error) {
  FileHandle file(fopen(path.c_str(), "rbe"));
  struct stat status;
  if (!file || fstat(fileno(file.get()), &status) != 0) {
    error = failure("cannot read", path);
    return std::nullopt;
  }
  if (!S_ISREG(status.st_mode)) {
    error = "cannot read '" + path + "': expected a regular file";
    return std::nullopt;
  }
  Bytes content(static_cast<size_t>(status.st_size));
  if (fread(content.data(), 1, content.size(), file.get()) != content.size()) {
    error = failure("cannot read", path);
    return std::nullopt;
  }
  return content;
}

bool fovea::app::writeFile(const std::string &path, ByteSpan content,
                           std::string &error) {
  FileHandle file(fopen(path.c_str(), "wbe"));
  if (!file) {
    error = failure("cannot write", path);
    return false;
  }
  bool written =
      fwrite(content.data(), 1, content.size(), file.get()) == content.size();
  written = fclose(file.release()) == 0 && written;
  if (written)
    return true;
  error = failure("cannot write", path);
  unlink(path.c_str());
  return false;
}

bool fovea::app::isPlausibleImage(int64_t width, int64_t height,
                                  size_t fileSize) {
  constexpr int64_t maxPixels = int64_t(1) << 28;
  constexpr int64_t maxPixelsPerByte = int64_t(1) << 14;
  if (width < 1 || height < 1 || width > maxPixels / height)
    return false;
  return width * height / maxPixelsPerByte <= static_cast<int64_t>(fileSize);
}
