//===- SplitBatch.cpp - A batch, image by image ---------------------------===//
//
// Input: a graph with channels last and folded normalizations, before scales
// that depend on the image move into weights, which one image permits and a
// batch does not.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Analysis/TopologicalSortUtils.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace fovea {
#define GEN_PASS_DEF_SPLITBATCHPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// More clones than this would make compilation long.
static constexpr int64_t kMaxParts = 16;

//===----------------------------------------------------------------------===//
// What can be split
//===----------------------------------------------------------------------===//

static int64_t getBatch(Value value) {
  RankedTensorType type = getTensorType(value);
  return type.getRank() > 0 ? type.getDimSize(0) : 1;
}

namespace {
/// The ops that work image by image on what depends on the inputs alone in this
/// way, in their order.
class BatchOps {
public:
  BatchOps(Block &block, int64_t batch);

  ArrayRef<Operation *> get() const { return ops; }
  bool hasImages(Value value) const { return images.contains(value); }

private:
  bool worksOnImages(Operation &op) const;

  int64_t batch;
  SmallVector<Operation *> ops;
  /// Values that have the batch.
  DenseSet<Value> images;
  /// Other values that depend on those.
  DenseSet<Value> mixtures;
};
} // namespace

bool BatchOps::worksOnImages(Operation &op) const {
  auto batchOp = dyn_cast<BatchOpInterface>(op);
  if (!batchOp)
    return false;
  SmallVector<unsigned> positions = batchOp.getBatchOperands();
  bool hasImage = false;
  for (OpOperand &operand : op.getOpOperands()) {
    if (mixtures.contains(operand.get()))
      return false;
    bool isImage = images.contains(operand.get());
    if (isImage && !llvm::is_contained(positions, operand.getOperandNumber()))
      return false;
    hasImage |= isImage;
  }
  return hasImage && llvm::all_of(op.getResults(), [&](Value result) {
           return getBatch(result) == batch;
         });
}

BatchOps::BatchOps(Block &block, int64_t batch) : batch(batch) {
  for (Value argument : block.getArguments())
    if (getBatch(argument) == batch)
      images.insert(argument);
  for (Operation &op : block.without_terminator()) {
    bool depends = llvm::any_of(op.getOperands(), [&](Value operand) {
      return images.contains(operand) || mixtures.contains(operand);
    });
    if (!depends)
      continue;
    bool isSplit = worksOnImages(op);
    if (isSplit)
      ops.push_back(&op);
    (isSplit ? images : mixtures).insert(op.result_begin(), op.result_end());
  }
}

//===----------------------------------------------------------------------===//
// How far
//===----------------------------------------------------------------------===//

namespace {
/// Bytes that an op moves.
struct Traffic {
  double image = 0;   ///< Of one image.
  double weights = 0; ///< Of what all images need.
};
} // namespace

/// Elementwise ops and moves count nothing, since they are fused.
static Traffic getTraffic(Operation *op, const BatchOps &batchOps,
                          int64_t batch) {
  Traffic traffic;
  if (!isa<CostOpInterface, VectorWorkOpInterface>(op))
    return traffic;
  for (Value operand : op->getOperands()) {
    double bytes = countBytes(getTensorType(operand));
    if (batchOps.hasImages(operand))
      traffic.image += bytes / batch;
    else
      traffic.weights += bytes;
  }
  for (Value result : op->getResults())
    traffic.image += countBytes(getTensorType(result)) / batch;
  return traffic;
}

/// Seconds that `parts` calls of an op take to move what they need: maps come
/// from where those of one part fit, weights from where all of them do.
static double estimateSeconds(const Traffic &traffic, int64_t batch,
                              int64_t parts, double allWeights,
                              const HardwareModel &machine) {
  double maps = batch * traffic.image;
  return maps / getRereadBandwidth(machine, maps / parts) +
         parts * traffic.weights / getRereadBandwidth(machine, allWeights) +
         parts * kSecondsPerKernel;
}

