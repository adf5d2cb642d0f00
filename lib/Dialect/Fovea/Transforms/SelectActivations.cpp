//===- SelectActivations.cpp - How and where activations are computed -----===//
//
// An activation is computed behind the product that makes its input wherever
// the machine can: with a vector unit of its own or without, the maximum (or
// sum) of the times of one kernel is never larger than the sum of those of two,
// which also move the feature map twice (docs/analysis.md).
//
//===----------------------------------------------------------------------===//

#include "fovea/Analysis/Analysis.h"
#include "fovea/Analysis/ElementCost.h"
#include "fovea/Codegen/VectorMath.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace fovea {
#define GEN_PASS_DEF_SELECTACTIVATIONSPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Let `op` have the error of the approximation, if there is one that takes
/// fewer instructions.
static bool approximate(ActivationOp op, ElementCost &cost) {
  double exact = cost.countInstructions(op);
  op.setError(APFloat(kApproximationError));
  if (cost.countInstructions(op) < exact)
    return true;
  op.removeErrorAttr();
  return false;
}

namespace {
struct SelectActivationsPass final
    : fovea::impl::SelectActivationsPassBase<SelectActivationsPass> {
  using SelectActivationsPassBase::SelectActivationsPassBase;

  void runOnOperation() override {
    if (!(error >= 0)) {
      emitError(getOperation()->getLoc())
          << "expected the error of activations to be 0 or more, found "
          << error;
      return signalPassFailure();
    }
    FailureOr<HardwareModel> hardware = getHardwareModel(getOperation());
    if (failed(hardware))
      return signalPassFailure();
    llvm::Expected<AnalysisTarget> target = getAnalysisTarget(*hardware);
    if (!target) {
      emitError(getOperation()->getLoc()) << toString(target.takeError());
      return signalPassFailure();
    }
    getOperation()->walk([&](ActivationOp op) { select(op, *target); });
  }

private:
  void select(ActivationOp op, const AnalysisTarget &target) {
    op.removeErrorAttr();
    op.setSeparate(!target.canFuse(op.getKind()));
    numSeparate += op.getSeparate();
    // An accelerator has a unit for functions, and f64 has a library.
    if (!target.isAccelerator() && error >= kApproximationError &&
        op.getInput().getType().getElementTypeBitWidth() <= 32)
      numApproximate += approximate(op, cost);
  }

  ElementCost cost;
};
} // namespace
