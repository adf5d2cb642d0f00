//===- Batch.cpp - Which ops work image by image --------------------------===//

#include "Elementwise.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

static SmallVector<unsigned> getFirstIf(bool hasBatch) {
  return hasBatch ? SmallVector<unsigned>{0} : SmallVector<unsigned>();
}

SmallVector<unsigned> fovea::getOperandsWithBatchOfResult(Operation *op) {
  RankedTensorType result = getTensorType(op->getResult(0));
  SmallVector<unsigned> positions;
  for (OpOperand &operand : op->getOpOperands()) {
    RankedTensorType type = getTensorType(operand.get());
    if (type.getRank() > 0 && type.getRank() == result.getRank() &&
        type.getDimSize(0) == result.getDimSize(0))
      positions.push_back(operand.getOperandNumber());
  }
  return positions;
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

SmallVector<unsigned> MatMulOp::getBatchOperands() {
  // Of a single product each row is one of the batch.
  if (getTensorType(getResult()).getRank() == 2)
    return getFirstIf(!getTransposeLhs());
  return getOperandsWithBatchOfResult(*this);
}

SmallVector<unsigned> AttentionOp::getBatchOperands() {
  return getOperandsWithBatchOfResult(*this);
}

//===----------------------------------------------------------------------===//
// Normalizations and reductions
//===----------------------------------------------------------------------===//

SmallVector<unsigned> BatchNormOp::getBatchOperands() {
  return getFirstIf(getTensorType(getInput()).getRank() > 1);
}

SmallVector<unsigned> LayerNormOp::getBatchOperands() {
  return getFirstIf(getAxis() > 0);
}

SmallVector<unsigned> RMSNormOp::getBatchOperands() {
  return getFirstIf(getAxis() > 0);
}

SmallVector<unsigned> SoftmaxOp::getBatchOperands() {
  return getFirstIf(getAxis() > 0);
}

SmallVector<unsigned> LogSoftmaxOp::getBatchOperands() {
  return getFirstIf(getAxis() > 0);
}

SmallVector<unsigned> ReduceOp::getBatchOperands() {
  return getFirstIf(getTensorType(getInput()).getRank() > 0 &&
                    !llvm::is_contained(getAxes(), 0));
}

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

SmallVector<unsigned> ReshapeOp::getBatchOperands() {
  ArrayRef<int64_t> from = getTensorType(getInput()).getShape();
  ArrayRef<int64_t> to = getTensorType(getResult()).getShape();
  return getFirstIf(!from.empty() && !to.empty() && from.front() == to.front());
}

SmallVector<unsigned> BroadcastOp::getBatchOperands() {
  return getOperandsWithBatchOfResult(*this);
}

SmallVector<unsigned> TransposeOp::getBatchOperands() {
  return getFirstIf(!getPermutation().empty() && getPermutation().front() == 0);
}

SmallVector<unsigned> ConcatOp::getBatchOperands() {
  if (getAxis() == 0)
    return {};
  return getOperandsWithBatchOfResult(*this);
}

SmallVector<unsigned> SplitOp::getBatchOperands() {
  return getFirstIf(getAxis() > 0);
}

SmallVector<unsigned> PadOp::getBatchOperands() {
  return getFirstIf(!getLow().empty() && getLow().front() == 0 &&
                    getHigh().front() == 0);
}

SmallVector<unsigned> SliceOp::getBatchOperands() {
  ArrayRef<int64_t> from = getTensorType(getInput()).getShape();
  return getFirstIf(!from.empty() && getStarts().front() == 0 &&
                    getSteps().front() == 1 &&
                    getSizes().front() == from.front());
}

void SliceOp::setBatch(int64_t images) {
  SmallVector<int64_t> sizes(getSizes());
  sizes.front() = images;
  setSizes(sizes);
}
