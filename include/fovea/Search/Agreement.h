//===- Agreement.h - How well one number stands for another -----*- C++ -*-===//
//
// Whether a cheap number (operations, a prediction, a proxy) says the same as
// what was measured. All functions take pairs: two arrays of one length.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_AGREEMENT_H
#define FOVEA_SEARCH_AGREEMENT_H

#include "llvm/ADT/ArrayRef.h"

#include <optional>

namespace fovea {

/// Kendall's rank correlation tau-b (Kendall, "The treatment of ties in ranking
/// problems", 1945), from -1 to 1: the share of pairs of pairs that are ordered
/// alike minus the share of those that are not, with a correction for ties.
/// None where it is not defined: less than two pairs, or one side all equal.
std::optional<double> computeKendallTau(llvm::ArrayRef<double> x,
                                        llvm::ArrayRef<double> y);

/// Pearson's correlation coefficient, from -1 to 1. None where it is not
/// defined: less than two pairs, or one side all equal.
std::optional<double> computeCorrelation(llvm::ArrayRef<double> x,
                                         llvm::ArrayRef<double> y);

/// The model `y = factor * x`, as those who count operations instead of time
/// assume.
struct ProportionalFit {
  /// The geometric mean of y / x: the factor with the least squares of the
  /// logarithms, so that being off by a factor counts the same up and down.
  double factor = 0;
  /// Of `|factor * x - y| / y`.
  double largestError = 0;
  double meanError = 0;
  /// The greatest y / x over the least: how much the time of an operation
  /// differs between models.
  double spread = 0;
};

/// None without pairs. All numbers must be positive.
std::optional<ProportionalFit> fitProportional(llvm::ArrayRef<double> x,
                                               llvm::ArrayRef<double> y);

/// The share of pairs, from 0 to 1, whose prediction is off by no more than
/// `tolerance` of what was measured. None without pairs.
std::optional<double> computeShareWithin(llvm::ArrayRef<double> predicted,
                                         llvm::ArrayRef<double> measured,
                                         double tolerance);

} // namespace fovea

#endif // FOVEA_SEARCH_AGREEMENT_H
