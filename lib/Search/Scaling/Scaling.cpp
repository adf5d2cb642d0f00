//===- Scaling.cpp - Families of models by their latency ------------------===//

#include "fovea/Search/Scaling.h"

#include "SplitSearch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

class CompoundScaling::Implementation {
public:
  Implementation(ScalingCallbacks callbacks, ScalingOptions options)
      : recorder(std::move(callbacks), options.shouldStop), options(options) {}

  Expected<ScaledFamily> search(ArrayRef<double> targets);
  Expected<ScaledFamily> scaleAlong(const ScalingSplit &split,
                                    ArrayRef<double> targets);
  Expected<ScaledFamily> measure(ArrayRef<ScalingPoint> points);

private:
  Expected<MeasuredPoint> measureBase();
  Error checkOptions() const;
  Error checkTargets(ArrayRef<double> targets) const;
  Expected<SplitSearch> createSearch(const MeasuredPoint &start, double target);
  Expected<ScaledModel> findMember(const MeasuredPoint &start, double target);
  Expected<ScaledModel> growMember(const ScalingSplit &split,
                                   const MeasuredPoint &base, double target);
  /// Find the members of a family one by one, from the base model on, and count
  /// what that took.
  Expected<ScaledFamily>
  makeFamily(StringRef method,
             function_ref<Error(const MeasuredPoint &, ScaledFamily &)> fill);

  PointRecorder recorder;
  ScalingOptions options;
};

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

static Error expected(StringRef what, StringRef expectation, double found) {
  return createStringError(
      formatv("{0}: expected {1}, got {2}", what, expectation, found));
}

Error CompoundScaling::Implementation::checkOptions() const {
  // Written so that NaN is refused.
  if (!(options.tolerance > 0 && options.tolerance < 1))
    return expected("tolerance", "a part between 0 and 1", options.tolerance);
  if (!std::isfinite(options.exponent))
    return expected("exponent", "a number", options.exponent);
  if (options.gridSteps < 1 || options.gridSteps > 100)
    return expected("grid steps", "1 to 100", options.gridSteps);
  if (options.refinements > 10)
    return expected("refinements", "at most 10", options.refinements);
  if (!(options.maxFactor > 1 && std::isfinite(options.maxFactor)))
    return expected("largest multiplier", "a number above 1",
                    options.maxFactor);
  if (options.maxMeasurements < 1)
    return expected("measurements for a split", "at least 1",
                    options.maxMeasurements);
  return Error::success();
}

