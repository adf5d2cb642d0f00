//===- Profiler.cpp - Times of the kernels of a run -----------------------===//

#include "Profiler.h"

#include "Clock.h"

#include <cstdlib>
#include <cstring>

using namespace fovea::rt;

Profiler::~Profiler() {
  free(sums);
  free(eventList);
}

fovea_status Profiler::init(const fovea_model &model, Error &error) {
  infos = model.kernels;
  numKernels = current = model.num_kernels;
  origin = nowNs();
  if (numKernels == 0)
    return FOVEA_OK;
  sums = static_cast<Sum *>(calloc(numKernels, sizeof(Sum)));
  if (!sums)
    return error.set(FOVEA_ERROR_NO_MEMORY, "no memory for the profile");
  return FOVEA_OK;
}

void Profiler::reset() {
  if (sums)
    memset(sums, 0, numKernels * sizeof(Sum));
  numEvents = 0;
  current = numKernels;
}

fovea_kernel_profile Profiler::kernel(uint64_t index) const {
  const fovea_kernel_info &info = infos[index];
  return {info.name,      info.op,    sums[index].calls,
          sums[index].ns, info.flops, info.bytes};
}

void Profiler::mark(void *profiler, uint64_t kernel) {
  static_cast<Profiler *>(profiler)->begin(kernel);
}

void Profiler::begin(uint64_t kernel) {
  uint64_t now = nowNs();
  if (current < numKernels)
    record(current, currentStart, now);
  current = kernel < numKernels ? kernel : numKernels;
  currentStart = now;
}

void Profiler::record(uint64_t kernel, uint64_t start, uint64_t end) {
  sums[kernel].calls += 1;
  sums[kernel].ns += end - start;
  if (numEvents == maxEvents)
    return;
  if (numEvents == capacity) {
    uint64_t grown = capacity ? 2 * capacity : 1024;
    void *moved = realloc(eventList, grown * sizeof(fovea_event));
    if (!moved)
      return; // The sums remain right; an event less is no reason to fail.
    eventList = static_cast<fovea_event *>(moved);
    capacity = grown;
  }
  eventList[numEvents++] = {kernel, start - origin, end - origin};
}
