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

/// A model by the name that is printed for it.
struct NamedConfig {
  std::string name;
  std::unique_ptr<ModelConfig> config;
};

/// The seconds of each part of a trial of `models`, one after the other, first
/// with an empty cache of kernels and then again.
llvm::Error timeTrials(const Setup &setup, llvm::ArrayRef<NamedConfig> models);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAMETER_EXPERIMENTS_H
