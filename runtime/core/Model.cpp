//===- Model.cpp - Description of a model ---------------------------------===//

#include "fovea/model_abi.h"

#include <iterator>

// The compiler emits these as arrays of words.
static_assert(sizeof(fovea_model) == FOVEA_MODEL_MIN_STRUCT_SIZE + 2 * 8);
static_assert(sizeof(fovea_machine) == 5 * 8);
static_assert(sizeof(fovea_memory_level) == 4 * 8);
static_assert(sizeof(fovea_tensor_info) == 5 * 8);
static_assert(sizeof(fovea_kernel_info) == 4 * 8);
static_assert(sizeof(fovea_invocation) == 10 * 8);
static_assert(sizeof(fovea_weights_header) == FOVEA_WEIGHTS_HEADER_SIZE);

namespace {
struct DTypeInfo {
  const char *name;
  uint64_t size;
};
} // namespace

static const DTypeInfo dtypes[] = {
    {"unknown", 0}, {"f32", 4}, {"f64", 8}, {"f16", 2}, {"bf16", 2},
    {"i8", 1},      {"u8", 1},  {"i16", 2}, {"u16", 2}, {"i32", 4},
    {"u32", 4},     {"i64", 8}, {"u64", 8}, {"bool", 1}};
static_assert(std::size(dtypes) == FOVEA_BOOL + 1);

static const DTypeInfo &describe(uint64_t dtype) {
  return dtypes[dtype < std::size(dtypes) ? dtype : 0];
}

uint64_t fovea_abi_version(void) { return FOVEA_ABI_VERSION; }

const char *fovea_dtype_name(uint64_t dtype) { return describe(dtype).name; }

uint64_t fovea_dtype_size(uint64_t dtype) { return describe(dtype).size; }

const char *fovea_status_string(fovea_status status) {
  switch (status) {
  case FOVEA_OK:
    return "ok";
  case FOVEA_ERROR_INVALID_ARGUMENT:
    return "invalid argument";
  case FOVEA_ERROR_SHAPE:
    return "buffer of the wrong size or alignment";
  case FOVEA_ERROR_NO_MEMORY:
    return "out of memory";
  case FOVEA_ERROR_WEIGHTS:
    return "weights file not usable";
  case FOVEA_ERROR_VERSION:
    return "model and runtime have different versions";
  case FOVEA_ERROR_BUSY:
    return "context is already running in another thread";
  case FOVEA_ERROR_THREADS:
    return "thread not available";
  case FOVEA_ERROR_CPU:
    return "processor lacks an instruction set the model needs";
  }
  return "unknown status";
}

const char *fovea_model_name(const fovea_model *model) {
  return model && model->name ? model->name : "";
}

const char *fovea_model_json(const fovea_model *model) {
  return model && model->json && *model->json ? model->json : "{}";
}

uint64_t fovea_model_num_inputs(const fovea_model *model) {
  return model ? model->num_inputs : 0;
}

uint64_t fovea_model_num_outputs(const fovea_model *model) {
  return model ? model->num_outputs : 0;
}

const fovea_tensor_info *fovea_model_input(const fovea_model *model,
                                           uint64_t index) {
  if (!model || index >= model->num_inputs)
    return nullptr;
  return &model->inputs[index];
}

const fovea_tensor_info *fovea_model_output(const fovea_model *model,
                                            uint64_t index) {
  if (!model || index >= model->num_outputs)
    return nullptr;
  return &model->outputs[index];
}

uint64_t fovea_model_arena_size(const fovea_model *model) {
  return model ? model->arena_size : 0;
}
