//===- LatencyMeter.cpp - How long an inference takes ---------------------===//

#include "fovea/Search/LatencyMeter.h"

#include "fovea/Driver/JIT.h"
#include "fovea/Driver/ModelRunner.h"
#include "fovea/Search/HostLock.h"
#include "fovea/Search/SampleStatistics.h"
#include "fovea/Support/Clock.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace fovea;

/// In which the time of the reference is measured, if it is not given, and
/// which quantile of it counts: what else runs only ever makes it longer.
static constexpr double kReferenceSeconds = 2;
static constexpr double kReferenceQuantile = 0.1;
/// Threads of a model that has run look for work for less than so long, on the
/// cores of the model that is next.
static constexpr double kRestSeconds = 0.001;
/// The reference of a round is the median of so many rounds around it. Their
/// number is odd, so that the median is one of them: then a model that is its
/// own reference is as often above as below.
static constexpr size_t kReferenceRounds = 3;

//===----------------------------------------------------------------------===//
// LoadedModel
//===----------------------------------------------------------------------===//

LoadedModel::LoadedModel() = default;
LoadedModel::~LoadedModel() = default;

static std::vector<KernelTime> describeKernels(const CompiledModel &compiled) {
  std::vector<KernelTime> kernels;
  for (const auto &[kernel, function] :
       zip_equal(compiled.description.kernels, compiled.functions))
    kernels.push_back(
        {function, kernel.name, kernel.op, kernel.flops, kernel.bytes});
  return kernels;
}

Expected<std::unique_ptr<LoadedModel>>
LoadedModel::load(const CompiledModel &compiled, unsigned threads) {
  std::unique_ptr<LoadedModel> loaded(new LoadedModel());
  Expected<std::unique_ptr<JITModel>> model = JITModel::load(compiled);
  if (!model)
    return model.takeError();
  auto runner =
      ModelRunner::create((*model)->getModel(), {threads, /*profile=*/true});
  if (!runner)
    return runner.takeError();
  loaded->model = std::move(*model);
  loaded->runner = std::move(*runner);
  loaded->kernels = describeKernels(compiled);
  loaded->kernelRatios.resize(loaded->kernels.size());
  return loaded;
}

//===----------------------------------------------------------------------===//
// Rounds
//===----------------------------------------------------------------------===//

namespace {
/// One measurement: nobody else measures on this host, and this thread runs on
/// the cores that are for it.
class Session {
public:
  static Expected<Session> begin(const MeterOptions &options);

private:
  Session(HostLock lock, PinnedThread pin)
      : lock(std::move(lock)), pin(std::move(pin)) {}

  HostLock lock;
  PinnedThread pin;
};
} // namespace

Expected<Session> Session::begin(const MeterOptions &options) {
  Expected<HostLock> lock = HostLock::acquire(options.lockFile);
  if (!lock)
    return lock.takeError();
  Expected<PinnedThread> pin = PinnedThread::create(options.cores);
  if (!pin)
    return pin.takeError();
  return Session(std::move(*lock), std::move(*pin));
}

/// Run once for the caches, and once by the clock.
static double timeTurn(ModelRunner &runner, unsigned threads) {
  if (threads > 1)
    for (Stopwatch rest; rest.getSeconds() < kRestSeconds;)
      ;
  runner.run();
  (void)runner.takeProfile();
  Stopwatch watch;
  runner.run();
  return watch.getSeconds();
}

/// The reference of each round.
static std::vector<double> smooth(ArrayRef<double> times) {
  std::vector<double> smoothed;
  for (size_t i = 0; i < times.size(); ++i) {
    size_t reach = std::min({i, times.size() - 1 - i, kReferenceRounds / 2});
    smoothed.push_back(computeMedian(times.slice(i - reach, 2 * reach + 1)));
  }
  return smoothed;
}

//===----------------------------------------------------------------------===//
// LatencyMeter
//===----------------------------------------------------------------------===//

static Error checkOptions(const MeterOptions &options) {
  // Written so that NaN is out of range.
  if (!(options.percentile > 0 && options.percentile < 100))
    return createStringError("expected a percentile between 0 and 100, got %g",
                             options.percentile);
  if (options.minRounds == 0 || options.maxRounds < options.minRounds)
    return createStringError(
        "expected at least one round, and not more to begin with than at most, "
        "got %u and %u",
        options.minRounds, options.maxRounds);
  if (!(options.minSeconds >= 0 && options.minSeconds <= 3600))
    return createStringError(
        "expected from 0 to 3600 seconds for a measurement, got %g",
        options.minSeconds);
  if (!(options.referenceSeconds >= 0 &&
        std::isfinite(options.referenceSeconds)))
    return createStringError(
        "expected a time of the reference of at least 0 seconds, got %g",
        options.referenceSeconds);
  return Error::success();
}

