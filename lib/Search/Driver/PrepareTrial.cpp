//===- PrepareTrial.cpp - The first stage of a trial ----------------------===//

#include "PrepareTrial.h"

#include "fovea/Support/CollectDiagnostics.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace mlir;
using namespace fovea;

PreparedTrial TrialPreparer::prepare(const TrialRequest &request) {
  PreparedTrial prepared;
  prepared.rewardToBeat = request.rewardToBeat;
  Trial &trial = prepared.trial;
  trial.number = request.number;
  trial.seed = request.seed;
  trial.architecture = request.architecture;
  trial.host = options.host;
  trial.compiler = options.compiler;
  if (Error error = fill(prepared)) {
    trial.failure = StringRef(toString(std::move(error))).rtrim().str();
    prepared.candidate.reset();
  }
  return prepared;
}

Error TrialPreparer::fill(PreparedTrial &prepared) {
  if (Error error = build(prepared))
    return error;
  if (options.predictOn)
    if (Error error = predictOn(prepared, *options.predictOn))
      return error;
  if (options.prefilter != 0) {
    if (Error error = predictUncompiled(prepared))
      return error;
    if (Error error = filter(prepared))
      return error;
  }
  if (Error error = compile(prepared))
    return error;
  predictCompiled(prepared);
  return evaluateQuality(prepared);
}

Error TrialPreparer::build(PreparedTrial &prepared) {
  Trial &trial = prepared.trial;
  auto config = space.configure(trial.architecture);
  if (!config)
    return config.takeError();
  trial.config = formatv("{0}", json::Value(toJSON(**config)));
  auto candidate = Candidate::create(**config);
  if (!candidate)
    return candidate.takeError();
  prepared.candidate = std::move(*candidate);
  prepared.candidate->useThreads(threads);
  const ModelStatistics &statistics = prepared.candidate->getStatistics();
  trial.metrics.parameters = statistics.trainableParameters;
  trial.metrics.macs = statistics.macs;
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Prediction
//===----------------------------------------------------------------------===//

/// By the model of a machine.
Error TrialPreparer::predictOn(PreparedTrial &prepared,
                               const AnalysisTarget &target) {
  CollectDiagnostics diagnostics(prepared.candidate->getContext());
  OwningOpRef<ModuleOp> module = prepared.candidate->build();
  CompileOptions analyzed = options.compile;
  analyzed.hardware = target.hardware;
  analyzed.cache = nullptr;
  if (failed(optimizeGraph(*module, analyzed)))
    return createStringError(diagnostics.take());
  FailureOr<ModelAnalysis> analysis = analyzeModel(*module, target);
  if (failed(analysis))
    return createStringError(diagnostics.take());
  prepared.trial.metrics.predictedLatency =
      Measurement::exact(analysis->seconds);
  return Error::success();
}

/// By kernels that were measured in other candidates. To know its kernels
/// without compiling them takes time that only pays if it may be filtered out.
Error TrialPreparer::predictUncompiled(PreparedTrial &prepared) {
  if (options.predictOn)
    return Error::success();
  CollectDiagnostics diagnostics(prepared.candidate->getContext());
  OwningOpRef<ModuleOp> module = prepared.candidate->build();
  auto calls = planKernelCalls(*module, options.compile);
  if (failed(calls))
    return createStringError(diagnostics.take());
  prepared.trial.metrics.predictedLatency = history.predict(*calls);
  return Error::success();
}

/// The same once it is compiled, and its kernels for those to come.
void TrialPreparer::predictCompiled(PreparedTrial &prepared) {
  if (options.predictOn)
    return;
  prepared.calls = getKernelCalls(prepared.compiled.model, options.compile);
  prepared.trial.metrics.predictedLatency = history.predict(prepared.calls);
}

Error TrialPreparer::filter(const PreparedTrial &prepared) const {
  const std::optional<Measurement> &predicted =
      prepared.trial.metrics.predictedLatency;
  std::optional<double> target = objective.getTarget();
  if (!predicted || !target || predicted->value <= options.prefilter * *target)
    return Error::success();
  // Its start is the same for all, so that a summary counts them as one reason.
  return createStringError(
      formatv("predicted to be more than {0} times slower than the target\n"
              "{1:f3} ms",
              options.prefilter, predicted->value * 1e3)
          .str());
}

//===----------------------------------------------------------------------===//
// Compilation and quality
//===----------------------------------------------------------------------===//

Error TrialPreparer::compile(PreparedTrial &prepared) {
  auto compiled = prepared.candidate->compile(options.compile);
  if (!compiled)
    return compiled.takeError();
  prepared.compiled = std::move(*compiled);
  prepared.trial.compileSeconds = prepared.compiled.seconds;
  prepared.trial.metrics.peakMemory = prepared.compiled.peakMemory;
  return Error::success();
}

Error TrialPreparer::evaluateQuality(PreparedTrial &prepared) {
  if (!quality)
    return Error::success();
  const Trial &trial = prepared.trial;
  QualityRequest request;
  request.trial = trial.number;
  request.architecture = space.describe(trial.architecture);
  request.config = trial.config;
  request.configure = [&] { return space.configure(trial.architecture); };
  Expected<Measurement> result = quality->evaluate(request);
  if (!result)
    return result.takeError();
  prepared.trial.metrics.quality = *result;
  return Error::success();
}
