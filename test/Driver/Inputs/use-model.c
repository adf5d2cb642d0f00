/* What a program that embeds a model does, through nothing but the header that
 * foveac wrote: describes the model, runs it in two contexts, and asks for a
 * profile. Prints the class with the largest score. Also compiled as C++. */

#include "digits.h"

#include <stdio.h>
#include <stdlib.h>

#define PIXELS 64
#define CLASSES 10

static void check(fovea_status status, const fovea_context *context) {
  if (status == FOVEA_OK)
    return;
  fprintf(stderr, "error %d: %s\n", (int)status, fovea_context_error(context));
  exit(1);
}

static int find_largest(const float *scores) {
  int best = 0;
  for (int i = 1; i < CLASSES; ++i)
    if (scores[i] > scores[best])
      best = i;
  return best;
}

static int classify(fovea_context *context, float *image) {
  float scores[CLASSES];
  fovea_buffer in = {image, PIXELS * sizeof(float)};
  fovea_buffer out = {scores, sizeof(scores)};
  check(fovea_run(context, &in, 1, &out, 1), context);
  return find_largest(scores);
}

int main(void) {
  const fovea_model *model = digits_model();
  printf("%s: %d input, %d output, '%s'\n", fovea_model_name(model),
         (int)fovea_model_num_inputs(model),
         (int)fovea_model_num_outputs(model),
         fovea_model_input(model, 0)->name);

  float image[PIXELS];
  for (int i = 0; i < PIXELS; ++i)
    image[i] = i % 8 == 3 || i % 8 == 4 ? 1.0f : 0.0f;

  fovea_context *one = NULL, *two = NULL;
  fovea_options options = FOVEA_OPTIONS_INIT;
  options.threads = 3;
  options.flags = FOVEA_FLAG_PROFILE;
  check(fovea_context_create(model, NULL, &one), NULL);
  check(fovea_context_create(model, &options, &two), NULL);
  int first = classify(one, image), second = classify(two, image);
  printf("classes %d and %d, threads %d and %d\n", first, second,
         (int)fovea_context_threads(one), (int)fovea_context_threads(two));

  fovea_kernel_profile kernel;
  check(fovea_profile_kernel(two, 0, &kernel), two);
  printf("%s ran %d time\n", kernel.name, (int)kernel.calls);

  /* A mistake is a status and a message. */
  fovea_buffer small = {image, 4};
  fovea_status status = fovea_run(one, &small, 1, &small, 1);
  printf("status %d: %s\n", (int)status, fovea_context_error(one));

  fovea_context_destroy(one);
  fovea_context_destroy(two);
  return first != second;
}
