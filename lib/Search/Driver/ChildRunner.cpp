//===- ChildRunner.cpp - Trials in a process of their own -----------------===//

#include "fovea/Search/ChildRunner.h"

#include "fovea/Support/Clock.h"

#include "llvm/Support/Errno.h"
#include "llvm/Support/FormatVariadic.h"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace llvm;
using namespace fovea;

/// How often a trial may see its child die before it is to blame.
static constexpr unsigned kMaxDeaths = 2;

/// How long a child may take to end. It waits for its stages for less.
static constexpr double kSecondsToEnd = 5;

ChildRunner::ChildRunner(ChildOptions options) : options(std::move(options)) {}

ChildRunner::~ChildRunner() { reap(); }

//===----------------------------------------------------------------------===//
// The process
//===----------------------------------------------------------------------===//

namespace {
/// Both ends of a pipe, closed unless they are released.
struct Pipe {
  int ends[2] = {-1, -1};

  Error open() {
    if (pipe2(ends, O_CLOEXEC) == 0)
      return Error::success();
    return createStringError(std::error_code(errno, std::generic_category()),
                             "cannot make a pipe: %s", sys::StrError().c_str());
  }
  int release(int end) { return std::exchange(ends[end], -1); }
  ~Pipe() {
    for (int end : ends)
      if (end >= 0)
        close(end);
  }
};
} // namespace

/// Start `command` with its ends of both pipes. Its id, or -1.
static pid_t spawn(const std::vector<std::string> &command, int input,
                   int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                   O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  // Beyond the two targets, so that the second copy cannot close the first.
  posix_spawn_file_actions_adddup2(&actions, input, kChildInput);
  posix_spawn_file_actions_adddup2(&actions, output, kChildOutput);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own: Ctrl-C is for the search, which then ends the child.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char *> arguments;
  for (const std::string &argument : command)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  errno = posix_spawnp(&pid, arguments[0], &actions, &attributes,
                       arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return errno ? -1 : pid;
}

/// A copy of `descriptor` above those that a child listens on.
static int moveAbove(int descriptor) {
  return fcntl(descriptor, F_DUPFD_CLOEXEC, kChildOutput + 1);
}

Error ChildRunner::launch() {
  Pipe requests, trials;
  if (Error error = requests.open())
    return error;
  if (Error error = trials.open())
    return error;
  int input = moveAbove(requests.ends[0]);
  int output = moveAbove(trials.ends[1]);
  child = spawn(options.command, input, output);
  std::string reason = sys::StrError();
  close(input);
  close(output);
  if (child < 0)
    return createStringError("cannot run %s: %s", options.command[0].c_str(),
                             reason.c_str());
  remote = std::make_unique<RemoteRunner>(
      std::make_unique<PipeChannel>(trials.release(0), requests.release(1)),
      options.capacity);
  return Error::success();
}

/// The status with which `child` ends, which is asked to end. One that does not
/// is killed.
static int waitOrKill(pid_t child) {
  int status = 0;
  for (Stopwatch elapsed; elapsed.getSeconds() < kSecondsToEnd;) {
    if (waitpid(child, &status, WNOHANG) != 0)
      return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  kill(-child, SIGKILL);
  sys::RetryAfterSignal(-1, waitpid, child, &status, 0);
  return status;
}

std::string ChildRunner::reap() {
  if (child < 0)
    return "it was never started";
  // Without a parent it ends by itself, and what it started before that.
  remote.reset();
  int status = waitOrKill(child);
  child = -1;
  if (WIFSIGNALED(status))
    return formatv("it was killed by signal {0} ({1})", WTERMSIG(status),
                   strsignal(WTERMSIG(status)));
  return formatv("it exited with code {0}", WEXITSTATUS(status));
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

void ChildRunner::start(TrialRequest request) {
  waiting.push_back({std::move(request)});
}

/// Give the child what waits. A trial that saw a child die runs alone, so that
/// it is clear which one is to blame the next time.
void ChildRunner::sendWaiting() {
  auto isSuspect = [](const Attempt &attempt) { return attempt.deaths > 0; };
  while (!waiting.empty() && none_of(underWay, isSuspect) &&
         (underWay.empty() || !isSuspect(waiting.front()))) {
    Attempt attempt = std::move(waiting.front());
    waiting.pop_front();
    attempt.since = getSeconds();
    remote->start(attempt.request);
    underWay.push_back(std::move(attempt));
  }
}

void ChildRunner::requeue(const std::string &reason) {
  // At the front and in order, so that suspects are cleared first.
  for (Attempt &attempt : reverse(underWay)) {
    if (++attempt.deaths < kMaxDeaths) {
      waiting.push_front(std::move(attempt));
      continue;
    }
    Trial trial;
    trial.number = attempt.request.number;
    trial.seed = attempt.request.seed;
    trial.architecture = attempt.request.architecture;
    trial.failure = "the process that ran it died: " + reason;
    failed.push_back(std::move(trial));
  }
  underWay.clear();
}

bool ChildRunner::isOverdue() const {
  return any_of(underWay, [&](const Attempt &attempt) {
    return getSeconds() - attempt.since > options.trialTimeout;
  });
}

Expected<std::optional<Trial>> ChildRunner::wait(double seconds) {
  if (child < 0)
    if (Error error = launch())
      return error;
  sendWaiting();
  if (!failed.empty()) {
    Trial trial = std::move(failed.front());
    failed.pop_front();
    return trial;
  }
  Expected<std::optional<Trial>> trial = remote->wait(seconds);
  if (!trial) {
    consumeError(trial.takeError());
    bool wasReady = remote->isReady();
    std::string reason = reap();
    if (!wasReady)
      return createStringError("the process that runs trials does not start: " +
                               reason);
    requeue(reason);
    return std::nullopt;
  }
  if (*trial) {
    erase_if(underWay, [&](const Attempt &attempt) {
      return attempt.request.number == (*trial)->number;
    });
    return trial;
  }
  if (isOverdue()) {
    reap();
    requeue(formatv("it took more than {0} s", options.trialTimeout));
  }
  return std::nullopt;
}
