//===- LACSCommand.cpp - fovea-nas lacs -----------------------------------===//

#include "Commands.h"
#include "Interrupt.h"
#include "Options.h"
#include "Setup.h"

#include "fovea/Hardware/HostProbe.h"
#include "fovea/Search/Candidate.h"
#include "fovea/Search/FamilyWriter.h"
#include "fovea/Search/LocalRunner.h"
#include "fovea/Search/Scaling.h"

#include "Models.h"

#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace fovea;

static Expected<std::unique_ptr<ScalableModel>> createModel() {
  auto definition = getModel(options::model);
  if (!definition)
    return definition.takeError();
  ScalingAxes axes = ScalingAxes::get((*definition)->name);
  for (StringRef assignment : options::axes)
    if (Error error = axes.set(assignment))
      return createStringError("--axis: " + toString(std::move(error)));
  ModelSettings base;
  base.assignments = options::settings;
  return ScalableModel::create(**definition, std::move(base), std::move(axes));
}

//===----------------------------------------------------------------------===//
// Latency and quality
//===----------------------------------------------------------------------===//

namespace {
/// Compiles and measures the model at the points that are asked for.
class PointEvaluator {
public:
  static Expected<std::unique_ptr<PointEvaluator>>
  create(const ScalableModel &model);

  Expected<Measurement> measureLatency(const ScalingPoint &point);
  Expected<double> evaluateQuality(const ScalingPoint &point);

private:
  PointEvaluator(const ScalableModel &model, CompileSetup setup)
      : model(model), setup(std::move(setup)) {}

  void report(const ScalingPoint &point, const Twine &result) const;

  const ScalableModel &model;
  CompileSetup setup;
  /// Nothing is measured while they compile.
  DefaultThreadPool threads;
  std::unique_ptr<LatencyMeter> meter;
  std::unique_ptr<QualityEvaluator> quality;
  int64_t evaluations = 0;
};
} // namespace

Expected<std::unique_ptr<PointEvaluator>>
PointEvaluator::create(const ScalableModel &model) {
  Expected<CompileSetup> setup =
      createCompileSetup(options::precision, options::threads);
  if (!setup)
    return setup.takeError();
  std::unique_ptr<PointEvaluator> evaluator(
      new PointEvaluator(model, std::move(*setup)));
  QualityOptions qualityOptions;
  qualityOptions.timeoutSeconds = options::qualityTimeout;
  qualityOptions.seed = options::seed;
  qualityOptions.cache = evaluator->setup.cache.get();
  qualityOptions.threads = &evaluator->threads;
  // Resolution is one of the things that are scaled, so the proxy must see it.
  StringRef description = options::quality.empty()
                              ? StringRef("naswot:resolution=0")
                              : StringRef(options::quality);
  auto quality = createQualityEvaluator(description, qualityOptions);
  if (!quality)
    return quality.takeError();
  evaluator->quality = std::move(*quality);
  MeterOptions meterOptions;
  meterOptions.threads = options::threads;
  meterOptions.percentile = options::percentile;
  auto meter = createSearchMeter(evaluator->setup.options, meterOptions,
                                 options::cacheDir.empty()
                                     ? getCacheDirectory()
                                     : options::cacheDir.getValue());
  if (!meter)
    return meter.takeError();
  evaluator->meter = std::move(*meter);
  return evaluator;
}

void PointEvaluator::report(const ScalingPoint &point,
                            const Twine &result) const {
  if (!options::quiet)
    errs() << formatv("depth {0:f3}, width {1:f3}, resolution {2:f3}: ",
                      point.depth, point.width, point.resolution)
           << result << "\n";
}

Expected<Measurement>
PointEvaluator::measureLatency(const ScalingPoint &point) {
  auto config = model.configure(point);
  if (!config)
    return config.takeError();
  auto candidate = Candidate::create(**config);
  if (!candidate)
    return candidate.takeError();
  (*candidate)->useThreads(threads);
  auto compiled = (*candidate)->compile(setup.options);
  if (!compiled)
    return compiled.takeError();
  auto loaded = meter->load(compiled->model);
  if (!loaded)
    return loaded.takeError();
  Expected<Measurement> latency = meter->measure(**loaded);
  if (latency)
    report(point, formatv("{0:f3} ms", latency->value * 1e3).str());
  return latency;
}

