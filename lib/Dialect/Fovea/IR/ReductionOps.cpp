//===- ReductionOps.cpp - Reductions, orderings, running sums -----------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
