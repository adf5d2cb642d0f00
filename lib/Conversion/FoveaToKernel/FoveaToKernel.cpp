//===- FoveaToKernel.cpp - From graph ops to kernels ----------------------===//

#include "fovea/Conversion/FoveaToKernel/FoveaToKernel.h"

#include "KernelBuilder.h"
#include "PaddedInput.h"
#include "Winograd.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_CONVERTFOVEATOKERNELPASS
#include "fovea/Conversion/FoveaToKernel/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

/// Kernels are made for f32, and for something to compute.
static bool isSupported(ValueRange values) {
  return llvm::all_of(values, [](Value value) {
    RankedTensorType type = getTensorType(value);
    return type.getElementType().isF32() && type.getNumElements() != 0;
  });
}
static bool isSupported(Operation *op) {
  return isSupported(op->getOperands()) && isSupported(op->getResults());
}

static Value buildReshape(OpBuilder &builder, Location loc, Value value,
                          ArrayRef<int64_t> shape) {
  RankedTensorType type = getTensorType(value).clone(shape);
  return ReshapeOp::create(builder, loc, type, value);
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

/// `input` with its padding, of value `padding`, cut where no window reaches.
static Value buildWindowInput(OpBuilder &builder, Location loc, Value input,
                              ArrayRef<WindowDim> dims, double padding) {
  int64_t rank = getTensorType(input).getRank();
  SmallVector<int64_t> low(rank, 0), high(rank, 0);
  for (auto [i, dim] : llvm::enumerate(dims)) {
    low[i + 1] = dim.padLow;
    high[i + 1] =
        std::max<int64_t>(dim.getReadSize() - dim.input - dim.padLow, 0);
  }
  return buildPaddedInput(builder, loc, input, low, high,
                          builder.getF32FloatAttr(padding));
}

/// One number of each dimension, as an attribute of a kernel.
static DenseI64ArrayAttr getWindowAttr(OpBuilder &builder,
                                       ArrayRef<WindowDim> dims,
                                       int64_t WindowDim::*field) {
  return builder.getDenseI64ArrayAttr(llvm::map_to_vector(
      dims, [&](const WindowDim &dim) { return dim.*field; }));
}

namespace {
/// A feature map with its padding is made as the input of a window op is.
struct ConvertPad final : OpRewritePattern<PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(PadOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSupported(op) || op.getMode() != PadMode::constant)
      return rewriter.notifyMatchFailure(op, "expected f32, elements, and "
                                             "padding with a constant");
    auto isAdded = [](int64_t size) { return size >= 0; };
    if (!llvm::all_of(op.getLow(), isAdded) ||
        !llvm::all_of(op.getHigh(), isAdded) || op.getLow().back() != 0 ||
        op.getHigh().back() != 0)
      return rewriter.notifyMatchFailure(op, "expected whole rows of channels "
                                             "to be added");
    rewriter.replaceOp(
        op, buildPaddedInput(
                rewriter, op.getLoc(), op.getInput(), op.getLow(), op.getHigh(),
                rewriter.getF32FloatAttr(op.getValue().convertToDouble())));
    return success();
  }
};
} // namespace

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

static bool isDepthwise(ConvOp conv) {
  int64_t groups = conv.getGroups();
  return groups > 1 && groups == conv.getType().getShape().back() &&
         groups == getTensorType(conv.getInput()).getShape().back();
}

namespace {
struct ConvertConv final : OpRewritePattern<ConvOp> {
  ConvertConv(MLIRContext *context, WinogradUse winograd,
              const HardwareModel &machine, Pass::Statistic &numContractions,
              Pass::Statistic &numDepthwise, Pass::Statistic &numWinograd)
      : OpRewritePattern(context), winograd(winograd), machine(machine),
        numContractions(numContractions), numDepthwise(numDepthwise),
        numWinograd(numWinograd) {}

  LogicalResult matchAndRewrite(ConvOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSupported(op))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    Value result = buildConv(rewriter, op);
    if (Value bias = op.getBias())
      result = BinaryOp::create(rewriter, op.getLoc(), BinaryKind::add, result,
                                bias);
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  Value buildConv(PatternRewriter &rewriter, ConvOp op) const {
    SmallVector<WindowDim> dims = op.getWindowDims();
    if (const kernel::winograd::Algorithm *algorithm =
            selectWinograd(op, winograd, machine)) {
      ++numWinograd;
      return buildWinogradConv(rewriter, op, *algorithm);
    }
    Value input = buildWindowInput(rewriter, op.getLoc(), op.getInput(), dims,
                                   /*padding=*/0);
    return isDepthwise(op) ? buildDepthwise(rewriter, op, input, dims)
                           : buildContract(rewriter, op, input, dims);
  }

