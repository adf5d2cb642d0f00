//===- Weights.cpp - The weights of a model in memory ---------------------===//

#include "Weights.h"

#include <cerrno>
#include <cinttypes>
#include <climits>
#include <cstdio>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace fovea::rt;

Weights::~Weights() {
  if (mapping)
    munmap(mapping, mappingSize);
}

/// Writes the path of the executable or shared library that contains `address`.
static bool findArtifact(const void *address, char (&path)[PATH_MAX]) {
  Dl_info info;
  void *extra = nullptr;
  if (!dladdr1(address, &info, &extra, RTLD_DL_LINKMAP) || !extra)
    return false;
  // The program itself has no name in the link map, and what dladdr reports
  // for it is argv[0], which need not be a path.
  const char *name = static_cast<link_map *>(extra)->l_name;
  if (*name)
    return snprintf(path, sizeof(path), "%s", name) < PATH_MAX;
  ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
  if (length < 0)
    return false;
  path[length] = '\0';
  return true;
}

/// Replaces the file name in the path of the artifact by `file`.
static bool findBesideArtifact(const void *address, const char *file,
                               char (&path)[PATH_MAX]) {
  if (!findArtifact(address, path))
    return false;
  char *slash = strrchr(path, '/');
  char *name = slash ? slash + 1 : path;
  size_t room = sizeof(path) - static_cast<size_t>(name - path);
  return static_cast<size_t>(snprintf(name, room, "%s", file)) < room;
}

fovea_status Weights::load(const fovea_model &model, const char *path,
                           Error &error) {
  if (model.weights_size == 0)
    return FOVEA_OK;
  if (path)
    return map(model, path, error);
  if (model.weights) {
    if (reinterpret_cast<uintptr_t>(model.weights) % FOVEA_ALIGNMENT)
      return error.set(FOVEA_ERROR_WEIGHTS,
                       "embedded weights of model '%s': expected alignment to "
                       "%d bytes, got address %p",
                       fovea_model_name(&model), FOVEA_ALIGNMENT,
                       model.weights);
    start = model.weights;
    return FOVEA_OK;
  }
  char beside[PATH_MAX];
  if (!model.weights_file || !*model.weights_file)
    return error.set(FOVEA_ERROR_WEIGHTS,
                     "model '%s' has neither embedded weights nor a weights "
                     "file; expected option weights_path",
                     fovea_model_name(&model));
  if (!findBesideArtifact(&model, model.weights_file, beside))
    return error.set(FOVEA_ERROR_WEIGHTS,
                     "folder of model '%s' not found, so weights file '%s' is "
                     "not either; expected option weights_path",
                     fovea_model_name(&model), model.weights_file);
  return map(model, beside, error);
}

namespace {
/// Closes a file descriptor at the end of a scope; a mapping outlives it.
struct FileCloser {
  int descriptor;
  ~FileCloser() {
    if (descriptor >= 0)
      close(descriptor);
  }
};
} // namespace

static fovea_status checkHeader(const fovea_weights_header &header,
                                const fovea_model &model, const char *path,
                                Error &error) {
  if (memcmp(header.magic, FOVEA_WEIGHTS_MAGIC, sizeof(header.magic)) != 0)
    return error.set(FOVEA_ERROR_WEIGHTS,
                     "'%s' is not a weights file: expected it to start with %s",
                     path, FOVEA_WEIGHTS_MAGIC);
  if (header.version != FOVEA_WEIGHTS_VERSION)
    return error.set(FOVEA_ERROR_WEIGHTS,
                     "weights file '%s': expected version %d, got %" PRIu64,
                     path, FOVEA_WEIGHTS_VERSION, header.version);
  if (header.size != model.weights_size || header.hash != model.weights_hash)
    return error.set(
        FOVEA_ERROR_WEIGHTS,
        "weights file '%s' belongs to another model or another build of '%s': "
        "expected hash %016" PRIx64 " of %" PRIu64 " bytes, got %016" PRIx64
        " of %" PRIu64 " bytes",
        path, fovea_model_name(&model), model.weights_hash, model.weights_size,
        header.hash, header.size);
  return FOVEA_OK;
}

fovea_status Weights::map(const fovea_model &model, const char *path,
                          Error &error) {
  FileCloser file{open(path, O_RDONLY | O_CLOEXEC)};
  struct stat status;
  if (file.descriptor < 0 || fstat(file.descriptor, &status) != 0)
    return error.set(FOVEA_ERROR_WEIGHTS, "weights file '%s' not read: %s",
                     path, strerror(errno));
  uint64_t expected = FOVEA_WEIGHTS_HEADER_SIZE + model.weights_size;
  uint64_t actual = static_cast<uint64_t>(status.st_size);
  if (!S_ISREG(status.st_mode) || actual != expected)
    return error.set(FOVEA_ERROR_WEIGHTS,
                     "weights file '%s': expected a file of %" PRIu64
                     " bytes, got %s of %" PRIu64 " bytes",
                     path, expected,
                     S_ISREG(status.st_mode) ? "one" : "something else",
                     actual);
  void *address =
      mmap(nullptr, expected, PROT_READ, MAP_SHARED, file.descriptor, 0);
  if (address == MAP_FAILED)
    return error.set(FOVEA_ERROR_WEIGHTS, "weights file '%s' not mapped: %s",
                     path, strerror(errno));
  mapping = address;
  mappingSize = expected;
  fovea_status valid = checkHeader(
      *static_cast<const fovea_weights_header *>(mapping), model, path, error);
  if (valid != FOVEA_OK)
    return valid;
  // Read ahead in the background, so that the first run finds more in memory.
  madvise(mapping, mappingSize, MADV_WILLNEED);
  start = static_cast<const char *>(mapping) + FOVEA_WEIGHTS_HEADER_SIZE;
  return FOVEA_OK;
}
