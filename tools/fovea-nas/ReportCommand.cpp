//===- ReportCommand.cpp - fovea-nas report -------------------------------===//

#include "Commands.h"
#include "Options.h"
#include "Setup.h"

#include "fovea/Analysis/Analysis.h"
#include "fovea/Hardware/HostProbe.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Search/Report.h"
#include "fovea/Search/StudySummary.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

static std::string printValue(const json::Value &value) {
  if (std::optional<StringRef> text = value.getAsString())
    return text->str();
  return formatv("{0}", value);
}

static ReportStage makeStage(std::string name, const json::Object &settings) {
  ReportStage stage;
  stage.name = std::move(name);
  for (const auto &[key, value] : settings)
    if (!value.getAsArray())
      stage.settings.push_back({key.str(), printValue(value)});
  sort(stage.settings);
  return stage;
}

/// The stages of a model are the lists of groups of settings in its
/// configuration. None if there is no such list.
static std::vector<ReportStage> getStages(StringRef config) {
  std::vector<ReportStage> stages;
  Expected<json::Value> parsed = json::parse(config);
  if (!parsed) {
    consumeError(parsed.takeError());
    return stages;
  }
  const json::Object *settings = parsed->getAsObject();
  if (!settings)
    return stages;
  for (const auto &[key, value] : *settings) {
    const json::Array *groups = value.getAsArray();
    if (!groups)
      continue;
    for (const auto &[index, group] : enumerate(*groups))
      if (const json::Object *object = group.getAsObject())
        stages.push_back(
            makeStage(formatv("{0} {1}", key.str(), index + 1), *object));
  }
  return stages;
}

//===----------------------------------------------------------------------===//
// Work and traffic
//===----------------------------------------------------------------------===//

/// What the analysis says an architecture computes and moves.
static Expected<Work> analyze(const OpenedStudy &opened, const Trial &trial,
                              const AnalysisTarget &target) {
  auto config = opened.space->configure(trial.architecture);
  if (!config)
    return config.takeError();
  auto candidate = Candidate::create(**config);
  if (!candidate)
    return candidate.takeError();
  CollectDiagnostics diagnostics((*candidate)->getContext());
  mlir::ModuleOp module = (*candidate)->getModule();
  CompileOptions compileOptions;
  compileOptions.hardware = target.hardware;
  if (failed(optimizeGraph(module, compileOptions)))
    return createStringError(diagnostics.take());
  FailureOr<ModelAnalysis> analysis = analyzeModel(module, target);
  if (failed(analysis))
    return createStringError(diagnostics.take());
  return analysis->work;
}

static Expected<ReportTrial> describeTrial(const OpenedStudy &opened,
                                           const Trial &trial,
                                           const AnalysisTarget &target) {
  ReportTrial described;
  described.trial = trial;
  described.stages = getStages(trial.config);
  described.reward = opened.objective.evaluate(trial).reward;
  if (trial.hasFailed())
    return described;
  Expected<Work> work = analyze(opened, trial, target);
  if (!work)
    return work.takeError();
  described.flops = work->getFlops();
  described.bytes = work->getBytes();
  return described;
}

//===----------------------------------------------------------------------===//
// The page
//===----------------------------------------------------------------------===//

/// The machine that measured the study, as its first trial says.
static Expected<HardwareModel> getMachine(const OpenedStudy &opened) {
  if (!options::hardware.empty())
    return loadHardwareModel(options::hardware);
  for (const Trial &trial : opened.trials)
    if (!trial.host.empty())
      return parseHardwareModel(trial.host, options::readStudy);
  return getHostModel();
}

static std::vector<std::pair<std::string, std::string>>
getFacts(const StudyHeader &header, ArrayRef<Trial> trials) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"space", header.space},
      {"algorithm", formatv("{0}, seed {1}", header.algorithm, header.seed)},
      {"precision", header.precision},
      {"threads", formatv("{0}", header.threads)}};
  for (const auto &[name, value] : header.settings)
    if (!isDefault(name, value))
      facts.push_back({name, value});
  if (!trials.empty())
    facts.push_back({"compiler", trials.front().compiler});
  return facts;
}

static Expected<ReportInput> getInput(const OpenedStudy &opened) {
  const StudyHeader &header = opened.study->getHeader();
  Expected<HardwareModel> machine = getMachine(opened);
  if (!machine)
    return machine.takeError();
  ComputeType type = header.precision == getName(Precision::BF16)
                         ? ComputeType::BF16
                         : ComputeType::F32;
  Expected<AnalysisTarget> target =
      getAnalysisTarget(*machine, header.threads, type);
  if (!target)
    return target.takeError();
  ReportInput input;
  input.title = header.space + " on " + machine->name;
  input.facts = getFacts(header, opened.trials);
  input.objective = opened.objective.print();
  if (opened.objective.getRewardTerm() == MetricKind::Latency)
    input.targetLatency = opened.objective.getTarget();
  input.knobs = opened.space->getKnobs().vec();
  input.base = opened.space->getBase();
  if (auto base = opened.space->configure(input.base))
    input.baseStages =
        getStages(formatv("{0}", json::Value(toJSON(**base))).str());
  else
    return base.takeError();
  for (const Trial &trial : opened.trials) {
    Expected<ReportTrial> described = describeTrial(opened, trial, *target);
    if (!described)
      return described.takeError();
    input.trials.push_back(std::move(*described));
  }
  input.machines.push_back({*machine, header.threads, type});
  return input;
}

Expected<int> fovea::runReport() {
  Expected<OpenedStudy> opened = openStudy();
  if (!opened)
    return opened.takeError();
  Expected<ReportInput> input = getInput(*opened);
  if (!input)
    return input.takeError();
  if (Error error = writeToOutput(options::output, [&](raw_ostream &os) {
        writeReport(*input, os);
        return Error::success();
      }))
    return createFileError(options::output, std::move(error));
  return EXIT_SUCCESS;
}
