//===- PropagateTransposes.cpp - Cancel transposes ------------------------===//
//
// A graph of channels-first ops arrives with a transpose before and one after
// each op that Fovea only has channels last. For each permutation in the graph,
// a minimum cut (LayoutProblem.h) tells which ops to compute on the data before
// the permutation so that the fewest bytes are moved; these ops are rebuilt,
// and the transposes between them cancel. Residual additions, concatenations,
// squeeze-and-excitation need no rules of their own.
//
// Termination: a permutation's solution is applied only if it is cheaper, and
// the sweep over all permutations is repeated only while the bytes that
// transposes move get strictly fewer. At last, transposes sink through
// elementwise ops where that costs nothing, to leave these ops beside the
// convolution that they can be fused with, and through slices that read them in
// parts; that goes down the graph alone.
//
//===----------------------------------------------------------------------===//

#include "LayoutProblem.h"
#include "ReshapeTransposes.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"
#include "fovea/Dialect/Fovea/Transforms/Passes.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace fovea {
#define GEN_PASS_DEF_PROPAGATETRANSPOSESPASS
#include "fovea/Dialect/Fovea/Transforms/Passes.h.inc"
} // namespace fovea

using namespace mlir;
using namespace fovea;

namespace {
/// Rebuilds ops on data before a permutation.
class Untransposer {
public:
  Untransposer(MLIRContext *context, ArrayRef<int64_t> permutation)
      : builder(context), permutation(permutation),
        inverse(invertPermutationVector(permutation)) {}

  /// Replace `op`, which is erased, by transposes of what it computes on its
  /// operands before the permutation. Fails where the op does not commute.
  LogicalResult rewrite(TransposableOpInterface op);

private:
  Value getUntransposed(Value value);

  OpBuilder builder;
  ArrayRef<int64_t> permutation;
  SmallVector<int64_t> inverse;
  DenseMap<Value, Value> untransposed;
};
} // namespace

static int64_t getRank(Value value) { return getTensorType(value).getRank(); }

/// What `value` is the transpose of.
Value Untransposer::getUntransposed(Value value) {
  if (auto transpose = value.getDefiningOp<TransposeOp>())
    if (transpose.getPermutation() == permutation)
      return transpose.getInput();
  Value &result = untransposed[value];
  if (!result) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointAfterValue(value);
    result = TransposeOp::create(builder, value.getLoc(), value, inverse);
  }
  return result;
}

LogicalResult Untransposer::rewrite(TransposableOpInterface op) {
  int64_t rank = permutation.size();
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(getRank(operand) == rank ? getUntransposed(operand)
                                                : operand);
  builder.setInsertionPoint(op);
  FailureOr<SmallVector<Value>> results =
      op.buildTransposed(builder, operands, permutation);
  if (failed(results))
    return failure();
  for (auto [oldResult, result] : llvm::zip_equal(op->getResults(), *results)) {
    if (getRank(oldResult) == rank)
      result = TransposeOp::create(builder, op->getLoc(), result, permutation);
    oldResult.replaceAllUsesWith(result);
  }
  op->erase();
  return success();
}

/// Bytes that the transposes of activations move.
static int64_t countMovedBytes(Block &block, int64_t &numTransposes) {
  DenseSet<Value> constants = collectConstantValues(block);
  int64_t bytes = 0;
  numTransposes = 0;
  for (auto op : block.getOps<TransposeOp>()) {
    if (constants.contains(op) || !movesElements(op))
      continue;
    bytes += getByteSize(op);
    ++numTransposes;
  }
  return bytes;
}

/// The permutations of the block's transposes, and their inverses.
static SmallVector<SmallVector<int64_t>> collectPermutations(Block &block) {
  SmallVector<SmallVector<int64_t>> permutations;
  auto add = [&](ArrayRef<int64_t> permutation) {
    if (!llvm::is_contained(permutations, permutation))
      permutations.emplace_back(permutation);
  };
  for (auto op : block.getOps<TransposeOp>()) {
    add(op.getPermutation());
    add(invertPermutationVector(op.getPermutation()));
  }
  return permutations;
}

