//===- IndexingOpsInterfaces.cpp - Evaluation of gathers and scatters -----===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "StridedCopy.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/ADT/APFloat.h"

using namespace mlir;
using namespace fovea;

/// Count a negative index from the end; clamp what is still outside.
static int64_t normalizeIndex(int64_t index, int64_t size) {
  return std::clamp<int64_t>(index < 0 ? index + size : index, 0, size - 1);
}

static void copyElements(HostTensor &target, int64_t targetOffset,
                         const HostTensor &source, int64_t sourceOffset,
                         int64_t count) {
  int64_t size = getElementSize(target.getElementType());
  std::memcpy(target.getMutableBytes().data() + targetOffset * size,
              source.getBytes().data() + sourceOffset * size, count * size);
}

static int64_t product(ArrayRef<int64_t> sizes) {
  return ShapedType::getNumElements(sizes);
}

//===----------------------------------------------------------------------===//
// Gathers
//===----------------------------------------------------------------------===//

LogicalResult GatherOp::evaluate(ArrayRef<HostTensor> operands,
                                 MutableArrayRef<HostTensor> results) {
  const HostTensor &input = operands[0], &indices = operands[1];
  int64_t size = input.getShape()[getAxis()];
  int64_t outer = product(input.getShape().take_front(getAxis()));
  int64_t inner = product(input.getShape().drop_front(getAxis() + 1));
  int64_t target = 0;
  for (int64_t i = 0; i < outer; ++i)
    for (int64_t j = 0, e = indices.getNumElements(); j < e; ++j) {
      int64_t index = normalizeIndex(indices.getInt(j), size);
      copyElements(results[0], target, input, (i * size + index) * inner,
                   inner);
      target += inner;
    }
  return success();
}

/// Place in `input` of the element that `indices[position]` names along `axis`.
static int64_t locateElement(const HostTensor &input, const HostTensor &indices,
                             int64_t position, int64_t axis) {
  SmallVector<int64_t> index =
      delinearize(position, computeStrides(indices.getShape()));
  index[axis] =
      normalizeIndex(indices.getInt(position), input.getShape()[axis]);
  return linearize(index, computeStrides(input.getShape()));
}

LogicalResult GatherElementsOp::evaluate(ArrayRef<HostTensor> operands,
                                         MutableArrayRef<HostTensor> results) {
  for (int64_t i = 0, e = results[0].getNumElements(); i < e; ++i)
    copyElements(results[0], i, operands[0],
                 locateElement(operands[0], operands[1], i, getAxis()),
                 /*count=*/1);
  return success();
}

/// Place in `input` of the slice that tuple number `position` of the indices
/// names, among the dimensions after `batchDims`.
static int64_t locateSlice(const HostTensor &input, const HostTensor &indices,
                           int64_t position, int64_t batchDims) {
  ArrayRef<int64_t> shape = input.getShape();
  SmallVector<int64_t> strides = computeStrides(shape);
  int64_t length = indices.getShape().back(), offset = 0;
  for (int64_t i = 0; i < length; ++i)
    offset += normalizeIndex(indices.getInt(position * length + i),
                             shape[batchDims + i]) *
              strides[batchDims + i];
  int64_t tuplesPerBatch =
      product(indices.getShape().drop_back().drop_front(batchDims));
  return position / tuplesPerBatch * product(shape.drop_front(batchDims)) +
         offset;
}

LogicalResult GatherNDOp::evaluate(ArrayRef<HostTensor> operands,
                                   MutableArrayRef<HostTensor> results) {
  const HostTensor &input = operands[0], &indices = operands[1];
  int64_t inner = product(
      input.getShape().drop_front(getBatchDims() + indices.getShape().back()));
  int64_t tuples = product(indices.getShape().drop_back());
  for (int64_t i = 0; i < tuples; ++i)
    copyElements(results[0], i * inner, input,
                 locateSlice(input, indices, i, getBatchDims()), inner);
  return success();
}

//===----------------------------------------------------------------------===//
// Scatters
//===----------------------------------------------------------------------===//

static double combineFloats(ScatterKind kind, double old, double update) {
  switch (kind) {
  case ScatterKind::replace:
    return update;
  case ScatterKind::add:
    return old + update;
  case ScatterKind::mul:
    return old * update;
  case ScatterKind::min:
    return llvm::minimum(APFloat(old), APFloat(update)).convertToDouble();
  case ScatterKind::max:
    return llvm::maximum(APFloat(old), APFloat(update)).convertToDouble();
  }
  llvm_unreachable("unknown kind");
}

