//===- ConstantOps.cpp - Constants and weights --------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
