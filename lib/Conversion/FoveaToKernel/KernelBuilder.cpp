//===- KernelBuilder.cpp - What conversions to kernels build --------------===//

#include "KernelBuilder.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fovea;

Value fovea::buildEmpty(OpBuilder &builder, Location loc,
                        RankedTensorType type) {
  return tensor::EmptyOp::create(builder, loc, type.getShape(),
                                 type.getElementType());
}

Value fovea::buildProduct(OpBuilder &builder, Location loc, Value rows,
                          Value weights, RankedTensorType type,
                          int64_t groups) {
  auto kernel = kernel::ContractOp::create(
      builder, loc, type, rows, weights, /*scale=*/nullptr,
      /*epilogue_operands=*/ValueRange(), buildEmpty(builder, loc, type),
      builder.getDenseI64ArrayAttr({}),
      /*strides=*/nullptr, /*dilations=*/nullptr, groups, /*schedule=*/nullptr);
  kernel::buildEmptyEpilogue(builder, loc, kernel.getEpilogue());
  return kernel.getResult();
}
