//===- Windows.cpp - Shared by convolutions and pools ---------------------===//

#include "Windows.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fovea;

Value fovea::buildPaddedInput(OpBuilder &builder, Location loc,
                              Value featureMap, ArrayRef<WindowDim> dims,
                              Value padding, unsigned firstSpatial) {
  RankedTensorType type = getTensorType(featureMap);
  SmallVector<int64_t> low(type.getRank(), 0), high(type.getRank(), 0);
  SmallVector<int64_t> shape(type.getShape());
  for (auto [i, dim] : llvm::enumerate(dims)) {
    low[firstSpatial + i] = dim.padLow;
    high[firstSpatial + i] =
        std::max<int64_t>(0, dim.getReadSize() - dim.padLow - dim.input);
    shape[firstSpatial + i] += low[firstSpatial + i] + high[firstSpatial + i];
  }
  if (shape == type.getShape())
    return featureMap;
  return tensor::PadOp::create(
      builder, loc, type.clone(shape), featureMap,
      getAsIndexOpFoldResult(builder.getContext(), low),
      getAsIndexOpFoldResult(builder.getContext(), high), padding);
}
