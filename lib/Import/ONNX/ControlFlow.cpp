//===- ControlFlow.cpp - ONNX operators with subgraphs --------------------===//
//
// Compiled graphs have no control flow. What exporters emit depends on shapes
// alone as a rule: branches on constants, and loops of known length.
//
//===----------------------------------------------------------------------===//

#include "Importer.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::onnximport;

/// Only the branch that is taken is imported, and may use all operators.
static void importIf(NodeContext &ctx) {
  const onnx::GraphProto *thenBranch = ctx.requireGraph("then_branch");
  const onnx::GraphProto *elseBranch = ctx.requireGraph("else_branch");
  bool condition = ctx.constantInt(0, "condition") != 0;
  if (ctx.hasError())
    return;
  auto results = ctx.getImporter().importSubgraph(
      condition ? *thenBranch : *elseBranch, ctx.getEnvironment(),
      cast<NameLoc>(ctx.getLoc()).getName(), /*inputs=*/{}, ctx.getLoc());
  if (failed(results))
    return ctx.setFailed();
  ctx.setOutputs(*results);
}

void onnximport::registerControlFlowOps(OpRegistry &registry) {
  registry.add("If", {1}, {1, 1}, importIf);
}