  /// The kernel without a group for each channel: `[k..., 1, c]` is `[k...,
  /// c]`.
  Value buildDepthwise(PatternRewriter &rewriter, ConvOp op, Value input,
                       ArrayRef<WindowDim> dims) const {
    SmallVector<int64_t> shape(getTensorType(op.getKernel()).getShape());
    shape.erase(shape.end() - 2);
    auto kernel = kernel::DepthwiseOp::create(
        rewriter, op.getLoc(), TypeRange(op.getType()), input,
        buildReshape(rewriter, op.getLoc(), op.getKernel(), shape),
        /*epilogue_operands=*/ValueRange(),
        buildEmpty(rewriter, op.getLoc(), op.getType()), /*sums=*/Value(),
        getWindowAttr(rewriter, dims, &WindowDim::window),
        getWindowAttr(rewriter, dims, &WindowDim::stride),
        getWindowAttr(rewriter, dims, &WindowDim::dilation),
        /*schedule=*/nullptr);
    kernel::buildEmptyEpilogue(rewriter, op.getLoc(), kernel.getEpilogue());
    ++numDepthwise;
    return kernel.getResult();
  }

  Value buildContract(PatternRewriter &rewriter, ConvOp op, Value input,
                      ArrayRef<WindowDim> dims) const {
    auto kernel = kernel::ContractOp::create(
        rewriter, op.getLoc(), op.getType(), input, op.getKernel(),
        /*scale=*/nullptr, /*epilogue_operands=*/ValueRange(),
        buildEmpty(rewriter, op.getLoc(), op.getType()),
        getWindowAttr(rewriter, dims, &WindowDim::window),
        getWindowAttr(rewriter, dims, &WindowDim::stride),
        getWindowAttr(rewriter, dims, &WindowDim::dilation), op.getGroups(),
        /*schedule=*/nullptr);
    kernel::buildEmptyEpilogue(rewriter, op.getLoc(), kernel.getEpilogue());
    ++numContractions;
    return kernel.getResult();
  }

  WinogradUse winograd;
  const HardwareModel &machine;
  Pass::Statistic &numContractions;
  Pass::Statistic &numDepthwise;
  Pass::Statistic &numWinograd;
};
} // namespace

//===----------------------------------------------------------------------===//
// Pools
//===----------------------------------------------------------------------===//

/// Combine what the windows of `op` read, with padding that changes nothing.
template <typename OpTy>
static Value buildPool(OpBuilder &builder, OpTy op, arith::AtomicRMWKind kind) {
  Location loc = op.getLoc();
  SmallVector<WindowDim> dims = op.getWindowDims();
  auto identity = cast<FloatAttr>(arith::getIdentityValueAttr(
      kind, op.getType().getElementType(), builder, loc));
  auto kernel = kernel::PoolOp::create(
      builder, loc, op.getType(), kind,
      buildWindowInput(builder, loc, op.getInput(), dims,
                       identity.getValueAsDouble()),
      /*epilogue_operands=*/ValueRange(),
      buildEmpty(builder, loc, op.getType()),
      getWindowAttr(builder, dims, &WindowDim::window),
      getWindowAttr(builder, dims, &WindowDim::stride),
      getWindowAttr(builder, dims, &WindowDim::dilation), /*schedule=*/nullptr);
  kernel::buildEmptyEpilogue(builder, loc, kernel.getEpilogue());
  return kernel.getResult();
}

/// How many elements each mean of `op` is taken of, to divide sums by.
static Value buildTapCounts(OpBuilder &builder, AvgPoolOp op) {
  SmallVector<float> counts{1};
  SmallVector<int64_t> shape;
  for (const WindowDim &dim : op.getWindowDims()) {
    SmallVector<float> inner;
    for (float outer : counts)
      for (int64_t output = 0; output < dim.output; ++output)
        inner.push_back(outer * dim.countTaps(output, op.getCountIncludePad()));
    counts = std::move(inner);
    shape.push_back(dim.output);
  }
  shape.push_back(1);
  // One number where all are equal.
  if (llvm::all_equal(counts)) {
    counts.resize(1);
    shape = {1};
  }
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return fovea::ConstantOp::create(
      builder, op.getLoc(), DenseElementsAttr::get(type, ArrayRef(counts)));
}

namespace {
struct ConvertMaxPool final : OpRewritePattern<MaxPoolOp> {
  ConvertMaxPool(MLIRContext *context, Pass::Statistic &numPools)
      : OpRewritePattern(context), numPools(numPools) {}

