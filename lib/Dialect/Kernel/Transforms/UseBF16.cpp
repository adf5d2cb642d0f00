//===- UseBF16.cpp - Products in bf16 -------------------------------------===//
//
// Input: kernels without schedules, with their epilogues. Where bf16 is wanted
// a cast is put, and casts move towards where a value is computed, until a
// kernel stores it in bf16 in the first place.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_USEBF16PASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

//===----------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------===//

static RankedTensorType getBF16Type(Value value) {
  return getTensorType(value).clone(BFloat16Type::get(value.getContext()));
}

/// The bf16 that `value` was extended from, if it was.
static Value getNarrow(Value value) {
  auto cast = value.getDefiningOp<CastOp>();
  if (cast && cast.getInput().getType().getElementType().isBF16() &&
      cast.getType().getElementType().isF32())
    return cast.getInput();
  return nullptr;
}

/// `value` in bf16: what it was extended from, the cast that there is, or a new
/// one right behind it.
static Value buildNarrow(RewriterBase &rewriter, Value value) {
  if (Value narrow = getNarrow(value))
    return narrow;
  RankedTensorType type = getBF16Type(value);
  for (Operation *user : value.getUsers())
    if (auto cast = dyn_cast<CastOp>(user); cast && cast.getType() == type)
      return cast;
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointAfterValue(value);
  return CastOp::create(rewriter, value.getLoc(), type, value);
}

static bool isNarrowing(CastOp cast) {
  return cast.getInput().getType().getElementType().isF32() &&
         cast.getType().getElementType().isBF16();
}

/// The border that `insert` puts a feature map into, if that is all it has in
/// it.
static FillBorderOp getBorder(tensor::InsertSliceOp insert) {
  auto border = insert.getDest().getDefiningOp<FillBorderOp>();
  return border && border->hasOneUse() &&
                 border.getInit().getDefiningOp<tensor::EmptyOp>()
             ? border
             : FillBorderOp();
}

//===----------------------------------------------------------------------===//
// Where bf16 is wanted
//===----------------------------------------------------------------------===//

namespace {
struct NarrowContract final : OpRewritePattern<ContractOp> {
  NarrowContract(MLIRContext *context, Pass::Statistic &numContractions)
      : OpRewritePattern(context), numContractions(numContractions) {}

  LogicalResult matchAndRewrite(ContractOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getInputType().getElementType().isF32() || op.getScale() ||
        op.getSchedule())
      return rewriter.notifyMatchFailure(op,
                                         "expected f32, no scale or schedule");
    int64_t channels = op.getInputType().getShape().back() /
                       static_cast<int64_t>(op.getGroups());
    if (channels % getTermsPerStep(rewriter.getBF16Type()) != 0)
      return rewriter.notifyMatchFailure(op, "expected an even number of "
                                             "channels in each group");
    Value input = buildNarrow(rewriter, op.getInput());
    Value weights = buildNarrow(rewriter, op.getWeights());
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(input);
      op.getWeightsMutable().assign(weights);
    });
    ++numContractions;
    return success();
  }

private:
  Pass::Statistic &numContractions;
};

/// One more channel, of zeros, makes pairs of an odd number.
struct PadChannels final : OpRewritePattern<ContractOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ContractOp op,
                                PatternRewriter &rewriter) const override {
    int64_t channels = op.getInputType().getShape().back();
    if (!op.getInputType().getElementType().isF32() || op.getScale() ||
        op.getSchedule() || op.getGroups() != 1 || channels % 2 == 0)
      return rewriter.notifyMatchFailure(op, "expected f32, no scale or "
                                             "schedule, and "
                                             "one group of odd channels");
    if (channels == 1)
      return rewriter.notifyMatchFailure(op, "a pair takes no less time");
    int64_t rank = op.getWeightsType().getRank();
    SmallVector<int64_t> low(rank, 0), high(rank, 0);
    high[rank - 2] = 1;
    SmallVector<int64_t> shape(op.getWeightsType().getShape());
    ++shape[rank - 2];
    Value weights = PadOp::create(
        rewriter, op.getLoc(), getTensorType(op.getWeights()).clone(shape),
        op.getWeights(), rewriter.getDenseI64ArrayAttr(low),
        rewriter.getDenseI64ArrayAttr(high), PadMode::constant, APFloat(0.0));
    Value input = buildMoreChannels(rewriter, op.getInput());
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(input);
      op.getWeightsMutable().assign(weights);
    });
    return success();
  }

