//===- SeparateDestinations.cpp - A buffer for each kernel ----------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_SEPARATEDESTINATIONSPASS
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
static SmallVector<OpOperand *> getLaterUses(Operation *op) {
  Block *block = op->getBlock();
  auto uses = llvm::map_to_vector(op->getUses(),
                                  [](OpOperand &use) { return &use; });
  llvm::sort(uses, [&](OpOperand *lhs, OpOperand *rhs) {
    return block->findAncestorOpInBlock(*lhs->getOwner())
        ->isBeforeInBlock(block->findAncestorOpInBlock(*rhs->getOwner()));
  });
  return SmallVector<OpOperand *>(llvm::drop_begin(uses, !uses.empty()));
}

namespace {
struct SeparateDestinationsPass final
    : fovea::kernel::impl::SeparateDestinationsPassBase<
          SeparateDestinationsPass> {
  void runOnOperation() override {
    getOperation()->walk([&](FillBorderOp border) {
      for (OpOperand *use : getLaterUses(border))
        cloneFor(use, getPlace(border, use->getOwner()));
    });
    getOperation()->walk([&](tensor::EmptyOp empty) {
      for (OpOperand *use : getLaterUses(empty))
        cloneFor(use, use->getOwner());
    });
  }

private:
  void cloneFor(OpOperand *use, Operation *place) {
    OpBuilder builder(place);
    use->set(builder.clone(*use->get().getDefiningOp())->getResult(0));
    ++numCloned;
  }
};
} // namespace
