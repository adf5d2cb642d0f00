//===- Bufferize.cpp - Turn tensors into buffers --------------------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace fovea {
#define GEN_PASS_DEF_BUFFERIZEPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

static LogicalResult createCopy(OpBuilder &builder, Location loc, Value from,
                                Value to) {
  linalg::CopyOp::create(builder, loc, from, to);
  return success();
}

static bufferization::OneShotBufferizationOptions getBufferizationOptions() {
  bufferization::OneShotBufferizationOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.setFunctionBoundaryTypeConversion(
      bufferization::LayoutMapOption::IdentityLayoutMap);
  options.memCpyFn = createCopy;
  options.bufferAlignment = kBufferAlignment;
  return options;
}

/// Give each result a buffer of its own: one that is returned twice cannot take
/// the place of two arguments.
static void separateResults(func::FuncOp entry) {
  Operation *terminator = entry.getBody().front().getTerminator();
  OpBuilder builder(terminator);
  llvm::SmallDenseSet<Value> seen;
  for (OpOperand &result : terminator->getOpOperands()) {
    if (seen.insert(result.get()).second)
      continue;
    Location loc = terminator->getLoc();
    Value copy = memref::AllocOp::create(
        builder, loc, cast<MemRefType>(result.get().getType()));
    linalg::CopyOp::create(builder, loc, result.get(), copy);
    result.set(copy);
  }
}

/// Make the results of `@main` arguments that the caller provides.
static LogicalResult promoteResults(ModuleOp module) {
  bufferization::BufferResultsToOutParamsOpts options;
  options.memCpyFn = createCopy;
  options.hoistStaticAllocs = true;
  options.modifyPublicFunctions = true;
  return bufferization::promoteBufferResultsToOutParams(module, options);
}

static LogicalResult bufferize(ModuleOp module, func::FuncOp entry) {
  Builder builder(module.getContext());
  unsigned numInputs = entry.getNumArguments();
  for (unsigned i = 0; i < numInputs; ++i)
    entry.setArgAttr(i, bufferization::BufferizationDialect::kWritableAttrName,
                     builder.getBoolAttr(false));

  bufferization::OneShotBufferizationOptions options =
      getBufferizationOptions();
  bufferization::BufferizationState state;
  IRRewriter rewriter(module.getContext());
  if (failed(bufferization::eliminateEmptyTensors(rewriter, module)) ||
      failed(
          bufferization::runOneShotModuleBufferize(module, options, state)))
    return failure();
  separateResults(entry);
  if (failed(promoteResults(module)))
    return failure();
  bufferization::removeBufferizationAttributesInModule(module);
  for (unsigned i = 0; i < entry.getNumArguments(); ++i)
    entry.setArgAttr(i, kArgumentRoleAttr,
                     builder.getStringAttr(i < numInputs ? "input" : "output"));
  return success();
}

namespace {
struct BufferizePass final : fovea::impl::BufferizePassBase<BufferizePass> {
  void runOnOperation() override {
    auto entry = getOperation().lookupSymbol<func::FuncOp>(kEntryFunction);
    if (!entry) {
      getOperation().emitError("expected an entry function '@")
          << kEntryFunction << "'";
      return signalPassFailure();
    }
    if (failed(bufferize(getOperation(), entry)))
      signalPassFailure();
  }
};
} // namespace
