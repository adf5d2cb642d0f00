/* Runs the model `kernels` once on inputs that are the same on all platforms.
 *
 *   run-model OUT         writes the outputs to a file
 *   run-model -c FILE     compares them with those in a file
 *
 * Plain C over the public interface: it is compiled for other platforms, too.
 */

#include "kernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kMostTensors = 4 };
static const double kMaxError = 1e-5; /* In the Euclidean norm, relative. */

static int fail(const char *what, const char *why) {
  fprintf(stderr, "run-model: %s: %s\n", what, why);
  return 1;
}

static fovea_buffer allocate(const fovea_tensor_info *info) {
  fovea_buffer buffer = {calloc(1, info->size_bytes), info->size_bytes};
  return buffer;
}

/* Numbers in [-1, 1), of a linear congruential generator. */
static void draw(fovea_buffer buffer, unsigned *state) {
  float *values = buffer.data;
  for (size_t i = 0; i < buffer.size_bytes / sizeof(float); ++i) {
    *state = *state * 1664525u + 1013904223u;
    values[i] = (float)(*state >> 8) / (1 << 23) - 1;
  }
}

static int run(fovea_buffer *outputs, size_t *num_outputs) {
  const fovea_model *model = kernels_model();
  fovea_buffer inputs[kMostTensors];
  size_t num_inputs = fovea_model_num_inputs(model);
  unsigned state = 1;
  *num_outputs = fovea_model_num_outputs(model);
  if (num_inputs > kMostTensors || *num_outputs > kMostTensors)
    return fail("model", "more tensors than expected");
  for (size_t i = 0; i < num_inputs; ++i)
    draw(inputs[i] = allocate(fovea_model_input(model, i)), &state);
  for (size_t i = 0; i < *num_outputs; ++i)
    outputs[i] = allocate(fovea_model_output(model, i));
  fovea_options options = FOVEA_OPTIONS_INIT;
  options.threads = 2;
  options.flags = FOVEA_FLAG_POISON;
  fovea_context *context = NULL;
  if (fovea_context_create(model, &options, &context) != FOVEA_OK)
    return fail("context", fovea_context_error(NULL));
  fovea_status status =
      fovea_run(context, inputs, num_inputs, outputs, *num_outputs);
  if (status != FOVEA_OK)
    fail("run", fovea_context_error(context));
  fovea_context_destroy(context);
  for (size_t i = 0; i < num_inputs; ++i)
    free(inputs[i].data);
  return status != FOVEA_OK;
}

/* Compares one output with what comes next in the file. */
static int compare(fovea_buffer actual, FILE *file) {
  float *values = actual.data, expected;
  double difference = 0, norm = 0;
  for (size_t i = 0; i < actual.size_bytes / sizeof(float); ++i) {
    if (fread(&expected, sizeof(expected), 1, file) != 1)
      return fail("file", "too short");
    difference += ((double)values[i] - expected) * (values[i] - expected);
    norm += (double)expected * expected;
  }
  double error = sqrt(difference / norm);
  printf("relative error %.2e, at most %.0e\n", error, kMaxError);
  return error <= kMaxError ? 0 : fail("output", "differs");
}

int main(int argc, char **argv) {
  int isComparison = argc == 3 && !strcmp(argv[1], "-c");
  if (argc != 2 && !isComparison)
    return fail("usage", "run-model OUT | run-model -c FILE");
  fovea_buffer outputs[kMostTensors];
  size_t num_outputs;
  if (run(outputs, &num_outputs))
    return 1;
  FILE *file = fopen(argv[argc - 1], isComparison ? "rb" : "wb");
  if (!file)
    return fail(argv[argc - 1], "not opened");
  int result = 0;
  for (size_t i = 0; i < num_outputs; ++i) {
    fovea_buffer output = outputs[i];
    if (isComparison)
      result |= compare(output, file);
    else if (fwrite(output.data, output.size_bytes, 1, file) != 1)
      result |= fail(argv[1], "not written");
    free(output.data);
  }
  if (fclose(file))
    result |= fail(argv[argc - 1], "not closed");
  return result;
}
