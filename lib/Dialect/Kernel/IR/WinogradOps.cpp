//===- WinogradOps.cpp - The transforms of F(4x4, 3x3) --------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/IR/Winograd.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;
using namespace fovea::kernel::winograd;

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
  if (failed(verifyFeatureMap(*this, input)))
    return failure();
  SmallVector<int64_t> expected(input.getShape());
  int64_t rank = input.getRank();
  for (int64_t &size : MutableArrayRef(expected).slice(rank - 3, 2)) {
    size = (size - kTaps + 1) / kOutputs;
    if (size < 1)
      return emitOpError("expected room for a tile of 6x6, found ") << input;
  }
  expected.back() *= kProducts;
  return verifyTiles(*this, init, expected);
}

//===----------------------------------------------------------------------===//
// WinogradWeightsOp
//===----------------------------------------------------------------------===//

LogicalResult WinogradWeightsOp::verify() {
  auto weights = cast<ShapedType>(getWeights().getType());
  auto init = cast<ShapedType>(getInit().getType());
  ArrayRef<int64_t> shape = weights.getShape();
  if (shape.size() != 4 || shape[0] != kTaps || shape[1] != kTaps)
    return emitOpError("expected weights of shape [3, 3, ci, co], found ")
           << weights;
  return verifyTiles(*this, init, {shape[2], kProducts * shape[3]});
}

LogicalResult WinogradWeightsOp::evaluate(ArrayRef<HostTensor> operands,
                                          MutableArrayRef<HostTensor> results) {
  constexpr auto transform = getWeightTransform();
  ArrayRef<int64_t> shape = operands[0].getShape();
  const int64_t inputs = shape[2], outputs = shape[3];
  const auto *from =
      reinterpret_cast<const float *>(operands[0].getBytes().data());
  auto *to = reinterpret_cast<float *>(results[0].getMutableBytes().data());
  for (int64_t filter = 0; filter < inputs * outputs; ++filter) {
    // Each column of taps at all points, and then each of these rows.
    double columns[kPoints][kTaps] = {};
    for (int64_t u = 0; u < kPoints; ++u)
      for (int64_t y = 0; y < kTaps; ++y)
        for (int64_t x = 0; x < kTaps; ++x)
          columns[u][x] += transform[u][y] *
                           from[(y * kTaps + x) * inputs * outputs + filter];
    float *target =
        to + filter / outputs * kProducts * outputs + filter % outputs;
    for (int64_t u = 0; u < kPoints; ++u)
      for (int64_t v = 0; v < kPoints; ++v) {
        double sum = 0;
        for (int64_t x = 0; x < kTaps; ++x)
          sum += transform[v][x] * columns[u][x];
        target[(u * kPoints + v) * outputs] = static_cast<float>(sum);
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
  if (failed(verifyFeatureMap(*this, init)))
    return failure();
  SmallVector<int64_t> expected(init.getShape());
  for (int64_t &size : MutableArrayRef(expected).slice(init.getRank() - 3, 2))
    size = llvm::divideCeil(size, kOutputs);
  expected.back() *= kProducts;
  return verifyTiles(*this, products, expected);
}
