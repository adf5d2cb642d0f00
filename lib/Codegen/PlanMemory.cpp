//===- PlanMemory.cpp - Give each buffer a fixed place in one arena -------===//
//
// Input: `@main` as a straight line of calls on buffers that it allocates.
//
// The placement is the greedy-by-size algorithm of Pisarchyk and Lee,
// "Efficient Memory Management for Deep Neural Net Inference" (2020).
//
//===----------------------------------------------------------------------===//

#include "fovea/Codegen/ModuleAttributes.h"
#include "fovea/Codegen/Passes.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"

namespace fovea {
#define GEN_PASS_DEF_PLANMEMORYPASS
#include "fovea/Codegen/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
/// A buffer, the steps (positions of ops in the block) between which it is
/// live, both included, and its place.
struct Buffer {
  memref::AllocOp alloc;
  int64_t size;
  int64_t firstUse;
  int64_t lastUse;
  int64_t offset = 0;

  bool isLiveWith(const Buffer &other) const {
    return firstUse <= other.lastUse && other.firstUse <= lastUse;
  }
  int64_t getEnd() const { return offset + size; }
};
} // namespace

/// Widen the lifetime of `buffer` by the uses of `value`, which is the buffer
/// or a view of it.
static void
extendLifetime(Buffer &buffer, Value value,
               const llvm::DenseMap<Operation *, int64_t> &positions) {
  for (Operation *user : value.getUsers()) {
    if (isa<ViewLikeOpInterface>(user)) {
      for (Value view : user->getResults())
        extendLifetime(buffer, view, positions);
      continue;
    }
    int64_t position = positions.lookup(user);
    buffer.firstUse = std::min(buffer.firstUse, position);
    buffer.lastUse = std::max(buffer.lastUse, position);
  }
}

/// The lifetimes of all buffers of the entry function. A buffer begins to live
/// where it is first used, not where it is allocated.
static FailureOr<SmallVector<Buffer>> computeLifetimes(func::FuncOp entry) {
  llvm::DenseMap<Operation *, int64_t> positions;
  for (auto [position, op] : llvm::enumerate(entry.getBody().front()))
    positions[&op] = position;

  SmallVector<Buffer> buffers;
  WalkResult result = entry.walk([&](memref::AllocOp alloc) -> WalkResult {
    if (alloc->getParentOp() != entry || !alloc.getType().hasStaticShape())
      return alloc.emitError("expected every buffer to be allocated at the top "
                             "of the entry function, with a static shape");
    MemRefType type = alloc.getType();
    int64_t size =
        type.getNumElements() * getElementSize(type.getElementType());
    Buffer buffer{alloc,
                  static_cast<int64_t>(llvm::alignTo(size, kBufferAlignment)),
                  std::numeric_limits<int64_t>::max(), -1};
    extendLifetime(buffer, alloc, positions);
    buffers.push_back(buffer);
    return WalkResult::advance();
  });
  if (result.wasInterrupted())
    return failure();
  return buffers;
}

/// The lowest offset at which `buffer` overlaps none of the buffers in `placed`
/// that are live at the same time. `placed` is sorted by offset.
static int64_t findOffset(const Buffer &buffer,
                          ArrayRef<const Buffer *> placed) {
  int64_t offset = 0;
  for (const Buffer *other : placed) {
    if (!buffer.isLiveWith(*other))
      continue;
    if (offset + buffer.size <= other->offset)
      break;
    offset = std::max(offset, other->getEnd());
  }
  return offset;
}

/// Place all buffers; returns the size of the arena.
static int64_t placeBuffers(MutableArrayRef<Buffer> buffers) {
  SmallVector<Buffer *> bySize(llvm::make_pointer_range(buffers));
  llvm::sort(bySize, [](const Buffer *a, const Buffer *b) {
    return std::pair(-a->size, a) < std::pair(-b->size, b);
  });
  SmallVector<const Buffer *> placed;
  int64_t arenaSize = 0;
  for (Buffer *buffer : bySize) {
    buffer->offset = findOffset(*buffer, placed);
    arenaSize = std::max(arenaSize, buffer->getEnd());
    auto *position =
        llvm::upper_bound(placed, buffer, [](const Buffer *a, const Buffer *b) {
          return a->offset < b->offset;
        });
    placed.insert(position, buffer);
  }
  return arenaSize;
}

/// The most bytes that are live at one step: no plan can do with less.
static int64_t computeLiveBytes(ArrayRef<Buffer> buffers) {
  std::map<int64_t, int64_t> changes;
  for (const Buffer &buffer : buffers) {
    if (buffer.lastUse < 0)
      continue;
    changes[buffer.firstUse] += buffer.size;
    changes[buffer.lastUse + 1] -= buffer.size;
  }
  int64_t live = 0, most = 0;
  for (auto [position, change] : changes) {
    live += change;
    most = std::max(most, live);
  }
  return most;
}

/// Replace the allocations by views of a new argument of `entry`.
static LogicalResult replaceAllocations(func::FuncOp entry,
                                        ArrayRef<Buffer> buffers,
                                        int64_t arenaSize) {
  OpBuilder builder(entry.getContext());
  auto type = MemRefType::get({std::max<int64_t>(arenaSize, 1)},
                              builder.getIntegerType(8));
  auto role = builder.getDictionaryAttr(
      builder.getNamedAttr(kArgumentRoleAttr, builder.getStringAttr("arena")));
  unsigned position = entry.getNumArguments();
  if (failed(entry.insertArgument(position, type, role, entry.getLoc())))
    return failure();
  Value arena = entry.getArgument(position);
  for (const Buffer &buffer : buffers) {
    memref::AllocOp alloc = buffer.alloc;
    builder.setInsertionPoint(alloc);
    Value offset =
        arith::ConstantIndexOp::create(builder, alloc.getLoc(), buffer.offset);
    Value view = memref::ViewOp::create(
        builder, alloc.getLoc(), alloc.getType(), arena, offset, ValueRange());
    alloc.replaceAllUsesWith(view);
    alloc.erase();
  }
  return success();
}

namespace {
struct PlanMemoryPass final : fovea::impl::PlanMemoryPassBase<PlanMemoryPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto entry = module.lookupSymbol<func::FuncOp>(kEntryFunction);
    if (!entry) {
      module.emitError("expected an entry function '@")
          << kEntryFunction << "'";
      return signalPassFailure();
    }
    FailureOr<SmallVector<Buffer>> buffers = computeLifetimes(entry);
    if (failed(buffers))
      return signalPassFailure();
    int64_t size = placeBuffers(*buffers);
    int64_t live = computeLiveBytes(*buffers);
    if (failed(replaceAllocations(entry, *buffers, size)))
      return signalPassFailure();
    Builder builder(&getContext());
    module->setAttr(kArenaSizeAttr, builder.getI64IntegerAttr(size));
    module->setAttr(kLiveBytesAttr, builder.getI64IntegerAttr(live));
    arenaSize += size;
    liveBytes += live;
  }
};
} // namespace
