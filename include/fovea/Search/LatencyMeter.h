//===- LatencyMeter.h - How long an inference takes -------------*- C++ -*-===//
//
// Measures compiled models in this process, in turn with a reference model.
// What else runs on a machine, its clock and its temperature change every time
// from second to second by more than architectures differ, but they change
// those of both models alike. So a latency is the ratio to the reference in the
// same window of time, times a time of the reference that is fixed once.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_LATENCYMETER_H
#define FOVEA_SEARCH_LATENCYMETER_H

#include "fovea/Driver/Compiler.h"
#include "fovea/Search/Affinity.h"
#include "fovea/Search/Trial.h"

#include <memory>
#include <string>
#include <vector>

namespace fovea {

struct MeterOptions {
  /// That run one inference together.
  unsigned threads = 1;
  /// Where they run, at least one core for each; those of `planCores` if empty.
  Cores cores;
  /// Of the distribution of a candidate's time, in percent: 50 is the median.
  double percentile = 50;
  /// In a round each of the two models runs once to warm up, and once by the
  /// clock. `measure` goes on until there are so many rounds (or as many as the
  /// interval of the percentile needs), and until so many seconds are over.
  unsigned minRounds = 9;
  double minSeconds = 0.6;
  /// `refine` gives up after so many rounds, counted from the first one.
  unsigned maxRounds = 240;
  /// Seconds of an inference of the reference model, so that several processes
  /// and hosts report on one scale; measured when the meter is made if 0.
  double referenceSeconds = 0;
  /// Which the meter holds while it measures; `HostLock::getDefaultPath` if
  /// empty.
  std::string lockFile;
};

/// One call of a kernel in a model.
struct KernelTime {
  /// Says what its machine code does: kernels of one identity are equal, in
  /// whatever model they are, if the models were compiled with equal options.
  std::string identity;
  /// The layer, unique in the model, and the kind of kernel.
  std::string name;
  std::string op;
  uint64_t flops = 0;
  uint64_t bytes = 0;
  /// The median, on the scale of the reference.
  double seconds = 0;
};

class JITModel;
class ModelRunner;

/// A model in this process, ready to run, with what was measured of it.
class LoadedModel {
public:
  ~LoadedModel();

  /// Rounds in which the latency was measured so far.
  size_t getNumRounds() const { return ratios.size(); }

private:
  friend class LatencyMeter;
  LoadedModel();

  static llvm::Expected<std::unique_ptr<LoadedModel>>
  load(const CompiledModel &compiled, unsigned threads);

  std::unique_ptr<JITModel> model;
  std::unique_ptr<ModelRunner> runner;
  /// To the reference, one for each round.
  std::vector<double> ratios;
  /// In order of execution, without times.
  std::vector<KernelTime> kernels;
  /// For each of them, ratios of its time to the reference, one for each round.
  std::vector<std::vector<double>> kernelRatios;
};

class LatencyMeter {
public:
  /// Loads `reference`, and measures its time unless that is given. Both are
  /// errors if they fail, as are more threads than cores, and options that make
  /// no sense.
  static llvm::Expected<std::unique_ptr<LatencyMeter>>
  create(const CompiledModel &reference, const MeterOptions &options);
  ~LatencyMeter();

  /// Seconds of an inference of the reference: what one in ten took at most
  /// when the meter was made, so that it is little longer if something else ran
  /// then; or what was given.
  double getReferenceSeconds() const { return referenceSeconds; }
  const MeterOptions &getOptions() const { return options; }

  /// Load a model to be measured. `model` and its weights are no longer needed
  /// then. Several threads may load at the same time, also while one measures.
  llvm::Expected<std::unique_ptr<LoadedModel>>
  load(const CompiledModel &model) const;

  /// The chosen percentile of the seconds of one inference, with its interval
  /// of 95 %. What was measured before counts as well.
  llvm::Expected<Measurement> measure(LoadedModel &model);
  /// Measure on while the interval contains `threshold`, and there are fewer
  /// than `maxRounds`. The number of rounds doubles from look to look.
  llvm::Expected<Measurement> refine(LoadedModel &model, double threshold);
  /// The time of each kernel, in order of execution, in the rounds of the
  /// model's measurement, which begins here if there was none. Rounds are
  /// always profiled: that makes an inference longer by the time of reading a
  /// clock once for each kernel.
  llvm::Expected<std::vector<KernelTime>> measureKernels(LoadedModel &model);

private:
  LatencyMeter();

  llvm::Error measureReference();
  llvm::Error addRounds(LoadedModel &model, unsigned minRounds,
                        double minSeconds);
  llvm::Error ensureRounds(LoadedModel &model);
  Measurement estimate(const LoadedModel &model) const;

  MeterOptions options;
  double referenceSeconds = 0;
  std::unique_ptr<LoadedModel> reference;
};

} // namespace fovea

#endif // FOVEA_SEARCH_LATENCYMETER_H
