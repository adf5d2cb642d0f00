//===- Error.h - Formatting of messages -------------------------*- C++ -*-===//
//
// Messages are kept in fixed storage, so that reporting a failure allocates
// nothing and the core needs no C++ library at link time.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_RUNTIME_CORE_ERROR_H
#define FOVEA_RUNTIME_CORE_ERROR_H

#include "fovea/fovea.h"

#include <cstdarg>
#include <cstddef>

namespace fovea::rt {

/// The message of a failed call; longer text is cut.
class Error {
public:
  /// Keeps the formatted message and returns `status`, so that a failure is
  /// one statement: `return error.set(FOVEA_ERROR_SHAPE, "...", ...);`.
  __attribute__((format(printf, 3, 4))) fovea_status set(fovea_status status,
                                                         const char *format,
                                                         ...);

  void clear() { text[0] = '\0'; }
  const char *message() const { return text; }

private:
  char text[640] = {};
};

/// "f32 1x3x224x224", or "f32 scalar", in storage of its own.
class TypeText {
public:
  explicit TypeText(const fovea_tensor_info &info);
  const char *c_str() const { return text; }

private:
  char text[160];
};

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_ERROR_H
