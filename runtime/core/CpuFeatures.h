//===- CpuFeatures.h - What the processor can do ----------------*- C++ -*-===//

#ifndef FOVEA_RUNTIME_CORE_CPUFEATURES_H
#define FOVEA_RUNTIME_CORE_CPUFEATURES_H

#include "Error.h"

namespace fovea::rt {

/// Fails with FOVEA_ERROR_CPU if a feature of the comma-separated list is known
/// to be missing here, and names all that are. Unknown names pass.
fovea_status checkCpuFeatures(const char *features, Error &error);

} // namespace fovea::rt

#endif // FOVEA_RUNTIME_CORE_CPUFEATURES_H
