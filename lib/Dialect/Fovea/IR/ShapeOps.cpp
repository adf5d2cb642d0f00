//===- ShapeOps.cpp - Ops that move elements: types and folds -------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "Inference.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fovea;

/// Move ops whose result has no element but the input's give a splat for a
/// splat, of any size.
static OpFoldResult foldSplat(Attribute input, RankedTensorType type) {
  auto splat = dyn_cast_if_present<SplatElementsAttr>(input);
  if (splat && type.getNumElements() > 0)
    return splat.resizeSplat(type);
  return nullptr;
}

static bool allEqual(ArrayRef<int64_t> values, int64_t expected) {
  return llvm::all_of(values, [&](int64_t value) { return value == expected; });
}

//===----------------------------------------------------------------------===//
// ReshapeOp
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  if (from.getElementType() != to.getElementType())
    return emitOpError("expected the same element type in input and result "
                       "but got ")
           << from << " and " << to;
  std::optional<int64_t> count = countElements(from.getShape());
  if (!count || count != countElements(to.getShape()))
    return emitOpError("expected the same number of elements in input and "
                       "result but got ")
           << from << " and " << to;
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto source = getInput().getDefiningOp<ReshapeOp>()) {
    getInputMutable().assign(source.getInput());
    return getResult();
  }
  if (auto value = dyn_cast_if_present<ElementsAttr>(adaptor.getInput()))
    return reinterpretElements(value, getType());
  return nullptr;
}

//===----------------------------------------------------------------------===//
// BroadcastOp
//===----------------------------------------------------------------------===//

LogicalResult BroadcastOp::verify() {
  RankedTensorType from = getInput().getType(), to = getType();
  if (from.getElementType() != to.getElementType())
    return emitOpError("expected the same element type in input and result "
                       "but got ")
           << from << " and " << to;
  auto shape = broadcastShapes({from.getShape(), to.getShape()});
  if (failed(shape) || ArrayRef<int64_t>(*shape) != to.getShape())
    return emitOpError("input ") << from << " does not broadcast to " << to;
  return success();
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto source = getInput().getDefiningOp<BroadcastOp>()) {
    getInputMutable().assign(source.getInput());
    return getResult();
  }
  // A large splat would only hide the broadcast from those who can use it.
  return nullptr;
}

//===----------------------------------------------------------------------===//
// TransposeOp
//===----------------------------------------------------------------------===//

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(adaptor.getInput());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  if (static_cast<int64_t>(permutation.size()) != type.getRank() ||
      !isPermutationVector(permutation))
    return emitOptionalError(location, "expected a permutation of ",
                             type.getRank(), " dimensions for ", type,
                             " but got [", permutation, "]");
  return appendTensorType(location,
                          applyPermutation(type.getShape(), permutation),
                          type.getElementType(), types);
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (isIdentityPermutation(getPermutation()))
    return getInput();
  if (auto source = getInput().getDefiningOp<TransposeOp>()) {
    SmallVector<int64_t> composed =
        applyPermutation(source.getPermutation(), getPermutation());
    if (isIdentityPermutation(composed))
      return source.getInput();
    getInputMutable().assign(source.getInput());
    setPermutation(composed);
    return getResult();
  }
  return foldSplat(adaptor.getInput(), getType());
}

/// transpose -> reshape, if dimensions of size 1 are all that moves.
static LogicalResult reshapeInstead(TransposeOp op, PatternRewriter &rewriter) {
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  SmallVector<int64_t> moved(op.getPermutation());
  llvm::erase_if(moved, [&](int64_t dim) { return shape[dim] == 1; });
  if (!llvm::is_sorted(moved))
    return rewriter.notifyMatchFailure(op, "elements change their order");
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getInput());
  return success();
}

void TransposeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *) {
  patterns.add(reshapeInstead);
}

//===----------------------------------------------------------------------===//
// ConcatOp
//===----------------------------------------------------------------------===//

/// Whether the types differ in dimension `axis` alone.
static bool matchExceptAt(RankedTensorType lhs, RankedTensorType rhs,
                          int64_t axis) {
  if (lhs.getRank() != rhs.getRank() ||
      lhs.getElementType() != rhs.getElementType())
    return false;
  return lhs.getShape().take_front(axis) == rhs.getShape().take_front(axis) &&
         lhs.getShape().drop_front(axis + 1) ==
             rhs.getShape().drop_front(axis + 1);
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  if (adaptor.getInputs().empty())
    return emitOptionalError(location, "expected at least one input");
  RankedTensorType first = getTensorType(adaptor.getInputs().front());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis(location, axis, first)))
    return failure();
  SmallVector<int64_t> shape(first.getShape());
  shape[axis] = 0;
  for (auto [index, input] : llvm::enumerate(adaptor.getInputs())) {
    RankedTensorType type = getTensorType(input);
    if (!matchExceptAt(first, type, axis))
      return emitOptionalError(location, "expected input #", index,
                               " to match ", first, " but for dimension ", axis,
                               " but got ", type);
    if (llvm::AddOverflow(shape[axis], type.getDimSize(axis), shape[axis]))
      return emitOptionalError(location, "size of dimension ", axis,
                               " overflows");
  }
  return appendTensorType(location, shape, first.getElementType(), types);
}

OpFoldResult ConcatOp::fold(FoldAdaptor adaptor) {
  if (getInputs().size() == 1)
    return getInputs().front();
  return nullptr;
}

//===----------------------------------------------------------------------===//
// SplitOp
//===----------------------------------------------------------------------===//

