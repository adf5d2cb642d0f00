//===- Surrogate.h - Metrics of architectures not tried ---------*- C++ -*-===//
//
// Ridge regression on knobs: a value is a constant plus one number for each
// choice. Algorithms are compared on it, since they ask for architectures that
// no table of measurements holds.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_SURROGATE_H
#define FOVEA_SEARCH_SURROGATE_H

#include "fovea/Search/Objective.h"

namespace fovea {

/// How far predictions were from values that were held out.
struct HeldOutError {
  /// Root mean square, in the unit of the values.
  double rms = 0;
  /// Median of the distance, as a share of the value.
  double medianRelative = 0;
  /// Share of the variance of the values that predictions explain.
  double explained = 0;
};

class RidgeSurrogate {
public:
  /// Fit `values[i]` of `architectures[i]`, or their logarithms where these
  /// predict held-out values better, as where knobs scale what they change. The
  /// strength of the penalty is the one of a grid whose error on held-out
  /// values is least. It is an error if there are less than 3 values, one is
  /// not finite, or an architecture does not fit the domain.
  static llvm::Expected<RidgeSurrogate>
  fit(const SearchDomain &domain, llvm::ArrayRef<Architecture> architectures,
      llvm::ArrayRef<double> values);

  double predict(llvm::ArrayRef<unsigned> architecture) const;

  /// Each value held out once, the others fitted with the same penalty.
  const HeldOutError &getHeldOutError() const { return error; }

private:
  RidgeSurrogate() = default;
  static RidgeSurrogate fitScaled(const SearchDomain &domain,
                                  llvm::ArrayRef<Architecture> architectures,
                                  llvm::ArrayRef<double> values,
                                  bool logarithmic);

  bool logarithmic = false;
  double intercept = 0;
  /// By knob and choice.
  std::vector<std::vector<double>> effects;
  HeldOutError error;
};

/// Predicts the metrics of an objective from finished trials.
class MetricsSurrogate {
public:
  /// Trials that failed are left out. Errors name the metric that trials lack.
  static llvm::Expected<MetricsSurrogate> fit(const SearchDomain &domain,
                                              llvm::ArrayRef<Trial> trials,
                                              llvm::ArrayRef<MetricKind> kinds);

  /// Only the metrics that were fitted, as if they were exact.
  Metrics predict(llvm::ArrayRef<unsigned> architecture) const;

  struct Fit {
    MetricKind kind;
    RidgeSurrogate surrogate;
  };
  llvm::ArrayRef<Fit> getFits() const { return fits; }

private:
  std::vector<Fit> fits;
};

} // namespace fovea

#endif // FOVEA_SEARCH_SURROGATE_H
