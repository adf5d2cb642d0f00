//===- ExportONNX.h - Writing of ONNX models --------------------*- C++ -*-===//

#ifndef FOVEA_EXPORT_ONNX_EXPORTONNX_H
#define FOVEA_EXPORT_ONNX_EXPORTONNX_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace fovea {

struct ExportONNXOptions {
  static constexpr int kMinOpset = 17;
  static constexpr int kMaxOpset = 22;

  /// Version of the standard operators to write.
  int opset = 17;
  /// With more bytes of weights than this they go to a file of their own beside
  /// the model, called as the model with `.data` added. Must leave room for the
  /// graph: protobuf has a limit of 2 GiB.
  uint64_t maxEmbeddedBytes = 1'500'000'000;
};

/// Write the model of `module` (`@main`, in the fovea dialect, all weights with
/// a value) to the file `path`. Inputs and outputs keep their names, shapes and
/// layouts; what ONNX wants channels first is computed channels first, with
/// transposes only where the two meet.
///
/// Ops that cannot be expressed are one error that lists them all. After an
/// error the file is as it was before.
llvm::LogicalResult exportONNX(mlir::ModuleOp module, llvm::StringRef path,
                               const ExportONNXOptions &options = {});

} // namespace fovea

#endif // FOVEA_EXPORT_ONNX_EXPORTONNX_H
