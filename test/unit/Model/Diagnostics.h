//===- Diagnostics.h - Diagnostics that a test expects ----------*- C++ -*-===//

#ifndef FOVEA_TEST_UNIT_MODEL_DIAGNOSTICS_H
#define FOVEA_TEST_UNIT_MODEL_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <string>

namespace fovea {

/// Collects the diagnostics of a context, with their notes, one on each line.
class CollectDiagnostics {
public:
  explicit CollectDiagnostics(mlir::MLIRContext &context)
      : handler(&context, [this](mlir::Diagnostic &diagnostic) {
          text += diagnostic.str() + "\n";
          for (mlir::Diagnostic &note : diagnostic.getNotes())
            text += "note: " + note.str() + "\n";
        }) {}

  /// What was collected since the last call.
  std::string take() { return std::exchange(text, {}); }

private:
  std::string text;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace fovea

#endif // FOVEA_TEST_UNIT_MODEL_DIAGNOSTICS_H
