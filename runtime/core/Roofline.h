//===- Roofline.h - The least time that a kernel can take -------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_CORE_ROOFLINE_H
#define FOVEA_RUNTIME_CORE_ROOFLINE_H

#include "fovea/model_abi.h"

namespace fovea::rt {

/// What `model` says of its machine; null if it says nothing.
const fovea_machine *getMachine(const fovea_model &model);

/// As fovea_profile_roofline_ns. `index` is that of a kernel.
double rooflineNs(const fovea_model &model, uint64_t index, uint64_t threads);

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_ROOFLINE_H
