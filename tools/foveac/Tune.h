//===- Tune.h - Schedules that were measured --------------------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAC_TUNE_H
#define FOVEA_TOOLS_FOVEAC_TUNE_H

#include "fovea/Driver/Compiler.h"

namespace fovea {

/// Do what --tune and --tuning-records say: measure schedules of `module`, add
/// them to the file, and let `options` have those of the file.
llvm::Error applyTuning(mlir::ModuleOp module, CompileOptions &options);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAC_TUNE_H
