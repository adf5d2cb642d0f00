//===- KernelToVector.h - From kernels to loops on vectors ------*- C++ -*-===//

#ifndef FOVEA_CONVERSION_KERNELTOVECTOR_KERNELTOVECTOR_H
#define FOVEA_CONVERSION_KERNELTOVECTOR_KERNELTOVECTOR_H

#include "mlir/Pass/Pass.h"

namespace fovea {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Conversion/KernelToVector/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_CONVERSION_KERNELTOVECTOR_KERNELTOVECTOR_H
