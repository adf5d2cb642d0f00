//===- ExportCommand.cpp - fovea-nas export -------------------------------===//

#include "Commands.h"
#include "Options.h"
#include "Setup.h"

#include "fovea/Driver/Artifacts.h"
#include "fovea/Export/ONNX/ExportONNX.h"
#include "fovea/Model/Weights.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Search/StudySummary.h"
#include "fovea/Support/CollectDiagnostics.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace fovea;

namespace {
/// An architecture that is written as files of one name.
struct Winner {
  const ModelConfig &config;
  Candidate &candidate;
  /// Path without extension.
  std::string path;
};

using Writer = Error (*)(const Winner &winner, const CompileSetup &setup,
                         const std::string &program);
} // namespace

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

static Error writeText(const std::string &path,
                       function_ref<void(raw_ostream &)> print) {
  return writeToOutput(path, [&](raw_ostream &os) {
    print(os);
    return Error::success();
  });
}

/// For `foveac --model NAME --config FILE`.
static Error writeYAML(const Winner &winner, const CompileSetup &,
                       const std::string &) {
  return writeText(winner.path + ".yaml", [&](raw_ostream &os) {
    os << toYAML(const_cast<ModelConfig &>(winner.config));
  });
}

/// The graph, whose weights have an initializer and no value.
static Error writeMLIR(const Winner &winner, const CompileSetup &,
                       const std::string &) {
  return writeText(winner.path + ".mlir", [&](raw_ostream &os) {
    winner.candidate.getModule().print(os);
  });
}

static Error writeONNX(const Winner &winner, const CompileSetup &,
                       const std::string &) {
  CollectDiagnostics diagnostics(winner.candidate.getContext());
  mlir::OwningOpRef<mlir::ModuleOp> module = winner.candidate.build();
  if (failed(bindWeights(*module, WeightOptions())) ||
      failed(exportONNX(*module, winner.path + ".onnx")))
    return createStringError(diagnostics.take());
  return Error::success();
}

/// With the C header beside it.
static Error writeShared(const Winner &winner, const CompileSetup &setup,
                         const std::string &program) {
  CompileOptions compileOptions = setup.options;
  compileOptions.name = sys::path::filename(winner.path).str();
  auto compiled = winner.candidate.compile(compileOptions);
  if (!compiled)
    return compiled.takeError();
  LinkOptions link;
  link.runtimeDir = findRuntimeDirectory(program);
  return writeArtifact(compiled->model, ArtifactKind::SharedLibrary,
                       winner.path + ".so", link);
}

static constexpr std::pair<StringLiteral, Writer> kWriters[] = {
    {"yaml", writeYAML},
    {"mlir", writeMLIR},
    {"onnx", writeONNX},
    {"shared", writeShared}};

static Expected<std::vector<Writer>> getWriters() {
  std::vector<Writer> writers;
  if (options::formats.empty())
    for (const auto &[name, writer] : kWriters)
      writers.push_back(writer);
  for (const std::string &format : options::formats) {
    const auto *entry = find_if(
        kWriters, [&](const auto &known) { return known.first == format; });
    if (entry == std::end(kWriters))
      return createStringError("--formats: expected yaml, mlir, onnx or "
                               "shared, found '%s'",
                               format.c_str());
    writers.push_back(entry->second);
  }
  return writers;
}

//===----------------------------------------------------------------------===//
// Winners
//===----------------------------------------------------------------------===//

/// Those with the best rewards or, without a reward, the Pareto front.
static ArrayRef<StudySummary::Entry> getWinners(const StudySummary &summary) {
  const auto &winners = summary.best.empty() ? summary.front : summary.best;
  return ArrayRef(winners).take_front(options::top);
}

static Error writeWinner(const OpenedStudy &opened, const Trial &trial,
                         const std::string &path, const CompileSetup &setup,
                         ArrayRef<Writer> writers, const std::string &program) {
  auto config = opened.space->configure(trial.architecture);
  if (!config)
    return config.takeError();
  auto candidate = Candidate::create(**config);
  if (!candidate)
    return candidate.takeError();
  Winner winner{**config, **candidate, path};
  for (Writer writer : writers)
    if (Error error = writer(winner, setup, program))
      return error;
  return Error::success();
}

static Precision getStudyPrecision(const StudyHeader &header) {
  return header.precision == getName(Precision::BF16) ? Precision::BF16
                                                      : Precision::F32;
}

Expected<int> fovea::runExport(const std::string &program) {
  Expected<std::vector<Writer>> writers = getWriters();
  if (!writers)
    return writers.takeError();
  Expected<OpenedStudy> opened = openStudy();
  if (!opened)
    return opened.takeError();
  const StudyHeader &header = opened->study->getHeader();
  Expected<CompileSetup> setup =
      createCompileSetup(getStudyPrecision(header), header.threads);
  if (!setup)
    return setup.takeError();
  StudySummary summary =
      summarize(opened->trials, opened->objective, options::top);
  ArrayRef<StudySummary::Entry> winners = getWinners(summary);
  if (winners.empty())
    return createStringError("%s: no trial succeeded",
                             options::readStudy.c_str());
  if (std::error_code error = sys::fs::create_directories(options::output))
    return createFileError(options::output, error);
  for (const auto &[index, entry] : enumerate(winners)) {
    SmallString<128> path(options::output);
    sys::path::append(path, formatv("{0}-{1}-trial{2}", header.space, index + 1,
                                    entry.trial.number));
    if (Error error = writeWinner(*opened, entry.trial, std::string(path),
                                  *setup, *writers, program))
      return error;
    if (!options::quiet)
      outs() << path << "\n";
  }
  return EXIT_SUCCESS;
}
