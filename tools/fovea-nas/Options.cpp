//===- Options.cpp - The command line of fovea-nas ------------------------===//

#include "Options.h"

#include "fovea/Search/Algorithms.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

namespace fovea::options {

cl::SubCommand spacesCommand("spaces", "List search spaces, or show one");
cl::SubCommand searchCommand("search", "Search a space, or go on with it");
cl::SubCommand showCommand("show", "Print what came of a study");
cl::SubCommand reportCommand("report", "Write a page about a study");
cl::SubCommand exportCommand("export", "Write the best architectures of a "
                                       "study as files");
cl::SubCommand compareCommand("compare", "Compare search algorithms on what a "
                                         "study measured");
cl::SubCommand lacsCommand("lacs", "Scale a model to a family by latency");

static cl::OptionCategory kSearch("Search", "what is looked for");
static cl::OptionCategory kEvaluation("Evaluation",
                                      "how candidates are compiled and judged");
static cl::OptionCategory kOutput("Output", "what is printed and written");

cl::opt<std::string> space(cl::Positional, cl::Required, cl::desc("SPACE"),
                           cl::sub(searchCommand), cl::cat(kSearch));
cl::opt<std::string> shownSpace(cl::Positional, cl::desc("[SPACE]"),
                                cl::sub(spacesCommand), cl::cat(kSearch));
cl::opt<std::string> model(cl::Positional, cl::Required, cl::desc("MODEL"),
                           cl::sub(lacsCommand), cl::cat(kSearch));
cl::opt<std::string> readStudy(cl::Positional, cl::Required, cl::desc("STUDY"),
                               cl::sub(showCommand), cl::sub(reportCommand),
                               cl::sub(exportCommand), cl::sub(compareCommand),
                               cl::cat(kSearch));

cl::opt<std::string> study("study", cl::Required,
                           cl::desc("File that keeps the trials; if it is "
                                    "there, the search goes on with it"),
                           cl::value_desc("FILE"), cl::sub(searchCommand),
                           cl::cat(kSearch));
cl::opt<int64_t> trials("trials", cl::Required,
                        cl::desc("Trials of the study, in all"),
                        cl::value_desc("N"), cl::sub(searchCommand),
                        cl::cat(kSearch));
cl::opt<std::string> algorithm("algorithm",
                               cl::desc("random, evolution (default), nsga2 or "
                                        "reinforce"),
                               cl::init("evolution"), cl::value_desc("NAME"),
                               cl::sub(searchCommand), cl::cat(kSearch));
cl::opt<unsigned> population("population",
                             cl::desc("Architectures that live at once, or "
                                      "trials of a generation (default: what "
                                      "the algorithm has)"),
                             cl::value_desc("N"), cl::sub(searchCommand),
                             cl::sub(compareCommand), cl::cat(kSearch));
cl::list<std::string> objectives(
    "objectives",
    cl::desc("What is optimized: latency, predicted-latency, parameters, macs, "
             "peak-memory, quality (default: latency,quality; without "
             "--quality, latency)"),
    cl::value_desc("TERM,..."), cl::CommaSeparated, cl::sub(searchCommand),
    cl::sub(compareCommand), cl::cat(kSearch));
cl::opt<std::string>
    reward("reward",
           cl::desc("Exponent W of the reward Q (LAT/T)^W: soft (default, "
                    "-0.07), hard (0:-1), a number, or BELOW:ABOVE the target"),
           cl::init("soft"), cl::value_desc("W"), cl::sub(searchCommand),
           cl::sub(compareCommand), cl::cat(kSearch));
cl::opt<std::string>
    targetLatency("target-latency",
                  cl::desc("The T of the reward, such as 5ms or 800us"),
                  cl::value_desc("TIME"), cl::sub(searchCommand),
                  cl::sub(compareCommand), cl::cat(kSearch));
cl::opt<uint64_t>
    seed("seed",
         cl::desc("Seed of what is drawn: architectures, weights, "
                  "images (default: 0)"),
         cl::init(0), cl::value_desc("N"), cl::sub(searchCommand),
         cl::sub(compareCommand), cl::sub(lacsCommand), cl::cat(kSearch));
cl::list<std::string> settings(
    "set",
    cl::desc("Setting of the model, such as resolution=192 (repeatable)"),
    cl::value_desc("KEY=VALUE"), cl::sub(searchCommand), cl::sub(lacsCommand),
    cl::cat(kSearch));

cl::opt<std::string>
    quality("quality",
            cl::desc("Where quality comes from: naswot (default of lacs), "
                     "table:FILE.csv, command:CMD; without it there is none"),
            cl::value_desc("EVALUATOR"), cl::sub(searchCommand),
            cl::sub(lacsCommand), cl::cat(kEvaluation));
cl::opt<double> qualityTimeout("quality-timeout",
                               cl::desc("Seconds after which a command is "
                                        "stopped (default: 600)"),
                               cl::init(600), cl::value_desc("SECONDS"),
                               cl::sub(searchCommand), cl::sub(lacsCommand),
                               cl::cat(kEvaluation));
cl::opt<unsigned> threads("threads",
                          cl::desc("Threads of an inference (default: 1)"),
                          cl::init(1), cl::value_desc("N"),
                          cl::sub(searchCommand), cl::sub(lacsCommand),
                          cl::cat(kEvaluation));
cl::opt<Precision> precision(
    "precision", cl::desc("What to multiply in (default: f32):"),
    cl::values(clEnumValN(Precision::F32, "f32", "as the model says"),
               clEnumValN(Precision::BF16, "bf16", "half the memory")),
    cl::init(Precision::F32), cl::sub(searchCommand), cl::sub(lacsCommand),
    cl::sub(exportCommand), cl::cat(kEvaluation));
cl::opt<double> percentile("percentile",
                           cl::desc("Of the latency, in percent (default: 50, "
                                    "the median)"),
                           cl::init(50), cl::value_desc("P"),
                           cl::sub(searchCommand), cl::sub(lacsCommand),
                           cl::cat(kEvaluation));
cl::opt<std::string> hardware(
    "hardware",
    cl::desc("Machine that predicted-latency is about: a name or a .yaml file "
             "(default: this one, by the kernels that were measured)"),
    cl::value_desc("NAME|FILE"), cl::sub(searchCommand), cl::sub(reportCommand),
    cl::cat(kEvaluation));
cl::opt<double> prefilter(
    "prefilter",
    cl::desc("Do not compile what is predicted to take more than so many times "
             "the target (default: 0, compile all)"),
    cl::init(0), cl::value_desc("FACTOR"), cl::sub(searchCommand),
    cl::cat(kEvaluation));
cl::opt<bool> overlap("overlap",
                      cl::desc("Compile the next candidate on other cores "
                               "during a measurement (default: true)"),
                      cl::init(true), cl::sub(searchCommand),
                      cl::cat(kEvaluation));
cl::opt<double> trialTimeout("trial-timeout",
                             cl::desc("Seconds after which a trial is given up "
                                      "(default: 1800)"),
                             cl::init(1800), cl::value_desc("SECONDS"),
                             cl::sub(searchCommand), cl::cat(kEvaluation));
cl::opt<std::string> cacheDir(
    "cache-dir",
    cl::desc("Folder that keeps compiled kernels (default: $FOVEA_CACHE_DIR, "
             "else fovea in $XDG_CACHE_HOME or ~/.cache)"),
    cl::value_desc("FOLDER"), cl::sub(searchCommand), cl::sub(lacsCommand),
    cl::sub(exportCommand), cl::cat(kEvaluation));
cl::opt<bool> noCache("no-cache", cl::desc("Compile all kernels anew"),
                      cl::sub(searchCommand), cl::sub(lacsCommand),
                      cl::sub(exportCommand), cl::cat(kEvaluation));
cl::opt<std::string> kernelRecords(
    "kernel-records",
    cl::desc("File with the times of kernels (default: one for this host in "
             "the cache folder)"),
    cl::value_desc("FILE"), cl::sub(searchCommand), cl::cat(kEvaluation));
cl::opt<bool> serveTrials("serve-trials",
                          cl::desc("Run trials for the parent process"),
                          cl::Hidden, cl::sub(searchCommand),
                          cl::cat(kEvaluation));
cl::opt<bool> quiet("quiet", cl::desc("Print results and errors only"),
                    cl::sub(searchCommand), cl::sub(lacsCommand),
                    cl::sub(exportCommand), cl::cat(kOutput));
cl::opt<bool> json("json", cl::desc("Print the result as JSON"),
                   cl::sub(searchCommand), cl::sub(showCommand),
                   cl::sub(compareCommand), cl::sub(lacsCommand),
                   cl::cat(kOutput));
cl::opt<std::string> output("o", cl::desc("File or folder to write"),
                            cl::value_desc("PATH"), cl::sub(reportCommand),
                            cl::sub(exportCommand), cl::sub(lacsCommand),
                            cl::cat(kOutput));
cl::opt<unsigned> top("top",
                      cl::desc("How many of the best architectures (default: "
                               "5)"),
                      cl::init(5), cl::value_desc("K"), cl::sub(showCommand),
                      cl::sub(searchCommand), cl::sub(exportCommand),
                      cl::sub(reportCommand), cl::cat(kOutput));
cl::list<std::string> formats("formats",
                              cl::desc("What to write of each: yaml, mlir, "
                                       "onnx, shared (default: all)"),
                              cl::value_desc("FORMAT,..."), cl::CommaSeparated,
                              cl::sub(exportCommand), cl::cat(kOutput));

cl::list<std::string>
    algorithms("algorithms",
               cl::desc("Which ones (default: random,evolution,nsga2,"
                        "reinforce)"),
               cl::value_desc("NAME,..."), cl::CommaSeparated,
               cl::sub(compareCommand), cl::cat(kSearch));
cl::opt<unsigned> seeds("seeds", cl::desc("Runs of each one (default: 5)"),
                        cl::init(5), cl::value_desc("N"),
                        cl::sub(compareCommand), cl::cat(kSearch));
cl::opt<unsigned> comparedTrials("trials",
                                 cl::desc("Trials of a run (default: 200)"),
                                 cl::init(200), cl::value_desc("N"),
                                 cl::sub(compareCommand), cl::cat(kSearch));

cl::list<std::string>
    targets("targets", cl::OneOrMore,
            cl::desc("Latencies of the members, growing, such as 12ms,18ms or, "
                     "as multiples of the base model's, 1.5x,2x"),
            cl::value_desc("TIME,..."), cl::CommaSeparated,
            cl::sub(lacsCommand), cl::cat(kSearch));
cl::list<std::string>
    axes("axis",
         cl::desc("Which settings an axis scales, such as width=width:64+heads "
                  "(repeatable; depth, width and resolution have defaults)"),
         cl::value_desc("AXIS=SETTING[:STEP][+FOLLOWER]..."),
         cl::sub(lacsCommand), cl::cat(kSearch));
cl::opt<double> tolerance("tolerance",
                          cl::desc("How far a latency may be off its target, "
                                   "as a part of it (default: 0.02)"),
                          cl::init(0.02), cl::value_desc("PART"),
                          cl::sub(lacsCommand), cl::cat(kSearch));
cl::opt<unsigned> gridSteps("grid",
                            cl::desc("Shares of growth are first multiples of "
                                     "1/N (default: 4)"),
                            cl::init(4), cl::value_desc("N"),
                            cl::sub(lacsCommand), cl::cat(kSearch));
cl::opt<unsigned> refinements("refinements",
                              cl::desc("Rounds of refinement (default: 2)"),
                              cl::init(2), cl::value_desc("N"),
                              cl::sub(lacsCommand), cl::cat(kSearch));
cl::opt<bool> reuseSplit("reuse-split",
                         cl::desc("Find the shares for the first target only"),
                         cl::sub(lacsCommand), cl::cat(kSearch));
cl::opt<std::string> familyName("name",
                                cl::desc("Name of the family (default: the "
                                         "model's)"),
                                cl::value_desc("NAME"), cl::sub(lacsCommand),
                                cl::cat(kOutput));

} // namespace fovea::options

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