  LogicalResult matchAndRewrite(MaxPoolOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSupported(op))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    rewriter.replaceOp(op,
                       buildPool(rewriter, op, arith::AtomicRMWKind::maximumf));
    ++numPools;
    return success();
  }

private:
  Pass::Statistic &numPools;
};

/// A sum, and a division to be fused into its epilogue.
struct ConvertAvgPool final : OpRewritePattern<AvgPoolOp> {
  ConvertAvgPool(MLIRContext *context, Pass::Statistic &numPools)
      : OpRewritePattern(context), numPools(numPools) {}

  LogicalResult matchAndRewrite(AvgPoolOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSupported(op))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    Value sum = buildPool(rewriter, op, arith::AtomicRMWKind::addf);
    rewriter.replaceOpWithNewOp<BinaryOp>(op, BinaryKind::div, sum,
                                          buildTapCounts(rewriter, op));
    ++numPools;
    return success();
  }

private:
  Pass::Statistic &numPools;
};
} // namespace

/// How `kind` combines elements, if a pool does so too.
static std::optional<arith::AtomicRMWKind> getPoolKind(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::sum:
  case ReduceKind::mean:
    return arith::AtomicRMWKind::addf;
  case ReduceKind::max:
    return arith::AtomicRMWKind::maximumf;
  default:
    return std::nullopt;
  }
}

/// Whether `op` reduces the dimensions in front of the channels, or the last
/// ones of these.
static bool isOfSpatialDims(ReduceOp op) {
  SmallVector<int64_t> axes(op.getAxes());
  llvm::sort(axes);
  int64_t first = op.getInput().getType().getRank() - 1 - axes.size();
  return !axes.empty() && first >= 0 &&
         axes ==
             llvm::to_vector(llvm::seq<int64_t>(first, first + axes.size()));
}

namespace {
/// What reduces whole feature maps is a pool with a single window.
struct ConvertGlobalPool final : OpRewritePattern<ReduceOp> {
  ConvertGlobalPool(MLIRContext *context, Pass::Statistic &numPools)
      : OpRewritePattern(context), numPools(numPools) {}

  LogicalResult matchAndRewrite(ReduceOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<arith::AtomicRMWKind> kind = getPoolKind(op.getKind());
    if (!isSupported(op) || !kind || !isOfSpatialDims(op))
      return rewriter.notifyMatchFailure(op, "expected f32, elements, and a "
                                             "sum, mean or maximum of the "
                                             "dimensions before the channels");
    Location loc = op.getLoc();
    Value result = buildWhole(rewriter, op, *kind);
    if (op.getKind() == ReduceKind::mean)
      result = BinaryOp::create(rewriter, loc, BinaryKind::div, result,
                                buildCount(rewriter, op));
    rewriter.replaceOp(
        op, buildReshape(rewriter, loc, result, op.getType().getShape()));
    ++numPools;
    return success();
  }

private:
  static Value buildWhole(OpBuilder &builder, ReduceOp op,
                          arith::AtomicRMWKind kind) {
    RankedTensorType input = op.getInput().getType();
    size_t numAxes = op.getAxes().size();
    SmallVector<int64_t> shape(input.getShape());
    auto spatial = MutableArrayRef(shape).drop_back().take_back(numAxes);
    auto window = builder.getDenseI64ArrayAttr(spatial);
    llvm::fill(spatial, 1);
    auto kernel = kernel::PoolOp::create(
        builder, op.getLoc(), input.clone(shape), kind, op.getInput(),
        /*epilogue_operands=*/ValueRange(),
        buildEmpty(builder, op.getLoc(), input.clone(shape)), window,
        /*strides=*/nullptr, /*dilations=*/nullptr, /*schedule=*/nullptr);
    kernel::buildEmptyEpilogue(builder, op.getLoc(), kernel.getEpilogue());
    return kernel.getResult();
  }

  static Value buildCount(OpBuilder &builder, ReduceOp op) {
    auto type = RankedTensorType::get({}, builder.getF32Type());
    float count = op.getReducedCount();
    return fovea::ConstantOp::create(builder, op.getLoc(),
                                     DenseElementsAttr::get(type, count));
  }

  Pass::Statistic &numPools;
};
} // namespace

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

static Value buildTranspose(OpBuilder &builder, Location loc, Value value,
                            ArrayRef<int64_t> permutation) {
  return TransposeOp::create(builder, loc, value,
                             builder.getDenseI64ArrayAttr(permutation));
}

