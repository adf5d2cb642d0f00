//===- Folding.cpp - Folding of ops that can be evaluated -----------------===//

#include "Folding.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

/// Elements of all operands and results together.
static constexpr int64_t kMaxFoldedElements = 4096;

static bool isSmall(Operation *op) {
  int64_t budget = kMaxFoldedElements;
  auto fits = [&](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape())
      return false;
    budget -= tensor.getNumElements();
    return budget >= 0;
  };
  return llvm::all_of(op->getOperandTypes(), fits) &&
         llvm::all_of(op->getResultTypes(), fits);
}

LogicalResult
EvaluationFolder::fold(Operation *op, ArrayRef<Attribute> operands,
                       SmallVectorImpl<OpFoldResult> &results) const {
  auto evaluable = dyn_cast<HostEvaluableOpInterface>(op);
  if (!evaluable || !isSmall(op))
    return failure();
  SmallVector<HostTensor> inputs, outputs;
  for (Attribute operand : operands) {
    auto elements = dyn_cast_if_present<ElementsAttr>(operand);
    if (!elements)
      return failure();
    FailureOr<HostTensor> tensor = HostTensor::fromAttribute(elements);
    if (failed(tensor))
      return failure();
    inputs.push_back(*tensor);
  }
  for (Type type : op->getResultTypes())
    outputs.push_back(HostTensor::zeros(cast<RankedTensorType>(type)));
  if (failed(evaluable.evaluate(inputs, outputs)))
    return failure();
  for (const HostTensor &output : outputs)
    results.push_back(output.toDenseAttribute());
  return success();
}
