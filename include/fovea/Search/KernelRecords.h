//===- KernelRecords.h - Measured times of kernels --------------*- C++ -*-===//
//
// How long kernels took on this host, from profiles of models that ran. Models
// of a search space have most kernels in common, so what was measured of some
// says much of the others.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_KERNELRECORDS_H
#define FOVEA_SEARCH_KERNELRECORDS_H

#include "fovea/Search/KernelCalls.h"

#include "llvm/Support/Error.h"

#include <map>
#include <optional>
#include <string>

namespace fovea {

/// What was measured of one kernel.
struct KernelRecord {
  /// Samples that are kept, at most; the oldest ones make place.
  static constexpr unsigned kMaxSamples = 15;

  KernelCall call;
  /// Of all samples there ever were.
  int64_t count = 0;
  /// Seconds of one call, the latest last.
  std::vector<double> samples;

  /// Of the samples; not empty.
  double getMedian() const;
  void add(double seconds);
};

class KernelRecords {
public:
  /// Note that `calls[i]` took `seconds[i]`, in a model that ran. Times that
  /// are no positive number are ignored.
  void add(llvm::ArrayRef<KernelCall> calls, llvm::ArrayRef<double> seconds);

  /// Null if the kernel was never measured.
  const KernelRecord *find(llvm::StringRef identity) const;
  /// Seconds of one call of a kernel that was never measured, from the records
  /// of its kind with the most similar operations and traffic: the least time
  /// that the machine allows, times what it is on average for these. None
  /// without records of the kind.
  std::optional<double> estimate(const KernelCall &call) const;
  size_t size() const { return records.size(); }
  /// By identity.
  const std::map<std::string, KernelRecord> &getRecords() const {
    return records;
  }

  /// Read a file that `save` wrote; none is no records. Errors name the file
  /// and what is wrong.
  static llvm::Expected<KernelRecords> load(llvm::StringRef path);

  /// Write to `path` what the file has already and what was added since the
  /// last `load` or `save`; `this` has both then. Processes may share a file:
  /// each finds it whole, and nothing is lost.
  llvm::Error save(llvm::StringRef path);

private:
  struct Sample {
    KernelCall call;
    double seconds;
  };

  void addSample(const Sample &sample);

  std::map<std::string, KernelRecord> records;
  /// What no file has yet.
  std::vector<Sample> pending;
};

/// The file below `cacheDirectory` (`getCacheDirectory`) for this host.
std::string getKernelRecordsFile(llvm::StringRef cacheDirectory);

} // namespace fovea

#endif // FOVEA_SEARCH_KERNELRECORDS_H
