//===- FoveaToKernel.h - From graph ops to kernels --------------*- C++ -*-===//

#ifndef FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H
#define FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H

#include "mlir/Pass/Pass.h"

namespace fovea {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Conversion/FoveaToKernel/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H
