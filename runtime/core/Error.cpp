//===- Error.cpp - Formatting of messages ---------------------------------===//

#include "Error.h"

#include <cinttypes>
#include <cstdio>

using namespace fovea::rt;

fovea_status Error::set(fovea_status status, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  return status;
}

TypeText::TypeText(const fovea_tensor_info &info) {
  size_t used = 0;
  auto append = [&](const char *format, auto value) {
    if (used + 1 >= sizeof(text))
      return;
    int written = snprintf(text + used, sizeof(text) - used, format, value);
    if (written > 0)
      used += static_cast<size_t>(written);
  };
  append("%s", fovea_dtype_name(info.dtype));
  if (info.rank == 0)
    append("%s", " scalar");
  for (uint64_t i = 0; i < info.rank; ++i)
    append(i == 0 ? " %" PRId64 : "x%" PRId64, info.shape[i]);
}
