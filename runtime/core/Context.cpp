//===- Context.cpp - One inference at a time ------------------------------===//
//
// fovea_context: memory, threads and checks around the generated code.
//
//===----------------------------------------------------------------------===//

#include "CpuFeatures.h"
#include "Error.h"
#include "Profiler.h"
#include "Roofline.h"
#include "ThreadTeam.h"
#include "Weights.h"

#include "fovea/model_abi.h"

#include <atomic>
#include <cinttypes>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

using namespace fovea::rt;

// Messages of calls that have no context to keep them.
static thread_local Error threadError;

struct fovea_context {
  explicit fovea_context(const fovea_model &model) : model(model) {}
  ~fovea_context() {
    free(arena);
    free(pointers);
  }

  void *const *inputs() const { return pointers; }
  void *const *outputs() const { return pointers + model.num_inputs; }

  const fovea_model &model;
  const pid_t process = getpid();
  uint64_t flags = 0;
  void *arena = nullptr;
  void **pointers = nullptr; ///< inputs, then outputs, of the current run
  Weights weights;
  Profiler profiler;
  ThreadTeam team;
  Error error;
  std::atomic<bool> running{false};
};

//===----------------------------------------------------------------------===//
// Creation
//===----------------------------------------------------------------------===//

static fovea_status checkModel(const fovea_model &model, Error &error) {
  if (model.abi_version != FOVEA_MODEL_ABI_VERSION)
    return error.set(FOVEA_ERROR_VERSION,
                     "model has ABI version %" PRIu64
                     ", this runtime has version %d",
                     model.abi_version, FOVEA_MODEL_ABI_VERSION);
  if (model.struct_size < FOVEA_MODEL_MIN_STRUCT_SIZE)
    return error.set(FOVEA_ERROR_VERSION,
                     "model description: expected at least %d bytes, got "
                     "%" PRIu64,
                     FOVEA_MODEL_MIN_STRUCT_SIZE, model.struct_size);
  if (!model.run || (model.num_inputs && !model.inputs) ||
      (model.num_outputs && !model.outputs) ||
      (model.num_kernels && !model.kernels))
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "model '%s' has a null function or table",
                     fovea_model_name(&model));
  bool saysFeatures =
      model.struct_size >= offsetof(fovea_model, cpu_features) + sizeof(void *);
  if (saysFeatures && model.cpu_features)
    return checkCpuFeatures(model.cpu_features, error);
  return FOVEA_OK;
}

/// Copies what the caller knows of the options; the rest has its default.
static fovea_status readOptions(const fovea_options *given,
                                fovea_options &options, Error &error) {
  if (!given)
    return FOVEA_OK;
  uint64_t known = sizeof(fovea_options);
  if (given->struct_size < sizeof(uint64_t))
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "options: expected struct_size of %" PRIu64
                     " (see FOVEA_OPTIONS_INIT), got %" PRIu64,
                     known, given->struct_size);
  memcpy(&options, given,
         given->struct_size < known ? given->struct_size : known);
  uint64_t unknown = options.flags & ~(FOVEA_FLAG_PROFILE | FOVEA_FLAG_POISON);
  if (unknown)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "options: unknown flags %#" PRIx64, unknown);
  return FOVEA_OK;
}

static fovea_status allocateArena(uint64_t size, void *&arena, Error &error) {
  // An arena of some huge pages saves most TLB misses; they must be aligned.
  constexpr uint64_t hugePage = uint64_t(2) << 20;
  uint64_t alignment = size >= 2 * hugePage ? hugePage : FOVEA_ALIGNMENT;
  if (size == 0)
    size = FOVEA_ALIGNMENT; // Generated code may form addresses at its end.
  uint64_t rounded = (size + alignment - 1) / alignment * alignment;
  if (rounded < size || posix_memalign(&arena, alignment, rounded) != 0) {
    arena = nullptr;
    return error.set(FOVEA_ERROR_NO_MEMORY,
                     "arena of %" PRIu64 " bytes not allocated", size);
  }
  if (alignment == hugePage)
    madvise(arena, rounded, MADV_HUGEPAGE);
  return FOVEA_OK;
}

