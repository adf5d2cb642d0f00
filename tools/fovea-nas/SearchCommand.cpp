//===- SearchCommand.cpp - fovea-nas search -------------------------------===//

#include "Commands.h"
#include "Interrupt.h"
#include "Options.h"
#include "Progress.h"
#include "Setup.h"

#include "fovea/Hardware/HostProbe.h"
#include "fovea/Search/Algorithms.h"
#include "fovea/Search/ChildRunner.h"
#include "fovea/Search/LocalRunner.h"
#include "fovea/Search/MPI.h"
#include "fovea/Search/Search.h"
#include "fovea/Search/StudySummary.h"

#include "llvm/Support/FormatVariadic.h"

#include <atomic>
#include <chrono>
#include <future>
#include <unistd.h>

using namespace llvm;
using namespace fovea;

/// What every process of a search has, wherever it runs.
namespace {
struct SearchTask {
  std::unique_ptr<SearchSpace> space;
  Objective objective;
};
} // namespace

/// The machine of --hardware; none without that.
static Expected<std::optional<AnalysisTarget>> getPredictionTarget() {
  if (options::hardware.empty())
    return std::nullopt;
  Expected<HardwareModel> machine = loadHardwareModel(options::hardware);
  if (!machine)
    return createStringError("--hardware: " + toString(machine.takeError()));
  ComputeType type = options::precision == Precision::BF16 ? ComputeType::BF16
                                                           : ComputeType::F32;
  Expected<AnalysisTarget> target =
      getAnalysisTarget(*machine, options::threads, type);
  if (!target)
    return createStringError("--hardware: " + toString(target.takeError()));
  return std::move(*target);
}

/// Find mistakes in the options that only those who run trials need, before
/// there is a study.
static Error checkRunnerOptions() {
  if (!options::quality.empty())
    if (Error error = createQualityEvaluator(options::quality).takeError())
      return error;
  return getPredictionTarget().takeError();
}

static Expected<SearchTask> getTask() {
  if (Error error = checkRunnerOptions())
    return error;
  auto space = SearchSpace::load(options::space, options::settings);
  if (!space)
    return space.takeError();
  Expected<Objective> objective = getObjective();
  if (!objective)
    return objective.takeError();
  return SearchTask{std::move(*space), std::move(*objective)};
}

//===----------------------------------------------------------------------===//
// The process that runs trials
//===----------------------------------------------------------------------===//

/// Set in a process that runs trials, for an evaluator that waits.
static std::atomic<bool> parentIsGone = false;
/// For what is under way then.
static constexpr std::chrono::seconds kTimeToEnd(3);

static Expected<LocalRunnerOptions>
getRunnerOptions(const CompileSetup &setup) {
  LocalRunnerOptions runner;
  runner.compile = setup.options;
  runner.meter.threads = options::threads;
  runner.meter.percentile = options::percentile;
  runner.quality = options::quality;
  runner.qualityOptions.timeoutSeconds = options::qualityTimeout;
  runner.qualityOptions.seed = options::seed;
  runner.qualityOptions.cache = setup.cache.get();
  runner.qualityOptions.isInterrupted = [] { return parentIsGone.load(); };
  runner.prefilter = options::prefilter;
  runner.overlap = options::overlap;
  runner.cacheDirectory = options::cacheDir.empty()
                              ? getCacheDirectory()
                              : options::cacheDir.getValue();
  runner.kernelRecords = options::kernelRecords;
  raw_string_ostream host(runner.host);
  writeHardwareModel(setup.host, host);
  runner.compiler = "fovea " FOVEA_VERSION ", " + getCompilerID();
  Expected<std::optional<AnalysisTarget>> target = getPredictionTarget();
  if (!target)
    return target.takeError();
  runner.predictOn = std::move(*target);
  return runner;
}

/// What --serve-trials does. Ends with the parent.
static Expected<int> serve(const SearchTask &task) {
  Expected<CompileSetup> setup =
      createCompileSetup(options::precision, options::threads);
  if (!setup)
    return setup.takeError();
  Expected<LocalRunnerOptions> runnerOptions = getRunnerOptions(*setup);
  if (!runnerOptions)
    return runnerOptions.takeError();
  auto runner = LocalRunner::create(*task.space, task.objective,
                                    std::move(*runnerOptions));
  if (!runner)
    return runner.takeError();
  PipeChannel parent(kChildInput, kChildOutput);
  if (Error error = serveTrials(parent, **runner))
    return error;
  // Nobody waits for the trials under way, but a command must not go on alone.
  parentIsGone = true;
  auto ended = std::async(std::launch::async, [&] { runner->reset(); });
  ended.wait_for(kTimeToEnd);
  _exit(EXIT_SUCCESS);
}

