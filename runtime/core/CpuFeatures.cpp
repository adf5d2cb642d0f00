//===- CpuFeatures.cpp - What the processor can do ------------------------===//

#include "CpuFeatures.h"

#include <cstring>

using namespace fovea::rt;

namespace {
struct Feature {
  const char *name; ///< as LLVM spells it
  bool present;
};
} // namespace

static bool isMissing(const char *name, size_t length) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const Feature features[] = {
      {"sse3", __builtin_cpu_supports("sse3") != 0},
      {"ssse3", __builtin_cpu_supports("ssse3") != 0},
      {"sse4.1", __builtin_cpu_supports("sse4.1") != 0},
      {"sse4.2", __builtin_cpu_supports("sse4.2") != 0},
      {"popcnt", __builtin_cpu_supports("popcnt") != 0},
      {"avx", __builtin_cpu_supports("avx") != 0},
      {"avx2", __builtin_cpu_supports("avx2") != 0},
      {"fma", __builtin_cpu_supports("fma") != 0},
      {"f16c", __builtin_cpu_supports("f16c") != 0},
      {"bmi", __builtin_cpu_supports("bmi") != 0},
      {"bmi2", __builtin_cpu_supports("bmi2") != 0},
      {"lzcnt", __builtin_cpu_supports("lzcnt") != 0},
      {"movbe", __builtin_cpu_supports("movbe") != 0},
      {"avx512f", __builtin_cpu_supports("avx512f") != 0},
      {"avx512bw", __builtin_cpu_supports("avx512bw") != 0},
      {"avx512cd", __builtin_cpu_supports("avx512cd") != 0},
      {"avx512dq", __builtin_cpu_supports("avx512dq") != 0},
      {"avx512vl", __builtin_cpu_supports("avx512vl") != 0},
      {"avx512vbmi", __builtin_cpu_supports("avx512vbmi") != 0},
      {"avx512vbmi2", __builtin_cpu_supports("avx512vbmi2") != 0},
      {"avx512ifma", __builtin_cpu_supports("avx512ifma") != 0},
      {"avx512vnni", __builtin_cpu_supports("avx512vnni") != 0},
      {"avx512bitalg", __builtin_cpu_supports("avx512bitalg") != 0},
      {"avx512vpopcntdq", __builtin_cpu_supports("avx512vpopcntdq") != 0},
      {"avx512bf16", __builtin_cpu_supports("avx512bf16") != 0},
      {"avx512fp16", __builtin_cpu_supports("avx512fp16") != 0},
      {"avxvnni", __builtin_cpu_supports("avxvnni") != 0},
      {"amx-tile", __builtin_cpu_supports("amx-tile") != 0},
      {"amx-bf16", __builtin_cpu_supports("amx-bf16") != 0},
      {"amx-int8", __builtin_cpu_supports("amx-int8") != 0}};
  for (const Feature &feature : features)
    if (strlen(feature.name) == length && !memcmp(feature.name, name, length))
      return !feature.present;
#endif
  (void)name;
  (void)length;
  return false;
}

fovea_status fovea::rt::checkCpuFeatures(const char *features, Error &error) {
  char missing[256] = {};
  size_t used = 0;
  for (const char *name = features; *name;) {
    name += strspn(name, "+, ");
    size_t length = strcspn(name, ", ");
    if (length && isMissing(name, length) &&
        used + length + 3 <= sizeof(missing)) {
      if (used) {
        memcpy(missing + used, ", ", 2);
        used += 2;
      }
      memcpy(missing + used, name, length);
      used += length;
    }
    name += length;
  }
  if (!used)
    return FOVEA_OK;
  return error.set(FOVEA_ERROR_CPU,
                   "model was compiled for a processor with %s, which this one "
                   "lacks; compile it with another --cpu",
                   missing);
}