static fovea_status initContext(fovea_context &context,
                                const fovea_options &options, Error &error) {
  const fovea_model &model = context.model;
  context.flags = options.flags;
  if (fovea_status status =
          context.weights.load(model, options.weights_path, error))
    return status;
  if (fovea_status status =
          allocateArena(model.arena_size, context.arena, error))
    return status;
  uint64_t numPointers = model.num_inputs + model.num_outputs;
  context.pointers =
      static_cast<void **>(calloc(numPointers + 1, sizeof(void *)));
  if (!context.pointers)
    return error.set(FOVEA_ERROR_NO_MEMORY,
                     "no memory for %" PRIu64 " buffer addresses", numPointers);
  if (fovea_status status = context.profiler.init(model, error))
    return status;
  uint64_t threads = options.threads ? options.threads : model.default_threads;
  return context.team.start(threads ? threads : 1, error);
}

fovea_status fovea_context_create(const fovea_model *model,
                                  const fovea_options *given,
                                  fovea_context **result) {
  Error &error = threadError;
  if (!result)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "expected a place for the context, got null");
  *result = nullptr;
  if (!model)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "expected a model, got null");
  fovea_options options = FOVEA_OPTIONS_INIT;
  if (fovea_status status = readOptions(given, options, error))
    return status;
  if (fovea_status status = checkModel(*model, error))
    return status;

  void *storage = nullptr;
  if (posix_memalign(&storage, alignof(fovea_context), sizeof(fovea_context)) !=
      0)
    return error.set(FOVEA_ERROR_NO_MEMORY, "no memory for a context");
  auto *context = new (storage) fovea_context(*model);
  if (fovea_status status = initContext(*context, options, error)) {
    fovea_context_destroy(context);
    return status;
  }
  *result = context;
  return FOVEA_OK;
}

void fovea_context_destroy(fovea_context *context) {
  if (!context)
    return;
  if (context->process != getpid())
    context->team.abandon();
  context->~fovea_context();
  free(context);
}

//===----------------------------------------------------------------------===//
// Buffers of a run
//===----------------------------------------------------------------------===//

static fovea_status checkCount(const char *kind, const fovea_buffer *buffers,
                               uint64_t expected, uint64_t actual,
                               Error &error) {
  if (expected != actual)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "expected %" PRIu64 " %s%s, got %" PRIu64, expected, kind,
                     expected == 1 ? "" : "s", actual);
  if (expected && !buffers)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "expected an array of %ss, got null", kind);
  return FOVEA_OK;
}

static fovea_status checkBuffer(const char *kind, const fovea_tensor_info &info,
                                const fovea_buffer &buffer, Error &error) {
  if (buffer.size_bytes != info.size_bytes)
    return error.set(FOVEA_ERROR_SHAPE,
                     "%s '%s': expected %" PRIu64 " bytes (%s), got %" PRIu64,
                     kind, info.name, info.size_bytes, TypeText(info).c_str(),
                     buffer.size_bytes);
  if (buffer.size_bytes && !buffer.data)
    return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                     "%s '%s': expected a buffer (%s), got null", kind,
                     info.name, TypeText(info).c_str());
  uint64_t alignment = fovea_dtype_size(info.dtype);
  if (alignment && reinterpret_cast<uintptr_t>(buffer.data) % alignment)
    return error.set(
        FOVEA_ERROR_SHAPE,
        "%s '%s': expected alignment to %" PRIu64 " bytes (%s), got address %p",
        kind, info.name, alignment, TypeText(info).c_str(), buffer.data);
  return FOVEA_OK;
}

static bool overlap(const fovea_buffer &a, const fovea_buffer &b) {
  auto start = [](const fovea_buffer &buffer) {
    return reinterpret_cast<uintptr_t>(buffer.data);
  };
  return start(a) < start(b) + b.size_bytes &&
         start(b) < start(a) + a.size_bytes;
}

static fovea_status checkOverlaps(const fovea_model &model,
                                  const fovea_buffer *inputs,
                                  const fovea_buffer *outputs, Error &error) {
  for (uint64_t i = 0; i < model.num_outputs; ++i) {
    for (uint64_t j = 0; j < model.num_inputs; ++j)
      if (overlap(outputs[i], inputs[j]))
        return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                         "output '%s' overlaps input '%s'",
                         model.outputs[i].name, model.inputs[j].name);
    for (uint64_t j = 0; j < i; ++j)
      if (overlap(outputs[i], outputs[j]))
        return error.set(FOVEA_ERROR_INVALID_ARGUMENT,
                         "output '%s' overlaps output '%s'",
                         model.outputs[i].name, model.outputs[j].name);
  }
  return FOVEA_OK;
}

