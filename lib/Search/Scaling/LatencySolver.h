//===- LatencySolver.h - Growth until a latency is met ----------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_SCALING_LATENCYSOLVER_H
#define FOVEA_LIB_SEARCH_SCALING_LATENCYSOLVER_H

#include "PointRecorder.h"

namespace fovea {

/// A point that was measured.
struct MeasuredPoint {
  ScalingPoint point;
  Measurement latency;
};

/// A way through the points along which models grow.
struct GrowthPath {
  llvm::function_ref<ScalingPoint(double t)> getPoint;
  /// The path goes from 0, which is measured, to here.
  double maxT = 0;
  /// How fast the logarithm of the latency is expected to grow with `t`.
  double slope = 1;
};

/// What was found on a path.
struct LatencySolution {
  /// Closest to the target.
  MeasuredPoint closest;
  /// The last point known below the target.
  MeasuredPoint below;
  /// Whether points on both sides of the target are known, or one that meets
  /// it: else the path ended before.
  bool isReached = false;
};

/// Follow `path` from `start` to where the latency is `target`, up to
/// `tolerance` as a part of it: by the secant on the logarithm of the latency,
/// with bisection where that is slow. The latency is a staircase, since models
/// are rounded, so there may be no such point; then the jump over the target is
/// closed in upon. Points that fail are stepped around. At most
/// `maxMeasurements` are made. `start` is not above the target. Errors: those
/// of the recorder.
llvm::Expected<LatencySolution> solveLatency(PointRecorder &recorder,
                                             const GrowthPath &path,
                                             const MeasuredPoint &start,
                                             double target, double tolerance,
                                             unsigned maxMeasurements);

/// latency / target - 1.
double getDeviation(const Measurement &latency, double target);

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_SCALING_LATENCYSOLVER_H
