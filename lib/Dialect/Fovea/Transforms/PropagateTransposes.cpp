//===- PropagateTransposes.cpp - --------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

namespace fovea {
#define GEN_PASS_DEF_PROPAGATETRANSPOSESPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
struct PropagateTransposesPass final : fovea::impl::PropagateTransposesPassBase<PropagateTransposesPass> {
  void runOnOperation() override {}
};
} // namespace
