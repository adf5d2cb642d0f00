//===- SplitSearch.h - The best split for one target ------------*- C++ -*-===//

#ifndef FOVEA_LIB_SEARCH_SCALING_SPLITSEARCH_H
#define FOVEA_LIB_SEARCH_SCALING_SPLITSEARCH_H

#include "LatencySolver.h"

#include <set>

namespace fovea {

/// Where one split led to.
struct SplitSolution {
  ScalingSplit split;
  MeasuredPoint found;
  bool isReached = false;
  bool meetsTarget = false;
  std::optional<double> quality;
  /// The objective, if there is a quality.
  std::optional<double> score;

  /// Solutions that meet the target come before those that do not, of these the
  /// closer one, and among the former the objective decides.
  bool isBetterThan(const SplitSolution &other, double target) const;
};

/// Scales from one point to one target.
class SplitSearch {
public:
  SplitSearch(PointRecorder &recorder, const ScalingOptions &options,
              const MeasuredPoint &start, double target)
      : recorder(recorder), options(options), start(start), target(target) {}

  /// Growth along `split`, and of the resolution alone where that is not
  /// enough. Without quality.
  llvm::Expected<SplitSolution> solve(const ScalingSplit &split);

  /// The best of all splits; an error if none reaches the target.
  llvm::Expected<SplitSolution> findBest();

  /// An error that says why `solution` does not reach the target.
  llvm::Error explain(const SplitSolution &solution) const;
  /// Ask for the quality, and compute the objective.
  llvm::Error score(SplitSolution &solution);

  /// Splits that were solved.
  unsigned getNumSplits() const { return numSplits; }

private:
  /// Shares of depth and width in units of the smallest distance between
  /// splits; the rest is the resolution's.
  using GridPoint = std::pair<int, int>;

  llvm::Error searchGrid();
  llvm::Error refine(int distance);
  /// True if it is better than the best one so far, and becomes that.
  llvm::Expected<bool> tryGridPoint(GridPoint gridPoint);
  int getGridSize() const { return options.gridSteps << options.refinements; }

  PointRecorder &recorder;
  const ScalingOptions &options;
  MeasuredPoint start;
  double target;
  std::set<GridPoint> tried;
  std::optional<SplitSolution> best;
  GridPoint bestGridPoint;
  /// By any split.
  bool isReached = false;
  unsigned numSplits = 0;
};

} // namespace fovea

#endif // FOVEA_LIB_SEARCH_SCALING_SPLITSEARCH_H