private:
  /// `input` with one channel of zeros behind the last one, together with the
  /// border that it has already.
  static Value buildMoreChannels(PatternRewriter &rewriter, Value input) {
    RankedTensorType type = getTensorType(input);
    SmallVector<int64_t> shape(type.getShape()), low(type.getRank(), 0),
        high = low;
    MLIRContext *context = rewriter.getContext();
    auto offsets = getAsIndexOpFoldResult(context, low);
    auto sizes = getAsIndexOpFoldResult(context, shape);
    Location loc = input.getLoc();
    Value source = input;
    auto insert = input.getDefiningOp<tensor::InsertSliceOp>();
    if (FillBorderOp border = insert ? getBorder(insert) : nullptr) {
      source = insert.getSource();
      low = llvm::to_vector(border.getLow());
      high = llvm::to_vector(border.getHigh());
      offsets = insert.getMixedOffsets();
      sizes = insert.getMixedSizes();
    }
    ++shape.back();
    ++high.back();
    // In front of what computes the inside, so that it may write there.
    OpBuilder::InsertionGuard guard(rewriter);
    if (Operation *producer = source.getDefiningOp())
      rewriter.setInsertionPoint(producer);
    else
      rewriter.setInsertionPointToStart(source.getParentBlock());
    Value empty =
        tensor::EmptyOp::create(rewriter, loc, shape, type.getElementType());
    Value border = FillBorderOp::create(rewriter, loc, type.clone(shape), empty,
                                        rewriter.getDenseI64ArrayAttr(low),
                                        rewriter.getDenseI64ArrayAttr(high),
                                        rewriter.getF32FloatAttr(0))
                       .getResult();
    if (Operation *producer = source.getDefiningOp())
      rewriter.setInsertionPointAfter(producer);
    SmallVector<OpFoldResult> ones(shape.size(), rewriter.getIndexAttr(1));
    return tensor::InsertSliceOp::create(rewriter, loc, source, border, offsets,
                                         sizes, ones);
  }
};

struct NarrowAttention final : OpRewritePattern<kernel::AttentionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(kernel::AttentionOp op,
                                PatternRewriter &rewriter) const override {
    RankedTensorType query = getTensorType(op.getQuery());
    RankedTensorType value = getTensorType(op.getValue());
    if (!query.getElementType().isF32() || op.getSchedule())
      return rewriter.notifyMatchFailure(op, "expected f32 and no schedule");
    if (query.getDimSize(3) % getTermsPerStep(rewriter.getBF16Type()) != 0)
      return rewriter.notifyMatchFailure(op, "expected an even depth");
    if (value.getDimSize(1) * value.getDimSize(3) > kMaxPackedValues)
      return rewriter.notifyMatchFailure(op, "expected fewer values");
    Value narrowQuery = buildNarrow(rewriter, op.getQuery());
    Value narrowKey = buildNarrow(rewriter, op.getKey());
    Value narrowValue = buildNarrow(rewriter, op.getValue());
    rewriter.modifyOpInPlace(op, [&] {
      op.getQueryMutable().assign(narrowQuery);
      op.getKeyMutable().assign(narrowKey);
      op.getValueMutable().assign(narrowValue);
    });
    return success();
  }

private:
  /// A thread keeps the values of one head on its stack, in pairs: this many at
  /// most.
  static constexpr int64_t kMaxPackedValues = 1 << 20;
};

/// Depthwise convolutions and pools extend their input themselves. They read
/// what another kernel has rounded, or might round.
template <typename OpTy> struct NarrowWindows final : OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    if (!op.getInputType().getElementType().isF32())
      return rewriter.notifyMatchFailure(op, "expected f32");
    Value source = op.getInput();
    if (auto insert = source.getDefiningOp<tensor::InsertSliceOp>();
        insert && getBorder(insert))
      source = insert.getSource();
    bool isRounded = getNarrow(source) != nullptr;
    if (!isRounded && !source.getDefiningOp<EpilogueOpInterface>())
      return rewriter.notifyMatchFailure(op, "a conversion would be a loop "
                                             "nest of its own");
    if (!isRounded && !mayRound(op))
      return rewriter.notifyMatchFailure(op, "would lose digits");
    Value input = buildNarrow(rewriter, op.getInput());
    rewriter.modifyOpInPlace(op, [&] { op.getInputMutable().assign(input); });
    return success();
  }

private:
  static bool mayRound(DepthwiseOp) { return true; }
  /// Rounding keeps the order: the largest of rounded numbers is the largest
  /// one rounded, and nothing is lost if it is rounded anyway.
  static bool mayRound(PoolOp op) {
    return op.getKind() == arith::AtomicRMWKind::maximumf &&
           op.getInitType().getElementType().isBF16();
  }
};

