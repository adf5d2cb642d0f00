//===- CollectDiagnostics.h - Diagnostics as text ---------------*- C++ -*-===//

#ifndef FOVEA_SUPPORT_COLLECTDIAGNOSTICS_H
#define FOVEA_SUPPORT_COLLECTDIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <string>
#include <utility>

namespace fovea {

/// Collects the diagnostics of a context, with their notes, one on each line,
/// as long as it lives. They are not printed.
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

#endif // FOVEA_SUPPORT_COLLECTDIAGNOSTICS_H
