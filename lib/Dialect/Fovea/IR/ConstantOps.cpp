//===- ConstantOps.cpp - Constants and weights ----------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace fovea;

/// Check that `value` can be read as elements of `type`. A resource without
/// any data (elided from a print, or released) is accepted: only who needs the
/// elements can tell that they are missing.
static LogicalResult verifyElements(Operation *op, ElementsAttr value,
                                    RankedTensorType type) {
  if (isa<DenseIntOrFPElementsAttr>(value))
    return success();
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  if (!resource)
    return op->emitOpError("expected a dense or dense_resource value but got ")
           << value;
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob || blob->getData().empty())
    return success();
  int64_t expected =
      type.getNumElements() * getElementSize(type.getElementType());
  int64_t actual = blob->getData().size();
  if (actual != expected)
    return op->emitOpError("expected ")
           << expected << " bytes in resource '"
           << resource.getRawHandle().getKey() << "' for " << type
           << " but got " << actual;
  return success();
}

//===----------------------------------------------------------------------===//
// ConstantOp
//===----------------------------------------------------------------------===//

LogicalResult ConstantOp::verify() {
  return verifyElements(*this, getValue(), getType());
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

//===----------------------------------------------------------------------===//
// WeightOp
//===----------------------------------------------------------------------===//

LogicalResult WeightOp::verify() {
  if (getName().empty())
    return emitOpError("expected a name that is not empty");
  if (auto init = getInitAttr())
    if (!(init.getDeviation().getValueAsDouble() >= 0))
      return emitOpError("expected a deviation of at least 0 but got ") << init;
  ElementsAttr value = getValueAttr();
  if (!value)
    return success();
  if (value.getType() != getType())
    return emitOpError("expected a value of ")
           << getType() << " but got " << value.getType();
  return verifyElements(*this, value, getType());
}
