//===- Targets.h - Platforms that code can be made for ----------*- C++ -*-===//

#ifndef FOVEA_HARDWARE_TARGETS_H
#define FOVEA_HARDWARE_TARGETS_H

namespace fovea {

/// Make all platforms known to LLVM, whose registry several threads must not
/// change or read at once: each waits here until the first one is done.
void initializeTargets();

} // namespace fovea

#endif // FOVEA_HARDWARE_TARGETS_H
