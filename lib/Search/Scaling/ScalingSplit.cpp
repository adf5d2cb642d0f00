//===- ScalingSplit.cpp - Shares of depth, width and resolution -----------===//

#include "fovea/Search/Scaling.h"

#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace llvm;
using namespace fovea;

/// The shares that three amounts of growth have in their sum, which is not 0.
static ScalingSplit share(double depth, double width, double resolution) {
  double sum = depth + width + resolution;
  return {depth / sum, width / sum, resolution / sum};
}

Expected<ScalingSplit> ScalingSplit::create(double alpha, double beta,
                                            double gamma) {
  // Written so that NaN is refused.
  bool isValid = alpha >= 1 && beta >= 1 && gamma >= 1 &&
                 alpha + beta + gamma > 3 &&
                 std::isfinite(alpha + beta + gamma);
  if (!isValid)
    return createStringError(
        formatv("expected multipliers of depth, width and resolution of at "
                "least 1, and not all 1, got {0}, {1}, {2}",
                alpha, beta, gamma));
  return share(std::log(alpha), std::log(beta), std::log(gamma));
}

ScalingSplit ScalingSplit::getSingleObjective() {
  return share(std::log(1.2), std::log(1.1), std::log(1.15));
}

ScalingPoint ScalingSplit::grow(const ScalingPoint &start, double t) const {
  return {start.depth * std::exp(depth * t), start.width * std::exp(width * t),
          start.resolution * std::exp(resolution * t)};
}

ArrayRef<ScalingPoint> fovea::getEfficientNetPoints() {
  // Depth, width and pixels of models/efficientnet.cpp.
  static constexpr ScalingPoint points[] = {
      {1.1, 1.0, 240.0 / 224}, {1.2, 1.1, 260.0 / 224}, {1.4, 1.2, 300.0 / 224},
      {1.8, 1.4, 380.0 / 224}, {2.2, 1.6, 456.0 / 224}, {2.6, 1.8, 528.0 / 224},
      {3.1, 2.0, 600.0 / 224}};
  return points;
}