//===----------------------------------------------------------------------===//
// Towards where it is computed
//===----------------------------------------------------------------------===//

/// The cast of a padded feature map pads the cast.
struct MoveBeforePadding final : OpRewritePattern<CastOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(CastOp op,
                                PatternRewriter &rewriter) const override {
    auto insert = op.getInput().getDefiningOp<tensor::InsertSliceOp>();
    if (!insert || !isNarrowing(op))
      return rewriter.notifyMatchFailure(op, "narrows no padded feature map");
    FillBorderOp border = getBorder(insert);
    if (!border || !insert->hasOneUse())
      return rewriter.notifyMatchFailure(op, "expected a border of its own");
    Value inside = buildNarrow(rewriter, insert.getSource());
    // The new border stays in front of what computes the inside, which may be
    // the cast.
    Operation *cast = inside.getDefiningOp();
    bool isFirst = cast && cast->getBlock() == border->getBlock() &&
                   cast->isBeforeInBlock(border);
    rewriter.setInsertionPoint(isFirst ? cast : border);
    RankedTensorType type = op.getType();
    Value empty = tensor::EmptyOp::create(
        rewriter, border.getLoc(), type.getShape(), type.getElementType());
    auto narrowBorder = FillBorderOp::create(
        rewriter, border.getLoc(), type, empty, border.getLowAttr(),
        border.getHighAttr(), border.getValueAttr());
    rewriter.setInsertionPoint(insert);
    rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(
        op, inside, narrowBorder.getResult(), insert.getMixedOffsets(),
        insert.getMixedSizes(), insert.getMixedStrides());
    return success();
  }
};

/// The cast of a rearranged tensor is the rearranged cast: half as many bytes
/// move.
template <typename OpTy>
struct MoveBeforeRearrangement final : OpRewritePattern<CastOp> {
  using OpRewritePattern<CastOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(CastOp op,
                                PatternRewriter &rewriter) const override {
    auto source = op.getInput().getDefiningOp<OpTy>();
    if (!source || !isNarrowing(op) || !source->hasOneUse())
      return rewriter.notifyMatchFailure(
          op, "narrows nothing that was rearranged for it alone");
    Value narrow = buildNarrow(rewriter, source.getInput());
    rewriter.setInsertionPoint(source);
    rewriter.replaceOpWithNewOp<OpTy>(op, op.getType(), narrow,
                                      source->getAttrs());
    return success();
  }
};

/// If all parts of a tensor are cast, the tensor is.
struct MoveBeforeSplit final : OpRewritePattern<SplitOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(SplitOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<CastOp> casts;
    for (Value result : op.getResults()) {
      auto cast = result.hasOneUse()
                      ? dyn_cast<CastOp>(*result.getUsers().begin())
                      : CastOp();
      if (!cast || !isNarrowing(cast))
        return rewriter.notifyMatchFailure(op, "a part is used in f32");
      casts.push_back(cast);
    }
    Value narrow = buildNarrow(rewriter, op.getInput());
    SmallVector<Type> types = llvm::map_to_vector(
        casts, [](CastOp cast) -> Type { return cast.getType(); });
    auto split = SplitOp::create(rewriter, op.getLoc(), types, narrow,
                                 op.getAxisAttr(), op.getSizesAttr());
    for (auto [cast, result] : llvm::zip_equal(casts, split.getResults()))
      rewriter.replaceOp(cast, result);
    rewriter.eraseOp(op);
    return success();
  }
};

/// The cast of a kernel's result is its result.
struct StoreNarrow final : OpRewritePattern<CastOp> {
  StoreNarrow(MLIRContext *context, Pass::Statistic &numStored)
      : OpRewritePattern(context), numStored(numStored) {}

