//===- Depthwise.cpp - Loops of depthwise convolutions --------------------===//

#include "Lowerings.h"
#include "WindowTiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// Elements times the weights of their tap, added up. The weights of a row of
/// taps are loaded once.
class ProductFold final : public WindowFold {
public:
  ProductFold(DepthwiseOp op, const Line &weights) : op(op), weights(weights) {}

  Value buildStart(OpBuilder &builder, VectorType type) override {
    return arith::ConstantOp::create(builder, op.getLoc(), type,
                                     builder.getZeroAttr(type));
  }

  void beginRow(OpBuilder &builder, const TapRow &taps, Value channel,
                const ColumnRun &channels) override {
    IndexBuilder index(builder, op.getLoc());
    Value base =
        index.dot(channel, taps.indices,
                  ArrayRef(weights.strides).take_front(taps.indices.size()));
    // The last dimension is that of the channels, which are contiguous.
    int64_t stride = op.getWeightsType().getShape().back();
    rowWeights.clear();
    for (int64_t tap = 0; tap < taps.count; ++tap)
      rowWeights.push_back(buildLoad(builder, op.getLoc(), weights,
                                     index.add(base, tap * stride),
                                     channels.width, channels.valid));
  }

  Value buildStep(OpBuilder &builder, Value accumulator, Value element,
                  int64_t tap) override {
    return vector::FMAOp::create(builder, op.getLoc(), element, rowWeights[tap],
                                 accumulator);
  }

private:
  DepthwiseOp op;
  const Line &weights;
  SmallVector<Value> rowWeights;
};
} // namespace

LogicalResult fovea::lower(OpBuilder &builder, DepthwiseOp op) {
  if (!op.getSchedule())
    return op.emitOpError("expected a schedule");
  FailureOr<Line> input = buildLine(builder, op.getLoc(), op.getInput());
  FailureOr<Line> weights = buildLine(builder, op.getLoc(), op.getWeights());
  FailureOr<EpilogueBuilder> epilogue = EpilogueBuilder::create(builder, op);
  FailureOr<std::optional<Line>> sums =
      buildOptionalLine(builder, op.getLoc(), op.getSums());
  if (failed(input) || failed(weights) || failed(epilogue) || failed(sums))
    return failure();
  ProductFold fold(op, *weights);
  buildWindowTiles(builder, op.getLoc(), WindowTiling::get(op), *input,
                   *epilogue, fold, *sums);
  return success();
}
