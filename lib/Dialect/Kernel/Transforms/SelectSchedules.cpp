//===- SelectSchedules.cpp - Decide how kernels are tiled -----------------===//
//
// Input: kernels on tensors, with the operands they will have to the end: what
// is fused into a contraction does not change how its weights are packed.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_SELECTSCHEDULESPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

namespace {
/// What there is of vector registers, in f32 elements.
struct RegisterFile {
  int64_t lanes;
  int64_t count;
};
} // namespace

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

/// Panels narrower than this many vectors use each loaded element of the input
/// too rarely, wider ones each loaded vector of weights.
static constexpr int64_t kPreferredVectors = 2;
/// More rows than this only make the code larger.
static constexpr int64_t kMaxRows = 16;
/// Panels of contractions with few rows are widened up to this many vectors, to
/// have enough sums in flight.
static constexpr int64_t kMaxVectors = 8;

/// Rows whose sums fit into the registers beside a step's operands: the vectors
/// of weights and one element of the input.
static int64_t getMaxRows(int64_t vectors, const RegisterFile &registers) {
  int64_t rows = (registers.count - vectors - 1) / vectors;
  return std::clamp<int64_t>(rows, 1, kMaxRows);
}

/// How many vectors each panel gets if there are `vectors` in all and `rows`
/// output rows to be tiled.
static SmallVector<int64_t> splitIntoPanels(int64_t vectors, int64_t rows,
                                            const RegisterFile &registers) {
  int64_t width = kPreferredVectors;
  while (width < kMaxVectors && getMaxRows(width + 1, registers) >= rows)
    ++width;
  if (width > kPreferredVectors || vectors <= width) {
    // As even as possible.
    int64_t panels = llvm::divideCeil(vectors, width);
    SmallVector<int64_t> result;
    for (int64_t i = 0; i < panels; ++i)
      result.push_back(vectors * (i + 1) / panels - vectors * i / panels);
    llvm::sort(result, std::greater<>());
    return result;
  }
  // Rather one panel of three than one of a single vector.
  SmallVector<int64_t> result(vectors / width, width);
  if (vectors % width != 0)
    result.front() += vectors % width;
  return result;
}

/// Rows that the innermost loop over rows has: all of them where a window does
/// not keep them apart.
static int64_t countRows(ContractOp op) {
  ArrayRef<int64_t> shape = op.getInitType().getShape().drop_back();
  if (op.getWindow().empty() ||
      llvm::all_of(op.getWindow(), [](int64_t size) { return size == 1; }))
    return llvm::product_of(shape, int64_t(1));
  return shape.back();
}

static ContractScheduleAttr chooseSchedule(ContractOp op,
                                           const RegisterFile &registers) {
  int64_t channels = op.getInitType().getShape().back() / op.getGroups();
  int64_t remainder = channels % registers.lanes;
  int64_t rows = countRows(op);
  SmallVector<int64_t> panels, tiles;
  for (int64_t vectors : splitIntoPanels(
           llvm::divideCeil(channels, registers.lanes), rows, registers)) {
    panels.push_back(vectors * registers.lanes);
    tiles.push_back(getMaxRows(vectors, registers));
  }
  // The last vector is no longer than it must be.
  if (remainder != 0 && !panels.empty())
    panels.back() += llvm::PowerOf2Ceil(remainder) - registers.lanes;
  return ContractScheduleAttr::get(op.getContext(), registers.lanes, panels,
                                   tiles);
}

static void schedule(ContractOp op, const RegisterFile &registers) {
  OpBuilder builder(op);
  ContractScheduleAttr schedule = chooseSchedule(op, registers);
  ShapedType weights = op.getWeightsType();
  int64_t size = getPackedSize(weights.getShape(), op.getGroups(), schedule);
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), size,
                                        weights.getElementType());
  auto packed =
      PackOp::create(builder, op.getLoc(), empty.getType(), op.getWeights(),
                     empty, op.getGroups(), schedule);
  op.getWeightsMutable().assign(packed.getResult());
  op.setScheduleAttr(schedule);
}

//===----------------------------------------------------------------------===//
// Depthwise convolutions and pools
//===----------------------------------------------------------------------===//

/// As many columns as there are, and as fit into the registers of which other
/// values of a step take `operands`.
template <typename OpTy>
static void scheduleColumns(OpTy op, int64_t operands,
                            const RegisterFile &registers) {
  ArrayRef<int64_t> shape = op.getInitType().getShape();
  int64_t free = std::max<int64_t>(registers.count - operands, 1);
  int64_t columns = std::clamp<int64_t>(free, 1, kMaxRows);
  if (shape.size() > 1)
    columns = std::min(columns, std::max<int64_t>(shape[shape.size() - 2], 1));
  op.setScheduleAttr(
      DepthwiseScheduleAttr::get(op.getContext(), registers.lanes, columns));
}

static void schedule(DepthwiseOp op, const RegisterFile &registers) {
  // The weights of one row of taps, and an input.
  int64_t taps = op.getWindow().empty() ? 1 : op.getWindow().back();
  scheduleColumns(op, taps + 1, registers);
}

static void schedule(PoolOp op, const RegisterFile &registers) {
  scheduleColumns(op, /*operands=*/1, registers);
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

static void schedule(kernel::AttentionOp op, const RegisterFile &registers) {
  op.setScheduleAttr(AttentionScheduleAttr::get(
      op.getContext(), registers.lanes, kPreferredVectors,
      getMaxRows(kPreferredVectors, registers)));
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Ops that only need to know how long a vector is.
template <typename OpTy>
static void schedule(OpTy op, const RegisterFile &registers) {
  op.setScheduleAttr(RowScheduleAttr::get(op.getContext(), registers.lanes));
}

namespace {
struct SelectSchedulesPass final
    : fovea::kernel::impl::SelectSchedulesPassBase<SelectSchedulesPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    RegisterFile registers{machine->vector->bytes / 4,
                           machine->vector->registers};
    scheduleAll<kernel::AttentionOp>(registers);
    scheduleAll<ContractOp>(registers);
    scheduleAll<DepthwiseOp>(registers);
    scheduleAll<NormalizeOp>(registers);
    scheduleAll<WinogradInputOp>(registers);
    scheduleAll<WinogradOutputOp>(registers);
    scheduleAll<WinogradWeightsOp>(registers);
    scheduleAll<PoolOp>(registers);
  }

private:
  template <typename OpTy> void scheduleAll(const RegisterFile &registers) {
    getOperation()->walk([&](OpTy op) {
      if (!op.getSchedule())
        schedule(op, registers);
    });
  }
};
} // namespace
