//===- ShapeOps.cpp - Ops that move or index elements -------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
