//===- ShapeOpsInterfaces.cpp - Ops that move elements: interfaces --------===//

#include "fovea/Dialect/Fovea/IR/Fovea.h"

#include "PadIndex.h"
#include "StridedCopy.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace fovea;

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

/// Copy a box of `shape` out of one tensor into another. Offsets and strides
/// are in elements.
static void copyBox(HostTensor &target, int64_t targetOffset,
                    ArrayRef<int64_t> targetStrides, const HostTensor &source,
                    int64_t sourceOffset, ArrayRef<int64_t> sourceStrides,
                    ArrayRef<int64_t> shape) {
  if (llvm::is_contained(shape, 0))
    return;
  int64_t size = getElementSize(target.getElementType());
  copyStrided(target.getMutableBytes().data() + targetOffset * size,
              targetStrides, source.getBytes().data() + sourceOffset * size,
              sourceStrides, shape, size);
}

/// Fill all of `target` from the source, read with the given strides.
static LogicalResult fillFrom(HostTensor &target, const HostTensor &source,
                              ArrayRef<int64_t> sourceStrides,
                              int64_t sourceOffset = 0) {
  copyBox(target, /*targetOffset=*/0, computeStrides(target.getShape()), source,
          sourceOffset, sourceStrides, target.getShape());
  return success();
}

LogicalResult ReshapeOp::evaluate(ArrayRef<HostTensor> operands,
                                  MutableArrayRef<HostTensor> results) {
  return fillFrom(results[0], operands[0].reshaped(results[0].getShape()),
                  computeStrides(results[0].getShape()));
}

LogicalResult BroadcastOp::evaluate(ArrayRef<HostTensor> operands,
                                    MutableArrayRef<HostTensor> results) {
  ArrayRef<int64_t> from = operands[0].getShape();
  ArrayRef<int64_t> to = results[0].getShape();
  SmallVector<int64_t> strides(to.size() - from.size(), 0);
  for (auto [size, stride] : llvm::zip_equal(from, computeStrides(from)))
    strides.push_back(size == 1 ? 0 : stride);
  return fillFrom(results[0], operands[0], strides);
}

LogicalResult TransposeOp::evaluate(ArrayRef<HostTensor> operands,
                                    MutableArrayRef<HostTensor> results) {
  SmallVector<int64_t> strides = computeStrides(operands[0].getShape());
  return fillFrom(results[0], operands[0],
                  applyPermutation(strides, getPermutation()));
}

LogicalResult ConcatOp::evaluate(ArrayRef<HostTensor> operands,
                                 MutableArrayRef<HostTensor> results) {
  SmallVector<int64_t> strides = computeStrides(results[0].getShape());
  int64_t offset = 0;
  for (const HostTensor &operand : operands) {
    copyBox(results[0], offset, strides, operand, /*sourceOffset=*/0,
            computeStrides(operand.getShape()), operand.getShape());
    offset += operand.getShape()[getAxis()] * strides[getAxis()];
  }
  return success();
}

LogicalResult SplitOp::evaluate(ArrayRef<HostTensor> operands,
                                MutableArrayRef<HostTensor> results) {
  SmallVector<int64_t> strides = computeStrides(operands[0].getShape());
  int64_t offset = 0;
  for (HostTensor &result : results) {
    copyBox(result, /*targetOffset=*/0, computeStrides(result.getShape()),
            operands[0], offset, strides, result.getShape());
    offset += result.getShape()[getAxis()] * strides[getAxis()];
  }
  return success();
}

LogicalResult SliceOp::evaluate(ArrayRef<HostTensor> operands,
                                MutableArrayRef<HostTensor> results) {
  SmallVector<int64_t> strides = computeStrides(operands[0].getShape());
  int64_t offset = 0;
  for (auto [stride, start, step] :
       llvm::zip_equal(strides, getStarts(), getSteps())) {
    offset += start * stride;
    stride *= step;
  }
  return fillFrom(results[0], operands[0], strides, offset);
}

LogicalResult TileOp::evaluate(ArrayRef<HostTensor> operands,
                               MutableArrayRef<HostTensor> results) {
  // As a copy of twice the rank: [repeats[0], size[0], repeats[1], ...].
  ArrayRef<int64_t> from = operands[0].getShape();
  SmallVector<int64_t> shape, strides;
  for (auto [size, repeats, stride] :
       llvm::zip_equal(from, getRepeats(), computeStrides(from))) {
    shape.append({repeats, size});
    strides.append({0, stride});
  }
  copyBox(results[0], /*targetOffset=*/0, computeStrides(shape), operands[0],
          /*sourceOffset=*/0, strides, shape);
  return success();
}

