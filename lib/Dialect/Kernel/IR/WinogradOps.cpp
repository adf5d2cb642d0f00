//===- WinogradOps.cpp - The transforms of Winograd's algorithms ----------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;
using namespace fovea::kernel::winograd;

/// There must be an algorithm for tiles of so many `outputs`.
static LogicalResult verifyOutputs(Operation *op, int64_t outputs) {
  if (findAlgorithm(outputs))
    return success();
  InFlightDiagnostic diagnostic = op->emitOpError("expected ");
  llvm::interleave(
      getAlgorithms(), diagnostic,
      [&](const Algorithm &algorithm) { diagnostic << algorithm.getOutputs(); },
      " or ");
  return diagnostic << " outputs of a tile in each dimension, found "
                    << outputs;
}

/// `tiles` holds the products of a feature map of the other arguments.
static LogicalResult verifyTiles(Operation *op, ShapedType tiles,
                                 ArrayRef<int64_t> expected) {
  if (tiles.getShape() == expected)
    return success();
  return op->emitOpError("expected tiles of shape [")
         << expected << "], found " << tiles;
}

/// A feature map `[n..., h, w, c]` has these dimensions at least.
static LogicalResult verifyFeatureMap(Operation *op, ShapedType type) {
  if (type.getRank() >= 3)
    return success();
  return op->emitOpError("expected a feature map of at least three "
                         "dimensions, found ")
         << type;
}

//===----------------------------------------------------------------------===//
// WinogradInputOp
//===----------------------------------------------------------------------===//

LogicalResult WinogradInputOp::verify() {
  auto input = cast<ShapedType>(getInput().getType());
  auto init = cast<ShapedType>(getInit().getType());
  if (failed(verifyOutputs(*this, getOutputs())) ||
      failed(verifyFeatureMap(*this, input)))
    return failure();
  const Algorithm &algorithm = getAlgorithm();
  SmallVector<int64_t> expected(input.getShape());
  int64_t rank = input.getRank();
  for (int64_t &size : MutableArrayRef(expected).slice(rank - 3, 2)) {
    size = (size - kTaps + 1) / algorithm.getOutputs();
    if (size < 1)
      return emitOpError("expected room for a tile of ")
             << algorithm.getPoints() << "x" << algorithm.getPoints()
             << ", found " << input;
  }
  expected.back() *= algorithm.getProducts();
  return verifyTiles(*this, init, expected);
}

//===----------------------------------------------------------------------===//
// WinogradWeightsOp
//===----------------------------------------------------------------------===//

LogicalResult WinogradWeightsOp::verify() {
  if (failed(verifyOutputs(*this, getOutputs())))
    return failure();
  auto weights = cast<ShapedType>(getWeights().getType());
  auto init = cast<ShapedType>(getInit().getType());
  ArrayRef<int64_t> shape = weights.getShape();
  if (shape.size() != 4 || shape[0] != kTaps || shape[1] != kTaps)
    return emitOpError("expected weights of shape [3, 3, ci, co], found ")
           << weights;
  return verifyTiles(*this, init,
                     {shape[2], getAlgorithm().getProducts() * shape[3]});
}

LogicalResult WinogradWeightsOp::evaluate(ArrayRef<HostTensor> operands,
                                          MutableArrayRef<HostTensor> results) {
  const auto transform = getAlgorithm().getWeightTransform();
  const int64_t points = transform.size();
  ArrayRef<int64_t> shape = operands[0].getShape();
  const int64_t inputs = shape[2], outputs = shape[3];
  const auto *from =
      reinterpret_cast<const float *>(operands[0].getBytes().data());
  auto *to = reinterpret_cast<float *>(results[0].getMutableBytes().data());
  for (int64_t filter = 0; filter < inputs * outputs; ++filter) {
    // The columns of taps at a point, and then this row at all points.
    float *target =
        to + filter / outputs * points * points * outputs + filter % outputs;
    for (int64_t u = 0; u < points; ++u) {
      double row[kTaps] = {};
      for (int64_t y = 0; y < kTaps; ++y)
        for (int64_t x = 0; x < kTaps; ++x)
          row[x] += transform[u][y] *
                    from[(y * kTaps + x) * inputs * outputs + filter];
      for (int64_t v = 0; v < points; ++v) {
        double sum = 0;
        for (int64_t x = 0; x < kTaps; ++x)
          sum += transform[v][x] * row[x];
        target[(u * points + v) * outputs] = static_cast<float>(sum);
      }
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// WinogradOutputOp
//===----------------------------------------------------------------------===//

LogicalResult WinogradOutputOp::verify() {
  auto products = cast<ShapedType>(getProducts().getType());
  auto init = cast<ShapedType>(getInit().getType());
  if (failed(verifyOutputs(*this, getOutputs())) ||
      failed(verifyFeatureMap(*this, init)))
    return failure();
  const Algorithm &algorithm = getAlgorithm();
  SmallVector<int64_t> expected(init.getShape());
  for (int64_t &size : MutableArrayRef(expected).slice(init.getRank() - 3, 2))
    size = llvm::divideCeil(size, algorithm.getOutputs());
  expected.back() *= algorithm.getProducts();
  return verifyTiles(*this, products, expected);
}
