//===- Pool.cpp - Loops of pools ------------------------------------------===//

#include "Lowerings.h"
#include "WindowTiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// Elements combined as the op says, whichever tap they belong to.
class CombiningFold final : public WindowFold {
public:
  explicit CombiningFold(PoolOp op) : op(op) {}

  Value buildStart(OpBuilder &builder, VectorType type) override {
    TypedAttr identity = arith::getIdentityValueAttr(
        op.getKind(), type.getElementType(), builder, op.getLoc());
    return arith::ConstantOp::create(builder, op.getLoc(),
                                     DenseElementsAttr::get(type, identity));
  }

  Value buildStep(OpBuilder &builder, Value accumulator, Value element,
                  int64_t tap) override {
    Value result = arith::getReductionOp(op.getKind(), builder, op.getLoc(),
                                         accumulator, element);
    // Which zero is larger does not matter, and costs half of the time.
    if (op.getKind() == arith::AtomicRMWKind::maximumf)
      cast<arith::MaximumFOp>(result.getDefiningOp())
          .setFastmath(arith::FastMathFlags::nsz);
    return result;
  }

private:
  PoolOp op;
};
} // namespace

LogicalResult fovea::lower(OpBuilder &builder, PoolOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  if (failed(input) || failed(epilogue))
    return failure();
  CombiningFold fold(op);
  buildWindowTiles(builder, op.getLoc(), WindowTiling::get(op), *input,
                   *epilogue, fold);
  return success();
}
