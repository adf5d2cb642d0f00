//===- FuseRowBlocks.cpp - Chains of kernels, some rows at a time ---------===//
//
// An inverted residual expands its channels, folds windows of each, and
// projects them back. What is between is several times as large as what goes in
// and out, and larger than a cache. Here the kernels of such a chain take
// turns: each makes a block of rows that the next one finds in the cache.
//
// Input: kernels on tensors with schedules and packed weights, so that all
// blocks of a kernel share these.
//
//===----------------------------------------------------------------------===//

#include "Slices.h"

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_FUSEROWBLOCKSPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

//===----------------------------------------------------------------------===//
// Chains
//===----------------------------------------------------------------------===//

namespace {
/// Kernels on images `[n, h, w, c]`, each of which is all that reads what the
/// one before it computes.
struct Chain {
  ContractOp producer;
  /// Puts the result of `producer` between the zeros of `border`; null without
  /// padding.
  tensor::InsertSliceOp padding;
  FillBorderOp border;
  DepthwiseOp window;
  /// Needs of each row of its result one row of its input; null if there is
  /// none.
  ContractOp consumer;

  Operation *getLast() {
    return consumer ? consumer.getOperation() : window.getOperation();
  }
  RankedTensorType getPaddedType() {
    return cast<RankedTensorType>(window.getInput().getType());
  }
  /// Zeros in front of dimension `dim`.
  int64_t getLow(unsigned dim) {
    return padding ? padding.getStaticOffsets()[dim] : 0;
  }
};

/// Rows `begin` to `end` of an image.
struct Rows {
  int64_t begin, end;

  int64_t size() const { return std::max<int64_t>(end - begin, 0); }
  Rows intersect(Rows other) const {
    return {std::max(begin, other.begin), std::min(end, other.end)};
  }
  Rows shift(int64_t by) const { return {begin + by, end + by}; }
};
} // namespace

/// Whether `op` has images as input and result, and is ready to be cut.
template <typename OpTy> static bool isImageKernel(OpTy op) {
  return op.getWindow().size() == 2 && op.getInitType().getRank() == 4 &&
         isa<RankedTensorType>(op.getInitType()) && op.getSchedule();
}

static bool isPointwise(ContractOp op) {
  auto isOne = [](int64_t value) { return value == 1; };
  return llvm::all_of(op.getWindow(), isOne) &&
         llvm::all_of(op.getAllStrides(), isOne);
}

static FailureOr<Chain> findChain(DepthwiseOp window) {
  if (!isImageKernel(window))
    return failure();
  Chain chain{nullptr, nullptr, nullptr, window, nullptr};
  Value input = window.getInput();
  if (auto padding = input.getDefiningOp<tensor::InsertSliceOp>()) {
    chain.padding = padding;
    chain.border = padding.getDest().getDefiningOp<FillBorderOp>();
    if (!chain.border || !chain.border->hasOneUse() || !padding->hasOneUse())
      return failure();
    input = padding.getSource();
  }
  chain.producer = input.getDefiningOp<ContractOp>();
  if (!chain.producer || !chain.producer->hasOneUse() ||
      !isImageKernel(chain.producer) ||
      chain.producer->getBlock() != window->getBlock())
    return failure();
  if (window->hasOneUse()) {
    auto consumer = dyn_cast<ContractOp>(*window->user_begin());
    if (consumer && consumer.getInput() == window.getResult() &&
        isImageKernel(consumer) && isPointwise(consumer) &&
        consumer->getBlock() == window->getBlock())
      chain.consumer = consumer;
  }
  return chain;
}

//===----------------------------------------------------------------------===//
// Cutting kernels
//===----------------------------------------------------------------------===//

/// Rows of the input that a window op reads for `rows` of its result.
template <typename OpTy> static Rows getInputRows(OpTy op, Rows rows) {
  int64_t stride = op.getAllStrides().front();
  int64_t reach = (op.getWindow().front() - 1) * op.getAllDilations().front();
  return {rows.begin * stride, (rows.end - 1) * stride + reach + 1};
}

namespace {
/// Writes a chain block by block in front of its last op.
class BlockBuilder {
public:
  explicit BlockBuilder(Chain chain)
      : chain(chain), builder(chain.getLast()), loc(chain.getLast()->getLoc()) {
  }

