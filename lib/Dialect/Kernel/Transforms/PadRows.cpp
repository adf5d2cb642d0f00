//===- PadRows.cpp - Rows that do not fall into the same cache sets -------===//
//
// A tile of a contraction reads its rows side by side. If they are a multiple
// of a cache way apart, the lines that it reads at a time all compete for the
// same few places, and each element is loaded from the second level.
//
//===----------------------------------------------------------------------===//

#include "Slices.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

#include <numeric>

namespace fovea::kernel {
#define GEN_PASS_DEF_PADROWSPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

/// The array that the rows of `op` lie in: of a slice, what it is a part of.
static Value getArray(ContractOp op) {
  auto slice = op.getInput().getDefiningOp<tensor::ExtractSliceOp>();
  return slice ? slice.getSource() : op.getInput();
}

/// Rows of a tile of `op` whose lines compete for one place in a cache, ways of
/// which have `wayBytes` bytes.
static int64_t countCompetingRows(ContractOp op, int64_t wayBytes) {
  int64_t rows = 1;
  for (int64_t count : op.getSchedule()->getRows())
    rows = std::max(rows, count);
  int64_t stride = op.getWindow().empty() ? 1 : op.getAllStrides().back();
  auto array = cast<ShapedType>(getArray(op).getType());
  int64_t bytes =
      array.getShape().back() * stride * getElementSize(array.getElementType());
  int64_t places = wayBytes / std::gcd(bytes, wayBytes);
  return llvm::divideCeil(rows, places);
}

/// Whether more rows compete than half of the ways: the weights need some too.
static bool hasCompetingRows(ContractOp op, const CacheLevel &cache) {
  return countCompetingRows(op, *cache.getWayBytes()) > *cache.ways / 2;
}

/// Let `producer` write, and contractions read, a part of a buffer with rows
/// that are `padding` elements longer than those of `array`. The buffer comes
/// before the producer, so that bufferization can place its result there.
static void padRows(Value array, int64_t padding) {
  Operation *producer = array.getDefiningOp();
  auto type = cast<RankedTensorType>(array.getType());
  Location loc = producer->getLoc();
  OpBuilder builder(producer);
  SmallVector<int64_t> shape(type.getShape());
  shape.back() += padding;
  Value buffer =
      tensor::EmptyOp::create(builder, loc, shape, type.getElementType());
  builder.setInsertionPointAfter(producer);
  SmallVector<int64_t> zeros(shape.size(), 0);
  Value padded = buildInsertion(builder, loc, array, buffer, zeros);
  Value view = buildSlice(builder, loc, padded, zeros, type.getShape());
  array.replaceUsesWithIf(view, [&](OpOperand &use) {
    auto op = dyn_cast<ContractOp>(use.getOwner());
    return isa<tensor::ExtractSliceOp>(use.getOwner()) ||
           (op && &use == &op.getInputMutable());
  });
}

namespace {
struct PadRowsPass final : fovea::kernel::impl::PadRowsPassBase<PadRowsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    if (machine->caches.empty() || !machine->caches.front().ways)
      return;
    const CacheLevel &cache = machine->caches.front();
    getOperation()->walk([&](ContractOp op) {
      // Of another producer the input would have to be copied.
      Value array = getArray(op);
      Operation *producer = array.getDefiningOp();
      if (!isa_and_present<EpilogueOpInterface, WinogradInputOp>(producer) ||
          !op.getSchedule() || !hasCompetingRows(op, cache))
        return;
      padRows(array, cache.lineBytes /
                         getElementSize(op.getInputType().getElementType()));
      ++numPadded;
    });
  }
};
} // namespace
