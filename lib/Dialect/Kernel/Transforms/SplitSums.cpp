//===- SplitSums.cpp - Long sums, a part of the channels at a time --------===//
//
// A contraction reads its whole input for each panel of weights, and a panel
// for each of its tiles. If input and panels are larger than the second-level
// cache, each tile waits for a slower one. Here such a contraction becomes one
// for each part of the input channels, each of which adds what the ones before
// it have summed up, in its epilogue.
//
// Input: kernels on tensors with their epilogues, but without schedules: the
// weights must not be packed.
//
//===----------------------------------------------------------------------===//

#include "Slices.h"

#include "fovea/Dialect/Fovea/IR/ConstantValue.h"
#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Dialect/Kernel/Transforms/Schedules.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_SPLITSUMSPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

/// Each part reads and writes all sums once more.
static constexpr int64_t kMaxParts = 8;
/// Parts begin with a cache line of the input.
static constexpr int64_t kLineElements = 32;
/// What must be saved, as a part of the time of the multiply-adds. An estimate
/// is no better, as the CPU reads ahead from slower caches too.
static constexpr double kMinSaving = 0.1;

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

namespace {
/// What the tiles of a contraction read, in bytes.
struct Traffic {
  double input; ///< All of it, for each panel.
  double panel; ///< The largest one, for each tile.
  double panels;
  double tilesOfPanel;

  Traffic getPart(int64_t parts) const {
    return {input / parts, panel / parts, panels, tilesOfPanel};
  }
  /// What should stay in a cache while one panel is in use and the next one is
  /// read ahead.
  double countKept() const { return input + 2 * panel; }
  /// Of reading all again: the first time it comes from where it was.
  double getSeconds(const HardwareModel &machine) const {
    return (panels - 1) * input / getReadBandwidth(machine, countKept()) +
           panels * (tilesOfPanel - 1) * panel /
               getReadBandwidth(machine, 2 * panel);
  }
};
} // namespace

static Traffic getTraffic(ContractOp op, const HardwareModel &machine) {
  auto schedule =
      cast<ContractScheduleAttr>(getScheduleCandidates(op, machine).front());
  ShapedType weights = op.getWeightsType(), result = op.getInitType();
  double columns = result.getShape().back();
  double columnBytes = countBytes(weights) / columns;
  double rows = result.getNumElements() / columns;
  return {countBytes(op.getInputType()),
          columnBytes * schedule.getPanels().front(),
          static_cast<double>(schedule.getPanels().size()),
          std::ceil(rows / schedule.getRows().front())};
}

/// Seconds for reading and writing the sums between `parts` parts.
static double getSecondsBetween(ContractOp op, int64_t parts,
                                const HardwareModel &machine) {
  double bytes = sizeof(float) * op.getInitType().getNumElements();
  return 2 * (parts - 1) * bytes / getReadBandwidth(machine, bytes) +
         (parts - 1) * kSecondsPerKernel;
}

