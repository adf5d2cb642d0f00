//===- SampleStatistics.h - Quantiles with confidence -----------*- C++ -*-===//

#ifndef FOVEA_SEARCH_SAMPLESTATISTICS_H
#define FOVEA_SEARCH_SAMPLESTATISTICS_H

#include "fovea/Search/Trial.h"

#include "llvm/ADT/ArrayRef.h"

#include <cstddef>

namespace fovea {

/// The `quantile`-th quantile of the distribution that `samples` (at least one,
/// in any order) come from: nearly unbiased for the median of the estimate,
/// whatever the distribution is (definition 8 of Hyndman and Fan, The American
/// Statistician 50(4), 1996). `quantile` is in (0, 1).
double computeQuantile(llvm::ArrayRef<double> samples, double quantile);
double computeMedian(llvm::ArrayRef<double> samples);

/// The same with an interval between two of the samples that contains the
/// quantile with a probability of at least `confidence`, for independent
/// samples of any continuous distribution (Conover, Practical Nonparametric
/// Statistics, section 3.2). With fewer samples than `getMinimumSamples` the
/// interval is from the least to the greatest sample, and has less confidence.
Measurement estimateQuantile(llvm::ArrayRef<double> samples, double quantile,
                             double confidence = 0.95);

/// How many samples an interval for `quantile` needs: 6 for the median with
/// 95 %, 36 for the quantile 0.9.
size_t getMinimumSamples(double quantile, double confidence = 0.95);

} // namespace fovea

#endif // FOVEA_SEARCH_SAMPLESTATISTICS_H
