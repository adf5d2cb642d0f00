//===- KernelLabel.cpp - What a kernel is called --------------------------===//

#include "fovea/Codegen/KernelLabel.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;
using namespace fovea;

KernelLabel fovea::getKernelLabel(Location loc) {
  KernelLabel label;
  loc->walk([&](Location part) {
    if (auto fused = dyn_cast<FusedLocWith<StringAttr>>(part);
        fused && label.op.empty())
      label.op = fused.getMetadata().getValue();
    if (auto named = dyn_cast<NameLoc>(part); named && label.name.empty())
      label.name = named.getName().getValue();
    return WalkResult::advance();
  });
  return label;
}