static Error checkOptions() {
  if (options::searchCommand && options::trials < 1)
    return createStringError("--trials: expected at least 1, found %lld",
                             (long long)options::trials);
  if (options::threads < 1 || options::threads > 1024)
    return createStringError("--threads: expected 1 to 1024, found %u",
                             options::threads.getValue());
  if (!(options::percentile > 0 && options::percentile < 100))
    return createStringError("--percentile: expected a number between 0 and "
                             "100, found %g",
                             options::percentile.getValue());
  if (!(options::qualityTimeout > 0))
    return createStringError("--quality-timeout: expected seconds above 0, "
                             "found %g",
                             options::qualityTimeout.getValue());
  if (!(options::trialTimeout > 0))
    return createStringError("--trial-timeout: expected seconds above 0, "
                             "found %g",
                             options::trialTimeout.getValue());
  if (!(options::prefilter >= 0))
    return createStringError("--prefilter: expected 0 or a factor, found %g",
                             options::prefilter.getValue());
  if (options::prefilter > 0 && options::targetLatency.empty())
    return createStringError("--prefilter compares with --target-latency, "
                             "which is not given");
  if (options::noCache && !options::cacheDir.empty())
    return createStringError("--no-cache leaves nothing for --cache-dir to do");
  if ((options::reportCommand || options::exportCommand) &&
      options::output.empty())
    return createStringError("expected -o, where to write");
  return Error::success();
}

