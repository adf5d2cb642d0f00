//===- GraphOrder.h - Order of the nodes of an ONNX graph -------*- C++ -*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_GRAPHORDER_H
#define FOVEA_LIB_IMPORT_ONNX_GRAPHORDER_H

#include "Importer.h"

namespace fovea::onnximport {

/// The nodes, each after those whose results it uses (also inside of its
/// subgraphs), in the order of the file where that is possible. Reports values
/// that are defined twice or never, and cycles.
llvm::FailureOr<llvm::SmallVector<const onnx::NodeProto *>>
orderNodes(const NodeList &nodes, const Environment &environment,
           mlir::Location loc);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_GRAPHORDER_H
