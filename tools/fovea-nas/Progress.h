//===- Progress.h - How far a search is -------------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEANAS_PROGRESS_H
#define FOVEA_TOOLS_FOVEANAS_PROGRESS_H

#include "fovea/Search/Objective.h"
#include "fovea/Support/Clock.h"

#include "llvm/Support/raw_ostream.h"

namespace fovea {

/// A line with the best trial so far, the rate, and the time left. On a
/// terminal it stays one line; elsewhere there is a new one now and then.
class Progress {
public:
  Progress(const Objective &objective, int64_t total, llvm::raw_ostream &os)
      : objective(objective), total(total), os(os) {}

  /// `isOwn`: whether it ended just now, here.
  void update(const Trial &trial, const Outcome &outcome, bool isOwn);
  /// The last line.
  void finish();

private:
  void print();
  std::string describeBest() const;
  std::string describeRate() const;

  const Objective &objective;
  int64_t total;
  llvm::raw_ostream &os;
  int64_t count = 0;
  int64_t failed = 0;
  int64_t own = 0;
  std::optional<double> bestReward;
  Trial best;
  Stopwatch elapsed;
  double lastPrint = -HUGE_VAL;
};

/// `1 h 20 min`, `3 min 5 s`, `12 s`.
std::string formatDuration(double seconds);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEANAS_PROGRESS_H
