//===- Experiments.h - How good measurements are ----------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAMETER_EXPERIMENTS_H
#define FOVEA_TOOLS_FOVEAMETER_EXPERIMENTS_H

#include "Setup.h"

namespace fovea {

/// Measure the model once: milliseconds with their interval, rounds.
llvm::Error measureOnce(const Setup &setup);

/// Measure the model in `processes` processes, one after the other, on one
/// scale: how far the values are apart, beside the intervals.
llvm::Error measureRepeatability(const Setup &setup, unsigned processes,
                                 llvm::StringRef program);

/// Measure the model `pairs` times with the other cores idle and compiling, in
/// turn.
llvm::Error measureOverlap(const Setup &setup, unsigned pairs,
                           llvm::StringRef program);

/// Compile the model without end, on the cores that do not measure.
llvm::Error compileForever(const Setup &setup);

/// The seconds of each part of a trial, first with an empty cache of kernels
/// and then again. With several models, all of them one after the other.
llvm::Error timeTrials(const Setup &setup, llvm::ArrayRef<std::string> models);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAMETER_EXPERIMENTS_H
