//===- SampleStatistics.cpp - Quantiles with confidence -------------------===//

#include "fovea/Search/SampleStatistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace llvm;
using namespace fovea;

static std::vector<double> sort(ArrayRef<double> samples) {
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

static double computeSortedQuantile(ArrayRef<double> sorted, double quantile) {
  assert(!sorted.empty() && quantile > 0 && quantile < 1);
  auto count = static_cast<double>(sorted.size());
  // The place of the quantile among the samples, counted from 1.
  double place = std::clamp((count + 1.0 / 3) * quantile + 1.0 / 3, 1.0, count);
  auto below = static_cast<size_t>(place);
  double fraction = place - static_cast<double>(below);
  double low = sorted[below - 1];
  return fraction > 0 ? low + fraction * (sorted[below] - low) : low;
}

double fovea::computeQuantile(ArrayRef<double> samples, double quantile) {
  return computeSortedQuantile(sort(samples), quantile);
}

double fovea::computeMedian(ArrayRef<double> samples) {
  return computeQuantile(samples, 0.5);
}

/// How many of `count` trials, each of which succeeds with `probability`, do so
/// at most with a probability of no more than `bound`; -1 if not even none.
static int64_t findLowerTail(int64_t count, double probability, double bound) {
  double sum = 0;
  for (int64_t k = 0; k <= count; ++k) {
    sum += std::exp(std::lgamma(count + 1) - std::lgamma(k + 1) -
                    std::lgamma(count - k + 1) + k * std::log(probability) +
                    (count - k) * std::log1p(-probability));
    if (sum > bound)
      return k - 1;
  }
  return count;
}

Measurement fovea::estimateQuantile(ArrayRef<double> samples, double quantile,
                                    double confidence) {
  std::vector<double> sorted = sort(samples);
  auto count = static_cast<int64_t>(sorted.size());
  double tail = (1 - confidence) / 2;
  // The number of samples below the quantile is binomial. So the sample at
  // `low`, counted from 0, is above it as rarely as at most `low` are below.
  int64_t low = findLowerTail(count, quantile, tail);
  int64_t high = count - 1 - findLowerTail(count, 1 - quantile, tail);
  return {computeSortedQuantile(sorted, quantile),
          sorted[std::max<int64_t>(low, 0)],
          sorted[std::min<int64_t>(high, count - 1)]};
}

size_t fovea::getMinimumSamples(double quantile, double confidence) {
  double larger = std::max(quantile, 1 - quantile);
  return static_cast<size_t>(
      std::ceil(std::log((1 - confidence) / 2) / std::log(larger)));
}
