//===- Analyze.h - What a model costs, by the command line ------*- C++ -*-===//

#ifndef FOVEA_TOOLS_FOVEAC_ANALYZE_H
#define FOVEA_TOOLS_FOVEAC_ANALYZE_H

#include "fovea/Driver/Compiler.h"

namespace fovea {

/// Whether an analysis is asked for, in place of an artifact.
bool isAnalysisWanted();

/// Print what `--analyze` and `--activation-report` ask for. `module` is used
/// up. Reports what is wrong as a diagnostic or on the standard error.
llvm::LogicalResult analyze(mlir::ModuleOp module,
                            const CompileOptions &compileOptions);

} // namespace fovea

#endif // FOVEA_TOOLS_FOVEAC_ANALYZE_H
