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
    if (op.getKind() == arith::AtomicRMWKind::maximumf)
      return buildMaximum(builder, accumulator, element);
    return arith::getReductionOp(op.getKind(), builder, op.getLoc(),
                                 accumulator, element);
  }

private:
  /// The larger one, or NaN if there is one. Two instructions for each term and
  /// one for each element, where `arith.maximumf` takes four for each term: it
  /// looks for NaN in both, while one in the accumulator stays there anyway.
  Value buildMaximum(OpBuilder &builder, Value accumulator, Value element) {
    Location loc = op.getLoc();
    Value isLarger = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OGT, element, accumulator);
    Value larger =
        arith::SelectOp::create(builder, loc, isLarger, element, accumulator);
    Value isNaN = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO,
                                        element, element);
    return arith::SelectOp::create(builder, loc, isNaN, element, larger);
  }

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
