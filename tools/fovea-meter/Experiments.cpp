//===- Experiments.cpp - How good measurements are ------------------------===//

#include "Experiments.h"

#include "fovea/Driver/JIT.h"
#include "fovea/Driver/ModelRunner.h"
#include "fovea/Search/SampleStatistics.h"
#include "fovea/Support/Clock.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <csignal>
#include <sys/wait.h>

using namespace llvm;
using namespace fovea;

static std::string formatMilliseconds(const Measurement &m) {
  return formatv("{0:f4} ms, 95 % in [{1:f4}, {2:f4}]", m.value * 1e3,
                 m.low * 1e3, m.high * 1e3);
}

/// The meter with its reference.
static Expected<std::unique_ptr<LatencyMeter>> createMeter(const Setup &setup,
                                                           KernelCache *cache) {
  CompileOptions options = setup.getCompileOptions();
  options.cache = cache;
  auto reference = compileModel(setup.reference, options);
  if (!reference)
    return reference.takeError();
  return LatencyMeter::create(reference->result.model, setup.meter);
}

static Expected<std::unique_ptr<LoadedModel>>
loadModel(const Setup &setup, const LatencyMeter &meter, KernelCache *cache) {
  CompileOptions options = setup.getCompileOptions();
  options.cache = cache;
  auto compiled = compileModel(setup.model, options);
  if (!compiled)
    return compiled.takeError();
  return meter.load(compiled->result.model);
}

