//===- Scaling.h - Families of models by their latency ----------*- C++ -*-===//
//
// Latency-aware compound scaling (LACS) of Li et al.: Searching for Fast Model
// Families on Datacenter Accelerators (arXiv 2102.05610), equation 5: a family
// of models is made of its smallest one by making that deeper, wider and its
// images larger, each time such that
//
//   (d, w, r) = argmax O(quality, latency)  subject to  latency = target
//
// with the latency that is measured. Beside it, scaling with shares that are
// given, as by Tan and Le (arXiv 1905.11946), solved for the same targets.
//
// Where latency and quality come from is not known here.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_SCALING_H
#define FOVEA_SEARCH_SCALING_H

#include "fovea/Search/Trial.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fovea {

/// Multipliers of the base model, which is the default.
struct ScalingPoint {
  double depth = 1;
  double width = 1;
  double resolution = 1;

  bool operator==(const ScalingPoint &) const = default;
};

/// How growth is shared among the three: with `t` of it, depth is multiplied by
/// exp(depth * t), and so on. The shares are not negative and sum up to 1. In
/// the paper's terms, they are the logarithms of alpha, beta and gamma over
/// their sum, and `t` is phi times that sum: latency says no more about alpha,
/// beta and gamma than these ratios.
struct ScalingSplit {
  double depth = 1.0 / 3;
  double width = 1.0 / 3;
  double resolution = 1.0 / 3;

  /// Of alpha, beta and gamma, none of them below 1 and not all 1.
  static llvm::Expected<ScalingSplit> create(double alpha, double beta,
                                             double gamma);
  /// 1.2, 1.1 and 1.15, those of the original EfficientNet, which know nothing
  /// of latency (table 2 of the paper, "accuracy only").
  static ScalingSplit getSingleObjective();

  /// `start` after growth by `t`.
  ScalingPoint grow(const ScalingPoint &start, double t) const;

  bool operator==(const ScalingSplit &) const = default;
};

/// What scaling asks for. Errors do not end it: a point that fails is noted and
/// avoided.
struct ScalingCallbacks {
  /// Seconds. Called once for points with the same identity.
  std::function<llvm::Expected<Measurement>(const ScalingPoint &)> latency;
  /// The greater, the better, and not negative. Called once for points with the
  /// same identity, and only for those that are given, that meet their target,
  /// or that come closest where none does.
  std::function<llvm::Expected<double>(const ScalingPoint &)> quality;
  /// A text that is the same for points that round to the same model. Without
  /// it, points are the same when their numbers are.
  std::function<llvm::Expected<std::string>(const ScalingPoint &)> identity;
  /// What grows about as the latency does and costs little to know, such as
  /// multiply-adds or a predicted latency; may be missing. It decides only
  /// where to measure next: it sees where repeats and channels jump, which
  /// would take measurements to find out.
  std::function<llvm::Expected<double>(const ScalingPoint &)> estimate;
};

struct ScalingOptions {
  /// A latency meets its target when it is off by at most this part of it.
  double tolerance = 0.02;
  /// Of the objective O = quality * (latency / target)^exponent; the paper's.
  double exponent = -0.09;
  /// The first splits have shares that are multiples of 1 / gridSteps: these
  /// are (gridSteps + 1) * (gridSteps + 2) / 2.
  unsigned gridSteps = 4;
  /// How often the distance to the neighbours of the best split is halved.
  unsigned refinements = 2;
  /// No multiplier becomes larger, relative to the model that is scaled.
  double maxFactor = 8;
  /// Measurements for one split and one target.
  unsigned maxMeasurements = 12;
  /// Search a split for the first target alone, and scale the base model with
  /// it to all targets, as one does where quality is expensive. Else each
  /// member is scaled from the one before it, with a split of its own.
  bool reuseSplit = false;
  /// Asked before each callback; when true, scaling ends with an error.
  std::function<bool()> shouldStop;
};

/// A member of a family.
struct ScaledModel {
  ScalingPoint point;
  Measurement latency;
  /// Seconds. None for points that were given.
  std::optional<double> target;
  /// From the member before it, or from the base model. None for points that
  /// were given.
  std::optional<ScalingSplit> split;
  /// None where it was not asked for, or failed.
  std::optional<double> quality;
  /// Whether the latency is within the tolerance of the target.
  bool meetsTarget = false;
  /// Splits that were tried for it.
  unsigned splits = 0;

  /// latency / target - 1; 0 without a target.
  double getDeviation() const;
};

struct FailedPoint {
  ScalingPoint point;
  std::string message;
};

struct ScaledFamily {
  /// "lacs", "single-objective" or "published".
  std::string method;
  /// Of the base model.
  Measurement baseLatency;
  /// In the order of the targets.
  std::vector<ScaledModel> members;
  /// Each once, in the order in which they were met.
  std::vector<FailedPoint> failures;
  /// Calls of the callbacks that this family needed: what an earlier one of the
  /// same CompoundScaling asked for is known.
  unsigned latencyMeasurements = 0;
  unsigned qualityEvaluations = 0;
};

/// Everything, for scripts; times are in seconds.
llvm::json::Object toJSON(const ScaledFamily &family);

/// Scales one base model. What was measured is kept, so that the methods can be
/// compared for little more than the cost of one. Given the same answers of the
/// callbacks, all results are the same.
class CompoundScaling {
public:
  CompoundScaling(ScalingCallbacks callbacks, ScalingOptions options);
  ~CompoundScaling();

  /// LACS. For each target: a grid of splits, growth along each one solved such
  /// that the latency is the target's, then the neighbours of the best split at
  /// ever smaller distances. Where repeats or channels jump over the target,
  /// the resolution alone makes up for the rest. If no split meets a target,
  /// its member is the one that comes closest, with `meetsTarget` false.
  ///
  /// Targets in seconds, growing. Errors: a base model that cannot be measured,
  /// a target below its latency, one that is beyond `maxFactor` for all splits,
  /// or for which all points fail.
  llvm::Expected<ScaledFamily> search(llvm::ArrayRef<double> targets);

  /// Single-objective compound scaling: the base model along one split to each
  /// target. Errors as in `search`.
  llvm::Expected<ScaledFamily> scaleAlong(const ScalingSplit &split,
                                          llvm::ArrayRef<double> targets);

  /// Points as they are, such as `getEfficientNetPoints`. One that fails is
  /// left out; it is among `failures`.
  llvm::Expected<ScaledFamily> measure(llvm::ArrayRef<ScalingPoint> points);

private:
  class Implementation;
  std::unique_ptr<Implementation> implementation;
};

/// The published multipliers of EfficientNet-B0 that make B1 to B7 (also of
/// EfficientNet-X, scaled for a single objective), B1 first.
llvm::ArrayRef<ScalingPoint> getEfficientNetPoints();

} // namespace fovea

#endif // FOVEA_SEARCH_SCALING_H
