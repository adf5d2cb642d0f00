//===- Interrupt.h - Ctrl-C -------------------------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEANAS_INTERRUPT_H
#define FOVEA_TOOLS_FOVEANAS_INTERRUPT_H

namespace fovea {

/// From now on, the first SIGINT or SIGTERM asks to end; the second one ends
/// the process as it always does.
void catchInterrupts();

bool wasInterrupted();

/// What the shell expects of a program that ends because of Ctrl-C.
inline constexpr int kInterruptedExitCode = 130;

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEANAS_INTERRUPT_H
