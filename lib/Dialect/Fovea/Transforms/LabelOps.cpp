//===- LabelOps.cpp - Keep the names of graph ops in locations ------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

namespace fovea {
#define GEN_PASS_DEF_LABELOPSPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
struct LabelOpsPass final : fovea::impl::LabelOpsPassBase<LabelOpsPass> {
  void runOnOperation() override {
    getOperation()->walk([](Operation *op) {
      if (!isa<FoveaDialect>(op->getDialect()))
        return;
      auto mnemonic =
          StringAttr::get(op->getContext(), op->getName().stripDialect());
      op->setLoc(FusedLoc::get({op->getLoc()}, mnemonic, op->getContext()));
    });
  }
};
} // namespace