/// Fill in what is chosen here.
static Error completeOptions(MeterOptions &options) {
  if (Error error = checkOptions(options))
    return error;
  if (options.lockFile.empty())
    options.lockFile = HostLock::getDefaultPath();
  if (options.cores.empty()) {
    Expected<CorePlan> plan = planCores(options.threads);
    if (!plan)
      return plan.takeError();
    options.cores = std::move(plan->measuring);
  }
  if (options.threads == 0 || options.threads > options.cores.size())
    return createStringError(
        "expected from 1 to %zu threads on as many cores, got %u",
        options.cores.size(), options.threads);
  auto needed = static_cast<unsigned>(
      std::min<size_t>(getMinimumSamples(options.percentile / 100), 1 << 20));
  options.minRounds = std::max(options.minRounds, needed);
  options.maxRounds = std::max(options.maxRounds, options.minRounds);
  return Error::success();
}

LatencyMeter::LatencyMeter() = default;
LatencyMeter::~LatencyMeter() = default;

Expected<std::unique_ptr<LatencyMeter>>
LatencyMeter::create(const CompiledModel &reference,
                     const MeterOptions &options) {
  std::unique_ptr<LatencyMeter> meter(new LatencyMeter());
  meter->options = options;
  if (Error error = completeOptions(meter->options))
    return error;
  auto loaded = meter->load(reference);
  if (!loaded)
    return loaded.takeError();
  meter->reference = std::move(*loaded);
  meter->referenceSeconds = options.referenceSeconds;
  if (options.referenceSeconds > 0)
    return meter;
  if (Error error = meter->measureReference())
    return error;
  return meter;
}

Error LatencyMeter::measureReference() {
  Expected<Session> session = Session::begin(options);
  if (!session)
    return session.takeError();
  std::vector<double> times;
  for (Stopwatch watch; times.size() < options.minRounds ||
                        watch.getSeconds() < kReferenceSeconds;)
    times.push_back(timeTurn(*reference->runner, options.threads));
  referenceSeconds = computeQuantile(times, kReferenceQuantile);
  return Error::success();
}

Expected<std::unique_ptr<LoadedModel>>
LatencyMeter::load(const CompiledModel &model) const {
  // For the threads that it starts.
  Expected<PinnedThread> pin = PinnedThread::create(options.cores);
  if (!pin)
    return pin.takeError();
  return LoadedModel::load(model, options.threads);
}

Error LatencyMeter::addRounds(LoadedModel &model, unsigned minRounds,
                              double minSeconds) {
  Expected<Session> session = Session::begin(options);
  if (!session)
    return session.takeError();
  std::vector<double> references, times;
  std::vector<std::vector<double>> profiles;
  for (Stopwatch watch;
       times.size() < minRounds || watch.getSeconds() < minSeconds;) {
    references.push_back(timeTurn(*reference->runner, options.threads));
    times.push_back(timeTurn(*model.runner, options.threads));
    profiles.push_back(model.runner->takeProfile());
  }
  for (auto [time, profile, level] :
       zip_equal(times, profiles, smooth(references))) {
    model.ratios.push_back(time / level);
    for (auto [ratios, nanoseconds] : zip_equal(model.kernelRatios, profile))
      ratios.push_back(nanoseconds * 1e-9 / level);
  }
  return Error::success();
}

Error LatencyMeter::ensureRounds(LoadedModel &model) {
  return model.ratios.empty()
             ? addRounds(model, options.minRounds, options.minSeconds)
             : Error::success();
}

Measurement LatencyMeter::estimate(const LoadedModel &model) const {
  Measurement ratio = estimateQuantile(model.ratios, options.percentile / 100);
  return {ratio.value * referenceSeconds, ratio.low * referenceSeconds,
          ratio.high * referenceSeconds};
}

Expected<Measurement> LatencyMeter::measure(LoadedModel &model) {
  if (Error error = addRounds(model, options.minRounds, options.minSeconds))
    return error;
  return estimate(model);
}

Expected<Measurement> LatencyMeter::refine(LoadedModel &model,
                                           double threshold) {
  if (Error error = ensureRounds(model))
    return error;
  for (;;) {
    Measurement result = estimate(model);
    size_t rounds = model.ratios.size();
    if (threshold < result.low || threshold > result.high ||
        rounds >= options.maxRounds)
      return result;
    if (Error error =
            addRounds(model, std::min(rounds, options.maxRounds - rounds),
                      /*minSeconds=*/0))
      return error;
  }
}

Expected<std::vector<KernelTime>>
LatencyMeter::measureKernels(LoadedModel &model) {
  if (Error error = ensureRounds(model))
    return error;
  std::vector<KernelTime> kernels = model.kernels;
  for (auto [kernel, ratios] : zip_equal(kernels, model.kernelRatios))
    kernel.seconds = computeMedian(ratios) * referenceSeconds;
  return kernels;
}
