/*===- FakeModel.c - A model written by hand
 * --------------------------------===*
 *
 * Stands for what foveac generates, in C, which also shows that the headers are
 * C. For x: f32 1x3x8x8 and y: i64 2 it computes
 *
 *   squares[i] = (w[i mod 4] x[i])^2                 (in the arena)
 *   scores[c]  = sum over i = c mod 10 of squares[i] + y[0]
 *   count      = 192 y[1]
 *
 * Threads share the squares out in stripes, so that the scores are right only
 * if the barrier between the two kernels works.
 *
 *===----------------------------------------------------------------------===*/

#include "FakeModel.h"

enum { numElements = 3 * 8 * 8, numScores = 10 };

static const int64_t shapeX[] = {1, 3, 8, 8}, shapeY[] = {2},
                     shapeScores[] = {1, numScores};
static const fovea_tensor_info inputs[] = {
    {"x", FOVEA_F32, 4, shapeX, numElements * sizeof(float)},
    {"y", FOVEA_I64, 1, shapeY, 2 * sizeof(int64_t)}};
static const fovea_tensor_info outputs[] = {
    {"scores", FOVEA_F32, 2, shapeScores, numScores * sizeof(float)},
    {"out/count", FOVEA_I64, 0, 0, sizeof(int64_t)}};
static const fovea_kernel_info kernels[] = {
    {"square.0", "elementwise", 2 * numElements, 8 * numElements},
    {"reduce.1", "reduce", numElements, 4 * numElements + 4 * numScores}};
/* The squares fit into the caches of two cores, but not into that of one. */
static const fovea_memory_level levels[] = {
    {1024, 1, 4000000000, 0}, {1 << 30, 1, 1000000000, 1500000000}};
static const uint64_t kernelRates[] = {1000000000, 100000000};
static const fovea_machine machine = {"abacus", 2, 2, levels, kernelRates};
static const _Alignas(64) float weights[4] = {0.5f, 1.0f, 2.0f, -1.0f};

static void run(const fovea_invocation *invocation) {
  const float *x = invocation->inputs[0];
  const int64_t *y = invocation->inputs[1];
  float *scores = invocation->outputs[0];
  int64_t *count = invocation->outputs[1];
  float *squares = invocation->arena;
  const float *w = invocation->weights;
  uint64_t thread = invocation->thread, threads = invocation->num_threads;

  if (invocation->mark)
    invocation->mark(invocation->profiler, 0);
  for (uint64_t i = thread; i < numElements; i += threads)
    squares[i] = (w[i % 4] * x[i]) * (w[i % 4] * x[i]);
  invocation->barrier(invocation->team);

  if (invocation->mark)
    invocation->mark(invocation->profiler, 1);
  for (uint64_t c = thread; c < numScores; c += threads) {
    float sum = 0;
    for (uint64_t i = c; i < numElements; i += numScores)
      sum += squares[i];
    scores[c] = sum + (float)y[0];
  }
  if (thread == 0)
    *count = numElements * y[1];
  invocation->barrier(invocation->team);
  if (invocation->mark)
    invocation->mark(invocation->profiler, 2);
}

static const struct fovea_model model = {
    .abi_version = FOVEA_MODEL_ABI_VERSION,
    .struct_size = sizeof(struct fovea_model),
    .name = "fake",
    .json = "{\"producer\": \"hand\"}",
    .num_inputs = 2,
    .inputs = inputs,
    .num_outputs = 2,
    .outputs = outputs,
    .num_kernels = 2,
    .kernels = kernels,
    .arena_size = numElements * sizeof(float),
    .default_threads = 2,
    .weights = weights,
    .weights_size = sizeof(weights),
    .weights_file = 0,
    .weights_hash = UINT64_C(0x1234567890abcdef),
    .run = run,
    .machine = &machine,
};

const fovea_model *fake_model(void) { return &model; }
