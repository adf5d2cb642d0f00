//===- FoveaToKernel.h - From graph ops to kernels --------------*- C++ -*-===//

#ifndef FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H
#define FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H

#include "mlir/Pass/Pass.h"
#include "llvm/Support/CommandLine.h"

namespace fovea {

/// When a convolution is computed by one of Winograd's algorithms: where that
/// takes less time, wherever it is possible (by the faster one, or in tiles of
/// 2x2 or 4x4 results), or nowhere. Results in tiles of 4x4 have about twice
/// the rounding error of the direct algorithm.
enum class WinogradUse { Auto, Always, Always2x2, Always4x4, Never };

/// The values of an option of that type.
inline llvm::cl::ValuesClass getWinogradUseValues() {
  return llvm::cl::values(
      clEnumValN(WinogradUse::Auto, "auto", "where it takes less time"),
      clEnumValN(WinogradUse::Always, "always", "wherever it is possible"),
      clEnumValN(WinogradUse::Always2x2, "2x2",
                 "wherever it is possible, in tiles of 2x2 results"),
      clEnumValN(WinogradUse::Always4x4, "4x4",
                 "wherever it is possible, in tiles of 4x4 results"),
      clEnumValN(WinogradUse::Never, "never",
                 "nowhere: half of the rounding error"));
}

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Conversion/FoveaToKernel/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_CONVERSION_FOVEATOKERNEL_FOVEATOKERNEL_H
