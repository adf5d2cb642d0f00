/*===- fovea.h - C interface of a compiled model -----------------*- C -*-===*
 *
 * The whole public interface of a model compiled by foveac. Everything a
 * program needs is here: describe a model, make a context, run it, ask for a
 * profile. It is plain C11 and C++, needs no other header of the project, and
 * is also pasted into the header generated beside every shared library.
 *
 *   const fovea_model *model = resnet50_model();
 *   fovea_context *context = NULL;
 *   if (fovea_context_create(model, NULL, &context) != FOVEA_OK)
 *     return puts(fovea_context_error(NULL));
 *   fovea_buffer in = {pixels, sizeof(pixels)}, out = {scores, sizeof(scores)};
 *   if (fovea_run(context, &in, 1, &out, 1) != FOVEA_OK)
 *     puts(fovea_context_error(context));
 *   fovea_context_destroy(context);
 *
 * No function aborts, exits or throws. What can fail returns a fovea_status
 * and leaves a message that names what was expected and what was given.
 *
 * Threads: a model is immutable and may be used by any number of contexts and
 * threads at once. A context serves one call at a time; a second fovea_run on
 * a context that is running fails with FOVEA_ERROR_BUSY.
 *
 *===----------------------------------------------------------------------===*/

#ifndef FOVEA_H
#define FOVEA_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define FOVEA_API __attribute__((visibility("default")))
#else
#define FOVEA_API
#endif

/** Version of the interface in this header. It changes when a declaration here
 * changes its meaning, not when one is added. */
#define FOVEA_ABI_VERSION 1

/** Element types. The values are part of the ABI. */
typedef enum fovea_dtype {
  FOVEA_F32 = 1,
  FOVEA_F64 = 2,
  FOVEA_F16 = 3,  /**< IEEE binary16 */
  FOVEA_BF16 = 4, /**< upper half of an IEEE binary32 */
  FOVEA_I8 = 5,
  FOVEA_U8 = 6,
  FOVEA_I16 = 7,
  FOVEA_U16 = 8,
  FOVEA_I32 = 9,
  FOVEA_U32 = 10,
  FOVEA_I64 = 11,
  FOVEA_U64 = 12,
  FOVEA_BOOL = 13 /**< one byte, 0 or 1 */
} fovea_dtype;

/** Outcome of a call. */
typedef enum fovea_status {
  FOVEA_OK = 0,
  FOVEA_ERROR_INVALID_ARGUMENT = 1, /**< a null, a count, an unknown option */
  FOVEA_ERROR_SHAPE = 2,     /**< a buffer has the wrong size or alignment */
  FOVEA_ERROR_NO_MEMORY = 3, /**< the arena or a table was not allocated */
  FOVEA_ERROR_WEIGHTS = 4,   /**< the weights file is absent or not this one */
  FOVEA_ERROR_VERSION = 5,   /**< model and runtime have different ABIs */
  FOVEA_ERROR_BUSY = 6,      /**< the context is running in another thread */
  FOVEA_ERROR_THREADS = 7,   /**< a thread could not be started, or is gone */
  FOVEA_ERROR_CPU = 8        /**< this CPU lacks instructions the model uses */
} fovea_status;

/** A model input or output. All fields are 8 bytes wide. */
typedef struct fovea_tensor_info {
  const char *name;     /**< UTF-8, unique among inputs or outputs */
  uint64_t dtype;       /**< a fovea_dtype */
  uint64_t rank;        /**< 0 for a scalar */
  const int64_t *shape; /**< rank extents, outermost first; dense row-major */
  uint64_t size_bytes;  /**< product of the extents x size of the dtype */
} fovea_tensor_info;

/** A buffer owned by the caller: dense, row-major, aligned to its element. */
typedef struct fovea_buffer {
  void *data; /**< may be null only if size_bytes is 0 */
  uint64_t size_bytes;
} fovea_buffer;

/** A compiled model: constant data inside the artifact. */
typedef struct fovea_model fovea_model;

/** What one inference at a time needs: arena, threads, profile. */
typedef struct fovea_context fovea_context;

/** How a context is to be made. Set it up with FOVEA_OPTIONS_INIT, so that
 * fields of later versions get their defaults. */
typedef struct fovea_options {
  uint64_t struct_size;     /**< sizeof(fovea_options) */
  uint64_t threads;         /**< 0: the model's default; at most 1024 */
  uint64_t flags;           /**< FOVEA_FLAG_... */
  const char *weights_path; /**< null: embedded, or beside the artifact */
} fovea_options;

/** Record the time of every kernel of every run. */
#define FOVEA_FLAG_PROFILE UINT64_C(1)
/** Fill arena and outputs with 0xFF bytes (NaN in every float type) before
 * each run, so that a read of something never written shows. For tests. */
#define FOVEA_FLAG_POISON UINT64_C(2)

