//===- ModelRunner.h - Run a model on buffers of its own --------*- C++ -*-===//

#ifndef FOVEA_DRIVER_MODELRUNNER_H
#define FOVEA_DRIVER_MODELRUNNER_H

#include "fovea/fovea.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <vector>

namespace fovea {

struct RunnerOptions {
  /// Those of the model if 0. They may run where the thread that makes the
  /// runner may.
  uint64_t threads = 0;
  /// Whether the times of kernels are recorded.
  bool profile = false;
};

/// What measuring a model takes: a context and buffers with numbers in them.
class ModelRunner {
public:
  /// `model` must outlive the runner. Fails where the runtime does.
  static llvm::Expected<std::unique_ptr<ModelRunner>>
  create(const fovea_model *model, const RunnerOptions &options);
  ~ModelRunner();

  /// One inference.
  void run();
  /// With `profile`, what each kernel took in the inferences since the last
  /// call, in ns, in order of execution.
  std::vector<double> takeProfile();

private:
  ModelRunner() = default;
  void addBuffers(const fovea_model *model);

  fovea_context *context = nullptr;
  std::vector<std::vector<float>> values;
  std::vector<fovea_buffer> inputs, outputs;
};

} // namespace fovea

#endif // FOVEA_DRIVER_MODELRUNNER_H
