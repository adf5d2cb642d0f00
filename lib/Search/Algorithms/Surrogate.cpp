//===- Surrogate.cpp - Metrics of architectures not tried -----------------===//

#include "fovea/Search/Surrogate.h"

#include "fovea/Search/SampleStatistics.h"

#include "llvm/ADT/STLExtras.h"

#include <Eigen/SVD>

#include <cmath>

using namespace fovea;
using llvm::ArrayRef;
using llvm::createStringError;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// RidgeSurrogate
//===----------------------------------------------------------------------===//

static llvm::Error verify(const SearchDomain &domain,
                          ArrayRef<Architecture> architectures,
                          ArrayRef<double> values) {
  assert(architectures.size() == values.size());
  if (values.size() < 3)
    return createStringError("a surrogate needs at least 3 values, not " +
                             Twine(values.size()));
  for (auto [i, value] : llvm::enumerate(values))
    if (!std::isfinite(value))
      return createStringError("value " + Twine(i) + " is not finite");
  for (auto [i, architecture] : llvm::enumerate(architectures)) {
    if (architecture.size() != domain.sizes.size())
      return createStringError("architecture " + Twine(i) + " has " +
                               Twine(architecture.size()) + " knobs, not " +
                               Twine(domain.sizes.size()));
    for (auto [knob, choice] : llvm::enumerate(architecture))
      if (choice >= domain.sizes[knob])
        return createStringError("choice " + Twine(choice) + " of knob " +
                                 Twine(knob) + " in architecture " + Twine(i) +
                                 " is not below " + Twine(domain.sizes[knob]));
  }
  return llvm::Error::success();
}

/// One row for each architecture, one column for each choice: 1 where it is
/// made.
static Eigen::MatrixXd makeFeatures(const SearchDomain &domain,
                                    ArrayRef<Architecture> architectures) {
  size_t numColumns = 0;
  for (unsigned size : domain.sizes)
    numColumns += size;
  Eigen::MatrixXd features =
      Eigen::MatrixXd::Zero(architectures.size(), numColumns);
  for (auto [row, architecture] : llvm::enumerate(architectures)) {
    size_t first = 0;
    for (auto [choice, size] : llvm::zip_equal(architecture, domain.sizes)) {
      features(row, first + choice) = 1;
      first += size;
    }
  }
  return features;
}

namespace {
/// Ridge regression with an intercept that is not penalized, for any penalty.
class Ridge {
public:
  Ridge(const Eigen::MatrixXd &features, const Eigen::VectorXd &targets)
      : meanFeatures(features.colwise().mean()), meanTarget(targets.mean()),
        residuals(targets.array() - meanTarget),
        svd(features.rowwise() - meanFeatures,
            Eigen::ComputeThinU | Eigen::ComputeThinV) {}

  /// For each target, what a fit to all others predicts for it. The shortcut by
  /// leverage is exact (Golub, Heath and Wahba 1979, section 2).
  Eigen::VectorXd predictHeldOut(double penalty) const {
    const Eigen::MatrixXd &u = svd.matrixU();
    Eigen::ArrayXd shrink = getShrinkage(penalty);
    Eigen::VectorXd fitted =
        u * (shrink * (u.transpose() * residuals).array()).matrix();
    Eigen::ArrayXd leverage =
        (u.array().square().matrix() * shrink.matrix()).array() +
        1.0 / static_cast<double>(residuals.size());
    Eigen::ArrayXd errors =
        (residuals - fitted).array() / (1 - leverage).max(1e-9);
    return (residuals.array() - errors + meanTarget).matrix();
  }

  Eigen::VectorXd fit(double penalty) const {
    Eigen::ArrayXd s = svd.singularValues();
    Eigen::ArrayXd projected = (svd.matrixU().transpose() * residuals).array();
    return svd.matrixV() * (projected * s / (s.square() + penalty)).matrix();
  }

  double getIntercept(const Eigen::VectorXd &effects) const {
    return meanTarget - meanFeatures.dot(effects);
  }

private:
  Eigen::ArrayXd getShrinkage(double penalty) const {
    Eigen::ArrayXd squares = svd.singularValues().array().square();
    return squares / (squares + penalty);
  }

  Eigen::RowVectorXd meanFeatures;
  double meanTarget;
  Eigen::VectorXd residuals;
  Eigen::BDCSVD<Eigen::MatrixXd> svd;
};
} // namespace