/** Initializer of a fovea_options with every default. */
#define FOVEA_OPTIONS_INIT {sizeof(fovea_options), 0, 0, 0}

/** Sum over all runs since the context was made or its profile was reset. */
typedef struct fovea_kernel_profile {
  const char *name;  /**< unique within the model */
  const char *op;    /**< what the kernel computes, such as "conv" */
  uint64_t calls;    /**< times it ran */
  uint64_t total_ns; /**< wall time of all calls */
  uint64_t flops;    /**< floating-point operations of one call */
  uint64_t bytes;    /**< compulsory memory traffic of one call */
} fovea_kernel_profile;

/** One call of one kernel. Times count from the creation of the context. */
typedef struct fovea_event {
  uint64_t kernel; /**< index for fovea_profile_kernel */
  uint64_t start_ns, end_ns;
} fovea_event;

/** FOVEA_ABI_VERSION of the runtime that was linked. */
FOVEA_API uint64_t fovea_abi_version(void);

/** A short English description, never null. */
FOVEA_API const char *fovea_status_string(fovea_status status);

/** "f32", "i64", ...; "unknown" for what is no dtype. */
FOVEA_API const char *fovea_dtype_name(uint64_t dtype);

/** Bytes of one element; 0 for what is no dtype. */
FOVEA_API uint64_t fovea_dtype_size(uint64_t dtype);

/** Name of the model; its description as a JSON object. Never null. */
FOVEA_API const char *fovea_model_name(const fovea_model *model);
FOVEA_API const char *fovea_model_json(const fovea_model *model);

/** Name of the machine whose peaks fovea_profile_roofline_ns takes; "" if the
 * model has none. */
FOVEA_API const char *fovea_model_machine(const fovea_model *model);

/** Counts and descriptions; the latter are null for an index out of range. */
FOVEA_API uint64_t fovea_model_num_inputs(const fovea_model *model);
FOVEA_API uint64_t fovea_model_num_outputs(const fovea_model *model);
FOVEA_API const fovea_tensor_info *fovea_model_input(const fovea_model *model,
                                                     uint64_t index);
FOVEA_API const fovea_tensor_info *fovea_model_output(const fovea_model *model,
                                                      uint64_t index);

/** Bytes of scratch memory one context allocates. */
FOVEA_API uint64_t fovea_model_arena_size(const fovea_model *model);

/** Makes a context in *context (null on failure). `options` may be null for
 * all defaults. On failure fovea_context_error(NULL) has the message. */
FOVEA_API fovea_status fovea_context_create(const fovea_model *model,
                                            const fovea_options *options,
                                            fovea_context **context);

/** Runs the model once. Buffers come in the model's order, one for every input
 * and output, with exactly the described sizes; outputs overlap nothing.
 * The calling thread computes too: it needs a stack of 1 MiB or more.
 * On failure nothing was computed. */
FOVEA_API fovea_status fovea_run(fovea_context *context,
                                 const fovea_buffer *inputs,
                                 uint64_t num_inputs,
                                 const fovea_buffer *outputs,
                                 uint64_t num_outputs);

/** Threads that take part in a run, the caller's included. */
FOVEA_API uint64_t fovea_context_threads(const fovea_context *context);

/** Message of the last failed call on this context, or, for null, of the last
 * failed call of this thread that had no context to keep it: creation, a null
 * context, FOVEA_ERROR_BUSY. "" if there was none. Valid until the next call.
 */
FOVEA_API const char *fovea_context_error(const fovea_context *context);

/** Frees the context and joins its threads. Null is ignored. The context must
 * not be running. */
FOVEA_API void fovea_context_destroy(fovea_context *context);

/** Kernels of the model, in execution order. Without FOVEA_FLAG_PROFILE they
 * have no calls. Ask only while the context is not running. */
FOVEA_API uint64_t fovea_profile_num_kernels(const fovea_context *context);
FOVEA_API fovea_status fovea_profile_kernel(const fovea_context *context,
                                            uint64_t index,
                                            fovea_kernel_profile *kernel);

/** The least time, in ns, that a call of a kernel can take with the threads of
 * the context: that of its operations or of its bytes, whichever is more, each
 * at the peak of the machine that the model was compiled for. Bytes are taken
 * to lie in the nearest cache that holds all of them. 0 if it is not known. */
FOVEA_API double fovea_profile_roofline_ns(const fovea_context *context,
                                           uint64_t index);

/** The recorded events, in order of time, at most the first 2^20; the sums of
 * fovea_profile_kernel go on beyond. Valid until the next call. */
FOVEA_API uint64_t fovea_profile_events(const fovea_context *context,
                                        const fovea_event **events);

/** Forgets all recorded events and sums. */
FOVEA_API void fovea_profile_reset(fovea_context *context);

#ifdef __cplusplus
}
#endif

#endif /* FOVEA_H */