void fovea::parseOptions(int argc, char **argv) {
  for (cl::SubCommand *command : cl::getRegisteredSubcommands())
    cl::HideUnrelatedOptions(
        {&options::kSearch, &options::kEvaluation, &options::kOutput},
        *command);
  cl::SetVersionPrinter([](raw_ostream &os) {
    os << "fovea-nas " FOVEA_VERSION ", LLVM " LLVM_VERSION_STRING "\n";
  });
  cl::ParseCommandLineOptions(
      argc, argv,
      "Fovea searches architectures by the latency that they really have.\n\n"
      "  fovea-nas search efficientnet-x --study x.db --trials 300 "
      "--target-latency 8ms --quality naswot\n"
      "  fovea-nas report x.db -o x.html\n");
  ExitOnError exitOnError("fovea-nas: error: ");
  exitOnError(checkOptions());
}

Expected<double> fovea::parseTime(StringRef option, StringRef text) {
  static constexpr std::pair<StringLiteral, double> units[] = {
      {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
  for (auto [unit, seconds] : units) {
    StringRef number = text;
    double value;
    if (number.consume_back(unit) && !number.trim().getAsDouble(value) &&
        value > 0 && std::isfinite(value))
      return value * seconds;
  }
  return createStringError(
      "--%s: expected a time such as 5ms, 800us or 0.1s, found '%s'",
      option.str().c_str(), text.str().c_str());
}

static Expected<std::vector<MetricKind>> getTerms() {
  if (options::objectives.empty()) {
    if (options::quality.empty() && !options::compareCommand)
      return std::vector{MetricKind::Latency};
    return std::vector{MetricKind::Latency, MetricKind::Quality};
  }
  std::vector<MetricKind> terms;
  for (StringRef name : options::objectives) {
    Expected<MetricKind> term = parseMetricKind(name);
    if (!term)
      return createStringError("--objectives: " + toString(term.takeError()));
    terms.push_back(*term);
  }
  return terms;
}

Expected<Objective> fovea::getObjective() {
  Expected<std::vector<MetricKind>> terms = getTerms();
  if (!terms)
    return terms.takeError();
  Expected<RewardForm> form = RewardForm::parse(options::reward);
  if (!form)
    return createStringError("--reward: " + toString(form.takeError()));
  std::optional<double> target;
  if (!options::targetLatency.empty()) {
    Expected<double> seconds =
        parseTime("target-latency", options::targetLatency);
    if (!seconds)
      return seconds.takeError();
    target = *seconds;
  }
  Expected<Objective> objective = Objective::create(*terms, *form, target);
  if (objective && target &&
      !is_contained({MetricKind::Latency, MetricKind::PredictedLatency},
                    objective->getRewardTerm()))
    return createStringError("--target-latency: the first of --objectives that "
                             "is not quality is no latency");
  return objective;
}

Expected<std::vector<double>> fovea::getTargets(double baseSeconds) {
  std::vector<double> targets;
  for (StringRef text : options::targets) {
    double factor;
    StringRef number = text;
    if (number.consume_back("x") && !number.getAsDouble(factor)) {
      targets.push_back(factor * baseSeconds);
      continue;
    }
    Expected<double> seconds = parseTime("targets", text);
    if (!seconds)
      return seconds.takeError();
    targets.push_back(*seconds);
  }
  return targets;
}
