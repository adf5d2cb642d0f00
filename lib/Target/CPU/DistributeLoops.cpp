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
static constexpr int64_t kEnoughIterations = 8;

/// Iterations of dimension `i`, or 0 if it is not a plain loop from 0.
static int64_t getTripCount(scf::ParallelOp loop, unsigned i) {
  std::optional<int64_t> begin = getConstantIntValue(loop.getLowerBound()[i]);
  std::optional<int64_t> end = getConstantIntValue(loop.getUpperBound()[i]);
  std::optional<int64_t> step = getConstantIntValue(loop.getStep()[i]);
  if (!begin || !end || !step || *begin != 0 || *step != 1)
    return 0;
  return *end;
}

namespace {
/// Neighbouring dimensions of a loop that are cut as one.
struct SharedDims {
  unsigned first, count;
};
} // namespace

/// The outermost dimensions, as few as have enough iterations together: so each
/// thread works on memory of its own, the same as in the kernels before and
/// after. The innermost one is only cut where it is the longest by far, since
/// it is what becomes vectors. Nothing if there is nothing to share.
static std::optional<SharedDims> chooseDims(scf::ParallelOp loop) {
  int64_t iterations = 1;
  for (unsigned i = 0; i + 1 < loop.getNumLoops(); ++i) {
    iterations *= getTripCount(loop, i);
    if (iterations >= kEnoughIterations)
      return SharedDims{0, i + 1};
  }
  std::optional<SharedDims> longest;
  int64_t most = 1;
  for (unsigned i = 0; i < loop.getNumLoops(); ++i) {
    int64_t count = getTripCount(loop, i);
    if (count > most) {
      most = count;
      longest = SharedDims{i, 1};
    }
  }
  return longest;
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

/// Replace `loop` by a nest of sequential loops, of which that over the
/// `shared` dimensions runs over this thread's chunk.
static void distribute(scf::ParallelOp loop, SharedDims shared, Value thread,
                       Value numThreads) {
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  SmallVector<int64_t> sizes;
  for (unsigned i = 0; i < shared.count; ++i)
    sizes.push_back(getTripCount(loop, shared.first + i));
  auto [begin, end] = computeChunk(
      builder, loc, llvm::product_of(sizes, int64_t(1)), thread, numThreads);
  // `values` of all dimensions with `joint` of the shared ones.
  auto join = [&](ValueRange values, ValueRange joint) {
    SmallVector<Value> all(values.take_front(shared.first));
    llvm::append_range(all, joint);
    llvm::append_range(all, values.drop_front(shared.first + shared.count));
    return all;
  };
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  scf::LoopNest nest = scf::buildLoopNest(
      builder, loc, join(loop.getLowerBound(), begin),
      join(loop.getUpperBound(), end), join(loop.getStep(), one));
  SmallVector<Value> indices = llvm::map_to_vector(
      nest.loops, [](scf::ForOp inner) { return inner.getInductionVar(); });
  if (shared.count > 1) {
    builder.setInsertionPointToStart(nest.loops.front().getBody());
    auto outer = affine::AffineDelinearizeIndexOp::create(
        builder, loc, indices.front(), sizes);
    SmallVector<Value> all(outer.getResults());
    llvm::append_range(all, ArrayRef(indices).drop_front());
    indices = std::move(all);
  }
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

/// The loops that make up a kernel, each with the dimensions to cut; none if
/// the kernel does anything else, or has a loop with nothing to share.
static SmallVector<std::pair<scf::ParallelOp, SharedDims>>
findSharedLoops(Block &block) {
  SmallVector<std::pair<scf::ParallelOp, SharedDims>> loops;
  for (Operation &op : block.without_terminator()) {
    // A thread's scratch memory is on its own stack.
    if (isMemoryEffectFree(&op) || isa<memref::AllocaOp>(op))
      continue;
    auto loop = dyn_cast<scf::ParallelOp>(op);
    if (!loop || !loop.getInitVals().empty())
      return {};
    std::optional<SharedDims> shared = chooseDims(loop);
    if (!shared)
      return {};
    loops.push_back({loop, *shared});
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
    for (auto [loop, shared] : loops) {
      distribute(loop, shared, thread, numThreads);
      ++numShared;
    }
  }
};
} // namespace
