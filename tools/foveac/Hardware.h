//===- Hardware.h - The machine to compile for ------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAC_HARDWARE_H
#define FOVEA_TOOLS_FOVEAC_HARDWARE_H

#include "fovea/Hardware/HardwareModel.h"

#include <optional>

namespace fovea {

/// What --hardware says. Without it, the host if that is what --cpu says and it
/// was measured before; else nothing, which stands for the description of
/// --cpu. Measures the host only for --hardware=host, once.
llvm::Expected<std::optional<HardwareModel>> getRequestedHardware();

/// Say so if --precision=bf16 will not make models faster on `hardware`.
void warnOfSlowPrecision(const HardwareModel &hardware);

/// Measure the host anew, and print the result.
llvm::Error probeHardware(llvm::raw_ostream &os);

void listHardware(llvm::raw_ostream &os);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAC_HARDWARE_H
