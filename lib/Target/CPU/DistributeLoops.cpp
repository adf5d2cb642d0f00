//===- DistributeLoops.cpp - Share loops among the threads ----------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Target/CPU/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace fovea {
#define GEN_PASS_DEF_DISTRIBUTELOOPSPASS
#include "fovea/Target/CPU/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Fewer iterations than this are not shared evenly by a few threads.
static constexpr int64_t kEnoughIterations = 16;

/// Iterations of dimension `i`, or 0 if it is not a plain loop from 0.
static int64_t getTripCount(scf::ParallelOp loop, unsigned i) {
  std::optional<int64_t> begin = getConstantIntValue(loop.getLowerBound()[i]);
  std::optional<int64_t> end = getConstantIntValue(loop.getUpperBound()[i]);
  std::optional<int64_t> step = getConstantIntValue(loop.getStep()[i]);
  if (!begin || !end || !step || *begin != 0 || *step != 1)
    return 0;
  return *end;
}

/// The dimension to cut: the outermost one with enough iterations, so that each
/// thread works on memory of its own, else the longest one.
static std::optional<unsigned> chooseDimension(scf::ParallelOp loop) {
  std::optional<unsigned> best;
  int64_t most = 1;
  for (unsigned i = 0; i < loop.getNumLoops(); ++i) {
    int64_t count = getTripCount(loop, i);
    if (count >= kEnoughIterations)
      return i;
    if (count > most) {
      most = count;
      best = i;
    }
  }
  return best;
}

/// The bounds of this thread's chunk of `count` iterations:
/// [count * thread / threads, count * (thread + 1) / threads).
static std::pair<Value, Value> computeChunk(OpBuilder &builder, Location loc,
                                            int64_t count, Value thread,
                                            Value numThreads) {
  AffineExpr t, n;
  bindSymbols(builder.getContext(), t, n);
  auto bound = [&](AffineExpr expr) -> Value {
    auto map = AffineMap::get(0, 2, expr);
    return affine::AffineApplyOp::create(builder, loc, map,
                                         ValueRange{thread, numThreads});
  };
  return {bound((t * count).floorDiv(n)),
          bound((t * count + count).floorDiv(n))};
}

/// Replace `loop` by a nest of sequential loops in which dimension `shared`
/// runs over this thread's chunk.
static void distribute(scf::ParallelOp loop, unsigned shared, Value thread,
                       Value numThreads) {
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  SmallVector<Value> begins(loop.getLowerBound());
  SmallVector<Value> ends(loop.getUpperBound());
  std::tie(begins[shared], ends[shared]) = computeChunk(
      builder, loc, getTripCount(loop, shared), thread, numThreads);
  scf::LoopNest nest = scf::buildLoopNest(builder, loc, begins, ends,
                                          SmallVector<Value>(loop.getStep()));
  SmallVector<Value> indices;
  for (scf::ForOp inner : nest.loops)
    indices.push_back(inner.getInductionVar());
  Block *body = nest.loops.back().getBody();
  Block *source = loop.getBody();
  source->getTerminator()->erase();
  // All values of the source block become those of the new loops.
  for (auto [argument, index] :
       llvm::zip_equal(source->getArguments(), indices))
    argument.replaceAllUsesWith(index);
  body->getOperations().splice(body->getTerminator()->getIterator(),
                               source->getOperations());
  loop.erase();
}

/// Leave a whole kernel to thread 0.
static void serialize(Block &block, Value thread) {
  Operation *terminator = block.getTerminator();
  Location loc = terminator->getLoc();
  OpBuilder builder = OpBuilder::atBlockBegin(&block);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        thread, zero);
  auto guard = scf::IfOp::create(builder, loc, isFirst);
  Block *body = guard.thenBlock();
  body->getOperations().splice(
      body->getTerminator()->getIterator(), block.getOperations(),
      std::next(guard->getIterator()), terminator->getIterator());
}

/// The loops that make up a kernel, each with the dimension to cut; none if the
/// kernel does anything else, or has a loop with nothing to share.
static SmallVector<std::pair<scf::ParallelOp, unsigned>>
findSharedLoops(Block &block) {
  SmallVector<std::pair<scf::ParallelOp, unsigned>> loops;
  for (Operation &op : block.without_terminator()) {
    // A thread's scratch memory is on its own stack.
    if (isMemoryEffectFree(&op) || isa<memref::AllocaOp>(op))
      continue;
    auto loop = dyn_cast<scf::ParallelOp>(op);
    if (!loop || !loop.getInitVals().empty())
      return {};
    std::optional<unsigned> dimension = chooseDimension(loop);
    if (!dimension)
      return {};
    loops.push_back({loop, *dimension});
  }
  return loops;
}

namespace {
struct DistributeLoopsPass final
    : fovea::impl::DistributeLoopsPassBase<DistributeLoopsPass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (!kernel.isExternal() && kernel.isPrivate())
        distributeKernel(kernel);
  }

  void distributeKernel(func::FuncOp kernel) {
    Block &block = kernel.getBody().front();
    Value thread = block.getArgument(block.getNumArguments() - 2);
    Value numThreads = block.getArgument(block.getNumArguments() - 1);
    auto loops = findSharedLoops(block);
    if (loops.empty()) {
      serialize(block, thread);
      ++numSerial;
    }
    for (auto [loop, dimension] : loops) {
      distribute(loop, dimension, thread, numThreads);
      ++numShared;
    }
  }
};
} // namespace