/// Whether `transpose` is read in parts alone that have, in all, no more bytes
/// than it: a projection that holds queries, keys and values is transposed as a
/// whole, and each part of it is what meets another transpose.
static bool isReadInParts(TransposeOp transpose) {
  int64_t bytes = 0;
  for (Operation *user : transpose->getUsers()) {
    if (!isa<SliceOp, SplitOp>(user))
      return false;
    for (Value part : user->getResults())
      bytes += getByteSize(part);
  }
  return bytes <= getByteSize(transpose);
}

/// Whether a transpose by the same permutation as that of an operand may as
/// well stand after `op`, nearer to the results. Sets that permutation.
static bool canSink(Operation *op, const DenseSet<Value> &constants,
                    SmallVectorImpl<int64_t> &permutation) {
  if (!isa<TransposableOpInterface>(op) ||
      !isa<ElementwiseOpInterface, SliceOp, SplitOp>(op))
    return false;
  TransposeOp transpose;
  for (Value operand : op->getOperands()) {
    if (constants.contains(operand))
      continue;
    if (transpose)
      return false;
    transpose = operand.getDefiningOp<TransposeOp>();
    if (!transpose)
      return false;
  }
  // Beside an argument of the function there is nothing to be fused with.
  if (!transpose || !movesElements(transpose) ||
      !transpose.getInput().getDefiningOp())
    return false;
  bool isFree = isa<ElementwiseOpInterface>(op)
                    ? transpose->hasOneUse() && getByteSize(op->getResult(0)) <=
                                                    getByteSize(transpose)
                    : isReadInParts(transpose);
  if (!isFree)
    return false;
  permutation.assign(transpose.getPermutation().begin(),
                     transpose.getPermutation().end());
  return getRank(op->getResult(0)) == getRank(transpose);
}

namespace {
struct PropagateTransposesPass final
    : fovea::impl::PropagateTransposesPassBase<PropagateTransposesPass> {
  void runOnOperation() override {
    RewritePatternSet set(&getContext());
    TransposeOp::getCanonicalizationPatterns(set, &getContext());
    populateReshapeTransposePatterns(set);
    patterns = std::move(set);
    SmallVector<Block *> blocks;
    getOperation()->walk([&](Block *block) {
      if (!block->getOps<TransposeOp>().empty())
        blocks.push_back(block);
    });
    for (Block *block : blocks)
      runOnBlock(*block);
  }

private:
  void runOnBlock(Block &block) {
    simplify(block);
    int64_t numTransposes;
    int64_t bytes = countMovedBytes(block, numTransposes), before;
    do {
      before = bytes;
      for (ArrayRef<int64_t> permutation : collectPermutations(block))
        moveTransposes(block, permutation);
      bytes = countMovedBytes(block, numTransposes);
    } while (bytes < before);
    sinkTransposes(block);
    simplify(block);
    countMovedBytes(block, numTransposes);
    numRemaining += numTransposes;
  }

  /// Cancel and compose transposes that have become neighbors.
  void simplify(Block &block) {
    Operation *parent = block.getParentOp();
    IRRewriter rewriter(&getContext());
    DominanceInfo dominance(parent);
    eliminateCommonSubExpressions(rewriter, dominance, parent);
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    (void)applyPatternsGreedily(parent, patterns, config);
  }

  /// Rebuild the ops that a minimum cut for `permutation` chooses.
  void moveTransposes(Block &block, ArrayRef<int64_t> permutation) {
    DenseSet<Operation *> excluded;
    bool isDone = false;
    while (!isDone) {
      isDone = true;
      SmallVector<Operation *> ops =
          LayoutProblem(block, permutation, excluded).solve();
      Untransposer untransposer(&getContext(), permutation);
      for (Operation *op : ops)
        if (succeeded(
                untransposer.rewrite(cast<TransposableOpInterface>(op)))) {
          ++numMoved;
        } else {
          // The plan relied on this op: find a better one without it.
          excluded.insert(op);
          isDone = false;
        }
      // Transposes that nothing uses any more would count for the next one.
      if (!ops.empty())
        simplify(block);
    }
  }

  void sinkTransposes(Block &block) {
    DenseSet<Value> constants = collectConstantValues(block);
    for (Operation &op : llvm::make_early_inc_range(block)) {
      SmallVector<int64_t> permutation;
      if (canSink(&op, constants, permutation) &&
          succeeded(Untransposer(&getContext(), permutation)
                        .rewrite(cast<TransposableOpInterface>(&op))))
        ++numMoved;
    }
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