namespace {
/// A product with one matrix, whatever the dimensions of the other side.
struct ConvertMatMul final : OpRewritePattern<MatMulOp> {
  ConvertMatMul(MLIRContext *context, Pass::Statistic &numContractions)
      : OpRewritePattern(context), numContractions(numContractions) {}

  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    if (!isSupported(op))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    if (op.getTransposeLhs() || getTensorType(op.getRhs()).getRank() != 2)
      return rewriter.notifyMatchFailure(
          op, "expected rows on the left and one matrix on the right");
    Value weights = op.getRhs();
    if (op.getTransposeRhs())
      weights = buildTranspose(rewriter, loc, weights, {1, 0});
    rewriter.replaceOp(op, buildProduct(rewriter, loc, op.getLhs(), weights,
                                        op.getType(), /*groups=*/1));
    ++numContractions;
    return success();
  }

private:
  Pass::Statistic &numContractions;
};

/// Fewer rows than this do not pay for what the matrices on the right are
/// moved.
constexpr int64_t kMinBatchedRows = 4;

/// Products of many pairs of matrices, as the groups of one contraction:
/// `[b, m, k]` times `[b, k, n]` is `[m, b * k]` times `[k, b * n]`.
struct ConvertBatchedMatMul final : OpRewritePattern<MatMulOp> {
  ConvertBatchedMatMul(MLIRContext *context, Pass::Statistic &numContractions)
      : OpRewritePattern(context), numContractions(numContractions) {}

  LogicalResult matchAndRewrite(MatMulOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    if (!isSupported(op))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    ArrayRef<int64_t> left = getTensorType(op.getLhs()).getShape();
    ArrayRef<int64_t> right = getTensorType(op.getRhs()).getShape();
    ArrayRef<int64_t> result = op.getType().getShape();
    if (left.drop_back(2) != right.drop_back(2))
      return rewriter.notifyMatchFailure(op, "expected equal batches");
    int64_t rows = result[result.size() - 2], columns = result.back();
    if (rows < kMinBatchedRows)
      return rewriter.notifyMatchFailure(op, "expected more rows");
    int64_t batch = llvm::product_of(result.drop_back(2), int64_t(1));
    int64_t depth = op.getTransposeLhs() ? left[left.size() - 2] : left.back();

    // The batch comes before the last dimension of each.
    Value lhs = buildReshape(rewriter, loc, op.getLhs(),
                             {batch, left[left.size() - 2], left.back()});
    Value rhs = buildReshape(rewriter, loc, op.getRhs(),
                             {batch, right[right.size() - 2], right.back()});
    lhs = buildTranspose(rewriter, loc, lhs,
                         op.getTransposeLhs() ? ArrayRef<int64_t>{2, 0, 1}
                                              : ArrayRef<int64_t>{1, 0, 2});
    rhs = buildTranspose(rewriter, loc, rhs,
                         op.getTransposeRhs() ? ArrayRef<int64_t>{2, 0, 1}
                                              : ArrayRef<int64_t>{1, 0, 2});
    Value product = buildProduct(
        rewriter, loc, buildReshape(rewriter, loc, lhs, {rows, batch * depth}),
        buildReshape(rewriter, loc, rhs, {depth, batch * columns}),
        op.getType().clone(ArrayRef{rows, batch * columns}), batch);
    product = buildReshape(rewriter, loc, product, {rows, batch, columns});
    product = buildTranspose(rewriter, loc, product, {1, 0, 2});
    rewriter.replaceOp(op, buildReshape(rewriter, loc, product, result));
    ++numContractions;
    return success();
  }

private:
  Pass::Statistic &numContractions;
};
} // namespace

//===----------------------------------------------------------------------===//
// Normalizations
//===----------------------------------------------------------------------===//

