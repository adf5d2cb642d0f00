//===- foveac.cpp - Compile vision models to native code ------------------===//

#include "Analyze.h"
#include "Cache.h"
#include "Hardware.h"
#include "Options.h"
#include "Tune.h"

#include "Models.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Driver/Artifacts.h"
#include "fovea/Driver/FusionReport.h"
#include "fovea/Export/ONNX/ExportONNX.h"
#include "fovea/Import/ONNX/ONNXImport.h"
#include "fovea/Model/Weights.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/Timing.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace fovea;

/// Report an error that belongs to no place in a file.
static LogicalResult report(llvm::Error error) {
  if (!error)
    return success();
  llvm::errs() << "foveac: error: " << toString(std::move(error)) << "\n";
  return failure();
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static FailureOr<OwningOpRef<ModuleOp>> readONNX(MLIRContext &context) {
  ImportOptions importOptions;
  importOptions.modelName = getModelName();
  auto shapes = parseShapes();
  if (!shapes)
    return report(shapes.takeError());
  importOptions.inputShapes = std::move(*shapes);
  auto constants = parseAssignments("constant", options::constants);
  if (!constants)
    return report(constants.takeError());
  for (const auto &[name, file] : *constants) {
    FailureOr<ElementsAttr> value = importONNXTensor(file, &context);
    if (failed(value))
      return failure();
    importOptions.constantInputs[name] = *value;
  }
  return importONNX(options::input, importOptions, &context);
}

/// A constant of a file may refer to a resource that the file does not hold.
static LogicalResult checkConstants(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) -> WalkResult {
    for (NamedAttribute attribute : op->getAttrs())
      if (auto value =
              dyn_cast<DenseResourceElementsAttr>(attribute.getValue());
          value && !value.getRawHandle().getBlob())
        return op->emitError("the value refers to the resource '")
               << value.getRawHandle().getKey()
               << "', which the file does not hold";
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

static FailureOr<OwningOpRef<ModuleOp>> readMLIR(MLIRContext &context) {
  if (!options::shapes.empty() || !options::constants.empty())
    return report(llvm::createStringError(
        "--shape and --constant belong to an ONNX file"));
  auto module = parseSourceFile<ModuleOp>(options::input, &context);
  if (!module || failed(checkConstants(*module)))
    return failure();
  return module;
}

static FailureOr<OwningOpRef<ModuleOp>> readModule(MLIRContext &context) {
  if (!options::model.empty()) {
    ModelSettings settings;
    settings.file = options::config;
    settings.assignments = options::settings;
    if (options::batch.getNumOccurrences())
      settings.assignments.push_back(
          "batch=" + std::to_string(options::batch.getValue()));
    return buildModel(options::model, settings, context);
  }
  StringRef extension = llvm::sys::path::extension(options::input);
  if (extension == ".onnx")
    return readONNX(context);
  if (extension == ".mlir")
    return readMLIR(context);
  return report(
      llvm::createStringError("%s: expected a file that ends in .onnx or .mlir",
                              options::input.c_str()));
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static LogicalResult
writeText(llvm::function_ref<void(llvm::raw_ostream &)> print) {
  std::string path = getOutputPath();
  return report(
      llvm::writeToOutput(path, [&](llvm::raw_ostream &os) -> llvm::Error {
        print(os);
        return llvm::Error::success();
      }));
}

static LogicalResult emitMLIR(ModuleOp module,
                              const CompileOptions &compileOptions) {
  if (failed(optimizeGraph(module, compileOptions)))
    return failure();
  // Unlike `<<`, this prints the weights as well, behind the module.
  return writeText([&](llvm::raw_ostream &os) { module->print(os); });
}

/// The graph as it was read: what the passes make of it suits our kernels, and
/// a runtime would have to undo it.
static LogicalResult emitONNX(ModuleOp module) {
  ExportONNXOptions exportOptions;
  exportOptions.opset = options::opset;
  return exportONNX(module, getOutputPath(), exportOptions);
}

static LogicalResult emitLLVM(ModuleOp module,
                              const CompileOptions &compileOptions) {
  if (failed(optimizeGraph(module, compileOptions)))
    return failure();
  ModelDescription description;
  llvm::LLVMContext context;
  auto result = lowerToLLVM(module, compileOptions, description, context);
  if (failed(result))
    return failure();
  return writeText(
      [&](llvm::raw_ostream &os) { (*result)->print(os, nullptr); });
}

static void printStats(const CompiledModel &model) {
  const ModelDescription &description = model.description;
  uint64_t flops = 0;
  for (const KernelDescription &kernel : description.kernels)
    flops += kernel.flops;
  auto print = [](StringRef what, uint64_t value, StringRef unit) {
    llvm::errs() << llvm::format("%-24s %14llu %s\n", what.str().c_str(),
                                 (unsigned long long)value, unit.str().c_str());
  };
  print("weights", description.weightsSize, "bytes");
  print("arena", description.arenaSize, "bytes");
  print("arena, lower bound", description.liveBytes, "bytes");
  print("kernels", description.kernels.size(), "calls");
  print("arithmetic", flops, "operations");
  uint64_t codeSize = 0;
  for (const auto &object : model.objects)
    codeSize += object.size();
  print("objects", codeSize, "bytes");
  print("compiled", model.objects.size() - model.numCached, "objects");
  print("from the cache", model.numCached, "objects");
}

static LogicalResult emitArtifact(ModuleOp module,
                                  CompileOptions compileOptions,
                                  const char *argv0) {
  auto cache = openCache();
  if (!cache)
    return report(cache.takeError());
  compileOptions.cache = cache->get();
  FailureOr<CompiledModel> model = compile(module, compileOptions);
  if (failed(model))
    return failure();
  if (*cache && !(*cache)->getStoreError().empty())
    warnOfCache((*cache)->getStoreError());
  if (options::stats)
    printStats(*model);
  LinkOptions linkOptions;
  linkOptions.linker = options::linker;
  linkOptions.runtimeDir =
      findRuntimeDirectory(llvm::sys::fs::getMainExecutable(
          argv0, reinterpret_cast<void *>(&emitArtifact)));
  ArtifactKind kind =
      options::emit == Emit::Executable      ? ArtifactKind::Executable
      : options::emit == Emit::SharedLibrary ? ArtifactKind::SharedLibrary
                                             : ArtifactKind::Object;
  TimingScope timing = compileOptions.timing
                           ? compileOptions.timing->nest("write artifact")
                           : TimingScope();
  return report(writeArtifact(*model, kind, getOutputPath(), linkOptions));
}

//===----------------------------------------------------------------------===//
// Main
//===----------------------------------------------------------------------===//

static FailureOr<CompileOptions> getCompileOptions(TimingScope &timing) {
  CompileOptions result;
  auto hardware = getRequestedHardware();
  if (!hardware)
    return report(hardware.takeError());
  result.hardware = std::move(*hardware);
  if (result.hardware)
    warnOfSlowPrecision(*result.hardware);
  result.optLevel = options::optLevel;
  result.precision = options::precision;
  result.mergeMatMuls = options::mergeMatMuls;
  result.target = options::target;
  result.cpu = options::cpu;
  result.winograd = options::winograd;
  result.spaceToDepth = options::spaceToDepth;
  result.splitBatch = options::splitBatch;
  result.activationError = options::activationError;
  result.sanitizer = options::sanitizer;
  result.name = getModelName();
  result.defaultThreads = options::defaultThreads;
  result.timing = &timing;
  if (options::externalWeights)
    result.weightsFile =
        llvm::sys::path::filename(getOutputPath()).str() + ".weights";
  result.onLevel = [](Level level, Operation *op) {
    if (!llvm::is_contained(options::printIRAfter, level))
      return;
    llvm::errs() << "// IR after " << getLevelName(level) << "\n";
    op->print(
        llvm::errs(),
        OpPrintingFlags().elideLargeElementsAttrs().elideLargeResourceString());
    llvm::errs() << "\n";
  };
  return result;
}

static LogicalResult printHardware(const CompileOptions &compileOptions,
                                   MLIRContext &context) {
  // An accelerator can be printed, though there is no code for it.
  auto model = compileOptions.hardware
                   ? FailureOr<HardwareModel>(*compileOptions.hardware)
                   : getHardware(UnknownLoc::get(&context), compileOptions);
  if (succeeded(model))
    writeHardwareModel(*model, llvm::outs());
  return model;
}

static LogicalResult run(MLIRContext &context, TimingScope &timing,
                         const char *argv0) {
  // First: a mistake in the options shows before the long work.
  FailureOr<CompileOptions> compileOptions = getCompileOptions(timing);
  if (failed(compileOptions))
    return failure();
  if (options::printHardware)
    return printHardware(*compileOptions, context);
  TimingScope reading = timing.nest("read");
  FailureOr<OwningOpRef<ModuleOp>> module = readModule(context);
  if (failed(module) || failed(verify(**module)))
    return failure();
  // The values of weights are of no account.
  if (isAnalysisWanted())
    return analyze(**module, *compileOptions);
  WeightOptions weightOptions;
  weightOptions.file = options::weights;
  weightOptions.seed = options::seed;
  if (failed(bindWeights(**module, weightOptions)))
    return failure();
  reading.stop();
  if (failed(report(applyTuning(**module, *compileOptions))))
    return failure();

  switch (options::emit) {
  case Emit::MLIR:
    return emitMLIR(**module, *compileOptions);
  case Emit::ONNX:
    return emitONNX(**module);
  case Emit::LLVM:
    return emitLLVM(**module, *compileOptions);
  case Emit::Executable:
  case Emit::SharedLibrary:
  case Emit::Object:
    return emitArtifact(**module, *compileOptions, argv0);
  }
  llvm_unreachable("unknown kind of output");
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  parseOptions(argc, argv);
  if (options::listModels) {
    listModels(llvm::outs());
    return EXIT_SUCCESS;
  }
  if (options::listHardware) {
    listHardware(llvm::outs());
    return EXIT_SUCCESS;
  }
  if (options::probeHardware)
    return succeeded(report(probeHardware(llvm::outs()))) ? EXIT_SUCCESS
                                                          : EXIT_FAILURE;
  DialectRegistry registry;
  registerDialects(registry);
  FusionReport fusionReport;
  llvm::DefaultThreadPool threads(llvm::hardware_concurrency(options::jobs));
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  if (threads.getMaxConcurrency() > 1)
    context.setThreadPool(threads);
  context.loadAllAvailableDialects();
  if (options::fusionReport && failed(fusionReport.attach(context)))
    return EXIT_FAILURE;
  context.printOpOnDiagnostic(false);
  llvm::SourceMgr sourceManager;
  SourceMgrDiagnosticHandler diagnostics(sourceManager, &context);

  DefaultTimingManager timingManager;
  timingManager.setEnabled(options::timePasses);
  TimingScope timing = timingManager.getRootScope();
  LogicalResult result = run(context, timing, argv[0]);
  timing.stop();
  if (options::fusionReport && succeeded(result))
    fusionReport.print(llvm::outs());
  return succeeded(result) ? EXIT_SUCCESS : EXIT_FAILURE;
}
