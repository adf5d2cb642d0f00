//===- ChildRunner.h - Trials in a process of their own ---------*- C++ -*-===//
//
// What is compiled and run in a search is chosen by chance, so sooner or later
// something crashes, hangs, or takes all memory. In a process of its own it
// takes one trial with it, and not the search.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_CHILDRUNNER_H
#define FOVEA_SEARCH_CHILDRUNNER_H

#include "fovea/Search/RemoteRunner.h"

#include <deque>
#include <sys/types.h>

namespace fovea {

struct ChildOptions {
  /// The program and its arguments. It calls `serveTrials` on `kChildInput` and
  /// `kChildOutput`.
  std::vector<std::string> command;
  /// Of the runner in it.
  unsigned capacity = 1;
  /// Seconds after which a trial is given up.
  double trialTimeout = 600;
};

/// The file descriptors by which a child talks to its parent. Its standard
/// output is its parent's standard error, and it does not get the signals of
/// the terminal. When its input ends, it has to end, with all that it started.
inline constexpr int kChildInput = 3;
inline constexpr int kChildOutput = 4;

/// Runs trials in a child process, which is started anew when it dies or hangs.
/// A trial that was under way twice when that happened, the second time alone,
/// has failed.
class ChildRunner : public TrialRunner {
public:
  explicit ChildRunner(ChildOptions options);
  /// Ends the child, if need be by killing it.
  ~ChildRunner() override;

  unsigned getCapacity() const override { return options.capacity; }
  void start(TrialRequest request) override;
  /// Fails if no child is ever able to run trials.
  llvm::Expected<std::optional<Trial>> wait(double seconds) override;

private:
  struct Attempt {
    TrialRequest request;
    /// How often a child died with it.
    unsigned deaths = 0;
    /// Of its last start.
    double since = 0;
  };

  llvm::Error launch();
  /// End the child if it lives, and say how it ended.
  std::string reap();
  void sendWaiting();
  /// After the child died because of `reason`: what was under way waits again.
  void requeue(const std::string &reason);
  bool isOverdue() const;

  ChildOptions options;
  std::unique_ptr<RemoteRunner> remote;
  pid_t child = -1;
  std::deque<Attempt> waiting;
  std::vector<Attempt> underWay;
  std::deque<Trial> failed;
};

} // namespace fovea

#endif // FOVEA_SEARCH_CHILDRUNNER_H
