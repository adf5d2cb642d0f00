//===- ContractionOps.cpp - Matrix products and attention ---------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
