//===- VectorWork.cpp - Counting of what is no matrix product -------------===//
//
// One operation for each addition, product, comparison and function, as in the
// formula that each op's documentation states.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include <numeric>

using namespace mlir;
using namespace fovea;

static double countElements(Value value) {
  return getTensorType(value).getNumElements();
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// `perTap` operations for each place of each window.
static double countWindowOperations(Value result, ArrayRef<int64_t> window,
                                    double perTap) {
  return perTap * countElements(result) *
         std::accumulate(window.begin(), window.end(), 1.0,
                         std::multiplies<>());
}

double MaxPoolOp::getVectorOperations() {
  return countWindowOperations(getResult(), getWindow(), 1);
}

double MaxPoolIndicesOp::getVectorOperations() {
  // A comparison, and a choice of the index.
  return countWindowOperations(getResult(), getWindow(), 2);
}

double AvgPoolOp::getVectorOperations() {
  return countWindowOperations(getResult(), getWindow(), 1);
}

double LpPoolOp::getVectorOperations() {
  // A power and a sum.
  return countWindowOperations(getResult(), getWindow(), 2);
}

/// Elements that each interpolated one is made of, in one dimension.
static double countResizeTaps(ResizeMode mode) {
  switch (mode) {
  case ResizeMode::nearest:
    return 0;
  case ResizeMode::linear:
    return 2;
  case ResizeMode::cubic:
    return 4;
  }
  llvm_unreachable("unknown resize mode");
}

double ResizeOp::getVectorOperations() {
  // Multiply-adds, one dimension after the other.
  double operations = 0;
  for (auto [from, to] : llvm::zip_equal(getTensorType(getInput()).getShape(),
                                         getTensorType(getResult()).getShape()))
    if (from != to)
      operations += 2 * countResizeTaps(getMode()) * countElements(getResult());
  return operations;
}

//===----------------------------------------------------------------------===//
// Normalizations
//===----------------------------------------------------------------------===//

double BatchNormOp::getVectorOperations() {
  return 2 * countElements(getResult());
}

/// Sum; difference, square, sum; product; and scale and offset, if present.
static double countNormOperations(Value result, Value scale, Value offset) {
  return (5 + !!scale + !!offset) * countElements(result);
}

double LayerNormOp::getVectorOperations() {
  return countNormOperations(getResult(), getScale(), getOffset());
}

double GroupNormOp::getVectorOperations() {
  return countNormOperations(getResult(), getScale(), getOffset());
}

double RMSNormOp::getVectorOperations() {
  // Square, sum; product; and scale, if present.
  return (3 + !!getScale()) * countElements(getResult());
}

/// Of the softmax for each element: maximum, difference, exponential, sum, and
/// product with the reciprocal of the sum.
static constexpr double kSoftmaxOperations = 5;

double SoftmaxOp::getVectorOperations() {
  return kSoftmaxOperations * countElements(getResult());
}

double LogSoftmaxOp::getVectorOperations() {
  return kSoftmaxOperations * countElements(getResult());
}

double AttentionOp::getVectorOperations() {
  ArrayRef<int64_t> query = getTensorType(getQuery()).getShape();
  double keys = getTensorType(getKey()).getDimSize(2);
  double scores = keys * query[0] * query[1] * query[2];
  // The scale, and the mask where there is one.
  return scores * (kSoftmaxOperations + 1 + !!getMask());
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

double ReduceOp::getVectorOperations() { return countElements(getInput()); }

double ArgReduceOp::getVectorOperations() {
  // A comparison, and a choice of the index.
  return 2 * countElements(getInput());
}

double TopKOp::getVectorOperations() {
  // A comparison with the least of the best for each element.
  return countElements(getInput());
}

double CumulativeOp::getVectorOperations() { return countElements(getInput()); }
