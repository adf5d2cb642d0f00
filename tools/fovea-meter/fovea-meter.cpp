//===- fovea-meter.cpp - How well latencies are measured ------------------===//
//
// Measures models as a search does, and how good such measurements are.
//
//===----------------------------------------------------------------------===//

#include "Experiments.h"

#include "fovea/Search/SearchSpace.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"

#include <random>

using namespace llvm;
using namespace fovea;

namespace {
cl::SubCommand measureCommand("measure", "Measure a model once");
cl::SubCommand
    repeatCommand("repeat",
                  "Measure a model in several processes: how far they differ");
cl::SubCommand
    overlapCommand("overlap",
                   "Measure a model while the other cores idle, and compile");
cl::SubCommand
    compileCommand("compile",
                   "Compile a model without end, on cores that do not measure");
cl::SubCommand trialsCommand(
    "trials", "Time the parts of trials, with a cold and a warm kernel cache");

#define ALL_COMMANDS                                                           \
  cl::sub(measureCommand), cl::sub(repeatCommand), cl::sub(overlapCommand),    \
      cl::sub(compileCommand), cl::sub(trialsCommand)

cl::list<std::string> models(cl::Positional,
                             cl::desc("MODEL[:KEY=VALUE,...] ..."),
                             cl::OneOrMore, ALL_COMMANDS);
cl::opt<std::string> reference("reference", cl::desc("Model to compare with"),
                               cl::init("efficientnet"), ALL_COMMANDS);
cl::opt<double> referenceSeconds(
    "reference-seconds",
    cl::desc("Seconds of an inference of the reference; measured if 0"),
    cl::init(0), ALL_COMMANDS);
cl::opt<unsigned> threads("threads", cl::desc("Threads of an inference"),
                          cl::init(1), ALL_COMMANDS);
cl::opt<double> percentile("percentile",
                           cl::desc("Of the times, what is reported"),
                           cl::init(50), ALL_COMMANDS);
cl::opt<unsigned> rounds("rounds", cl::desc("Least number of rounds"),
                         cl::init(MeterOptions().minRounds), ALL_COMMANDS);
cl::opt<double> seconds("seconds", cl::desc("Least seconds of a measurement"),
                        cl::init(MeterOptions().minSeconds), ALL_COMMANDS);
cl::opt<bool> bf16("bf16", cl::desc("Multiply matrices in bf16"), ALL_COMMANDS);
cl::opt<unsigned> processes("processes", cl::desc("How many"), cl::init(10),
                            cl::sub(repeatCommand));
cl::opt<unsigned> samples(
    "sample",
    cl::desc("Draw so many architectures of the search space MODEL instead"),
    cl::sub(trialsCommand));
cl::opt<uint64_t> seed("seed", cl::desc("Of what is drawn"),
                       cl::sub(trialsCommand));
cl::opt<unsigned> pairs("pairs", cl::desc("Measurements of either kind"),
                        cl::init(15), cl::sub(overlapCommand));
} // namespace

/// Architectures of a search space.
static Expected<std::vector<NamedConfig>> drawModels(StringRef spaceName) {
  auto space = SearchSpace::load(spaceName);
  if (!space)
    return space.takeError();
  std::mt19937_64 random(seed);
  std::vector<NamedConfig> result;
  for (unsigned i = 0; i < samples; ++i) {
    auto config = (*space)->configure((*space)->sample(random));
    if (!config)
      return config.takeError();
    result.push_back({spaceName.str() + " " + utostr(i), std::move(*config)});
  }
  return result;
}

/// What the command line names.
static Expected<std::vector<NamedConfig>> getModels() {
  if (samples > 0)
    return drawModels(models.front());
  std::vector<NamedConfig> result;
  for (const std::string &model : models) {
    auto config = parseModel(model);
    if (!config)
      return config.takeError();
    result.push_back({model, std::move(*config)});
  }
  return result;
}

static Error runTrials(const Setup &setup) {
  auto configs = getModels();
  if (!configs)
    return configs.takeError();
  return timeTrials(setup, *configs);
}

static Error run(StringRef program) {
  if (models.empty())
    return createStringError("expected a command; see --help");
  Setup setup;
  setup.model = models.front();
  setup.reference = reference;
  setup.meter.threads = threads;
  setup.meter.percentile = percentile;
  setup.meter.minRounds = rounds;
  setup.meter.maxRounds = std::max(setup.meter.maxRounds, rounds.getValue());
  setup.meter.minSeconds = seconds;
  setup.meter.referenceSeconds = referenceSeconds;
  setup.precision = bf16 ? Precision::BF16 : Precision::F32;
  if (trialsCommand && samples == 0)
    return runTrials(setup);
  if (models.size() > 1)
    return createStringError("expected one model, got %zu", models.size());
  if (trialsCommand)
    return runTrials(setup);
  if (measureCommand)
    return measureOnce(setup);
  if (repeatCommand)
    return measureRepeatability(setup, processes, program);
  if (compileCommand)
    return compileForever(setup);
  return measureOverlap(setup, pairs, program);
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv,
                              "Fovea measures latencies as a search does, and "
                              "says how good that is.\n");
  outs().SetUnbuffered();
  if (Error error = run(sys::fs::getMainExecutable(
          argv[0], reinterpret_cast<void *>(&run)))) {
    errs() << "fovea-meter: error: " << toString(std::move(error)) << "\n";
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
