//===- PaddedInput.cpp - Feature maps with their padding ------------------===//

#include "PaddedInput.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace fovea;

/// The padding of `input` that was built before, if there is one.
static Value findPaddedInput(Value input, RankedTensorType type,
                             ArrayRef<int64_t> low, FloatAttr padding) {
  for (Operation *user : input.getUsers()) {
    auto insert = dyn_cast<tensor::InsertSliceOp>(user);
    if (!insert || insert.getSource() != input || insert.getType() != type ||
        insert.getStaticOffsets() != low)
      continue;
    auto border = insert.getDest().getDefiningOp<kernel::FillBorderOp>();
    if (border && border.getValueAttr() == padding)
      return insert.getResult();
  }
  return nullptr;
}

Value fovea::buildPaddedInput(OpBuilder &builder, Location loc, Value input,
                              ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                              FloatAttr padding) {
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [size, before, after] : llvm::zip_equal(shape, low, high))
    size += before + after;
  if (shape == type.getShape())
    return input;
  RankedTensorType paddedType = type.clone(shape);
  if (Value padded = findPaddedInput(input, paddedType, low, padding))
    return padded;

  OpBuilder::InsertionGuard guard(builder);
  if (Operation *producer = input.getDefiningOp())
    builder.setInsertionPoint(producer);
  else
    builder.setInsertionPointToStart(input.getParentBlock());
  Value empty =
      tensor::EmptyOp::create(builder, loc, shape, type.getElementType());
  auto border = kernel::FillBorderOp::create(
      builder, loc, paddedType, empty, builder.getDenseI64ArrayAttr(low),
      builder.getDenseI64ArrayAttr(high), padding);
  if (Operation *producer = input.getDefiningOp())
    builder.setInsertionPointAfter(producer);
  SmallVector<int64_t> ones(shape.size(), 1);
  return tensor::InsertSliceOp::create(
      builder, loc, input, border.getResult(),
      getAsIndexOpFoldResult(builder.getContext(), low),
      getAsIndexOpFoldResult(builder.getContext(), type.getShape()),
      getAsIndexOpFoldResult(builder.getContext(), ones));
}
