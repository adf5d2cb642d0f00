//===- Objective.h - What a search looks for --------------------*- C++ -*-===//

#ifndef FOVEA_SEARCH_OBJECTIVE_H
#define FOVEA_SEARCH_OBJECTIVE_H

#include "fovea/Search/Algorithm.h"
#include "fovea/Search/Trial.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace fovea {

enum class MetricKind {
  Latency,
  PredictedLatency,
  Parameters,
  MACs,
  PeakMemory,
  Quality,
};

llvm::ArrayRef<MetricKind> getMetricKinds();

/// `latency`, `predicted-latency`, `parameters`, `macs`, `peak-memory`,
/// `quality`.
llvm::StringLiteral getName(MetricKind kind);
/// `s`, `bytes`, or empty for what is counted and for quality.
llvm::StringRef getUnit(MetricKind kind);
/// Only quality is to be maximized.
bool isMaximized(MetricKind kind);
/// The kind of that name. An error lists all names.
llvm::Expected<MetricKind> parseMetricKind(llvm::StringRef name);

/// None if it was not determined. What is counted is an exact measurement.
std::optional<Measurement> getMetric(const Metrics &metrics, MetricKind kind);
/// Counts are rounded.
void setMetric(Metrics &metrics, MetricKind kind,
               const Measurement &measurement);

/// The exponent of R = Q * (LAT / T)^w: w is `within` where LAT <= T and
/// `beyond` where LAT > T (Tan et al., MnasNet, 2019, equations 2 and 3).
struct RewardForm {
  double within = 0;
  double beyond = 0;

  /// Twice the latency is worth 5 % of quality.
  static RewardForm soft() { return {-0.07, -0.07}; }
  /// Latency matters only beyond the target.
  static RewardForm hard() { return {0, -1}; }

  /// `soft`, `hard`, one exponent, or two, as in `0:-1`. None may be above 0,
  /// which would reward slowness.
  static llvm::Expected<RewardForm> parse(llvm::StringRef text);
  /// As `parse` reads it.
  std::string print() const;

  bool operator==(const RewardForm &) const = default;
};

/// Makes a reward and costs of metrics.
class Objective {
public:
  /// Each of `terms` is a cost. The first that is not quality is the LAT of the
  /// reward, and `target`, in its unit, the T. The Q of the reward is 1 if
  /// quality is no term. If all terms are quality, the reward is Q.
  ///
  /// Without a target, T is 1, which ranks as each other target does, unless
  /// the form has two exponents: then a target is needed. It is an error, too,
  /// if there are no terms, if one stands twice, or if the target is not above
  /// 0.
  static llvm::Expected<Objective>
  create(llvm::ArrayRef<MetricKind> terms, RewardForm form,
         std::optional<double> target = std::nullopt);

  /// As `print` writes it, for instance
  /// `latency,quality reward=-0.07 target=0.005`. The target may be missing;
  /// so may the reward, which then is soft.
  static llvm::Expected<Objective> parse(llvm::StringRef text);
  std::string print() const;

  llvm::ArrayRef<MetricKind> getTerms() const { return terms; }
  bool hasTerm(MetricKind kind) const;
  /// The LAT of the reward.
  std::optional<MetricKind> getRewardTerm() const;
  RewardForm getForm() const { return form; }
  std::optional<double> getTarget() const { return target; }

  /// (LAT / T)^w of a LAT in the unit of its metric.
  double getRewardFactor(double value) const;

  /// An error names the first term that `metrics` lack, or that no reward can
  /// be computed of: one that is not finite, or quality or LAT below 0.
  llvm::Expected<Outcome> evaluate(const Metrics &metrics) const;
  /// That of a failure if the trial failed or lacks a term.
  Outcome evaluate(const Trial &trial) const;

private:
  Objective(llvm::ArrayRef<MetricKind> terms, RewardForm form,
            std::optional<double> target)
      : terms(terms), form(form), target(target) {}

  std::vector<MetricKind> terms;
  RewardForm form;
  std::optional<double> target;
};

} // namespace fovea

#endif // FOVEA_SEARCH_OBJECTIVE_H