static fovea_status bindBuffers(fovea_context &context,
                                const fovea_buffer *inputs, uint64_t numInputs,
                                const fovea_buffer *outputs,
                                uint64_t numOutputs) {
  const fovea_model &model = context.model;
  Error &error = context.error;
  if (fovea_status status =
          checkCount("input", inputs, model.num_inputs, numInputs, error))
    return status;
  if (fovea_status status =
          checkCount("output", outputs, model.num_outputs, numOutputs, error))
    return status;
  for (uint64_t i = 0; i < numInputs; ++i) {
    if (fovea_status status =
            checkBuffer("input", model.inputs[i], inputs[i], error))
      return status;
    context.pointers[i] = inputs[i].data;
  }
  for (uint64_t i = 0; i < numOutputs; ++i) {
    if (fovea_status status =
            checkBuffer("output", model.outputs[i], outputs[i], error))
      return status;
    context.pointers[numInputs + i] = outputs[i].data;
  }
  return checkOverlaps(model, inputs, outputs, error);
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

static void poison(fovea_context &context) {
  const fovea_model &model = context.model;
  memset(context.arena, 0xFF, model.arena_size);
  for (uint64_t i = 0; i < model.num_outputs; ++i)
    if (model.outputs[i].size_bytes)
      memset(context.outputs()[i], 0xFF, model.outputs[i].size_bytes);
}

static void meet(void *team) { static_cast<ThreadTeam *>(team)->barrier(); }

static void runThread(void *argument, uint64_t thread) {
  auto &context = *static_cast<fovea_context *>(argument);
  bool profiling = thread == 0 && (context.flags & FOVEA_FLAG_PROFILE);
  fovea_invocation invocation = {context.inputs(),
                                 context.outputs(),
                                 context.arena,
                                 context.weights.data(),
                                 thread,
                                 context.team.size(),
                                 meet,
                                 &context.team,
                                 profiling ? Profiler::mark : nullptr,
                                 profiling ? &context.profiler : nullptr};
  context.model.run(&invocation);
}

fovea_status fovea_run(fovea_context *context, const fovea_buffer *inputs,
                       uint64_t numInputs, const fovea_buffer *outputs,
                       uint64_t numOutputs) {
  if (!context)
    return threadError.set(FOVEA_ERROR_INVALID_ARGUMENT,
                           "expected a context, got null");
  if (context->running.exchange(true, std::memory_order_acquire))
    return threadError.set(FOVEA_ERROR_BUSY,
                           "context of model '%s' is already running in "
                           "another thread; expected one context per thread",
                           fovea_model_name(&context->model));
  context->error.clear();
  fovea_status status =
      bindBuffers(*context, inputs, numInputs, outputs, numOutputs);
  // Threads do not survive fork: waiting for them would never end.
  if (status == FOVEA_OK && context->process != getpid())
    status = context->error.set(FOVEA_ERROR_THREADS,
                                "context was made before fork(); expected one "
                                "made in this process");
  if (status == FOVEA_OK) {
    if (context->flags & FOVEA_FLAG_POISON)
      poison(*context);
    context->team.run(runThread, context);
    if (context->flags & FOVEA_FLAG_PROFILE)
      context->profiler.endRun();
  }
  context->running.store(false, std::memory_order_release);
  return status;
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

uint64_t fovea_context_threads(const fovea_context *context) {
  return context ? context->team.size() : 0;
}

const char *fovea_context_error(const fovea_context *context) {
  return context ? context->error.message() : threadError.message();
}

uint64_t fovea_profile_num_kernels(const fovea_context *context) {
  return context ? context->model.num_kernels : 0;
}

fovea_status fovea_profile_kernel(const fovea_context *context, uint64_t index,
                                  fovea_kernel_profile *kernel) {
  if (!context || !kernel)
    return threadError.set(FOVEA_ERROR_INVALID_ARGUMENT,
                           "expected a context and a place, got null");
  if (index >= context->model.num_kernels)
    return threadError.set(FOVEA_ERROR_INVALID_ARGUMENT,
                           "expected a kernel below %" PRIu64 ", got %" PRIu64,
                           context->model.num_kernels, index);
  *kernel = context->profiler.kernel(index);
  return FOVEA_OK;
}

double fovea_profile_roofline_ns(const fovea_context *context, uint64_t index) {
  if (!context || index >= context->model.num_kernels)
    return 0;
  return rooflineNs(context->model, index, context->team.size());
}

uint64_t fovea_profile_events(const fovea_context *context,
                              const fovea_event **events) {
  if (events)
    *events = context ? context->profiler.events() : nullptr;
  return context ? context->profiler.eventCount() : 0;
}

void fovea_profile_reset(fovea_context *context) {
  if (context)
    context->profiler.reset();
}
