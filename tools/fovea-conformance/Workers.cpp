//===- Workers.cpp - Run test cases in processes of their own -------------===//

#include "Workers.h"

#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace fovea;

namespace {
struct Worker {
  pid_t pid;
  size_t index; // Of the case.
  int pipe;     // The result comes from here: a status and the detail.
};
} // namespace

/// In the child: run the case, write the result, and leave without destructors
/// (the parent's memory is not ours to clean up).
[[noreturn]] static void
runChild(StringRef path, int pipe, unsigned timeoutSeconds,
         const std::function<TestResult(StringRef)> &run) {
  alarm(timeoutSeconds);
  TestResult result = run(path);
  std::string text =
      std::string(1, static_cast<char>(result.status)) + result.detail;
  for (StringRef rest = text; !rest.empty();) {
    ssize_t written = write(pipe, rest.data(), rest.size());
    if (written <= 0)
      _exit(EXIT_FAILURE);
    rest = rest.drop_front(written);
  }
  _exit(EXIT_SUCCESS);
}

static Worker start(StringRef path, size_t index, unsigned timeoutSeconds,
                    const std::function<TestResult(StringRef)> &run) {
  int ends[2];
  if (pipe(ends) != 0)
    report_fatal_error("no pipe can be made");
  pid_t pid = fork();
  if (pid < 0)
    report_fatal_error("no process can be started");
  if (pid == 0) {
    close(ends[0]);
    runChild(path, ends[1], timeoutSeconds, run);
  }
  close(ends[1]);
  return {pid, index, ends[0]};
}

/// Wait for the worker's end. Reading first keeps it from waiting for us.
static TestResult finish(const Worker &worker, StringRef path) {
  std::string text;
  char buffer[4096];
  while (ssize_t size = read(worker.pipe, buffer, sizeof(buffer))) {
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      break;
    text.append(buffer, size);
  }
  close(worker.pipe);
  int status = 0;
  while (waitpid(worker.pid, &status, 0) < 0 && errno == EINTR)
    ;
  TestResult result;
  result.name = sys::path::filename(path).str();
  if (WIFSIGNALED(status))
    result.detail = WTERMSIG(status) == SIGALRM ? "out of time"
                                                : strsignal(WTERMSIG(status));
  else if (WEXITSTATUS(status) != 0 || text.empty())
    result.detail = "exit code " + std::to_string(WEXITSTATUS(status));
  else
    result = {result.name, static_cast<Status>(text[0]), text.substr(1)};
  return result;
}

std::vector<TestResult>
fovea::runInWorkers(ArrayRef<std::string> paths, unsigned numWorkers,
                    unsigned timeoutSeconds,
                    std::function<TestResult(StringRef)> run) {
  std::vector<TestResult> results(paths.size());
  std::vector<Worker> workers; // Oldest first.
  auto finishOldest = [&] {
    Worker worker = workers.front();
    workers.erase(workers.begin());
    results[worker.index] = finish(worker, paths[worker.index]);
  };
  for (auto [index, path] : enumerate(paths)) {
    if (workers.size() == numWorkers)
      finishOldest();
    workers.push_back(start(path, index, timeoutSeconds, run));
  }
  while (!workers.empty())
    finishOldest();
  return results;
}
