//===- SelectSchedules.cpp - Decide how kernels are tiled -----------------===//
//
// Input: kernels on tensors, with the operands they will have to the end: what
// is fused into a contraction does not change how its weights are packed.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Kernel/Transforms/Schedules.h"

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

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
  /// Multiply-adds that take as long as loading one of them from the nearest
  /// cache.
  double loadCost;
  /// The largest panel that can be read ahead while another one is in use.
  int64_t panelBytes;
};

/// What is cut into panels.
struct Columns {
  int64_t vectors;
  int64_t vectorBytes; ///< Weights of one of these.
  int64_t rows;        ///< That each is multiplied by, in tiles.
  int64_t groups;
};
} // namespace

/// Of the second-level cache: for two panels, input and result.
static constexpr int64_t kPanelsOfCache = 4;

static RegisterFile getRegisterFile(const HardwareModel &machine) {
  RegisterFile registers{machine.vector->bytes / 4, machine.vector->registers,
                         /*loadCost=*/1,
                         /*panelBytes=*/std::numeric_limits<int64_t>::max()};
  if (machine.peak.f32 && !machine.caches.empty() &&
      machine.caches.front().bandwidth) {
    double multiplyAdds = *machine.peak.f32 / (2 * registers.lanes);
    double loads =
        machine.caches.front().bandwidth->oneCore / machine.vector->bytes;
    registers.loadCost = multiplyAdds / loads;
  }
  if (machine.caches.size() > 1)
    registers.panelBytes = machine.caches[1].bytes / kPanelsOfCache;
  return registers;
}

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

/// Panels narrower than this many vectors use each loaded element of the input
/// too rarely, wider ones each loaded vector of weights.
static constexpr int64_t kPreferredVectors = 2;
/// With rows for fewer tiles than this, reading the weights is much of the
/// work: wider panels need their input fewer times.
static constexpr int64_t kFewTiles = 5;
/// More rows than this only make the code larger.
static constexpr int64_t kMaxRows = 16;
/// Panels of contractions with few rows are widened up to this many vectors, to
/// have enough sums in flight.
static constexpr int64_t kMaxVectors = 8;
/// Loads that would take more than this share of a step's multiply-adds limit
/// it, since some of them miss the nearest cache and hold up others.
static constexpr double kMaxLoadShare = 0.75;
/// What other panels must save for being taken.
static constexpr double kMinSaving = 0.03;

/// Rows whose sums fit into the registers beside a step's operands: the vectors
/// of weights and one element of the input.
static int64_t getMaxRows(int64_t vectors, const RegisterFile &registers) {
  int64_t rows = (registers.count - vectors - 1) / vectors;
  return std::clamp<int64_t>(rows, 1, kMaxRows);
}

/// So many panels, as even as possible.
static SmallVector<int64_t> splitEvenly(int64_t vectors, int64_t panels) {
  SmallVector<int64_t> result;
  for (int64_t i = 0; i < panels; ++i)
    result.push_back(vectors * (i + 1) / panels - vectors * i / panels);
  llvm::sort(result, std::greater<>());
  return result;
}

static bool hasFewTiles(int64_t rows, const RegisterFile &registers) {
  return rows <= kFewTiles * getMaxRows(kPreferredVectors, registers);
}

/// How many vectors each panel gets, as if loads took no time.
static SmallVector<int64_t> splitByMultiplyAdds(const Columns &columns,
                                                const RegisterFile &registers) {
  int64_t vectors = columns.vectors;
  int64_t width = kPreferredVectors;
  if (hasFewTiles(columns.rows, registers))
    ++width;
  while (width < kMaxVectors &&
         getMaxRows(width + 1, registers) >= columns.rows &&
         (width + 1) * columns.vectorBytes <= registers.panelBytes)
    ++width;
  if (width > kPreferredVectors || vectors <= width)
    return splitEvenly(vectors, llvm::divideCeil(vectors, width));
  // Rather one panel of three than one of a single vector.
  SmallVector<int64_t> result(vectors / width, width);
  if (vectors % width != 0)
    result.front() += vectors % width;
  return result;
}