/// A runner in a process like this one.
static Expected<std::unique_ptr<TrialRunner>>
createChildRunner(const std::string &program, ArrayRef<char *> arguments) {
  Expected<CorePlan> cores = planCores(options::threads);
  if (!cores)
    return cores.takeError();
  ChildOptions child;
  child.command.push_back(program);
  child.command.insert(child.command.end(), arguments.begin(), arguments.end());
  child.command.push_back("--serve-trials");
  child.capacity = options::overlap && !cores->others.empty() ? 2 : 1;
  child.trialTimeout = options::trialTimeout;
  return std::make_unique<ChildRunner>(std::move(child));
}

//===----------------------------------------------------------------------===//
// The process that searches
//===----------------------------------------------------------------------===//

static std::string printNumber(double number) {
  return formatv("{0}", json::Value(number));
}

static StudyHeader getHeader(const SearchTask &task) {
  StudyHeader header;
  header.space = task.space->getName().str();
  header.spaceText = task.space->getText().str();
  header.objective = task.objective.print();
  header.algorithm = options::algorithm;
  header.seed = options::seed;
  header.precision = getName(options::precision).str();
  header.threads = options::threads;
  header.settings[kModelSettings.str()] = printSettings(options::settings);
  header.settings["quality"] = options::quality;
  header.settings["percentile"] = printNumber(options::percentile);
  header.settings["hardware"] = options::hardware;
  header.settings["prefilter"] = printNumber(options::prefilter);
  header.settings["population"] = formatv("{0}", options::population);
  return header;
}

static Error printResult(Study &study, const Objective &objective) {
  Expected<std::vector<Trial>> trials = study.getTrials();
  if (!trials)
    return trials.takeError();
  StudySummary summary = summarize(*trials, objective, options::top);
  if (options::json)
    outs() << formatv("{0:2}\n", toJSON(summary));
  else
    printSummary(summary, objective, outs());
  return Error::success();
}

static Expected<int> lead(const SearchTask &task, TrialRunner &runner) {
  AlgorithmOptions algorithmOptions;
  algorithmOptions.seed = options::seed;
  algorithmOptions.population = options::population;
  auto algorithm = createAlgorithm(options::algorithm, task.space->getDomain(),
                                   algorithmOptions);
  if (!algorithm)
    return algorithm.takeError();
  auto study = Study::openOrCreate(options::study, getHeader(task));
  if (!study)
    return study.takeError();

  catchInterrupts();
  Progress progress(task.objective, options::trials, errs());
  SearchOptions searchOptions;
  searchOptions.trials = options::trials;
  searchOptions.seed = options::seed;
  searchOptions.first = task.space->getBase();
  searchOptions.shouldStop = wasInterrupted;
  searchOptions.onTrial = [&](const Trial &trial, const Outcome &outcome,
                              bool isOwn) {
    if (!options::quiet)
      progress.update(trial, outcome, isOwn);
  };
  if (Error error = runSearch(**study, **algorithm, task.objective, runner,
                              searchOptions))
    return error;
  if (!options::quiet)
    progress.finish();
  if (Error error = printResult(**study, task.objective))
    return error;
  if (!wasInterrupted())
    return EXIT_SUCCESS;
  errs() << "interrupted; the same command goes on with " << (*study)->getPath()
         << "\n";
  return kInterruptedExitCode;
}

/// As one of several processes that mpirun started.
static Expected<int> searchWithMPI(const SearchTask &task,
                                   const std::string &program,
                                   ArrayRef<char *> arguments) {
  MPIWorld world;
  if (world.getRank() != 0) {
    auto runner = createChildRunner(program, arguments);
    if (!runner)
      return runner.takeError();
    std::unique_ptr<MessageChannel> leader = world.connect(0);
    if (Error error = serveTrials(*leader, **runner))
      return error;
    return EXIT_SUCCESS;
  }
  std::vector<std::unique_ptr<TrialRunner>> workers;
  for (int rank = 1; rank != world.getSize(); ++rank)
    // Hosts differ in how much they can do at once; what is too much waits
    // there.
    workers.push_back(std::make_unique<RemoteRunner>(world.connect(rank),
                                                     options::overlap ? 2 : 1));
  TeamRunner team(std::move(workers));
  return lead(task, team);
}

Expected<int> fovea::runSearchCommand(const std::string &program,
                                      ArrayRef<char *> arguments) {
  Expected<SearchTask> task = getTask();
  if (!task)
    return task.takeError();
  if (options::serveTrials)
    return serve(*task);
  if (MPIWorld::isLaunched())
    return searchWithMPI(*task, program, arguments);
  auto runner = createChildRunner(program, arguments);
  if (!runner)
    return runner.takeError();
  return lead(*task, **runner);
}
