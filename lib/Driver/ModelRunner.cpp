//===- ModelRunner.cpp - Run a model on buffers of its own ----------------===//

#include "fovea/Driver/ModelRunner.h"

#include "llvm/ADT/STLFunctionalExtras.h"

using namespace llvm;
using namespace fovea;

ModelRunner::~ModelRunner() { fovea_context_destroy(context); }

Expected<std::unique_ptr<ModelRunner>>
ModelRunner::create(const fovea_model *model, const RunnerOptions &options) {
  std::unique_ptr<ModelRunner> runner(new ModelRunner());
  fovea_options contextOptions = FOVEA_OPTIONS_INIT;
  contextOptions.threads = options.threads;
  if (options.profile)
    contextOptions.flags = FOVEA_FLAG_PROFILE;
  if (fovea_context_create(model, &contextOptions, &runner->context) !=
      FOVEA_OK)
    return createStringError(fovea_context_error(nullptr));
  runner->addBuffers(model);
  return runner;
}

void ModelRunner::addBuffers(const fovea_model *model) {
  // Any numbers, but no denormal ones; an index must be valid.
  auto add = [&](uint64_t count, auto getInfo, auto &buffers) {
    for (uint64_t i = 0; i < count; ++i) {
      const fovea_tensor_info *info = getInfo(model, i);
      values.emplace_back(info->size_bytes / sizeof(float) + 1,
                          info->dtype == FOVEA_F32 ? 0.5f : 0.0f);
      buffers.push_back({values.back().data(), info->size_bytes});
    }
  };
  add(fovea_model_num_inputs(model), fovea_model_input, inputs);
  add(fovea_model_num_outputs(model), fovea_model_output, outputs);
}

void ModelRunner::run() {
  fovea_status status = fovea_run(context, inputs.data(), inputs.size(),
                                  outputs.data(), outputs.size());
  assert(status == FOVEA_OK && "the buffers are as described");
  (void)status;
}

std::vector<double> ModelRunner::takeProfile() {
  std::vector<double> times;
  fovea_kernel_profile profile;
  for (uint64_t i = 0; i < fovea_profile_num_kernels(context); ++i) {
    fovea_profile_kernel(context, i, &profile);
    times.push_back(static_cast<double>(profile.total_ns));
  }
  fovea_profile_reset(context);
  return times;
}
