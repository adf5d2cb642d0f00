/*===- model_abi.h - What generated code provides ----------------*- C -*-===*
 *
 * The contract between the code generator and the runtime. A compiled model is
 * one constant `struct fovea_model` in the object, returned by the exported
 * `const fovea_model *<name>_model(void)`; when an executable or a shared
 * library is linked, `fovea_default_model` is an alias of that function.
 *
 * All structs have 8-byte fields only and therefore no padding, so that the
 * compiler can emit them as plain constant arrays of words.
 *
 *===----------------------------------------------------------------------===*/

#ifndef FOVEA_MODEL_ABI_H
#define FOVEA_MODEL_ABI_H

#include "fovea/fovea.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Value of fovea_model::abi_version. A runtime runs only its own version. */
#define FOVEA_MODEL_ABI_VERSION 1

/** Alignment, in bytes, of the arena and of the weights. */
#define FOVEA_ALIGNMENT 64

/** One step of a model, in execution order. */
typedef struct fovea_kernel_info {
  const char *name; /* unique within the model */
  const char *op;   /* kind, such as "conv" */
  uint64_t flops;   /* floating-point operations of one call */
  uint64_t bytes;   /* compulsory traffic of one call: operands + results */
} fovea_kernel_info;

/** Everything one thread of a run knows. Every thread of the team calls
 * fovea_model::run with an invocation of its own; they differ in `thread` and
 * in `mark`. User buffers are aligned to their element only. */
typedef struct fovea_invocation {
  void *const *inputs;  /* user buffers, in the model's order */
  void *const *outputs; /* likewise */
  void *arena;          /* FOVEA_ALIGNMENT aligned; contents undefined */
  const void *weights;  /* FOVEA_ALIGNMENT aligned, read-only */
  uint64_t thread;      /* index of this thread, 0 is the caller */
  uint64_t num_threads; /* team size, at least 1 */

  /* All threads of the team meet: what any wrote before is seen by all after.
   * Never null; does nothing for a team of one. */
  void (*barrier)(void *team);
  void *team;

  /* Null unless profiling, and null on all threads but 0. Called with i before
   * kernel i starts, and once with num_kernels when the last one has ended. */
  void (*mark)(void *profiler, uint64_t kernel);
  void *profiler;
} fovea_invocation;

/** A cache or the main memory of a machine. */
typedef struct fovea_memory_level {
  uint64_t size_bytes;       /* of one cache; the last level is the memory */
  uint64_t shared_by;        /* cores that share one cache */
  uint64_t core_bytes_per_s; /* what one core reads */
  uint64_t max_bytes_per_s;  /* what all cores read; 0: no common limit */
} fovea_memory_level;

/** The machine that a model was compiled for, as far as profiles need it. */
typedef struct fovea_machine {
  const char *name;
  uint64_t cores;
  uint64_t num_levels;              /* at least 1 */
  const fovea_memory_level *levels; /* the nearest first */
  /* For each kernel, the peak of one core in what it computes with. */
  const uint64_t *kernel_flops_per_s;
} fovea_machine;

struct fovea_model {
  uint64_t abi_version; /* FOVEA_MODEL_ABI_VERSION */
  uint64_t struct_size; /* bytes of this struct as the compiler knew it */
  const char *name;
  const char *json; /* a JSON object, or null */

  uint64_t num_inputs;
  const fovea_tensor_info *inputs;
  uint64_t num_outputs;
  const fovea_tensor_info *outputs;
  uint64_t num_kernels;
  const fovea_kernel_info *kernels;

  uint64_t arena_size;      /* bytes; may be 0 */
  uint64_t default_threads; /* 0 means 1 */

  /* Weights are embedded (`weights` points at weights_size bytes), or in the
   * file `weights_file` in the folder of the artifact (`weights` is null), or
   * there are none (weights_size is 0). */
  const void *weights;
  uint64_t weights_size; /* bytes, without the header of a file */
  const char *weights_file;
  uint64_t weights_hash; /* must equal fovea_weights_header::hash; any function
                            of the content will do, the runtime compares only */

  void (*run)(const fovea_invocation *invocation);

  /* Optional: there only if struct_size says so. Comma-separated names, as in
   * LLVM's target features ("avx2,fma,avx512f"), of what the code needs beyond
   * the baseline; null for nothing. Checked before the first run, so that a
   * model built for a newer CPU is a message and not a SIGILL. Names the
   * runtime does not know are ignored. */
  const char *cpu_features;

  /* Optional likewise: what profiles compare with; null if it is not known. */
  const fovea_machine *machine;
};

/** struct_size of a model that has everything but the optional fields. */
#define FOVEA_MODEL_MIN_STRUCT_SIZE (17 * 8)

/** First FOVEA_WEIGHTS_HEADER_SIZE bytes of a weights file, little-endian; the
 * weights follow at once, and nothing follows them: the file has exactly
 * FOVEA_WEIGHTS_HEADER_SIZE + fovea_model::weights_size bytes. */
typedef struct fovea_weights_header {
  char magic[8];       /* FOVEA_WEIGHTS_MAGIC, without a final zero */
  uint64_t version;    /* FOVEA_WEIGHTS_VERSION */
  uint64_t hash;       /* fovea_model::weights_hash */
  uint64_t size;       /* fovea_model::weights_size */
  uint64_t padding[4]; /* zero */
} fovea_weights_header;

#define FOVEA_WEIGHTS_MAGIC "FOVEAWTS"
#define FOVEA_WEIGHTS_VERSION 1
#define FOVEA_WEIGHTS_HEADER_SIZE 64

/** Provided by every linked artifact. */
FOVEA_API const fovea_model *fovea_default_model(void);

#ifdef __cplusplus
}
#endif

#endif /* FOVEA_MODEL_ABI_H */
