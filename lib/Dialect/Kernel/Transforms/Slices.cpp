//===- Slices.cpp - Parts of tensors --------------------------------------===//

#include "Slices.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace fovea;

Value kernel::buildSlice(OpBuilder &builder, Location loc, Value value,
                         ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes) {
  auto type = cast<RankedTensorType>(value.getType());
  MLIRContext *context = builder.getContext();
  SmallVector<OpFoldResult> ones(sizes.size(), builder.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(
      builder, loc, type.clone(sizes), value,
      getAsIndexOpFoldResult(context, offsets),
      getAsIndexOpFoldResult(context, sizes), ones);
}

Value kernel::buildInsertion(OpBuilder &builder, Location loc, Value value,
                             Value into, ArrayRef<int64_t> offsets) {
  auto type = cast<RankedTensorType>(value.getType());
  MLIRContext *context = builder.getContext();
  SmallVector<OpFoldResult> ones(offsets.size(), builder.getIndexAttr(1));
  return tensor::InsertSliceOp::create(
      builder, loc, value, into, getAsIndexOpFoldResult(context, offsets),
      getAsIndexOpFoldResult(context, type.getShape()), ones);
}
