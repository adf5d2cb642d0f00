//===- SplitSearch.cpp - The best split for one target --------------------===//

#include "SplitSearch.h"

#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// Multiply-adds of a convolution grow as its depth, and as the squares of its
/// width and resolution.
static constexpr double kDepthSlope = 1, kWidthSlope = 2, kResolutionSlope = 2;

static double getSlope(const ScalingSplit &split) {
  return kDepthSlope * split.depth + kWidthSlope * split.width +
         kResolutionSlope * split.resolution;
}

/// How far one can grow until a multiplier is `maxFactor`.
static double getMaxT(const ScalingSplit &split, double maxFactor) {
  double largest = std::max({split.depth, split.width, split.resolution});
  return std::log(maxFactor) / largest;
}

bool SplitSolution::isBetterThan(const SplitSolution &other,
                                 double target) const {
  if (meetsTarget != other.meetsTarget)
    return meetsTarget;
  if (meetsTarget && score.has_value() != other.score.has_value())
    return score.has_value();
  if (meetsTarget && score)
    return *score > *other.score;
  return std::abs(getDeviation(found.latency, target)) <
         std::abs(getDeviation(other.found.latency, target));
}

Expected<SplitSolution> SplitSearch::solve(const ScalingSplit &split) {
  ++numSplits;
  unsigned limit = recorder.getLatencyMeasurements() + options.maxMeasurements;
  auto grow = [&](double t) { return split.grow(start.point, t); };
  GrowthPath path{grow, getMaxT(split, options.maxFactor), getSlope(split)};
  Expected<LatencySolution> solution =
      solveLatency(recorder, path, start, target, options.tolerance,
                   options.maxMeasurements);
  if (!solution)
    return solution.takeError();

  auto isMet = [&](const LatencySolution &solution) {
    return std::abs(getDeviation(solution.closest.latency, target)) <=
           options.tolerance;
  };
  unsigned used = recorder.getLatencyMeasurements();
  if (solution->isReached && !isMet(*solution) && used < limit) {
    // Repeats or channels jump over the target.
    MeasuredPoint below = solution->below;
    ScalingSplit resolutionAlone{0, 0, 1};
    auto enlarge = [&](double t) {
      return resolutionAlone.grow(below.point, t);
    };
    double room =
        options.maxFactor * start.point.resolution / below.point.resolution;
    GrowthPath rest{enlarge, std::log(room), kResolutionSlope};
    Expected<LatencySolution> closer = solveLatency(
        recorder, rest, below, target, options.tolerance, limit - used);
    if (!closer)
      return closer.takeError();
    if (std::abs(getDeviation(closer->closest.latency, target)) <
        std::abs(getDeviation(solution->closest.latency, target)))
      solution->closest = closer->closest;
  }
  return SplitSolution{
      split,        solution->closest, solution->isReached, isMet(*solution),
      std::nullopt, std::nullopt};
}

Error SplitSearch::score(SplitSolution &solution) {
  Expected<std::optional<double>> quality =
      recorder.evaluateQuality(solution.found.point);
  if (!quality)
    return quality.takeError();
  solution.quality = *quality;
  if (solution.quality)
    solution.score =
        *solution.quality *
        std::pow(solution.found.latency.value / target, options.exponent);
  return Error::success();
}

Error SplitSearch::explain(const SplitSolution &solution) const {
  if (solution.found.point == start.point && !recorder.getFailures().empty())
    return createStringError(
        formatv("no larger model can be measured on the way to the target of "
                "{0:f3} ms; the last failure: {1}",
                target * 1e3, recorder.getFailures().back().message));
  return createStringError(formatv(
      "the target of {0:f3} ms is out of reach: with all multipliers of at "
      "most {1:f2}, and {2} measurements for a split, {3:f3} ms is the closest",
      target * 1e3, options.maxFactor, options.maxMeasurements,
      solution.found.latency.value * 1e3));
}

Expected<bool> SplitSearch::tryGridPoint(GridPoint gridPoint) {
  auto [depth, width] = gridPoint;
  int resolution = getGridSize() - depth - width;
  if (std::min({depth, width, resolution}) < 0 ||
      !tried.insert(gridPoint).second)
    return false;
  double unit = 1.0 / getGridSize();
  Expected<SplitSolution> solution =
      solve({depth * unit, width * unit, resolution * unit});
  if (!solution)
    return solution.takeError();
  isReached |= solution->isReached;
  if (solution->meetsTarget)
    if (Error error = score(*solution))
      return error;
  if (best && !solution->isBetterThan(*best, target))
    return false;
  best = *solution;
  bestGridPoint = gridPoint;
  return true;
}

Error SplitSearch::searchGrid() {
  int distance = 1 << options.refinements;
  for (int depth = 0; depth <= getGridSize(); depth += distance)
    for (int width = 0; depth + width <= getGridSize(); width += distance)
      if (auto tried = tryGridPoint({depth, width}); !tried)
        return tried.takeError();
  return Error::success();
}

/// Go to better neighbours, which are those with `distance` more for one share
/// and as much less for another, as long as there are any.
Error SplitSearch::refine(int distance) {
  bool isBetter = true;
  while (isBetter) {
    isBetter = false;
    auto [depth, width] = bestGridPoint;
    for (auto [depthMore, widthMore] :
         {std::pair(1, -1), {1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}}) {
      Expected<bool> found = tryGridPoint(
          {depth + depthMore * distance, width + widthMore * distance});
      if (!found)
        return found.takeError();
      isBetter |= *found;
    }
  }
  return Error::success();
}

Expected<SplitSolution> SplitSearch::findBest() {
  if (Error error = searchGrid())
    return error;
  if (!isReached)
    return explain(*best);
  for (int distance = (1 << options.refinements) / 2; distance; distance /= 2)
    if (Error error = refine(distance))
      return error;
  if (!best->quality)
    if (Error error = score(*best))
      return error;
  return *best;
}