  LogicalResult matchAndRewrite(CastOp op,
                                PatternRewriter &rewriter) const override {
    Operation *kernel = op.getInput().getDefiningOp();
    if (!isa_and_present<EpilogueOpInterface, kernel::AttentionOp>(kernel) ||
        !isNarrowing(op))
      return rewriter.notifyMatchFailure(op, "narrows no result of a kernel");
    RankedTensorType type = op.getType();
    auto destination = cast<DestinationStyleOpInterface>(kernel);
    if (!destination.getDpsInits().front().getDefiningOp<tensor::EmptyOp>())
      return rewriter.notifyMatchFailure(op, "expected a destination that can "
                                             "be exchanged");
    Value result = kernel->getResult(0);
    if (auto withEpilogue = dyn_cast<EpilogueOpInterface>(kernel))
      roundYielded(rewriter, withEpilogue);
    rewriter.setInsertionPoint(kernel);
    Value empty = tensor::EmptyOp::create(
        rewriter, kernel->getLoc(), type.getShape(), type.getElementType());
    rewriter.modifyOpInPlace(kernel, [&] {
      destination.getDpsInitsMutable().assign(empty);
      result.setType(type);
    });
    // Who else reads it extends it; see ReadNarrowInEpilogue
    rewriter.setInsertionPointAfter(kernel);
    Value wide = CastOp::create(rewriter, kernel->getLoc(),
                                type.clone(rewriter.getF32Type()), result);
    rewriter.replaceUsesWithIf(result, wide, [&](OpOperand &use) {
      return use.getOwner() != op && use.getOwner() != wide.getDefiningOp();
    });
    rewriter.replaceOp(op, result);
    ++numStored;
    return success();
  }

private:
  static void roundYielded(PatternRewriter &rewriter,
                           EpilogueOpInterface kernel) {
    Operation *yield = kernel.getEpilogue().front().getTerminator();
    rewriter.setInsertionPoint(yield);
    Value element = arith::TruncFOp::create(rewriter, yield->getLoc(),
                                            rewriter.getBF16Type(),
                                            getYieldedValue(kernel));
    rewriter.modifyOpInPlace(yield, [&] { yield->setOperand(0, element); });
  }

  Pass::Statistic &numStored;
};

//===----------------------------------------------------------------------===//
// Who reads bf16
//===----------------------------------------------------------------------===//

/// An epilogue extends what it loads itself. If it rounds what it stores, it
/// may as well read what another kernel has rounded.
struct ReadNarrowInEpilogue final
    : OpInterfaceRewritePattern<EpilogueOpInterface> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(EpilogueOpInterface op,
                                PatternRewriter &rewriter) const override {
    Block &block = op.getEpilogue().front();
    bool changed = false;
    for (auto [operand, argument] :
         llvm::zip_equal(op.getEpilogueOperandsMutable(),
                         block.getArguments().drop_front())) {
      Value narrow = getNarrow(operand.get());
      if (!narrow && isWorthRounding(op, operand.get()))
        narrow = buildNarrow(rewriter, operand.get());
      if (!narrow)
        continue;
      rewriter.modifyOpInPlace(op, [&] {
        operand.set(narrow);
        argument.setType(rewriter.getBF16Type());
      });
      rewriter.setInsertionPointToStart(&block);
      auto wide = arith::ExtFOp::create(rewriter, op.getLoc(),
                                        rewriter.getF32Type(), argument);
      rewriter.replaceAllUsesExcept(argument, wide, wide);
      changed = true;
    }
    if (!changed)
      return rewriter.notifyMatchFailure(op, "no operand of the epilogue was "
                                             "extended from bf16");
    return success();
  }

private:
  /// Whether `operand` is as large as the result, and costs nothing to round.
  static bool isWorthRounding(EpilogueOpInterface op, Value operand) {
    Value result = op->getResult(0);
    return getTensorType(result).getElementType().isBF16() &&
           getTensorType(operand) ==
               getTensorType(result).clone(Float32Type::get(op.getContext())) &&
           operand.getDefiningOp<EpilogueOpInterface>();
  }
};

/// A normalization extends its input itself.
struct ReadNarrowInNormalize final : OpRewritePattern<NormalizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(NormalizeOp op,
                                PatternRewriter &rewriter) const override {
    Value narrow = getNarrow(op.getInput());
    if (!narrow)
      return rewriter.notifyMatchFailure(op, "expected an input that was "
                                             "extended from bf16");
    rewriter.modifyOpInPlace(op, [&] { op.getInputMutable().assign(narrow); });
    return success();
  }
};

struct UseBF16Pass final : fovea::kernel::impl::UseBF16PassBase<UseBF16Pass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<NarrowContract>(&getContext(), numContractions);
    patterns.add<StoreNarrow>(&getContext(), numStored);
    patterns.add<NarrowAttention, NarrowWindows<DepthwiseOp>,
                 NarrowWindows<PoolOp>, MoveBeforePadding, MoveBeforeSplit,
                 MoveBeforeRearrangement<ReshapeOp>,
                 MoveBeforeRearrangement<TransposeOp>, ReadNarrowInEpilogue,
                 ReadNarrowInNormalize, PadChannels>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
