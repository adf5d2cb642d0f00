//===- SeparateBorders.cpp - A border for each padded feature map ---------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_SEPARATEBORDERSPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea::kernel;

/// Where the border for `user` must exist: before what it is put around is
/// computed, so that this can be computed in place.
static Operation *getPlace(FillBorderOp border, Operation *user) {
  auto padding = dyn_cast<tensor::InsertSliceOp>(user);
  if (!padding)
    return user;
  Operation *producer = padding.getSource().getDefiningOp();
  bool comesLater = producer && producer->getBlock() == border->getBlock() &&
                    border->isBeforeInBlock(producer);
  return comesLater ? producer : user;
}

/// All uses but the first.
static SmallVector<OpOperand *> getLaterUses(FillBorderOp border) {
  Block *block = border->getBlock();
  auto uses = llvm::map_to_vector(border->getUses(),
                                  [](OpOperand &use) { return &use; });
  llvm::sort(uses, [&](OpOperand *lhs, OpOperand *rhs) {
    return block->findAncestorOpInBlock(*lhs->getOwner())
        ->isBeforeInBlock(block->findAncestorOpInBlock(*rhs->getOwner()));
  });
  return SmallVector<OpOperand *>(llvm::drop_begin(uses, !uses.empty()));
}

namespace {
struct SeparateBordersPass final
    : fovea::kernel::impl::SeparateBordersPassBase<SeparateBordersPass> {
  void runOnOperation() override {
    getOperation()->walk([&](FillBorderOp border) {
      for (OpOperand *use : getLaterUses(border)) {
        OpBuilder builder(getPlace(border, use->getOwner()));
        use->set(builder.clone(*border)->getResult(0));
        ++numCloned;
      }
    });
  }
};
} // namespace
