//===- TrialRunner.h - Who runs the trials of a search ----------*- C++ -*-===//
//
// A search hands trials to a runner and gets them back with their results, in
// any order. Runners differ in where the work is done: in this process
// (LocalRunner.h), in one of its own that may crash (ChildRunner.h), on other
// hosts (MPI.h, RemoteRunner.h).
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_TRIALRUNNER_H
#define FOVEA_SEARCH_TRIALRUNNER_H

#include "fovea/Search/Trial.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace fovea {

/// A trial that is to be run.
struct TrialRequest {
  int64_t number = 0;
  uint64_t seed = 0;
  Architecture architecture;
  /// The best reward so far: what this trial's latency is measured against
  /// until it is clear whether it is better.
  std::optional<double> rewardToBeat;

  bool operator==(const TrialRequest &) const = default;
};

llvm::json::Value toJSON(const TrialRequest &request);
bool fromJSON(const llvm::json::Value &value, TrialRequest &request,
              llvm::json::Path path);

class TrialRunner {
public:
  virtual ~TrialRunner();

  /// How many trials may be under way at once: as many as keep this runner
  /// busy.
  virtual unsigned getCapacity() const = 0;

  /// Begin a trial. No more than `getCapacity` may be under way.
  virtual void start(TrialRequest request) = 0;

  /// A trial that ended, well or not; none after `seconds` without one. An
  /// error means that no trial will ever end here.
  virtual llvm::Expected<std::optional<Trial>> wait(double seconds) = 0;
};

} // namespace fovea

#endif // FOVEA_SEARCH_TRIALRUNNER_H
