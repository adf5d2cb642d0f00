//===- Pareto.cpp - Trials that no other is better than -------------------===//

#include "fovea/Search/Pareto.h"

#include "llvm/ADT/STLExtras.h"

#include <pagmo/utils/hypervolume.hpp>
#include <pagmo/utils/multi_objective.hpp>

#include <cmath>
#include <map>
#include <tuple>

using namespace fovea;
using llvm::ArrayRef;

/// The fronts of points with one cost: those of equal cost.
static std::vector<std::vector<size_t>> sortByCost(ArrayRef<Costs> points) {
  std::map<double, std::vector<size_t>> byCost;
  for (auto [i, point] : llvm::enumerate(points))
    byCost[point.front()].push_back(i);
  auto fronts = llvm::make_second_range(byCost);
  return {fronts.begin(), fronts.end()};
}

std::vector<std::vector<size_t>>
fovea::sortByDominance(ArrayRef<Costs> points) {
  // pagmo takes no less than two points and two costs.
  if (points.empty())
    return {};
  if (points.size() == 1)
    return {{0}};
  if (points.front().size() == 1)
    return sortByCost(points);
  auto [fronts, dominated, counts, ranks] =
      pagmo::fast_non_dominated_sorting(points.vec());
  std::vector<std::vector<size_t>> result(fronts.begin(), fronts.end());
  for (std::vector<size_t> &front : result)
    llvm::sort(front);
  return result;
}

std::vector<double> fovea::getCrowdingDistances(ArrayRef<Costs> front) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (front.size() <= 2)
    return std::vector<double>(front.size(), kInfinity);
  // All of a front with one cost are equal.
  if (front.front().size() == 1)
    return std::vector<double>(front.size(), 0);
  std::vector<double> distances = pagmo::crowding_distance(front.vec());
  // A cost that is equal in all points is divided by an extent of 0 there.
  for (double &distance : distances)
    if (std::isnan(distance))
      distance = 0;
  return distances;
}

std::vector<size_t> fovea::getParetoFront(ArrayRef<Costs> points) {
  if (points.empty())
    return {};
  std::vector<size_t> front = sortByDominance(points).front();
  llvm::sort(front, [&](size_t a, size_t b) {
    return std::tie(points[a], a) < std::tie(points[b], b);
  });
  front.erase(
      llvm::unique(front,
                   [&](size_t a, size_t b) { return points[a] == points[b]; }),
      front.end());
  return front;
}

/// The costs of trials that have some, and which trials these are.
static std::pair<std::vector<Costs>, std::vector<size_t>>
collectCosts(ArrayRef<Trial> trials, const Objective &objective) {
  std::vector<Costs> costs;
  std::vector<size_t> indices;
  for (auto [i, trial] : llvm::enumerate(trials)) {
    Outcome outcome = objective.evaluate(trial);
    if (outcome.hasFailed())
      continue;
    costs.push_back(std::move(outcome.costs));
    indices.push_back(i);
  }
  return {costs, indices};
}

std::vector<size_t> fovea::getParetoFront(ArrayRef<Trial> trials,
                                          const Objective &objective) {
  auto [costs, indices] = collectCosts(trials, objective);
  std::vector<size_t> front = getParetoFront(costs);
  for (size_t &index : front)
    index = indices[index];
  return front;
}

Costs fovea::getReferencePoint(ArrayRef<Costs> points) {
  if (points.empty())
    return {};
  Costs least = points.front(), greatest = points.front();
  for (const Costs &point : points)
    for (auto [value, low, high] : llvm::zip_equal(point, least, greatest)) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  for (auto [low, high] : llvm::zip_equal(least, greatest))
    high += 0.1 * (high - low);
  return greatest;
}

double fovea::computeHypervolume(ArrayRef<Costs> points,
                                 const Costs &reference) {
  std::vector<Costs> within;
  for (const Costs &point : points)
    if (llvm::all_of(llvm::zip_equal(point, reference), [](auto pair) {
          return std::get<0>(pair) < std::get<1>(pair);
        }))
      within.push_back(point);
  if (within.empty())
    return 0;
  if (reference.size() == 1)
    return reference.front() - llvm::min_element(within)->front();
  return pagmo::hypervolume(within).compute(reference);
}

double fovea::computeHypervolume(ArrayRef<Trial> trials,
                                 const Objective &objective,
                                 const Costs &reference) {
  return computeHypervolume(collectCosts(trials, objective).first, reference);
}
