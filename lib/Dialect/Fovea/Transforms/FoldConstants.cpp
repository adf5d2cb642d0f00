//===- FoldConstants.cpp - --------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

namespace fovea {
#define GEN_PASS_DEF_FOLDCONSTANTSPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
struct FoldConstantsPass final : fovea::impl::FoldConstantsPassBase<FoldConstantsPass> {
  void runOnOperation() override {}
};
} // namespace
