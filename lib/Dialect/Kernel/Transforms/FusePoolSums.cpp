//===- FusePoolSums.cpp - Sums of feature maps where these are made -------===//
//
// Squeeze-and-excite wants the mean of a feature map that a depthwise
// convolution has just written. Here the convolution adds up what each of its
// tiles stores, and the mean is taken of these sums, of which there are few.
//
// Input: kernels on tensors with schedules, which say what a tile is, and with
// their epilogues.
//
//===----------------------------------------------------------------------===//

#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Kernel/IR/Kernel.h"
#include "fovea/Dialect/Kernel/Transforms/Passes.h"
#include "fovea/Hardware/HardwareAttr.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace fovea::kernel {
#define GEN_PASS_DEF_FUSEPOOLSUMSPASS
#include "fovea/Dialect/Kernel/Transforms/Passes.h.inc"
} // namespace fovea::kernel

using namespace mlir;
using namespace fovea;
using namespace fovea::kernel;

/// The spatial dimensions of an operand or a result of `op`.
template <typename OpTy>
static ArrayRef<int64_t> getSpatialShape(OpTy op, ArrayRef<int64_t> shape) {
  return shape.slice(op.getBatchRank(), op.getWindow().size());
}

/// The convolution whose feature maps `pool` adds up as a whole; null if it
/// does anything else.
static DepthwiseOp findProducer(PoolOp pool) {
  if (pool.getKind() != arith::AtomicRMWKind::addf ||
      getSpatialShape(pool, pool.getInputType().getShape()) != pool.getWindow())
    return nullptr;
  auto producer = pool.getInput().getDefiningOp<DepthwiseOp>();
  bool fits = producer && producer.getSchedule() &&
              producer.getWindow().size() == pool.getWindow().size();
  return fits ? producer : DepthwiseOp();
}

static RankedTensorType getSumsType(DepthwiseOp op) {
  return RankedTensorType::get(op.getSumsShape(),
                               Float32Type::get(op.getContext()));
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

namespace {
/// What both kernels compute and move.
struct PoolingCost {
  FusionCost producer, pool;

  double getSeconds(const HardwareModel &machine) const {
    return getRooflineSeconds(machine, producer.flops, producer.bytes) +
           getRooflineSeconds(machine, pool.flops, pool.bytes);
  }
  FusionCost getTotal() const {
    return {producer.flops + pool.flops, producer.bytes + pool.bytes};
  }
};
} // namespace

/// The pool reads the feature map.
static PoolingCost getSeparateCost(DepthwiseOp producer, PoolOp pool) {
  PoolingCost cost;
  cost.producer.flops = 2.0 * producer.getMACs();
  for (Value operand : producer->getOperands())
    cost.producer.bytes += countBytes(getTensorType(operand));
  ShapedType map = producer.getInitType();
  cost.pool.flops = map.getNumElements();
  cost.pool.bytes = countBytes(map) + countBytes(pool.getInitType());
  return cost;
}

/// The convolution adds up each tile, and the pool reads the sums.
static PoolingCost getFusedCost(DepthwiseOp producer, PoolOp pool) {
  PoolingCost cost = getSeparateCost(producer, pool);
  cost.producer.flops += cost.pool.flops;
  RankedTensorType sums = getSumsType(producer);
  cost.pool.flops = sums.getNumElements();
  cost.pool.bytes = countBytes(sums) + countBytes(pool.getInitType());
  if (!producer.getSums())
    cost.producer.bytes += countBytes(sums);
  return cost;
}

static bool isWorthFusing(DepthwiseOp producer, PoolOp pool,
                          const HardwareModel &machine) {
  PoolingCost separate = getSeparateCost(producer, pool);
  PoolingCost fused = getFusedCost(producer, pool);
  bool isFaster = fused.getSeconds(machine) < separate.getSeconds(machine);
  remarkFusion(pool.getLoc(), "pool-sums", isFaster, separate.getTotal(),
               fused.getTotal());
  return isFaster;
}

//===----------------------------------------------------------------------===//
// Fusion
//===----------------------------------------------------------------------===//

/// The same convolution with sums.
static DepthwiseOp addSums(RewriterBase &rewriter, DepthwiseOp op) {
  RankedTensorType type = getSumsType(op);
  rewriter.setInsertionPoint(op);
  Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(),
                                        type.getElementType());
  auto withSums = DepthwiseOp::create(
      rewriter, op.getLoc(), TypeRange{op.getResult().getType(), type},
      op.getInput(), op.getWeights(), op.getEpilogueOperands(), op.getInit(),
      empty, op.getWindowAttr(), op.getStridesAttr(), op.getDilationsAttr(),
      op.getScheduleAttr());
  rewriter.inlineRegionBefore(op.getEpilogue(), withSums.getEpilogue(),
                              withSums.getEpilogue().end());
  rewriter.replaceOp(op, withSums.getResult());
  return withSums;
}

static void fuse(RewriterBase &rewriter, DepthwiseOp producer, PoolOp pool) {
  if (!producer.getSums())
    producer = addSums(rewriter, producer);
  Value sums = producer.getSumsResult();
  rewriter.modifyOpInPlace(pool, [&] {
    pool.getInputMutable().assign(sums);
    pool.setWindow(getSpatialShape(pool, getTensorType(sums).getShape()));
  });
}

namespace {
struct FusePoolSumsPass final
    : fovea::kernel::impl::FusePoolSumsPassBase<FusePoolSumsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<HardwareModel> machine = getHardwareModel(getOperation());
    if (failed(machine))
      return signalPassFailure();
    SmallVector<PoolOp> pools;
    getOperation()->walk([&](PoolOp op) { pools.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (PoolOp pool : pools) {
      DepthwiseOp producer = findProducer(pool);
      if (!producer || !isWorthFusing(producer, pool, *machine))
        continue;
      fuse(rewriter, producer, pool);
      ++numFused;
    }
  }
};
} // namespace