Expected<double> PointEvaluator::evaluateQuality(const ScalingPoint &point) {
  auto config = model.configure(point);
  if (!config)
    return config.takeError();
  QualityRequest request;
  request.trial = evaluations++;
  request.config = formatv("{0}", json::Value(toJSON(**config)));
  // The three multipliers are the knobs of this search.
  request.architecture = json::Object{
      {"depth", formatv("{0}", model.getDepth(point)).str()},
      {"width", formatv("{0}", model.getWidth(point)).str()},
      {"resolution", formatv("{0}", model.getResolution(point)).str()}};
  request.configure = [&] { return model.configure(point); };
  Expected<Measurement> result = quality->evaluate(request);
  if (!result)
    return result.takeError();
  report(point, formatv("quality {0:f4}", result->value).str());
  return result->value;
}

//===----------------------------------------------------------------------===//
// Families
//===----------------------------------------------------------------------===//

static Expected<std::vector<ScaledFamily>>
computeFamilies(CompoundScaling &scaling, ArrayRef<double> targets) {
  std::vector<ScaledFamily> families;
  Expected<ScaledFamily> lacs = scaling.search(targets);
  if (!lacs)
    return lacs.takeError();
  families.push_back(std::move(*lacs));
  Expected<ScaledFamily> single =
      scaling.scaleAlong(ScalingSplit::getSingleObjective(), targets);
  if (!single)
    return single.takeError();
  families.push_back(std::move(*single));
  return families;
}

static Error writeFamilies(const ScalableModel &model,
                           ArrayRef<ScaledFamily> families) {
  if (options::output.empty())
    return Error::success();
  std::string name = options::familyName.empty() ? options::model.getValue()
                                                 : options::familyName;
  for (const ScaledFamily &family : families) {
    auto paths =
        writeFamily(model, family, name + "-" + family.method, options::output);
    if (!paths)
      return paths.takeError();
    if (!options::json)
      for (const std::string &path : *paths)
        outs() << path << "\n";
  }
  return Error::success();
}

static Error printFamilies(const ScalableModel &model,
                           ArrayRef<ScaledFamily> families) {
  if (options::json) {
    json::Array array;
    for (const ScaledFamily &family : families)
      array.push_back(toJSON(family));
    outs() << formatv("{0:2}\n", json::Value(std::move(array)));
    return Error::success();
  }
  for (const ScaledFamily &family : families) {
    if (Error error = printFamily(model, family, outs()))
      return error;
    outs() << "\n";
  }
  return Error::success();
}

Expected<int> fovea::runLACS() {
  // A mistake shows before the long work.
  if (Error error = getTargets(1).takeError())
    return error;
  auto model = createModel();
  if (!model)
    return model.takeError();
  auto evaluator = PointEvaluator::create(**model);
  if (!evaluator)
    return evaluator.takeError();
  Expected<Measurement> base = (*evaluator)->measureLatency(ScalingPoint());
  if (!base)
    return base.takeError();
  Expected<std::vector<double>> targets = getTargets(base->value);
  if (!targets)
    return targets.takeError();
  catchInterrupts();

  ScalingCallbacks callbacks;
  callbacks.latency = [&](const ScalingPoint &point) {
    return (*evaluator)->measureLatency(point);
  };
  callbacks.quality = [&](const ScalingPoint &point) {
    return (*evaluator)->evaluateQuality(point);
  };
  // Where to measure first: time grows with work.
  callbacks.estimate = [&](const ScalingPoint &point) -> Expected<double> {
    Expected<ModelSize> size = (*model)->computeSize(point);
    if (!size)
      return size.takeError();
    return double(size->macs);
  };
  callbacks.identity = [&](const ScalingPoint &point) {
    return (*model)->identify(point);
  };
  ScalingOptions scalingOptions;
  scalingOptions.tolerance = options::tolerance;
  scalingOptions.gridSteps = options::gridSteps;
  scalingOptions.refinements = options::refinements;
  scalingOptions.reuseSplit = options::reuseSplit;
  scalingOptions.shouldStop = wasInterrupted;
  CompoundScaling scaling(std::move(callbacks), scalingOptions);
  auto families = computeFamilies(scaling, *targets);
  if (!families)
    return families.takeError();
  if (Error error = printFamilies(**model, *families))
    return error;
  if (Error error = writeFamilies(**model, *families))
    return error;
  return EXIT_SUCCESS;
}
