//===- ElementwiseOps.cpp - Elementwise ops -----------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
