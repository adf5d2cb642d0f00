//===- HostTensor.cpp - Tensor values inside the compiler -----------------===//

#include "fovea/Dialect/Fovea/IR/HostTensor.h"

using namespace mlir;
using namespace fovea;
