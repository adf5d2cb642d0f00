//===- ONNXImport.h - ONNX models to the fovea dialect ----------*- C++ -*-===//
//
// Reads an ONNX model of the operator sets 7 to 24 and builds the same graph in
// the fovea dialect. All shapes are fixed here: what exporters compute with
// Shape, Gather, Concat and the like is folded while the graph is built.
//
//===----------------------------------------------------------------------===//

#ifndef FOVEA_IMPORT_ONNX_ONNXIMPORT_H
#define FOVEA_IMPORT_ONNX_ONNXIMPORT_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBufferRef.h"

#include <string>
#include <vector>

namespace fovea {

/// Operator sets of the default domain that the importer knows. Of older ones,
/// it takes operators that have not changed since.
inline constexpr int64_t kFirstONNXOpset = 7;
inline constexpr int64_t kLastONNXOpset = 24;

struct ImportOptions {
  /// Shapes of graph inputs by name. A shape must agree with the sizes that the
  /// model declares, and fixes those that it leaves open, also in other inputs
  /// that use the same symbol.
  llvm::StringMap<llvm::SmallVector<int64_t>> inputShapes;

  /// Graph inputs that are bound to a value and are no inputs any more.
  llvm::StringMap<mlir::ElementsAttr> constantInputs;

  /// Name of the model; without it the name of the graph.
  std::string modelName;
};

/// What a failed import failed for, beside the diagnostics, for callers that go
/// on with it.
struct ImportReport {
  struct UnsupportedOp {
    std::string domain;
    std::string name;
    int64_t opset;
    unsigned count;
    std::string firstNode;
  };
  /// Operators that the importer does not know (in that version).
  std::vector<UnsupportedOp> unsupportedOps;

  /// Uses of known operators, or kinds of values, that are not supported.
  std::vector<std::string> unsupportedFeatures;

  /// Graph inputs whose value had to be known at compile time. Importing with
  /// `ImportOptions::constantInputs` for these gets further.
  std::vector<std::string> nonConstantInputs;
};

/// Import the model in the file `path`, or in `buffer` (whose identifier stands
/// for the path: it names the model in diagnostics, and external data are
/// looked for in its folder). Everything wrong with the model is reported as a
/// diagnostic. The result is a module with the function `@main`, from graph
/// inputs to graph outputs in the order of the model.
llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
importONNX(llvm::StringRef path, const ImportOptions &options,
           mlir::MLIRContext *context, ImportReport *report = nullptr);
llvm::FailureOr<mlir::OwningOpRef<mlir::ModuleOp>>
importONNX(llvm::MemoryBufferRef buffer, const ImportOptions &options,
           mlir::MLIRContext *context, ImportReport *report = nullptr);

/// The tensor in a file that holds one `TensorProto` (the test data of ONNX).
llvm::FailureOr<mlir::ElementsAttr>
importONNXTensor(llvm::StringRef path, mlir::MLIRContext *context);

} // namespace fovea

#endif // FOVEA_IMPORT_ONNX_ONNXIMPORT_H
