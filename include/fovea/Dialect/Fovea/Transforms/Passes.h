//===- Passes.h - Passes on the fovea dialect -------------------*- C++ -*-===//

#ifndef FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H
#define FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"
#include "llvm/Support/CommandLine.h"

namespace fovea {

/// Where a rewrite that does not pay everywhere is done.
enum class UseWhere { Auto, Always, Never };

/// The values of an option of that type.
inline llvm::cl::ValuesClass getUseWhereValues() {
  return llvm::cl::values(
      clEnumValN(UseWhere::Auto, "auto", "where it takes less time"),
      clEnumValN(UseWhere::Always, "always", "wherever it is possible"),
      clEnumValN(UseWhere::Never, "never", "nowhere"));
}

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"

} // namespace fovea

#endif // FOVEA_DIALECT_FOVEA_TRANSFORMS_PASSES_H
