//===- NormalizationOps.cpp - Normalizations and softmax ----------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
