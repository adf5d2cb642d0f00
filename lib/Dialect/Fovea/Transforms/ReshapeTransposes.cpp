//===- ReshapeTransposes.cpp - Transposes beside reshapes -----------------===//
//
// The flattening of a feature map into tokens, as an imported model writes it,
//
//   transpose([N, H, W, C] -> [N, C, H, W])
//   reshape([N, C, H, W] -> [N, C, H * W])
//   transpose([N, C, H * W] -> [N, H * W, C])
//
// is a mere reshape. Both transposes keep H and W side by side and in order, so
// each can trade places with the reshape.
//
// Termination: sinking moves a transpose toward the results; hoisting happens
// only where it makes one transpose of two.
//
//===----------------------------------------------------------------------===//

#include "ReshapeTransposes.h"

#include "LayoutProblem.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace fovea;

namespace {
/// `reshape(transpose(x))` as `transpose(reshape(x))`.
struct SwappedReshape {
  SmallVector<int64_t> shape;       // Of the new reshape.
  SmallVector<int64_t> permutation; // Of the new transpose.
};

/// Dimensions [fromBegin, fromEnd) of one shape hold the same elements as
/// [toBegin, toEnd) of the other.
struct Section {
  int64_t fromBegin, fromEnd, toBegin, toEnd;
};
} // namespace

/// The finest common sections of two shapes of as many elements, not 0.
static SmallVector<Section> findSections(ArrayRef<int64_t> from,
                                         ArrayRef<int64_t> to) {
  SmallVector<Section> sections;
  int64_t fromRank = from.size(), toRank = to.size();
  int64_t i = 0, j = 0;
  while (i < fromRank && j < toRank) {
    Section section = {i, i + 1, j, j + 1};
    int64_t fromSize = from[i++], toSize = to[j++];
    while (fromSize != toSize)
      if (fromSize < toSize)
        fromSize *= from[i++];
      else
        toSize *= to[j++];
    section.fromEnd = i;
    section.toEnd = j;
    sections.push_back(section);
  }
  if (!sections.empty()) {
    // What is left has size 1.
    sections.back().fromEnd = fromRank;
    sections.back().toEnd = toRank;
  }
  return sections;
}

/// The dimension of `shape` where the part of a section that is larger than 1
/// lies, with all of it from there on side by side and in order; nothing if it
/// is scattered. `dims` are those that the section has there.
static std::optional<int64_t> findContiguous(ArrayRef<int64_t> shape,
                                             ArrayRef<int64_t> dims) {
  SmallVector<int64_t> large(dims);
  llvm::erase_if(large, [&](int64_t dim) { return shape[dim] == 1; });
  if (large.empty())
    return dims.front();
  for (auto [dim, next] : llvm::zip(large, ArrayRef(large).drop_front())) {
    if (next < dim)
      return std::nullopt;
    for (int64_t between = dim + 1; between < next; ++between)
      if (shape[between] != 1)
        return std::nullopt;
  }
  return large.front();
}

/// Swap a transpose of `shape` and a reshape of its result to `reshaped`.
static std::optional<SwappedReshape> swapReshape(ArrayRef<int64_t> shape,
                                                 ArrayRef<int64_t> permutation,
                                                 ArrayRef<int64_t> reshaped) {
  if (llvm::is_contained(shape, 0) || shape.empty() || reshaped.empty())
    return std::nullopt;
  SmallVector<Section> sections =
      findSections(applyPermutation(shape, permutation), reshaped);
  // Where each section begins in the shape before the transpose.
  SmallVector<std::pair<int64_t, Section>> order;
  for (Section section : sections) {
    std::optional<int64_t> begin = findContiguous(
        shape, permutation.slice(section.fromBegin,
                                 section.fromEnd - section.fromBegin));
    if (!begin)
      return std::nullopt;
    order.emplace_back(*begin, section);
  }
  llvm::sort(order, llvm::less_first());
  SwappedReshape result;
  result.permutation.resize(reshaped.size());
  for (auto [begin, section] : order)
    for (int64_t dim = section.toBegin; dim < section.toEnd; ++dim) {
      result.permutation[dim] = result.shape.size();
      result.shape.push_back(reshaped[dim]);
    }
  return result;
}

/// reshape(transpose(x)) -> transpose(reshape(x))
static LogicalResult sinkThroughReshape(ReshapeOp op,
                                        PatternRewriter &rewriter) {
  auto transpose = op.getInput().getDefiningOp<TransposeOp>();
  if (!transpose || !transpose->hasOneUse() || !movesElements(transpose))
    return rewriter.notifyMatchFailure(op, "input is no transpose of its own");
  if (transpose.getInput().getDefiningOp<TransposeOp>())
    return rewriter.notifyMatchFailure(op, "the two transposes fold first");
  RankedTensorType type = transpose.getInput().getType();
  std::optional<SwappedReshape> swapped = swapReshape(
      type.getShape(), transpose.getPermutation(), op.getType().getShape());
  if (!swapped)
    return rewriter.notifyMatchFailure(
        op, "dimensions that become one are apart before the transpose");
  Value reshaped = ReshapeOp::create(
      rewriter, op.getLoc(), type.clone(swapped->shape), transpose.getInput());
  rewriter.replaceOpWithNewOp<TransposeOp>(op, reshaped, swapped->permutation);
  return success();
}

/// transpose(reshape(transpose(x))) -> reshape(transpose(x))
static LogicalResult hoistThroughReshape(TransposeOp op,
                                         PatternRewriter &rewriter) {
  auto reshape = op.getInput().getDefiningOp<ReshapeOp>();
  if (!reshape || !reshape->hasOneUse() || !movesElements(op))
    return rewriter.notifyMatchFailure(op, "input is no reshape of its own");
  auto source = reshape.getInput().getDefiningOp<TransposeOp>();
  if (!source || !source->hasOneUse())
    return rewriter.notifyMatchFailure(op, "no transpose above the reshape");
  // Undone, the transpose stands above the (inverse) reshape.
  std::optional<SwappedReshape> swapped = swapReshape(
      op.getType().getShape(), invertPermutationVector(op.getPermutation()),
      source.getType().getShape());
  if (!swapped)
    return rewriter.notifyMatchFailure(op,
                                       "parts of a dimension would come apart");
  // One transpose at once, lest it sinks before the two are folded.
  SmallVector<int64_t> composed = applyPermutation(
      source.getPermutation(), invertPermutationVector(swapped->permutation));
  Value hoisted = source.getInput();
  if (!isIdentityPermutation(composed))
    hoisted = TransposeOp::create(rewriter, op.getLoc(), hoisted, composed);
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), hoisted);
  return success();
}

void fovea::populateReshapeTransposePatterns(RewritePatternSet &patterns) {
  patterns.add(sinkThroughReshape);
  patterns.add(hoistThroughReshape);
}
