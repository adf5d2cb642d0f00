//===- KernelToVector.cpp - From kernels to loops on vectors --------------===//

#include "fovea/Conversion/KernelToVector/KernelToVector.h"

#include "Lowerings.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/X86Vector/X86VectorDialect.h"

namespace fovea {
#define GEN_PASS_DEF_CONVERTKERNELTOVECTORPASS
#include "fovea/Conversion/KernelToVector/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Round whole vectors by the instruction for it.
static void useRoundingInstruction(Operation *root) {
  SmallVector<arith::TruncFOp> roundings;
  root->walk([&](arith::TruncFOp op) {
    auto from = dyn_cast<VectorType>(op.getIn().getType());
    auto to = dyn_cast<VectorType>(op.getType());
    if (from && from.getElementType().isF32() && to.getElementType().isBF16() &&
        from.getRank() == 1 &&
        (from.getNumElements() == 8 || from.getNumElements() == 16))
      roundings.push_back(op);
  });
  for (arith::TruncFOp op : roundings) {
    OpBuilder builder(op);
    op.replaceAllUsesWith(x86vector::CvtPackedF32ToBF16Op::create(
                              builder, op.getLoc(), op.getType(), op.getIn())
                              .getDst());
    op.erase();
  }
}

namespace {
struct ConvertKernelToVectorPass final
    : fovea::impl::ConvertKernelToVectorPassBase<ConvertKernelToVectorPass> {
  using Base::Base;

  void runOnOperation() override {
    if (failed(lowerAll<kernel::AttentionOp>(hasBF16.getValue())) ||
        failed(lowerAll<kernel::ContractOp>(hasBF16.getValue())) ||
        failed(lowerAll<kernel::DepthwiseOp>()) ||
        failed(lowerAll<kernel::NormalizeOp>()) ||
        failed(lowerAll<kernel::PackOp>()) ||
        failed(lowerAll<kernel::PoolOp>()) ||
        failed(lowerAll<kernel::FillBorderOp>()) ||
        failed(lowerAll<kernel::WinogradInputOp>()) ||
        failed(lowerAll<kernel::WinogradWeightsOp>()) ||
        failed(lowerAll<kernel::WinogradOutputOp>()))
      return signalPassFailure();
    if (hasBF16)
      useRoundingInstruction(getOperation());
  }

private:
  template <typename OpTy, typename... Args>
  LogicalResult lowerAll(Args... args) {
    SmallVector<OpTy> kernels;
    getOperation()->walk([&](OpTy op) { kernels.push_back(op); });
    for (OpTy op : kernels) {
      OpBuilder builder(op);
      if (op->getNumResults() != 0)
        return op.emitOpError("expected a kernel on buffers");
      if (failed(lower(builder, op, args...)))
        return failure();
      op.erase();
    }
    return success();
  }
};
} // namespace
