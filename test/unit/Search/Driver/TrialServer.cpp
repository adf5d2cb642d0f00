//===- TrialServer.cpp - A child that runs pretended trials ---------------===//
//
// The first choice of an architecture says what happens: 0 gives a result, 1
// kills the process, 2 hangs, 3 ends the process if there is another trial. The
// argument "unable" stands for a process that cannot even start.
//
//===----------------------------------------------------------------------===//

#include "fovea/Search/ChildRunner.h"

#include <csignal>
#include <cstring>
#include <deque>
#include <unistd.h>

using namespace fovea;

namespace {
class PretendedRunner : public TrialRunner {
public:
  unsigned getCapacity() const override { return 2; }

  void start(TrialRequest request) override {
    requests.push_back(std::move(request));
  }

  llvm::Expected<std::optional<Trial>> wait(double) override {
    // The second one arrives a moment after the first one.
    usleep(20000);
    if (requests.empty())
      return std::nullopt;
    TrialRequest request = requests.front();
    switch (request.architecture.front()) {
    case 1:
      raise(SIGKILL);
      break;
    case 2:
      return std::nullopt;
    case 3:
      // Another one may be on its way.
      if (requests.size() > 1)
        _exit(7);
      if (++patience % 10)
        return std::nullopt;
      break;
    }
    requests.pop_front();
    Trial trial;
    trial.number = request.number;
    trial.seed = request.seed;
    trial.architecture = request.architecture;
    trial.compileSeconds = getpid();
    return trial;
  }

private:
  unsigned patience = 0;
  std::deque<TrialRequest> requests;
};
} // namespace

int main(int argc, char **argv) {
  if (argc > 1 && std::strcmp(argv[1], "unable") == 0)
    return 5;
  PipeChannel parent(kChildInput, kChildOutput);
  PretendedRunner runner;
  if (llvm::Error error = serveTrials(parent, runner))
    llvm::consumeError(std::move(error));
  _exit(0);
}