  /// The results of a chain. Sums only if its window op has them.
  struct Results {
    Value map, sums;
  };
  /// The results, `rowsPerBlock` rows at a time.
  Results build(int64_t rowsPerBlock);

private:
  Value buildEmpty(RankedTensorType type, ArrayRef<int64_t> shape) {
    return tensor::EmptyOp::create(builder, loc, shape, type.getElementType());
  }
  /// A destination like `init` for `rows` rows of one image.
  Value buildBlockInit(Value init, Rows rows);
  /// Rows of one image; of a dimension of size 1, which is broadcast, all.
  Value buildRows(Value value, int64_t image, Rows rows);
  Value insert(Value value, Value into, ArrayRef<int64_t> offsets) {
    return buildInsertion(builder, loc, value, into, offsets);
  }
  /// `op` for `rows` of its result, from those of its input.
  template <typename OpTy>
  OpTy buildKernel(OpTy op, Value input, int64_t image, Rows rows);
  /// `rows` of the padded input of the window op; `previous` holds
  /// `previousRows` of it.
  Value buildPaddedRows(int64_t image, Rows rows, Value previous,
                        Rows previousRows);
  Value buildZeros(Rows rows);

  Chain chain;
  OpBuilder builder;
  Location loc;
};
} // namespace

Value BlockBuilder::buildRows(Value value, int64_t image, Rows rows) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> offsets(4, 0), sizes(type.getShape());
  if (sizes[0] != 1) {
    offsets[0] = image;
    sizes[0] = 1;
  }
  if (sizes[1] != 1) {
    offsets[1] = rows.begin;
    sizes[1] = rows.size();
  }
  return buildSlice(builder, loc, value, offsets, sizes);
}

