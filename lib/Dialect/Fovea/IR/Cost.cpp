//===- Cost.cpp - Counting of arithmetic and traffic ----------------------===//
//
// How the numbers in papers are counted: one multiply-accumulate per term of a
// convolution, a matrix product or an attention, everything else is free.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "llvm/Support/MathExtras.h"

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
