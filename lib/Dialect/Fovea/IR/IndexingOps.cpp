//===- IndexingOps.cpp - Gathers, scatters and the like -------------------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "Inference.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace fovea;

/// Indices need something to point at.
static LogicalResult checkIndexed(std::optional<Location> location, int64_t dim,
                                  RankedTensorType input,
                                  RankedTensorType indices) {
  if (input.getDimSize(dim) > 0 || llvm::is_contained(indices.getShape(), 0))
    return success();
  return emitOptionalError(location, "dimension ", dim, " of ", input,
                           " is empty but indexed by ", indices);
}

/// Indices for single elements: same rank, and no larger but for `axis`.
static LogicalResult checkElementIndices(std::optional<Location> location,
                                         RankedTensorType input,
                                         RankedTensorType indices,
                                         int64_t axis) {
  if (failed(checkAxis(location, axis, input)))
    return failure();
  bool fits = indices.getRank() == input.getRank();
  for (int64_t dim = 0; fits && dim < input.getRank(); ++dim)
    fits = dim == axis || indices.getDimSize(dim) <= input.getDimSize(dim);
  if (!fits)
    return emitOptionalError(location, "expected indices of the rank of ",
                             input, " and, but for dimension ", axis,
                             ", of no larger dimensions but got ", indices);
  return checkIndexed(location, axis, input, indices);
}

/// Tuples in the last dimension of the indices, for dimensions from
/// `batchDims` on.
static LogicalResult checkTuples(std::optional<Location> location,
                                 RankedTensorType input,
                                 RankedTensorType indices, int64_t batchDims) {
  if (indices.getRank() == 0)
    return emitOptionalError(location, "expected indices of rank 1 or more");
  if (batchDims < 0 || batchDims >= indices.getRank() ||
      batchDims > input.getRank() ||
      indices.getShape().take_front(batchDims) !=
          input.getShape().take_front(batchDims))
    return emitOptionalError(location, "expected ", input, " and ", indices,
                             " to share ", batchDims, " batch dimensions");
  int64_t length = indices.getShape().back();
  if (length > input.getRank() - batchDims)
    return emitOptionalError(location, "tuples of ", length, " indices in ",
                             indices, " are too long for ", input, " with ",
                             batchDims, " batch dimensions");
  for (int64_t dim = batchDims; dim < batchDims + length; ++dim)
    if (failed(checkIndexed(location, dim, input, indices)))
      return failure();
  return success();
}

static LogicalResult checkScatterKind(std::optional<Location> location,
                                      ScatterKind kind, RankedTensorType input,
                                      RankedTensorType updates) {
  if (input.getElementType() != updates.getElementType())
    return emitOptionalError(location,
                             "expected updates of the element type "
                             "of ",
                             input, " but got ", updates);
  if (kind != ScatterKind::replace && input.getElementType().isInteger(1))
    return emitOptionalError(location, "kind '", stringifyScatterKind(kind),
                             "' is not defined for booleans");
  return success();
}

//===----------------------------------------------------------------------===//
// GatherOp
//===----------------------------------------------------------------------===//

LogicalResult GatherOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType indices = getTensorType(adaptor.getIndices());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxis(location, axis, input)) ||
      failed(checkIndexed(location, axis, input, indices)))
    return failure();
  SmallVector<int64_t> shape(input.getShape().take_front(axis));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, input.getShape().drop_front(axis + 1));
  return appendTensorType(location, shape, input.getElementType(), types);
}

/// gather with one constant index -> slice, which is a mere view.
static LogicalResult sliceInstead(GatherOp op, PatternRewriter &rewriter) {
  FailureOr<SmallVector<int64_t>> indices = getConstantInts(op.getIndices());
  if (failed(indices) || indices->size() != 1)
    return rewriter.notifyMatchFailure(op, "not one constant index");
  RankedTensorType type = op.getInput().getType();
  int64_t axis = op.getAxis(), size = type.getDimSize(axis);
  int64_t index =
      indices->front() < 0 ? indices->front() + size : indices->front();
  SmallVector<int64_t> starts(type.getRank(), 0), steps(type.getRank(), 1);
  SmallVector<int64_t> sizes(type.getShape());
  starts[axis] = std::clamp<int64_t>(index, 0, size - 1);
  sizes[axis] = 1;
  Value slice = SliceOp::create(rewriter, op.getLoc(), op.getInput(), starts,
                                sizes, steps);
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), slice);
  return success();
}

void GatherOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *) {
  patterns.add(sliceInstead);
}

//===----------------------------------------------------------------------===//
// GatherElementsOp, GatherNDOp
//===----------------------------------------------------------------------===//

LogicalResult GatherElementsOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType indices = getTensorType(adaptor.getIndices());
  if (failed(checkElementIndices(location, input, indices, adaptor.getAxis())))
    return failure();
  return appendTensorType(location, indices.getShape(), input.getElementType(),
                          types);
}

LogicalResult GatherNDOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location> location,
                                           Adaptor adaptor,
                                           SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType indices = getTensorType(adaptor.getIndices());
  int64_t batchDims = adaptor.getBatchDims();
  if (failed(checkTuples(location, input, indices, batchDims)))
    return failure();
  SmallVector<int64_t> shape(indices.getShape().drop_back());
  llvm::append_range(shape, input.getShape().drop_front(
                                batchDims + indices.getShape().back()));
  return appendTensorType(location, shape, input.getElementType(), types);
}

//===----------------------------------------------------------------------===//
// ScatterElementsOp, ScatterNDOp
//===----------------------------------------------------------------------===//

LogicalResult ScatterElementsOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType indices = getTensorType(adaptor.getIndices());
  RankedTensorType updates = getTensorType(adaptor.getUpdates());
  if (failed(
          checkElementIndices(location, input, indices, adaptor.getAxis())) ||
      failed(checkScatterKind(location, adaptor.getKind(), input, updates)))
    return failure();
  if (updates.getShape() != indices.getShape())
    return emitOptionalError(location, "expected updates of the shape of ",
                             indices, " but got ", updates);
  types.push_back(input);
  return success();
}

LogicalResult ScatterNDOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType input = getTensorType(adaptor.getInput());
  RankedTensorType indices = getTensorType(adaptor.getIndices());
  RankedTensorType updates = getTensorType(adaptor.getUpdates());
  if (failed(checkTuples(location, input, indices, /*batchDims=*/0)) ||
      failed(checkScatterKind(location, adaptor.getKind(), input, updates)))
    return failure();
  SmallVector<int64_t> shape(indices.getShape().drop_back());
  llvm::append_range(shape,
                     input.getShape().drop_front(indices.getShape().back()));
  if (updates.getShape() != ArrayRef<int64_t>(shape))
    return emitOptionalError(location, "expected updates of shape [", shape,
                             "] for ", input, " and ", indices, " but got ",
                             updates);
  types.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// OneHotOp, RangeOp
//===----------------------------------------------------------------------===//

LogicalResult OneHotOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType indices = getTensorType(adaptor.getIndices());
  RankedTensorType values = getTensorType(adaptor.getValues());
  int64_t axis = adaptor.getAxis();
  if (values.getShape() != ArrayRef<int64_t>{2})
    return emitOptionalError(
        location, "expected values [off, on] of shape [2] but got ", values);
  if (axis < 0 || axis > indices.getRank())
    return emitOptionalError(location, "expected axis in [0, ",
                             indices.getRank(), "] for ", indices, " but got ",
                             axis);
  SmallVector<int64_t> shape(indices.getShape());
  shape.insert(shape.begin() + axis, static_cast<int64_t>(adaptor.getDepth()));
  return appendTensorType(location, shape, values.getElementType(), types);
}

LogicalResult RangeOp::verify() {
  RankedTensorType type = getType();
  if (type.getRank() != 1)
    return emitOpError("expected a result of rank 1 but got ") << type;
  auto scalar = RankedTensorType::get({}, type.getElementType());
  for (Value operand : getOperands())
    if (operand.getType() != scalar)
      return emitOpError("expected start and delta of ")
             << scalar << " but got " << operand.getType();
  return success();
}
