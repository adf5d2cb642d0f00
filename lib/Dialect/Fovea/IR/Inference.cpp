//===- Inference.cpp - Checks that inference of result types shares -------===//

#include "Inference.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

std::optional<int64_t> fovea::countElements(ArrayRef<int64_t> shape) {
  constexpr int64_t kMaxElementSize = 8;
  int64_t bound = kMaxElementSize;
  int64_t count = 1;
  for (int64_t size : shape) {
    // Sizes of 0 must not hide an overflow, which depends on the order.
    if (size < 0 || llvm::MulOverflow(bound, std::max<int64_t>(size, 1), bound))
      return std::nullopt;
    count *= size;
  }
  return count;
}

LogicalResult fovea::appendTensorType(std::optional<Location> location,
                                      ArrayRef<int64_t> shape, Type elementType,
                                      SmallVectorImpl<Type> &types) {
  if (!countElements(shape))
    return emitOptionalError(location, "result has an impossible shape [",
                             shape, "]");
  types.push_back(RankedTensorType::get(shape, elementType));
  return success();
}

LogicalResult fovea::checkElementType(std::optional<Location> location,
                                      StringRef name, RankedTensorType type,
                                      StringRef referenceName,
                                      RankedTensorType reference) {
  if (type.getElementType() == reference.getElementType())
    return success();
  return emitOptionalError(location, "expected ", name, " of element type ",
                           reference.getElementType(), " like ", referenceName,
                           ", got ", type);
}

LogicalResult fovea::checkAxis(std::optional<Location> location, int64_t axis,
                               RankedTensorType type) {
  if (axis >= 0 && axis < type.getRank())
    return success();
  return emitOptionalError(location, "expected axis in [0, ", type.getRank(),
                           ") for ", type, " but got ", axis);
}

LogicalResult fovea::checkFullRank(std::optional<Location> location,
                                   StringRef name, ArrayRef<int64_t> values,
                                   RankedTensorType type) {
  if (static_cast<int64_t>(values.size()) == type.getRank())
    return success();
  return emitOptionalError(location, "expected ", type.getRank(),
                           " values in '", name, "' for ", type, " but got ",
                           values.size());
}
