//===- ConstantValue.cpp - What constant folding will compute -------------===//

#include "fovea/Dialect/Fovea/IR/ConstantValue.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;

bool fovea::isConstant(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (isa<WeightOp, fovea::ConstantOp>(op))
    return true;
  return isa<HostEvaluableOpInterface>(op) &&
         llvm::all_of(op->getOperands(), isConstant);
}