/// The time of a step of all tiles of `rows` rows, in multiply-adds.
static double estimateTime(ArrayRef<int64_t> vectorsOfPanels, int64_t rows,
                           const RegisterFile &registers) {
  double time = 0;
  for (int64_t vectors : vectorsOfPanels) {
    int64_t tiles = llvm::divideCeil(rows, getMaxRows(vectors, registers));
    double rowsOfTile = static_cast<double>(rows) / tiles;
    double loads = (rowsOfTile + vectors) * registers.loadCost / kMaxLoadShare;
    time += tiles * std::max(rowsOfTile * vectors, loads);
  }
  return time;
}

/// Panels of at least `width` vectors. Those of several groups are of one
/// width: what follows a panel in memory, and is read ahead, then follows it in
/// time.
static SmallVector<int64_t> splitIntoWide(const Columns &columns,
                                          int64_t width) {
  int64_t panels = std::max<int64_t>(columns.vectors / width, 1);
  while (columns.groups > 1 && columns.vectors % panels != 0)
    --panels;
  return splitEvenly(columns.vectors, panels);
}

/// How many vectors each panel gets. Where the nearest cache is too slow for
/// tiles of two vectors, wider ones with fewer rows need fewer loads for each
/// multiply-add.
static SmallVector<int64_t> splitIntoPanels(const Columns &columns,
                                            const RegisterFile &registers) {
  SmallVector<int64_t> best = splitByMultiplyAdds(columns, registers);
  double time = estimateTime(best, columns.rows, registers);
  int64_t widest = hasFewTiles(columns.rows, registers) ? 3 : 4;
  for (int64_t width = kPreferredVectors + 1; width <= widest; ++width) {
    SmallVector<int64_t> panels = splitIntoWide(columns, width);
    double other = estimateTime(panels, columns.rows, registers);
    if (panels.front() <= widest + 1 && other < (1 - kMinSaving) * time) {
      time = other;
      best = panels;
    }
  }
  return best;
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

/// Rows in more blocks than this are shared no better by a few threads.
static constexpr int64_t kMaxBlocks = 16;

/// As many blocks of rows as may read all weights without moving more than the
/// feature maps are; a power of two, so that threads share them evenly. Threads
/// that share rows find what they wrote themselves in their caches, as kernels
/// of windows share rows too.
static int64_t countBlocks(ContractOp op) {
  int64_t maps =
      op.getInputType().getNumElements() + op.getInitType().getNumElements();
  int64_t weights = std::max<int64_t>(op.getWeightsType().getNumElements(), 1);
  return llvm::bit_floor<uint64_t>(
      std::clamp<int64_t>(maps / weights, 1, kMaxBlocks));
}

/// Panels of so many vectors each, and the rows of each of their tiles.
static ContractScheduleAttr getSchedule(ContractOp op,
                                        const RegisterFile &registers,
                                        ArrayRef<int64_t> vectorsOfPanels,
                                        int64_t maxRows, int64_t blocks) {
  int64_t channels = op.getInitType().getShape().back() / op.getGroups();
  int64_t remainder = channels % registers.lanes;
  SmallVector<int64_t> panels, tiles;
  for (int64_t vectors : vectorsOfPanels) {
    panels.push_back(vectors * registers.lanes);
    tiles.push_back(std::min(getMaxRows(vectors, registers), maxRows));
  }
  // The last vector is no longer than it must be.
  if (remainder != 0 && !panels.empty())
    panels.back() += llvm::PowerOf2Ceil(remainder) - registers.lanes;
  return ContractScheduleAttr::get(op.getContext(), registers.lanes, panels,
                                   tiles, blocks);
}

static SmallVector<Attribute> getCandidates(ContractOp op,
                                            const RegisterFile &registers) {
  int64_t channels = op.getInitType().getShape().back() / op.getGroups();
  int64_t vectors = llvm::divideCeil(channels, registers.lanes);
  int64_t rows = countRows(op);
  int64_t blocks = countBlocks(op);
  int64_t groups = op.getGroups();
  // Weights before they are packed, or after.
  int64_t bytes = op.getWeightsType().getNumElements() *
                  getElementSize(op.getWeightsType().getElementType());
  Columns columns{vectors, bytes / std::max<int64_t>(groups * vectors, 1), rows,
                  groups};
  SmallVector<int64_t> preferred = splitIntoPanels(columns, registers);
  SmallVector<Attribute> candidates = {
      getSchedule(op, registers, preferred, kMaxRows, blocks)};
  for (int64_t others : {1l, 4l, kMaxBlocks})
    candidates.push_back(
        getSchedule(op, registers, preferred, kMaxRows, others));
  // Other widths, with all rows that fit, three quarters, and half of them.
  for (int64_t width : {2, 3, 4, 1, 6}) {
    SmallVector<int64_t> panels =
        splitEvenly(vectors, llvm::divideCeil(vectors, width));
    int64_t all = std::min(getMaxRows(width, registers), rows);
    for (int64_t count : {all, all * 3 / 4, all / 2})
      if (width <= vectors && count > 0)
        candidates.push_back(getSchedule(op, registers, panels, count, blocks));
  }
  return candidates;
}

/// Put the packing of `schedule` before the weights.
static void apply(ContractOp op, Attribute chosen) {
  auto schedule = cast<ContractScheduleAttr>(chosen);
  OpBuilder builder(op);
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

/// With more columns, an epilogue such as silu does not find enough registers.
static constexpr int64_t kMaxColumns = 14;

/// As many columns as there are, and as fit into the registers of which other
/// values of a step take `operands`; and fewer.
template <typename OpTy>
static SmallVector<Attribute>
getColumnCandidates(OpTy op, int64_t operands, const RegisterFile &registers) {
  ArrayRef<int64_t> shape = op.getInitType().getShape();
  int64_t columns =
      std::clamp<int64_t>(registers.count - operands, 1, kMaxColumns);
  if (shape.size() > 1)
    columns = std::min(columns, std::max<int64_t>(shape[shape.size() - 2], 1));
  SmallVector<Attribute> candidates;
  for (int64_t count : {columns, columns * 3 / 4, columns / 2, columns / 4})
    if (count > 0)
      candidates.push_back(
          DepthwiseScheduleAttr::get(op.getContext(), registers.lanes, count));
  return candidates;
}

static SmallVector<Attribute> getCandidates(DepthwiseOp op,
                                            const RegisterFile &registers) {
  // The weights of one row of taps, and an input.
  int64_t taps = op.getWindow().empty() ? 1 : op.getWindow().back();
  return getColumnCandidates(op, taps + 1, registers);
}

static SmallVector<Attribute> getCandidates(PoolOp op,
                                            const RegisterFile &registers) {
  return getColumnCandidates(op, /*operands=*/1, registers);
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

static SmallVector<Attribute> getCandidates(kernel::AttentionOp op,
                                            const RegisterFile &registers) {
  SmallVector<Attribute> candidates;
  for (int64_t vectors : {kPreferredVectors, 1l, 3l, 4l}) {
    int64_t all = getMaxRows(vectors, registers);
    for (int64_t rows : {all, all * 3 / 4, all / 2})
      if (rows > 0)
        candidates.push_back(AttentionScheduleAttr::get(
            op.getContext(), registers.lanes, vectors, rows));
  }
  return candidates;
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Ops that only need to know how long a vector is.
template <typename OpTy>
static SmallVector<Attribute> getCandidates(OpTy op,
                                            const RegisterFile &registers) {
  return {RowScheduleAttr::get(op.getContext(), registers.lanes)};
}

/// Ops of whose operands the schedule changes nothing.
template <typename OpTy> static void apply(OpTy op, Attribute schedule) {
  using ScheduleAttr = decltype(op.getScheduleAttr());
  op.setScheduleAttr(cast<ScheduleAttr>(schedule));
}

//===----------------------------------------------------------------------===//
// Recorded schedules
//===----------------------------------------------------------------------===//

std::string kernel::getScheduleKey(Operation *op) {
  auto kernel = cast<DestinationStyleOpInterface>(op);
  std::string key;
  llvm::raw_string_ostream os(key);
  auto printType = [&](Type type) {
    // Not the layout of a buffer, which a tensor does not have.
    auto shaped = cast<ShapedType>(type);
    for (int64_t size : shaped.getShape())
      os << size << "x";
    os << shaped.getElementType();
  };
  os << op->getName() << " ";
  printType(op->getOperand(0).getType());
  os << " -> ";
  printType(kernel.getDpsInits().front().getType());
  NamedAttrList attributes(op->getAttrDictionary());
  attributes.erase("schedule");
  attributes.erase("operandSegmentSizes");
  os << " " << attributes.getDictionary(op->getContext());
  return key;
}

SmallVector<Attribute>
kernel::getScheduleCandidates(Operation *op, const HardwareModel &machine) {
  RegisterFile registers = getRegisterFile(machine);
  auto candidates =
      llvm::TypeSwitch<Operation *, SmallVector<Attribute>>(op)
          .Case<ContractOp, DepthwiseOp, PoolOp, kernel::AttentionOp,
                NormalizeOp, WinogradInputOp, WinogradOutputOp,
                WinogradWeightsOp>(
              [&](auto op) { return getCandidates(op, registers); })
          .Default(SmallVector<Attribute>());
  llvm::SetVector<Attribute> unique(candidates.begin(), candidates.end());
  return unique.takeVector();
}

/// Whether `schedule` is of the kind that `op` has, for as many columns.
static bool fits(Attribute schedule, Attribute other) {
  auto contract = dyn_cast<ContractScheduleAttr>(schedule);
  if (!contract)
    return schedule.getTypeID() == other.getTypeID();
  auto expected = dyn_cast<ContractScheduleAttr>(other);
  return expected && contract.getPaddedColumns() == expected.getPaddedColumns();
}

namespace {
struct SelectSchedulesPass final
    : fovea::kernel::impl::SelectSchedulesPassBase<SelectSchedulesPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    if (auto module = getOperation()->getParentOfType<ModuleOp>())
      records = module->getAttrOfType<DictionaryAttr>(kSchedulesAttr);
    if (failed(scheduleAll<kernel::AttentionOp>(*machine)) ||
        failed(scheduleAll<ContractOp>(*machine)) ||
        failed(scheduleAll<DepthwiseOp>(*machine)) ||
        failed(scheduleAll<NormalizeOp>(*machine)) ||
        failed(scheduleAll<WinogradInputOp>(*machine)) ||
        failed(scheduleAll<WinogradOutputOp>(*machine)) ||
        failed(scheduleAll<WinogradWeightsOp>(*machine)) ||
        failed(scheduleAll<PoolOp>(*machine)))
      signalPassFailure();
  }

private:
  template <typename OpTy>
  LogicalResult scheduleAll(const HardwareModel &machine) {
    WalkResult result = getOperation()->walk([&](OpTy op) -> WalkResult {
      if (op.getSchedule())
        return WalkResult::advance();
      Attribute schedule = getScheduleCandidates(op, machine).front();
      if (Attribute recorded = lookUp(op)) {
        if (!fits(recorded, schedule))
          return op.emitError("the schedule recorded for it, ")
                 << recorded << ", does not fit";
        schedule = recorded;
        ++numRecorded;
      }
      apply(op, schedule);
      return WalkResult::advance();
    });
    return failure(result.wasInterrupted());
  }

  Attribute lookUp(Operation *op) {
    return records ? records.get(getScheduleKey(op)) : Attribute();
  }

  DictionaryAttr records;
};
} // namespace
