//===- Roofline.cpp - The least time that work can take -------------------===//

#include "fovea/Hardware/HardwareModel.h"

#include <algorithm>

using namespace fovea;

static constexpr double kGiga = 1e9;

static double getRate(const PeakRates &peak, ComputeType type) {
  // An accelerator without f32 in its matrix units is described without f32.
  double f32 = peak.f32   ? *peak.f32
               : peak.f16 ? *peak.f16
                          : peak.bf16.value_or(0);
  switch (type) {
  case ComputeType::F32:
    return f32;
  case ComputeType::F16:
    return peak.f16.value_or(f32);
  case ComputeType::BF16:
    return peak.bf16.value_or(f32);
  case ComputeType::I8:
    return peak.i8.value_or(f32);
  }
  llvm_unreachable("unknown type");
}

llvm::StringRef fovea::getName(ComputeType type) {
  switch (type) {
  case ComputeType::F32:
    return "f32";
  case ComputeType::F16:
    return "f16";
  case ComputeType::BF16:
    return "bf16";
  case ComputeType::I8:
    return "i8";
  }
  llvm_unreachable("unknown type");
}

double fovea::getPeakRate(const HardwareModel &model, ComputeType type,
                          int64_t threads) {
  int64_t cores = std::clamp<int64_t>(threads, 1, model.cores);
  return getRate(model.peak, type) * cores * kGiga;
}

static double getRate(const Bandwidth &bandwidth, int64_t cores) {
  double rate = bandwidth.oneCore * cores;
  return bandwidth.allCores ? std::min(rate, *bandwidth.allCores) : rate;
}

double fovea::getReadBandwidth(const HardwareModel &model, double footprint,
                               int64_t threads) {
  int64_t cores = std::clamp<int64_t>(threads, 1, model.cores);
  for (const CacheLevel &cache : model.caches) {
    int64_t copies = (cores + cache.sharedBy - 1) / cache.sharedBy;
    if (cache.bandwidth &&
        footprint <= static_cast<double>(cache.bytes) * copies)
      return getRate(*cache.bandwidth, cores) * kGiga;
  }
  return getRate(model.memory, cores) * kGiga;
}

/// Of up to so many times a core's part of a cache, most is found again.
static constexpr double kCacheOverflow = 1.5;

double fovea::getRereadBandwidth(const HardwareModel &model, double bytes) {
  for (const CacheLevel &cache : model.caches)
    if (cache.bandwidth &&
        bytes <= kCacheOverflow * cache.bytes / cache.sharedBy)
      return cache.bandwidth->oneCore * kGiga;
  return model.memory.oneCore * kGiga;
}

double fovea::getRooflineSeconds(const HardwareModel &model, double flops,
                                 double bytes, int64_t threads,
                                 ComputeType type) {
  return std::max(flops / getPeakRate(model, type, threads),
                  bytes / getReadBandwidth(model, bytes, threads));
}
