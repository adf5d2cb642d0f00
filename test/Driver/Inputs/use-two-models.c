// Runs two models of one program on the same input: their results are equal.
#include "one.h"
#include "two.h"

#include <math.h>
#include <stdio.h>

static int run(const fovea_model *model, float *image, float *logits) {
  fovea_context *context;
  fovea_options options = FOVEA_OPTIONS_INIT;
  if (fovea_context_create(model, &options, &context) != FOVEA_OK)
    return 1;
  fovea_buffer in = {image, fovea_model_input(model, 0)->size_bytes};
  fovea_buffer out = {logits, fovea_model_output(model, 0)->size_bytes};
  int status = fovea_run(context, &in, 1, &out, 1);
  fovea_context_destroy(context);
  return status != FOVEA_OK;
}

int main(void) {
  float image[64], one[10] = {0}, two[10] = {0};
  for (int i = 0; i < 64; ++i)
    image[i] = (float)i / 64;
  if (run(one_model(), image, one) || run(two_model(), image, two))
    return 1;
  for (int i = 0; i < 10; ++i)
    if (!(fabsf(one[i] - two[i]) <= 1e-4f * fabsf(one[i])))
      return printf("%d: %g, %g\n", i, one[i], two[i]);
  printf("%s and %s agree\n", fovea_model_name(one_model()),
         fovea_model_name(two_model()));
  return 0;
}