Value BlockBuilder::buildBlockInit(Value init, Rows rows) {
  auto type = cast<RankedTensorType>(init.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[0] = 1;
  shape[1] = rows.size();
  return buildEmpty(type, shape);
}

template <typename OpTy>
OpTy BlockBuilder::buildKernel(OpTy op, Value input, int64_t image, Rows rows) {
  SmallVector<Value> operands, inits;
  for (Value operand : op.getEpilogueOperands())
    operands.push_back(buildRows(operand, image, rows));
  for (Value init : op.getDpsInits())
    inits.push_back(buildBlockInit(init, rows));
  auto block = cast<OpTy>(builder.clone(*op));
  block.getInputMutable().assign(input);
  block.getEpilogueOperandsMutable().assign(operands);
  block.getDpsInitsMutable().assign(inits);
  for (auto [result, init] : llvm::zip_equal(block->getResults(), inits))
    result.setType(init.getType());
  return block;
}

Value BlockBuilder::buildZeros(Rows rows) {
  RankedTensorType type = chain.getPaddedType();
  SmallVector<int64_t> shape(type.getShape());
  shape[0] = 1;
  shape[1] = rows.size();
  Value empty = buildEmpty(type, shape);
  if (!chain.border)
    return empty;
  SmallVector<int64_t> low(chain.border.getLow()), high(chain.border.getHigh());
  int64_t end = type.getDimSize(1) - high[1];
  low[1] = Rows{rows.begin, low[1]}.size();
  high[1] = Rows{end, rows.end}.size();
  auto isZero = [](int64_t size) { return size == 0; };
  if (llvm::all_of(low, isZero) && llvm::all_of(high, isZero))
    return empty;
  return FillBorderOp::create(builder, loc, empty.getType(), empty,
                              builder.getDenseI64ArrayAttr(low),
                              builder.getDenseI64ArrayAttr(high),
                              chain.border.getValueAttr())
      .getResult();
}

Value BlockBuilder::buildPaddedRows(int64_t image, Rows rows, Value previous,
                                    Rows previousRows) {
  Value buffer = buildZeros(rows);
  Rows fresh = rows;
  if (previous) {
    Rows kept = rows.intersect(previousRows);
    if (kept.size() > 0) {
      Value slice = buildRows(previous, 0, kept.shift(-previousRows.begin));
      buffer = insert(slice, buffer, {0, 0, 0, 0});
    }
    fresh.begin = std::max(fresh.begin, previousRows.end);
  }
  int64_t low = chain.getLow(1);
  int64_t height = chain.producer.getInitType().getDimSize(1);
  Rows made = fresh.shift(-low).intersect({0, height});
  if (made.size() == 0)
    return buffer;
  Value input = buildRows(chain.producer.getInput(), image,
                          getInputRows(chain.producer, made));
  Value block = buildKernel(chain.producer, input, image, made).getResult();
  if (block.getType() == buffer.getType())
    return block;
  return insert(block, buffer,
                {0, made.begin + low - rows.begin, chain.getLow(2), 0});
}

BlockBuilder::Results BlockBuilder::build(int64_t rowsPerBlock) {
  auto type = cast<RankedTensorType>(chain.getLast()->getResult(0).getType());
  Results results{buildEmpty(type, type.getShape()), chain.window.getSums()};
  for (int64_t image = 0; image < type.getDimSize(0); ++image) {
    Value previous;
    Rows previousRows{0, 0};
    for (int64_t row = 0; row < type.getDimSize(1); row += rowsPerBlock) {
      Rows rows{row, std::min(row + rowsPerBlock, type.getDimSize(1))};
      Rows padded = getInputRows(chain.window, rows);
      previous = buildPaddedRows(image, padded, previous, previousRows);
      previousRows = padded;
      DepthwiseOp window = buildKernel(chain.window, previous, image, rows);
      Value block = window.getResult();
      if (chain.consumer)
        block = buildKernel(chain.consumer, block, image, rows).getResult();
      results.map = insert(block, results.map, {image, row, 0, 0});
      if (results.sums)
        results.sums =
            insert(window.getSumsResult(), results.sums, {image, row, 0, 0});
    }
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

namespace {
/// How a chain is cut, and what this brings.
struct Plan {
  int64_t rowsPerBlock;
  int64_t numBlocks;
  double savedSeconds;
  /// Bytes between the kernels, and of what blocks share.
  double bytesBetween, bytesShared;
};
} // namespace

/// Blocks take half of a cache, beside what goes in and out.
static FailureOr<Plan> makePlan(Chain chain, const HardwareModel &machine) {
  if (machine.caches.size() < 2)
    return failure();
  double cacheBytes = machine.caches[1].bytes;
  RankedTensorType padded = chain.getPaddedType();
  auto result = cast<ShapedType>(chain.getLast()->getResult(0).getType());
  double between = countBytes(padded) / padded.getDimSize(0);
  if (between <= cacheBytes)
    return failure();
  double rowBytes = between / padded.getDimSize(1);
  int64_t height = result.getDimSize(1), rows = 0;
  auto countBlockBytes = [&](int64_t rows) {
    return rowBytes * getInputRows(chain.window, {0, rows}).size();
  };
  while (rows < height && countBlockBytes(rows + 1) <= cacheBytes / 2)
    ++rows;
  if (rows == 0)
    return failure();
  int64_t blocks = llvm::divideCeil(height, rows);
  rows = llvm::divideCeil(height, blocks);

  // What is between the kernels is written and read again.
  double moved = 2 * between;
  double far = moved / getRereadBandwidth(machine, between);
  double near = moved / getRereadBandwidth(machine, countBlockBytes(rows));
  double shared =
      std::max<int64_t>(getInputRows(chain.window, {0, rows}).end -
                            getInputRows(chain.window, {rows, rows + 1}).begin,
                        0);
  double copies = blocks * 2 * shared * rowBytes /
                  getRereadBandwidth(machine, countBlockBytes(rows));
  double calls = blocks * (chain.consumer ? 4 : 3) * kSecondsPerKernel;
  return Plan{rows, blocks, far - near - copies - calls, moved,
              blocks * 2 * shared * rowBytes};
}

namespace {
struct FuseRowBlocksPass final
    : fovea::kernel::impl::FuseRowBlocksPassBase<FuseRowBlocksPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    SmallVector<DepthwiseOp> windows;
    getOperation()->walk([&](DepthwiseOp op) { windows.push_back(op); });
    for (DepthwiseOp window : windows)
      if (FailureOr<Chain> chain = findChain(window); succeeded(chain))
        fuse(*chain, *machine);
  }

private:
  /// The work is the same; what blocks leave in the cache is not moved further.
  static void remarkChain(Chain chain, const Plan &plan) {
    double flops =
        2.0 * chain.producer.getMACs() + 2.0 * chain.window.getMACs();
    if (chain.consumer)
      flops += 2.0 * chain.consumer.getMACs();
    remarkFusion(chain.window.getLoc(), "row-blocks", plan.savedSeconds > 0,
                 {flops, plan.bytesBetween}, {flops, plan.bytesShared});
  }

  void fuse(Chain chain, const HardwareModel &machine) {
    FailureOr<Plan> plan = makePlan(chain, machine);
    if (failed(plan))
      return;
    remarkChain(chain, *plan);
    if (plan->savedSeconds <= 0)
      return;
    Operation *last = chain.getLast();
    BlockBuilder::Results results =
        BlockBuilder(chain).build(plan->rowsPerBlock);
    last->getResult(0).replaceAllUsesWith(results.map);
    if (results.sums)
      chain.window.getSumsResult().replaceAllUsesWith(results.sums);
    last->erase();
    if (chain.consumer)
      chain.window.erase();
    if (chain.padding) {
      chain.padding.erase();
      chain.border.erase();
    }
    chain.producer.erase();
    ++numChains;
    numBlocks += plan->numBlocks;
  }
};
} // namespace