/// Into how many parts of its channels `op` is cut: as few as stay in the
/// second-level cache, 1 if that does not pay.
static int64_t chooseParts(ContractOp op, const HardwareModel &machine) {
  if (machine.caches.size() < 2)
    return 1;
  Traffic whole = getTraffic(op, machine);
  int64_t channels = op.getInputType().getShape().back();
  int64_t parts = 1;
  while (whole.getPart(parts).countKept() > machine.caches[1].bytes ||
         channels % (parts * kLineElements) != 0)
    if (++parts > kMaxParts)
      return 1;
  double saved = whole.getSeconds(machine) -
                 parts * whole.getPart(parts).getSeconds(machine) -
                 getSecondsBetween(op, parts, machine);
  double multiplyAdds =
      getRooflineSeconds(machine, 2.0 * op.getMACs(), /*bytes=*/0);
  return saved > kMinSaving * multiplyAdds ? parts : 1;
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// Channels `begin` to `begin + size` of the input.
static Value buildInputSlice(OpBuilder &builder, ContractOp op, int64_t begin,
                             int64_t size) {
  ArrayRef<int64_t> shape = op.getInputType().getShape();
  SmallVector<int64_t> offsets(shape.size(), 0), sizes(shape);
  offsets.back() = begin;
  sizes.back() = size;
  return buildSlice(builder, op.getLoc(), op.getInput(), offsets, sizes);
}

/// Their weights, which the compiler computes.
static Value buildWeightsSlice(OpBuilder &builder, ContractOp op, int64_t begin,
                               int64_t size) {
  auto type = cast<RankedTensorType>(op.getWeights().getType());
  int64_t dim = type.getRank() - 2;
  SmallVector<int64_t> starts(type.getRank(), 0), steps(type.getRank(), 1);
  SmallVector<int64_t> sizes(type.getShape());
  starts[dim] = begin;
  sizes[dim] = size;
  return SliceOp::create(builder, op.getLoc(), type.clone(sizes),
                         op.getWeights(), starts, sizes, steps);
}

/// Let the epilogue of `op` do nothing, and store its sums in f32.
static void storeSums(OpBuilder &builder, ContractOp op) {
  OpBuilder::InsertionGuard guard(builder);
  auto type = cast<RankedTensorType>(op.getInitType().clone(
      op.getInitType().getShape(), builder.getF32Type()));
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), type.getShape(),
                                        type.getElementType());
  op.getEpilogueOperandsMutable().clear();
  op.getDpsInitsMutable().assign(empty);
  op->getResult(0).setType(type);
  op.getEpilogue().getBlocks().clear();
  Block *block = builder.createBlock(&op.getEpilogue(), {},
                                     builder.getF32Type(), op.getLoc());
  kernel::YieldOp::create(builder, op.getLoc(), block->getArgument(0));
}

/// Let the epilogue of `op` begin with adding `sums`.
static void addSums(OpBuilder &builder, ContractOp op, Value sums) {
  OpBuilder::InsertionGuard guard(builder);
  op.getEpilogueOperandsMutable().append(sums);
  Block &block = op.getEpilogue().front();
  Value sum = block.getArgument(0);
  Value other = block.addArgument(builder.getF32Type(), op.getLoc());
  builder.setInsertionPointToStart(&block);
  auto total = arith::AddFOp::create(builder, op.getLoc(), sum, other);
  sum.replaceAllUsesExcept(total, total);
}

static void split(ContractOp op, int64_t parts) {
  OpBuilder builder(op);
  int64_t size = op.getInputType().getShape().back() / parts;
  Value sums;
  for (int64_t part = 0; part < parts; ++part) {
    Value input = buildInputSlice(builder, op, part * size, size);
    Value weights = buildWeightsSlice(builder, op, part * size, size);
    auto partial = cast<ContractOp>(builder.clone(*op));
    builder.setInsertionPoint(partial);
    if (part + 1 < parts)
      storeSums(builder, partial);
    builder.setInsertionPointAfter(partial);
    partial.getInputMutable().assign(input);
    partial.getWeightsMutable().assign(weights);
    if (sums)
      addSums(builder, partial, sums);
    sums = partial->getResult(0);
  }
  op->getResult(0).replaceAllUsesWith(sums);
  op.erase();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Weights that are computed when the model runs would have to be copied.
static bool canSplit(ContractOp op) {
  return isa<RankedTensorType>(op.getInitType()) && !op.getSchedule() &&
         !op.getScale() && op.getGroups() == 1 && isConstant(op.getWeights());
}

namespace {
struct SplitSumsPass final
    : fovea::kernel::impl::SplitSumsPassBase<SplitSumsPass> {
  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    SmallVector<ContractOp> ops;
    getOperation()->walk([&](ContractOp op) { ops.push_back(op); });
    for (ContractOp op : ops) {
      int64_t parts = canSplit(op) ? chooseParts(op, *machine) : 1;
      if (parts == 1)
        continue;
      split(op, parts);
      ++numSplit;
      numParts += parts;
    }
  }
};
} // namespace
