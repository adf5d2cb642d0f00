//===- LocalRunner.h - Trials on this machine -------------------*- C++ -*-===//
//
// A trial has two stages. The first one builds and compiles the candidate and
// finds its quality; the second one runs it on cores that are kept free for
// that. If there are other cores, the first stage of a trial runs on these
// while the one before it is measured.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_SEARCH_LOCALRUNNER_H
#define FOVEA_SEARCH_LOCALRUNNER_H

#include "fovea/Analysis/Analysis.h"
#include "fovea/Driver/Compiler.h"
#include "fovea/Search/LatencyMeter.h"
#include "fovea/Search/Objective.h"
#include "fovea/Search/QualityEvaluator.h"
#include "fovea/Search/SearchSpace.h"
#include "fovea/Search/TrialRunner.h"

namespace fovea {

struct LocalRunnerOptions {
  /// How candidates are compiled; the threads are those of the meter.
  CompileOptions compile;
  /// `cores` are found here.
  MeterOptions meter;
  /// As `createQualityEvaluator` knows it; no quality if empty.
  std::string quality;
  QualityOptions qualityOptions;
  /// The machine whose latency is predicted by its model; by default this one,
  /// by the kernels that were measured so far.
  std::optional<AnalysisTarget> predictOn;
  /// Do not compile a candidate whose latency is predicted to be more than so
  /// many times the target; 0 compiles all.
  double prefilter = 0;
  /// Where the time of the reference model is kept, so that all studies of this
  /// machine are on one scale, and the times of kernels, unless `kernelRecords`
  /// names another file for these. Nowhere if empty.
  std::string cacheDirectory;
  std::string kernelRecords;
  /// Whether to prepare a trial while another one is measured, if there are
  /// cores for both.
  bool overlap = true;
  /// For the rows of trials: this machine, as YAML, and the compiler.
  std::string host;
  std::string compiler;
};

class LocalRunner : public TrialRunner {
public:
  /// Measures the reference model first, which is MobileNetV2. `space` and
  /// `objective` must live as long.
  static llvm::Expected<std::unique_ptr<LocalRunner>>
  create(const SearchSpace &space, const Objective &objective,
         LocalRunnerOptions options);
  /// Waits for the stages that run.
  ~LocalRunner() override;

  unsigned getCapacity() const override;
  void start(TrialRequest request) override;
  llvm::Expected<std::optional<Trial>> wait(double seconds) override;

private:
  class Pipeline;
  explicit LocalRunner(std::unique_ptr<Pipeline> pipeline);

  std::unique_ptr<Pipeline> pipeline;
};

/// A latency meter for candidates that are compiled with `compile`: its
/// reference is MobileNetV2, compiled in the same way. How long that takes is
/// measured once and kept in `cacheDirectory`, unless that is empty.
llvm::Expected<std::unique_ptr<LatencyMeter>>
createSearchMeter(const CompileOptions &compile, MeterOptions options,
                  llvm::StringRef cacheDirectory);

} // namespace fovea

#endif // FOVEA_SEARCH_LOCALRUNNER_H
