//===- ContractionOps.cpp - Matrix products and attention -----------------===//

#include "Inference.h"

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// MatMulOp
//===----------------------------------------------------------------------===//

/// Rows and columns of the matrices in `type`, as the product sees them.
static std::pair<int64_t, int64_t> getMatrixSizes(RankedTensorType type,
                                                  bool transpose) {
  ArrayRef<int64_t> matrix = type.getShape().take_back(2);
  return transpose ? std::pair(matrix[1], matrix[0])
                   : std::pair(matrix[0], matrix[1]);
}

LogicalResult MatMulOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> loc,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType lhs = getTensorType(adaptor.getLhs());
  RankedTensorType rhs = getTensorType(adaptor.getRhs());
  if (lhs.getRank() < 2 || rhs.getRank() < 2)
    return emitOptionalError(loc,
                             "expected lhs and rhs of rank 2 at least, "
                             "got ",
                             lhs, " and ", rhs);
  if (failed(checkElementType(loc, "rhs", rhs, "lhs", lhs)))
    return failure();
  auto [rows, lhsDepth] = getMatrixSizes(lhs, adaptor.getTransposeLhs());
  auto [rhsDepth, columns] = getMatrixSizes(rhs, adaptor.getTransposeRhs());
  if (lhsDepth != rhsDepth)
    return emitOptionalError(loc,
                             "expected matrices that share the reduced "
                             "size, got lhs ",
                             lhs, " with ", lhsDepth, " columns and rhs ", rhs,
                             " with ", rhsDepth, " rows");
  auto shape = broadcastShapes(
      {lhs.getShape().drop_back(2), rhs.getShape().drop_back(2)});
  if (failed(shape))
    return emitOptionalError(
        loc, "expected batch dimensions that broadcast, got lhs ", lhs,
        " and rhs ", rhs);
  shape->append({rows, columns});
  return appendTensorType(loc, *shape, lhs.getElementType(), types);
}

/// The operand of `value` if that is a transpose of the last two dimensions.
static TypedValue<RankedTensorType> getTransposedMatrix(Value value) {
  auto transpose = value.getDefiningOp<TransposeOp>();
  if (!transpose)
    return {};
  SmallVector<int64_t> swap =
      llvm::to_vector(llvm::seq<int64_t>(transpose.getPermutation().size()));
  std::swap(swap[swap.size() - 1], swap[swap.size() - 2]);
  if (transpose.getPermutation() != ArrayRef(swap))
    return {};
  return transpose.getInput();
}

/// matmul(transpose(x), y) -> matmul(x, y) that reads x transposed.
static LogicalResult foldTransposeIntoMatMul(MatMulOp op,
                                             PatternRewriter &rewriter) {
  auto lhs = getTransposedMatrix(op.getLhs());
  auto rhs = getTransposedMatrix(op.getRhs());
  if (!lhs && !rhs)
    return rewriter.notifyMatchFailure(
        op, "no operand is a transpose of its last two dimensions");
  rewriter.modifyOpInPlace(op, [&] {
    if (lhs) {
      op.getLhsMutable().assign(lhs);
      op.setTransposeLhs(!op.getTransposeLhs());
    }
    if (rhs) {
      op.getRhsMutable().assign(rhs);
      op.setTransposeRhs(!op.getTransposeRhs());
    }
  });
  return success();
}

void MatMulOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *) {
  patterns.add(foldTransposeIntoMatMul);
}

//===----------------------------------------------------------------------===//
// AttentionOp
//===----------------------------------------------------------------------===//

static LogicalResult checkAttentionOperand(std::optional<Location> loc,
                                           StringRef name,
                                           RankedTensorType type,
                                           ArrayRef<int64_t> expected,
                                           RankedTensorType query) {
  if (failed(checkElementType(loc, name, type, "query", query)))
    return failure();
  if (type.getShape() != expected)
    return emitOptionalError(loc, "expected ", name, " of shape [", expected,
                             "] for query ", query, ", got ", type);
  return success();
}

static LogicalResult checkMask(std::optional<Location> loc,
                               RankedTensorType mask, RankedTensorType query,
                               ArrayRef<int64_t> scores) {
  if (!mask.getElementType().isInteger(1) &&
      mask.getElementType() != query.getElementType())
    return emitOptionalError(loc, "expected mask of element type i1 or ",
                             query.getElementType(), ", got ", mask);
  auto shape = broadcastShapes({scores, mask.getShape()});
  if (failed(shape) || ArrayRef(*shape) != scores)
    return emitOptionalError(loc, "expected mask that broadcasts to [", scores,
                             "], got ", mask);
  return success();
}

LogicalResult AttentionOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> loc,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType query = getTensorType(adaptor.getQuery());
  RankedTensorType key = getTensorType(adaptor.getKey());
  RankedTensorType value = getTensorType(adaptor.getValue());
  for (RankedTensorType type : {query, key, value})
    if (type.getRank() != 4)
      return emitOptionalError(loc,
                               "expected query, key and value of rank 4, got ",
                               query, ", ", key, " and ", value);
  int64_t batch = query.getDimSize(0), heads = query.getDimSize(1);
  int64_t queries = query.getDimSize(2), depth = query.getDimSize(3);
  int64_t kvHeads = key.getDimSize(1), keys = key.getDimSize(2);
  int64_t valueDepth = value.getDimSize(3);
  if (failed(checkAttentionOperand(loc, "key", key,
                                   {batch, kvHeads, keys, depth}, query)) ||
      failed(checkAttentionOperand(loc, "value", value,
                                   {batch, kvHeads, keys, valueDepth}, query)))
    return failure();
  if (kvHeads == 0 || heads % kvHeads != 0)
    return emitOptionalError(loc, "expected a multiple of ", kvHeads,
                             " heads in query ", query, " for key ", key);
  if (adaptor.getMask() &&
      failed(checkMask(loc, getTensorType(adaptor.getMask()), query,
                       {batch, heads, queries, keys})))
    return failure();
  return appendTensorType(loc, {batch, heads, queries, valueDepth},
                          query.getElementType(), types);
}