namespace {
/// Scale and offset become a product and a sum, to be fused into the epilogue.
template <typename OpTy>
struct ConvertNormalization final : OpRewritePattern<OpTy> {
  ConvertNormalization(MLIRContext *context, Pass::Statistic &numNormalizations)
      : OpRewritePattern<OpTy>(context), numNormalizations(numNormalizations) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = op.getType();
    if (!isSupported(op))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    if (static_cast<int64_t>(op.getAxis()) != type.getRank() - 1)
      return rewriter.notifyMatchFailure(op, "expected rows of one dimension");
    constexpr bool isCentered = std::is_same_v<OpTy, LayerNormOp>;
    auto kernel = kernel::NormalizeOp::create(
        rewriter, loc, type, op.getInput(), /*epilogue_operands=*/ValueRange(),
        buildEmpty(rewriter, loc, type),
        isCentered ? rewriter.getUnitAttr() : UnitAttr(), op.getEpsilonAttr(),
        /*schedule=*/nullptr);
    kernel::buildEmptyEpilogue(rewriter, loc, kernel.getEpilogue());
    Value result = kernel.getResult();
    if (Value scale = op.getScale())
      result = BinaryOp::create(rewriter, loc, BinaryKind::mul, result, scale);
    if constexpr (isCentered)
      if (Value offset = op.getOffset())
        result =
            BinaryOp::create(rewriter, loc, BinaryKind::add, result, offset);
    rewriter.replaceOp(op, result);
    ++numNormalizations;
    return success();
  }

private:
  Pass::Statistic &numNormalizations;
};

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// A kernel keeps the scores of some queries on the stack: this many keys at
/// most.
constexpr int64_t kMaxKeys = 16384;

/// The mask as what is added to scores, keys before queries.
Value buildMask(OpBuilder &builder, AttentionOp op) {
  Location loc = op.getLoc();
  Value mask = op.getMask();
  if (getTensorType(mask).getElementType().isInteger(1)) {
    auto type = RankedTensorType::get({}, builder.getF32Type());
    auto splat = [&](float value) -> Value {
      return fovea::ConstantOp::create(builder, loc,
                                       DenseElementsAttr::get(type, value));
    };
    mask = SelectOp::create(builder, loc, mask, splat(0),
                            splat(-std::numeric_limits<float>::infinity()));
  }
  ArrayRef<int64_t> shape = getTensorType(mask).getShape();
  SmallVector<int64_t> full(4 - shape.size(), 1);
  llvm::append_range(full, shape);
  return buildTranspose(builder, loc, buildReshape(builder, loc, mask, full),
                        {0, 1, 3, 2});
}

/// Tokens come before heads in a kernel. That is how projections give and take
/// them, so the transposes between are gone then.
struct ConvertAttention final : OpRewritePattern<AttentionOp> {
  ConvertAttention(MLIRContext *context, Pass::Statistic &numAttentions)
      : OpRewritePattern(context), numAttentions(numAttentions) {}

  LogicalResult matchAndRewrite(AttentionOp op,
                                PatternRewriter &rewriter) const override {
    if (!isSupported(
            {op.getQuery(), op.getKey(), op.getValue(), op.getResult()}))
      return rewriter.notifyMatchFailure(op, "expected f32, and elements");
    ArrayRef<int64_t> keyShape = getTensorType(op.getKey()).getShape();
    if (keyShape[2] > kMaxKeys || keyShape[3] > kMaxKeys)
      return rewriter.notifyMatchFailure(op, "expected fewer keys");
    Location loc = op.getLoc();
    auto swap = [&](Value value) {
      return buildTranspose(rewriter, loc, value, {0, 2, 1, 3});
    };
    Value query = swap(op.getQuery()), key = swap(op.getKey()),
          value = swap(op.getValue());
    RankedTensorType type = op.getType().clone(
        applyPermutation(op.getType().getShape(), {0, 2, 1, 3}));
    auto kernel = kernel::AttentionOp::create(
        rewriter, loc, type, query, key, value,
        op.getMask() ? buildMask(rewriter, op) : Value(),
        buildEmpty(rewriter, loc, type), op.getScaleAttr(), op.getCausalAttr(),
        op.getSoftcapAttr(), /*schedule=*/nullptr);
    rewriter.replaceOp(op, swap(kernel.getResult()));
    ++numAttentions;
    return success();
  }

private:
  Pass::Statistic &numAttentions;
};

struct ConvertFoveaToKernelPass final
    : fovea::impl::ConvertFoveaToKernelPassBase<ConvertFoveaToKernelPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    patterns.add<ConvertAttention>(&getContext(), numAttentions);
    patterns.add<ConvertConv>(&getContext(), winograd, *machine,
                              numContractions, numDepthwise, numWinograd);
    patterns.add<ConvertNormalization<LayerNormOp>,
                 ConvertNormalization<RMSNormOp>>(&getContext(),
                                                  numNormalizations);
    patterns.add<ConvertBatchedMatMul, ConvertMatMul>(&getContext(),
                                                      numContractions);
    // Joins the transposes that conversions add with those that are there.
    TransposeOp::getCanonicalizationPatterns(patterns, &getContext());
    patterns.add<ConvertPad>(&getContext());
    patterns.add<ConvertAvgPool, ConvertGlobalPool, ConvertMaxPool>(
        &getContext(), numPools);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
