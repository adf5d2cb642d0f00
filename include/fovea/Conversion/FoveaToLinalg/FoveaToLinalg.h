//===- FoveaToLinalg.h - The reference lowering of fovea --------*- C++ -*-===//

#ifndef FOVEA_CONVERSION_FOVEATOLINALG_FOVEATOLINALG_H
#define FOVEA_CONVERSION_FOVEATOLINALG_FOVEATOLINALG_H

#include "mlir/Pass/Pass.h"

namespace fovea {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Conversion/FoveaToLinalg/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_CONVERSION_FOVEATOLINALG_FOVEATOLINALG_H
