//===- Weights.h - The weights of a model in memory -------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_CORE_WEIGHTS_H
#define FOVEA_RUNTIME_CORE_WEIGHTS_H

#include "Error.h"

#include "fovea/model_abi.h"

namespace fovea::rt {

/// Weights embedded in the artifact, or mapped from a file; several contexts
/// and processes share the pages either way.
class Weights {
public:
  Weights() = default;
  Weights(const Weights &) = delete;
  Weights &operator=(const Weights &) = delete;
  ~Weights();

  /// Makes the weights of `model` available. They come from the file `path`,
  /// or, if that is null, from the artifact, or from the file that the model
  /// names in the artifact's folder. A file must have the exact size and the
  /// header that belong to this model.
  fovea_status load(const fovea_model &model, const char *path, Error &error);

  const void *data() const { return start; }

private:
  fovea_status map(const fovea_model &model, const char *path, Error &error);

  const void *start = nullptr;
  void *mapping = nullptr;
  uint64_t mappingSize = 0;
};

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_WEIGHTS_H
