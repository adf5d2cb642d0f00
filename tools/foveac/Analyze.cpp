//===- Analyze.cpp - What a model costs, by the command line --------------===//

#include "Analyze.h"

#include "Options.h"

#include "fovea/Analysis/Analysis.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace fovea;

bool fovea::isAnalysisWanted() {
  return options::analyze.getNumOccurrences() ||
         options::activationReport.getNumOccurrences();
}

/// The machine and the type of numbers. Who asks about an accelerator means
/// numbers of 16 bits, unless something else is said.
static llvm::Expected<AnalysisTarget>
getRequestedTarget(const HardwareModel &hardware) {
  bool isShort = options::precision == Precision::BF16 ||
                 (hardware.device == DeviceKind::Accelerator &&
                  !options::precision.getNumOccurrences());
  return getAnalysisTarget(hardware, options::defaultThreads,
                           isShort ? ComputeType::BF16 : ComputeType::F32);
}

/// To the file of this name, and to the standard output if it is "-" or empty.
static llvm::Error
writeReport(StringRef path,
            llvm::function_ref<void(llvm::raw_ostream &)> print) {
  return llvm::writeToOutput(path.empty() ? "-" : path,
                             [&](llvm::raw_ostream &os) -> llvm::Error {
                               print(os);
                               return llvm::Error::success();
                             });
}

static llvm::Error writeAnalysis(const ModelAnalysis &analysis,
                                 const AnalysisTarget &target) {
  // JSON on the standard output is for programs, which want nothing else.
  if (options::analyze != "-")
    print(analysis, target, llvm::outs());
  if (options::analyze.empty())
    return llvm::Error::success();
  return writeReport(options::analyze, [&](llvm::raw_ostream &os) {
    os << llvm::formatv("{0:2}\n", toJSON(analysis, target));
  });
}

static LogicalResult report(llvm::Error error) {
  if (!error)
    return success();
  llvm::errs() << "foveac: error: " << toString(std::move(error)) << "\n";
  return failure();
}

LogicalResult fovea::analyze(ModuleOp module,
                             const CompileOptions &compileOptions) {
  FailureOr<HardwareModel> hardware =
      compileOptions.hardware ? FailureOr(*compileOptions.hardware)
                              : getHardware(module.getLoc(), compileOptions);
  if (failed(hardware))
    return failure();
  llvm::Expected<AnalysisTarget> target = getRequestedTarget(*hardware);
  if (!target)
    return report(target.takeError());
  if (failed(optimizeGraph(module, compileOptions)))
    return failure();
  if (options::analyze.getNumOccurrences()) {
    FailureOr<ModelAnalysis> analysis = analyzeModel(module, *target);
    if (failed(analysis) || failed(report(writeAnalysis(*analysis, *target))))
      return failure();
  }
  if (!options::activationReport.getNumOccurrences())
    return success();
  FailureOr<ActivationReport> activations = analyzeActivations(module, *target);
  if (failed(activations))
    return failure();
  return report(writeReport(options::activationReport,
                            [&](llvm::raw_ostream &os) {
                              print(*activations, *target, os);
                            }));
}
