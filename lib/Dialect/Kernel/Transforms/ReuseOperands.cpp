//===- ReuseOperands.cpp - Write a sum where its residual was -------------===//
//
// A contraction that adds a residual reads one feature map and writes another.
// If nothing else needs the first one any more, the second one can take its
// place: each element is read just before it is written.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_REUSEOPERANDSPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

/// Whether `value` is to lie in a part of a larger buffer.
static bool isPartOfBuffer(Value value) {
  return llvm::any_of(value.getUsers(), llvm::IsaPred<tensor::InsertSliceOp>);
}

/// Whether `op`, and no op after it, reads the kernel's result `operand`, once.
static bool isLastUse(ContractOp op, Value operand) {
  Operation *producer = operand.getDefiningOp();
  if (!isa_and_present<EpilogueOpInterface>(producer) ||
      producer->getBlock() != op->getBlock())
    return false;
  unsigned uses = 0;
  for (Operation *user : operand.getUsers()) {
    if (user == op)
      ++uses;
    else if (user->getBlock() != op->getBlock() || op->isBeforeInBlock(user))
      return false;
  }
  return uses == 1;
}

/// The operand whose place the result of `op` can take; null if there is none.
static Value findOperand(ContractOp op) {
  if (!op.getInit().getDefiningOp<tensor::EmptyOp>() ||
      isPartOfBuffer(op->getResult(0)))
    return nullptr;
  for (Value operand : op.getEpilogueOperands())
    if (operand.getType() == op.getInit().getType() && isLastUse(op, operand) &&
        !isPartOfBuffer(operand))
      return operand;
  return nullptr;
}

namespace {
struct ReuseOperandsPass final
    : fovea::kernel::impl::ReuseOperandsPassBase<ReuseOperandsPass> {
  void runOnOperation() override {
    getOperation()->walk([&](ContractOp op) {
      if (Value operand = findOperand(op)) {
        op.getInitMutable().assign(operand);
        ++numReused;
      }
    });
  }
};
} // namespace
