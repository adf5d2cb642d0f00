//===- WindowOps.cpp - Contractions, depthwise convolutions, pools --------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

static int64_t getProduct(ArrayRef<int64_t> sizes) {
  return llvm::product_of(sizes, int64_t(1));
}

/// Ranks, attributes, and that the input holds what the windows read.
template <typename OpTy> static LogicalResult verifyWindows(OpTy op) {
  ShapedType input = op.getInputType(), init = op.getInitType();
  ArrayRef<int64_t> window = op.getWindow();
  int64_t rank = init.getRank(), spatialRank = window.size();
  if (input.getRank() != rank || rank < spatialRank + 1)
    return op.emitOpError("expected input and result of one rank, at least ")
           << spatialRank + 1 << ", found " << input << " and " << init;
  SmallVector<int64_t> strides = op.getAllStrides();
  SmallVector<int64_t> dilations = op.getAllDilations();
  if (static_cast<int64_t>(strides.size()) != spatialRank ||
      static_cast<int64_t>(dilations.size()) != spatialRank)
    return op.emitOpError("expected one stride and dilation for each of ")
           << spatialRank << " spatial dimensions";
  int64_t batchRank = op.getBatchRank();
  for (int64_t dim = 0; dim < batchRank; ++dim)
    if (input.getDimSize(dim) != init.getDimSize(dim))
      return op.emitOpError("dimension ")
             << dim << ": expected one size, found " << input << " and "
             << init;
  for (int64_t i = 0; i < spatialRank; ++i) {
    if (window[i] < 1 || strides[i] < 1 || dilations[i] < 1)
      return op.emitOpError("expected window, strides and dilations of at "
                            "least 1");
    int64_t dim = batchRank + i;
    int64_t read = (init.getDimSize(dim) - 1) * strides[i] +
                   (window[i] - 1) * dilations[i] + 1;
    if (read > input.getDimSize(dim))
      return op.emitOpError("dimension ")
             << dim << ": the windows of " << init.getDimSize(dim)
             << " results read " << read << " elements, but the input has "
             << input.getDimSize(dim);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// ContractOp
//===----------------------------------------------------------------------===//

/// One f32 for each input channel, and what it multiplies is f32 as well.
static LogicalResult verifyScale(ContractOp op) {
  if (!op.getScale())
    return success();
  auto scale = cast<ShapedType>(op.getScale().getType());
  int64_t inputs = op.getInputType().getShape().back();
  if (op.getGroups() != 1 || !op.getWeightsType().getElementType().isF32())
    return op.emitOpError("expected one group and weights in f32 with a "
                          "scale, found ")
           << op.getGroups() << " groups and " << op.getWeightsType();
  if (scale.getShape() != ArrayRef(inputs))
    return op.emitOpError("expected a scale of shape [")
           << inputs << "], found " << scale;
  return success();
}

LogicalResult ContractOp::verify() {
  if (failed(verifyWindows(*this)))
    return failure();
  int64_t groups = getGroups();
  int64_t inputs = getInputType().getShape().back();
  int64_t outputs = getInitType().getShape().back();
  if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
    return emitOpError("expected groups to divide ")
           << inputs << " and " << outputs << " channels, found " << groups;
  Type elementType = getInputType().getElementType();
  if (getWeightsType().getElementType() != elementType)
    return emitOpError("expected input and weights of one type, found ")
           << getInputType() << " and " << getWeightsType();
  if (inputs / groups % getTermsPerStep(elementType) != 0)
    return emitOpError("expected an even number of channels in each group of ")
           << getInputType() << ", found " << inputs / groups;
  SmallVector<int64_t> expected(getWindow());
  expected.append({inputs / groups, outputs});
  if (ContractScheduleAttr schedule = getScheduleAttr()) {
    if (schedule.getPaddedColumns() < outputs / groups)
      return emitOpError("the panels of the schedule have ")
             << schedule.getPaddedColumns() << " columns for "
             << outputs / groups << " channels";
    expected = {getPackedSize(expected, groups, schedule)};
  }
  if (getWeightsType().getShape() != ArrayRef(expected))
    return emitOpError("expected weights of shape [")
           << expected << "], found " << getWeightsType();
  return verifyScale(*this);
}

uint64_t ContractOp::getMACs() {
  return getInitType().getNumElements() * getProduct(getWindow()) *
         (getInputType().getShape().back() / getGroups());
}

//===----------------------------------------------------------------------===//
// DepthwiseOp
//===----------------------------------------------------------------------===//

SmallVector<int64_t> DepthwiseOp::getSumsShape() {
  SmallVector<int64_t> shape(getInitType().getShape());
  int64_t &columns = shape[shape.size() - 2];
  columns = llvm::divideCeil(columns, getSchedule()->getColumns());
  return shape;
}

static LogicalResult verifySums(DepthwiseOp op) {
  if (!op.getSums())
    return success();
  if (!op.getSchedule() || op.getWindow().empty())
    return op.emitOpError("sums: expected a schedule and a spatial dimension, "
                          "which make its tiles");
  auto type = cast<ShapedType>(op.getSums().getType());
  SmallVector<int64_t> expected = op.getSumsShape();
  if (type.getShape() != ArrayRef(expected))
    return op.emitOpError("sums: expected one for each tile, of shape [")
           << expected << "], found " << type;
  return success();
}

LogicalResult DepthwiseOp::verify() {
  if (failed(verifyWindows(*this)))
    return failure();
  int64_t channels = getInitType().getShape().back();
  SmallVector<int64_t> expected(getWindow());
  expected.push_back(channels);
  if (getInputType().getShape().back() != channels ||
      getWeightsType().getShape() != ArrayRef(expected))
    return emitOpError("expected an input of ")
           << channels << " channels and weights of shape [" << expected
           << "], found " << getInputType() << " and " << getWeightsType();
  return verifySums(*this);
}

uint64_t DepthwiseOp::getMACs() {
  return getInitType().getNumElements() * getProduct(getWindow());
}

//===----------------------------------------------------------------------===//
// PoolOp
//===----------------------------------------------------------------------===//

LogicalResult PoolOp::verify() {
  if (failed(verifyWindows(*this)))
    return failure();
  if (getKind() != arith::AtomicRMWKind::addf &&
      getKind() != arith::AtomicRMWKind::maximumf)
    return emitOpError("expected addf or maximumf, found ")
           << arith::stringifyAtomicRMWKind(getKind());
  if (getWindow().empty())
    return emitOpError("expected a window with at least one dimension");
  if (getInputType().getShape().back() != getInitType().getShape().back())
    return emitOpError("expected input and result of as many channels, found ")
           << getInputType() << " and " << getInitType();
  return success();
}