Error CompoundScaling::Implementation::checkTargets(
    ArrayRef<double> targets) const {
  double last = 0;
  for (double target : targets) {
    if (!(target > last && std::isfinite(target)))
      return createStringError(
          formatv("expected targets that are positive and grow, got {0:f3} ms "
                  "after {1:f3} ms",
                  target * 1e3, last * 1e3));
    last = target;
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

Expected<MeasuredPoint> CompoundScaling::Implementation::measureBase() {
  Expected<std::optional<Measurement>> latency = recorder.measureLatency({});
  if (!latency)
    return latency.takeError();
  if (*latency)
    return MeasuredPoint{{}, **latency};
  auto isBase = [](const FailedPoint &failure) {
    return failure.point == ScalingPoint();
  };
  return createStringError("the base model: " +
                           find_if(recorder.getFailures(), isBase)->message);
}

Expected<SplitSearch>
CompoundScaling::Implementation::createSearch(const MeasuredPoint &start,
                                              double target) {
  if (getDeviation(start.latency, target) > options.tolerance)
    return createStringError(
        formatv("the target of {0:f3} ms is below the {1:f3} ms of the {2} "
                "model, and scaling makes no model smaller",
                target * 1e3, start.latency.value * 1e3,
                start.point == ScalingPoint() ? "base" : "previous"));
  return SplitSearch(recorder, options, start, target);
}

/// The split that leads from `start` to `point`: another one than that which
/// was searched along where the resolution made up for a jump.
static ScalingSplit getSplit(const ScalingPoint &start,
                             const ScalingPoint &point,
                             const ScalingSplit &along) {
  Expected<ScalingSplit> split =
      ScalingSplit::create(point.depth / start.depth, point.width / start.width,
                           point.resolution / start.resolution);
  if (split)
    return *split;
  // Nothing has grown.
  consumeError(split.takeError());
  return along;
}

static ScaledModel toMember(const SplitSolution &solution,
                            const ScalingPoint &start, double target,
                            unsigned splits) {
  ScaledModel member;
  member.point = solution.found.point;
  member.latency = solution.found.latency;
  member.target = target;
  member.split = getSplit(start, member.point, solution.split);
  member.quality = solution.quality;
  member.meetsTarget = solution.meetsTarget;
  member.splits = splits;
  return member;
}

Expected<ScaledModel>
CompoundScaling::Implementation::findMember(const MeasuredPoint &start,
                                            double target) {
  Expected<SplitSearch> search = createSearch(start, target);
  if (!search)
    return search.takeError();
  Expected<SplitSolution> best = search->findBest();
  if (!best)
    return best.takeError();
  return toMember(*best, start.point, target, search->getNumSplits());
}

Expected<ScaledModel> CompoundScaling::Implementation::growMember(
    const ScalingSplit &split, const MeasuredPoint &base, double target) {
  Expected<SplitSearch> search = createSearch(base, target);
  if (!search)
    return search.takeError();
  Expected<SplitSolution> solution = search->solve(split);
  if (!solution)
    return solution.takeError();
  if (!solution->isReached)
    return search->explain(*solution);
  if (Error error = search->score(*solution))
    return error;
  return toMember(*solution, base.point, target, search->getNumSplits());
}

//===----------------------------------------------------------------------===//
// Families
//===----------------------------------------------------------------------===//

Expected<ScaledFamily> CompoundScaling::Implementation::makeFamily(
    StringRef method,
    function_ref<Error(const MeasuredPoint &, ScaledFamily &)> fill) {
  if (Error error = checkOptions())
    return error;
  unsigned latencies = recorder.getLatencyMeasurements();
  unsigned qualities = recorder.getQualityEvaluations();
  size_t failures = recorder.getFailures().size();
  Expected<MeasuredPoint> base = measureBase();
  if (!base)
    return base.takeError();
  ScaledFamily family;
  family.method = method.str();
  family.baseLatency = base->latency;
  if (Error error = fill(*base, family))
    return error;
  family.failures = recorder.getFailures().drop_front(failures).vec();
  family.latencyMeasurements = recorder.getLatencyMeasurements() - latencies;
  family.qualityEvaluations = recorder.getQualityEvaluations() - qualities;
  return family;
}

Expected<ScaledFamily>
CompoundScaling::Implementation::search(ArrayRef<double> targets) {
  if (Error error = checkTargets(targets))
    return error;
  auto fill = [&](const MeasuredPoint &base, ScaledFamily &family) -> Error {
    MeasuredPoint start = base;
    for (double target : targets) {
      bool isKnown = options.reuseSplit && !family.members.empty();
      Expected<ScaledModel> member =
          isKnown ? growMember(*family.members.front().split, base, target)
                  : findMember(start, target);
      if (!member)
        return member.takeError();
      start = {member->point, member->latency};
      family.members.push_back(std::move(*member));
    }
    return Error::success();
  };
  return makeFamily("lacs", fill);
}

Expected<ScaledFamily>
CompoundScaling::Implementation::scaleAlong(const ScalingSplit &split,
                                            ArrayRef<double> targets) {
  if (Error error = checkTargets(targets))
    return error;
  auto fill = [&](const MeasuredPoint &base, ScaledFamily &family) -> Error {
    for (double target : targets) {
      Expected<ScaledModel> member = growMember(split, base, target);
      if (!member)
        return member.takeError();
      family.members.push_back(std::move(*member));
    }
    return Error::success();
  };
  return makeFamily("single-objective", fill);
}

Expected<ScaledFamily>
CompoundScaling::Implementation::measure(ArrayRef<ScalingPoint> points) {
  auto fill = [&](const MeasuredPoint &, ScaledFamily &family) -> Error {
    for (const ScalingPoint &point : points) {
      Expected<std::optional<Measurement>> latency =
          recorder.measureLatency(point);
      if (!latency)
        return latency.takeError();
      if (!*latency)
        continue;
      Expected<std::optional<double>> quality = recorder.evaluateQuality(point);
      if (!quality)
        return quality.takeError();
      ScaledModel member;
      member.point = point;
      member.latency = **latency;
      member.quality = *quality;
      family.members.push_back(std::move(member));
    }
    return Error::success();
  };
  return makeFamily("published", fill);
}

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

CompoundScaling::CompoundScaling(ScalingCallbacks callbacks,
                                 ScalingOptions options)
    : implementation(std::make_unique<Implementation>(std::move(callbacks),
                                                      std::move(options))) {}

CompoundScaling::~CompoundScaling() = default;

Expected<ScaledFamily> CompoundScaling::search(ArrayRef<double> targets) {
  return implementation->search(targets);
}

Expected<ScaledFamily> CompoundScaling::scaleAlong(const ScalingSplit &split,
                                                   ArrayRef<double> targets) {
  return implementation->scaleAlong(split, targets);
}

Expected<ScaledFamily> CompoundScaling::measure(ArrayRef<ScalingPoint> points) {
  return implementation->measure(points);
}
