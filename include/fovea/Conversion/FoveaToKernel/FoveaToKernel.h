//===- FoveaToKernel.h - From graph ops to kernels --------------*- C++ -*-===//

#ifndef FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H
#define FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H

#include "mlir/Pass/Pass.h"

namespace fovea {

/// When a convolution is computed by Winograd's algorithm: where it takes less
/// time, wherever it is possible, or nowhere. Its results have some 5 times the
/// rounding error of the direct algorithm.
enum class WinogradUse { Auto, Always, Never };

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Conversion/FoveaToKernel/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H
