//===- Heads.h - Heads of attention ------------------------------*- C++
//-*-===//

#ifndef FOVEA_LIB_IMPORT_ONNX_HEADS_H
#define FOVEA_LIB_IMPORT_ONNX_HEADS_H

#include "NodeContext.h"

namespace fovea::onnximport {

/// From `[batch, tokens, heads * depth]` to `[batch, heads, tokens, depth]`.
mlir::Value splitHeads(NodeContext &ctx, mlir::Value input, int64_t heads);

/// From `[batch, heads, tokens, depth]` to `[batch, tokens, heads * depth]`.
mlir::Value mergeHeads(NodeContext &ctx, mlir::Value input);

} // namespace fovea::onnximport

#endif // FOVEA_LIB_IMPORT_ONNX_HEADS_H
