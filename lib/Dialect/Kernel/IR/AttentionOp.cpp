//===- AttentionOp.cpp - Scaled dot-product attention ---------------------===//

#include "fovea/Dialect/Kernel/IR/Kernel.h"

using namespace mlir;
using namespace fovea::kernel;

LogicalResult AttentionOp::verify() {
  auto query = cast<ShapedType>(getQuery().getType());
  auto key = cast<ShapedType>(getKey().getType());
  auto value = cast<ShapedType>(getValue().getType());
  auto init = cast<ShapedType>(getInit().getType());
  for (ShapedType type : {query, key, value, init})
    if (type.getRank() != 4)
      return emitOpError("expected operands of rank 4, found ") << type;
  Type elementType = query.getElementType();
  if (key.getElementType() != elementType ||
      value.getElementType() != elementType)
    return emitOpError("expected query, key and value of one type, found ")
           << query << ", " << key << " and " << value;
  if (query.getDimSize(3) % getTermsPerStep(elementType) != 0)
    return emitOpError("expected an even depth, found ") << query;
  int64_t batch = query.getDimSize(0), heads = query.getDimSize(2);
  int64_t kvHeads = key.getDimSize(2);
  if (kvHeads < 1 || heads % kvHeads != 0)
    return emitOpError("expected the heads of key to divide those of query, "
                       "found ")
           << kvHeads << " and " << heads;
  int64_t queries = query.getDimSize(1), depth = query.getDimSize(3);
  int64_t keys = key.getDimSize(1), valueDepth = value.getDimSize(3);
  if (key.getShape() != ArrayRef({batch, keys, kvHeads, depth}) ||
      value.getShape() != ArrayRef({batch, keys, kvHeads, valueDepth}) ||
      init.getShape() != ArrayRef({batch, queries, heads, valueDepth}))
    return emitOpError("expected [batch, queries or keys, heads, depth] that "
                       "agree, found ")
           << query << ", " << key << ", " << value << " and " << init;
  if (!getMask())
    return success();
  auto mask = cast<ShapedType>(getMask().getType());
  SmallVector<int64_t> scores{batch, heads, keys, queries};
  if (!isBroadcastTo(mask, scores))
    return emitOpError(
               "expected a mask that broadcasts to [batch, heads, keys, "
               "queries], which is [")
           << scores << "], found " << mask;
  return success();
}

uint64_t AttentionOp::getMACs() {
  auto query = cast<ShapedType>(getQuery().getType());
  auto value = cast<ShapedType>(getValue().getType());
  uint64_t scores = query.getDimSize(0) * query.getDimSize(1) *
                    query.getDimSize(2) * value.getDimSize(1);
  return scores * (query.getDimSize(3) + value.getDimSize(3));
}