LogicalResult SplitOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(adaptor.getInput());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis(location, axis, type)))
    return failure();
  int64_t total = 0;
  SmallVector<int64_t> shape(type.getShape());
  for (int64_t size : adaptor.getSizes()) {
    if (llvm::AddOverflow(total, size, total))
      return emitOptionalError(location, "sum of the sizes overflows");
    shape[axis] = size;
    if (failed(appendTensorType(location, shape, type.getElementType(), types)))
      return failure();
  }
  if (types.empty() || total != type.getDimSize(axis))
    return emitOptionalError(location, "expected sizes that add up to ",
                             type.getDimSize(axis), ", dimension ", axis,
                             " of ", type, ", but got [", adaptor.getSizes(),
                             "]");
  return success();
}

LogicalResult SplitOp::fold(FoldAdaptor adaptor,
                            SmallVectorImpl<OpFoldResult> &results) {
  if (getNumResults() == 1) {
    results.push_back(getInput());
    return success();
  }
  return failure();
}

//===----------------------------------------------------------------------===//
// SliceOp
//===----------------------------------------------------------------------===//

/// Whether `start + i * step` is in [0, dim) for all i in [0, size).
static bool isInside(int64_t start, int64_t size, int64_t step, int64_t dim) {
  if (size == 0)
    return true;
  int64_t last;
  if (llvm::MulOverflow(size - 1, step, last) ||
      llvm::AddOverflow(start, last, last))
    return false;
  return start >= 0 && start < dim && last >= 0 && last < dim;
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(adaptor.getInput());
  ArrayRef<int64_t> starts = adaptor.getStarts(), sizes = adaptor.getSizes(),
                    steps = adaptor.getSteps();
  if (failed(checkFullRank(location, "starts", starts, type)) ||
      failed(checkFullRank(location, "sizes", sizes, type)) ||
      failed(checkFullRank(location, "steps", steps, type)))
    return failure();
  for (auto [dim, start, size, step] : llvm::zip_equal(
           llvm::seq<int64_t>(type.getRank()), starts, sizes, steps)) {
    if (step == 0)
      return emitOptionalError(location, "step of dimension ", dim, " is 0");
    if (size < 0 || !isInside(start, size, step, type.getDimSize(dim)))
      return emitOptionalError(location, "slice of ", size, " from ", start,
                               " by ", step, " is not inside dimension ", dim,
                               " of ", type);
  }
  return appendTensorType(location, sizes, type.getElementType(), types);
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  bool isForward =
      llvm::all_of(llvm::zip_equal(getSteps(), getSizes()), [](auto pair) {
        auto [step, size] = pair;
        return step == 1 || size <= 1;
      });
  if (getInput().getType() == getType() && isForward)
    return getInput();
  return foldSplat(adaptor.getInput(), getType());
}

//===----------------------------------------------------------------------===//
// PadOp
//===----------------------------------------------------------------------===//

/// Size of a dimension before anything is added to it, if that can be.
static int64_t getCroppedSize(int64_t size, int64_t low, int64_t high) {
  return size + std::min<int64_t>(low, 0) + std::min<int64_t>(high, 0);
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *,
                                      std::optional<Location> location,
                                      Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(adaptor.getInput());
  ArrayRef<int64_t> low = adaptor.getLow(), high = adaptor.getHigh();
  if (failed(checkFullRank(location, "low", low, type)) ||
      failed(checkFullRank(location, "high", high, type)))
    return failure();
  // Far beyond any tensor, and far from an overflow.
  constexpr int64_t kMaxPad = int64_t(1) << 60;
  SmallVector<int64_t> shape(type.getShape());
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (std::abs(low[dim]) > kMaxPad || std::abs(high[dim]) > kMaxPad ||
        size > kMaxPad)
      return emitOptionalError(location, "padding of dimension ", dim, " of ",
                               type, " overflows");
    int64_t left = getCroppedSize(size, low[dim], high[dim]);
    if (left < 0)
      return emitOptionalError(location, "cannot remove ", size - left,
                               " elements from dimension ", dim, " of ", type);
    size += low[dim] + high[dim];
    if (adaptor.getMode() != PadMode::constant && left == 0 && size > 0)
      return emitOptionalError(location, "cannot pad dimension ", dim, " of ",
                               type, ", which has no element left, in mode '",
                               stringifyPadMode(adaptor.getMode()), "'");
  }
  return appendTensorType(location, shape, type.getElementType(), types);
}

OpFoldResult PadOp::fold(FoldAdaptor adaptor) {
  if (allEqual(getLow(), 0) && allEqual(getHigh(), 0))
    return getInput();
  return nullptr;
}

//===----------------------------------------------------------------------===//
// TileOp
//===----------------------------------------------------------------------===//

LogicalResult TileOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  RankedTensorType type = getTensorType(adaptor.getInput());
  if (failed(checkFullRank(location, "repeats", adaptor.getRepeats(), type)))
    return failure();
  SmallVector<int64_t> shape(type.getShape());
  for (auto [size, repeats] : llvm::zip_equal(shape, adaptor.getRepeats()))
    if (llvm::MulOverflow(size, repeats, size))
      return emitOptionalError(location, "repetition of ", type, " overflows");
  return appendTensorType(location, shape, type.getElementType(), types);
}

OpFoldResult TileOp::fold(FoldAdaptor adaptor) {
  if (allEqual(getRepeats(), 1))
    return getInput();
  return nullptr;
}