static HeldOutError computeError(const Eigen::VectorXd &values,
                                 const Eigen::VectorXd &predictions) {
  Eigen::ArrayXd distances = (values - predictions).array();
  HeldOutError error;
  error.rms = std::sqrt(distances.square().mean());
  double variance = (values.array() - values.mean()).square().mean();
  error.explained = variance > 0 ? 1 - error.rms * error.rms / variance : 1;
  std::vector<double> relative;
  for (auto [distance, value] : llvm::zip_equal(distances, values))
    if (value != 0)
      relative.push_back(std::abs(distance / value));
  if (!relative.empty())
    error.medianRelative = computeMedian(relative);
  return error;
}

/// The penalty with the least error on targets that are held out.
static double choosePenalty(const Ridge &ridge,
                            const Eigen::VectorXd &targets) {
  double best = 0, leastError = std::numeric_limits<double>::infinity();
  for (double penalty = 1e-3; penalty < 2e3; penalty *= std::sqrt(10)) {
    double error = (ridge.predictHeldOut(penalty) - targets).squaredNorm();
    if (error < leastError) {
      leastError = error;
      best = penalty;
    }
  }
  return best;
}

RidgeSurrogate RidgeSurrogate::fitScaled(const SearchDomain &domain,
                                         ArrayRef<Architecture> architectures,
                                         ArrayRef<double> values,
                                         bool logarithmic) {
  Eigen::Map<const Eigen::VectorXd> targets(values.data(), values.size());
  Eigen::VectorXd scaled = targets;
  if (logarithmic)
    scaled = targets.array().log();
  Ridge ridge(makeFeatures(domain, architectures), scaled);
  double penalty = choosePenalty(ridge, scaled);

  RidgeSurrogate surrogate;
  surrogate.logarithmic = logarithmic;
  Eigen::VectorXd heldOut = ridge.predictHeldOut(penalty);
  if (logarithmic)
    heldOut = heldOut.array().exp();
  surrogate.error = computeError(targets, heldOut);
  Eigen::VectorXd effects = ridge.fit(penalty);
  surrogate.intercept = ridge.getIntercept(effects);
  const double *next = effects.data();
  for (unsigned size : domain.sizes) {
    surrogate.effects.emplace_back(next, next + size);
    next += size;
  }
  return surrogate;
}

llvm::Expected<RidgeSurrogate>
RidgeSurrogate::fit(const SearchDomain &domain,
                    ArrayRef<Architecture> architectures,
                    ArrayRef<double> values) {
  if (llvm::Error error = verify(domain, architectures, values))
    return error;
  RidgeSurrogate linear =
      fitScaled(domain, architectures, values, /*logarithmic=*/false);
  if (llvm::any_of(values, [](double value) { return value <= 0; }))
    return linear;
  RidgeSurrogate logarithmic =
      fitScaled(domain, architectures, values, /*logarithmic=*/true);
  return logarithmic.error.rms < linear.error.rms ? logarithmic : linear;
}

double RidgeSurrogate::predict(ArrayRef<unsigned> architecture) const {
  double value = intercept;
  for (auto [knob, choice] : llvm::zip_equal(effects, architecture))
    value += knob[choice];
  return logarithmic ? std::exp(value) : value;
}

//===----------------------------------------------------------------------===//
// MetricsSurrogate
//===----------------------------------------------------------------------===//

llvm::Expected<MetricsSurrogate>
MetricsSurrogate::fit(const SearchDomain &domain, ArrayRef<Trial> trials,
                      ArrayRef<MetricKind> kinds) {
  std::vector<Architecture> architectures;
  std::vector<const Trial *> succeeded;
  for (const Trial &trial : trials) {
    if (trial.hasFailed())
      continue;
    architectures.push_back(trial.architecture);
    succeeded.push_back(&trial);
  }
  MetricsSurrogate surrogate;
  for (MetricKind kind : kinds) {
    std::vector<double> values;
    for (const Trial *trial : succeeded) {
      std::optional<Measurement> metric = getMetric(trial->metrics, kind);
      if (!metric)
        return createStringError("trial " + Twine(trial->number) + " has no " +
                                 getName(kind));
      values.push_back(metric->value);
    }
    auto fit = RidgeSurrogate::fit(domain, architectures, values);
    if (!fit)
      return createStringError(getName(kind) + ": " +
                               toString(fit.takeError()));
    surrogate.fits.push_back({kind, std::move(*fit)});
  }
  return surrogate;
}

Metrics MetricsSurrogate::predict(ArrayRef<unsigned> architecture) const {
  Metrics metrics;
  for (const auto &[kind, surrogate] : fits)
    setMetric(metrics, kind,
              Measurement::exact(surrogate.predict(architecture)));
  return metrics;
}
