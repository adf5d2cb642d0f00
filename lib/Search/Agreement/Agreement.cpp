//===- Agreement.cpp - How well one number stands for another -------------===//

#include "fovea/Search/Agreement.h"

#include "llvm/ADT/STLExtras.h"

#include <cassert>
#include <cmath>
#include <numeric>

using namespace llvm;
using namespace fovea;

static int getOrder(double a, double b) { return (a > b) - (a < b); }

std::optional<double> fovea::computeKendallTau(ArrayRef<double> x,
                                               ArrayRef<double> y) {
  assert(x.size() == y.size() && "expected pairs");
  int64_t balance = 0, xPairs = 0, yPairs = 0;
  for (size_t i = 0; i < x.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      int xOrder = getOrder(x[i], x[j]), yOrder = getOrder(y[i], y[j]);
      balance += xOrder * yOrder;
      xPairs += xOrder != 0;
      yPairs += yOrder != 0;
    }
  if (xPairs == 0 || yPairs == 0)
    return std::nullopt;
  return static_cast<double>(balance) /
         (std::sqrt(static_cast<double>(xPairs)) *
          std::sqrt(static_cast<double>(yPairs)));
}

static double computeMean(ArrayRef<double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) /
         static_cast<double>(values.size());
}

std::optional<double> fovea::computeCorrelation(ArrayRef<double> x,
                                                ArrayRef<double> y) {
  assert(x.size() == y.size() && "expected pairs");
  if (x.size() < 2 || all_equal(x) || all_equal(y))
    return std::nullopt;
  double xMean = computeMean(x), yMean = computeMean(y);
  double xy = 0, xx = 0, yy = 0;
  for (auto [a, b] : zip_equal(x, y)) {
    xy += (a - xMean) * (b - yMean);
    xx += (a - xMean) * (a - xMean);
    yy += (b - yMean) * (b - yMean);
  }
  return xy / (std::sqrt(xx) * std::sqrt(yy));
}

std::optional<ProportionalFit> fovea::fitProportional(ArrayRef<double> x,
                                                      ArrayRef<double> y) {
  assert(x.size() == y.size() && "expected pairs");
  if (x.empty())
    return std::nullopt;
  SmallVector<double> logs;
  for (auto [a, b] : zip_equal(x, y)) {
    assert(a > 0 && b > 0 && "expected positive numbers");
    logs.push_back(std::log(b / a));
  }
  auto [least, greatest] = std::minmax_element(logs.begin(), logs.end());
  ProportionalFit fit;
  fit.spread = std::exp(*greatest - *least);
  double mean = computeMean(logs);
  fit.factor = std::exp(mean);
  for (double ratio : logs) {
    double error = std::abs(std::exp(mean - ratio) - 1);
    fit.largestError = std::max(fit.largestError, error);
    fit.meanError += error / static_cast<double>(logs.size());
  }
  return fit;
}

std::optional<double> fovea::computeShareWithin(ArrayRef<double> predicted,
                                                ArrayRef<double> measured,
                                                double tolerance) {
  assert(predicted.size() == measured.size() && "expected pairs");
  if (predicted.empty())
    return std::nullopt;
  auto within = count_if(zip_equal(predicted, measured), [&](auto pair) {
    auto [prediction, truth] = pair;
    return std::abs(prediction - truth) <= tolerance * std::abs(truth);
  });
  return static_cast<double>(within) / static_cast<double>(predicted.size());
}
