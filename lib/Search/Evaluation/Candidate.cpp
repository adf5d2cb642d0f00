//===- Candidate.cpp - A model that a search tries ------------------------===//

#include "fovea/Search/Candidate.h"

#include "fovea/Model/Weights.h"
#include "fovea/Support/Clock.h"
#include "fovea/Support/CollectDiagnostics.h"

using namespace mlir;
using namespace fovea;

/// Filled once: contexts are made for every candidate.
static const DialectRegistry &getRegistry() {
  static const DialectRegistry registry = [] {
    DialectRegistry result;
    registerDialects(result);
    return result;
  }();
  return registry;
}

/// An error with what was collected.
static llvm::Error makeError(StringRef what, CollectDiagnostics &diagnostics) {
  std::string text = diagnostics.take();
  return llvm::createStringError(what + ": " + StringRef(text).rtrim());
}

// Searches work on several candidates at a time; threads within one would only
// wait for each other.
Candidate::Candidate()
    : context(getRegistry(), MLIRContext::Threading::DISABLED) {
  context.loadAllAvailableDialects();
}

Candidate::~Candidate() = default;

void Candidate::useThreads(llvm::ThreadPoolInterface &threads) {
  // A pool of one would only pass work on.
  if (threads.getMaxConcurrency() > 1)
    context.setThreadPool(threads);
}

llvm::Expected<std::unique_ptr<Candidate>>
Candidate::create(const ModelConfig &config) {
  std::unique_ptr<Candidate> candidate(new Candidate());
  MLIRContext &context = candidate->context;
  CollectDiagnostics diagnostics(context);
  auto report = [&](const llvm::Twine &text) {
    emitError(UnknownLoc::get(&context)) << text;
  };
  ConfigChecker checker(report);
  config.check(checker);
  if (checker.hasFailed())
    return makeError("the configuration makes no sense", diagnostics);
  ModelBuilder builder(context, config.variant);
  config.build(builder);
  FailureOr<OwningOpRef<ModuleOp>> module = builder.finish();
  if (failed(module))
    return makeError("the model cannot be built", diagnostics);
  candidate->module = std::move(*module);
  candidate->statistics = computeStatistics(*candidate->module);
  return candidate;
}

OwningOpRef<ModuleOp> Candidate::build() const {
  return OwningOpRef<ModuleOp>(getModule().clone());
}

llvm::Expected<CompiledCandidate>
Candidate::compile(const CompileOptions &options, uint64_t seed) {
  CollectDiagnostics diagnostics(context);
  Stopwatch watch;
  OwningOpRef<ModuleOp> copy = build();
  WeightOptions weightOptions;
  weightOptions.seed = seed;
  if (failed(bindWeights(*copy, weightOptions)))
    return makeError("the weights cannot be drawn", diagnostics);
  CompiledCandidate result;
  result.weightSeconds = watch.getSeconds();
  FailureOr<CompiledModel> model = fovea::compile(*copy, options);
  if (failed(model))
    return makeError("the model cannot be compiled", diagnostics);
  result.model = std::move(*model);
  result.seconds = watch.getSeconds();
  result.peakMemory =
      result.model.description.weightsSize + result.model.description.arenaSize;
  return result;
}
