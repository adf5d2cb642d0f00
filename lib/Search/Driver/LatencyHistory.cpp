//===- LatencyHistory.cpp - What was measured so far ----------------------===//

#include "LatencyHistory.h"

using namespace llvm;
using namespace fovea;

static constexpr double kSecondsBetweenSaves = 30;

Expected<std::unique_ptr<LatencyHistory>> LatencyHistory::open(StringRef path) {
  KernelRecords records;
  if (!path.empty()) {
    Expected<KernelRecords> loaded = KernelRecords::load(path);
    if (!loaded)
      return loaded.takeError();
    records = std::move(*loaded);
  }
  return std::unique_ptr<LatencyHistory>(
      new LatencyHistory(std::move(records), path));
}

LatencyHistory::~LatencyHistory() {
  // Without these, others predict a little worse.
  if (!path.empty())
    consumeError(records.save(path));
}

std::optional<Measurement> LatencyHistory::predict(ArrayRef<KernelCall> calls) {
  std::lock_guard guard(mutex);
  return predictor.predict(calls);
}

Error LatencyHistory::add(ArrayRef<KernelCall> calls, double seconds,
                          ArrayRef<KernelTime> times) {
  assert(calls.size() == times.size() && "both are of one model");
  auto getSeconds = [](const KernelTime &time) { return time.seconds; };
  std::lock_guard guard(mutex);
  predictor.observe(calls, seconds);
  records.add(calls, to_vector(map_range(times, getSeconds)));
  if (path.empty() || sinceSave.getSeconds() < kSecondsBetweenSaves)
    return Error::success();
  sinceSave = Stopwatch();
  return records.save(path);
}
