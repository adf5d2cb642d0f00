//===- KernelToVector.cpp - From kernels to loops on vectors --------------===//

#include "fovea/Conversion/KernelToVector/KernelToVector.h"

#include "Lowerings.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace fovea {
#define GEN_PASS_DEF_CONVERTKERNELTOVECTORPASS
#include "fovea/Conversion/KernelToVector/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
struct ConvertKernelToVectorPass final
    : fovea::impl::ConvertKernelToVectorPassBase<ConvertKernelToVectorPass> {
  void runOnOperation() override {
    if (failed(lowerAll<kernel::AttentionOp>()) ||
        failed(lowerAll<kernel::ContractOp>()) ||
        failed(lowerAll<kernel::DepthwiseOp>()) ||
        failed(lowerAll<kernel::NormalizeOp>()) ||
        failed(lowerAll<kernel::PackOp>()) ||
        failed(lowerAll<kernel::PoolOp>()) ||
        failed(lowerAll<kernel::FillBorderOp>()) ||
        failed(lowerAll<kernel::WinogradInputOp>()) ||
        failed(lowerAll<kernel::WinogradWeightsOp>()) ||
        failed(lowerAll<kernel::WinogradOutputOp>()))
      signalPassFailure();
  }

private:
  template <typename OpTy> LogicalResult lowerAll() {
    SmallVector<OpTy> kernels;
    getOperation()->walk([&](OpTy op) { kernels.push_back(op); });
    for (OpTy op : kernels) {
      OpBuilder builder(op);
      if (op->getNumResults() != 0)
        return op.emitOpError("expected a kernel on buffers");
      if (failed(lower(builder, op)))
        return failure();
      op.erase();
    }
    return success();
  }
};
} // namespace