Error fovea::measureOnce(const Setup &setup) {
  auto cache = openKernelCache("");
  if (!cache)
    return cache.takeError();
  auto meter = createMeter(setup, cache->get());
  if (!meter)
    return meter.takeError();
  auto model = loadModel(setup, **meter, cache->get());
  if (!model)
    return model.takeError();
  Expected<Measurement> result = (*meter)->measure(**model);
  if (!result)
    return result.takeError();
  outs() << setup.model << ": " << formatMilliseconds(*result) << ", "
         << (*model)->getNumRounds() << " rounds, reference "
         << formatv("{0:f4}", (*meter)->getReferenceSeconds() * 1e3) << " ms\n";
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Repeatability
//===----------------------------------------------------------------------===//

/// Run this program with `arguments` and return what it writes.
static Expected<std::string> runProgram(StringRef program,
                                        ArrayRef<StringRef> arguments) {
  SmallString<128> path;
  if (std::error_code error =
          sys::fs::createTemporaryFile("fovea-meter", "txt", path))
    return errorCodeToError(error);
  scope_exit remove([&] { sys::fs::remove(path); });
  SmallVector<StringRef> all = {program};
  append_range(all, arguments);
  std::string message;
  int status = sys::ExecuteAndWait(
      program, all, std::nullopt, {std::nullopt, StringRef(path), std::nullopt},
      0, 0, &message);
  if (status != 0)
    return createStringError("a measurement failed with status %d %s", status,
                             message.c_str());
  auto buffer = MemoryBuffer::getFile(path);
  if (!buffer)
    return errorCodeToError(buffer.getError());
  return (*buffer)->getBuffer().str();
}

/// What `measureOnce` wrote.
static Expected<Measurement> parseMeasurement(StringRef text) {
  Measurement result;
  auto [value, rest] = text.rsplit(": ").second.split(" ms");
  auto [low, high] = rest.split('[').second.split(']').first.split(", ");
  if (value.getAsDouble(result.value) || low.getAsDouble(result.low) ||
      high.getAsDouble(result.high))
    return createStringError("a measurement wrote '" + text.rtrim() + "'");
  return result;
}

Error fovea::measureRepeatability(const Setup &setup, unsigned processes,
                                  StringRef program) {
  auto cache = openKernelCache("");
  if (!cache)
    return cache.takeError();
  auto meter = createMeter(setup, cache->get());
  if (!meter)
    return meter.takeError();
  std::vector<std::string> arguments = {
      "measure",
      setup.model,
      "--reference=" + setup.reference,
      formatv("--threads={0}", setup.meter.threads),
      formatv("--percentile={0}", setup.meter.percentile),
      formatv("--rounds={0}", setup.meter.minRounds),
      formatv("--seconds={0}", setup.meter.minSeconds),
      formatv("--reference-seconds={0:e9}", (*meter)->getReferenceSeconds()),
      setup.precision == Precision::BF16 ? "--bf16" : "--bf16=false"};
  meter->reset();
  std::vector<double> values, widths;
  for (unsigned i = 0; i < processes; ++i) {
    Expected<std::string> text =
        runProgram(program, to_vector_of<StringRef>(arguments));
    if (!text)
      return text.takeError();
    outs() << *text;
    Expected<Measurement> result = parseMeasurement(*text);
    if (!result)
      return result.takeError();
    values.push_back(result->value);
    widths.push_back((result->high - result->low) / 2 / result->value);
  }
  double median = computeMedian(values);
  std::vector<double> errors;
  for (double value : values)
    errors.push_back(std::abs(value / median - 1));
  outs() << formatv("median {0:f4} ms; off by {1:f2} % in the median, {2:f2} % "
                    "at most; half an interval is {3:f2} %\n",
                    median, computeMedian(errors) * 100,
                    *max_element(errors) * 100, computeMedian(widths) * 100);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Compiling meanwhile
//===----------------------------------------------------------------------===//

Error fovea::compileForever(const Setup &setup) {
  Expected<CorePlan> plan = planCores(setup.meter.threads);
  if (!plan)
    return plan.takeError();
  auto pin = PinnedThread::create(plan->others);
  if (!pin)
    return pin.takeError();
  for (;;) {
    auto compiled = compileModel(setup.model, setup.getCompileOptions());
    if (!compiled)
      return compiled.takeError();
  }
}

namespace {
/// A process that compiles a model again and again, on cores of its own, and
/// can be stopped at any time. It is stopped at first.
class BackgroundCompiler {
public:
  BackgroundCompiler(const Setup &setup, StringRef program) {
    std::string threads = formatv("--threads={0}", setup.meter.threads);
    process = sys::ExecuteNoWait(
        program, {program, "compile", setup.model, threads}, std::nullopt);
    stop();
  }
  ~BackgroundCompiler() {
    kill(process.Pid, SIGKILL);
    waitpid(process.Pid, nullptr, 0);
  }

  /// What it has taken of its core so far.
  double getCPUSeconds() const {
    timespec time = {};
    clockid_t clock;
    if (clock_getcpuclockid(process.Pid, &clock) == 0)
      clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) +
           static_cast<double>(time.tv_nsec) * 1e-9;
  }

  void stop() { kill(process.Pid, SIGSTOP); }
  void goOn() { kill(process.Pid, SIGCONT); }
  /// Ends only if the model does not compile.
  bool isAlive() const { return waitpid(process.Pid, nullptr, WNOHANG) == 0; }

private:
  sys::ProcessInfo process;
};
} // namespace

/// The median of an inference by itself, in seconds, without a reference.
static Expected<double> timeAlone(ModelRunner &runner, const Cores &cores) {
  auto pin = PinnedThread::create(cores);
  if (!pin)
    return pin.takeError();
  std::vector<double> times;
  for (unsigned i = 0; i < 15; ++i) {
    Stopwatch watch;
    runner.run();
    times.push_back(watch.getSeconds());
  }
  return computeMedian(times);
}

Error fovea::measureOverlap(const Setup &setup, unsigned pairs,
                            StringRef program) {
  Expected<CorePlan> plan = planCores(setup.meter.threads);
  if (!plan)
    return plan.takeError();
  if (plan->others.empty())
    return createStringError("there is no core left to compile on");
  auto cache = openKernelCache("");
  if (!cache)
    return cache.takeError();
  auto meter = createMeter(setup, cache->get());
  if (!meter)
    return meter.takeError();
  CompileOptions options = setup.getCompileOptions();
  options.cache = cache->get();
  auto compiled = compileModel(setup.model, options);
  if (!compiled)
    return compiled.takeError();
  auto jit = JITModel::load(compiled->result.model);
  if (!jit)
    return jit.takeError();
  auto runner = ModelRunner::create((*jit)->getModel(), {setup.meter.threads});
  if (!runner)
    return runner.takeError();
  // With a load of the model for each of both, the pages would differ as well.
  std::vector<double> alone[2], relative[2];
  auto measure = [&](unsigned which) -> Error {
    auto model = (*meter)->load(compiled->result.model);
    if (!model)
      return model.takeError();
    Expected<double> seconds = timeAlone(**runner, plan->measuring);
    Expected<Measurement> result = (*meter)->measure(**model);
    if (!seconds)
      return joinErrors(seconds.takeError(), result.takeError());
    if (!result)
      return result.takeError();
    alone[which].push_back(*seconds);
    relative[which].push_back(result->value);
    return Error::success();
  };
  BackgroundCompiler compiler(setup, program);
  double seconds = 0;
  for (unsigned i = 0; i < pairs; ++i) {
    if (Error error = measure(0))
      return error;
    compiler.goOn();
    Stopwatch watch;
    if (Error error = measure(1))
      return error;
    seconds += watch.getSeconds();
    if (!compiler.isAlive())
      return createStringError("the model does not compile");
    compiler.stop();
  }
  auto report = [](StringRef what, ArrayRef<double> quiet,
                   ArrayRef<double> loaded) {
    std::vector<double> ratios;
    for (auto [before, after] : zip_equal(quiet, loaded))
      ratios.push_back((after / before - 1) * 100);
    Measurement change = estimateQuantile(ratios, 0.5);
    outs() << formatv(
        "{0}: {1:f4} ms idle, {2:f4} ms compiling: {3:f2} % more, "
        "95 % in [{4:f2}, {5:f2}]\n",
        what, computeMedian(quiet) * 1e3, computeMedian(loaded) * 1e3,
        change.value, change.low, change.high);
  };
  report("time", alone[0], alone[1]);
  report("ratio to the reference", relative[0], relative[1]);
  outs() << formatv("the compiler ran for {0:f1} of {1:f1} s\n",
                    compiler.getCPUSeconds(), seconds);
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

namespace {
/// Seconds.
struct TrialTimes {
  double build = 0, weights = 0, compile = 0, load = 0, measure = 0;

  double getTotal() const { return build + weights + compile + load + measure; }
};
} // namespace

static Expected<TrialTimes> timeTrial(const NamedConfig &model,
                                      LatencyMeter &meter,
                                      const CompileOptions &options) {
  auto compiled = compileModel(*model.config, options);
  if (!compiled)
    return compiled.takeError();
  TrialTimes times;
  times.build = compiled->buildSeconds;
  times.weights = compiled->result.weightSeconds;
  times.compile = compiled->result.seconds - times.weights;
  Stopwatch load;
  auto loaded = meter.load(compiled->result.model);
  if (!loaded)
    return loaded.takeError();
  times.load = load.getSeconds();
  Stopwatch measure;
  Expected<Measurement> latency = meter.measure(**loaded);
  if (!latency)
    return latency.takeError();
  times.measure = measure.getSeconds();
  outs() << formatv(
      "{0,7:f3} {1,7:f3} {2,7:f3} {3,7:f3} {4,7:f3} {5,7:f3}  {6,3} of {7,3}  "
      "{8,9:f4}  {9}\n",
      times.build, times.weights, times.compile, times.load, times.measure,
      times.getTotal(), compiled->result.model.numCached,
      compiled->result.model.objects.size(), latency->value * 1e3, model.name);
  return times;
}

Error fovea::timeTrials(const Setup &setup, ArrayRef<NamedConfig> models) {
  SmallString<128> folder;
  if (std::error_code error =
          sys::fs::createUniqueDirectory("fovea-meter", folder))
    return errorCodeToError(error);
  scope_exit remove([&] { sys::fs::remove_directories(folder); });
  auto cache = openKernelCache(folder);
  if (!cache)
    return cache.takeError();
  // The kernels of the reference do not go there.
  auto meter = createMeter(setup, nullptr);
  if (!meter)
    return meter.takeError();
  CompileOptions options = setup.getCompileOptions();
  options.cache = cache->get();
  outs() << "  build weights compile    load measure   total      cached "
            "        ms  model\n";
  for (StringRef state : {"cold", "warm"}) {
    double total = 0;
    for (const NamedConfig &model : models) {
      Expected<TrialTimes> times = timeTrial(model, **meter, options);
      if (!times)
        return times.takeError();
      total += times->getTotal();
    }
    outs() << formatv("{0}: {1:f0} candidates an hour\n", state,
                      3600 * models.size() / total);
  }
  return Error::success();
}