/// Fill the whole of `target` with one value, then copy what is left of the
/// source into its place.
static void padWithConstant(HostTensor &target, const HostTensor &source,
                            ArrayRef<int64_t> low, double value) {
  HostTensor fill =
      HostTensor::zeros(RankedTensorType::get({}, target.getElementType()));
  fill.setFloat(0, value);
  (void)fillFrom(target, fill, SmallVector<int64_t>(low.size(), 0));

  SmallVector<int64_t> targetStrides = computeStrides(target.getShape());
  SmallVector<int64_t> sourceStrides = computeStrides(source.getShape());
  SmallVector<int64_t> box;
  int64_t targetOffset = 0, sourceOffset = 0;
  for (size_t dim = 0; dim < low.size(); ++dim) {
    int64_t begin = std::max<int64_t>(low[dim], 0);
    int64_t end =
        std::min(low[dim] + source.getShape()[dim], target.getShape()[dim]);
    box.push_back(std::max<int64_t>(end - begin, 0));
    targetOffset += begin * targetStrides[dim];
    sourceOffset += (begin - low[dim]) * sourceStrides[dim];
  }
  copyBox(target, targetOffset, targetStrides, source, sourceOffset,
          sourceStrides, box);
}

LogicalResult PadOp::evaluate(ArrayRef<HostTensor> operands,
                              MutableArrayRef<HostTensor> results) {
  const HostTensor &source = operands[0];
  HostTensor &target = results[0];
  if (getMode() == PadMode::constant) {
    padWithConstant(target, source, getLow(), getValue().convertToDouble());
    return success();
  }
  if (target.getNumElements() == 0)
    return success();
  // Dimension by dimension, a table of the places to read from.
  SmallVector<int64_t> strides = computeStrides(source.getShape());
  SmallVector<SmallVector<int64_t>> places;
  for (auto [dim, size] : llvm::enumerate(target.getShape())) {
    PadIndex map(getMode(), source.getShape()[dim], getLow()[dim],
                 getHigh()[dim]);
    SmallVector<int64_t> &table = places.emplace_back();
    for (int64_t i = 0; i < size; ++i)
      table.push_back(map.getSource(i) * strides[dim]);
  }
  int64_t elementSize = getElementSize(getType().getElementType());
  SmallVector<int64_t> basis = computeStrides(target.getShape());
  char *bytes = target.getMutableBytes().data();
  for (int64_t i = 0, e = target.getNumElements(); i < e; ++i) {
    int64_t place = 0;
    for (auto [table, index] : llvm::zip_equal(places, delinearize(i, basis)))
      place += table[index];
    std::memcpy(bytes + i * elementSize,
                source.getBytes().data() + place * elementSize, elementSize);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Transposition
//===----------------------------------------------------------------------===//

/// A list with a value for each dimension of `transpose(x)`, for those of `x`.
static SmallVector<int64_t> untranspose(ArrayRef<int64_t> values,
                                        ArrayRef<int64_t> permutation) {
  return applyPermutation(values, invertPermutationVector(permutation));
}

FailureOr<SmallVector<Value>>
BroadcastOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                             ArrayRef<int64_t> permutation) {
  RankedTensorType type = getType();
  Value input = operands.front();
  RankedTensorType inputType = getTensorType(input);
  if (inputType.getRank() < type.getRank()) {
    SmallVector<int64_t> shape(type.getRank() - inputType.getRank(), 1);
    llvm::append_range(shape, inputType.getShape());
    input = ReshapeOp::create(builder, getLoc(), inputType.clone(shape), input);
    input = TransposeOp::create(builder, getLoc(), input,
                                invertPermutationVector(permutation));
  }
  Value result = BroadcastOp::create(
      builder, getLoc(), type.clone(untranspose(type.getShape(), permutation)),
      input);
  return SmallVector<Value>{result};
}

FailureOr<SmallVector<Value>>
ConcatOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                          ArrayRef<int64_t> permutation) {
  Value result =
      ConcatOp::create(builder, getLoc(), operands, permutation[getAxis()]);
  return SmallVector<Value>{result};
}

FailureOr<SmallVector<Value>>
SplitOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                         ArrayRef<int64_t> permutation) {
  auto op = SplitOp::create(builder, getLoc(), operands.front(),
                            permutation[getAxis()], getSizes());
  return SmallVector<Value>(op.getResults());
}

FailureOr<SmallVector<Value>>
SliceOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                         ArrayRef<int64_t> permutation) {
  Value result = SliceOp::create(builder, getLoc(), operands.front(),
                                 untranspose(getStarts(), permutation),
                                 untranspose(getSizes(), permutation),
                                 untranspose(getSteps(), permutation));
  return SmallVector<Value>{result};
}

FailureOr<SmallVector<Value>>
PadOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                       ArrayRef<int64_t> permutation) {
  Value result = PadOp::create(
      builder, getLoc(), operands.front(),
      builder.getDenseI64ArrayAttr(untranspose(getLow(), permutation)),
      builder.getDenseI64ArrayAttr(untranspose(getHigh(), permutation)),
      getModeAttr(), getValueAttr());
  return SmallVector<Value>{result};
}

FailureOr<SmallVector<Value>>
TileOp::buildTransposed(OpBuilder &builder, ValueRange operands,
                        ArrayRef<int64_t> permutation) {
  Value result = TileOp::create(builder, getLoc(), operands.front(),
                                untranspose(getRepeats(), permutation));
  return SmallVector<Value>{result};
}