/// Sums and products wrap; they are the same for signed and unsigned numbers.
static uint64_t combineInts(ScatterKind kind, uint64_t old, uint64_t update,
                            bool isUnsigned) {
  auto isLess = [&](uint64_t lhs, uint64_t rhs) {
    return isUnsigned ? lhs < rhs
                      : static_cast<int64_t>(lhs) < static_cast<int64_t>(rhs);
  };
  switch (kind) {
  case ScatterKind::replace:
    return update;
  case ScatterKind::add:
    return old + update;
  case ScatterKind::mul:
    return old * update;
  case ScatterKind::min:
    return isLess(update, old) ? update : old;
  case ScatterKind::max:
    return isLess(old, update) ? update : old;
  }
  llvm_unreachable("unknown kind");
}

/// Let `count` elements of the updates meet those of the target.
static void combine(ScatterKind kind, HostTensor &target, int64_t targetOffset,
                    const HostTensor &updates, int64_t updateOffset,
                    int64_t count) {
  if (kind == ScatterKind::replace)
    return copyElements(target, targetOffset, updates, updateOffset, count);
  Type type = target.getElementType();
  for (int64_t i = targetOffset, j = updateOffset; count > 0; ++i, ++j, --count)
    if (isa<FloatType>(type))
      target.setFloat(
          i, combineFloats(kind, target.getFloat(i), updates.getFloat(j)));
    else
      target.setInt(i, combineInts(kind, target.getInt(i), updates.getInt(j),
                                   type.isUnsignedInteger()));
}

LogicalResult ScatterElementsOp::evaluate(ArrayRef<HostTensor> operands,
                                          MutableArrayRef<HostTensor> results) {
  const HostTensor &input = operands[0], &indices = operands[1];
  copyElements(results[0], 0, input, 0, input.getNumElements());
  for (int64_t i = 0, e = indices.getNumElements(); i < e; ++i)
    combine(getKind(), results[0], locateElement(input, indices, i, getAxis()),
            operands[2], i, /*count=*/1);
  return success();
}

LogicalResult ScatterNDOp::evaluate(ArrayRef<HostTensor> operands,
                                    MutableArrayRef<HostTensor> results) {
  const HostTensor &input = operands[0], &indices = operands[1];
  copyElements(results[0], 0, input, 0, input.getNumElements());
  int64_t inner =
      product(input.getShape().drop_front(indices.getShape().back()));
  int64_t tuples = product(indices.getShape().drop_back());
  for (int64_t i = 0; i < tuples; ++i)
    combine(getKind(), results[0],
            locateSlice(input, indices, i, /*batchDims=*/0), operands[2],
            i * inner, inner);
  return success();
}

//===----------------------------------------------------------------------===//
// OneHotOp, RangeOp
//===----------------------------------------------------------------------===//

LogicalResult OneHotOp::evaluate(ArrayRef<HostTensor> operands,
                                 MutableArrayRef<HostTensor> results) {
  const HostTensor &indices = operands[0], &values = operands[1];
  int64_t depth = getDepth();
  int64_t inner = product(indices.getShape().drop_front(getAxis()));
  for (int64_t i = 0, e = results[0].getNumElements(); i < e; ++i) {
    int64_t outer = i / inner / depth, position = i / inner % depth;
    int64_t index = indices.getInt(outer * inner + i % inner);
    bool isOn = index == position || index == position - depth;
    copyElements(results[0], i, values, isOn ? 1 : 0, /*count=*/1);
  }
  return success();
}

LogicalResult RangeOp::evaluate(ArrayRef<HostTensor> operands,
                                MutableArrayRef<HostTensor> results) {
  const HostTensor &start = operands[0], &delta = operands[1];
  HostTensor &result = results[0];
  Type type = result.getElementType();
  for (int64_t i = 0, e = result.getNumElements(); i < e; ++i) {
    if (type.isF64())
      result.setFloat(i, start.getFloat(0) + i * delta.getFloat(0));
    else if (isa<FloatType>(type))
      result.setFloat(i, static_cast<float>(start.getFloat(0)) +
                             static_cast<float>(i) *
                                 static_cast<float>(delta.getFloat(0)));
    else
      result.setInt(i, start.getInt(0) +
                           static_cast<uint64_t>(i) * delta.getInt(0));
  }
  return success();
}
