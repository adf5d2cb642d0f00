//===- Cost.cpp - Counting of arithmetic and traffic ----------------------===//
//
// How the numbers in papers are counted: one multiply-accumulate per term of a
// convolution, a matrix product or an attention, everything else is free.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace mlir;
using namespace fovea;

static uint64_t saturatingProduct(ArrayRef<int64_t> factors) {
  uint64_t product = 1;
  for (int64_t factor : factors)
    product = llvm::SaturatingMultiply<uint64_t>(product, factor);
  return product;
}

static ArrayRef<int64_t> getShape(Value value) {
  return getTensorType(value).getShape();
}

uint64_t fovea::getOperandAndResultBytes(Operation *op) {
  uint64_t bytes = 0;
  auto add = [&](Type type) {
    auto tensor = cast<RankedTensorType>(type);
    bytes = llvm::SaturatingMultiplyAdd<uint64_t>(
        saturatingProduct(tensor.getShape()),
        getElementSize(tensor.getElementType()), bytes);
  };
  llvm::for_each(op->getOperandTypes(), add);
  llvm::for_each(op->getResultTypes(), add);
  return bytes;
}

uint64_t ConvOp::getMACs() {
  // A kernel of [window..., channels / groups, out] has, for each output
  // channel, one term per remaining element.
  return llvm::SaturatingMultiply(
      saturatingProduct(getShape(getResult())),
      saturatingProduct(getShape(getKernel()).drop_back()));
}

uint64_t ConvTransposeOp::getMACs() {
  // Each input element meets the [window..., out / groups] part of the kernel
  // that belongs to its channel.
  SmallVector<int64_t> kernel(getShape(getKernel()));
  kernel.erase(kernel.end() - 2);
  return llvm::SaturatingMultiply(saturatingProduct(getShape(getInput())),
                                  saturatingProduct(kernel));
}

uint64_t MatMulOp::getMACs() {
  ArrayRef<int64_t> lhs = getShape(getLhs());
  int64_t depth = getTransposeLhs() ? lhs[lhs.size() - 2] : lhs.back();
  return llvm::SaturatingMultiply<uint64_t>(
      saturatingProduct(getShape(getResult())), depth);
}

uint64_t AttentionOp::getMACs() {
  ArrayRef<int64_t> query = getShape(getQuery());
  int64_t keys = getShape(getKey())[2];
  int64_t valueDepth = getShape(getValue())[3];
  uint64_t scores = saturatingProduct({query[0], query[1], query[2], keys});
  return llvm::SaturatingMultiply<uint64_t>(scores, query[3] + valueDepth);
}

//===----------------------------------------------------------------------===//
// Products of matrices
//===----------------------------------------------------------------------===//

static int64_t getProduct(ArrayRef<int64_t> factors) {
  return std::accumulate(factors.begin(), factors.end(), int64_t(1),
                         std::multiplies<>());
}

SmallVector<MatrixProduct> ConvOp::getProducts() {
  ArrayRef<int64_t> result = getShape(getResult());
  ArrayRef<int64_t> kernel = getShape(getKernel());
  MatrixProduct product;
  product.count = getGroups();
  product.rows = getProduct(result.drop_back());
  product.columns = kernel.back() / getGroups();
  product.depth = kernel[kernel.size() - 2];
  product.taps = getProduct(kernel.drop_back(2));
  return {product};
}

SmallVector<MatrixProduct> ConvTransposeOp::getProducts() {
  ArrayRef<int64_t> input = getShape(getInput());
  ArrayRef<int64_t> kernel = getShape(getKernel());
  MatrixProduct product;
  product.count = getGroups();
  product.rows = getProduct(input.drop_back());
  // Each input element meets all of the window.
  product.columns = kernel.back() * getProduct(kernel.drop_back(2));
  product.depth = input.back() / getGroups();
  return {product};
}

SmallVector<MatrixProduct> MatMulOp::getProducts() {
  ArrayRef<int64_t> result = getShape(getResult());
  ArrayRef<int64_t> lhs = getShape(getLhs());
  MatrixProduct product;
  product.rows = result[result.size() - 2];
  product.columns = result.back();
  product.depth = getTransposeLhs() ? lhs[lhs.size() - 2] : lhs.back();
  int64_t batch = getProduct(result.drop_back(2));
  // Of one matrix on the right all batches share, they make more rows.
  bool isShared = getProduct(getShape(getRhs()).drop_back(2)) == 1;
  (isShared ? product.rows : product.count) *= batch;
  return {product};
}

SmallVector<MatrixProduct> AttentionOp::getProducts() {
  ArrayRef<int64_t> query = getShape(getQuery());
  MatrixProduct scores;
  scores.count = query[0] * query[1];
  scores.rows = query[2];
  scores.columns = getShape(getKey())[2];
  scores.depth = query[3];
  MatrixProduct values = scores;
  values.columns = getShape(getValue())[3];
  values.depth = scores.columns;
  return {scores, values};
}
