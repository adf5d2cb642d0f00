//===- RemoteRunner.cpp - Trials that another process runs ----------------===//

#include "fovea/Search/RemoteRunner.h"

#include "fovea/Search/TrialJSON.h"
#include "fovea/Support/Clock.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"

#include <algorithm>
#include <chrono>
#include <thread>

using namespace llvm;
using namespace fovea;

/// How long a process listens to one of those that it talks to before it turns
/// to the next.
static constexpr double kPollSeconds = 0.002;

/// The message of a process that is able to run trials.
static constexpr StringLiteral kReady = "ready";

//===----------------------------------------------------------------------===//
// One end: serveTrials
//===----------------------------------------------------------------------===//

static Error startTrial(TrialRunner &runner, StringRef message) {
  Expected<TrialRequest> request = json::parse<TrialRequest>(message);
  if (!request)
    return request.takeError();
  runner.start(std::move(*request));
  return Error::success();
}

Error fovea::serveTrials(MessageChannel &channel, TrialRunner &runner) {
  if (Error error = channel.send(kReady)) {
    consumeError(std::move(error));
    return Error::success();
  }
  while (true) {
    Expected<std::optional<std::string>> message =
        channel.receive(kPollSeconds);
    if (!message) {
      consumeError(message.takeError());
      return Error::success();
    }
    if (*message)
      if (Error error = startTrial(runner, **message))
        return error;
    Expected<std::optional<Trial>> trial = runner.wait(kPollSeconds);
    if (!trial)
      return trial.takeError();
    if (!*trial)
      continue;
    if (Error error = channel.send(formatv("{0}", toJSON(**trial)).str())) {
      consumeError(std::move(error));
      return Error::success();
    }
  }
}

//===----------------------------------------------------------------------===//
// The other end: RemoteRunner
//===----------------------------------------------------------------------===//

void RemoteRunner::start(TrialRequest request) {
  // A process that is gone is seen by `wait`.
  consumeError(channel->send(formatv("{0}", toJSON(request)).str()));
}

Expected<std::optional<Trial>> RemoteRunner::wait(double seconds) {
  double end = getSeconds() + seconds;
  while (true) {
    double rest = std::max(0.0, end - getSeconds());
    Expected<std::optional<std::string>> message = channel->receive(rest);
    if (!message)
      return message.takeError();
    if (!*message)
      return std::nullopt;
    if (**message == kReady) {
      ready = true;
      continue;
    }
    Expected<Trial> trial = json::parse<Trial>(**message);
    if (!trial)
      return trial.takeError();
    return std::move(*trial);
  }
}

//===----------------------------------------------------------------------===//
// Many of them: TeamRunner
//===----------------------------------------------------------------------===//

TeamRunner::TeamRunner(std::vector<std::unique_ptr<TrialRunner>> runners) {
  for (std::unique_ptr<TrialRunner> &runner : runners)
    members.push_back({std::move(runner), {}});
}

unsigned TeamRunner::getCapacity() const {
  unsigned capacity = 0;
  for (const Member &member : members)
    capacity += member.runner->getCapacity();
  return capacity;
}

/// The member with the most room.
TeamRunner::Member &TeamRunner::getIdlest() {
  auto getRoom = [](const Member &member) {
    return int64_t(member.runner->getCapacity()) -
           int64_t(member.underWay.size());
  };
  return *std::max_element(members.begin(), members.end(),
                           [&](const Member &first, const Member &second) {
                             return getRoom(first) < getRoom(second);
                           });
}

void TeamRunner::start(TrialRequest request) {
  if (members.empty()) {
    orphans.push_back(std::move(request));
    return;
  }
  Member &member = getIdlest();
  member.underWay.push_back(request);
  member.runner->start(std::move(request));
}

Error TeamRunner::remove(size_t index, Error reason) {
  orphans.insert(orphans.end(), members[index].underWay.begin(),
                 members[index].underWay.end());
  members.erase(members.begin() + index);
  if (members.empty())
    return reason;
  WithColor::warning() << toString(std::move(reason)) << "; " << members.size()
                       << " other(s) go on\n";
  return Error::success();
}

Expected<std::optional<Trial>> TeamRunner::poll() {
  for (size_t i = 0; i != members.size();) {
    Expected<std::optional<Trial>> trial = members[i].runner->wait(0);
    if (!trial) {
      if (Error error = remove(i, trial.takeError()))
        return error;
      continue;
    }
    if (*trial) {
      erase_if(members[i].underWay, [&](const TrialRequest &request) {
        return request.number == (*trial)->number;
      });
      return trial;
    }
    ++i;
  }
  return std::nullopt;
}

Expected<std::optional<Trial>> TeamRunner::wait(double seconds) {
  for (double end = getSeconds() + seconds;;) {
    Expected<std::optional<Trial>> trial = poll();
    if (!trial || *trial)
      return trial;
    // The others have room for them sooner or later.
    while (!orphans.empty() &&
           getIdlest().underWay.size() < getIdlest().runner->getCapacity()) {
      TrialRequest request = std::move(orphans.back());
      orphans.pop_back();
      start(std::move(request));
    }
    if (getSeconds() >= end)
      return std::nullopt;
    std::this_thread::sleep_for(std::chrono::duration<double>(kPollSeconds));
  }
}
