//===- WindowOps.cpp - Convolutions, pooling, resampling ----------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

using namespace mlir;
using namespace fovea;
