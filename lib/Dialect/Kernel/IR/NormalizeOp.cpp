//===- NormalizeOp.cpp - Normalization of rows ----------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

using namespace mlir;
using namespace fovea::kernel;

LogicalResult NormalizeOp::verify() {
  auto input = cast<ShapedType>(getInput().getType());
  auto init = cast<ShapedType>(getInit().getType());
  if (init.getRank() < 1 || input.getShape() != init.getShape())
    return emitOpError("expected input and result of one shape with at least "
                       "one dimension, found ")
           << input << " and " << init;
  return success();
}
