//===- RemoteRunner.h - Trials that another process runs --------*- C++ -*-===//

#ifndef FOVEA_SEARCH_REMOTERUNNER_H
#define FOVEA_SEARCH_REMOTERUNNER_H

#include "fovea/Search/MessageChannel.h"
#include "fovea/Search/TrialRunner.h"

#include <memory>
#include <vector>

namespace fovea {

/// Run what comes through `channel` on `runner` and send back what came of it,
/// until the other end is gone; then the trials under way are of no use, and
/// the caller should exit without waiting for them. An error is the runner's.
llvm::Error serveTrials(MessageChannel &channel, TrialRunner &runner);

/// Gives trials to a process that calls `serveTrials`.
class RemoteRunner : public TrialRunner {
public:
  RemoteRunner(std::unique_ptr<MessageChannel> channel, unsigned capacity)
      : channel(std::move(channel)), capacity(capacity) {}

  unsigned getCapacity() const override { return capacity; }
  void start(TrialRequest request) override;
  /// Also fails if the other process is gone.
  llvm::Expected<std::optional<Trial>> wait(double seconds) override;

  /// Whether the process said that it is able to run trials.
  bool isReady() const { return ready; }

private:
  std::unique_ptr<MessageChannel> channel;
  unsigned capacity;
  bool ready = false;
};

/// Several runners as one.
class TeamRunner : public TrialRunner {
public:
  explicit TeamRunner(std::vector<std::unique_ptr<TrialRunner>> members);

  unsigned getCapacity() const override;
  void start(TrialRequest request) override;
  /// A member that fails leaves the team, and the others take over its trials.
  /// Fails once nobody is left.
  llvm::Expected<std::optional<Trial>> wait(double seconds) override;

private:
  struct Member {
    std::unique_ptr<TrialRunner> runner;
    std::vector<TrialRequest> underWay;
  };

  Member &getIdlest();
  /// The next trial of any member, without waiting.
  llvm::Expected<std::optional<Trial>> poll();
  llvm::Error remove(size_t index, llvm::Error reason);

  std::vector<Member> members;
  /// Of members that left.
  std::vector<TrialRequest> orphans;
};

} // namespace fovea

#endif // FOVEA_SEARCH_REMOTERUNNER_H
