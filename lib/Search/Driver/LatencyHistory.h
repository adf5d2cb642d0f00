//===- LatencyHistory.h - What was measured so far --------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_DRIVER_LATENCYHISTORY_H
#define FOVEA_LIB_SEARCH_DRIVER_LATENCYHISTORY_H

#include "fovea/Search/LatencyMeter.h"
#include "fovea/Search/LatencyPredictor.h"
#include "fovea/Support/Clock.h"

#include <mutex>

namespace fovea {

/// Times of kernels, kept in a file, and the predictor that learns from them.
/// Threads may share one.
class LatencyHistory {
public:
  /// Nothing is read or kept if `path` is empty.
  static llvm::Expected<std::unique_ptr<LatencyHistory>>
  open(llvm::StringRef path);
  /// Keeps what is not kept yet.
  ~LatencyHistory();

  std::optional<Measurement> predict(llvm::ArrayRef<KernelCall> calls);

  /// A model with these kernels took `seconds`, and its kernels `times`. The
  /// file is written now and then, as that takes the longer the larger it is.
  llvm::Error add(llvm::ArrayRef<KernelCall> calls, double seconds,
                  llvm::ArrayRef<KernelTime> times);

private:
  explicit LatencyHistory(KernelRecords loaded, llvm::StringRef path)
      : records(std::move(loaded)), predictor(records), path(path) {}

  std::mutex mutex;
  KernelRecords records;
  LatencyPredictor predictor;
  std::string path;
  Stopwatch sinceSave;
};

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_DRIVER_LATENCYHISTORY_H
