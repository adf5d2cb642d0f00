//===- Subprocess.cpp - Run a command that may misbehave ------------------===//
//
// Standard streams are files, not pipes: a command that does not read its
// input, or leaves a child behind that keeps its output open, then stops
// nobody.
//
//===----------------------------------------------------------------------===//

#include "Subprocess.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <thread>

using namespace llvm;
using namespace fovea;

/// How often the command is looked at: at first as often as a short one takes,
/// then ever less.
static constexpr std::chrono::milliseconds kMinPause(1), kMaxPause(50);
/// Of standard error, what a message has.
static constexpr size_t kTailBytes = 1000;

namespace {
/// Why a command was ended.
enum class End { ByItself, Timeout, Output, Interrupt };

class Subprocess {
public:
  Subprocess(StringRef folder, const SubprocessOptions &options)
      : options(options), inputPath(getPath(folder, "input")),
        outputPath(getPath(folder, "output")),
        errorPath(getPath(folder, "error")) {}

  Error start(StringRef command, StringRef argument, StringRef input);
  /// Until the command ended, by itself or because it had to.
  void wait();
  Expected<std::string> getOutput() const;

private:
  static std::string getPath(StringRef folder, StringRef name) {
    SmallString<128> path(folder);
    sys::path::append(path, name);
    return std::string(path);
  }

  bool hasEnded() const;
  bool hasTooMuchOutput() const;
  /// " (standard error: ...)", or nothing.
  std::string describeErrorOutput() const;
  Error makeError(const Twine &what) const {
    return createStringError("the command " + what + describeErrorOutput());
  }

  const SubprocessOptions &options;
  std::string inputPath, outputPath, errorPath;
  sys::ProcessInfo process;
  End end = End::ByItself;
  siginfo_t status = {};
};
} // namespace

Error Subprocess::start(StringRef command, StringRef argument,
                        StringRef input) {
  if (Error error = writeToOutput(inputPath, [&](raw_ostream &os) {
        os << input;
        return Error::success();
      }))
    return error;
  std::string script = (command + " \"$@\"").str();
  StringRef arguments[] = {"sh", "-c", script, "sh", argument};
  std::optional<StringRef> streams[] = {inputPath, outputPath, errorPath};
  std::string message;
  bool hasFailed = false;
  // A session of its own, so that all that it starts can be ended.
  process = sys::ExecuteNoWait("/bin/sh", arguments, /*Env=*/std::nullopt,
                               streams, /*MemoryLimit=*/0, &message, &hasFailed,
                               /*AffinityMask=*/nullptr,
                               /*DetachProcess=*/true);
  if (hasFailed || process.Pid == sys::ProcessInfo::InvalidPid)
    return createStringError("the command cannot be started: " + message);
  return Error::success();
}

bool Subprocess::hasEnded() const {
  siginfo_t info = {};
  int result = waitid(P_PID, process.Pid, &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid != 0;
}

static uint64_t getSize(StringRef path) {
  uint64_t size = 0;
  return sys::fs::file_size(path, size) ? 0 : size;
}

bool Subprocess::hasTooMuchOutput() const {
  return getSize(outputPath) > options.maxOutputBytes ||
         getSize(errorPath) > options.maxErrorBytes;
}

void Subprocess::wait() {
  using Clock = std::chrono::steady_clock;
  auto begin = Clock::now();
  auto pause = kMinPause;
  while (!hasEnded()) {
    std::chrono::duration<double> seconds = Clock::now() - begin;
    if (seconds.count() >= options.timeoutSeconds)
      end = End::Timeout;
    else if (hasTooMuchOutput())
      end = End::Output;
    else if (options.isInterrupted && options.isInterrupted())
      end = End::Interrupt;
    if (end != End::ByItself)
      break;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kMaxPause);
  }
  if (end == End::ByItself && hasTooMuchOutput())
    end = End::Output;
  // Before the process is reaped: until then no other one has its number. If it
  // is so young that it has no session yet, it started nothing.
  if (::kill(-process.Pid, SIGKILL) != 0)
    ::kill(process.Pid, SIGKILL);
  // What sys::Wait says of it takes some exit statuses for others.
  waitid(P_PID, process.Pid, &status, WEXITED | WNOWAIT);
  sys::Wait(process, /*SecondsToWait=*/std::nullopt);
}

std::string Subprocess::describeErrorOutput() const {
  auto file = MemoryBuffer::getFile(errorPath);
  if (!file)
    return "";
  StringRef text = (*file)->getBuffer().trim();
  if (text.empty())
    return "";
  bool isWhole = text.size() <= kTailBytes;
  return ("; standard error" + Twine(isWhole ? ": " : " ends with: ") +
          text.take_back(kTailBytes))
      .str();
}

Expected<std::string> Subprocess::getOutput() const {
  std::string seconds;
  raw_string_ostream(seconds) << format("%g", options.timeoutSeconds);
  switch (end) {
  case End::Timeout:
    return makeError("did not end within " + seconds + " seconds");
  case End::Output:
    return makeError("printed more than " + Twine(options.maxOutputBytes) +
                     " bytes");
  case End::Interrupt:
    return makeError("was interrupted");
  case End::ByItself:
    break;
  }
  if (status.si_code != CLD_EXITED)
    return makeError("was ended by a signal: " +
                     Twine(strsignal(status.si_status)));
  if (status.si_status != 0)
    return makeError("failed with exit status " + Twine(status.si_status));
  auto file = MemoryBuffer::getFile(outputPath);
  if (!file)
    return createFileError(outputPath, file.getError());
  return (*file)->getBuffer().str();
}

Expected<std::string> fovea::runCommand(StringRef command, StringRef argument,
                                        StringRef input, StringRef folder,
                                        const SubprocessOptions &options) {
  Subprocess process(folder, options);
  if (Error error = process.start(command, argument, input))
    return error;
  process.wait();
  return process.getOutput();
}
