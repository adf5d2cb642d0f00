//===- LocalRunner.cpp - Trials on this machine ---------------------------===//

#include "fovea/Search/LocalRunner.h"

#include "BlockingQueue.h"
#include "MeasureTrial.h"
#include "PrepareTrial.h"

#include <thread>

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// The two stages
//===----------------------------------------------------------------------===//

/// Whether there are cores for both stages at once.
static bool canOverlap(const LocalRunnerOptions &options,
                       const CorePlan &cores) {
  return options.overlap && !cores.others.empty();
}

/// Two threads, one for each stage.
class LocalRunner::Pipeline {
public:
  Pipeline(const SearchSpace &space, const Objective &objective,
           LocalRunnerOptions given, CorePlan cores,
           std::unique_ptr<ThreadPoolInterface> compileThreads,
           std::unique_ptr<LatencyHistory> pastTrials,
           std::unique_ptr<QualityEvaluator> quality,
           std::unique_ptr<LatencyMeter> latencyMeter)
      : options(std::move(given)), cores(std::move(cores)),
        threads(std::move(compileThreads)), history(std::move(pastTrials)),
        meter(std::move(latencyMeter)),
        preparer(space, objective, options, *history, std::move(quality),
                 *threads),
        measurer(objective, *meter, *history),
        preparing([this] { prepareAll(); }),
        measuring([this] { measureAll(); }) {}

  ~Pipeline() {
    requests.close();
    prepared.close();
    preparing.join();
    measuring.join();
  }

  bool canOverlap() const { return ::canOverlap(options, cores); }

  LocalRunnerOptions options;
  CorePlan cores;
  std::unique_ptr<ThreadPoolInterface> threads;
  std::unique_ptr<LatencyHistory> history;
  std::unique_ptr<LatencyMeter> meter;
  TrialPreparer preparer;
  TrialMeasurer measurer;
  BlockingQueue<TrialRequest> requests;
  BlockingQueue<PreparedTrial> prepared;
  BlockingQueue<Trial> ended;

private:
  void prepareAll();
  void measureAll();

  std::thread preparing;
  std::thread measuring;
};

void LocalRunner::Pipeline::prepareAll() {
  std::optional<PinnedThread> pinned;
  if (canOverlap()) {
    if (Expected<PinnedThread> others = PinnedThread::create(cores.others))
      pinned.emplace(std::move(*others));
    else
      // These cores were allowed a moment ago; the measurements are less
      // precise without.
      consumeError(others.takeError());
  }
  // Threads that compile are started from here, so they run where this one may.
  while (std::optional<TrialRequest> request = requests.pop()) {
    PreparedTrial next = preparer.prepare(*request);
    if (next.trial.hasFailed())
      ended.push(std::move(next.trial));
    else
      prepared.push(std::move(next));
  }
}

void LocalRunner::Pipeline::measureAll() {
  while (std::optional<PreparedTrial> next = prepared.pop())
    ended.push(measurer.measure(std::move(*next)));
}

//===----------------------------------------------------------------------===//
// LocalRunner
//===----------------------------------------------------------------------===//

LocalRunner::LocalRunner(std::unique_ptr<Pipeline> pipeline)
    : pipeline(std::move(pipeline)) {}

LocalRunner::~LocalRunner() = default;

Expected<std::unique_ptr<LocalRunner>>
LocalRunner::create(const SearchSpace &space, const Objective &objective,
                    LocalRunnerOptions options) {
  if (options.kernelRecords.empty() && !options.cacheDirectory.empty())
    options.kernelRecords = getKernelRecordsFile(options.cacheDirectory);
  auto history = LatencyHistory::open(options.kernelRecords);
  if (!history)
    return history.takeError();
  Expected<CorePlan> cores = planCores(options.meter.threads);
  if (!cores)
    return cores.takeError();
  size_t numPreparing = cores->others.size();
  if (!canOverlap(options, *cores))
    numPreparing += cores->measuring.size();
  auto threads =
      std::make_unique<DefaultThreadPool>(hardware_concurrency(numPreparing));
  std::unique_ptr<QualityEvaluator> quality;
  if (!options.quality.empty()) {
    options.qualityOptions.threads = threads.get();
    auto created =
        createQualityEvaluator(options.quality, options.qualityOptions);
    if (!created)
      return created.takeError();
    quality = std::move(*created);
  }
  options.meter.cores = cores->measuring;
  options.compile.defaultThreads = options.meter.threads;
  auto meter =
      createSearchMeter(options.compile, options.meter, options.cacheDirectory);
  if (!meter)
    return meter.takeError();
  return std::unique_ptr<LocalRunner>(new LocalRunner(
      std::make_unique<Pipeline>(space, objective, std::move(options),
                                 std::move(*cores), std::move(threads),
                                 std::move(*history), std::move(quality),
                                 std::move(*meter))));
}

unsigned LocalRunner::getCapacity() const {
  return pipeline->canOverlap() ? 2 : 1;
}

void LocalRunner::start(TrialRequest request) {
  pipeline->requests.push(std::move(request));
}

Expected<std::optional<Trial>> LocalRunner::wait(double seconds) {
  return pipeline->ended.popWithin(seconds);
}
