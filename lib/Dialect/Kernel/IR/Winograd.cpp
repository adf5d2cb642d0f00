//===- Winograd.cpp - The algorithms F(2x2, 3x3) and F(4x4, 3x3) ----------===//

#include "fovea/Dialect/Kernel/IR/Winograd.h"

#include "llvm/ADT/STLExtras.h"

using namespace fovea::kernel::winograd;
using llvm::ArrayRef;
using llvm::SmallVector;

static constexpr double kPairsOf2x2[] = {1};
static constexpr double kPairsOf4x4[] = {0.625, 1.5};

ArrayRef<Algorithm> fovea::kernel::winograd::getAlgorithms() {
  static constexpr Algorithm kAlgorithms[] = {{kPairsOf2x2}, {kPairsOf4x4}};
  return kAlgorithms;
}

const Algorithm *fovea::kernel::winograd::findAlgorithm(int64_t outputs) {
  for (const Algorithm &algorithm : getAlgorithms())
    if (algorithm.getOutputs() == outputs)
      return &algorithm;
  return nullptr;
}

SmallVector<double> Algorithm::getNodes(size_t skipped) const {
  SmallVector<double> nodes{1};
  for (auto [i, point] : llvm::enumerate(pairs)) {
    if (i == skipped)
      continue;
    // Times x^2, less point^2 times the same.
    nodes.insert(nodes.begin(), 0);
    for (size_t power = 0; power + 1 < nodes.size(); ++power)
      nodes[power] -= point * point * nodes[power + 1];
  }
  return nodes;
}

/// `polynomial` at `x`, the constant coefficient first.
static double evaluate(ArrayRef<double> polynomial, double x) {
  double value = 0;
  for (double coefficient : llvm::reverse(polynomial))
    value = value * x + coefficient;
  return value;
}

SmallVector<std::array<double, kTaps>> Algorithm::getWeightTransform() const {
  // Interpolation divides by the product of the distances to all other points.
  SmallVector<std::array<double, kTaps>> rows;
  rows.push_back({1 / evaluate(getNodes(), 0), 0, 0});
  for (auto [i, point] : llvm::enumerate(pairs)) {
    double square = point * point;
    double factor = 1 / (2 * square * evaluate(getNodes(i), square));
    for (double x : {point, -point})
      rows.push_back({factor, x * factor, square * factor});
  }
  rows.push_back({0, 0, 1});
  return rows;
}
