//===- FusionRemark.cpp - What fusion decides, and why --------------------===//

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"

#include "fovea/Dialect/Fovea/IR/HostTensor.h"

#include "mlir/IR/Remarks.h"

using namespace mlir;
using namespace fovea;

double fovea::countBytes(ShapedType type) {
  return static_cast<double>(type.getNumElements()) *
         getElementSize(type.getElementType());
}

void fovea::remarkFusion(Location loc, StringRef name, bool isFused,
                         FusionCost before, FusionCost after) {
  auto options = remark::RemarkOpts::name(name).category(kFusionCategory);
  auto remark =
      isFused ? remark::passed(loc, options) : remark::missed(loc, options);
  remark << remark::metric(kFlopsBefore, before.flops)
         << remark::metric(kFlopsAfter, after.flops)
         << remark::metric(kBytesBefore, before.bytes)
         << remark::metric(kBytesAfter, after.bytes);
}
