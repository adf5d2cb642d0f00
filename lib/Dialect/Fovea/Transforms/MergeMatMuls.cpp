//===- MergeMatMuls.cpp - Products of one input become one product --------===//
//
// Exporters that write the projections of an attention one by one (queries,
// keys, values) read its input three times. With their weights side by side
// they are one contraction, and its parts are read in place.
//
// Input: a graph whose attentions were raised, so that what uses a projection
// is known. One that an elementwise op follows stays alone: there it is fused.
//
//===----------------------------------------------------------------------===//

#include "LayoutProblem.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/IR/FusionRemark.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"

namespace fovea {
#define GEN_PASS_DEF_MERGEMATMULSPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// What can be merged
//===----------------------------------------------------------------------===//

namespace {
/// `input weights + bias`, with constant weights and bias.
struct Projection {
  MatMulOp product;
  Value bias; ///< May be null.
  Value result;
};
} // namespace

/// The operand of `sum` that is constant, and one number for each column.
static Value findBias(BinaryOp sum, Value product,
                      const DenseSet<Value> &constants) {
  Value other = sum.getLhs() == product ? sum.getRhs() : sum.getLhs();
  RankedTensorType type = getTensorType(other);
  int64_t columns = getTensorType(product).getShape().back();
  bool isRow = constants.contains(other) && type.getRank() > 0 &&
               type.getShape().back() == columns &&
               type.getNumElements() == columns &&
               sum.getType() == product.getType();
  return isRow ? other : Value();
}

static Projection getProjection(MatMulOp product,
                                const DenseSet<Value> &constants) {
  Projection projection{product, nullptr, product.getResult()};
  if (!product->hasOneUse())
    return projection;
  auto sum = dyn_cast<BinaryOp>(*product->user_begin());
  if (!sum || sum.getKind() != BinaryKind::add)
    return projection;
  projection.bias = findBias(sum, product, constants);
  if (projection.bias)
    projection.result = sum.getResult();
  return projection;
}

/// Whether an elementwise op could be fused behind the projection.
static bool isFollowedByElementwise(const Projection &projection) {
  return llvm::any_of(projection.result.getUsers(), [](Operation *user) {
    return isa<ElementwiseOpInterface>(user);
  });
}

namespace {
/// What projections have in common that can be merged: input, orientation of
/// the weights, whether there is a bias (both as 0 or 1).
using Key = std::tuple<Value, int, int>;
} // namespace

/// The groups of projections to merge, in program order.
static SmallVector<SmallVector<Projection>> findGroups(Block &block) {
  DenseSet<Value> constants = collectConstantValues(block);
  llvm::MapVector<Key, SmallVector<Projection>> groups;
  for (auto product : block.getOps<MatMulOp>()) {
    if (product.getTransposeLhs() || constants.contains(product) ||
        !constants.contains(product.getRhs()) ||
        getTensorType(product.getRhs()).getRank() != 2 ||
        getTensorType(product.getResult()).getNumElements() == 0)
      continue;
    Projection projection = getProjection(product, constants);
    if (isFollowedByElementwise(projection))
      continue;
    groups[{product.getLhs(), int(product.getTransposeRhs()),
            int(projection.bias != nullptr)}]
        .push_back(projection);
  }
  SmallVector<SmallVector<Projection>> result;
  for (auto &[key, group] : groups)
    if (group.size() > 1)
      result.push_back(std::move(group));
  return result;
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

/// All projections read their input, or one does.
static void remarkMerge(Location loc, ArrayRef<Projection> group) {
  FusionCost cost;
  for (const Projection &projection : group) {
    MatMulOp product = projection.product;
    cost.flops += 2.0 * product.getMACs();
    cost.bytes += countBytes(getTensorType(product.getRhs())) +
                  countBytes(product.getType());
  }
  MatMulOp first = group.front().product;
  double inputBytes = countBytes(getTensorType(first.getLhs()));
  remarkFusion(loc, "matmuls", /*isFused=*/true,
               {cost.flops, cost.bytes + group.size() * inputBytes},
               {cost.flops, cost.bytes + inputBytes});
}

/// Replace `group` by one projection in front of its first product, which is
/// split. Fails if the weights cannot be moved there.
static LogicalResult merge(RewriterBase &rewriter, ArrayRef<Projection> group) {
  MatMulOp first = group.front().product;
  SmallVector<Value> weights, biases;
  SmallVector<int64_t> sizes;
  SmallVector<Location> locations;
  for (Projection projection : group) {
    weights.push_back(projection.product.getRhs());
    if (projection.bias)
      biases.push_back(projection.bias);
    sizes.push_back(projection.product.getType().getShape().back());
    locations.push_back(projection.product.getLoc());
  }
  if (failed(moveValueDefinitions(rewriter, weights, first)) ||
      failed(moveValueDefinitions(rewriter, biases, first)))
    return failure();

  rewriter.setInsertionPoint(first);
  Location loc = rewriter.getFusedLoc(locations);
  remarkMerge(loc, group);
  Value merged = MatMulOp::create(
      rewriter, loc, first.getLhs(),
      ConcatOp::create(rewriter, loc, weights, first.getTransposeRhs() ? 0 : 1),
      /*transpose_lhs=*/false, first.getTransposeRhs());
  if (!biases.empty()) {
    for (Value &bias : biases) {
      RankedTensorType type = getTensorType(bias);
      bias = ReshapeOp::create(rewriter, loc,
                               type.clone({type.getShape().back()}), bias);
    }
    merged = BinaryOp::create(rewriter, loc, BinaryKind::add, merged,
                              ConcatOp::create(rewriter, loc, biases, 0));
  }
  auto split = SplitOp::create(rewriter, loc, merged,
                               first.getType().getRank() - 1, sizes);
  for (auto [projection, part] : llvm::zip_equal(group, split.getResults()))
    rewriter.replaceAllUsesWith(projection.result, part);
  return success();
}

namespace {
struct MergeMatMulsPass final
    : fovea::impl::MergeMatMulsPassBase<MergeMatMulsPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    getOperation()->walk([&](Block *block) {
      for (ArrayRef<Projection> group : findGroups(*block)) {
        if (failed(merge(rewriter, group)))
          continue;
        for (Projection projection : group) {
          if (projection.bias)
            rewriter.eraseOp(*projection.product->user_begin());
          rewriter.eraseOp(projection.product);
        }
        numMerged += group.size();
      }
    });
  }
};
} // namespace
