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

/// Two threads, one for each stage.
class LocalRunner::Pipeline {
public:
  Pipeline(const SearchSpace &space, const Objective &objective,
           LocalRunnerOptions given, CorePlan cores,
           std::unique_ptr<LatencyHistory> pastTrials,
           std::unique_ptr<LatencyMeter> latencyMeter)
      : space(space), objective(objective), options(std::move(given)),
        cores(std::move(cores)), history(std::move(pastTrials)),
        meter(std::move(latencyMeter)), measurer(objective, *meter, *history),
        preparing([this] { prepareAll(); }),
        measuring([this] { measureAll(); }) {}

  ~Pipeline() {
    requests.close();
    prepared.close();
    preparing.join();
    measuring.join();
  }

  bool canOverlap() const { return options.overlap && !cores.others.empty(); }

  const SearchSpace &space;
  const Objective &objective;
  LocalRunnerOptions options;
  CorePlan cores;
  std::unique_ptr<LatencyHistory> history;
  std::unique_ptr<LatencyMeter> meter;
  TrialMeasurer measurer;
  BlockingQueue<TrialRequest> requests;
  BlockingQueue<PreparedTrial> prepared;
  BlockingQueue<Trial> ended;

private:
  void prepareAll();
  void measureAll();

  unsigned countPreparingCores() const {
    return canOverlap() ? cores.others.size()
                        : cores.others.size() + cores.measuring.size();
  }
  std::unique_ptr<QualityEvaluator>
  createQuality(ThreadPoolInterface &threads) const;

  std::thread preparing;
  std::thread measuring;
};

std::unique_ptr<QualityEvaluator>
LocalRunner::Pipeline::createQuality(ThreadPoolInterface &threads) const {
  if (options.quality.empty())
    return nullptr;
  QualityOptions qualityOptions = options.qualityOptions;
  qualityOptions.threads = &threads;
  // `LocalRunner::create` tried it.
  return cantFail(createQualityEvaluator(options.quality, qualityOptions));
}

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
  // Its threads run where this one may.
  DefaultThreadPool threads(hardware_concurrency(countPreparingCores()));
  std::unique_ptr<QualityEvaluator> quality = createQuality(threads);
  TrialPreparer preparer(space, objective, options, *history, quality.get());
  while (std::optional<TrialRequest> request = requests.pop()) {
    PreparedTrial next = preparer.prepare(*request, threads);
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
  if (!options.quality.empty())
    if (Error error =
            createQualityEvaluator(options.quality, options.qualityOptions)
                .takeError())
      return error;
  if (options.kernelRecords.empty() && !options.cacheDirectory.empty())
    options.kernelRecords = getKernelRecordsFile(options.cacheDirectory);
  auto history = LatencyHistory::open(options.kernelRecords);
  if (!history)
    return history.takeError();
  Expected<CorePlan> cores = planCores(options.meter.threads);
  if (!cores)
    return cores.takeError();
  options.meter.cores = cores->measuring;
  options.compile.defaultThreads = options.meter.threads;
  auto meter =
      createSearchMeter(options.compile, options.meter, options.cacheDirectory);
  if (!meter)
    return meter.takeError();
  return std::unique_ptr<LocalRunner>(new LocalRunner(
      std::make_unique<Pipeline>(space, objective, std::move(options),
                                 std::move(*cores), std::move(*history),
                                 std::move(*meter))));
}

double LocalRunner::getReferenceSeconds() const {
  return pipeline->meter->getReferenceSeconds();
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
