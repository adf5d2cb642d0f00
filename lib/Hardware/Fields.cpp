//===- Fields.cpp - What values a hardware model may have -----------------===//

#include "Fields.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

static std::string checkRange(StringRef key, int64_t value, int64_t min,
                              int64_t max) {
  if (value >= min && value <= max)
    return {};
  return formatv("expected '{0}' to be an integer from {1} to {2}, found {3}",
                 key, min, max, value);
}

static std::string checkRate(StringRef key, std::optional<double> rate) {
  // Written so that NaN is wrong.
  if (!rate || (*rate > 0 && *rate < 1e9))
    return {};
  return formatv("expected '{0}' to be above 0 and below 1e9 (in 10^9 a "
                 "second), found {1}",
                 key, *rate);
}

/// The first of `messages` that says something.
static std::string firstOf(std::initializer_list<std::string> messages) {
  for (const std::string &message : messages)
    if (!message.empty())
      return message;
  return {};
}

std::string fovea::checkFields(const PeakRates &peak) {
  if (!peak.f32 && !peak.f16 && !peak.bf16)
    return "expected a rate of 'f32', 'f16' or 'bf16'";
  return firstOf({checkRate("f32", peak.f32), checkRate("f16", peak.f16),
                  checkRate("bf16", peak.bf16), checkRate("i8", peak.i8)});
}

std::string fovea::checkFields(const VectorUnit &vector) {
  if (!isPowerOf2_64(vector.bytes))
    return formatv("expected 'bytes' to be a power of two, found {0}",
                   vector.bytes);
  return firstOf({checkRange("bytes", vector.bytes, 4, 4096),
                  checkRange("registers", vector.registers, 4, 1024)});
}

std::string fovea::checkFields(const Bandwidth &bandwidth) {
  return firstOf({checkRate("one_core", bandwidth.oneCore),
                  checkRate("all_cores", bandwidth.allCores)});
}

std::string fovea::checkFields(const CacheLevel &cache) {
  constexpr int64_t kMaxBytes = int64_t(1) << 40;
  return firstOf({checkRange("bytes", cache.bytes, 1, kMaxBytes),
                  checkRange("line_bytes", cache.lineBytes, 1, 4096),
                  checkRange("ways", cache.ways.value_or(1), 1, cache.bytes),
                  checkRange("shared_by", cache.sharedBy, 1, 65536)});
}

std::string fovea::checkFields(const MatrixShape &shape) {
  return firstOf({checkRange("m", shape.m, 1, 65536),
                  checkRange("n", shape.n, 1, 65536),
                  checkRange("k", shape.k, 1, 65536)});
}

std::string fovea::checkFields(const AcceleratorParts &parts) {
  return firstOf(
      {checkRange("processors", parts.processors, 1, 65536),
       checkRange("shared_memory_bytes", parts.sharedMemoryBytes.value_or(0), 0,
                  int64_t(1) << 40),
       checkRate("vector_peak", parts.vectorPeak)});
}

std::string fovea::checkFields(const TargetMatch &target) {
  return target.architecture.empty() ? "expected a non-empty 'architecture'"
                                     : "";
}

std::string fovea::checkFields(const HardwareModel &model) {
  if (model.name.empty())
    return "expected a non-empty 'name'";
  bool isCPU = model.device == DeviceKind::CPU;
  if (isCPU && !model.vector)
    return "expected 'vector', which a CPU has";
  if (isCPU && !model.peak.f32)
    return "expected a rate of 'f32' in 'peak', which a CPU has";
  if (isCPU && model.accelerator)
    return "expected no 'accelerator' in the description of a CPU";
  if (!isCPU && !model.accelerator)
    return "expected 'accelerator', as the device is one";
  if (model.barrierNanoseconds &&
      !(*model.barrierNanoseconds >= 0 && *model.barrierNanoseconds < 1e9))
    return "expected 'barrier_ns' to be from 0 to 1e9";
  for (size_t i = 1; i < model.caches.size(); ++i)
    if (model.caches[i].bytes <= model.caches[i - 1].bytes)
      return "expected 'caches' from the smallest to the largest";
  return checkRange("cores", model.cores, 1, 65536);
}