/// How many of the ops to split: as many as save the most.
static size_t chooseEnd(const BatchOps &batchOps, int64_t batch, int64_t parts,
                        const HardwareModel &machine) {
  SmallVector<Traffic> traffics;
  double allWeights = 0;
  for (Operation *op : batchOps.get()) {
    traffics.push_back(getTraffic(op, batchOps, batch));
    allWeights += traffics.back().weights;
  }
  double saved = 0, mostSaved = 0;
  size_t end = 0;
  for (auto [i, op, traffic] : llvm::enumerate(batchOps.get(), traffics)) {
    // Not between a contraction and what is fused into it.
    if (saved > mostSaved && isa<CostOpInterface>(op)) {
      mostSaved = saved;
      end = i;
    }
    if (traffic.image > 0)
      saved += estimateSeconds(traffic, batch, 1, allWeights, machine) -
               estimateSeconds(traffic, batch, parts, allWeights, machine);
  }
  return saved > mostSaved ? batchOps.get().size() : end;
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

namespace {
/// Clones ops for some images of a batch.
class PartBuilder {
public:
  PartBuilder(OpBuilder &builder, int64_t begin, int64_t end)
      : builder(builder), begin(begin), end(end) {}

  void clone(BatchOpInterface op);
  Value lookup(Value value) const { return parts.lookup(value); }

private:
  Value getPart(Location loc, Value whole);

  OpBuilder &builder;
  int64_t begin, end;
  DenseMap<Value, Value> parts;
};
} // namespace

Value PartBuilder::getPart(Location loc, Value whole) {
  Value &part = parts[whole];
  if (part)
    return part;
  SmallVector<int64_t> sizes(getTensorType(whole).getShape());
  SmallVector<int64_t> starts(sizes.size(), 0), steps(sizes.size(), 1);
  starts[0] = begin;
  sizes[0] = end - begin;
  part = SliceOp::create(builder, loc, whole, starts, sizes, steps);
  return part;
}

void PartBuilder::clone(BatchOpInterface op) {
  SmallVector<Value> operands(op->getOperands());
  for (unsigned position : op.getBatchOperands())
    operands[position] = getPart(op->getLoc(), operands[position]);
  Operation *copy = builder.clone(*op);
  copy->setOperands(operands);
  for (auto [result, whole] :
       llvm::zip_equal(copy->getResults(), op->getResults())) {
    SmallVector<int64_t> shape(getTensorType(whole).getShape());
    shape[0] = end - begin;
    result.setType(getTensorType(whole).clone(shape));
    parts[whole] = result;
  }
  cast<BatchOpInterface>(copy).setBatch(end - begin);
}

/// Replaces `ops` by clones for each of `parts` parts of the batch.
static void split(ArrayRef<Operation *> ops, int64_t batch, int64_t parts) {
  Block *block = ops.front()->getBlock();
  OpBuilder builder(ops.back());
  SmallVector<PartBuilder> builders;
  for (int64_t i = 0; i < parts; ++i) {
    builders.emplace_back(builder, batch * i / parts, batch * (i + 1) / parts);
    for (Operation *op : ops)
      builders.back().clone(cast<BatchOpInterface>(op));
  }
  DenseSet<Operation *> old(ops.begin(), ops.end());
  for (Operation *op : ops)
    for (Value whole : op->getResults()) {
      auto staysAfter = [&](OpOperand &use) {
        return !old.contains(use.getOwner());
      };
      if (!llvm::any_of(whole.getUses(), staysAfter))
        continue;
      auto images = llvm::map_to_vector(builders, [&](const PartBuilder &part) {
        return part.lookup(whole);
      });
      Value joined =
          ConcatOp::create(builder, op->getLoc(), images, /*axis=*/0);
      whole.replaceUsesWithIf(joined, staysAfter);
    }
  for (Operation *op : llvm::reverse(ops))
    op->erase();
  // Of the ops between those that were split, some need what is joined here.
  sortTopologically(block);
}

namespace {
struct SplitBatchPass final : fovea::impl::SplitBatchPassBase<SplitBatchPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    if (use == UseWhere::Never || machine->device != DeviceKind::CPU)
      return;
    getOperation()->walk([&](FunctionOpInterface function) {
      if (!function.isExternal() && function.getNumArguments() > 0)
        run(function.getFunctionBody().front(), *machine);
    });
  }

private:
  void run(Block &block, const HardwareModel &machine) {
    int64_t batch = getBatch(block.getArgument(0));
    if (batch <= 1)
      return;
    BatchOps batchOps(block, batch);
    int64_t parts = std::min(batch, kMaxParts);
    size_t end = use == UseWhere::Always
                     ? batchOps.get().size()
                     : chooseEnd(batchOps, batch, parts, machine);
    if (end > 0)
      split(batchOps.get().take_front(end), batch, parts);
    numSplit += end;
  }
};
} // namespace
